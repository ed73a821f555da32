"""The database that an application works in during a run: what it holds is chosen for each test."""

import copy
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from core.testing.databases import TestDatabases

T = TypeVar("T")
_COPY = "reglament_copy"


@dataclass(frozen=True)
class _Scene:
    """What a fixture has made once: upon which template, kept as which one, and what it gave."""

    base: str
    template: str
    given: object


class WorkDatabase:
    """The database ``name``, a copy of the template that was asked for last.

    It is copied anew when the application next connects, and only where that is needed: a test
    that has committed nothing leaves it, and the open connections, to the next one. Whether
    anything was committed is asked of the database, so that it does not matter who has written.
    """

    def __init__(self, databases: TestDatabases, name: str, template: str, engine: Engine) -> None:
        """``engine`` is the one of the application that works here; ``name`` is a copy of
        ``template`` by now."""
        self._databases = databases
        self._name = name
        self._engine = engine
        self._held: str | None = template
        self._wanted = template
        self._mark = databases.mark(name)
        self._scenes: dict[str, _Scene] = {}
        self._lock = threading.Lock()
        self._copy = 0
        """How many there have been: a connection to one of them leads to none of the others."""
        event.listen(engine, "checkout", self._on_checkout)
        event.listen(engine, "do_connect", self._on_connect)

    def renew(self, template: str) -> None:
        """Whoever begins to work from now on finds ``template`` as it was made."""
        if self._held is not None and not self._still_as_copied():
            self._held = None
        self._wanted = template

    def scene(self, build: Callable[[], T]) -> T:
        """What ``build()`` commits, and gives; in a run it is called once, and what it has left in
        the database is copied after that. It gives plain values: ids, not objects of a session.

        Raises RuntimeError where the test has already committed something of its own.
        """
        key = f"{build.__module__}.{build.__qualname__}"
        if cast(QueuePool, self._engine.pool).checkedout():
            raise RuntimeError(f"{key}: a scene is asked for before the session")
        base = self._wanted
        if self._held == base and not self._still_as_copied():
            raise RuntimeError(f"{key}: a scene stands at the beginning of a test")
        if key not in self._scenes:
            given = build()
            self._engine.dispose()
            template = f"{self._name}_scene_{len(self._scenes)}"
            self._databases.copy(self._name, template)
            self._scenes[key] = _Scene(base, template, given)
            self._held = self._wanted = template
            self._mark = self._databases.mark(self._name)
        scene = self._scenes[key]
        if base not in {scene.base, scene.template}:
            raise RuntimeError(f"{key}: made upon {scene.base}, not upon {base}")
        self._wanted = scene.template
        return copy.deepcopy(cast(T, scene.given))

    def _still_as_copied(self) -> bool:
        untouched = self._databases.untouched(self._name, self._mark)
        if untouched:
            self._mark = self._databases.mark(self._name)
        return untouched

    def _on_checkout(self, _connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if self._held != self._wanted or record.info.get(_COPY) != self._copy:
            # The pool then connects anew.
            raise DisconnectionError

    def _on_connect(self, _dialect: Any, record: ConnectionPoolEntry, *_how: Any) -> None:
        with self._lock:
            if self._held != self._wanted:
                self._databases.copy(self._wanted, self._name)
                self._mark = self._databases.mark(self._name)
                self._held = self._wanted
                self._copy += 1
            record.info[_COPY] = self._copy
