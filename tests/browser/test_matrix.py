"""Who has read what: eighteen documents at a glance at a desk, a list by person on a phone."""

import pytest
from browsing import Enter
from playwright.sync_api import expect

from core.sdk import actor_by_id
from core.testing.live import LiveServer
from plugins.training.tests.reading_world import rules, user, working

COLUMNS = 18
TEXT = "## Порядок {{#aaaaa{mark}}}\n\n1. Делают по порядку. {{#bbbbb{mark}}}\n"
LAST = "Порядок работы с обращениями и претензиями покупателей № 18"


@pytest.fixture
def many(server: LiveServer) -> None:
    """As many documents for managers as a company of thirty has."""
    with working(server.app) as session:
        vera = actor_by_id(session, user(session, "vera").id)
        for number in range(1, COLUMNS + 1):
            rules(
                session,
                vera,
                code=f"РП-{number:02}",
                title=f"Порядок работы с обращениями и претензиями покупателей № {number}",
                body=TEXT.format(mark="abcdefghijklmnopqrstuvwxyz"[number]),
                stages=(),
            )


def test_eighteen_documents_are_seen_at_once_and_each_says_what_it_is_on_hover_and_focus(
    enter: Enter, many: None
) -> None:
    page = enter("vera")
    page.goto("/training/watch/")
    heading = page.get_by_role("columnheader", name=f"РП-{COLUMNS} {LAST}, редакция 1")
    expect(heading).to_be_in_viewport(ratio=1)
    title = heading.get_by_text(LAST)
    hidden = "words => words.getBoundingClientRect().width < 10"
    assert title.evaluate(hidden)
    heading.get_by_role("link").focus()
    assert not title.evaluate(hidden)
    expect(title).to_be_in_viewport(ratio=1)
    # A cell is chosen by the keyboard and says whose it is.
    cell = page.get_by_role("checkbox", name="Выбрать: Смирнова Анна Петровна, РП-01")
    cell.focus()
    page.keyboard.press("Space")
    expect(cell).to_be_checked()
    words = page.locator("td:focus-within .matrix-words")
    assert not words.evaluate(hidden)


def test_on_a_phone_each_person_has_a_list_of_documents_in_words(enter: Enter, many: None) -> None:
    page = enter("vera", viewport={"width": 390, "height": 844})
    page.goto("/training/watch/")
    card = page.get_by_role("row").filter(has_text="Смирнова Анна Петровна")
    first = card.locator("td").first
    expect(first.locator(".matrix-words")).to_be_visible()
    assert first.evaluate("cell => cell.getBoundingClientRect().width") > 250
    assert card.locator(".matrix-words").last.evaluate(
        "words => words.getBoundingClientRect().right <= innerWidth"
    )
    out = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(out) == 0
