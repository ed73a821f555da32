"""Pay that gets worse is noticed by the program, whatever the author says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, Refused, fire, history, now
from plugins.training.guards import earliest_for_worse_pay
from plugins.training.models import RegulationKind, RegulationVersion
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import KNOWINGLY, draft, in_force, waive_all
from plugins.training.text.identity import carry_marks
from plugins.training.worse_pay import worse_values

Actors = Callable[[str], Actor]
PENALTIES = RegulationKind.PENALTIES


def penalties(percent: int, days: int = 180, words: str = "Премия снижается") -> str:
    return (
        f'## Взыскания\n\n1. {words} на {{{{ norm("training.penalty_percent", {percent}) }}}}.\n'
        f'2. Повтор: {{{{ norm("training.penalty_repeat_days", {days}) }}}} дней.\n'
    )


def next_edition(session: Session, owner: Actor, body: str, said: bool | None) -> RegulationVersion:
    """The second edition of an act on penalties, of which only the approval is left."""
    first = in_force(session, owner, code="РП-05", body=penalties(5), kind=PENALTIES)
    kept = carry_marks(first.body, body)
    edition = draft(session, owner, code="РП-05", body=kept, lowers_pay=said)
    fire(session, edition.document_id, "discuss", owner)
    waive_all(session, owner, edition)
    return edition


@pytest.mark.parametrize("said", [False, None])
def test_a_greater_reduction_is_noticed_without_a_word_of_the_author(
    session: Session, actors: Actors, said: bool | None
) -> None:
    vera = actors("vera")
    edition = next_edition(session, vera, penalties(20), said)

    with pytest.raises(Refused, match=r"Снижение премии за нарушение: 5 % → 20 %.*ст\. 74"):
        regulations.approve(session, vera, edition.document_id, None)
    soon = now() + timedelta(days=30)
    with pytest.raises(Refused, match=r"ст\. 74"):
        regulations.approve(session, vera, edition.document_id, soon, short_notice="Так надо")
    regulations.approve(session, vera, edition.document_id, None, short_notice=KNOWINGLY)

    assert edition.lowers_pay is True
    told = history.entries(session, edition.document)
    assert KNOWINGLY in [one.payload.get("reason") for one in told]


def test_two_months_ahead_nothing_is_to_be_explained(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    edition = next_edition(session, vera, penalties(20), False)

    regulations.approve(session, vera, edition.document_id, earliest_for_worse_pay(now()))

    assert edition.lowers_pay is True


@pytest.mark.parametrize(
    ("percent", "days", "worse"),
    [(5, 180, []), (4, 90, []), (6, 90, ["1.1"]), (5, 365, ["1.2"]), (20, 365, ["1.1", "1.2"])],
)
def test_the_norm_itself_knows_which_way_is_worse(
    session: Session, actors: Actors, percent: int, days: int, worse: list[str]
) -> None:
    edition = next_edition(session, actors("vera"), penalties(percent, days), False)

    assert [one.clause for one in worse_values(session, edition)] == worse


def test_of_changed_words_on_pay_the_author_says_yes_or_no(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    body = penalties(5, words="Премия за квартал снижается")
    edition = next_edition(session, vera, body, None)

    with pytest.raises(Refused, match="ухудшает ли редакция условия оплаты труда, да или нет"):
        regulations.approve(session, vera, edition.document_id, None)
    regulations.save_text(session, vera, edition.document_id, edition.body, "Слова", False)

    approved = regulations.approve(session, vera, edition.document_id, None)
    assert approved.document.state == "in_force"


def test_of_an_unchanged_text_or_of_what_is_not_about_pay_nothing_is_asked(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    same = next_edition(session, vera, penalties(5), None)
    in_force(session, vera, code="РП-06")
    other = draft(session, vera, code="РП-06", body="## Иное\n\n1. Иначе.\n", lowers_pay=None)
    fire(session, other.document_id, "discuss", vera)
    waive_all(session, vera, other)

    for edition in (same, other):
        approved = regulations.approve(session, vera, edition.document_id, None)
        assert approved.document.state == "in_force"
