"""A listener that records each event on a line, written with the helpers of Supervisor's Python package."""

import os
import sys

from supervisor import childutils

with open(os.path.join(os.path.dirname(sys.argv[1]), "events"), "a", buffering=1) as events:
    while True:
        headers, payload = childutils.listener.wait()
        events.write(headers["eventname"] + " " + payload.replace("\n", "|") + "\n")
        if payload == "type:end\nof the session":
            print("all is recorded", file=sys.stderr, flush=True)
        childutils.listener.ok()
