"""The page of differences between two editions, over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.sdk import User, actor_by_id, now
from core.sdk.web import db
from core.testing.browser import Visitor
from plugins.training.services import regulations
from plugins.training.tests import regulation_world as world
from plugins.training.text.identity import carry_marks
from plugins.training.text.outline import without_marks

Visit = Callable[..., Visitor]
BASE = "/training/regulations/compare"


@pytest.fixture
def editions(app: Flask) -> tuple[int, int]:
    """The edition in force and the draft of the next: 5 % became 7 %, a clause came in between."""
    with app.app_context():
        session = db.session()
        vera = actor_by_id(session, session.scalars(select(User.id).filter_by(login="vera")).one())
        assert vera is not None
        old = world.in_force(session, vera, at=now() - timedelta(days=30))
        new = regulations.start_edition(session, vera, old.regulation_id)
        text = without_marks(new.body).replace(", 5)", ", 7)")
        text = text.replace("2. Остальное", "2. Скидку записывают.\n3. Остальное")
        body = carry_marks(new.body, text)
        regulations.save_text(session, vera, new.document_id, body, "Больше свободы", False)
        session.commit()
        found = old.document_id, new.document_id
        db.session.remove()
    return found


def words(element: Any) -> str:
    return " ".join(element.text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_values_stand_on_top_and_words_below(visit: Visit, editions: tuple[int, int]) -> None:
    old, new = editions
    page = visit("anna").get(f"{BASE}?old={old}&new={new}")
    table = words(page.html.find("table"))
    assert "Скидка без согласования 5 % 7 % 1.1" in table
    kinds = [words(one) for one in page.html.select(".diff-kind")]
    assert kinds == ["изменён", "добавлен"]
    clause = words(page.html.select(".diff-clause")[0].select_one(".diff-words"))
    assert "[удалено: 5 %]" in clause
    assert "[добавлено: 7 %]" in clause
    assert "Ещё 2 пункт" in page.text


def test_the_whole_text_and_both_sides_are_one_link_away(
    visit: Visit, editions: tuple[int, int]
) -> None:
    old, new = editions
    page = visit("anna").get(f"{BASE}?old={old}&new={new}").click("Весь текст").click("Рядом")
    assert "view=sides" in page.request.url
    assert "show=all" in page.request.url
    rows = page.html.select(".diff-sides tbody tr")
    assert len(rows) == 4
    old_side, new_side = (words(cell) for cell in rows[1].find_all("td"))
    assert ("5 %" in old_side, "7 %" in old_side) == (True, False)
    assert ("5 %" in new_side, "7 %" in new_side) == (False, True)


def test_without_the_old_one_it_is_the_approved_edition_before(
    visit: Visit, editions: tuple[int, int]
) -> None:
    page = visit("anna").get(f"{BASE}?new={editions[1]}")
    chosen = page.html.find("select", attrs={"name": "old"}).find("option", selected=True)
    assert chosen["value"] == str(editions[0])


def test_an_edition_with_itself_says_so(visit: Visit, editions: tuple[int, int]) -> None:
    page = visit("anna").get(f"{BASE}?old={editions[0]}&new={editions[0]}")
    assert "одна и та же редакция" in page.text


def test_editions_of_two_regulations_are_not_compared(
    visit: Visit, app: Flask, editions: tuple[int, int]
) -> None:
    with app.app_context():
        session = db.session()
        vera = actor_by_id(session, session.scalars(select(User.id).filter_by(login="vera")).one())
        assert vera is not None
        other = world.draft(session, vera, code="РП-09").document_id
        session.commit()
        db.session.remove()
    for query in (f"old={other}&new={editions[1]}", "new=999999", ""):
        assert visit("vera").get(f"{BASE}?{query}", expect_errors=True).status_code == 404
