"""The demo company's logo as a picture: the program takes PNG and JPEG only."""

from pathlib import Path

import typst

from core.printing.glyphs import FONTS

_TEMPLATE = Path(__file__).with_name("logo.typ")
_DOTS_PER_INCH = 300
"""Printed 14 mm high it is still sharp, and the file stays under 30 KB."""


def logo_png(mark_svg: str) -> bytes:
    """The mark with the company's name beside it, on a transparent ground."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.compile(
        str(_TEMPLATE),
        font_paths=fonts,
        format="png",
        ppi=_DOTS_PER_INCH,
        sys_inputs={"mark": mark_svg},
    )
