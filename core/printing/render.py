"""Data and a typst template in, the bytes of a PDF out."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import typst

from core.printing.glyphs import FONTS, printable

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

_HOUSE_STYLE = Path(__file__).parent / "templates"
_ENTRY = "main.typ"
_DATA = "data.json"
# Packages would be looked for on the network: a printed form must not depend on it.
_FOREIGN_PACKAGE = re.compile(rb'(?:import|include)\s*"@')


class PrintError(RuntimeError):
    """A printed form could not be made; the text says what typst found and where."""


def render_pdf(
    template: Path,
    data: Mapping[str, Json],
    *,
    assets: Mapping[str, bytes] | None = None,
    pdf_a: bool = False,
    timestamp: datetime,
) -> bytes:
    """Typeset `template` with `data` and return the PDF.

    The template sees a closed folder: itself, the other .typ files beside it, the house style
    (`house.typ`, `goods.typ`), `data.json` and the `assets` by their names (pictures as
    "logo.svg"). It reads no other file and no network. Values of `data` are text, never markup;
    characters that the font lacks are replaced or dropped. Numbers and dates come ready as text.

    `timestamp` (with zone) is the document's time of making. The same input gives the same
    bytes. `pdf_a` asks for PDF/A-2b (ISO 19005-2) for archives.

    Raises PrintError for any error or warning of typst, ValueError for a timestamp without zone
    and for an asset whose name leads into another folder.
    """
    if timestamp.tzinfo is None:
        raise ValueError("the timestamp needs a time zone")
    for name in assets or {}:
        if Path(name).name != name:
            raise ValueError(f"an asset is named without folders, not {name!r}")
    files = {
        **_sources(template),
        **(assets or {}),
        _DATA: json.dumps(_fitted(data), ensure_ascii=False).encode(),
    }
    with TemporaryDirectory(prefix="print-") as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        try:
            pdf, warnings = typst.compile_with_warnings(
                str(Path(folder, _ENTRY)),
                root=folder,
                font_paths=_fonts(),
                format="pdf",
                # A PDF counts whole seconds.
                timestamp=timestamp.astimezone(UTC).replace(microsecond=0),
                pdf_standards=["a-2b"] if pdf_a else [],
            )
        except RuntimeError as error:
            raise PrintError(_explained(template, folder, error)) from error
    if warnings:
        raise PrintError("\n".join(_explained(template, folder, warning) for warning in warnings))
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Only our own faces, so that the result does not depend on what a machine has."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _sources(template: Path) -> dict[str, bytes]:
    paths = [*sorted(_HOUSE_STYLE.glob("*.typ")), *sorted(template.parent.glob("*.typ"))]
    sources = {path.name: path.read_bytes() for path in paths}
    sources[_ENTRY] = template.read_bytes()
    for name, source in sources.items():
        if _FOREIGN_PACKAGE.search(source):
            raise PrintError(f"{name}: packages of typst are not allowed in {template.parent}")
    return sources


def _fitted(value: Json) -> Json:
    """`value` with all texts in it fitted to the font."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _fitted(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_fitted(item) for item in value]
    return value


def _explained(template: Path, folder: str, problem: RuntimeError | UserWarning) -> str:
    """What typst says, with the name of the template in place of the passing folder."""
    said = str(problem)
    if isinstance(problem, (typst.TypstError, typst.TypstWarning)):
        said = "\n".join([problem.diagnostic or problem.message, *problem.hints])
    return f"{template.name}: {said.replace(folder, str(template.parent))}"
