#!/usr/bin/env bash
# Installs a browser and what drives it, and runs the tests of the page. The modules are kept below
# the target directory. What cannot be installed is said, and then nothing is tested.
set -euo pipefail

target=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
work=$target/browser

skip() {
    echo "browser: $1; the page is not tested"
    echo "browser tests: $1" >>"$target/test-skips.txt"
    exit 0
}

if ! command -v chromium >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || skip 'only root can install chromium'
    echo 'browser: installing chromium'
    apt-get update -q >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
            chromium fonts-dejavu-core >/dev/null || skip 'chromium cannot be installed'
fi
command -v node >/dev/null || skip 'there is no node'

mkdir -p "$work"
if ! cmp -s "$here/package-lock.json" "$work/installed.json"; then
    echo "browser: installing the driver into $work"
    cp "$here/package.json" "$here/package-lock.json" "$work/"
    npm ci --prefix "$work" --no-audit --no-fund --silent || skip 'the driver cannot be installed'
    cp "$here/package-lock.json" "$work/installed.json"
fi

export BROWSER_MODULES=$work SUPERVISORD=$target/debug/supervisord
[ "$#" -gt 0 ] || set -- --test --test-concurrency=1 "$here"/*.test.js
exec node "$@"
