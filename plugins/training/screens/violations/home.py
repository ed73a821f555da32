"""What violations show on the home page."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor
from plugins.training.queries.violations import listing

# technical: what the home page has room for
LINES = 5


def to_explain(session: Session, actor: Actor) -> Markup | None:
    """What the person must explain, and until when; silent where there is nothing."""
    rows = listing.to_explain(session, actor, LINES)
    return _drawn("training/violations/home_explain.html", rows=rows) if rows else None


def to_decide(session: Session, actor: Actor) -> Markup | None:
    """Cases that wait for the person's step; silent where there is none."""
    rows = listing.to_decide(session, actor, LINES)
    if not rows:
        return None
    count = listing.decide_count(session, actor)
    return _drawn("training/violations/home_decide.html", rows=rows, count=count)


def _drawn(template: str, **context: object) -> Markup:
    # Templates escape what stands in them: their result is markup already.
    return Markup(render_template(template, **context))  # noqa: S704
