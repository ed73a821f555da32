"""From a customer's letter to his confirmation, clicked through as people do it."""

import hashlib
import re
from pathlib import Path

from browsing import Enter, OpenBrowser
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from core.db.session import db
from core.documents.models import Attachment
from core.mail.sink import Letter, list_mailbox, read_message
from core.testing.live import LiveServer

PRICES = Path(__file__).parents[1] / "fixtures" / "ugly" / "prices" / "text_numbers.xlsx"
LETTER = """\
Добрый день!

Просим выставить коммерческое предложение:
1. Кабель ВВГнг(А)-LS 3х1,5 - 300 м
2. Болт М8х40 DIN 933 оцинк. кл. пр. 8.8 - 200 шт
3. каробка распаечная 100*100 — 10 шт
4. Профнастил С8 RAL 8017 - 12 листов

С уважением,
Петров Пётр Петрович, снабженец
ООО «Ромашка»
zakaz@romashka.example
"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_letter_becomes_an_offer_that_the_customer_confirms(
    enter: Enter,
    open_browser: OpenBrowser,
    server: LiveServer,
    working: None,
) -> None:
    anna = enter("anna")

    anna_loads_her_price_list(anna)
    anna_makes_a_request_of_the_letter(anna)
    anna_decides_what_answers_each_line(anna)
    anna_makes_an_offer_within_the_norm(anna)
    anna_sends_it(anna)

    letter = the_customer_gets_the_letter_with_the_registered_pdf(server)
    customer = open_browser(**PHONE).new_page()
    the_customer_confirms_and_takes_less(customer, letter)

    anna_sees_what_he_has_confirmed(anna)


def anna_loads_her_price_list(page: Page) -> None:
    page.get_by_role("link", name="Прайс-листы").click()
    page.get_by_role("link", name="Загрузить").click()
    page.get_by_label("Файл XLSX или CSV").set_input_files(PRICES)
    page.get_by_label("Название нового прайс-листа").fill("Кабель и мелочи")
    page.get_by_role("button", name="Дальше").click()

    # The program has understood the columns; the weight is not wanted.
    name = page.get_by_label("Что в столбце C")
    expect(name.locator("option:checked")).to_have_text("Наименование")
    page.get_by_label("Что в столбце G").select_option(label="Не загружать")
    page.get_by_role("button", name="Проверить").click()

    expect(page.get_by_role("heading", name="Добавится")).to_be_visible()
    bad = page.locator("#bad")
    expect(bad).to_contain_text("договорная")
    expect(bad).to_contain_text("Цена")
    page.get_by_role("button", name="Загрузить").click()

    expect(page.get_by_text("Готово: прайс-лист загружен.")).to_be_visible()
    expect(page.get_by_role("link", name="Скачать незагруженные строки")).to_be_visible()


def anna_makes_a_request_of_the_letter(page: Page) -> None:
    page.get_by_role("button", name="Создать").click()
    page.get_by_role("link", name="Запрос из письма").click()
    page.get_by_label("Текст письма").fill(LETTER)
    page.get_by_role("button", name="Распознать").click()

    expect(page.get_by_role("combobox", name="Контрагент", exact=True)).to_have_value(
        "ООО «Ромашка»"
    )
    expect(page.locator("tr[data-line]")).to_have_count(4)
    _correct_the_first_quantity_with_the_keyboard(page)
    page.get_by_role("button", name="Зарегистрировать").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-")
    expect(_line(page, "ВВГнг(А)-LS 3х1,5")).to_contain_text("350 м")


def _correct_the_first_quantity_with_the_keyboard(page: Page) -> None:
    expect(page.locator("#lines-editor[data-connected]")).to_be_visible()
    text = page.get_by_label("Что просит клиент, строка 1", exact=True)
    quantity = page.get_by_label("Кол-во, строка 1", exact=True)
    text.focus()
    page.keyboard.press("ArrowRight")
    expect(quantity).to_be_focused()
    page.keyboard.type("350")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Кол-во, строка 2", exact=True)).to_be_focused()
    expect(quantity).to_have_value("350")


def _line(page: Page, words: str) -> Locator:
    return page.locator("li.request-line", has_text=words)


def anna_decides_what_answers_each_line(page: Page) -> None:
    page.get_by_role("button", name="Взять в работу").click()
    expect(page.get_by_text("Запрос взят в работу").first).to_be_visible()
    cable = _line(page, "Кабель ВВГнг(А)-LS 3х1,5")
    expect(cable).to_contain_text("Подобрано")

    bolts = _line(page, "Болт М8х40")
    expect(bolts).to_contain_text("Подобрано")
    bolts.get_by_role("link", name="Выбрать другой товар").click()
    stainless = bolts.locator("li.request-option", has_text="DIN933-M8x40-A2").first
    stainless.locator("summary", has_text="Как аналог").click()
    stainless.get_by_label("Почему аналог").fill("Оцинкованных нет до декабря")
    stainless.get_by_role("button", name="Предложить").click()
    expect(bolts).to_contain_text("Аналог")

    sheets = _line(page, "Профнастил")
    sheets.locator("summary", has_text="Не продаём").click()
    sheets.get_by_label("Почему не продаём").fill("Не возим листовой прокат")
    sheets.get_by_role("button", name="В неудовлетворённый спрос").click()
    expect(sheets).to_contain_text("Не возим листовой прокат")
    expect(page.locator("#request-progress")).not_to_contain_text("осталось")


def anna_makes_an_offer_within_the_norm(page: Page) -> None:
    page.get_by_role("button", name="Подготовить предложение").click()
    expect(page.get_by_text("Черновик предложения готов").first).to_be_visible()
    page.get_by_role("link", name="Изменить", exact=True).click()

    discount = page.get_by_label("Скидка", exact=False).first
    discount.fill("3")
    discount.press("Enter")
    expect(page.get_by_text("в пределах нормы")).to_be_visible()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Предложение сохранено").first).to_be_visible()

    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("КТ-КП-")


def anna_sends_it(page: Page) -> None:
    page.get_by_role("button", name="Отправить клиенту").click()
    dialog = page.get_by_role("dialog", name="Отправка предложения")
    expect(dialog.get_by_role("textbox", name="Кому", exact=True)).to_have_value(
        "zakaz@romashka.example"
    )
    dialog.get_by_role("button", name="Отправить письмо").click()

    # The page looks after itself until the worker has done its part.
    expect(page.locator("#offer-sendings")).to_contain_text("отправлено")
    expect(page.locator(".page-title")).to_contain_text("Отправлено")


def the_customer_gets_the_letter_with_the_registered_pdf(server: LiveServer) -> Letter:
    (line,) = list_mailbox(server.data_dir)
    letter = read_message(server.data_dir, line.id)
    assert letter is not None
    assert "zakaz@romashka.example" in letter.line.recipients
    (paper,) = letter.files
    assert paper.name.endswith(".pdf")
    assert paper.content.startswith(b"%PDF-")
    with server.app.app_context():
        kept = db.session().scalars(
            select(Attachment.sha256).where(Attachment.media_type == "application/pdf")
        )
        assert list(kept) == [hashlib.sha256(paper.content).hexdigest()]
    return letter


def the_customer_confirms_and_takes_less(page: Page, letter: Letter) -> None:
    address = re.search(r"http://127\.0\.0\.1:\d+/offer/\S+", letter.text)
    assert address, letter.text
    page.goto(address[0])
    page.get_by_role("button", name="Подтвердить получение").click()
    expect(page.get_by_text("Спасибо, что подтвердили получение")).to_be_visible()

    quantity = page.get_by_label("Заказываете, строка 1")
    expect(quantity).to_have_value("350")
    before = page.locator("[data-taken-totals]").inner_text()
    quantity.fill("300")
    expect(page.locator("[data-taken-totals]")).not_to_have_text(before)
    page.get_by_role("button", name="Принять предложение").click()
    expect(page.get_by_text("Вы приняли предложение")).to_be_visible()


def anna_sees_what_he_has_confirmed(page: Page) -> None:
    page.reload()
    expect(page.locator(".page-title")).to_contain_text("Подтверждено")
    row = page.get_by_role("row").filter(has_text="ВВГнг(А)-LS 3х1,5")
    expect(row).to_contain_text("300")
