"""A working day of the small company: every plugin puts its own part on the stage.

A bundled plugin keeps it in ``plugins/<name>/tests/stage.py``::

    def set_the_stage(enter: Enter, run_jobs: RunJobs) -> list[str]:
        ...  # makes documents, gives addresses of pages that only a form leads to

A plugin without such a module adds nothing: its lists are then looked at empty. A plugin that
comes by a package of its own has the same file wherever its tests lie.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from flask import Flask

from core.extending.registry import Registry
from core.jobs.worker import drain
from core.testing.browser import Visitor
from core.testing.plugin_modules import test_modules

MODULE = "tests.stage"
Enter = Callable[[str], Visitor]
"""``enter("anna")``: Анна at the program, logged in; the same visitor each time."""
RunJobs = Callable[[], int]
"""Do everything that waits in the outbox; how many jobs were run."""


def stage_modules(registry: Registry) -> Iterator[str]:
    """Full names of the modules that set the stage for the plugins that are on."""
    return test_modules(registry, MODULE)


def _loaded(path: Path) -> ModuleType:
    """A stage that lies outside of any package; its neighbours may be imported by it."""
    sys.path.insert(0, str(path.parent))
    spec = spec_from_file_location(f"stage_in_{path.parent.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def set_the_stage(app: Flask, others: Iterable[Path] = ()) -> list[str]:
    """Let the plugins, in order of dependence, do the day's work over HTTP.

    ``others`` are the stages of plugins that are not bundled. The mailbox must be open meanwhile:
    letters are sent. Gives the addresses of pages that only forms lead to.
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

    registry = app.extensions["reglament"].registry
    modules = [import_module(name) for name in stage_modules(registry)]
    starts: list[str] = []
    for module in [*modules, *(_loaded(path) for path in others)]:
        starts += module.set_the_stage(enter, run_jobs)
    return starts
