"""What of ours answers each line."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, Material, NotFound, ValidationFailed, history
from core.testing.tools import set_norm
from plugins.quotes.models import RequestLine
from plugins.quotes.norms import MATCH_SCORE
from plugins.quotes.services import requests
from plugins.quotes.tests.offer_world import BOLT, BOLT_LONG, NUT, Actors, material
from plugins.quotes.tests.request_world import (
    ANY_BOLT,
    EXACT_BOLT,
    EXACT_CABLE,
    UNKNOWN,
    asked,
    registered,
)

STAINLESS = "DIN933-M8x40-A2"
Line = Callable[..., tuple[Actor, int, RequestLine]]


@pytest.fixture
def line(session: Session, actors: Actors) -> Line:
    """``line("Болт…")``: Anna, her registered request's id and its only line."""

    def make(text: str = EXACT_BOLT) -> tuple[Actor, int, RequestLine]:
        anna = actors("anna")
        request = registered(session, anna, asked(text))
        return anna, request.document_id, request.lines[0]

    return make


def test_what_can_be_nothing_else_is_matched_by_itself_and_told_in_the_history(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna")
    request = registered(session, anna, asked(EXACT_BOLT), asked(EXACT_CABLE), asked(UNKNOWN))

    assert requests.match_lines(session, anna, request.document_id) == 2

    bolt, cable, unknown = request.lines
    assert bolt.material_id == material(session, BOLT).id
    assert bolt.match_score is not None
    assert bolt.match_score >= 80
    assert cable.status == "accepted"
    assert (unknown.status, unknown.material_id) == ("open", None)
    entry = history.entries(session, request.document)[-1]
    assert set(entry.payload["fields"]) == {"line 1 matched", "line 2 matched"}
    assert [norm["key"] for norm in entry.payload["norms"]] == [MATCH_SCORE]


def test_an_article_number_is_surer_than_any_words(session: Session, line: Line) -> None:
    anna, document_id, row = line(STAINLESS.lower())
    requests.match_lines(session, anna, document_id)
    assert (row.match_how, row.match_score) == ("sku", 100)
    assert row.material_id == material(session, STAINLESS).id


def test_words_that_fit_two_materials_are_left_to_a_person(session: Session, line: Line) -> None:
    anna, document_id, row = line(ANY_BOLT)
    assert requests.match_lines(session, anna, document_id) == 0
    assert row.status == "open"


def test_another_size_is_never_taken_by_itself(session: Session, line: Line) -> None:
    anna, document_id, row = line("Болт М8х45 DIN 933 кл. пр. 8.8 оцинк.")
    assert requests.match_lines(session, anna, document_id) == 0
    assert row.status == "open"


def test_what_is_out_of_the_assortment_is_not_taken(session: Session, line: Line) -> None:
    material(session, BOLT).sellable = False
    anna, document_id, row = line()
    requests.match_lines(session, anna, document_id)
    assert row.material_id != material(session, BOLT).id


def test_the_norm_decides_how_alike_is_enough(session: Session, actors: Actors, line: Line) -> None:
    set_norm(
        session,
        MATCH_SCORE,
        Decimal(99),
        reason="Подбираем строже",
        valid_from=None,
        actor=actors("vera"),
    )
    anna, document_id, _row = line()
    assert requests.match_lines(session, anna, document_id) == 0


def test_lines_that_a_person_has_decided_on_are_not_looked_up_again(
    session: Session, line: Line
) -> None:
    anna, document_id, row = line()
    requests.mark_unmet(session, anna, document_id, row.id, "Не возим")
    assert requests.match_lines(session, anna, document_id) == 0
    assert row.status == "unmet"


def test_a_person_chooses_and_takes_it_back(session: Session, line: Line) -> None:
    anna, document_id, row = line(ANY_BOLT)
    nut = material(session, NUT)

    requests.accept(session, anna, document_id, row.id, nut.id)
    assert (row.status, row.material_id, row.match_how) == ("accepted", nut.id, "")

    requests.reopen_line(session, anna, document_id, row.id)
    assert (row.status, row.material_id) == ("open", None)
    told = [
        entry.payload["fields"]
        for entry in history.entries(session, row.request.document)
        if entry.kind == "changed"
    ]
    named = f"{nut.sku} {nut.name}"
    assert told == [{"line 1 accepted": [None, named]}, {"line 1 open": [named, None]}]


def test_an_alternative_says_to_the_customer_why_and_remembers_what_was_asked(
    session: Session, line: Line
) -> None:
    anna, document_id, row = line()
    requests.match_lines(session, anna, document_id)
    stainless = material(session, STAINLESS)

    requests.offer_alternative(
        session, anna, document_id, row.id, stainless.id, reason="Оцинкованных нет до декабря"
    )

    assert (row.status, row.material_id) == ("alternative", stainless.id)
    assert row.asked_id == material(session, BOLT).id
    assert row.unmet_reason == "Оцинкованных нет до декабря"


def test_an_alternative_without_a_reason_is_refused(session: Session, line: Line) -> None:
    anna, document_id, row = line()
    stainless = material(session, STAINLESS)
    with pytest.raises(ValidationFailed) as caught:
        requests.offer_alternative(session, anna, document_id, row.id, stainless.id, reason="  ")
    assert set(caught.value.errors) == {"reason"}
    assert row.status == "open"


def test_the_very_thing_that_was_asked_for_is_no_alternative(session: Session, line: Line) -> None:
    anna, document_id, row = line()
    requests.match_lines(session, anna, document_id)
    with pytest.raises(ValidationFailed):
        requests.offer_alternative(
            session, anna, document_id, row.id, row.material_id or 0, reason="Так"
        )


def test_unmet_demand_keeps_the_reason_and_what_it_was_matched_to(
    session: Session, line: Line
) -> None:
    anna, document_id, row = line()
    requests.match_lines(session, anna, document_id)

    requests.mark_unmet(session, anna, document_id, row.id, "Снят с производства")

    assert (row.status, row.material_id) == ("unmet", None)
    assert row.asked_id == material(session, BOLT).id
    assert row.unmet_reason == "Снят с производства"


@pytest.mark.parametrize("reason", ["", "   ", "Ж" * 301])
def test_unmet_demand_needs_a_reason_of_readable_length(
    session: Session, line: Line, reason: str
) -> None:
    anna, document_id, row = line()
    with pytest.raises(ValidationFailed):
        requests.mark_unmet(session, anna, document_id, row.id, reason)


def test_neither_an_archived_nor_an_unsold_material_is_accepted(
    session: Session, line: Line
) -> None:
    anna, document_id, row = line()
    material(session, BOLT_LONG).archived = True
    material(session, NUT).sellable = False
    with pytest.raises(NotFound):
        requests.accept(session, anna, document_id, row.id, _id_of(session, BOLT_LONG))
    with pytest.raises(ValidationFailed):
        requests.accept(session, anna, document_id, row.id, _id_of(session, NUT))


def test_a_line_is_reached_through_its_own_request_only(
    session: Session, actors: Actors, line: Line
) -> None:
    anna, document_id, _row = line()
    other = registered(session, anna, asked("Гайка М8"))
    with pytest.raises(NotFound):
        requests.reopen_line(session, anna, document_id, other.lines[0].id)
    with pytest.raises(NotFound):
        requests.reopen_line(session, actors("boris"), document_id, other.lines[0].id)


def _id_of(session: Session, sku: str) -> int:
    found: Material = material(session, sku)
    return found.id
