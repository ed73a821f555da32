"""All that a plugin's printed forms may import from the core."""

from core.printing import (
    NBSP,
    Json,
    Language,
    PrintError,
    blocks,
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
