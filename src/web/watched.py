"""What a program that serves no page shows to whoever watches: /healthz, /readyz and /metrics, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from flows.service.office import Office
from web.api.watching import health
from web.desk import Desk


def create_watched(office: Office, clock: Callable[[], datetime]) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(health(Desk(office, clock)))
    return app
