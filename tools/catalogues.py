"""Catalogues of translations: extract, compile, check.

The source language is Russian: a message's key is the Russian text. The Russian catalogue holds
the plural forms (and the rest as it stands), the English one the translation. The core and every
plugin have catalogues of their own.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LANGUAGES = ("ru", "en")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.j2", "jinja2")]
OPTIONS = {
    "jinja2": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"},
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
    "N_": None,
}


def components() -> Iterator[tuple[Path, Path]]:
    """(folder of the sources, folder of the catalogues) of the core and of each plugin."""
    yield ROOT / "core", ROOT / "locales"
    for folder in sorted((ROOT / "plugins").iterdir()):
        if (folder / "plugin.py").exists():
            yield folder, folder / "locales"


def extracted(source: Path) -> Catalog:
    """All messages of one component."""
    found = Catalog(charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(
        str(source),
        METHODS,
        {f"**.{ending}": OPTIONS["jinja2"] for ending in ("html", "j2")},
        KEYWORDS,
        directory_filter=lambda path: Path(path).name not in {"tests", "static", "__pycache__"},
    ):
        del line
        found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def catalogue_path(folder: Path, language: str) -> Path:
    """Where the catalogue of a language lies."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue as it is kept; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(kept: Catalog, found: Catalog, language: str) -> Catalog:
    """What the sources say now, with the translations that are kept for it."""
    fresh = Catalog(
        locale=language,
        charset="utf-8",
        project="Reglament",
        version="0.1",
        msgid_bugs_address="Reglament",
        last_translator="Reglament",
        language_team="Reglament",
        fuzzy=False,
    )
    fresh.creation_date = fresh.revision_date = kept.creation_date
    fresh.header_comment = "# Reglament"
    for message in sorted(found, key=lambda one: str(one.id)):
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        string = known.string if known and known.string else default(message, language)
        fresh.add(message.id, string, context=message.context, flags=message.flags)
    return fresh


def default(message: Message, language: str) -> str | tuple[str, ...]:
    """Russian is its own translation, but for the third plural form."""
    if message.pluralizable:
        one, many = message.id
        return (one, many, "") if language == "ru" else ("", "")
    return str(message.id) if language == "ru" else ""


def as_bytes(catalogue: Catalog) -> bytes:
    """The catalogue's file, the same for the same messages."""
    out = BytesIO()
    write_po(out, catalogue, width=0, no_location=True, omit_header=False)
    return out.getvalue()


def incomplete(catalogue: Catalog) -> list[str]:
    """Messages without a translation, with a part of one, or with a fuzzy one."""
    found: list[str] = []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(strings):
            found.append(str(message.id))
    return found


def extract() -> int:
    """Bring all catalogues up to the sources."""
    for source, folder in components():
        found = extracted(source)
        for language in LANGUAGES:
            path = catalogue_path(folder, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = updated(read(path, language), found, language)
            path.write_bytes(as_bytes(fresh))
            print(f"{path.relative_to(ROOT)}: {len(fresh)}, missing {len(incomplete(fresh))}")
    return 0


def compile_all() -> int:
    """Make the binary catalogues that the program reads."""
    for _, folder in components():
        for language in LANGUAGES:
            path = catalogue_path(folder, language)
            if path.exists():
                with path.with_suffix(".mo").open("wb") as file:
                    write_mo(file, read(path, language))
    return 0


def faults() -> list[str]:
    """Missing, fuzzy, and messages of the sources that a catalogue lacks, or the other way."""
    found: list[str] = []
    for source, folder in components():
        sources = {(str(one.id), one.context) for one in extracted(source) if one.id}
        for language in LANGUAGES:
            catalogue = read(catalogue_path(folder, language), language)
            name = catalogue_path(folder, language).relative_to(ROOT)
            kept = {(str(one.id), one.context) for one in catalogue if one.id}
            found += [f"{name}: not extracted: {key[0]}" for key in sorted(sources - kept, key=str)]
            found += [
                f"{name}: no longer used: {key[0]}" for key in sorted(kept - sources, key=str)
            ]
            found += [f"{name}: not translated: {key}" for key in incomplete(catalogue)]
    return found


def check() -> int:
    """1 where any catalogue is not complete."""
    found = faults()
    print("\n".join(found) or "the catalogues are complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"extract": extract, "compile": compile_all, "check": check}[sys.argv[1]]())
