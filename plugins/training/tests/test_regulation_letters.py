"""Letters of a discussion and of an approval: at once, one to each person, in his language."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import MailMessage, User, at, fire, now
from core.testing.norms import House
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import draft, waive_all


@pytest.fixture
def house(app: Flask, session: Session) -> House:
    return House(app, session)


def letters(house: House, subject: str) -> Sequence[MailMessage]:
    house.run_jobs()
    return house.session.scalars(
        select(MailMessage).where(MailMessage.subject.startswith(subject)).order_by(MailMessage.id)
    ).all()


def test_everybody_touched_is_called_to_speak_but_who_opened_the_discussion(house: House) -> None:
    vera = house.actor("vera")
    edition = draft(house.session, vera, roles=("manager", "head"), summary="Скидка другая")
    fire(house.session, edition.document_id, "discuss", vera)

    found = letters(house, "Обсуждается: Регламент РП-01")

    assert sorted(str(one.to) for one in found) == [
        "['anna@krepezh.example']",
        "['boris@krepezh.example']",
        "['egor@krepezh.example']",
    ]
    assert "Скидка другая" in found[0].text
    assert f"/training/regulations/versions/{edition.document_id}" in found[0].text


def test_a_letter_is_in_the_language_of_its_reader(house: House) -> None:
    house.session.scalars(select(User).where(User.login == "anna")).one().language = "en"
    vera = house.actor("vera")
    edition = draft(house.session, vera, roles=("manager",))
    fire(house.session, edition.document_id, "discuss", vera)
    house.run_jobs()

    found = {str(one.to): one for one in house.session.scalars(select(MailMessage))}

    assert 'lang="en"' in found["['anna@krepezh.example']"].html
    assert 'lang="ru"' in found["['boris@krepezh.example']"].html


def test_who_has_to_sign_an_edition_learns_of_it_at_once(house: House) -> None:
    vera = house.actor("vera")
    edition = draft(house.session, vera, roles=("manager",))
    fire(house.session, edition.document_id, "discuss", vera)
    waive_all(house.session, vera, edition)
    house.run_jobs()
    regulations.approve(house.session, vera, edition.document_id, now() + timedelta(days=5))

    found = letters(house, "Новая редакция")

    assert len(found) == 3
    assert "Действует с" in found[0].text
    assert "/training/reading/" in found[0].text


def test_a_letter_that_has_waited_for_days_or_says_what_is_over_is_not_sent(house: House) -> None:
    vera = house.actor("vera")
    with at(now() - timedelta(days=3)):
        old = draft(house.session, vera, code="А", roles=("manager",))
        fire(house.session, old.document_id, "discuss", vera)
    back = draft(house.session, vera, code="Б", roles=("manager",))
    fire(house.session, back.document_id, "discuss", vera)
    fire(house.session, back.document_id, "rework", vera, reason="Рано")

    assert letters(house, "Обсуждается") == []
