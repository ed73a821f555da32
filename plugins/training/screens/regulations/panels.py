"""What regulations show on pages of others."""

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor, now
from plugins.training.models import RegulationVersion
from plugins.training.queries import regulations as queries
from plugins.training.screens.norm_marks import full_value
from plugins.training.screens.regulations.base import audience_in_words


def to_speak(session: Session, actor: Actor) -> Markup | None:
    """On the home page: editions on discussion that wait for this person's word."""
    waiting = queries.to_speak(session, actor)
    if not waiting:
        return None
    return _drawn("home_voices.html", versions=waiting)


def norm_clauses(session: Session, actor: Actor, key: str) -> Markup | None:
    """On the page of a norm: every clause that has set it, sets it, or will."""
    rows: list[dict[str, Any]] = [
        {
            "version": version,
            "clause": mark.clause_number,
            "uid": mark.clause_uid,
            "value": full_value(key, mark.value),
            "reason": mark.reason,
            "audience": audience_in_words(version),
            "status": _status(version),
        }
        for version, mark in queries.settings_of(session, key)
    ]
    return _drawn("norm_clauses.html", rows=rows) if rows else None


def _status(version: RegulationVersion) -> str:
    moment = now()
    if version.effective_from is not None and version.effective_from > moment:
        return "coming"
    ended = version.effective_until is not None and version.effective_until <= moment
    return "past" if ended else "holds"


def _drawn(template: str, **context: Any) -> Markup:
    # Jinja escapes what it puts in; the template itself is ours.
    return Markup(render_template(f"training/regulations/{template}", **context))  # noqa: S704
