#!/usr/bin/env bash
# Builds the release programs and runs a Flask application under them, in the foreground.
# Everything the demonstration makes is in <target>/demo.
set -euo pipefail

target=$1
cargo=${CARGO:-cargo}
port=${DEMO_PORT:-8080}
page_port=${DEMO_PAGE_PORT:-9001}
here=$(cd "$(dirname "$0")" && pwd)
demo=$target/demo
user=nobody

main() {
    build
    mkdir -p "$demo/conf.d" "$demo/log"
    cp "$here/app.py" "$demo/app.py"
    if prepare_python; then
        command="$demo/venv/bin/gunicorn app:app -b localhost:$port -w 4"
    else
        fall_back
    fi
    choose_user
    write_configuration
    explain
    cd "$demo"
    exec "$target/release/supervisord" -n -c "$demo/supervisord.conf"
}

build() {
    "$cargo" build --locked --release
}

# Flask and gunicorn, in an environment that the application's user may read.
prepare_python() {
    [ -x "$demo/venv/bin/gunicorn" ] && return 0
    for python in python3 /usr/bin/python3; do
        rm -rf "$demo/venv"
        "$python" -m venv "$demo/venv" >/dev/null 2>&1 || continue
        "$demo/venv/bin/pip" install --quiet --disable-pip-version-check flask gunicorn || continue
        if [ "$(id -u)" != 0 ] || as_user "$demo/venv/bin/python" -c 'import flask, gunicorn'; then
            return 0
        fi
    done
    [ -x "$demo/venv/bin/gunicorn" ]
}

# The shell in between matters: setpriv itself still executes with root's capabilities.
as_user() {
    (cd "$demo" && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups \
        sh -c 'exec "$@"' sh "$@") >/dev/null 2>&1
}

# Without Python or a package index there is still something to supervise.
fall_back() {
    echo 'demo: no Flask and gunicorn here; a small app server of our own takes their place'
    "$cargo" build --locked --release -p supervisor-tests --bin child
    cp "$target/release/child" "$demo/app-server"
    command="$demo/app-server listen $port"
}

# The application does not need root; but its files may be where only root can read them.
choose_user() {
    user_line=''
    [ "$(id -u)" = 0 ] || return 0
    if ! as_user test -x "${command%% *}" || ! as_user test -r "$demo/app.py"; then
        echo "demo: $user cannot read $demo, so the application runs as root"
        user=root
    elif [ -x "$demo/venv/bin/python" ] && ! as_user "$demo/venv/bin/python" -c ''; then
        echo "demo: $user cannot run this Python, so the application runs as root"
        user=root
    fi
    user_line="user = $user"
}

write_configuration() {
    cat >"$demo/supervisord.conf" <<END
[unix_http_server]
file = %(here)s/supervisor.sock

[inet_http_server]
port = 127.0.0.1:$page_port
username = demo
password = demo

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://%(here)s/supervisor.sock

[supervisord]
logfile = %(here)s/log/supervisord.log
pidfile = %(here)s/supervisord.pid

[include]
files = conf.d/*.conf
END
    cat >"$demo/conf.d/myapp.conf" <<END
[program:myapp]
command = $command
directory = $demo
$user_line
autostart = true
autorestart = true
stdout_logfile = $demo/log/myapp.log
redirect_stderr = true
END
}

explain() {
    local ctl="$target/release/supervisorctl -c $demo/supervisord.conf"
    cat <<END

The daemon runs here until Ctrl-C. Its page is at http://localhost:$page_port/ (user demo, password
demo). In a second terminal, try:

  $ctl status
  curl http://localhost:$port/
  kill -9 \$($ctl pid myapp)    # it comes back at once
  $ctl tail -f myapp
  $ctl stop myapp
  $ctl                          # a shell; 'help' lists the commands

END
}

main
