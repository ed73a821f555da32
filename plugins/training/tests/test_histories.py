"""What was said and decided is what the histories of the documents tell."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.sdk import at, fire, registry_of
from core.testing.fixtures import Scene
from plugins.training.models import RemarkOutcome
from plugins.training.services import histories, regulations
from plugins.training.services.violations import ReductionInput
from plugins.training.tests.reading_world import MONDAY, person, working
from plugins.training.tests.regulation_world import draft, waive_all
from plugins.training.tests.violation_world import heard, sanctioned, signed_rules


@pytest.fixture
def said(app: Flask, scene: Scene) -> None:
    """A discussion with a remark answered, one open and a waiver."""

    def build() -> None:
        with working(app) as session, at(MONDAY):
            say(session)

    scene(build)


def say(session: Session) -> None:
    owner = person(session, "vera")
    made = draft(session, owner, roles=("manager", "logistics"))
    fire(session, made.document_id, "discuss", owner)
    first = regulations.add_remark(
        session, person(session, "anna"), made.document_id, "Мало контактов"
    )
    regulations.answer_remark(
        session, owner, first.id, RemarkOutcome.DECLINED, "Больше не успеть за день."
    )
    regulations.add_remark(session, person(session, "boris"), made.document_id, "Много контактов")
    waive_all(session, owner, made)


@pytest.fixture
def punished(app: Flask, scene: Scene) -> None:
    """A sanction with a reduction of the bonus."""

    def build() -> None:
        with working(app) as session:
            signed_rules(session, "anna")
            sanctioned(session, heard(session), ReductionInput(Decimal(80000), Decimal(20000)))

    scene(build)


def faults(session: Session) -> list[str]:
    session.expire_all()
    return histories.check(session)


def test_the_operators_check_knows_what_was_said(said: None, session: Session) -> None:
    assert "training.histories" in {one.name for one in registry_of(session).checks}
    assert faults(session) == []


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        ("UPDATE training_remark SET text = 'Всё хорошо' WHERE id = 2", "замечание 2: не то"),
        ("UPDATE training_remark SET author_id = 1 WHERE id = 2", "замечание 2: не то"),
        ("UPDATE training_remark SET outcome = 'accepted'", "ответ не тот"),
        ("UPDATE training_remark SET answer = 'Согласен' WHERE id = 1", "замечание 1: ответ"),
        ("UPDATE training_remark SET outcome = 'open' WHERE id = 1", "замечание 1: ответ"),
        ("DELETE FROM training_remark WHERE id = 2", "замечание 2: удалено"),
        ("UPDATE training_waiver SET reason = 'Так надо'", "согласие без роли не то"),
        ("UPDATE training_waiver SET role = 'director'", "согласие без роли не то"),
        ("DELETE FROM training_waiver", "согласие без роли удалено"),
    ],
)
def test_what_was_said_cannot_be_changed_unseen(
    said: None, session: Session, tamper: str, told: str
) -> None:
    assert session.execute(text(tamper)).rowcount  # type: ignore[attr-defined]
    assert any(told in fault for fault in faults(session)), faults(session)


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount - 1",
        "cap = cap * 2",
        "pay = pay + 1",
        "percent = 1",
        "taken_before = 1",
        "period = '2020-01-01'",
        "user_id = 2",
    ],
)
def test_a_reduction_cannot_be_changed_unseen(
    punished: None, session: Session, change: str
) -> None:
    assert faults(session) == []
    session.execute(text(f"UPDATE training_bonus_reduction SET {change}"))
    assert any("снижение премии не то" in fault for fault in faults(session))


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        ("DELETE FROM training_bonus_reduction", "снижение премии не то"),
        ("UPDATE training_violation SET outcome = 'dismissed'", "решение не то"),
        ("UPDATE training_violation SET motive = 'иначе'", "решение не то"),
        ("UPDATE training_violation SET decided_by_id = 1", "решение не то"),
    ],
)
def test_a_decision_cannot_be_changed_unseen(
    punished: None, session: Session, tamper: str, told: str
) -> None:
    session.execute(text(tamper))
    assert any(told in fault for fault in faults(session))
