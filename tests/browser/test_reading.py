"""Reading and signing in a browser, by the keyboard alone, and told to who does not see it."""

import json
import re
from decimal import Decimal

import pytest
from browsing import Enter, Watch
from playwright.sync_api import Locator, Page, Request, expect
from sqlalchemy import select

from core.norms.service import set_norm
from core.sdk import actor_by_id, now
from core.testing.house import PASSWORD
from core.testing.live import LiveServer
from plugins.training.models import Signature
from plugins.training.norms import READING_SPEED
from plugins.training.tests.reading_world import assigned, rules, user, working

TEXT = """## Звонки {#aaaaa2}

1. Клиенту звонят в день обращения. {#aaaaa3}

## Скидки {#bbbbb2}

1. Скидку до {{ norm("quotes.discount_without_approval", 5) }} менеджер даёт сам. {#bbbbb3}

## Споры {#ccccc2}

1. Спор решает руководитель. {#ccccc3}
"""
TALL = "aaaaa2"
TABS = 120
"""More than any page has places to stop at."""


LONG = " ".join(["Клиенту звонят в день обращения и записывают итог его словами."] * 8)
LONG_TEXT = f"""Эти правила обязательны для всех, кто говорит с клиентом.

## Звонки {{#aaaaa2}}

1. {LONG} {{#aaaaa3}}
2. {LONG} {{#aaaaa4}}

## Скидки {{#bbbbb2}}

1. Остальное решает руководитель. {{#bbbbb3}}
"""


@pytest.fixture
def task(server: LiveServer) -> str:
    """A short regulation: Анна's reading page."""
    return reading_page(server, TEXT)


@pytest.fixture
def long_task(server: LiveServer) -> str:
    """A regulation with words before its sections and a section taller than a phone."""
    return reading_page(server, LONG_TEXT)


def reading_page(server: LiveServer, body: str) -> str:
    """Where Анна reads a regulation for managers, as fast as the norm allows."""
    with working(server.app) as session:
        vera = actor_by_id(session, user(session, "vera").id)
        set_norm(
            session, READING_SPEED, Decimal(6000), reason="Для теста", valid_from=None, actor=vera
        )
        version = rules(session, vera, body=body, when=now())
        return f"/training/reading/{assigned(session, version, 'anna').id}"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _press in range(TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def test_a_regulation_is_read_and_signed_by_the_keyboard_alone(
    enter: Enter, task: str, server: LiveServer
) -> None:
    page = enter("anna")
    tab_to(page, page.get_by_role("main").get_by_role("link", name=re.compile("Регламент РП-01")))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{task}")

    # The text is short: all of it is in view, and is read section by section.
    progress = page.get_by_role("navigation", name="Разделы документа")
    expect(progress).to_contain_text("3 / 3")
    expect(page.get_by_role("status").filter(has_text="прочитан")).to_have_text(
        re.compile("Прочитано 3 из 3. Документ прочитан")
    )

    tab_to(page, page.get_by_role("link", name="Подписать", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent")
    tab_to(page, page.get_by_label("Я прочитал(а) соглашение"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Пароль"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign")
    # The cursor stands in the password already.
    expect(page.get_by_label("Пароль")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/signatures/*")
    expect(page.get_by_role("heading", name="Подпись под документом")).to_be_visible()
    with working(server.app) as session:
        assert session.scalars(select(Signature.full_name)).all() == ["Смирнова Анна Петровна"]


def test_names_of_the_reading_page_tell_who_does_not_see_where_he_is(
    enter: Enter, task: str
) -> None:
    page = enter("anna")
    page.goto(task)
    expect(page.get_by_role("complementary", name="Ход чтения")).to_be_visible()
    expect(page.get_by_role("article", name="Текст документа")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Прочитано: Скидки")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name=re.compile("Звонки"))).to_be_visible()
    # A norm is reached by the keyboard and explained.
    norm = page.locator(".norm[data-norm='quotes.discount_without_approval']")
    norm.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    expect(norm).to_have_accessible_description(re.compile("Скидка без согласования"))
    expect(page.get_by_label("К пункту")).to_be_visible()


def test_time_does_not_run_while_the_window_is_not_looked_at(enter: Enter, task: str) -> None:
    page = enter("anna")
    page.add_init_script("document.hasFocus = () => window.attentive === true;")
    page.goto(task)
    beats: list[str] = []
    page.on("request", lambda one: beats.append(one.url) if one.url.endswith("/beat") else None)
    expect(page.locator(".reading-layout[data-connected]")).to_be_visible()
    # Ten ticks of the page's clock go by; nothing is told to the server.
    page.evaluate(
        "() => new Promise((done) => { let ticks = 0; const timer = setInterval(() => {"
        " ticks += 1; if (ticks === 10) { clearInterval(timer); done(); } }, 250); })"
    )
    assert beats == []
    page.evaluate("() => { window.attentive = true; }")
    expect(page.get_by_role("navigation", name="Разделы документа")).to_contain_text("3 / 3")
    assert beats


def test_a_second_window_takes_the_reading_over_and_the_first_says_so(
    enter: Enter, task: str, watch: Watch
) -> None:
    watch.expected.add(409)
    page = enter("anna")
    page.goto(task)
    expect(page.locator(".reading-layout[data-connected]")).to_be_visible()
    # Another window begins to read, and is left alone.
    page.evaluate(
        """async (task) => {
            const token = document.querySelector('meta[name="csrf-token"]').content;
            await fetch(`${task}/start`, { method: "POST", headers: { "X-CSRFToken": token } });
        }""",
        task,
    )
    stopped = page.get_by_role("alert").filter(has_text="в другом окне")
    expect(stopped).to_be_visible()
    page.get_by_role("button", name="Читать здесь").click()
    expect(stopped).to_be_hidden()
    expect(page.get_by_role("navigation", name="Разделы документа")).to_contain_text("3 / 3")


def test_a_section_taller_than_the_window_is_read_only_when_it_is_scrolled_to_its_end(
    enter: Enter, long_task: str
) -> None:
    page = enter("anna", viewport={"width": 390, "height": 500})
    told: list[int] = []
    page.on("request", lambda one: told.extend(_down_to(one, TALL)))
    page.goto(long_task)
    progress = page.get_by_role("navigation", name="Разделы документа")
    expect(progress).to_contain_text("Вступление")
    tall = page.locator(f"[data-section='{TALL}']")
    bar = page.get_by_role("progressbar", name="Прочитано: Звонки")

    # The words before the first section are read like one.
    page.locator("[data-section='preamble']").scroll_into_view_if_needed()
    expect(progress.locator("[data-part='preamble'].is-done")).to_be_attached()
    # The beginning of the section is on the screen: its share is counted, and no more.
    tall.evaluate("section => section.scrollIntoView({ block: 'start' })")
    half = "bar => bar.value / bar.max"
    page.wait_for_function(f"bar => ({half})(bar) > 0.3", arg=bar.element_handle())
    assert max(told) < 90
    share = max(told)
    # At its end, the rest.
    page.mouse.move(200, 250)
    while tall.evaluate("section => section.getBoundingClientRect().bottom > innerHeight / 2"):
        page.mouse.wheel(0, 200)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(progress.locator(f"[data-part='{TALL}'].is-done")).to_be_attached()
    assert share < max(told) == 100


def test_who_jumps_to_the_end_of_a_section_has_not_seen_its_middle(
    enter: Enter, long_task: str
) -> None:
    page = enter("anna", viewport={"width": 390, "height": 500})
    told: list[int] = []
    page.on("request", lambda one: told.extend(_down_to(one, TALL)))
    page.goto(long_task)
    expect(page.locator(".reading-layout[data-connected]")).to_be_visible()
    last = page.locator("[data-section='bbbbb2']")
    last.evaluate("section => section.scrollIntoView({ block: 'center' })")
    expect(page.locator("[data-part='bbbbb2'].is-done")).to_be_attached()
    assert told == []


def _down_to(request: Request, section: str) -> list[int]:
    """What a beat tells of how far the section has been in view."""
    if not request.url.endswith("/beat"):
        return []
    # A form: the value stands between the line of its name and the next boundary.
    body = request.post_data or ""
    seen = json.loads(body.partition('name="seen"')[2].strip().splitlines()[0])
    return [seen[section][1]] if section in seen else []
