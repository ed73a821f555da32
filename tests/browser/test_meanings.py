"""What a norm and a defined word mean: reached by the keyboard, told, and put away."""

import re

import pytest
from browsing import Enter
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from core.sdk import now
from core.testing.live import LiveServer
from plugins.training.models import Assignment
from plugins.training.services import regulations
from plugins.training.tests.reading_world import person, rules, user, working

KEY = "quotes.discount_without_approval"
TEXT = f"""## Скидки {{#bbbbb2}}

1. Скидку до {{{{ norm("{KEY}", 5, "наценка около 25 %") }}}} менеджер даёт сам. {{#bbbbb3}}
2. О каждой сделке с крупной скидкой решает руководитель. {{#bbbbb4}}

## Термины {{#ccccc2}}

1. **Сделка** — всё от запроса до оплаты. {{#ccccc3}}
"""
TABS = 120


@pytest.fixture
def acts(server: LiveServer) -> tuple[int, int]:
    """A regulation for managers: what Анна has to sign, and the draft of its next edition."""
    with working(server.app) as session:
        vera = person(session, "vera")
        version = rules(session, vera, body=TEXT, when=now())
        found = select(Assignment.id).where(
            Assignment.document_id == version.document_id,
            Assignment.user_id == user(session, "anna").id,
        )
        draft = regulations.start_edition(session, vera, version.regulation_id)
        return session.scalars(found).one(), draft.document_id


def tab_to(page: Page, target: Locator) -> None:
    for _press in range(TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def test_the_reason_and_the_term_are_reached_by_the_keyboard(
    enter: Enter, acts: tuple[int, int]
) -> None:
    page = enter("anna")
    page.goto(f"/training/reading/{acts[0]}")
    text = page.locator(".reading[data-connected]")
    told = page.get_by_role("tooltip")
    expect(told).to_have_count(0)

    norm = text.locator(f"[data-norm='{KEY}']")
    tab_to(page, norm)
    expect(told).to_contain_text("Почему столько: наценка около 25 %")
    expect(norm).to_have_accessible_description(re.compile("Почему столько: наценка"))
    page.keyboard.press("Tab")
    expect(told.get_by_role("link", name="Как менялась норма")).to_be_focused()
    expect(told).to_be_visible()

    page.keyboard.press("Tab")
    term = text.get_by_role("term").filter(has_text="сделке")
    expect(term).to_be_focused()
    expect(told).to_have_count(1)
    expect(told).to_contain_text("всё от запроса до оплаты")
    expect(term).to_have_accessible_description(re.compile("Сделка всё от запроса до оплаты"))
    expect(told).to_be_in_viewport(ratio=1)

    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(term).to_be_focused()


def test_a_meaning_is_brought_by_the_pointer_and_stays_under_it(
    enter: Enter, acts: tuple[int, int]
) -> None:
    page = enter("anna")
    page.goto(f"/training/reading/{acts[0]}")
    text = page.locator(".reading[data-connected]")
    told = page.get_by_role("tooltip")

    text.get_by_role("term").filter(has_text="сделке").hover()
    told.get_by_role("link", name="п. 2.1").click()

    expect(page).to_have_url(re.compile("#c-ccccc3$"))
    page.mouse.move(0, 0)
    page.locator("body").press("Escape")
    expect(told).to_have_count(0)


def test_on_a_phone_a_touch_tells_and_the_word_stays_in_sight(
    enter: Enter, acts: tuple[int, int]
) -> None:
    page = enter("anna", viewport={"width": 390, "height": 500}, has_touch=True)
    page.goto(f"/training/reading/{acts[0]}")
    term = page.locator(".reading[data-connected]").get_by_role("term").filter(has_text="сделке")
    # The word stands where the meaning would: right above the bar of the phone.
    term.evaluate("one => scrollBy(0, one.getBoundingClientRect().bottom - innerHeight + 80)")

    term.tap()

    told = page.get_by_role("tooltip")
    expect(told).to_be_in_viewport(ratio=1)
    assert not term.evaluate(
        """(one) => {
          const meaning = one.querySelector(".meaning").getBoundingClientRect();
          const word = one.getBoundingClientRect();
          return meaning.top < word.bottom && meaning.bottom > word.top;
        }"""
    )


def test_a_reason_is_changed_in_the_dialog_and_the_preview_explains(
    enter: Enter, acts: tuple[int, int]
) -> None:
    page = enter("vera")
    page.goto(f"/training/regulations/{acts[1]}/edit")
    expect(page.locator(".regulation-editor[data-connected]")).to_be_visible()
    area = page.get_by_label("Текст", exact=True)
    preview = page.locator("#preview")

    preview.locator(f"[data-norm='{KEY}']").click()
    dialog = page.get_by_role("dialog", name="Норма в тексте")
    reason = dialog.get_by_label("Почему столько")
    expect(reason).to_have_value("наценка около 25 %")
    reason.fill('клиент "Ромашка"\nпросил')
    dialog.get_by_role("button", name="Изменить в тексте").click()

    expect(area).to_have_value(re.compile(r'", 5, "клиент «Ромашка» просил"\) }}'))
    expect(preview.locator(f"[data-norm='{KEY}']")).to_have_attribute(
        "title", re.compile("Почему столько: клиент «Ромашка» просил")
    )
    preview.get_by_role("term").filter(has_text="сделке").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("всё от запроса до оплаты")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Сохранить и закрыть").click()
    page.wait_for_url(f"**/versions/{acts[1]}")
    page.locator(f".reading [data-norm='{KEY}']").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("клиент «Ромашка» просил")


def test_without_scripts_the_meaning_stands_under_the_word(
    enter: Enter, acts: tuple[int, int]
) -> None:
    page = enter("anna", java_script_enabled=False)
    page.goto(f"/training/reading/{acts[0]}")
    page.get_by_role("term").filter(has_text="сделке").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("всё от запроса до оплаты")
