"""Processes of one node: the web server, the worker and, in the demo, the local mail server."""

import os
import signal
import subprocess
import sys
import threading
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
    run_worker(app, beside=beside)


class _Companion:
    """The worker process that lives beside the web server: started when the server listens,
    stopped when it stops; when the worker goes, the server is stopped too."""

    def __init__(self) -> None:
        self._master = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = True
        self.failed = False

    def start(self) -> None:
        """Start the worker and keep an eye on it."""
        # In a group of its own: Ctrl-C in the terminal is for the server, which then stops it.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.cli", "worker"], process_group=0
        )
        threading.Thread(target=self._watch, args=(self._process,), daemon=True).start()

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        if self._wanted:
            self.failed = True
            click.echo("Исполнитель фоновых заданий остановился, сервер останавливается", err=True)
            os.kill(self._master, signal.SIGTERM)

    def stop(self) -> None:
        """Let the job in hand finish, within limits. Processes forked by the server come by here
        at their end too: the worker is not theirs."""
        if self._process is None or os.getpid() != self._master:
            return
        self._wanted = False
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(WORKER_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()


def run(app: Flask, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, with a worker beside; when one goes, both go.

    Ends by SystemExit, with a code other than 0 where it was the worker that went first.
    """
    runtime: Runtime = app.extensions["reglament"]
    for name, reason in runtime.registry.quarantined.items():
        click.echo(f"Модуль {name} в карантине: {reason}", err=True)
    companion = _Companion()

    def ready(_server: object) -> None:
        companion.start()
        click.echo(f"Регламент открыт: http://{host}:{port}")

    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "accesslog": None,
        "control_socket_disable": True,
        "when_ready": ready,
    }
    try:
        _Server(create_app, options).run()
    finally:
        companion.stop()
        if companion.failed:
            sys.exit(1)
