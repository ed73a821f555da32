"""Printed forms: typst templates with the house style, QR codes, typography.

A form is data (frozen dataclasses of its plugin, turned into plain text values) and a typst
template beside them; `render_pdf` brings the two together.
"""

from core.printing.formats import long_date, money, percent, quantity, unit_price
from core.printing.glyphs import printable
from core.printing.markup import blocks
from core.printing.qr import qr_svg
from core.printing.render import Json, PrintError, render_pdf
from core.printing.typography import NBSP, Language, goods_name, paragraphs, prose

__all__ = [
    "NBSP",
    "Json",
    "Language",
    "PrintError",
    "blocks",
    "goods_name",
    "long_date",
    "money",
    "paragraphs",
    "percent",
    "printable",
    "prose",
    "qr_svg",
    "quantity",
    "render_pdf",
    "unit_price",
]
