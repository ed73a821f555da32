"""Making and changing requests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Contact,
    Forbidden,
    NotFound,
    Refused,
    StaleVersion,
    ValidationFailed,
    at,
    fire,
    history,
    now,
)
from plugins.quotes.models import Request
from plugins.quotes.services import requests
from plugins.quotes.tests.offer_world import VASILEK, Actors, partner
from plugins.quotes.tests.request_world import (
    EXACT_BOLT,
    EXACT_CABLE,
    asked,
    draft,
    given,
    line_again,
    registered,
    same_again,
    unit,
    user,
)


def changed(session: Session, request: Request) -> dict[str, list[object]]:
    """Fields of the last line of the history."""
    last = history.entries(session, request.document)[-1]
    assert last.kind == "changed"
    return last.payload["fields"]


def save(
    session: Session, actors: Actors, request: Request, who: str = "anna", **new: object
) -> Request:
    version = request.document.version
    return requests.save_request(
        session, actors(who), request.document_id, version, same_again(request, **new)
    )


def test_the_answer_is_due_by_the_norm_in_working_days_from_the_day_of_receipt(
    session: Session, actors: Actors
) -> None:
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    with at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        request = draft(session, actors("anna"), received_at=friday)

    assert request.document.date == date(2026, 11, 20)
    assert request.document.due == date(2026, 11, 24)
    entry = history.entries(session, request.document)[-1]
    assert [norm["key"] for norm in entry.payload["norms"]] == ["quotes.answer_days"]


def test_a_due_date_given_by_a_person_is_kept_and_no_norm_is_named(
    session: Session, actors: Actors
) -> None:
    due = date(2030, 1, 15)

    request = draft(session, actors("anna"), due=due)

    assert request.document.due == due
    assert [entry.kind for entry in history.entries(session, request.document)] == ["created"]


def test_a_change_of_lines_alone_makes_a_version_that_others_clash_with(
    session: Session, actors: Actors
) -> None:
    request = draft(session, actors("anna"))
    seen = request.document.version
    save(session, actors, request, lines=(line_again(request, 0, quantity=Decimal(300)),))

    with pytest.raises(StaleVersion) as caught:
        requests.save_request(
            session, actors("anna"), request.document_id, seen, same_again(request)
        )
    assert caught.value.actual > seen


def test_a_line_whose_words_stay_keeps_its_answer_and_another_forgets_it(
    session: Session, actors: Actors
) -> None:
    request = registered(session, actors("anna"), asked(EXACT_BOLT), asked(EXACT_CABLE))
    requests.match_lines(session, actors("anna"), request.document_id)
    bolt = request.lines[0].material_id
    assert bolt is not None

    save(
        session,
        actors,
        request,
        lines=(
            line_again(request, 0, quantity=Decimal(5)),
            line_again(request, 1, text="Кабель другой"),
        ),
    )

    assert (request.lines[0].status, request.lines[0].material_id) == ("accepted", bolt)
    assert (request.lines[1].status, request.lines[1].material_id) == ("open", None)


def test_a_line_copied_with_the_id_of_its_original_becomes_a_line_of_its_own(
    session: Session, actors: Actors
) -> None:
    request = draft(session, actors("anna"))
    once = line_again(request, 0)

    save(session, actors, request, lines=(once, line_again(request, 0, quantity=Decimal(7))))

    assert [line.quantity for line in request.lines] == [Decimal(200), Decimal(7)]
    assert len({line.id for line in request.lines}) == 2


def test_the_history_tells_what_changed_in_which_line_and_not_what_only_moved(
    session: Session, actors: Actors
) -> None:
    request = draft(
        session,
        actors("anna"),
        asked("Болт"),
        asked("Гайка"),
        asked("Шайба", unit_id=unit(session, "796").id),
    )

    save(
        session,
        actors,
        request,
        lines=(
            line_again(request, 1, quantity=Decimal(9)),
            line_again(request, 0),
            asked("Шпилька", "4", unit_id=unit(session, "006").id),
        ),
    )

    assert changed(session, request) == {
        "line 1 quantity": ["200", "9"],
        "line 3 added": [None, "Шпилька: 4 м"],
        "line 3 removed": ["Шайба: 200 шт", None],
    }


def test_saving_without_a_change_leaves_no_line_in_the_history(
    session: Session, actors: Actors
) -> None:
    request = draft(session, actors("anna"))
    before = len(history.entries(session, request.document))

    save(session, actors, request)

    assert len(history.entries(session, request.document)) == before


def test_the_head_hands_a_request_over_and_the_department_follows(
    session: Session, actors: Actors
) -> None:
    request = draft(session, actors("anna"))
    boris = user(session, "boris")

    save(session, actors, request, who="vera", responsible_id=boris.id)

    assert request.document.department_id == boris.department_id
    assert changed(session, request)["responsible"][1] == boris.full_name


def test_a_manager_keeps_his_request_to_himself(session: Session, actors: Actors) -> None:
    boris = user(session, "boris")
    with pytest.raises(ValidationFailed) as caught:
        draft(session, actors("anna"), responsible_id=boris.id)
    assert set(caught.value.errors) == {"responsible_id"}


def test_a_stranger_can_neither_see_nor_save_a_request(session: Session, actors: Actors) -> None:
    request = draft(session, actors("anna"))
    with pytest.raises(NotFound):
        requests.get(session, request.document_id, actors("boris"))
    with pytest.raises(NotFound):
        save(session, actors, request, who="boris")


def test_who_only_looks_may_not_save(session: Session, actors: Actors) -> None:
    request = draft(session, actors("anna"))
    with pytest.raises(Forbidden):
        save(session, actors, request, who="director")


def test_a_closed_request_is_not_changed_any_more(session: Session, actors: Actors) -> None:
    request = registered(session, actors("anna"))
    fire(session, request.document_id, "decline", actors("anna"), reason="Не наш профиль")
    with pytest.raises(Refused):
        save(session, actors, request, title="Другое")


def test_a_colleagues_partner_cannot_be_chosen(session: Session, actors: Actors) -> None:
    with pytest.raises(NotFound):
        draft(session, actors("anna"), of=VASILEK)


def test_a_contact_of_another_partner_is_refused(session: Session, actors: Actors) -> None:
    stranger = session.scalars(
        select(Contact).where(Contact.partner_id == partner(session, VASILEK).id)
    ).first()
    assert stranger is not None
    with pytest.raises(ValidationFailed) as caught:
        draft(session, actors("anna"), contact_id=stranger.id)
    assert set(caught.value.errors) == {"contact_id"}


def test_each_fault_is_told_beside_its_field_and_cell(session: Session, actors: Actors) -> None:
    wrong = given(
        session,
        asked(" ", "1"),
        asked("Болт", "0"),
        asked("Ж" * 501, "1e10"),
        requester="Я" * 201,
        requester_email="без собаки",
        received_at=now() + timedelta(hours=1),
    )
    with pytest.raises(ValidationFailed) as caught:
        requests.create_request(session, actors("anna"), wrong)
    assert set(caught.value.errors) == {
        "lines-0-text",
        "lines-1-quantity",
        "lines-2-text",
        "lines-2-quantity",
        "requester",
        "requester_email",
        "received_at",
    }


def test_what_is_given_up_for_a_colleagues_version_stays_in_the_history(
    session: Session, actors: Actors
) -> None:
    request = draft(session, actors("anna"))
    mine = same_again(request, lines=(line_again(request, 0, quantity=Decimal(5)),), title="Моё")

    requests.set_aside(session, actors("anna"), request.document_id, mine)

    assert changed(session, request) == {
        "aside title": ["", "Моё"],
        "aside line 1 quantity": ["200", "5"],
    }
    assert request.lines[0].quantity == 200


def test_a_partner_takes_the_place_of_the_free_text_requester(
    session: Session, actors: Actors
) -> None:
    request = registered(session, actors("anna"), of=None, requester="Олег, +7 912 345-67-89")
    found = partner(session)

    requests.set_partner(session, actors("anna"), request.document_id, found.id)

    assert request.document.partner_id == found.id
    assert request.requester == "Олег, +7 912 345-67-89"
    assert changed(session, request) == {"partner": [None, found.name]}
