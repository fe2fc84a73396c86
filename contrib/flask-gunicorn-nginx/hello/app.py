"""Says hello."""

import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello():
    app.logger.warning("somebody says hello")
    return f"hello from process {os.getpid()}\n"
