"""Drives a daemon through spvisorctl, which talks TCP and turns answers into objects."""

import sys

from spvisorctl import SupervisordRPC
from spvisorctl.rpc_client import APIFault, AuthFailed, ProcessNotFound

port = int(sys.argv[1])
with SupervisordRPC(host="127.0.0.1", port=port, username="me", password="secret") as rpc:
    print(rpc.ping(), rpc.is_port_open(), rpc.get_api_version(), rpc.get_state())
    for info in rpc.get_all_process_info():
        print(info.full_name, info.is_running, info.to_dict()["statename"])
    print(rpc.batch_stop(["web", "nix"]), rpc.batch_start(["web", "web"]))
    print(rpc.stop_process_group("echo"), rpc.start_process_group("echo"))
    print(rpc.reload_config(), len(rpc.system_list_methods()))
    print(repr(rpc.read_process_stdout_log("echo", 0, 6)))
    for call in [rpc.get_process_info, rpc.add_process_group]:
        try:
            print(call("nix"))
        except ProcessNotFound as error:
            print("not found", error)
        except APIFault as error:
            print(error)
with SupervisordRPC(host="127.0.0.1", port=port, username="me", password="wrong") as rpc:
    try:
        print(rpc.get_state())
    except AuthFailed:
        print("refused")
