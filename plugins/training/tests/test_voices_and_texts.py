"""A word is said of a text: what becomes of it when the text changes during the discussion."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, MailMessage, Refused, fire, history
from core.testing.norms import House
from plugins.training.models import RegulationVersion
from plugins.training.queries import regulations as queries
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import discount_rules, draft
from plugins.training.text.parsing import with_uids
from plugins.training.text.since import changed_since
from plugins.training.voices import voices, word_of

Actors = Callable[[str], Actor]
ASKED_AGAIN = "Текст изменён, скажите ещё раз"


@pytest.fixture
def house(app: Flask, session: Session) -> House:
    return House(app, session)


def on_discussion(session: Session, owner: Actor) -> RegulationVersion:
    edition = draft(session, owner, roles=("manager",))
    fire(session, edition.document_id, "discuss", owner)
    return edition


def rewrite(session: Session, owner: Actor, edition: RegulationVersion, old: str, new: str) -> None:
    assert old in edition.body
    body = edition.body.replace(old, new)
    regulations.save_text(session, owner, edition.document_id, body, edition.summary, False)


def test_an_agreement_with_five_percent_is_none_with_zero(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    edition = on_discussion(session, vera)
    regulations.agree(session, actors("anna"), edition.document_id)

    rewrite(session, vera, edition, "5) }}", "0) }}")

    (voice,) = voices(session, edition)
    assert not voice.heard
    assert [word.numbers for word in voice.again] == [("1.1",)]
    with pytest.raises(Refused, match=r"О прежнем тексте говорили .*, с тех пор изменены п\. 1\.1"):
        regulations.approve(session, vera, edition.document_id, None)
    assert edition in queries.to_speak(session, actors("anna"))


def test_who_agrees_with_the_new_text_is_heard_and_shown_once(
    session: Session, actors: Actors
) -> None:
    vera, anna = actors("vera"), actors("anna")
    edition = on_discussion(session, vera)
    first = regulations.agree(session, anna, edition.document_id)
    rewrite(session, vera, edition, "5) }}", "0) }}")

    second = regulations.agree(session, anna, edition.document_id)

    (voice,) = voices(session, edition)
    assert second.id != first.id
    assert voice.heard
    assert [word.remark.id for word in voice.words] == [second.id]
    assert queries.to_speak(session, anna) == []


def test_the_text_put_back_gives_back_what_was_said_of_it(session: Session, actors: Actors) -> None:
    vera, anna = actors("vera"), actors("anna")
    edition = on_discussion(session, vera)
    first = regulations.agree(session, anna, edition.document_id)
    rewrite(session, vera, edition, "5) }}", "0) }}")
    regulations.agree(session, anna, edition.document_id)

    rewrite(session, vera, edition, "0) }}", "5) }}")

    (voice,) = voices(session, edition)
    assert [word.remark.id for word in voice.words] == [first.id]
    assert voice.heard


def test_spaces_and_places_change_no_word(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    edition = on_discussion(session, vera)
    regulations.agree(session, actors("anna"), edition.document_id)

    rewrite(session, vera, edition, "Остальное решает", "Остальное  решает")
    first, second = edition.body.strip().split("\n")[-2:]
    rewrite(session, vera, edition, f"{first}\n{second}", f"{second}\n{first}")

    (voice,) = voices(session, edition)
    assert voice.heard


def test_a_remark_stands_beside_the_words_it_was_said_about(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    edition = on_discussion(session, vera)
    clause = edition.clauses[2]
    remark = regulations.add_remark(
        session, actors("anna"), edition.document_id, "Кто именно?", clause_uid=clause.uid
    )
    rewrite(session, vera, edition, "решает руководитель", "решает директор")

    (voice,) = voices(session, edition)
    assert voice.heard
    change = word_of(remark, edition).clause
    assert change is not None
    assert "руководитель" in "".join(one.text for one in change.spans if one.kind == "delete")


def test_a_norm_put_in_the_place_of_another_is_a_change() -> None:
    then = with_uids(discount_rules(5))
    other = then.replace("quotes.discount_without_approval", "quotes.margin_without_approval")

    assert [one.new_number for one in changed_since(then, other)] == ["1.1"]


def test_those_who_agreed_are_written_to_once_whatever_is_changed_next(
    session: Session, house: House
) -> None:
    vera, anna = house.actor("vera"), house.actor("anna")
    edition = on_discussion(session, vera)
    regulations.agree(session, anna, edition.document_id)
    regulations.add_remark(session, house.actor("boris"), edition.document_id, "Мало")
    for old, new in (("5) }}", "4) }}"), ("4) }}", "3) }}")):
        rewrite(session, vera, edition, old, new)
        house.run_jobs()

    letters = session.scalars(select(MailMessage)).all()
    asked = [one for one in letters if one.subject.startswith(ASKED_AGAIN)]
    assert len(asked) == 1
    assert "1.1" in asked[0].text
    told = [one.kind for one in history.entries(session, edition.document)]
    assert told.count("asked_again") == 1
