"""Sells three things."""

import os

from flask import Flask, abort

app = Flask(__name__)

PRICES = {"apple": 2, "bread": 5, "cheese": 9}


@app.get("/")
def items():
    return "".join(f"{item}: {price}\n" for item, price in sorted(PRICES.items()))


@app.get("/<item>")
def price(item):
    if item not in PRICES:
        abort(404)
    return f"{item} costs {PRICES[item]}, says process {os.getpid()}\n"
