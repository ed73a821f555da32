"""A stage that a regulation governs is closed to whom it binds until he has signed it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Forbidden,
    Organisation,
    StageClosed,
    ValidationFailed,
    at,
    create,
    fire,
    registry_of,
    stages,
)
from core.testing.browser import Visitor
from core.testing.queries import counted
from core.testing.tools import set_norm
from plugins.training.models import (
    EntryKind,
    GateException,
    JournalEntry,
    Plan,
    Reason,
    Regulation,
)
from plugins.training.norms import GRACE_DAYS
from plugins.training.services import regulations
from plugins.training.services.reading import assigning, exceptions
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    Actors,
    assigned,
    person,
    rules,
    set_roles,
    signed,
    user,
    working,
)
from plugins.training.tests.regulation_world import discussed

STAGE = "quotes.offer"
Visit = Callable[..., Visitor]
PLAIN = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")


def day(number: int, hour: int = 12) -> datetime:
    """So many days after the Monday on which the rules came into force."""
    return MONDAY + timedelta(days=number, hours=hour - 12)


def begin(session: Session, login: str, first_day: date) -> None:
    """A plan of the person that goes on, with nothing in it."""
    newcomer, mentor = user(session, login), user(session, "anna")
    session.add(
        Plan(
            user_id=newcomer.id,
            mentor_id=mentor.id,
            starts_on=first_day,
            trial_until=first_day + timedelta(days=90),
        )
    )
    session.flush()


def closed(session: Session, actor: Actor, when: datetime) -> bool:
    with at(when):
        return bool(stages.refusals(session, actor, STAGE))


def test_the_grace_of_the_norm_runs_in_working_days_from_the_day_of_force(
    session: Session, actors: Actors
) -> None:
    rules(session, actors("vera"))
    # Monday and three working days: through Thursday.
    assert not closed(session, actors("anna"), day(0))
    assert not closed(session, actors("anna"), day(3, 23 - 3))
    assert closed(session, actors("anna"), day(4))


def test_a_refusal_names_the_document_and_leads_to_it(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"))
    with at(day(4)):
        (refusal,) = stages.refusals(session, actors("anna"), STAGE)
    assert "«Регламент РП-01» (РП-01, редакция 1)" in str(refusal.message)
    assert refusal.link == f"/training/reading/{assigned(session, version, 'anna').id}"


def test_the_signature_opens_the_stage(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"))
    assert closed(session, actors("anna"), day(4))
    with at(day(4)):
        signed(session, actors("anna"), assigned(session, version, "anna"))
    assert not closed(session, actors("anna"), day(4))
    assert closed(session, actors("boris"), day(4))


def test_a_new_hire_has_no_grace(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"))
    with at(day(0)):
        assigning.assign_newcomer(session, Actor.system(), user(session, "egor"))
        (refusal,) = stages.refusals(session, actors("egor"), STAGE)
    assert "до начала работы" in str(refusal.message)
    assert not closed(session, actors("anna"), day(0))
    with at(day(0)):
        signed(session, actors("egor"), assigned(session, version, "egor"))
    assert not closed(session, actors("egor"), day(0))


def test_who_has_signed_the_edition_before_has_his_grace_for_the_next(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    with at(day(0)):
        signed(session, actors("anna"), assigned(session, version, "anna"))
    rules(
        session, actors("vera"), when=day(14), body=TEXT.replace('approval", 5)', 'approval", 3)')
    )
    assert not closed(session, actors("anna"), day(14, 13))
    assert not closed(session, actors("anna"), day(17))
    assert closed(session, actors("anna"), day(18))


def test_what_comes_after_a_new_hire_has_come_gives_him_the_grace_that_everybody_has(
    session: Session, actors: Actors
) -> None:
    with at(day(-14)):
        first = rules(session, actors("vera"), when=day(-14))
        assigning.assign_newcomer(session, Actor.system(), user(session, "egor"))
        signed(session, actors("egor"), assigned(session, first, "egor"))
        begin(session, "egor", day(-14).date())
    later = rules(session, actors("vera"), code="РП-10", body=PLAIN)
    assert assigned(session, later, "egor").due == day(3).date()
    assert [closed(session, actors("egor"), day(one)) for one in (0, 1, 3, 4)] == [
        False,
        False,
        False,
        True,
    ]
    # What he was to begin with stays closed in its next edition, until he has signed one.
    rules(session, actors("vera"), code="РП-11", body=PLAIN, when=day(-14))
    assert closed(session, actors("egor"), day(0))
    rules(session, actors("vera"), code="РП-11", body=PLAIN + "\nЕщё слово.\n", when=day(1))
    assert closed(session, actors("egor"), day(1))


def test_no_stage_closes_before_the_due_date_to_who_has_signed_the_edition_before(
    session: Session, actors: Actors
) -> None:
    first = rules(session, actors("vera"))
    for login in ("anna", "egor"):
        with at(day(0)):
            signed(session, actors(login), assigned(session, first, login))
            begin(session, "egor", day(0).date())
    with at(day(1)):
        set_norm(
            session, GRACE_DAYS, Decimal(0), reason="Так", valid_from=None, actor=actors("vera")
        )
    second = rules(session, actors("vera"), when=day(7), body=PLAIN)
    for login in ("anna", "egor"):
        assert assigned(session, second, login).due == day(10).date()
        assert not closed(session, actors(login), day(10, 20))
        assert closed(session, actors(login), day(11))
    # Boris has signed neither: without a grace he has no day.
    assert closed(session, actors("boris"), day(7))


def test_the_day_before_a_stage_closes_the_home_page_says_so(app: Flask, visit: Visit) -> None:
    with working(app) as session:
        rules(session, person(session, "vera"))
    warning = "Завтра закроется"
    for number, warned in ((2, False), (3, True), (4, False)):
        with at(day(number)):
            for page in ("/", "/training/reading/"):
                assert (warning in visit("anna").get(page)) is warned, (number, page)
    with working(app) as session, at(day(4)):
        regulation = session.scalars(select(Regulation)).one()
        exceptions.grant(
            session,
            person(session, "vera"),
            user(session, "anna").id,
            regulation.id,
            date(2026, 11, 23),
            "На выставке",
        )
    # The time given by the head runs out as well.
    with at(day(6)):
        assert warning not in visit("anna").get("/")
    with at(day(7)):
        assert warning in visit("anna").get("/")


def test_a_version_that_is_approved_for_later_closes_nothing_yet(
    session: Session, actors: Actors
) -> None:
    with at(day(0)):
        edition = discussed(session, actors("vera"), body=TEXT, roles=("manager",), stages=(STAGE,))
        regulations.approve(session, actors("vera"), edition.document_id, day(10))
    assert assigned(session, edition, "anna").due == date(2026, 11, 19)
    assert not closed(session, actors("anna"), day(9))
    assert not closed(session, actors("anna"), day(11))
    assert closed(session, actors("anna"), day(16))


def test_management_is_bound_likewise(session: Session, actors: Actors) -> None:
    version = rules(session, actors("vera"), roles=())
    for login in ("vera", "director", "admin"):
        assert closed(session, actors(login), day(4))
    with at(day(4)):
        signed(session, actors("director"), assigned(session, version, "director"))
    assert not closed(session, actors("director"), day(4))
    assert closed(session, actors("vera"), day(4))


def test_whom_the_document_does_not_name_it_does_not_stop(session: Session, actors: Actors) -> None:
    rules(session, actors("vera"))
    assert not closed(session, actors("dina"), day(30))
    # The program itself and a customer sign nothing.
    assert not closed(session, Actor.system(), day(30))
    assert not closed(session, Actor.outsider("Клиент", {}), day(30))
    # Other stages are not governed.
    with at(day(30)):
        assert stages.refusals(session, actors("anna"), "quotes.request") == []


def test_an_assignment_by_name_binds_whom_the_document_does_not_name(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    with at(day(0)):
        assigning.assign_to_person(
            session, actors("vera"), version.document_id, [user(session, "gleb").id]
        )
    assert not closed(session, actors("gleb"), day(3))
    assert closed(session, actors("gleb"), day(4))


def test_who_has_come_to_the_role_since_has_his_grace_from_the_assignment(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    with at(day(30)):
        gleb = set_roles(session, "gleb", "logistics", "manager")
        assert stages.refusals(session, gleb, STAGE) == []
        assigning.follow_people(session, Actor.system())
        given = assigned(session, version, "gleb")
        assert given.reason == Reason.AUDIENCE
        assert stages.refusals(session, gleb, STAGE) == []
    # Three working days from a Wednesday end on Monday.
    assert not closed(session, gleb, day(35))
    assert closed(session, gleb, day(36))
    with at(day(37)):
        gleb = set_roles(session, "gleb", "logistics")
        assigning.follow_people(session, Actor.system())
    assert given.withdrawn_at == day(37)
    assert not closed(session, gleb, day(38))


def test_an_exception_opens_the_stage_for_its_time_and_stands_in_the_journal(
    session: Session, actors: Actors
) -> None:
    rules(session, actors("vera"))
    regulation = session.scalars(select(Regulation)).one()
    anna = user(session, "anna")
    with at(day(4)):
        given = exceptions.grant(
            session, actors("vera"), anna.id, regulation.id, date(2026, 11, 23), "На выставке"
        )
    assert not closed(session, actors("anna"), day(7))
    assert closed(session, actors("anna"), day(8, 1))
    # Boris is not Anna.
    assert closed(session, actors("boris"), day(7))
    with at(day(8)):
        assert exceptions.end_expired(session, Actor.system()) == 1
        assert exceptions.end_expired(session, Actor.system()) == 0
    assert given.ended_at == given.until
    lines = session.scalars(
        select(JournalEntry).where(
            JournalEntry.kind.in_((EntryKind.EXCEPTION, EntryKind.EXCEPTION_ENDED))
        )
    ).all()
    assert [(one.kind, one.user_id) for one in lines] == [
        ("exception", anna.id),
        ("exception_ended", anna.id),
    ]
    assert lines[0].payload["reason"] == "На выставке"
    assert lines[0].payload["norms"][0]["key"] == "training.exception_days"


def test_an_exception_may_be_taken_back(session: Session, actors: Actors) -> None:
    rules(session, actors("vera"))
    regulation = session.scalars(select(Regulation)).one()
    with at(day(4)):
        given = exceptions.grant(
            session,
            actors("vera"),
            user(session, "anna").id,
            regulation.id,
            date(2026, 11, 23),
            "На выставке",
        )
        exceptions.end(session, actors("vera"), given.id)
    assert closed(session, actors("anna"), day(5))


def test_an_exception_is_short_has_a_reason_and_is_not_for_oneself(
    session: Session, actors: Actors
) -> None:
    rules(session, actors("vera"), roles=())
    regulation = session.scalars(select(Regulation)).one().id
    vera, anna = actors("vera"), user(session, "anna").id
    with at(day(4)):
        # Five working days from Friday end on the next one.
        with pytest.raises(ValidationFailed) as refusal:
            exceptions.grant(session, vera, anna, regulation, date(2026, 11, 28), " ")
        assert set(refusal.value.errors) == {"until", "reason"}
        with pytest.raises(ValidationFailed):
            exceptions.grant(session, vera, anna, regulation, date(2026, 11, 19), "вчера")
        with pytest.raises(Forbidden, match="Себе допуск"):
            exceptions.grant(session, vera, vera.user_id or 0, regulation, date(2026, 11, 23), "я")
        for stranger in ("anna", "zhanna"):
            with pytest.raises(Forbidden):
                exceptions.grant(
                    session,
                    actors(stranger),
                    user(session, "boris").id,
                    regulation,
                    date(2026, 11, 23),
                    "просит",
                )
        # Another department's people are not Вера's to let through.
        with pytest.raises(Forbidden):
            exceptions.grant(
                session, vera, user(session, "dina").id, regulation, date(2026, 11, 23), "просит"
            )
    assert session.scalar(select(func.count(GateException.id))) == 0


def test_documents_are_neither_made_nor_moved_until_the_signature(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    organisation = session.scalars(select(Organisation.id)).first()
    assert organisation is not None
    egor = actors("egor")
    with at(day(0)):
        own = create(session, egor, STAGE, organisation_id=organisation)
    with at(day(4)):
        with pytest.raises(StageClosed):
            create(session, egor, STAGE, organisation_id=organisation)
        for move in registry_of(session).document_types[STAGE].workflow.transitions:
            if egor.can(move.permission):
                with pytest.raises(StageClosed):
                    fire(session, own.id, move.name, egor)
        signed(session, egor, assigned(session, version, "egor"))
        assert create(session, egor, STAGE, organisation_id=organisation).id
        assert fire(session, own.id, "discard", egor).state == "discarded"


@pytest.mark.parametrize("signed_already", [True, False])
def test_the_question_takes_a_fixed_number_of_queries(
    session: Session, actors: Actors, signed_already: bool
) -> None:
    anna = actors("anna")

    def asked() -> int:
        with at(day(4)), counted(session.get_bind().engine) as statements:  # type: ignore[union-attr]
            one = stages.refusals(session, anna, STAGE)
        session.expire_all()
        with at(day(4)), counted(session.get_bind().engine) as for_all:  # type: ignore[union-attr]
            assert stages.closed_to(session, anna).get(STAGE, []) == one
        assert len(for_all) == len(statements)
        return len(statements)

    assert asked() == 1
    version = rules(session, actors("vera"))
    if signed_already:
        with at(day(4)):
            signed(session, anna, assigned(session, version, "anna"))
    before = asked()
    for number in range(2, 8):
        more = rules(session, actors("vera"), code=f"РП-0{number}", body=PLAIN)
        if signed_already:
            with at(day(4)):
                signed(session, anna, assigned(session, more, "anna"))
    session.expire_all()
    assert asked() == before
    assert before <= (2 if signed_already else 8)
