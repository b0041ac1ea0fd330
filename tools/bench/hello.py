"""Flask that says hello and nothing of ours, under the same server program: `python -m tools.bench.hello PORT`."""

from __future__ import annotations

import sys

import waitress
from flask import Flask

HOST = "127.0.0.1"


def main(port: str) -> None:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    waitress.serve(app, host=HOST, port=int(port), _quiet=True)


if __name__ == "__main__":
    main(sys.argv[1])
