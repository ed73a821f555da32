"""Processes of one node: the web server, the worker and, in the demo, the local mail server."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from core.app import create_app
from core.extending.runtime import Runtime
from core.jobs.worker import run_worker
from core.mail.sink import serve_sink
from core.mail.smtp import SmtpServer

THREADS = 8
WORKER_PATIENCE = 40


class _Server(BaseApplication):
    """gunicorn set up in code. Each worker makes its own application, after the fork."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._make()


def work(app: Flask) -> None:
    """Be the worker of this node until told to stop."""
    runtime: Runtime = app.extensions["reglament"]
    beside: list[AbstractContextManager[Any]] = []
    if runtime.settings.is_demo_mail:
        beside.append(serve_sink(runtime.settings.data_dir))
    else:
        # A wrong address stops the worker now, not each letter later.
        SmtpServer.from_url(runtime.settings.mail_url)
    run_worker(app, beside=beside)


def run(app: Flask, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, with a worker beside; when one goes, both go."""
    runtime: Runtime = app.extensions["reglament"]
    for name, reason in runtime.registry.quarantined.items():
        click.echo(f"Модуль {name} в карантине: {reason}", err=True)
    worker = subprocess.Popen([sys.executable, "-m", "core.cli", "worker"], env=os.environ)
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "accesslog": None,
        "control_socket_disable": True,
        "when_ready": lambda _: click.echo(f"Регламент открыт: http://{host}:{port}"),
    }
    try:
        _Server(create_app, options).run()
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(WORKER_PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
