"""A web application for `make demo`: it says which worker answers, and logs that."""

import os
import sys

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    print("a request for worker", os.getpid(), flush=True)
    return f"hello from worker {os.getpid()} of gunicorn {os.getppid()}\n"


@app.get("/crash")
def crash():
    print("this worker ends now", file=sys.stderr, flush=True)
    os._exit(1)
