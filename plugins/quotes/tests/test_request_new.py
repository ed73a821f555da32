"""A new request through the pages: by hand, out of a letter, out of a table."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from webtest import TestResponse, Upload

from core.sdk import Document, attachments, unrestricted
from core.testing.browser import Visitor, form_with
from plugins.quotes.models import Request
from plugins.quotes.tests.offer_world import ROMASHKA, VASILEK, partner
from plugins.quotes.tests.request_world import EXACT_BOLT, asked, at_work, registered, unit, user

Visit = Callable[..., Visitor]
NEW = "/quotes/requests/new"


def filled(page: TestResponse, *lines: tuple[str, str], **fields: str) -> Any:
    """The form of the page with the lines (words, quantity) and fields typed into it."""
    form = form_with(page, NEW)
    for number, (text, quantity) in enumerate(lines):
        form[f"lines-{number}-text"] = text
        form[f"lines-{number}-quantity"] = quantity
    for name, value in fields.items():
        form[name] = value
    return form


def count(app: Flask) -> int:
    rows = select(func.count()).select_from(Document).where(Document.type == "quotes.request")
    with at_work(app) as (session, _anna):
        return session.scalars(unrestricted(rows)).one()


def only(session: Session) -> Request:
    return session.scalars(select(Request)).one()


def test_a_request_typed_by_hand_is_registered_with_what_could_be_matched(
    visit: Visit, app: Flask
) -> None:
    anna = visit("anna")
    form = filled(
        anna.get(NEW),
        (EXACT_BOLT, "1 200"),
        ("Трансформатор", "1"),
        partner_id_text=ROMASHKA,
        title="Крепёж на объект",
    )
    form["lines-0-unit"] = "штук"

    page = form.submit("then", value="register").follow()

    with at_work(app) as (session, _anna):
        made = only(session)
        assert made.document.state == "registered"
        assert made.document.partner is not None
        assert made.document.partner.name == ROMASHKA
        assert [line.text for line in made.lines] == [EXACT_BOLT, "Трансформатор"]
        assert made.lines[0].unit_id == unit(session, "796").id
        assert [line.status for line in made.lines] == ["accepted", "open"]
    assert "КТ-ЗП-000001" in page.text
    assert "Крепёж на объект" in page.text


def test_a_draft_needs_neither_a_requester_nor_lines_but_a_registration_does(
    visit: Visit, app: Flask
) -> None:
    anna = visit("anna")
    refused = filled(anna.get(NEW)).submit("then", value="register", status=422)
    assert "Добавьте в запрос хотя бы одну строку" in refused.text
    assert "Укажите контрагента или напишите, кто спрашивает" in refused.text
    assert count(app) == 0

    filled(refused).submit()
    with at_work(app) as (session, _anna):
        assert only(session).document.state == "draft"


def test_a_refused_form_keeps_what_was_typed_and_tells_errors_under_their_cells(
    visit: Visit, app: Flask
) -> None:
    page = filled(
        visit("anna").get(NEW),
        ("Болт", "много"),
        ("", "5"),
        requester="Олег",
        requester_email="без собаки",
        due="позавчера",
    ).submit(status=422)

    form = form_with(page, NEW)
    assert form["lines-0-quantity"].value == "много"
    assert form["requester"].value == "Олег"
    assert form["due"].value == "позавчера"
    soup = page.html
    assert soup.find(id="lines-0-quantity-error").get_text() == "Нужно число"
    assert soup.find(id="lines-1-text-error").get_text() == "Напишите, что просит клиент"
    assert soup.find(id="lines-0-quantity")["aria-invalid"] == "true"
    assert soup.find(id="due-error") is not None
    assert count(app) == 0


def test_a_form_sent_twice_makes_one_request(visit: Visit, app: Flask) -> None:
    form = filled(visit("anna").get(NEW), ("Болт", "5"), requester="Олег")

    first, second = form.submit(), form.submit()

    assert first.location == second.location
    assert count(app) == 1


def test_without_scripts_rows_come_and_go_by_buttons_and_nothing_is_saved(
    visit: Visit, app: Flask
) -> None:
    form = filled(visit("anna").get(NEW), ("Болт", "5"), ("Гайка", "6"), requester="Олег")

    more = form_with(form.submit("lines-add", value="1"), NEW)
    assert "lines-3-text" in more.fields
    assert more["lines-1-text"].value == "Гайка"

    less = form_with(more.submit("lines-remove", value="0"), NEW)
    assert less["lines-0-text"].value == "Гайка"
    assert less["requester"].value == "Олег"
    assert count(app) == 0


def test_a_partner_that_is_not_in_the_directory_is_asked_about(visit: Visit, app: Flask) -> None:
    form = filled(visit("anna").get(NEW), ("Болт", "5"), partner_id_text="АО «Василёк»")
    page = form.submit(status=422)
    assert "Выберите контрагента из списка" in page.text
    assert form_with(page, NEW)["partner_id_text"].value == "АО «Василёк»"


def test_the_same_asked_again_within_a_week_is_shown_before_it_is_saved(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, actor):
        registered(session, actor, asked(EXACT_BOLT), asked("Гайка М8"))
    anna = visit("anna")
    form = filled(anna.get(NEW), ("болт м8*40 din 933 оцинк", "10"), partner_id_text=ROMASHKA)

    warned = form.submit(status=422)
    assert "Похоже, этот запрос уже есть" in warned.text
    assert "КТ-ЗП-000001" in warned.text
    assert "Если это другой запрос, сохраните его ещё раз" in warned.text
    assert count(app) == 1

    made = form_with(warned, NEW).submit().follow()
    assert count(app) == 2
    assert "Этот контрагент недавно просил то же самое" in made.text


def test_a_colleagues_request_of_the_same_partner_is_told_without_its_number(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, actor):
        theirs = registered(session, actor)
        theirs.document.responsible_id = theirs.document.author_id = user(session, "boris").id
    form = filled(visit("anna").get(NEW), (EXACT_BOLT, "10"), partner_id_text=ROMASHKA)

    warned = form.submit(status=422)

    assert "Козлов Б. И." in warned.text
    assert "КТ-ЗП-000001" not in warned.text


def test_a_letter_fills_the_form_and_is_kept_with_the_request(visit: Visit, app: Flask) -> None:
    anna = visit("anna")
    letter = (
        "Добрый день!\n\nНужно:\nБолт М8х40 DIN 933 оцинк - 200 шт\nгайка М8 300 шт\n"
        "Самовывоз со склада в Химках.\n\nПётр, zakaz@romashka.example"
    )
    page = anna.get(f"{NEW}/letter")
    form = form_with(page, f"{NEW}/letter")
    form["letter"] = letter

    recognised = form.submit()
    soup = recognised.html
    assert [mark.get_text() for mark in soup.select(".request-letter-missed")] == [
        "Самовывоз со склада в Химках."
    ]
    cells = form_with(recognised, NEW)
    assert cells["lines-0-text"].value == "Болт М8х40 DIN 933 оцинк"
    assert cells["lines-1-quantity"].value == "300"
    assert cells["lines-1-unit"].value == "шт"
    assert "%" in soup.select_one('[data-computed="sure"]').get_text()
    assert cells["partner_id_text"].value == ROMASHKA
    assert count(app) == 0

    cells["lines-1-quantity"] = "350"
    cells.submit("then", value="register")

    with at_work(app) as (session, _anna):
        made = only(session)
        assert made.letter == letter
        assert [(line.text, line.quantity) for line in made.lines] == [
            ("Болт М8х40 DIN 933 оцинк", 200),
            ("гайка М8", 350),
        ]
        assert made.channel is not None
        assert made.channel.code == "email"
        assert made.contact is not None


def test_a_stranger_who_writes_is_proposed_as_he_signs_himself(visit: Visit) -> None:
    anna = visit("anna")
    form = form_with(anna.get(f"{NEW}/letter"), f"{NEW}/letter")
    form["letter"] = "Болт М8 - 5 шт\n\nС уважением, Иванов Пётр\nООО «Новый Клиент»"
    cells = form_with(form.submit(), NEW)
    assert cells["requester"].value == "Иванов Пётр, ООО «Новый Клиент»"
    assert cells["partner_id_text"].value == ""


def test_an_empty_letter_is_asked_for(visit: Visit) -> None:
    page = visit("anna").get(f"{NEW}/letter")
    answer = form_with(page, f"{NEW}/letter").submit(status=422)
    assert "Заполните это поле" in answer.text


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_table_is_mapped_by_the_person_and_hangs_on_the_request(visit: Visit, app: Flask) -> None:
    anna = visit("anna")
    upload = form_with(anna.get(f"{NEW}/table"), f"{NEW}/table")
    content = workbook(
        ["Позиция", "Марка", "Кол-во"],
        ["Болт М8х40 DIN 933", "оцинк", 200],
        ["Гайка М8", None, "по месту"],
        ["Итого", None, 200],
    )
    upload["table"] = Upload("заявка.xlsx", content)
    mapping = form_with(upload.submit(), f"{NEW}/table")
    assert mapping["column-A"].value == "name"
    assert mapping["column-C"].value == "quantity"

    mapping["column-B"] = "name"
    page = mapping.submit()
    form = form_with(page, NEW)
    assert form["lines-0-text"].value == "Болт М8х40 DIN 933 оцинк"
    assert form["lines-1-quantity"].value == "по месту"
    assert "итоговая строка" in page.text

    form["requester"] = "Прораб Иван"
    refused = form.submit(status=422)
    again = form_with(refused, NEW)
    again["lines-1-quantity"] = "250"
    again.submit()

    with at_work(app) as (session, _anna):
        made = only(session)
        assert [line.quantity for line in made.lines] == [200, 250]
        files = attachments.of(session, made.document_id)
        assert [file.name for file in files] == ["заявка.xlsx"]


def test_a_column_chosen_twice_is_told_under_it(visit: Visit) -> None:
    anna = visit("anna")
    upload = form_with(anna.get(f"{NEW}/table"), f"{NEW}/table")
    upload["table"] = Upload("заявка.csv", "Наименование;Кол-во\nБолт;5\n".encode())
    mapping = form_with(upload.submit(), f"{NEW}/table")
    mapping["column-A"] = "quantity"

    page = mapping.submit(status=422)

    assert page.html.find(id="column-A-error") is not None
    assert "Укажите, в каком столбце наименование или артикул" in page.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.pdf", b"%PDF-1.7 ...", "Это не таблица"),
        ("empty.csv", b"  ", "Файл пустой"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    visit: Visit, name: str, content: bytes, words: str
) -> None:
    upload = form_with(visit("anna").get(f"{NEW}/table"), f"{NEW}/table")
    upload["table"] = Upload(name, content)
    assert words in upload.submit(status=422).text


def test_the_token_of_a_colleagues_file_opens_nothing(visit: Visit) -> None:
    upload = form_with(visit("anna").get(f"{NEW}/table"), f"{NEW}/table")
    upload["table"] = Upload("заявка.csv", "Наименование;Кол-во\nБолт;5\n".encode())
    token = form_with(upload.submit(), f"{NEW}/table")["file_token"].value

    answer = visit("boris").act(f"{NEW}/table", file_token=token, sheet="0", seen_sheet="0")

    assert answer.status_int == 422
    assert "Болт" not in answer.text


def partner_ids(app: Flask) -> tuple[int, int]:
    """Anna's partner and Boris's."""
    with at_work(app) as (session, _anna):
        return partner(session).id, partner(session, VASILEK).id


def test_a_partner_given_in_the_address_is_chosen_unless_he_is_a_strangers(
    visit: Visit, app: Flask
) -> None:
    mine, theirs = partner_ids(app)
    anna = visit("anna")
    assert form_with(anna.get(f"{NEW}?partner_id={mine}"), NEW)["partner_id_text"].value == ROMASHKA
    assert form_with(anna.get(f"{NEW}?partner_id={theirs}"), NEW)["partner_id_text"].value == ""


def test_the_grid_says_what_each_line_resembles_and_what_is_wrong_with_it(visit: Visit) -> None:
    answer = visit("anna").act(
        "/quotes/requests/preview",
        htmx=True,
        **{"lines-0-text": EXACT_BOLT, "lines-0-quantity": "ой", "lines-1-text": ""},
    )
    soup = answer.html
    assert "Болт М8х40 DIN 933 кл. пр. 8.8 оцинк." in soup.select_one("output").get_text()
    assert soup.find(id="lines-0-quantity-error").get_text() == "Нужно число"


def test_contacts_follow_the_partner_that_was_chosen(visit: Visit, app: Flask) -> None:
    mine, theirs = partner_ids(app)
    anna = visit("anna")
    assert "Петров Пётр Петрович" in anna.get(f"/quotes/requests/contacts?partner_id={mine}")
    assert "Петров" not in anna.get(f"/quotes/requests/contacts?partner_id={theirs}")
    assert "Петров" not in anna.get("/quotes/requests/contacts?partner_id=")


def test_units_and_materials_are_suggested(visit: Visit) -> None:
    anna = visit("anna")
    units = anna.get("/quotes/requests/units", {"q": "шт"}).json["items"]
    assert {"value": "шт", "text": "шт", "note": "Штука"} in units
    found = anna.get("/quotes/requests/materials", {"q": "гайка м8"}).json["items"]
    assert found[0]["text"].startswith("Гайка М8")
    assert "4,20" in found[0]["note"]
