#!/usr/bin/env bash
# Installs what the tests need: Python packages into <target>/venv, packages for Node into
# <target>/node, and as root Debian packages.
# What cannot be installed is said; the tests that need it are then skipped, with a note.
set -euo pipefail

target=$1
here=$(cd "$(dirname "$0")" && pwd)

# A tool that is missing, and the package that has it.
packages=()
need() {
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || packages+=("$2")
}
need nginx nginx-light
need unshare util-linux
need setpriv util-linux
need python3 python3
need node nodejs
need npm npm

install_packages() {
    echo "tools: installing ${packages[*]}"
    apt-get update -q >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}" >/dev/null
}

if [ "${#packages[@]}" -gt 0 ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "tools: not installed, and only root can: ${packages[*]}"
    elif ! install_packages; then
        echo "tools: cannot install ${packages[*]}"
    fi
fi

venv=$target/venv
stamp=$venv/requirements.txt
if ! cmp -s "$here/requirements.txt" "$stamp"; then
    echo "tools: preparing $venv"
    mkdir -p "$target"
    rm -rf "$venv"
    if python3 -m venv "$venv" &&
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"; then
        cp "$here/requirements.txt" "$stamp"
    else
        rm -rf "$venv"
        echo "tools: no Python packages; tests beside the original and with gunicorn are skipped"
    fi
fi

# Clients that others have written for Node.
clients=$here/conformance/clients
node=$target/node
if ! cmp -s "$clients/package-lock.json" "$node/installed.json"; then
    echo "tools: preparing $node"
    rm -rf "$node"
    mkdir -p "$node"
    cp "$clients/package.json" "$clients/package-lock.json" "$node"
    if npm ci --prefix "$node" --silent --no-audit --no-fund --ignore-scripts; then
        cp "$clients/package-lock.json" "$node/installed.json"
    else
        rm -rf "$node"
        echo "tools: no packages for Node; tests with clients that use them are skipped"
    fi
fi
