"""Lines out of what customers send: letters and tables."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from core.sdk import DomainError, ValidationFailed
from core.sdk.intake import Sheet, read_tables
from plugins.quotes.services import intake
from plugins.quotes.services.intake import SheetField, TableReading
from plugins.quotes.tests.offer_world import ROMASHKA, VASILEK, Actors, partner

LETTER = """Добрый день!

Просим выставить счёт:
1. Болт М8х40 DIN 933 оц. — 200 шт
2) гайка М8, 1 500 шт.
Кабель ВВГнг 3х2,5 - 0,5 км
Самовывоз со склада в Химках.

С уважением, Пётр Петров
zakaz@romashka.example, 8 (495) 765-43-21
"""


def test_a_letter_gives_lines_with_quantity_unit_and_confidence(session: Session) -> None:
    reading = intake.from_letter(session, LETTER)

    bolt, nut, cable = reading.lines
    assert (bolt.text, bolt.quantity, bolt.unit) == ("Болт М8х40 DIN 933 оц", Decimal(200), "шт")
    assert (nut.quantity, nut.unit) == (Decimal(1500), "шт")
    assert (cable.quantity, cable.unit) == (Decimal("0.5"), "км")
    assert all(line.confidence is not None and line.confidence > 80 for line in reading.lines)


def test_every_character_of_a_letter_stands_in_exactly_one_piece(session: Session) -> None:
    reading = intake.from_letter(session, LETTER)
    assert "".join(piece.text for piece in reading.pieces) == LETTER
    assert [piece.line for piece in reading.pieces if piece.line] == [1, 2, 3]


def test_what_was_not_understood_is_counted_and_named(session: Session) -> None:
    reading = intake.from_letter(session, LETTER)
    missed = [piece.text for piece in reading.pieces if piece.missed]
    assert missed == ["Самовывоз со склада в Химках."]
    assert reading.missed == 1


def test_a_letter_without_a_request_gives_no_lines(session: Session) -> None:
    assert intake.from_letter(session, "Спасибо, получили.").lines == ()


def test_an_endless_letter_is_refused_in_words(session: Session) -> None:
    with pytest.raises(DomainError, match="Текст длиннее"):
        intake.from_letter(session, "болт " * 50_000)


def test_the_sender_is_found_by_the_address_of_a_contact(session: Session, actors: Actors) -> None:
    sender = intake.find_sender(session, actors("anna"), LETTER)

    assert sender.partner is not None
    assert sender.partner.name == ROMASHKA
    assert sender.contact is not None
    assert sender.contact.name == "Петров Пётр Петрович"


def test_our_own_addresses_in_quoted_letters_are_passed_over(
    session: Session, actors: Actors
) -> None:
    text = "anna@krepezh.example писала:\n> info@krepezh.example\nжду, oleg@stroy.example"
    sender = intake.find_sender(session, actors("anna"), text)
    assert (sender.partner, sender.email) == (None, "oleg@stroy.example")


def test_a_colleagues_partner_is_not_given_away(session: Session, actors: Actors) -> None:
    text = "info@vasilek.example"
    assert intake.find_sender(session, actors("anna"), text).partner is None
    found = intake.find_sender(session, actors("boris"), text).partner
    assert found is not None
    assert found.id == partner(session, VASILEK).id


def test_a_telephone_is_read_however_it_is_written(session: Session, actors: Actors) -> None:
    sender = intake.find_sender(session, actors("anna"), "звоните 8 (912) 345 67-89 Олег")
    assert sender.phone == "+79123456789"


SIGNED = "Болт М8 - 5 шт\n\nС уважением, Иванов Пётр\n{company} ИНН {inn}\n"


def signed(session: Session, actors: Actors, company: str, inn: str) -> intake.Sender:
    letter = SIGNED.format(company=company, inn=inn)
    reading = intake.from_letter(session, letter)
    return intake.find_sender(session, actors("anna"), letter, reading.signature)


def test_a_stranger_is_named_as_he_signs_himself(session: Session, actors: Actors) -> None:
    sender = signed(session, actors, 'ООО "Новый Клиент"', "7707083893")
    assert sender.partner is None
    assert sender.name == 'Иванов Пётр, ООО "Новый Клиент", ИНН 7707083893'


def test_a_partner_is_known_by_his_tax_number_or_else_by_the_name(
    session: Session, actors: Actors
) -> None:
    romashka = partner(session)
    assert signed(session, actors, "ООО Иное", romashka.inn).partner == romashka
    assert signed(session, actors, romashka.name, "").partner == romashka
    # The number says that it is another company of the same name.
    assert signed(session, actors, romashka.name, "7707083893").partner is None


def test_a_colleagues_partner_is_not_given_away_by_his_tax_number(
    session: Session, actors: Actors
) -> None:
    vasilek = partner(session, VASILEK)
    assert signed(session, actors, vasilek.name, vasilek.inn).partner is None


def sheet_of(*rows: list[Any]) -> Sheet:
    """A sheet as it comes out of a workbook with these rows."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return read_tables(file.getvalue(), "заявка.xlsx")[0]


def fields_of(sheet: Sheet) -> dict[str, SheetField | None]:
    return {guess.letter: guess.field for guess in intake.guess_columns(sheet)}


def read(sheet: Sheet) -> TableReading:
    """The sheet read as it was guessed."""
    fields = {letter: field for letter, field in fields_of(sheet).items() if field is not None}
    intake.check_mapping(sheet, fields)
    return intake.from_sheet(sheet, fields)


def test_columns_are_guessed_by_their_titles() -> None:
    sheet = sheet_of(
        ["№ п/п", "Артикул", "Наименование", "Ед. изм.", "Кол-во", "Цена", "Срок", "Примечание"],
        [1, "A-1", "Болт М8", "шт", 100, 5, date(2026, 12, 1), "срочно"],
    )
    assert list(fields_of(sheet).values()) == [
        None,
        SheetField.SKU,
        SheetField.NAME,
        SheetField.UNIT,
        SheetField.QUANTITY,
        None,
        SheetField.WANTED,
        SheetField.NOTE,
    ]


def test_columns_without_titles_are_guessed_by_what_is_in_them() -> None:
    sheet = sheet_of(
        [1, "Болт М8х40 оцинкованный", "шт", 200],
        [2, "Гайка М8 оцинкованная", "шт", 300],
        [3, "Шайба 8 плоская", "шт.", 300],
    )
    assert list(fields_of(sheet).values()) == [
        None,
        SheetField.NAME,
        SheetField.UNIT,
        SheetField.QUANTITY,
    ]


def test_headings_totals_and_nameless_rows_are_left_out_with_the_reason() -> None:
    sheet = sheet_of(
        ["Наименование", "Кол-во", "Примечание"],
        ["Крепёж", None, None],
        ["Болт М8", 100, None],
        [None, 5, "без названия"],
        ["Итого", 100, None],
    )
    reading = read(sheet)

    assert [line.text for line in reading.lines] == ["Болт М8"]
    assert [(row.number, str(row.reason)) for row in reading.skipped] == [
        (2, "нет количества: похоже на заголовок раздела"),
        (4, "нет наименования"),
        (5, "итоговая строка"),
    ]


def test_quantities_are_read_as_people_write_them() -> None:
    sheet = sheet_of(
        ["Наименование", "Кол-во"],
        ["Болт", "1 200"],
        ["Гайка", "300 шт."],
        ["Кабель", 2.5],
        ["Труба", "по проекту"],
    )
    bolt, nut, cable, pipe = read(sheet).lines

    assert bolt.quantity == 1200
    assert (nut.quantity, nut.unit) == (Decimal(300), "шт.")
    assert cable.quantity == Decimal("2.5")
    assert (pipe.quantity, pipe.quantity_text) == (None, "по проекту")


def test_a_date_that_is_no_date_is_kept_in_the_description() -> None:
    sheet = sheet_of(
        ["Наименование", "Кол-во", "Срок", "Примечание"],
        ["Болт", 1, "01.12.2026", "ГОСТ"],
        ["Гайка", 1, "вчера", None],
    )
    bolt, nut = read(sheet).lines
    assert (bolt.wanted_on, bolt.description) == (date(2026, 12, 1), "ГОСТ")
    assert (nut.wanted_on, nut.description) == (None, "вчера")


def test_the_article_number_stands_before_the_name() -> None:
    sheet = sheet_of(["Артикул", "Наименование", "Кол-во"], ["DIN933-M8x40", "Болт", 5])
    assert read(sheet).lines[0].text == "DIN933-M8x40 Болт"


def test_a_table_in_the_old_encoding_of_windows_is_read_too() -> None:
    text = "Наименование;Кол-во;Ед.\r\nБолт М8х40;200;шт\r\nГайка М8;1 500;шт\r\n"
    sheet = read_tables(text.encode("cp1251"), "заявка.csv")[0]
    assert [(line.text, line.quantity) for line in read(sheet).lines] == [
        ("Болт М8х40", Decimal(200)),
        ("Гайка М8", Decimal(1500)),
    ]


def test_a_mapping_that_cannot_be_read_is_refused_by_column() -> None:
    sheet = sheet_of(["Наименование", "Кол-во", "Ещё"], ["Болт", 1, 2])
    twice = {"A": SheetField.NAME, "B": SheetField.QUANTITY, "C": SheetField.QUANTITY}
    with pytest.raises(ValidationFailed) as caught:
        intake.check_mapping(sheet, twice)
    assert set(caught.value.errors) == {"B", "C"}

    with pytest.raises(ValidationFailed) as caught:
        intake.check_mapping(sheet, {"B": SheetField.QUANTITY})
    assert set(caught.value.errors) == {""}

    with pytest.raises(ValidationFailed):
        intake.check_mapping(sheet, {"Z": SheetField.NAME})
