"""An empty price list in the shape that the import reads without questions."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

TEMPLATE_NAME = "Образец прайс-листа.xlsx"
_HEAD = PatternFill("solid", fgColor="E9ECF1")
_MUST = PatternFill("solid", fgColor="D7EBE4")
_AUTHOR = "Регламент"
_COMMENT_SIZE = (280, 110)

# Heading, width in characters, whether a row is of no use without it, what to write below.
# One sheet and no example rows: whatever stands under the headings would be loaded.
_COLUMNS = (
    ("Артикул", 22, True, "По нему товар находят, чтобы сменить цену. Пример: BLT-933-M8X40"),
    ("Наименование", 52, True, "Полностью, с размером и стандартом. Пример: Болт М8х40 DIN 933"),
    ("Группа", 22, False, "Пусто: группа товара не меняется. Новая группа будет создана"),
    ("Ед. изм.", 10, False, "шт, м, кг, упак… или код ОКЕИ. Пусто: как в карточке, у новых шт"),
    ("Цена", 14, True, "За одну единицу. Можно числом или текстом: 1 234,50"),
    ("Цена от 100 шт", 16, False, "Цена при покупке от 100 единиц. Число в шапке можно изменить"),
    ("Цена от 1000 шт", 16, False, "Цена при покупке от 1000 единиц"),
    ("Валюта", 10, False, "RUB, USD, EUR, CNY… Пусто: валюта прайс-листа"),
    ("Ставка НДС", 13, False, "22%, 10%, 0% или без НДС. Пусто: как в карточке"),
    ("Вес, кг", 10, False, "Одной единицы, в килограммах. Пример: 0,0186"),
    ("Описание", 40, False, "Попадёт в карточку товара; по этим словам его тоже находят"),
)


def template() -> bytes:
    """The workbook: headings with notes of what to write, the necessary ones tinted."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Прайс-лист"
    for index, (title, width, needed, note) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(1, index, title)
        cell.font = Font(bold=True)
        cell.fill = _MUST if needed else _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        words = f"{note}\nОбязательный столбец" if needed else note
        cell.comment = Comment(words, _AUTHOR, height=_COMMENT_SIZE[1], width=_COMMENT_SIZE[0])
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
