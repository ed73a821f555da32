"""Catalogues of translations beside the sources they were extracted from.

The source language is Russian: a message's key is the Russian text. The Russian catalogue holds
the plural forms (and the rest as it stands), the English one the translation. The core and every
plugin have catalogues of their own, in ``locales/<language>/LC_MESSAGES/messages.po``.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.j2", "jinja2")]
OPTIONS = {
    "jinja2": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"},
}
_IN_CONTEXT = ((1, "c"), 2)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": _IN_CONTEXT,
    "lazy_pgettext": _IN_CONTEXT,
    "plural": (1, 2),
    "N_": None,
}


def extracted(source: Path) -> Catalog:
    """All messages of one component; ``source`` is the folder of its code and templates."""
    found = Catalog(charset="utf-8")
    for name, _line, message, comments, context in extract_from_dir(
        str(source),
        METHODS,
        {f"**.{ending}": OPTIONS["jinja2"] for ending in ("html", "j2")},
        KEYWORDS,
        directory_filter=lambda path: Path(path).name not in {"tests", "static", "__pycache__"},
    ):
        found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def catalogue_path(folder: Path, language: str) -> Path:
    """Where the catalogue of a language lies below a folder of catalogues."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue as it is kept; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


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


def faults(source: Path, folder: Path) -> list[str]:
    """What the catalogues of one component lack: messages of its sources, translations of them.

    Also what the sources do not say any more. Each line begins with the language.
    """
    found: list[str] = []
    said = {(str(one.id), one.context) for one in extracted(source) if one.id}
    for language in LANGUAGES:
        catalogue = read(catalogue_path(folder, language), language)
        kept = {(str(one.id), one.context) for one in catalogue if one.id}
        found += [f"{language}: not extracted: {key[0]}" for key in sorted(said - kept, key=str)]
        found += [f"{language}: no longer used: {key[0]}" for key in sorted(kept - said, key=str)]
        found += [f"{language}: not translated: {key}" for key in incomplete(catalogue)]
    return found
