"""Files to try the import with: a supplier's new price list and a letter with an order.

They fit the demo company: most rows are materials that it has, at changed prices, some are new
to it, and a few are spoilt in ways that price lists are spoilt in.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.demo.assortment.draft import PIECE
from core.demo.assortment.groups import path_of
from core.demo.records import Material
from core.demo.wording import material_text
from core.demo.world import World
from core.directory.okei import unit_by_code
from core.web.samples import LETTERS, PRICES, SampleFile

BAD_ROWS = 5
CHANGED_ROWS = 85
SAME_ROWS = 15

_Cell = str | Decimal | None

_HEADER = (
    "Артикул", "Наименование", "Раздел", "Группа", "Подгруппа", "Ед. изм.", "Цена, руб. с НДС",
    "Цена от 100 шт", "Цена от 1000 шт", "Ставка НДС", "Вес, кг",
)  # fmt: skip
_WIDTHS = (24, 58, 16, 22, 24, 9, 16, 16, 16, 11, 10)
_KOPECK = Decimal("0.01")
_BREAKS = (Decimal("0.95"), Decimal("0.88"))
_MAX_PRICE = 500
LEADING_MANAGER = "anna"

# New to the company: article, name, group, price, kilograms.
_NEW = (
    ("BLT-933-M18X60-ZN88", "Болт М18х60 DIN 933 кл. пр. 8.8 оцинк.", "bolts", "58.40", "0.1640"),
    ("BLT-933-M18X80-ZN88", "Болт М18х80 DIN 933 кл. пр. 8.8 оцинк.", "bolts", "69.90", "0.1990"),
    ("BLT-931-M12X180-ZN88", "Болт М12х180 DIN 931 кл. пр. 8.8 оцинк.", "bolts", "54.20", "0.1580"),
    ("NUT-934-M22-ZN8", "Гайка М22 DIN 934 кл. пр. 8 оцинк.", "nuts", "27.90", "0.0780"),
    ("NUT-985-M24-ZN8", "Гайка М24 DIN 985 самоконтр. с нейлон. кольцом кл. пр. 8 оцинк.", "nuts",
     "49.60", "0.1320"),
    ("WSH-125-M22-ZN", "Шайба М22 DIN 125 плоская оцинк.", "washers", "6.10", "0.0184"),
    ("SCR-912-M10X80-ZN88", "Винт М10х80 DIN 912 внутр. шестигр. кл. пр. 8.8 оцинк.", "screws",
     "24.30", "0.0578"),
    ("ANC-WDG-M12X180", "Анкер клиновой М12х180 оцинк.", "anchors", "64.50", "0.1540"),
    ("DWL-INS-10X220-P", "Дюбель тарельчатый для теплоизоляции 10х220 пласт. гвоздь", "dowels",
     "9.80", "0.0254"),
    ("SLF-571-10X160-ZN", "Шуруп сантехнический (глухарь) 10х160 DIN 571 оцинк.", "self-tapping",
     "24.80", "0.0830"),
    ("TRM-TML-150-16", "Наконечник кабельный медный лужёный ТМЛ 150-16-19", "terminals", "242.00",
     "0.1094"),
    ("MCB-F47-1P-C13", "Выключатель автоматический ВА47-29 1P C13 4,5кА Фазар", "breakers",
     "155.00", "0.1150"),
    ("WRG-BOX-JUN-70X70X40", "Коробка распаячная 70х70х40 IP55 4 ввода", "wiring", "49.00",
     "0.0620"),
    ("LMP-A60-E27-13-4000-L", "Лампа светодиодная A60 13Вт E27 4000К Люмвейс", "lamps", "86.50",
     "0.0525"),
    ("PIP-CLIP-63", "Держатель с защёлкой (клипса) d63 серый", "trays", "10.40", "0.0150"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the price list before it is written out."""

    sku: str
    name: str
    group_code: str
    price: Decimal
    weight: Decimal


def samples(world: World) -> tuple[SampleFile, ...]:
    """All files: the same price list as XLSX and as CSV of Excel (cp1251), and a letter."""
    rows = price_rows(world)
    return (
        SampleFile(PRICES, "Прайс поставщика.xlsx", price_list_xlsx(rows, world.today)),
        SampleFile(PRICES, "Прайс поставщика.csv", price_list_csv(rows)),
        SampleFile(LETTERS, "Письмо с заявкой.txt", letter_text(world).encode()),
    )


def price_rows(world: World) -> list[list[_Cell]]:
    """The body of the price list: changed, unchanged, new and, among them, bad rows."""
    rng = Random(f"{world.seed}/samples")  # noqa: S311 - a sample, not a secret
    known = [
        material
        for material in world.materials
        if material.sellable
        and not material.special
        and material.unit_code == PIECE
        and material.price < _MAX_PRICE
    ]
    chosen = rng.sample(known, CHANGED_ROWS + SAME_ROWS)
    lines = [_line(material, _changed(rng, material.price)) for material in chosen[:CHANGED_ROWS]]
    lines += [_line(material, material.price) for material in chosen[CHANGED_ROWS:]]
    lines += [
        _Line(sku, name, group, Decimal(price), Decimal(weight))
        for sku, name, group, price, weight in _NEW
    ]
    # As in a real list: by group, then by name.
    lines.sort(key=lambda line: (line.group_code, line.name))
    rows = [_cells(line) for line in lines]
    for number, bad in enumerate(_bad_rows(lines)):
        # Spread over the file; the repeated one must come after the row that it contradicts.
        rows.insert((number + 1) * len(rows) // BAD_ROWS, bad)
    return rows


def _line(material: Material, price: Decimal) -> _Line:
    return _Line(material.sku, material.name, material.group_code, price, material.weight_kg)


def _changed(rng: Random, price: Decimal) -> Decimal:
    """Most prices rise by some percent, every sixth falls; all really change."""
    percent = rng.randint(-6, -2) if rng.random() < 1 / 6 else rng.randint(3, 12)
    changed = _money(price * (100 + percent) / 100)
    return changed if changed != price else price + _KOPECK


def _money(value: Decimal) -> Decimal:
    return value.quantize(_KOPECK, rounding=ROUND_HALF_UP)


def _cells(line: _Line) -> list[_Cell]:
    groups = [group.name for group in path_of(line.group_code)]
    unit = unit_by_code(PIECE)
    assert unit is not None
    return [
        line.sku,
        line.name,
        *groups,
        *[None] * (3 - len(groups)),
        unit.short,
        line.price,
        *(_money(line.price * part) for part in _BREAKS),
        "22%",
        line.weight,
    ]


def _bad_rows(lines: Sequence[_Line]) -> list[list[_Cell]]:
    """Five rows that cannot be loaded, each for a reason of its own."""
    nameless, wordy, negative, unknown_unit = (_cells(line) for line in _strangers())
    nameless[1] = None
    wordy[6], wordy[7], wordy[8] = "по запросу", None, None
    negative[6] = -Decimal(12)
    unknown_unit[5] = "жменя"
    repeated = _cells(lines[0])
    repeated[6] = lines[0].price * 2
    return [nameless, wordy, negative, unknown_unit, repeated]


def _strangers() -> list[_Line]:
    """Materials that would be new, were their rows not spoilt."""
    return [
        _Line(
            f"STD-975-M{thread}X1000-BL109",
            f"Шпилька резьбовая М{thread}х1000 DIN 975 кл. пр. 10.9 чёрн.",
            "studs",
            Decimal(15 * thread),
            Decimal(thread) / 10,
        )
        for thread in (10, 12, 16, 20)
    ]


def price_list_xlsx(rows: Sequence[Sequence[_Cell]], on: date) -> bytes:
    """The rows as a workbook with a bold frozen header; prices are numbers."""
    book = Workbook()
    sheet = book.create_sheet(f"Прайс {on:%d.%m.%Y}", 0)
    del book[book.sheetnames[1]]
    sheet.append(_HEADER)
    for row in rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def price_list_csv(rows: Sequence[Sequence[_Cell]]) -> bytes:
    """The rows as Russian Excel saves them: semicolons, decimal commas, cp1251."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
    # cp1251 has no superscript two; Windows writes a plain one instead.
    return out.getvalue().replace("²", "2").encode("cp1251")


def _written(cell: _Cell) -> str:
    if cell is None:
        return ""
    return str(cell).replace(".", ",") if isinstance(cell, Decimal) else cell


def letter_text(world: World) -> str:
    """A letter to paste into a request: ten lines in the manners in which people write."""
    rng = Random(f"{world.seed}/letter")  # noqa: S311 - a sample, not a secret
    by_sku = {material.sku: material for material in world.materials}

    def words(sku: str, manner: str) -> str:
        return material_text(rng, by_sku[sku], manner)

    # Of the manager that the demo is tried as: a colleague's customer would not be recognised.
    partner = next(
        entry
        for entry in world.partners
        if entry.contacts and entry.responsible_code == LEADING_MANAGER
    )
    contact = partner.contacts[0]
    return f"""Добрый день!

Просим выставить коммерческое предложение на следующие позиции:

1. {words("BLT-933-M10X40-ZN88", "name")} - 1 000 шт
2. {words("NUT-934-M10-ZN8", "sloppy")} — 1000 шт.
3. WSH-125-M10-ZN   2000шт
4. {words("ANC-SLV-10X77", "typo")} - 400 штук
5) саморезы чёрные по дереву 3,5*51, 5 тыс. шт
6. {words("CBL-VVGLS-3X2.5", "sloppy")} - 300 м
автоматы 3П 25А хар. С — 12 шт.
8. {words("TRM-TML-16-8", "name")}: 50
9. Шпилька М24х650 по чертежу во вложении, 16 шт
10. профнастил С8 0,4 мм RAL 8017 - 120 м2

Доставка до нашего склада, оплата по договору. Нужно до конца следующей недели.

С уважением,
{contact.name}
{contact.position}, {partner.name}
{contact.phone}
{contact.email}
"""
