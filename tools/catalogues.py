"""Catalogues of translations: extract, compile, check. See ``core.testing.catalogues``."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from core.testing.catalogues import (
    LANGUAGES,
    catalogue_path,
    extracted,
    faults,
    incomplete,
    read,
)

ROOT = Path(__file__).parents[1]


def components() -> Iterator[tuple[Path, Path]]:
    """(folder of the sources, folder of the catalogues) of the core and of each plugin."""
    yield ROOT / "core", ROOT / "locales"
    for folder in sorted((ROOT / "plugins").iterdir()):
        if (folder / "plugin.py").exists():
            yield folder, folder / "locales"


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
    for message in sorted(found, key=lambda one: (str(one.id), one.context or "")):
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


def check() -> int:
    """1 where any catalogue is not complete."""
    found = [
        f"{source.relative_to(ROOT)} {fault}"
        for source, folder in components()
        for fault in faults(source, folder)
    ]
    print("\n".join(found) or "the catalogues are complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"extract": extract, "compile": compile_all, "check": check}[sys.argv[1]]())
