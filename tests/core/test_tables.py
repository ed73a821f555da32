"""Tables that people send, read into one shape."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.directory.tables import Sheet, TableLimits, cell_text, read_tables
from core.directory.tables.csv_text import decode
from core.kernel.errors import DomainError

UGLY = Path(__file__).parents[1] / "fixtures" / "ugly" / "prices"


def ugly(name: str) -> Sheet:
    (sheet,) = read_tables((UGLY / name).read_bytes(), name)
    return sheet


def csv_sheet(text: str, encoding: str = "utf-8") -> Sheet:
    (sheet,) = read_tables(text.encode(encoding), "таблица.csv")
    return sheet


def titles(sheet: Sheet) -> list[str]:
    return [column.title for column in sheet.header]


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(data: bytes, **changes: bytes) -> bytes:
    """The package with parts replaced: `sheet` is the first worksheet, `types` the manifest."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "types": "[Content_Types].xml"}
    wanted = {names[key]: value for key, value in changes.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w") as target:
        for member in source.infolist():
            target.writestr(
                member.filename, wanted.get(member.filename, source.read(member.filename))
            )
    return written.getvalue()


def test_a_banner_and_a_header_of_two_merged_lines_are_told_from_rows() -> None:
    sheet = ugly("merged_header.xlsx")
    assert sheet.name == "Крепёж"
    assert sheet.header_row == 4
    assert sheet.banner[0] == "ООО «Крепёж-Сервис»"
    assert titles(sheet) == [
        "№ п/п",
        "Артикул",
        "Наименование товара",
        "Ед. изм.",
        "Цена, руб. с НДС / от 1 шт",
        "Цена, руб. с НДС / от 100 шт",
        "Цена, руб. с НДС / от 1 000 шт",
    ]


def test_rows_carry_the_numbers_that_excel_shows() -> None:
    sheet = ugly("merged_header.xlsx")
    assert [row.number for row in sheet.rows] == [6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18]
    first = next(row for row in sheet.rows if row.number == 8)
    assert first.cells[1:5] == (
        "B933-0840",
        "Болт DIN 933 М8х40 оцинкованный",
        "шт.",
        Decimal("12.5"),
    )


def test_a_section_merged_across_the_table_stays_in_one_cell() -> None:
    row = ugly("merged_header.xlsx").rows[0]
    assert row.cells == ("БОЛТЫ", None, None, None, None, None, None)


def test_a_value_merged_downwards_is_given_to_every_row() -> None:
    sheet = ugly("currency_formats.xlsx")
    assert [row.cells[0] for row in sheet.rows] == ["Инструмент"] * 3 + ["Оснастка"]


def test_a_number_takes_the_meaning_of_its_format_along() -> None:
    sheet = ugly("currency_formats.xlsx")
    assert [row.cells[4] for row in sheet.rows] == ["$3,5", "$3,1", "$0,8", "$2,25"]
    assert [row.cells[5] for row in sheet.rows] == ["22%", "22%", "22%", "0%"]
    assert sheet.rows[3].cells[1] == "Б-0042"
    assert ugly("text_numbers.xlsx").rows[0].cells[1] == "00107"


def test_dates_are_dates() -> None:
    assert ugly("currency_formats.xlsx").rows[2].cells[1] == date(2026, 12, 10)
    moment = datetime(2026, 11, 23, 14, 30)
    (sheet,) = read_tables(workbook(("Имя", "Когда"), ("Анна", moment)), "x.xlsx")
    assert sheet.rows[0].cells == ("Анна", moment)


def test_a_number_is_what_excel_shows_not_its_binary_tail() -> None:
    (sheet,) = read_tables(workbook(("Код", "Цена"), ("А", 0.1 + 0.2)), "x.xlsx")
    assert sheet.rows[0].cells == ("А", Decimal("0.3"))


def test_hidden_sheets_are_not_read() -> None:
    data = (UGLY / "currency_formats.xlsx").read_bytes()
    assert [sheet.name for sheet in read_tables(data, "x.xlsx")] == ["Price"]


def test_a_formula_without_a_saved_result_is_shown_as_a_formula() -> None:
    prices = [row.cells[4] for row in ugly("formulas.xlsx").rows]
    assert prices == [Decimal(180), Decimal("186.66"), "=D4*1.2", "#DIV/0!"]


def test_the_line_that_numbers_columns_is_no_row() -> None:
    assert ugly("text_numbers.xlsx").rows[0].number == 3


def test_accounting_files_are_read_in_spite_of_their_oddities() -> None:
    sheet = ugly("from_accounting.xlsx")
    assert titles(sheet) == ["Номенклатура", "Артикул", "Единица", "Розничная / Цена"]
    assert [row.cells[0] for row in sheet.rows] == [
        "Розетки",
        "Розетка 2К+З белая",
        "Розетка 1К белая",
        "Выключатели",
        "Выключатель 1-кл. белый",
        "Выключатель 2-кл. белый",
    ]


def test_rows_know_their_depth_in_the_outline() -> None:
    assert [row.level for row in ugly("outline.xlsx").rows] == [0, 1, 2, 2, 1, 2, 0, 1]


def test_a_csv_of_russian_excel_is_read() -> None:
    sheet = ugly("semicolons_cp1251.csv")
    assert sheet.banner == ("Прайс-лист ИП Сидоров",)
    assert sheet.rows[0].number == 4
    assert sheet.rows[0].cells == (
        "ЛП-36",
        'Светильник "Армстронг" 36 Вт 595х595',
        "шт.",
        "1 290,00",
        "руб.",
    )


def test_unicode_text_of_excel_is_read_with_its_leading_zeros() -> None:
    sheet = ugly("tabs_utf16.txt")
    assert titles(sheet) == ["Код", "Товар", "Единица", "Цена опт.", "Цена розн."]
    assert sheet.rows[2].number == 5
    assert sheet.rows[2].cells == ("00047", "Муфта ПНД 32 мм", "шт", None, "118,00")


def test_an_unclosed_quote_does_not_swallow_the_rows_below() -> None:
    sheet = ugly("pipes_cp866.csv")
    assert [row.cells[1] for row in sheet.rows] == [
        '"Кран шаровый 1/2',
        'Кран шаровый 3/4"',
        "Кран шаровый 1",
    ]


def test_a_table_without_a_header_has_only_rows() -> None:
    sheet = ugly("no_header_utf8.csv")
    assert sheet.header_row is None
    assert titles(sheet) == ["", "", "", ""]
    assert sheet.rows[2].cells == ("Z-102", "Петля накладная, 85 мм", "шт", "64,00")


def test_the_declared_delimiter_is_obeyed_and_not_counted_as_a_row() -> None:
    sheet = ugly("breaks_in_rows.csv")
    assert sheet.header_row == 1
    assert sheet.rows[0].number == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"])
@pytest.mark.parametrize(
    "text", ["Артикул;Наименование\nК-1;Болт оцинкованный", "БОЛТ;ШТ\nГАЙКА;5"]
)
def test_russian_text_is_read_in_every_encoding_it_comes_in(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf16_without_a_mark_is_recognised() -> None:
    text = "Артикул\tНаименование\nК-1\tБолт"
    assert decode(text.encode("utf-16-le")) == decode(text.encode("utf-16-be")) == text


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [("Код", "Название", "Цена"), ("1", "Болт", '"1,5"'), ("2", "Гайка", '"2,5"')]
    sheet = csv_sheet("\n".join(delimiter.join(row) for row in rows))
    assert [row.cells for row in sheet.rows] == [("1", "Болт", "1,5"), ("2", "Гайка", "2,5")]


def test_commas_inside_names_do_not_part_a_single_column() -> None:
    sheet = csv_sheet("Название\nБолт, оцинкованный\nГайка\nШайба\n")
    assert [row.cells for row in sheet.rows][1:] == [
        ("Болт, оцинкованный",),
        ("Гайка",),
        ("Шайба",),
    ]


def test_the_header_repeated_on_each_page_is_dropped() -> None:
    sheet = csv_sheet("Код;Название;Цена\n1;Болт;2\nКод;Название;Цена\n2;Гайка;3\n")
    assert [row.number for row in sheet.rows] == [2, 4]


def test_titles_split_in_two_lines_without_merging_are_joined() -> None:
    sheet = csv_sheet("Код;Название;Цена;;\n;;опт;розница;vip\n1;Болт;2;3;1\n")
    assert titles(sheet) == ["Код", "Название", "Цена / опт", "Цена / розница", "Цена / vip"]


def test_the_first_section_is_not_taken_for_a_line_of_the_header() -> None:
    sheet = csv_sheet("Код;Название;Цена\nБолты;;\n1;Болт М8;3\n")
    assert [row.number for row in sheet.rows] == [2, 3]


def test_columns_without_title_and_contents_are_dropped_and_letters_stay() -> None:
    sheet = csv_sheet("Код;;Цена\n1;;2\n")
    assert [column.letter for column in sheet.header] == ["A", "C"]


def test_cells_are_shown_the_russian_way() -> None:
    assert cell_text(Decimal("1234.5")) == "1234,5"
    assert cell_text(date(2026, 11, 23)) == "23.11.2026"
    assert cell_text(datetime(2026, 11, 23, 9, 5)) == "23.11.2026 09:05"
    assert cell_text(None) == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "пустой"),
        (b" \r\n\0", "пустой"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "старого формата XLS"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "защищён паролем",
        ),
        (b"%PDF-1.7 ...", "Нужен файл XLSX или CSV"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "веб-страница"),
        (bytes(range(32)) * 40, "Нужен файл XLSX или CSV"),
        (b"PK\x03\x04 damaged", "повреждён"),
        ("Код;Цена\n".encode(), "нет ни одной строки"),
        (workbook(("Код", "Цена")), "нет ни одной строки"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(data: bytes, reason: str) -> None:
    with pytest.raises(DomainError, match=reason):
        read_tables(data, "прайс.xlsx")


def test_other_office_packages_are_refused_in_words() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(DomainError, match="ODS"):
        read_tables(package.getvalue(), "прайс.ods")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (TableLimits(file_bytes=1024), "Файл больше"),
        (TableLimits(unpacked_bytes=2_000), "После распаковки"),
        (TableLimits(parts=3), "После распаковки"),
        (TableLimits(rows=2), "больше 2 строк"),
        (TableLimits(cells=5), "больше 5 ячеек"),
        (TableLimits(columns=2), "больше 2 столбцов"),
    ],
)
def test_a_file_above_a_limit_is_refused_in_words(limits: TableLimits, reason: str) -> None:
    data = workbook(("Код", "Название", "Цена"), ("1", "Болт", 2), ("2", "Гайка", 3))
    with pytest.raises(DomainError, match=reason):
        read_tables(data, "x.xlsx", limits)


def test_a_small_archive_that_unpacks_into_gigabytes_is_refused_unread() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024 * 1024))
    assert len(package.getvalue()) < 1024 * 1024
    with pytest.raises(DomainError, match="После распаковки"):
        read_tables(package.getvalue(), "x.xlsx")


def test_declarations_of_entities_are_refused() -> None:
    attack = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    data = repacked(workbook(("Код", "Цена"), ("1", 2)), sheet=attack)
    with pytest.raises(DomainError, match="недопустимые объявления"):
        read_tables(data, "x.xlsx")


def test_a_row_numbered_beyond_excel_does_not_stall_the_reader() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    (read,) = read_tables(repacked(workbook(("Код",)), sheet=sheet), "x.xlsx")
    assert [row.number for row in read.rows] == [1]


def test_a_single_column_list_of_commas_keeps_its_rows() -> None:
    assert len(csv_sheet("Болт М8,5\nГайка\nШайба\nШпилька").rows) == 4


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        sheets = read_tables(data, "x.csv")
    except DomainError:
        return
    for sheet in sheets:
        assert all(len(row.cells) == len(sheet.header) for row in sheet.rows)


CELLS = st.sampled_from(
    ["", "Артикул", "Цена", "12,5", '"a', 'b"', "Болты", "1", "от 100 шт", "\0"]
)
LINES = st.lists(st.lists(CELLS, max_size=6), max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    LINES, st.sampled_from([";", ",", "\t", "|"]), st.sampled_from(["utf-8", "cp1251", "utf-16"])
)
def test_any_csv_gives_rows_in_order_and_of_full_width(
    lines: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = "\n".join(delimiter.join(line) for line in lines)
    try:
        (sheet,) = read_tables(text.encode(encoding), "x.csv")
    except DomainError:
        return
    numbers = [row.number for row in sheet.rows]
    assert numbers == sorted(set(numbers))
    assert all(len(row.cells) == len(sheet.header) for row in sheet.rows)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_in_words(data: st.DataObject) -> None:
    whole = bytearray((UGLY / "merged_header.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(4, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    try:
        read_tables(bytes(whole), "x.xlsx")
    except DomainError:
        return
