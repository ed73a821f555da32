"""The editor of regulations under a person's hands: preview, norms, Word, autosaving."""

from pathlib import Path

import pytest
from browsing import Enter, Watch
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from core.sdk import User, actor_by_id
from core.sdk.web import db
from core.testing.live import LiveServer
from plugins.training.models import RegulationVersion
from plugins.training.tests import regulation_world as world

KEY = "quotes.discount_without_approval"
CLIPBOARD = Path(world.__file__).parent / "fixtures" / "clipboard"
PASTE = """(area, [html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  area.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.fixture
def draft_id(server: LiveServer) -> int:
    """Vera's draft of discount rules."""
    with server.app.app_context():
        session = db.session()
        vera = actor_by_id(session, session.scalars(select(User.id).filter_by(login="vera")).one())
        assert vera is not None
        made = world.draft(session, vera)
        session.commit()
        key = made.document_id
        db.session.remove()
    return key


def body_of(server: LiveServer, document_id: int) -> str:
    with server.app.app_context():
        body = db.session().get_one(RegulationVersion, document_id).body
        db.session.remove()
    return body


def edit(page: Page, document_id: int) -> Locator:
    """The editor, its scripts at work; the field of the text."""
    page.goto(f"/training/regulations/{document_id}/edit")
    expect(page.locator(".regulation-editor[data-connected]")).to_be_visible()
    return page.get_by_label("Текст", exact=True)


def at_end(area: Locator) -> None:
    area.focus()
    area.evaluate("area => area.setSelectionRange(area.value.length, area.value.length)")


def numbers(page: Page) -> Locator:
    return page.locator("#preview .clause-number")


def test_the_preview_follows_the_keys_and_the_caret_stays(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    at_end(area)

    page.keyboard.type("3. Третий пункт")

    expect(numbers(page)).to_have_text(["1.", "1.1", "1.2", "1.3"])
    page.keyboard.type(" длиннее")
    expect(page.locator("#preview")).to_contain_text("Третий пункт длиннее")
    expect(area).to_be_focused()


def test_lists_go_on_nest_and_are_undone_by_the_browser(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    area.fill("")

    page.keyboard.type("## Раздел\n\n1. Первый")
    page.keyboard.press("Enter")
    page.keyboard.type("Второй")
    page.keyboard.press("Tab")
    expect(area).to_have_value("## Раздел\n\n1. Первый\n    1. Второй")
    expect(numbers(page)).to_have_text(["1.", "1.1", "1.1.1"])

    page.keyboard.press("Shift+Tab")
    expect(area).to_have_value("## Раздел\n\n1. Первый\n1. Второй")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(area).to_have_value("## Раздел\n\n1. Первый\n1. Второй\n")

    page.keyboard.press("Control+z")
    expect(area).to_have_value("## Раздел\n\n1. Первый\n1. Второй\n2. ")


def test_words_are_marked_by_keys_and_by_buttons(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    area.fill("слово")
    area.select_text()

    page.keyboard.press("Control+b")
    expect(area).to_have_value("**слово**")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("слово")
    page.get_by_role("button", name="Курсив (Ctrl+I)").click()
    expect(area).to_have_value("*слово*")
    area.fill("слово")
    page.get_by_role("button", name="Раздел", exact=True).click()
    expect(area).to_have_value("## слово")


def test_tab_leaves_the_field_outside_lists_and_after_escape(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    area.fill("1. Пункт")

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    expect(area).not_to_be_focused()
    expect(area).to_have_value("1. Пункт")


def test_text_of_word_comes_with_its_clauses(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    area.fill("")
    html = (CLIPBOARD / "word_desktop.html").read_text(encoding="utf-8")

    area.evaluate(PASTE, [html, "простой текст"])

    expect(numbers(page)).to_have_text(["1.", "1.1", "1.1.1", "1.1.2", "1.2", "2."])
    expect(page.locator("#preview table")).to_contain_text("РОП или директор")
    expect(area).not_to_have_attribute("aria-busy", "true")


def test_a_norm_is_picked_and_its_value_stands_in_the_text(
    enter: Enter, server: LiveServer, watch: Watch, draft_id: int
) -> None:
    watch.expected.add(422)
    page = enter("vera")
    area = edit(page, draft_id)
    at_end(area)
    page.keyboard.type("3. Читают со скоростью ")

    page.get_by_role("button", name="Норма…").click()
    dialog = page.get_by_role("dialog", name="Норма в тексте")
    dialog.get_by_label("Найти норму").fill("скорость чтения")
    page.keyboard.press("Enter")
    value = dialog.get_by_label("Значение", exact=True)
    expect(value).to_be_focused()
    value.fill("99999999")
    dialog.get_by_role("button", name="Вставить").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Допустимо от")
    value.fill("1800")
    page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    expect(page.locator('#preview [data-norm="training.reading_speed"]')).to_have_text("1\u00a0800")
    page.get_by_role("button", name="Сохранить и закрыть").click()
    page.wait_for_url(f"**/versions/{draft_id}")
    assert 'norm("training.reading_speed", 1800) }} знаков в минуту' in body_of(server, draft_id)


def test_a_press_on_a_value_in_the_preview_changes_words_and_value(
    enter: Enter, draft_id: int
) -> None:
    page = enter("vera")
    area = edit(page, draft_id)

    page.locator(f'#preview [data-norm="{KEY}"]').click()
    dialog = page.get_by_role("dialog", name="Норма в тексте")
    value = dialog.get_by_label("Значение", exact=True)
    expect(value).to_have_value("5")
    value.fill("7,5")
    dialog.get_by_role("button", name="Изменить в тексте").click()

    expect(area).to_have_value(world.RULES.replace(", 5)", ", 7.5)"))
    expect(page.locator(f'#preview [data-norm="{KEY}"]')).to_have_text("7,5\u00a0%")


def test_the_draft_keeps_itself_quietly(enter: Enter, server: LiveServer, draft_id: int) -> None:
    page = enter("vera")
    page.clock.install()
    area = edit(page, draft_id)
    at_end(area)
    page.keyboard.type("3. Новый пункт")
    expect(page.locator("[data-save-mark]")).to_have_text("Есть несохранённые изменения")

    page.clock.fast_forward("01:00")

    expect(page.locator("[data-save-mark]")).to_contain_text("Сохранено в")
    assert "Новый пункт" in body_of(server, draft_id)
    page.keyboard.type(" ещё")
    expect(page.locator("[data-save-mark]")).to_have_text("Есть несохранённые изменения")
    page.clock.fast_forward("01:00")
    expect(page.locator("#preview")).to_contain_text("Новый пункт ещё")
    expect(page.locator("[data-save-mark]")).to_contain_text("Сохранено в")
    page.get_by_role("link", name="Закрыть").click()
    page.wait_for_url(f"**/versions/{draft_id}")


def test_leaving_with_words_that_are_not_saved_is_asked_about(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    at_end(area)
    page.keyboard.type("3. Новый пункт")

    page.get_by_role("link", name="Закрыть").click()

    expect(page.get_by_role("alertdialog")).to_contain_text("Есть несохранённые изменения")
    page.get_by_role("button", name="Отмена").click()
    expect(area).to_be_visible()


def test_saving_leaves_the_author_where_he_writes(
    enter: Enter, server: LiveServer, draft_id: int
) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    at_end(area)
    page.keyboard.type("3. Новый пункт")

    page.get_by_role("button", name="Сохранить", exact=True).click()

    expect(page.locator("[data-save-mark]")).to_contain_text("Сохранено в")
    expect(area).to_be_visible()
    assert "Новый пункт" in body_of(server, draft_id)


def test_what_was_refused_comes_back_whole_after_a_reload(
    enter: Enter, watch: Watch, draft_id: int
) -> None:
    watch.expected.add(422)
    page = enter("vera")
    area = edit(page, draft_id)
    area.fill("## Скидки\n\n1. Скидка {{ норма }}")
    summary = page.get_by_label("Что меняется и почему")
    summary.fill("Скидка станет другой")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("#body-error")).to_be_visible()

    page.goto(f"/training/regulations/{draft_id}/edit")

    expect(area).to_have_value("## Скидки\n\n1. Скидка {{ норма }}")
    expect(summary).to_have_value("Скидка станет другой")
    expect(page.locator("[data-save-mark]")).to_have_text("Вернулось то, что вы не сохранили")


def test_a_fault_leads_to_its_line(enter: Enter, draft_id: int) -> None:
    page = enter("vera")
    area = edit(page, draft_id)
    area.fill("## Раздел\n\n1. Пункт {{ ошибка }}")

    page.get_by_role("button", name="Строка 3").click()

    chosen = area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert chosen == "1. Пункт {{ ошибка }}"


def test_on_a_phone_the_preview_is_under_a_tab(enter: Enter, draft_id: int) -> None:
    page = enter("vera", viewport={"width": 390, "height": 844})
    area = edit(page, draft_id)
    preview = page.locator("#preview")
    expect(preview).to_be_hidden()

    page.get_by_role("button", name="Просмотр").click()

    expect(preview).to_be_visible()
    expect(area).to_be_hidden()


def test_without_scripts_the_text_is_written_and_saved(
    enter: Enter, server: LiveServer, draft_id: int
) -> None:
    page = enter("vera", java_script_enabled=False)
    page.goto(f"/training/regulations/{draft_id}/edit")
    area = page.get_by_label("Текст", exact=True)
    area.fill("## Скидки\n\n1. Без скриптов")
    page.get_by_role("button", name="Обновить").click()
    expect(page.locator("#preview")).to_contain_text("Без скриптов")
    page.get_by_role("button", name="Сохранить и закрыть").last.click()
    page.wait_for_url(f"**/versions/{draft_id}")
    assert "Без скриптов" in body_of(server, draft_id)
