"""Printing of the core: fonts, typography, and PDFs that are the same each time."""

import base64
import hashlib
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

import core.printing
from core.printing import (
    NBSP,
    Json,
    PrintError,
    goods_name,
    long_date,
    money,
    paragraphs,
    percent,
    printable,
    prose,
    qr_svg,
    quantity,
    render_pdf,
    unit_price,
)
from core.printing.glyphs import FONTS, coverage
from core.printing.typography import quotes

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

FORM = """
#import "house.typ": *
#let data = json("data.json")
#show: house.with((
  language: data.language, title: data.title, author: "ООО «Ромашка»",
  running: data.title, draft: false,
))
#for line in data.lines [#soft(line) \\ ]
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.typ"
    path.write_text(FORM, encoding="utf-8")
    return path


def data(*lines: str, title: str = "Справка", language: str = "ru") -> dict[str, Json]:
    return {"language": language, "title": title, "lines": list(lines)}


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


# Fonts


def test_the_vendored_fonts_are_those_of_the_manifest() -> None:
    manifest = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))

    assert {item["file"] for item in manifest["files"]} == {p.name for p in FONTS.glob("*.ttf")}
    for item in manifest["files"]:
        assert hashlib.sha256((FONTS / item["file"]).read_bytes()).hexdigest() == item["sha256"]
    licence = (FONTS / manifest["licence_file"]).read_text(encoding="utf-8-sig")
    assert "SIL Open Font License, Version 1.1" in licence


def test_the_font_has_all_that_russian_business_writes() -> None:
    alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"

    assert set(alphabet + alphabet.upper()) <= coverage()
    assert set("«»„“”‘’—–…№§₽€$°±×²³≤≥µΩ½¼¾−" + NBSP) <= coverage()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Болт М10 🔩", "Болт М10 "),
        ("👩🏽\u200d🔧 Анна", " Анна"),
        ("Труба ⌀25, ⅜″", 'Труба Ø25, 3/8"'),
        ("20 ㎡", "20 m2"),
        ("и\u0306", "й"),
        ("深圳 Ltd", "?? Ltd"),
        ("скрытый\u202eтекст\u200b", "скрытыйтекст"),
        ("строка\r\nещё\tодна\x00", "строка\nещё одна"),
    ],
)
def test_what_the_font_lacks_is_replaced_dropped_or_marked(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@given(st.text())
def test_any_text_becomes_printable(text: str) -> None:
    assert set(printable(text)) <= coverage()


# Typography


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('ООО "Ромашка"', "ООО «Ромашка»"),
        ('АО "Завод "Прогресс""', "АО «Завод „Прогресс“»"),
        ('АО "Завод "Прогресс"', "АО «Завод „Прогресс“»"),
        ('Труба "Valtec" 1/2"', 'Труба «Valtec» 1/2"'),
        ('Кран 3/4" латунь', 'Кран 3/4" латунь'),
        ('забытая " кавычка', 'забытая " кавычка'),
        ('"не закрыта', '"не закрыта'),
    ],
)
def test_quotation_marks_become_guillemets_only_where_they_pair(typed: str, printed: str) -> None:
    assert quotes(typed, "ru") == printed


def test_english_text_gets_english_quotation_marks() -> None:
    assert quotes('"Romashka" LLC', "en") == "“Romashka” LLC"


def test_prose_gets_dashes_and_words_that_do_not_part() -> None:
    set_text = prose("Предоплата 50 % - в течение 10 дней, и т. д.", "ru").replace(NBSP, "~")

    assert set_text == "Предоплата 50~%~— в~течение 10~дней, и~т.~д."


def test_initials_stay_with_the_surname() -> None:
    assert prose("Иванов, А. Б. Петрова", "ru") == f"Иванов, А.{NBSP}Б.{NBSP}Петрова"


def test_names_of_goods_keep_their_hyphens_and_hold_figures_to_units() -> None:
    name = goods_name("Автомат  М6-6g 16 А - 4,5 кА", "ru")

    assert name == f"Автомат М6-6g 16{NBSP}А{NBSP}- 4,5{NBSP}кА"


def test_empty_lines_part_paragraphs_and_a_hyphen_in_front_lists() -> None:
    assert paragraphs("Первый\n\n\n- второй\n- третий\n", "ru") == [
        "Первый",
        f"—{NBSP}второй\n—{NBSP}третий",
    ]


# Numbers and dates


def test_numbers_are_grouped_by_spaces_that_do_not_break() -> None:
    assert money(Decimal("1234567.5"), "ru") == f"1{NBSP}234{NBSP}567,50"
    assert money(Decimal("1234567.5"), "en") == "1,234,567.50"
    assert money(Decimal("-0.5"), "ru") == "−0,50"


def test_unit_prices_and_quantities_show_only_the_decimals_they_have() -> None:
    assert unit_price(Decimal("3.126000"), "ru") == "3,126"
    assert unit_price(Decimal("14"), "ru") == "14,00"
    assert quantity(Decimal("1000.000000"), "ru") == f"1{NBSP}000"
    assert quantity(Decimal("0.000001"), "ru") == "0,000001"
    assert percent(Decimal("12.50"), "ru") == "12,5%"


def test_the_largest_permitted_sum_keeps_each_kopeck() -> None:
    assert money(Decimal("999999999999999.99"), "en") == "999,999,999,999,999.99"


def test_dates_are_in_words_of_the_language() -> None:
    assert long_date(date(2026, 11, 23), "ru") == f"23{NBSP}ноября{NBSP}2026{NBSP}г."
    assert long_date(date(2026, 11, 23), "en") == f"November{NBSP}23,{NBSP}2026"


# QR


def test_a_qr_code_is_a_picture_without_fixed_size() -> None:
    picture = qr_svg("https://example.test/o/abc")

    assert picture.startswith(b"<svg")
    assert b"viewBox" in picture
    assert picture == qr_svg("https://example.test/o/abc")
    assert picture != qr_svg("https://example.test/o/abd")


@pytest.mark.parametrize(("text", "reason"), [("", "nothing"), ("a" * 5000, "too long")])
def test_what_no_qr_code_can_hold_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        qr_svg(text)


# PDF


def test_the_same_input_gives_the_same_bytes(form: Path) -> None:
    first = render_pdf(form, data("Строка"), timestamp=MADE_AT)

    assert render_pdf(form, data("Строка"), timestamp=MADE_AT) == first
    in_moscow = MADE_AT.astimezone(timezone(timedelta(hours=3)))
    assert render_pdf(form, data("Строка"), timestamp=in_moscow) == first
    assert render_pdf(form, data("Другая"), timestamp=MADE_AT) != first


def test_another_process_makes_the_same_bytes(form: Path) -> None:
    program = (
        "import sys, hashlib, json; from pathlib import Path; from datetime import datetime, UTC;"
        "from core.printing import render_pdf;"
        "pdf = render_pdf(Path(sys.argv[1]), json.loads(sys.argv[2]),"
        " timestamp=datetime(2026, 11, 23, 9, 30, tzinfo=UTC));"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    ours = render_pdf(form, data("Строка", "Ещё"), timestamp=MADE_AT)
    theirs = subprocess.run(
        [sys.executable, "-c", program, str(form), json.dumps(data("Строка", "Ещё"))],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(core.printing.__file__).parents[2],
    )

    assert theirs.stdout.strip() == hashlib.sha256(ours).hexdigest()


def test_the_document_names_itself_and_its_language(form: Path) -> None:
    pdf = PdfReader(
        BytesIO(render_pdf(form, data(title="Price list", language="en"), timestamp=MADE_AT))
    )

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Price list"
    assert pdf.metadata.author == "ООО «Ромашка»"
    assert pdf.metadata.creation_date == MADE_AT
    assert pdf.root_object["/Lang"] == "en"


HOSTILE = [
    '#import "@preview/evil:0.1.0"',
    "#panic() #sys.inputs",
    "$x^2$ *жирно* _курсив_ `код` ~ <метка> @ссылка \\ // /* */",
    "= Заголовок",
    "[скобки](и) {эти}",
    '"; read("/etc/passwd"); "',
    "' -- --- ... ''",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_data_is_literal_text(form: Path, text: str) -> None:
    assert text in text_of(render_pdf(form, data(text), timestamp=MADE_AT))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_text_can_break_a_form(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    form = tmp_path_factory.getbasetemp() / "any.typ"
    form.write_text(FORM, encoding="utf-8")

    assert render_pdf(form, data(*lines), pdf_a=True, timestamp=MADE_AT).startswith(b"%PDF-")


def test_an_archival_document_declares_itself_pdf_a(form: Path) -> None:
    pdf = render_pdf(form, data("Болт 🔩 深"), pdf_a=True, timestamp=MADE_AT)

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


# One red pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


def test_pictures_come_by_name(form: Path) -> None:
    form.write_text(FORM + '#image("stamp.png", width: 2cm)', encoding="utf-8")

    pdf = render_pdf(form, data(), assets={"stamp.png": PNG}, timestamp=MADE_AT)

    assert len(pdf_pictures(pdf)) == 1


def pdf_pictures(pdf: bytes) -> list[str]:
    """Names of the pictures on the first page (reading their pixels would need Pillow)."""
    resources: Any = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]
    return list(resources["/XObject"])


@pytest.mark.parametrize("name", ["../logo.svg", "/tmp/logo.svg", "pictures/logo.svg"])
def test_a_picture_cannot_be_put_into_another_folder(form: Path, name: str) -> None:
    with pytest.raises(ValueError, match="without folders"):
        render_pdf(form, data(), assets={name: PNG}, timestamp=MADE_AT)


@pytest.mark.parametrize(
    ("addition", "reason"),
    [
        ('#text(font: "No Such Font")[x]', "unknown font family"),
        ("#nothing", "unknown variable"),
        ('#image("missing.svg")', "not found"),
        ('#read("/etc/hostname")', "not found"),
        ('#read("../secret.txt")', "escape"),
        ('#import "@preview/cetz:0.3.0": *', "packages"),
    ],
)
def test_warnings_errors_and_reaching_outside_stop_printing(
    form: Path, addition: str, reason: str
) -> None:
    form.write_text(FORM + addition, encoding="utf-8")

    with pytest.raises(PrintError, match=reason):
        render_pdf(form, data(), timestamp=MADE_AT)


def test_a_picture_that_is_no_picture_stops_printing(form: Path) -> None:
    form.write_text(FORM + '#image("logo.svg")', encoding="utf-8")

    with pytest.raises(PrintError, match=r"form\.typ"):
        render_pdf(form, data(), assets={"logo.svg": b"<svg"}, timestamp=MADE_AT)


def test_a_picture_cannot_pull_in_files_of_the_machine(form: Path, tmp_path: Path) -> None:
    form.write_text(FORM + '#image("logo.svg")', encoding="utf-8")
    secret = tmp_path / "secret.svg"
    secret.write_bytes(qr_svg("secret"))
    logo = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        f'<image href="{secret}" width="9" height="9"/></svg>'
    )

    with pytest.raises(PrintError):
        render_pdf(form, data(), assets={"logo.svg": logo.encode()}, timestamp=MADE_AT)


def test_a_form_may_be_split_into_files_beside_it(form: Path) -> None:
    form.with_name("part.typ").write_text("#let part = [Из части]", encoding="utf-8")
    form.write_text(FORM + '#import "part.typ": part\n#part', encoding="utf-8")

    assert "Из части" in text_of(render_pdf(form, data(), timestamp=MADE_AT))


def test_a_time_without_zone_is_refused(form: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_pdf(form, data(), timestamp=MADE_AT.replace(tzinfo=None))


def test_a_moment_between_two_seconds_is_printed_too(form: Path) -> None:
    between = MADE_AT.replace(microsecond=123_456)

    assert render_pdf(form, data(), timestamp=between) == render_pdf(
        form, data(), timestamp=MADE_AT
    )


def test_numbers_must_be_formatted_before_printing(form: Path) -> None:
    unformatted: dict[str, Any] = {**data(), "sum": Decimal("1.5")}

    with pytest.raises(TypeError):
        render_pdf(form, unformatted, timestamp=MADE_AT)


def test_copied_long_words_have_no_foreign_characters(form: Path) -> None:
    code = "https://example.test/" + "Ab9" * 60

    printed = text_of(render_pdf(form, data(code), timestamp=MADE_AT))

    assert code in printed.replace("\n", "")
    assert code not in printed, "the word must be broken to stay within the page"
