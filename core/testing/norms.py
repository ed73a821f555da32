"""Proofs that norms are alive: two values of a norm, two outcomes of what the program does.

A plugin's conformance class has a proof for each norm that the plugin declares::

    norm_proofs = {"quotes.answer_days": NormProof(("1", "5"), due_of_a_new_request)}

    def due_of_a_new_request(house: House) -> object:
        return registered(house.session, house.actor("anna")).document.due

A plugin that sets norms itself says how in ``tests/norms_set.py`` (see ``Rules``), and the proofs
of all plugins then go that way: the values are put in force as its rules, not as settings.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from typing import ClassVar

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.engine import begin_write
from core.db.session import db
from core.jobs.worker import drain
from core.kernel import clock
from core.kernel.permissions import Actor
from core.norms.service import set_norm
from core.testing.faults import expect_none
from core.testing.fixtures import TEMPLATE
from core.testing.plugin_modules import test_modules
from core.testing.work import WorkDatabase

MODULE = "tests.norms_set"
OWNER = "vera"
"""The login of the owner of the process in the small company: she sets norms."""
LONG_AGO = datetime(2020, 1, 13, 9, tzinfo=UTC)
"""Before anything that a proof does, whatever day it puts on the clock."""


@dataclass(frozen=True)
class House:
    """The small company as a proof finds it: fresh, but for the norm in question."""

    app: Flask
    session: Session

    def actor(self, login: str) -> Actor:
        """The actor that a person is."""
        user = self.session.scalars(select(User).where(User.login == login)).one()
        return actor_of(self.session, user)

    def run_jobs(self) -> int:
        """Commit, do everything that waits in the outbox; how many jobs were run."""
        self.session.commit()
        # Jobs have contexts, and with them sessions, of their own.
        with self.app.app_context():
            done = drain()
        self.session.expire_all()
        return done

    def under(
        self, key: str, values: tuple[Decimal, Decimal], chosen: int
    ) -> AbstractContextManager[None]:
        """Live under ``values[chosen]`` of the norm; see ``Rules``."""
        registry = self.app.extensions["reglament"].registry
        for module in test_modules(registry, MODULE):
            return import_module(module).in_force(self, key, values, chosen)
        return set_by_the_owner(self, key, values, chosen)


@dataclass(frozen=True)
class NormProof:
    """``outcome(house)`` does what the norm rules and gives what came of it.

    It is called once for each of the two ``values``, in a fresh company each time; two equal
    outcomes mean that nothing obeys the norm.
    """

    values: tuple[str, str]
    outcome: Callable[[House], object]


OpenHouse = Callable[[], AbstractContextManager[House]]
Rules = Callable[[House, str, tuple[Decimal, Decimal], int], AbstractContextManager[None]]
"""``in_force(house, key, values, chosen)``: sets both values of a norm, one after the other, so
that ``values[chosen]`` holds whenever a proof looks. At its end it looks at what was decided
meanwhile and raises AssertionError where a decision does not say by which rule it was taken."""


@contextmanager
def set_by_the_owner(
    house: House, key: str, values: tuple[Decimal, Decimal], chosen: int
) -> Iterator[None]:
    """The way of a program without rules: the owner of the process sets the value on the screen.

    Raises ValidationFailed where the declaration does not allow it.
    """
    with clock.at(LONG_AGO):
        owner = house.actor(OWNER)
        reason = "Проверка нормы"
        set_norm(house.session, key, values[chosen], reason=reason, valid_from=None, actor=owner)
    yield


@contextmanager
def fresh_house(application: Flask, work: WorkDatabase) -> Iterator[House]:
    """The application over a fresh copy of the small company, with a writing session."""
    work.renew(TEMPLATE)
    with application.app_context():
        session = db.session()
        begin_write(session)
        try:
            yield House(application, session)
        finally:
            session.rollback()
            db.session.remove()


def faults_of_proofs(
    declared: Collection[str], proofs: Mapping[str, NormProof], open_house: OpenHouse
) -> list[str]:
    """What is wrong, in words: norms without a proof, proofs without a norm, norms not obeyed."""
    found = [f"{key}: no proof that anything obeys it" for key in declared if key not in proofs]
    for key, proof in proofs.items():
        if key not in declared:
            found.append(f"{key}: a proof of a norm that nobody declares")
            continue
        try:
            outcomes = [_outcome(key, chosen, proof, open_house) for chosen in (0, 1)]
        except AssertionError as error:
            found.append(f"{key}: {error}")
            continue
        if outcomes[0] == outcomes[1]:
            values = " and ".join(proof.values)
            found.append(f"{key}: nothing obeys it, {values} both give {outcomes[0]!r}")
    return sorted(found)


def _outcome(key: str, chosen: int, proof: NormProof, open_house: OpenHouse) -> object:
    values = (Decimal(proof.values[0]), Decimal(proof.values[1]))
    with open_house() as house, house.under(key, values, chosen):
        return proof.outcome(house)


class NormsConformance:
    """Every norm of the component named ``name`` has a proof in ``norm_proofs``."""

    name: ClassVar[str]
    norm_proofs: ClassVar[Mapping[str, NormProof]] = {}

    def test_every_norm_is_alive(self, application: Flask, work: WorkDatabase) -> None:
        """Two values of each norm give two outcomes."""
        norms = application.extensions["reglament"].registry.norms
        own = [key for key in norms if key.startswith(f"{self.name}.")]
        expect_none(faults_of_proofs(own, self.norm_proofs, lambda: fresh_house(application, work)))
