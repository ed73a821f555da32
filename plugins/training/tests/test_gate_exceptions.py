"""An exception lets work without a signature: only where it helps, never without an end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Department, Forbidden, MailMessage, ValidationFailed, at, enqueue
from core.testing.browser import Visitor, form_with
from plugins.training.jobs.reading import REMIND_JOB
from plugins.training.models import GateException
from plugins.training.services.reading import exceptions
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    Actors,
    assigned,
    person,
    rules,
    signed,
    user,
    working,
)

Visit = Callable[..., Visitor]
PLAIN = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")
FRIDAY = MONDAY + timedelta(days=4)
NEXT_FRIDAY = date(2026, 11, 27)
"""Five working days from that Friday, the most that the norm gives."""


def grant(
    session: Session, by: Actor, login: str, regulation_id: int, until: date
) -> GateException:
    return exceptions.grant(
        session, by, user(session, login).id, regulation_id, until, "На выставке"
    )


def refused(
    session: Session, by: Actor, login: str, regulation_id: int, until: date
) -> dict[str, str]:
    with pytest.raises(ValidationFailed) as error:
        grant(session, by, login, regulation_id, until)
    return {field: str(told[0]) for field, told in error.value.errors.items()}


def test_nothing_is_granted_where_the_document_does_not_stand_in_the_way(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    version = rules(session, vera)
    silent = rules(session, vera, code="РП-02", body=PLAIN, stages=())
    others = rules(session, vera, code="РП-03", body=PLAIN, roles=("logistics",))
    with at(FRIDAY):
        signed(session, actors("anna"), assigned(session, version, "anna"))
        day = FRIDAY.date()
        assert (
            "уже подписал"
            in refused(session, vera, "anna", version.regulation_id, day)["regulation"]
        )
        assert (
            "не закрывает"
            in refused(session, vera, "boris", silent.regulation_id, day)["regulation"]
        )
        assert (
            "не касается"
            in refused(session, vera, "boris", others.regulation_id, day)["regulation"]
        )
        assert grant(session, vera, "boris", version.regulation_id, day)


def test_exceptions_that_adjoin_are_together_no_longer_than_the_norm(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    rule = rules(session, vera).regulation_id

    def day(number: int) -> datetime:
        return MONDAY + timedelta(days=number)

    with at(FRIDAY):
        grant(session, vera, "anna", rule, date(2026, 11, 23))
        assert (
            "уже действует по 23.11.2026"
            in refused(session, vera, "anna", rule, date(2026, 11, 20))["until"]
        )
    # It has ended on Monday; renewed on Tuesday it still began on the Friday before.
    with at(day(8)):
        assert (
            "не позже 27.11.2026"
            in refused(session, vera, "anna", rule, date(2026, 11, 30))["until"]
        )
        grant(session, vera, "anna", rule, NEXT_FRIDAY)
    for later in (day(9), day(14)):
        with at(later):
            told = refused(session, vera, "anna", rule, date(2026, 12, 1))["until"]
            assert "с 20.11.2026" in told
            assert "27.11.2026" in told
    # What was taken back counts through its last day, and after a working day it is another one.
    with at(day(15)):
        assert grant(session, vera, "anna", rule, date(2026, 12, 8))
    # Another person has a time of his own.
    with at(day(9)):
        assert grant(session, vera, "boris", rule, date(2026, 12, 2))


def test_the_director_lets_the_head_through_and_nobody_himself(
    session: Session, actors: Actors
) -> None:
    rule = rules(session, actors("vera"), roles=()).regulation_id
    with at(FRIDAY):
        assert grant(session, actors("director"), "vera", rule, NEXT_FRIDAY)
        with pytest.raises(Forbidden, match="Себе допуск"):
            grant(session, actors("director"), "director", rule, NEXT_FRIDAY)


def test_the_letter_leads_to_the_filled_form_and_the_day_is_shown_inclusive(
    app: Flask, visit: Visit, run_jobs: Callable[[], int]
) -> None:
    with working(app) as session:
        version = rules(session, person(session, "vera"), roles=("head",))
        silent = rules(
            session, person(session, "vera"), code="РП-02", body=PLAIN, roles=("head",), stages=()
        )
        # Above the department of Вера stands the director.
        department = session.get_one(Department, user(session, "vera").department_id)
        above = session.scalars(select(Department).where(Department.name == "Дирекция")).one()
        department.parent_id, above.head_id = above.id, user(session, "director").id
        vera_id = user(session, "vera").id
        rule, other = version.regulation_id, silent.regulation_id
    # Due on Thursday, told two working days later.
    with at(MONDAY + timedelta(days=7)):
        with working(app) as session:
            enqueue(session, REMIND_JOB, {}, actor=Actor.system())
        run_jobs()
        with working(app) as session:
            found = session.scalars(
                select(MailMessage).where(MailMessage.subject.startswith("Не подписано в срок"))
            )
            letter = next(one for one in found if one.to == [user(session, "director").email])
            text, page = letter.text, letter.html
        address = f"/training/watch/exceptions/new?person={vera_id}&regulation={rule}"
        assert address in text
        assert address.replace("&", "&amp;") in page
        assert f"regulation={other}" not in text

        director = visit("director")
        filled = director.get(address)
        form = form_with(filled, "/exceptions/new")
        assert (form["person"].value, form["regulation"].value) == (str(vera_id), str(rule))
        form["until"], form["reason"] = "27.11.2026", "На выставке"
        listed = form.submit(status=303).follow()
        assert "27.11.2026 включительно" in listed
        assert "28.11.2026" not in listed
        matrix = director.get("/training/watch/")
        assert "допуск по 27.11.2026" in matrix
        assert visit("vera").get("/quotes/offers/").status_int == 200


def test_only_documents_that_close_stages_are_offered(app: Flask, visit: Visit) -> None:
    vera = visit("vera")
    with at(FRIDAY):
        assert "Допускать не к чему" in vera.get("/training/watch/exceptions/new")
    with working(app) as session:
        head = person(session, "vera")
        closing = rules(session, head).regulation_id
        silent = rules(session, head, code="РП-02", body=PLAIN, stages=()).regulation_id
    with at(FRIDAY):
        page = vera.get(f"/training/watch/exceptions/new?regulation={silent}")
        field = form_with(page, "/exceptions/new")["regulation"]
        assert [key for key, _chosen, _name in field.options] == [str(closing)]
