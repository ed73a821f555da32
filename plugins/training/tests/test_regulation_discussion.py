"""What participants say of an edition, before it is approved and after it holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, Refused, ValidationFailed, at, fire, history
from core.testing.tools import set_norm
from plugins.training.models import RegulationVersion, RemarkOutcome
from plugins.training.norms import REMARK_DAYS
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import draft, in_force, waive_all
from plugins.training.voices import to_answer, voices

Actors = Callable[[str], Actor]
START = datetime(2026, 3, 2, 6, tzinfo=UTC)


def on_discussion(session: Session, owner: Actor) -> RegulationVersion:
    edition = draft(session, owner, roles=("manager",))
    fire(session, edition.document_id, "discuss", owner)
    return edition


def test_a_remark_stands_at_its_clause_and_in_the_history(session: Session, actors: Actors) -> None:
    edition = on_discussion(session, actors("vera"))
    clause = edition.clauses[1]

    remark = regulations.add_remark(
        session, actors("anna"), edition.document_id, " Мало ", clause_uid=clause.uid
    )

    assert (remark.clause_uid, remark.text, remark.role) == (clause.uid, "Мало", "manager")
    told = history.entries(session, edition.document)[-1].payload
    assert told["params"] == {"where": "п. 1.1", "text": "Мало"}


def test_nothing_is_said_of_a_draft_and_of_a_clause_that_is_not_there(
    session: Session, actors: Actors
) -> None:
    vera, anna = actors("vera"), actors("anna")
    edition = draft(session, vera, roles=("manager",))
    with pytest.raises(Refused, match="сейчас не собирают"):
        regulations.add_remark(session, anna, edition.document_id, "Рано")
    fire(session, edition.document_id, "discuss", vera)

    with pytest.raises(ValidationFailed, match="Такого пункта"):
        regulations.add_remark(session, anna, edition.document_id, "Где?", clause_uid="aaaaaa")
    with pytest.raises(ValidationFailed, match="Напишите замечание"):
        regulations.add_remark(session, anna, edition.document_id, "  ")


def test_one_speaks_for_a_role_of_ones_own(session: Session, actors: Actors) -> None:
    edition = on_discussion(session, actors("vera"))

    with pytest.raises(ValidationFailed, match="за которую говорите"):
        regulations.agree(session, actors("gleb"), edition.document_id, "manager")
    regulations.agree(session, actors("gleb"), edition.document_id)

    assert [voice.heard for voice in voices(session, edition)] == [False]


def test_who_agrees_twice_is_counted_once(session: Session, actors: Actors) -> None:
    edition = on_discussion(session, actors("vera"))
    first = regulations.agree(session, actors("anna"), edition.document_id)

    assert regulations.agree(session, actors("anna"), edition.document_id).id == first.id


def test_a_remark_on_what_holds_begins_the_next_draft_and_waits_there(
    session: Session, actors: Actors
) -> None:
    vera, anna = actors("vera"), actors("anna")
    current = in_force(session, vera, roles=("manager",), at=START)
    with at(START + timedelta(days=3)):
        first = regulations.add_remark(session, anna, current.document_id, "Неудобно")
        second = regulations.add_remark(session, actors("boris"), current.document_id, "И мне")
        following = regulations.open_version(session, current.regulation_id)

    assert following is not None
    assert following.edition == 2
    assert first.carried_to_id == second.carried_to_id == following.document_id
    assert [one.id for one in to_answer(session, following.document_id)] == [first.id, second.id]
    assert to_answer(session, current.document_id) == []
    told = [
        entry.payload["norms"][0]["key"]
        for entry in history.entries(session, current.document)
        if entry.kind == "remark"
    ]
    assert told == [REMARK_DAYS, REMARK_DAYS]


def test_carried_remarks_are_answered_before_the_next_edition_is_approved(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    current = in_force(session, vera, roles=("manager",))
    remark = regulations.add_remark(session, actors("anna"), current.document_id, "Неудобно")
    following = regulations.open_version(session, current.regulation_id)
    assert following is not None
    regulations.save_text(session, vera, following.document_id, following.body, "Проще", None)
    fire(session, following.document_id, "discuss", vera)
    waive_all(session, vera, following)

    with pytest.raises(Refused, match="Ответьте на замечания"):
        regulations.approve(session, vera, following.document_id, None)
    regulations.answer_remark(session, vera, remark.id, RemarkOutcome.ACCEPTED, "Исправим")
    regulations.approve(session, vera, following.document_id, None)

    assert following.document.state == "in_force"


def test_remarks_outlive_a_draft_that_was_thrown_away(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    current = in_force(session, vera, roles=("manager",))
    remark = regulations.add_remark(session, actors("anna"), current.document_id, "Неудобно")
    assert remark.carried_to_id is not None
    fire(session, remark.carried_to_id, "discard", vera)

    following = regulations.start_edition(session, vera, current.regulation_id)

    assert remark.carried_to_id == following.document_id
    assert following.edition == 3


@pytest.mark.parametrize(("days", "open_on_day_20"), [(10, False), (30, True)])
def test_remarks_are_gathered_as_long_as_the_norm_says(
    session: Session, actors: Actors, days: int, open_on_day_20: bool
) -> None:
    vera = actors("vera")
    with at(START - timedelta(days=1)):
        set_norm(session, REMARK_DAYS, Decimal(days), reason="Так", valid_from=None, actor=vera)
    current = in_force(session, vera, roles=("manager",), at=START)

    with at(START + timedelta(days=20)):
        assert regulations.takes_remarks(session, current) is open_on_day_20
        assert regulations.remarks_until(session, current) == START + timedelta(days=days)
    with at(START + timedelta(days=31)), pytest.raises(Refused):
        regulations.add_remark(session, actors("anna"), current.document_id, "Поздно")


def test_a_replaced_edition_takes_no_remarks_even_within_its_term(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    old = in_force(session, vera, roles=("manager",), at=START)
    in_force(session, vera, at=START + timedelta(days=5))

    with at(START + timedelta(days=6)):
        assert not regulations.takes_remarks(session, old)


def test_answers_wait_for_nobody_once_the_edition_is_approved(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    edition = on_discussion(session, vera)
    remark = regulations.add_remark(session, actors("anna"), edition.document_id, "Мало")
    fire(session, edition.document_id, "rework", vera, reason="Перепишем")
    assert edition.document.state == "draft"

    regulations.answer_remark(session, vera, remark.id, RemarkOutcome.ACCEPTED, "")

    assert to_answer(session, edition.document_id) == []


def test_a_next_edition_says_what_it_changes_before_it_is_discussed(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    in_force(session, vera, roles=("manager",))
    edition = draft(session, vera, summary=" ", roles=("manager",))
    with pytest.raises(Refused, match="Напишите, что меняется"):
        fire(session, edition.document_id, "discuss", vera)
    regulations.save_text(
        session, vera, edition.document_id, edition.body, "Скидка выше", lowers_pay=None
    )
    fire(session, edition.document_id, "discuss", vera)
    with pytest.raises(ValidationFailed) as refused:
        regulations.save_text(session, vera, edition.document_id, edition.body, "", lowers_pay=None)
    assert list(refused.value.errors) == ["summary"]
