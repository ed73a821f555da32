"""A working day of the small company: every plugin puts its own part on the stage.

A bundled plugin keeps it in ``plugins/<name>/tests/stage.py``::

    def set_the_stage(enter: Enter, run_jobs: RunJobs) -> list[str]:
        ...  # makes documents, gives addresses of pages that only a form leads to

A plugin without such a module adds nothing: its lists are then looked at empty.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from core.extending.manager import available
from core.extending.registry import Registry
from core.jobs.worker import drain
from core.testing.browser import Visitor

MODULE = "tests.stage"
Enter = Callable[[str], Visitor]
"""``enter("anna")``: Анна at the program, logged in; the same visitor each time."""
RunJobs = Callable[[], int]
"""Do everything that waits in the outbox; how many jobs were run."""


def stage_modules(registry: Registry) -> Iterator[str]:
    """Full names of the modules that set the stage for the plugins that are on."""
    targets = available()
    for name in registry.manifests:
        package = targets.get(name, "").rpartition(".")[0]
        module = f"{package}.{MODULE}"
        if package and find_spec(f"{package}.tests") and find_spec(module):
            yield module


def set_the_stage(app: Flask) -> list[str]:
    """Let the plugins, in order of dependence, do the day's work over HTTP.

    The mailbox must be open meanwhile: letters are sent. Gives the addresses of pages that only
    forms lead to.
    """
    visitors: dict[str, Visitor] = {}

    def enter(login: str) -> Visitor:
        if login not in visitors:
            visitors[login] = Visitor(app)
            visitors[login].log_in(login)
        return visitors[login]

    def run_jobs() -> int:
        with app.app_context():
            return drain()

    starts: list[str] = []
    for module in stage_modules(app.extensions["reglament"].registry):
        starts += import_module(module).set_the_stage(enter, run_jobs)
    return starts
