"""Letters to those whose word an edition on discussion still waits for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, MailMessage, at, enqueue, fire, history
from core.testing.norms import House
from plugins.training.jobs.regulations import REMIND_JOB
from plugins.training.models import RegulationVersion
from plugins.training.norms import VOICE_REMINDER_DAYS
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import draft, waive_all

RunJobs = Callable[[], int]
MONDAY = datetime(2026, 11, 9, 7, tzinfo=UTC)


@pytest.fixture
def house(app: Flask, session: Session) -> House:
    return House(app, session)


def on_discussion(house: House) -> RegulationVersion:
    vera = house.actor("vera")
    with at(MONDAY):
        edition = draft(house.session, vera, roles=("manager", "logistics"), summary="Скидки")
        fire(house.session, edition.document_id, "discuss", vera)
    return edition


def letters_after(house: House, days: int) -> list[str]:
    with at(MONDAY + timedelta(days=days)):
        enqueue(house.session, REMIND_JOB, {}, actor=Actor.system())
        house.run_jobs()
    found = house.session.scalars(
        select(MailMessage)
        .where(MailMessage.subject.startswith("Ждём вашего слова"))
        .order_by(MailMessage.id)
    )
    return sorted(str(letter.to) for letter in found)


def test_the_silent_are_written_to_at_the_step_of_the_norm(house: House) -> None:
    edition = on_discussion(house)

    assert letters_after(house, 1) == []
    assert len(letters_after(house, 2)) == 4
    assert len(letters_after(house, 3)) == 4
    assert len(letters_after(house, 4)) == 8
    told = [
        one for one in history.entries(house.session, edition.document) if one.kind == "reminded"
    ]
    assert len(told) == 2
    assert told[0].payload["norms"][0]["key"] == VOICE_REMINDER_DAYS


def test_a_role_that_has_spoken_is_left_in_peace(house: House) -> None:
    edition = on_discussion(house)
    with at(MONDAY + timedelta(days=1)):
        regulations.agree(house.session, house.actor("gleb"), edition.document_id)

    found = letters_after(house, 2)

    assert len(found) == 3
    assert not [address for address in found if "gleb" in address]


def test_nobody_is_written_to_where_all_is_said_or_waived(house: House) -> None:
    edition = on_discussion(house)
    waive_all(house.session, house.actor("vera"), edition)

    assert letters_after(house, 10) == []
