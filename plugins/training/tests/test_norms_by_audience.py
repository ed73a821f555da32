"""The screen of norms tells everybody what holds for him, and the head what holds for whom."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from core.sdk import norm
from core.testing.browser import Visitor
from plugins.training.services import regulations
from plugins.training.tests.reading_world import person, working
from plugins.training.tests.regulation_world import discount_rules, in_force

Visit = Callable[..., Visitor]
KEY = "quotes.discount_without_approval"


def words_of(element: Any) -> str:
    """The text with single spaces."""
    return " ".join(element.get_text(" ").split())


def test_the_norms_show_everybody_what_holds_for_him_and_the_head_what_holds_for_whom(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session:
        version = in_force(
            session, person(session, "vera"), body=discount_rules(7), roles=("manager",)
        )
        link = regulations.clause_link(version.document_id, version.clauses[1].uid)
        default = f"{norm(session, KEY).value.normalize():f} %"

    def row(login: str) -> str:
        page = visit(login).get("/norms/").html
        return words_of(page.find("a", href=f"/norms/{KEY}").find_parent("tr"))

    # Анна is a manager, Глеб is not: each is told what binds him, and not what binds another.
    assert "7 % для вас" in row("anna")
    assert "п. 1.1, редакция 1" in row("anna")
    assert "для вас" not in row("gleb")
    assert "7 %" not in row("gleb")
    assert default in row("gleb")
    assert "по умолчанию" in row("gleb")
    assert "Менеджер" not in row("anna")
    # The head sees what holds for whom and where it stands.
    assert f"остальные сотрудники: {default}" in row("vera")
    anna, vera_there = visit("anna").get(f"/norms/{KEY}"), visit("vera").get(f"/norms/{KEY}")
    assert "Действует для вас 7 %" in words_of(anna.html.main)
    assert anna.html.find("a", href=link) is not None
    assert "Для кого какое значение" not in anna
    assert "Для кого какое значение" in vera_there
