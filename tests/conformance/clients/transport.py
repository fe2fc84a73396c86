"""Drives a daemon through the transport that Supervisor's own Python package has for its users."""

import sys
import xmlrpc.client

from supervisor.xmlrpc import SupervisorTransport

socket = sys.argv[1]
transport = SupervisorTransport(None, None, f"unix://{socket}")
server = xmlrpc.client.ServerProxy("http://127.0.0.1", transport)

print(server.supervisor.getState(), server.supervisor.getSupervisorVersion())
print([(info["name"], info["statename"]) for info in server.supervisor.getAllProcessInfo()])
print(server.supervisor.stopProcess("web"), server.supervisor.startProcess("web"))
for call in [
    lambda: server.supervisor.startProcess("web"),
    lambda: server.supervisor.getProcessInfo("nix"),
    lambda: server.supervisor.nix(),
]:
    try:
        print(call())
    except xmlrpc.client.Fault as fault:
        print(fault.faultCode, fault.faultString)
print(server.system.multicall([{"methodName": "supervisor.getState"}, {"methodName": "nix"}]))
print(server.supervisor.tailProcessStdoutLog("echo", 0, 6))
print(server.supervisor.sendProcessStdin("echo", "grüße\n"))
