"""The program on a socket, as browser tests meet it."""

import threading
from urllib.request import urlopen

import pytest
from flask import Flask

from core.jobs.worker import Worker
from core.testing.databases import TestDatabases
from core.testing.fixtures import TEMPLATE, MakeApp
from core.testing.live import PATIENCE, serving


def test_a_failure_at_the_first_moment_of_the_worker_is_told_as_it_is(
    application: Flask,
    make_app: MakeApp,
    databases: TestDatabases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stops: list[bool] = []
    stop = Worker.stop

    def noted(worker: Worker) -> None:
        stops.append(worker.wait_until_started(0))
        stop(worker)

    monkeypatch.setattr(Worker, "stop", noted)
    with serving(lambda url: make_app(databases.copy(TEMPLATE, "live"), base_url=url)) as server:
        for _attempt in range(3):
            with pytest.raises(ZeroDivisionError), server.working():
                raise ZeroDivisionError

    assert stops == [True, True, True]


def test_a_request_that_comes_while_the_database_is_exchanged_waits(
    application: Flask, make_app: MakeApp, databases: TestDatabases
) -> None:
    answered = threading.Event()
    with serving(lambda url: make_app(databases.copy(TEMPLATE, "live"), base_url=url)) as server:

        def ask() -> None:
            with urlopen(f"{server.url}/health/live") as answer:
                assert answer.status == 200
            answered.set()

        late = threading.Thread(target=ask)
        with server.paused():
            late.start()
            # Another one is answered by nobody either: the first has had time to come.
            with pytest.raises(TimeoutError):
                urlopen(f"{server.url}/health/live", timeout=0.3)
            assert not answered.is_set()
        late.join(PATIENCE)
        assert answered.is_set()
