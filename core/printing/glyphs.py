"""What the printing font can show.

A character without a glyph would come out as an empty box, or stop the export to PDF/A with an
error in the middle of somebody's mailing. So each text is fitted to the font before it is set.
"""

import struct
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FACES = (
    FONTS / "PTSans-Regular.ttf",
    FONTS / "PTSans-Bold.ttf",
    FONTS / "PTSans-Italic.ttf",
    FONTS / "PTSans-BoldItalic.ttf",
)

# Signs of the trade and of office programs that PT Sans lacks, each by its nearest reading.
_SUBSTITUTES: Mapping[str, str] = {
    "⌀": "Ø",
    "∅": "Ø",
    "′": "'",
    "″": '"',
    "‑": "-",
    "→": "—",
    "←": "—",
    "⇒": "—",
    "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
    "\N{FIGURE SPACE}": "\N{NO-BREAK SPACE}",
    "\N{FRACTION SLASH}": "/",
    "\t": " ",
    "\r\n": "\n",
    "\r": "\n",
    "\N{LINE SEPARATOR}": "\n",
    "\N{PARAGRAPH SEPARATOR}": "\n",
}

# Pictures, marks upon them, invisible controls and lone surrogates are dropped without a trace;
# a letter or a digit that cannot be shown leaves a question mark, so the loss can be seen.
_DROPPED = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Cc", "Co", "Cs", "Cn"})
_KEPT_CONTROLS = frozenset("\n")


@cache
def coverage() -> frozenset[str]:
    """Characters that every face of the printing font has."""
    first, *others = (_characters(path.read_bytes()) for path in FACES)
    return first.intersection(*others) | _KEPT_CONTROLS


def printable(text: str) -> str:
    """`text` with every character replaced or dropped that the font has no glyph for."""
    if text.isascii() and text.isprintable():
        return text
    known = coverage()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    return "".join(char if char in known else _nearest(char, known) for char in text)


def _nearest(char: str, known: frozenset[str]) -> str:
    if char in _SUBSTITUTES:
        return _SUBSTITUTES[char]
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    # Compatibility forms: «⅜» is 3/8, «㎡» is m2, a full-width letter is a plain one.
    plain = "".join(_SUBSTITUTES.get(part, part) for part in unicodedata.normalize("NFKC", char))
    if plain != char and all(part in known for part in plain):
        return plain
    return "" if category in _DROPPED else "?"


def _characters(font: bytes) -> frozenset[str]:
    """Characters mapped by the Unicode table of a TrueType font.

    Reads `cmap` format 4 (OpenType specification, «cmap — Character to Glyph Index Mapping»),
    the only one that the vendored faces carry. Raises ValueError when there is none.
    """
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        platform, _, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * index)
        (kind,) = struct.unpack_from(">H", cmap, offset)
        if platform in {0, 3} and kind == 4:
            return frozenset(_segments(cmap, offset))
    raise ValueError("the font has no Unicode character map of format 4")


def _table(font: bytes, name: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if tag == name:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {name.decode()}")


def _segments(cmap: bytes, offset: int) -> list[str]:
    (doubled,) = struct.unpack_from(">H", cmap, offset + 6)
    count = doubled // 2
    first_of_ends, first_of_starts = offset + 14, offset + 16 + doubled
    ends = struct.unpack_from(f">{count}H", cmap, first_of_ends)
    starts = struct.unpack_from(f">{count}H", cmap, first_of_starts)
    found: list[str] = []
    for start, end in zip(starts, ends, strict=True):
        if start != 0xFFFF:  # the closing segment maps to no glyph
            found.extend(map(chr, range(start, end + 1)))
    return found
