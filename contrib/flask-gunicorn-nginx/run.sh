#!/bin/sh
# Runs the example in the foreground. The supervisord of your choice is the first argument.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
supervisord=${1:-supervisord}

mkdir -p "$here/run/tmp"
if [ ! -x "$here/venv/bin/gunicorn" ]; then
    python3 -m venv "$here/venv"
    "$here/venv/bin/pip" install --quiet flask gunicorn
fi

exec "$supervisord" -n -c "$here/supervisord.conf"
