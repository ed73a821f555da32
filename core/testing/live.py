"""The program as a browser meets it: on a socket of this machine, with its worker and mailbox."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from core.extending.runtime import Runtime
from core.jobs.worker import Worker
from core.mail.sink import serve_sink

HOST = "127.0.0.1"
PATIENCE = 30
"""Seconds within which whatever was begun must have ended."""


class _Quiet(WSGIRequestHandler):
    """Keeps the log of the tests for what is wrong."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class _Counted:
    """A WSGI application that knows how many of its requests are in progress."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._running: list[str] = []
        self._paused = False
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        with self._changed:
            self._changed.wait_for(lambda: not self._paused, PATIENCE)
            self._running.append(path)
        try:
            answer = self._application(environ, start_response)
            try:
                yield from answer
            finally:
                getattr(answer, "close", lambda: None)()
        finally:
            self._done(path)

    def _done(self, path: str) -> None:
        with self._changed:
            self._running.remove(path)
            self._changed.notify_all()

    def wait_until_idle(self) -> None:
        """Return when nothing is in progress. Raises TimeoutError where something hangs."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._running, PATIENCE):
                raise TimeoutError(f"still in progress: {self._running}")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is in progress; what comes meanwhile waits until the block has ended."""
        with self._changed:
            self.wait_until_idle()
            self._paused = True
        try:
            yield
        finally:
            with self._changed:
                self._paused = False
                self._changed.notify_all()


@dataclass(frozen=True)
class LiveServer:
    """A server that answers at ``url``."""

    app: Flask
    url: str
    _counted: _Counted

    @property
    def data_dir(self) -> Path:
        """Where the program keeps its files, among them the mailbox of the demo."""
        runtime: Runtime = self.app.extensions["reglament"]
        return runtime.settings.data_dir

    def paused(self) -> AbstractContextManager[None]:
        """The time in which its database may be exchanged. No request is in progress; one that a
        closing page sends, as its last word, waits."""
        return self._counted.paused()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Do the jobs of the outbox, and take the letters, as long as the block lasts."""
        worker = Worker(self.app, beside=[serve_sink(self.data_dir)])
        thread = threading.Thread(target=worker.run, name="worker")
        thread.start()
        if not worker.wait_until_started(PATIENCE):
            raise TimeoutError("the worker has not started")
        try:
            yield
        finally:
            worker.stop()
            thread.join(PATIENCE)


@contextmanager
def serving(make: Callable[[str], Flask]) -> Iterator[LiveServer]:
    """Serve the application that ``make(base_url)`` gives, in threads of this process.

    The socket is open before the application is made: its letters carry addresses that lead here.
    """
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        url = f"http://{HOST}:{port}"
        app = make(url)
        counted = _Counted(app)
        server = make_server(
            HOST, port, counted, threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )
    thread = threading.Thread(target=server.serve_forever, name="server")
    thread.start()
    try:
        yield LiveServer(app, url, counted)
        counted.wait_until_idle()
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
