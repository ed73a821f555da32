"""A browser at the running program: one server for the run, its database renewed where needed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Enter, OpenBrowser, Watch
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.db.session import db
from core.mail.sink import FOLDER
from core.testing import chromium
from core.testing.databases import TestDatabases
from core.testing.fixtures import TEMPLATE, MakeApp
from core.testing.house import PASSWORD
from core.testing.live import LiveServer, serving
from core.testing.loopback import only_loopback

WORK = "browser"
PATIENCE = 15_000
"""Milliseconds that a condition is waited for; a machine that tests run on may be busy."""
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """For authors of plugins that are not bundled: their screens alone, on a stage of theirs."""
    parser.addoption("--screens-of", metavar="PLUGIN", help="look at the screens of one plugin")
    parser.addoption("--stage", type=Path, action="append", default=[], help="its tests/stage.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a page looks like does not depend on the database: it is looked at on one."""
    if config.getoption("--backend") != "postgresql":
        return
    once = [item for item in items if item.path.name in {"test_axe.py", "test_watching.py"}]
    config.hook.pytest_deselected(items=once)
    items[:] = [item for item in items if item not in once]


@pytest.fixture(scope="session", autouse=True)
def _no_outside() -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, not one that Playwright would download."""
    return {"executable_path": chromium.executable(), "args": list(chromium.ARGUMENTS)}


@pytest.fixture(scope="session")
def _server(
    application: Flask, databases: TestDatabases, make_app: MakeApp
) -> Iterator[LiveServer]:
    # ``application`` has made the template of the small company.
    with serving(lambda url: make_app(databases.copy(TEMPLATE, WORK), base_url=url)) as server:
        yield server


@pytest.fixture
def server(_server: LiveServer, databases: TestDatabases) -> LiveServer:
    """The program over a fresh copy of the small company (``core.testing.house``)."""
    with _server.paused():
        with _server.app.app_context():
            db.engine.dispose()
        databases.copy(TEMPLATE, WORK)
    shutil.rmtree(_server.data_dir / FOLDER, ignore_errors=True)
    return _server


@pytest.fixture
def working(server: LiveServer) -> Iterator[None]:
    """The worker does the jobs, and the mailbox takes the letters."""
    with server.working():
        yield


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Whatever a page complains about while a test is at it fails the test."""
    watch = Watch()
    yield watch
    assert watch.complaints == []


@pytest.fixture
def open_browser(browser: Browser, server: LiveServer, watch: Watch) -> Iterator[OpenBrowser]:
    opened: list[BrowserContext] = []

    def make(**settings: Any) -> BrowserContext:
        context = browser.new_context(
            **{
                "base_url": server.url,
                "locale": "ru-RU",
                "timezone_id": "Europe/Moscow",
                "viewport": {"width": 1440, "height": 900},
                "reduced_motion": "reduce",
                **settings,
            }
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def enter(open_browser: OpenBrowser) -> Enter:
    def log_in(login: str, **settings: Any) -> Page:
        page = open_browser(**settings).new_page()
        page.goto("/login")
        page.get_by_label("Имя для входа").fill(login)
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Войти").click()
        page.wait_for_url("**/")
        return page

    return log_in
