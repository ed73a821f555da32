"""Letters from templates: the page and its plain twin, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask_babel import force_locale, gettext, ngettext
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

LAYOUT = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class RenderedLetter:
    """What ``compose`` takes of a letter."""

    subject: str
    text: str
    html: str


@lru_cache
def _environment(folder: Path) -> SandboxedEnvironment:
    """Templates of one plugin over the common layout.

    Sandboxed, because companies write their own letters; strict, because a hole in a letter is
    seen by the customer only.
    """
    made = SandboxedEnvironment(
        loader=FileSystemLoader([folder, LAYOUT]),
        undefined=StrictUndefined,
        autoescape=_is_page,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    install: Callable[..., None] = made.install_gettext_callables  # pyright: ignore
    install(gettext, ngettext, newstyle=True)
    return made


def _is_page(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


def render_letter(
    folder: Path, name: str, language: str, *, subject: str, **data: Any
) -> RenderedLetter:
    """Render ``<name>.html.j2`` and ``<name>.txt.j2`` of ``folder``, both with ``data``.

    What the common layout needs is said at the head of ``templates/layout.html.j2``. Translated
    through the catalogues of the application whose context is active. Raises
    jinja2.UndefinedError where the data lack what the template shows.
    """
    environment = _environment(folder)
    context = {**data, "language": language, "subject": subject}
    with force_locale(language):
        return RenderedLetter(
            subject=subject,
            text=environment.get_template(f"{name}.txt.j2").render(context),
            html=environment.get_template(f"{name}.html.j2").render(context),
        )
