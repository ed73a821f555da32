"""What stands around every page: navigation, the person, the quick-create menu, slots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup

from core.accounts.models import User
from core.db.session import db
from core.documents import stages
from core.extending.runtime import runtime
from core.kernel.declarations import MenuEntry
from core.kernel.errors import Refusal
from core.web import idempotency
from core.web.identity import current_actor, viewer
from core.web.messages import is_htmx, render, translate

PHONE_ENTRIES = 5


@dataclass(frozen=True)
class NavEntry:
    """A line of the navigation as it is drawn. ``closed`` says why the person cannot work there
    now; empty where he can. The line leads to its page all the same: that explains what to do."""

    title: str
    url: str
    icon: str
    active: bool
    counter: int
    closed: str


@dataclass(frozen=True)
class NavSection:
    """A heading with its lines."""

    title: str
    entries: Sequence[NavEntry]


@dataclass(frozen=True)
class CreateEntry:
    """A line of the menu of what may be made; ``closed`` as of ``NavEntry``."""

    title: str
    url: str
    closed: str


@dataclass(frozen=True)
class Viewer:
    """The person as templates see him."""

    id: int
    display_name: str
    initials: str
    role_titles: Sequence[str]
    theme: str
    density: str
    language: str


def _viewer(user: User) -> Viewer:
    return Viewer(
        id=user.id,
        display_name=user.full_name,
        initials=user.initials,
        role_titles=[gettext(role.title) for role in user.roles],
        theme=user.theme,
        density=user.density,
        language=user.language,
    )


def _entry(entry: MenuEntry, counted: bool) -> NavEntry:
    url = url_for(entry.endpoint)
    here = request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))
    closed = _why_closed(entry.endpoint)
    # How much waits in a stage is a part of what is closed with it.
    asked = entry.counter if counted and not closed else None
    waiting = asked(db.session(), current_actor()) if asked else 0
    return NavEntry(translate(entry.title), url, entry.icon, here, waiting, closed)


def navigation() -> list[NavSection]:
    """Only what this person may open; sections without a line are left out."""
    registry = runtime().registry
    actor = current_actor()
    settings = runtime().settings
    session = db.session()
    allowed = [
        entry
        for entry in registry.menu
        if actor.can(entry.permission)
        and (entry.shown is None or entry.shown(settings))
        and (entry.concerns is None or entry.concerns(session, actor))
    ]
    sections: list[NavSection] = []
    for section in registry.menu_sections:
        lines = [_entry(entry, True) for entry in allowed if entry.section == section.name]
        if lines:
            sections.append(NavSection(translate(section.title), lines))
    return sections


def _closed_stages() -> Mapping[str, Sequence[Refusal]]:
    """Stages that are closed to the person, with the reasons; asked once a request."""
    if "closed_stages" not in g:
        g.closed_stages = stages.closed_to(db.session(), current_actor())
    return g.closed_stages


@dataclass(frozen=True)
class HiddenPart:
    """Why documents of stages are left out of what the person sees: titles of the stages, the
    reason in words, and the address where it can be removed (None where there is none)."""

    stages: str
    count: int
    reason: str
    link: str | None


def hidden_parts() -> list[HiddenPart]:
    """What lists, cards and searches leave out because a stage is closed to the person, by what
    closes it. Whether there is anything in those stages is not told."""
    actor, types = current_actor(), runtime().registry.document_types
    titles: dict[tuple[str, str | None], list[str]] = {}
    for code, reasons in _closed_stages().items():
        if code in types and actor.can(types[code].view):
            for one in reasons:
                named = titles.setdefault((render(one.message), one.link), [])
                named.append(f"«{translate(types[code].title)}»")
    return [
        HiddenPart(", ".join(named), len(named), reason, link)
        for (reason, link), named in titles.items()
    ]


def _why_closed(endpoint: str) -> str:
    """Why the stage of a screen is closed to the person, in words; empty where it is open."""
    blueprint = endpoint.partition(".")[0]
    screens = next((one for one in runtime().registry.screens if one.name == blueprint), None)
    stage = screens.stage if screens is not None else None
    reasons = _closed_stages().get(stage, ()) if stage is not None else ()
    return render(reasons[0].message) if reasons else ""


def slot(name: str, **context: Any) -> Markup:
    """Everything that plugins show in a slot, in their order; a stranger sees nothing of it."""
    registry = runtime().registry
    actor = current_actor()
    shown: list[Any] = []
    for fill in registry.slot_fills.get(name, ()):
        if actor.can(fill.permission) and fill.stage not in _closed_stages():
            part = fill.render(db.session(), actor, **context)
            if part is not None:
                shown.append(part)
    return Markup("\n").join(shown)


def _frame_addresses() -> dict[str, str]:
    return {
        "home": url_for("home.index"),
        "search": url_for("search.results"),
        "suggest": url_for("search.suggest"),
        "preferences": url_for("profile.preferences"),
        "profile": url_for("profile.show"),
        "log_out": url_for("auth.logout"),
        "help": _help_address(),
    }


def _help_address() -> str:
    """The help page about this screen; the contents where there is none."""
    page = runtime().registry.help_of.get(request.endpoint or "")
    return url_for("help.show", name=page.name) if page else url_for("help.index")


def _context() -> dict[str, Any]:
    common: dict[str, Any] = {"page_title": "", "tr": translate, "get_locale": get_locale}
    user = viewer()
    if user is None:
        return {**common, "viewer": None}
    if is_htmx() or "failed" in g:
        # Fragments and the page of an error do not draw the frame, so they do not pay for it.
        return {**common, "viewer": _viewer(user), "actor": current_actor()}
    if "frame" not in g:
        # A page may be drawn of several templates; what is around it is counted once.
        g.frame = _frame()
    return {"viewer": _viewer(user), **g.frame, **common}


def _frame() -> dict[str, Any]:
    actor = current_actor()
    registry = runtime().registry
    sections = navigation()
    return {
        "nav_sections": sections,
        "phone_entries": _phone_entries(sections),
        "quick_create": [
            CreateEntry(translate(item.title), url_for(item.endpoint), _why_closed(item.endpoint))
            for item in registry.quick_create
            if actor.can(item.permission)
        ],
        "frame": _frame_addresses(),
        "actor": actor,
    }


def _phone_entries(sections: Sequence[NavSection]) -> list[NavEntry]:
    """The lines at the foot of a phone, in the order of the menu. After the first page, where
    something waits for the person has its place before where nothing does."""
    drawn = {entry.url: entry for section in sections for entry in section.entries}
    lines: list[NavEntry] = []
    for entry in runtime().registry.menu:
        line = drawn.get(url_for(entry.endpoint))
        if entry.phone and line is not None:
            lines.append(replace(line, title=translate(entry.short or entry.title)))
    rest = sorted(lines[1:], key=lambda line: not line.counter)[: PHONE_ENTRIES - 1]
    return [line for line in lines if line in lines[:1] or line in rest]


def init_app(app: Flask) -> None:
    """Give the frame to every template."""
    app.jinja_env.globals["slot"] = slot
    app.jinja_env.globals["hidden_parts"] = hidden_parts
    app.jinja_env.globals["form_key"] = idempotency.new_key
    app.context_processor(_context)
