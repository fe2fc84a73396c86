"""Loads a configuration with the Python Supervisor and prints what it makes of it, as JSON.

    python dump_config.py supervisord.conf [more supervisord options]

The shape is that of the `dump` example of the supervisor-config crate, so that the two can be
compared: `{"config": .., "messages": ..}`, or `{"error": ..}` with the text of the usage error.
"""

import json
import sys

from supervisor import datatypes, loggers, options
from supervisor.events import EventTypes


class Refused(Exception):
    """What Supervisor would have printed as a usage error."""


def refuse(self, message):
    raise Refused(str(message))


def tag(kind, value):
    return {kind: value}


def log_target(value):
    if value is datatypes.Automatic:
        return "auto"
    return tag("file", value) if value else "none"


def size(value):
    """Negative sizes and counts mean none (W-72)."""
    return max(0, value)


def output(process, name):
    def get(key):
        return getattr(process, name + "_" + key)

    return {
        "logfile": log_target(get("logfile")),
        "maxbytes": size(get("logfile_maxbytes")),
        "backups": size(get("logfile_backups")),
        "capture_maxbytes": size(get("capture_maxbytes")),
        "events_enabled": get("events_enabled"),
        "syslog": get("syslog"),
    }


def autorestart(value):
    return {
        False: "never",
        datatypes.RestartWhenExitUnexpected: "unexpected",
        datatypes.RestartUnconditionally: "always",
    }[value]


def owner(value):
    if value is None or value == (-1, -1):
        return None
    uid, gid = value
    return [uid, None if gid == -1 else gid]


def fcgi_socket(group):
    config = getattr(group, "socket_config", None)
    if config is None:
        return None
    if isinstance(config, datatypes.UnixStreamSocketConfig):
        address = tag("unix", config.path)
        mode = config.mode
        owned_by = owner(config.owner)
    else:
        address = tag("tcp", {"host": config.host, "port": config.port})
        mode = owned_by = None
    return {"address": address, "owner": owned_by, "mode": mode, "backlog": config.backlog}


def process_config(process, group):
    return {
        "name": process.name,
        "command": process.command,
        "directory": process.directory,
        "umask": process.umask,
        "user": process.uid,
        "priority": process.priority,
        "autostart": process.autostart,
        "autorestart": autorestart(process.autorestart),
        "startsecs": process.startsecs,
        "startretries": process.startretries,
        "stopsignal": int(process.stopsignal),
        "stopwaitsecs": process.stopwaitsecs,
        "stopasgroup": process.stopasgroup,
        "killasgroup": process.killasgroup,
        "exitcodes": process.exitcodes,
        "redirect_stderr": process.redirect_stderr,
        "stdout": output(process, "stdout"),
        "stderr": output(process, "stderr"),
        "environment": process.environment,
        "serverurl": "computed" if process.serverurl is None else tag("given", process.serverurl),
        "socket": fcgi_socket(group),
    }


EVENT_NAMES = {
    getattr(EventTypes, name): name for name in dir(EventTypes) if not name.startswith("_")
}


def spec(function):
    return "%s:%s" % (function.__module__, function.__name__)


def pool(group):
    if not hasattr(group, "pool_events"):
        return None
    return {
        "events": sorted(EVENT_NAMES[event] for event in group.pool_events),
        "buffer_size": group.buffer_size,
        "result_handler": spec(group.result_handler),
    }


def group_config(group):
    return {
        "name": group.name,
        "priority": group.priority,
        "processes": [process_config(process, group) for process in group.process_configs],
        "pool": pool(group),
    }


def server(config):
    if "file" in config:
        address = tag(
            "unix",
            {
                "path": config["file"],
                "mode": config["chmod"],
                "chown": owner(config["chown"]),
            },
        )
    else:
        address = tag("inet", {"host": config["host"], "port": config["port"]})
    credentials = None
    if config["username"]:
        credentials = {"username": config["username"], "password": config["password"]}
    return {"section": config["section"], "address": address, "credentials": credentials}


def daemon(loaded):
    logfile = loaded.logfile
    return {
        "logfile": "syslog" if logfile == "syslog" else tag("file", logfile),
        "logfile_maxbytes": size(loaded.logfile_maxbytes),
        "logfile_backups": size(loaded.logfile_backups),
        "loglevel": [name for name in dir(loggers.LevelsByDescription)
                     if getattr(loggers.LevelsByDescription, name) == loaded.loglevel][0],
        "pidfile": loaded.pidfile,
        "umask": loaded.umask,
        "nodaemon": bool(loaded.nodaemon),
        "silent": bool(loaded.silent),
        "minfds": size(loaded.minfds),
        "minprocs": size(loaded.minprocs),
        "nocleanup": bool(loaded.nocleanup),
        "childlogdir": loaded.childlogdir,
        "user": loaded.uid,
        "directory": loaded.directory,
        "strip_ansi": bool(loaded.strip_ansi),
        "environment": loaded.configroot.supervisord.environment,
        "identifier": loaded.identifier,
    }


def dump(path, arguments):
    options.Options.usage = refuse
    loaded = options.ServerOptions()
    try:
        loaded.realize(["-c", path] + arguments, doc="")
    except Refused as error:
        return {"error": str(error)}
    return {
        "config": {
            "daemon": daemon(loaded),
            "groups": [group_config(group) for group in loaded.process_group_configs],
            "servers": [server(config) for config in loaded.server_configs],
            "rpc_interfaces": [
                {"name": name, "factory": spec(factory)}
                for name, factory, extras in loaded.rpcinterface_factories
            ],
            "server_url": loaded.serverurl,
        },
        "messages": [["warn", text] for text in loaded.parse_warnings]
        + [["info", text] for text in loaded.parse_infos],
    }


if __name__ == "__main__":
    result = dump(sys.argv[1], sys.argv[2:])
    json.dump(result, sys.stdout, indent=2, sort_keys=True)
    print()
