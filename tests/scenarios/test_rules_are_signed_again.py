"""Правила меняются, и подписывают их заново: only what has changed, and only whom it touches.

Анна and Борис have signed the rules of offers. The next edition changes one section. Each of the
days before and after obeys its own edition; after the grace Борис, who has not signed the second,
is let into offers no more.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from core.sdk import at, norm
from core.testing.browser import Visitor
from plugins.training.services import regulations
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    assigned,
    person,
    rules,
    signed,
    user,
    working,
)
from plugins.training.tests.regulation_world import discussed

DISCOUNT = "quotes.discount_without_approval"
SECOND = MONDAY + timedelta(days=14)
CHANGED = TEXT.replace('approval", 5)', 'approval", 3)').replace("Остальное", "Всё остальное")


def words(visitor: Visitor, address: str) -> str:
    page = visitor.get(address, expect_errors=True)
    return " ".join(page.html.find("main").get_text(" ", strip=True).replace("\xa0", " ").split())


def test_a_new_edition_is_signed_again_by_whom_it_touches(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    with working(app) as session:
        vera, anna, boris = (person(session, login) for login in ("vera", "anna", "boris"))
        first = rules(session, vera, body=TEXT)
        with at(MONDAY):
            for who, login in ((anna, "anna"), (boris, "boris")):
                signed(session, who, assigned(session, first, login))
        with at(MONDAY + timedelta(days=7)):
            edition = discussed(
                session,
                vera,
                body=CHANGED,
                summary="Маржа упала",
                roles=("manager",),
                stages=("quotes.offer",),
            )
            regulations.approve(session, vera, edition.document_id, SECOND)
        given = assigned(session, edition, "anna")
        assert (given.reason, given.based_on_id) == ("version", first.document_id)
        # The accountant is not touched: nothing is asked of her.
        assert regulations.regulations_for(session, user(session, "dina")) == []
        page, document_id = f"/training/reading/{given.id}", edition.document_id

    # Announced, not in force: the page opens on the differences, the whole text is a click away.
    with at(MONDAY + timedelta(days=8)):
        anna_there = visit("anna")
        shown = words(anna_there, page)
        assert "5 %" in shown
        assert "3 %" in shown
        assert "Вы подписали редакцию 1: заново читаются только изменённые разделы" in shown
        assert "Клиенту звонят" not in shown
        assert "Клиенту звонят" in words(anna_there, f"{page}?view=text")
        assert anna_there.get("/quotes/offers/").status_int == 200
        with working(app) as session:
            anna = person(session, "anna")
            given = assigned(session, session.get_one(type(edition), document_id), "anna")
            signed(session, anna, given)

    # The eve and the day obey each its own edition.
    with working(app) as session:
        anna_id = user(session, "anna").id
        eve = norm(session, DISCOUNT, at=SECOND - timedelta(seconds=1), employee=anna_id)
        day = norm(session, DISCOUNT, at=SECOND, employee=anna_id)
        told = [
            (one.value, one.source and (one.source.edition, one.source.clause))
            for one in (eve, day)
        ]
        assert told == [(5, (1, "2.1")), (3, (2, "2.1"))]

    # Within the grace Борис works; after it the stage is closed to him, not to Анна.
    with at(SECOND + timedelta(days=3)):
        assert visit("boris").get("/quotes/offers/").status_int == 200
    with at(SECOND + timedelta(days=4)):
        boris_there = visit("boris")
        assert boris_there.get("/quotes/offers/", expect_errors=True).status_int == 403
        assert "редакция 2" in words(boris_there, "/quotes/offers/")
        assert visit("anna").get("/quotes/offers/").status_int == 200
