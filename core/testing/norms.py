"""Proofs that norms are alive: two values of a norm, two outcomes of what the program does.

A plugin's conformance class has a proof for each norm that the plugin declares::

    norm_proofs = {"quotes.answer_days": NormProof(("1", "5"), due_of_a_new_request)}

    def due_of_a_new_request(house: House) -> object:
        return registered(house.session, house.actor("anna")).document.due
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
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
from core.testing.databases import TestDatabases
from core.testing.faults import expect_none
from core.testing.fixtures import TEMPLATE, WORK

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

    def set_value(self, key: str, value: Decimal) -> None:
        """Put a value of a norm in force, as the program lets its owner do it."""
        set_value(self.session, key, value, self.actor(OWNER))


@dataclass(frozen=True)
class NormProof:
    """``outcome(house)`` does what the norm rules and gives what came of it.

    It is called once for each of the two ``values``, in a fresh company each time; two equal
    outcomes mean that nothing obeys the norm.
    """

    values: tuple[str, str]
    outcome: Callable[[House], object]


OpenHouse = Callable[[], AbstractContextManager[House]]


def set_value(session: Session, key: str, value: Decimal, owner: Actor) -> None:
    """Put a value of a norm in force since long ago, whatever sets norms in this program.

    Raises ValidationFailed where the declaration does not allow the value.
    """
    with clock.at(LONG_AGO):
        set_norm(session, key, value, reason="Проверка нормы", valid_from=None, actor=owner)


@contextmanager
def fresh_house(application: Flask, databases: TestDatabases) -> Iterator[House]:
    """The application over a fresh copy of the small company, with a writing session."""
    with application.app_context():
        db.engine.dispose()
    databases.copy(TEMPLATE, WORK)
    with application.app_context():
        session = db.session()
        begin_write(session)
        try:
            yield House(application, session)
        finally:
            session.rollback()
            db.session.remove()
            db.engine.dispose()


def faults_of_proofs(
    declared: Collection[str], proofs: Mapping[str, NormProof], open_house: OpenHouse
) -> list[str]:
    """What is wrong, in words: norms without a proof, proofs without a norm, norms not obeyed."""
    found = [f"{key}: no proof that anything obeys it" for key in declared if key not in proofs]
    for key, proof in proofs.items():
        if key not in declared:
            found.append(f"{key}: a proof of a norm that nobody declares")
            continue
        outcomes = [_outcome(key, value, proof, open_house) for value in proof.values]
        if outcomes[0] == outcomes[1]:
            values = " and ".join(proof.values)
            found.append(f"{key}: nothing obeys it, {values} both give {outcomes[0]!r}")
    return sorted(found)


def _outcome(key: str, value: str, proof: NormProof, open_house: OpenHouse) -> object:
    with open_house() as house:
        house.set_value(key, Decimal(value))
        return proof.outcome(house)


class NormsConformance:
    """Every norm of the component named ``name`` has a proof in ``norm_proofs``."""

    name: ClassVar[str]
    norm_proofs: ClassVar[Mapping[str, NormProof]] = {}

    def test_every_norm_is_alive(self, application: Flask, databases: TestDatabases) -> None:
        """Two values of each norm give two outcomes."""
        norms = application.extensions["reglament"].registry.norms
        own = [key for key in norms if key.startswith(f"{self.name}.")]
        expect_none(
            faults_of_proofs(own, self.norm_proofs, lambda: fresh_house(application, databases))
        )
