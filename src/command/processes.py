"""Several processes under gunicorn. Imported only where they are asked for: gunicorn is an extra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication


class Processes(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """`made` builds the application inside each process."""

    def __init__(self, made: Callable[[], Any], options: dict[str, Any]) -> None:
        self.made = made
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.made()


def run(made: Callable[[], Any], host: str, port: int, workers: int, threads: int) -> None:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # Its control socket would lie in the home folder, one for all installations.
    options = {"bind": address, "workers": workers, "threads": threads, "control_socket_disable": True}
    Processes(made, options).run()
