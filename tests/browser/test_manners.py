"""Manners of the pages: nothing is made twice, nothing is lost, and hands may stay on the keys."""

from typing import Any

import pytest
from browsing import Enter, Watch
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from core.accounts.policy import unrestricted
from core.db.session import db
from core.documents.models import Document
from core.testing.live import LiveServer

BOLTS = "Болт М8х40 DIN 933 оцинк."


def documents(server: LiveServer) -> int:
    """How many documents there are."""
    with server.app.app_context():
        counted = unrestricted(select(func.count()).select_from(Document))
        return db.session().execute(counted).scalar_one()


def cell(page: Page, title: str, row: int) -> Locator:
    """An input of the lines editor."""
    return page.get_by_label(f"{title}, строка {row}", exact=True)


def begin_request(page: Page) -> None:
    """The form of a new request with one line, not sent yet."""
    page.goto("/quotes/requests/new")
    expect(page.locator("#lines-editor[data-connected]")).to_be_visible()
    page.get_by_label("Кто спрашивает").fill("ИП Васечкин")
    cell(page, "Что просит клиент", 1).fill(BOLTS)
    cell(page, "Кол-во", 1).fill("100")


def make_request(page: Page) -> str:
    """A registered request; the address of its page."""
    begin_request(page)
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-")
    return page.url


# --- the frame ---


def test_the_line_of_the_page_is_in_view_however_low_the_window(enter: Enter) -> None:
    page = enter("vera")
    page.set_viewport_size({"width": 1440, "height": 900})
    lines = page.locator(".side-nav .nav-link")
    # Most menus fit a usual window.
    expect(lines.nth(-2)).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1440, "height": 480})
    page.goto("/norms/")
    expect(page.locator(".side-nav [aria-current]")).to_be_in_viewport(ratio=1)
    last = page.locator(".side-nav").get_by_role("link", name="Методическое пособие")
    last.click()
    expect(last).to_have_attribute("aria-current", "page")
    expect(last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1440, 1200])
def test_a_long_name_of_goods_is_read_in_full_beside_its_sum(enter: Enter, width: int) -> None:
    page = enter("anna")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/quotes/offers/new")
    expect(page.locator("#lines-editor[data-connected]")).to_be_visible()
    name = page.locator("[name=lines-0-name]")
    name.fill("Выключатель автоматический ВА47-29 2P C63 4,5кА, для щита на 12 модулей")
    expect(page.get_by_role("columnheader", name="Сумма")).to_be_in_viewport(ratio=1)
    hidden = "box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight]"
    assert name.evaluate(hidden) == [0, 0]
    # It stays one line of text, and Enter the key to the next row.
    page.keyboard.press("Enter")
    expect(page.locator("[name=lines-1-name]")).to_be_focused()
    assert "\n" not in name.input_value()


# --- once, and nothing lost ---


def test_a_double_click_makes_one_document(enter: Enter, server: LiveServer) -> None:
    page = enter("anna")
    begin_request(page)

    page.get_by_role("button", name="Зарегистрировать").dblclick()

    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-000001")
    assert documents(server) == 1


def test_a_double_click_without_scripts_makes_one_document_too(
    enter: Enter, server: LiveServer
) -> None:
    page = enter("anna", java_script_enabled=False)
    page.goto("/quotes/requests/new")
    page.get_by_label("Кто спрашивает").fill("ИП Васечкин")
    cell(page, "Что просит клиент", 1).fill(BOLTS)
    cell(page, "Кол-во", 1).fill("100")

    page.get_by_role("button", name="Зарегистрировать").dblclick()

    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-000001")
    assert documents(server) == 1


def test_two_people_change_one_document_and_neither_loses_a_word(
    enter: Enter, watch: Watch
) -> None:
    watch.expected.add(409)
    anna, vera = enter("anna"), enter("vera")
    address = make_request(anna)
    for page in (anna, vera):
        page.goto(f"{address}/edit")
        expect(page.locator("#lines-editor[data-connected]")).to_be_visible()

    cell(vera, "Кол-во", 1).fill("250")
    vera.get_by_role("button", name="Сохранить").click()
    expect(vera.get_by_text("Запрос сохранён")).to_be_visible()
    cell(anna, "Описание", 1).fill("срочно")
    anna.get_by_role("button", name="Сохранить").click()

    clash = anna.get_by_role("alert").filter(has_text="Пока вы меняли запрос")
    expect(clash).to_contain_text("Орлова Вера Андреевна")
    row = clash.get_by_role("row").filter(has_text="Строка 1")
    expect(row).to_contain_text("срочно")
    expect(row).to_contain_text("250")
    # What she has typed still stands in the form, to be sent as a decision.
    expect(cell(anna, "Описание", 1)).to_have_value("срочно")
    anna.get_by_role("button", name="Сохранить мою версию").click()
    expect(anna.get_by_text("Запрос сохранён")).to_be_visible()
    expect(anna.locator("li.request-line")).to_contain_text("срочно")
    history = anna.locator(".document-aside")
    expect(history).to_contain_text("Орлова Вера Андреевна")
    expect(history).to_contain_text("250")


def test_a_button_of_a_page_that_has_grown_old_shows_the_page_as_it_is_now(enter: Enter) -> None:
    anna, vera = enter("anna"), enter("vera")
    address = make_request(anna)
    vera.goto(address)
    anna.get_by_role("button", name="Взять в работу").click()
    expect(anna.get_by_text("Запрос взят в работу").first).to_be_visible()

    vera.get_by_role("button", name="Взять в работу").click()

    expect(vera.get_by_text("запись изменил кто-то другой")).to_be_visible()
    assert vera.url == address
    expect(vera.get_by_role("button", name="Взять в работу")).to_have_count(0)


def test_enter_in_a_field_of_the_header_goes_to_the_next_and_ctrl_enter_sends_the_form(
    enter: Enter, server: LiveServer
) -> None:
    page = enter("anna")
    begin_request(page)

    page.get_by_label("Кто спрашивает").press("Enter")

    expect(page.get_by_label("Почта для ответа")).to_be_focused()
    assert documents(server) == 0
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("черновик")
    expect(page.locator("li.request-line")).to_contain_text(BOLTS)
    assert documents(server) == 1


def test_leaving_a_form_with_something_typed_asks_first(enter: Enter) -> None:
    page = enter("anna")
    begin_request(page)

    page.get_by_role("link", name="Нормы").click()
    dialog = page.get_by_role("alertdialog")
    dialog.get_by_role("button", name="Отмена").click()
    expect(cell(page, "Кол-во", 1)).to_have_value("100")

    page.get_by_role("link", name="Нормы").click()
    dialog.get_by_role("button", name="Уйти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Нормы")


# --- back and forth ---


def test_back_and_forward_show_the_pages_again_and_they_work(enter: Enter) -> None:
    page = enter("anna")
    make_request(page)
    page.get_by_role("link", name="Запросы", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Запросы клиентов")
    page.get_by_role("link", name="КТ-ЗП-000001").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-000001")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Запросы клиентов")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-000001")
    expect(page.locator(".side-nav")).to_have_count(1)

    expect(page.locator("body[data-connected]")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#global-search")).to_be_focused()


def test_a_menu_that_was_open_does_not_follow_to_the_next_page(enter: Enter) -> None:
    page = enter("anna")

    page.get_by_role("button", name="Создать").click()
    page.get_by_role("link", name="Запрос из письма").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Запрос из письма")
    expect(page.locator("#quick-create")).to_be_hidden()


# --- by the keyboard ---


def test_the_search_is_reached_and_used_without_a_mouse(enter: Enter) -> None:
    page = enter("anna")
    make_request(page)
    page.goto("/norms/")
    search = page.locator("#global-search[role=combobox]")
    expect(search).to_be_visible()

    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("ЗП-000001")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("КТ-ЗП-000001")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-000001")


def test_the_first_tab_of_a_page_leads_past_the_navigation(enter: Enter) -> None:
    page = enter("anna")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.fixture
def lines(enter: Enter) -> Page:
    """The lines editor of a new request with one line in it."""
    page = enter("anna")
    begin_request(page)
    cell(page, "Что просит клиент", 1).focus()
    return page


def test_arrows_and_enter_walk_through_the_lines_and_add_one_after_the_last(lines: Page) -> None:
    rows = lines.locator("tr[data-line]")
    before = rows.count()
    lines.keyboard.press("ArrowRight")
    expect(cell(lines, "Кол-во", 1)).to_be_focused()
    for row in range(2, before + 1):
        lines.keyboard.press("Enter")
        expect(cell(lines, "Кол-во", row)).to_be_focused()

    lines.keyboard.press("Enter")

    expect(rows).to_have_count(before + 1)
    expect(cell(lines, "Что просит клиент", before + 1)).to_be_focused()
    lines.keyboard.press("ArrowUp")
    expect(cell(lines, "Что просит клиент", before)).to_be_focused()


def test_ctrl_d_repeats_the_cell_above_and_escape_takes_typing_back(lines: Page) -> None:
    lines.get_by_role("button", name="Добавить строку").click()
    quantity = cell(lines, "Кол-во", 2)
    quantity.focus()

    lines.keyboard.press("Control+d")
    expect(quantity).to_have_value("100")
    quantity.blur()
    quantity.focus()
    lines.keyboard.type("777")
    lines.keyboard.press("Escape")

    expect(quantity).to_have_value("100")


def test_a_removed_line_comes_back(lines: Page) -> None:
    lines.keyboard.press("Control+Delete")
    expect(cell(lines, "Что просит клиент", 1)).to_have_value("")

    lines.get_by_role("button", name="Вернуть", exact=True).click()

    expect(cell(lines, "Что просит клиент", 1)).to_have_value(BOLTS)
    expect(cell(lines, "Кол-во", 1)).to_have_value("100")


def paste(page: Page, text: str) -> None:
    """Paste into the focused cell, as from a spreadsheet."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste",
                { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_a_range_of_a_spreadsheet_is_pasted_as_lines(lines: Page) -> None:
    paste(lines, "Гайка М8\t200\tшт\r\nКабель ВВГнг 3х2,5\t1 500\tм\r\n")

    expect(cell(lines, "Что просит клиент", 1)).to_have_value("Гайка М8")
    expect(cell(lines, "Кол-во", 2)).to_have_value("1 500")
    expect(cell(lines, "Ед.", 2)).to_have_value("м")
    # The server has looked both up.
    likely = lines.locator('[data-computed="match"]')
    expect(likely.nth(0)).to_contain_text("Гайка М8 DIN 934")
    expect(likely.nth(1)).to_contain_text("ВВГнг(А)-LS 3х2,5")


def test_a_card_is_moved_on_the_board_by_keys_and_stays_moved(enter: Enter) -> None:
    page = enter("anna")
    make_request(page)
    page.goto("/quotes/requests/board")
    tools = page.get_by_role("button", name="КТ-ЗП-000001")
    tools.focus()

    page.keyboard.press("Enter")
    target = page.locator("[popover]:popover-open").get_by_role("button", name="В работе")
    target.focus()
    page.keyboard.press("Enter")

    work = page.locator('[data-column="in_work"]')
    expect(work).to_contain_text("КТ-ЗП-000001")
    expect(page.get_by_role("status").filter(has_text="В работе")).to_be_attached()
    page.reload()
    expect(work).to_contain_text("КТ-ЗП-000001")


# --- the person's own choices ---


def choose_dark(page: Page) -> None:
    page.locator(".person-button").click()
    with page.expect_response("**/profile/preferences"):
        page.get_by_text("Тёмная", exact=True).click()


def test_the_theme_survives_a_reload_and_the_next_log_in(enter: Enter) -> None:
    page = enter("anna")
    choose_dark(page)
    dark: Any = ("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute(*dark)

    page.reload()

    expect(page.locator("html")).to_have_attribute(*dark)
    expect(enter("anna").locator("html")).to_have_attribute(*dark)


# --- without scripts ---


def test_a_request_is_made_without_scripts(enter: Enter, watch: Watch) -> None:
    watch.expected.add(422)
    page = enter("anna", java_script_enabled=False)
    page.goto("/quotes/requests/new")
    page.get_by_label("Контрагент", exact=True).fill("ООО «Ромашка»")
    cell(page, "Что просит клиент", 1).fill(BOLTS)
    cell(page, "Кол-во", 1).fill("100")
    page.get_by_role("button", name="Добавить строку").click()
    cell(page, "Что просит клиент", 2).fill("Гайка М8")
    cell(page, "Кол-во", 2).fill("много")
    page.get_by_role("button", name="Зарегистрировать").click()

    # Refused, with everything that was typed and the reason beside its cell.
    expect(cell(page, "Кол-во", 2)).to_have_attribute("aria-invalid", "true")
    cell(page, "Кол-во", 2).fill("200")
    page.get_by_role("button", name="Зарегистрировать").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-ЗП-000001")
    expect(page.locator("li.request-line")).to_have_count(2)
    expect(page.get_by_role("link", name="ООО «Ромашка»")).to_be_visible()
