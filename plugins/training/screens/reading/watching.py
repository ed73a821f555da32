"""The home page of those who watch over reading: who is late."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.sdk import Actor
from plugins.training.queries import reading as queries

# technical: what the home page has room for
LINES = 5


def home(session: Session, actor: Actor) -> Markup | None:
    """People who have not signed in time, the longest first; silent where nobody is late."""
    # One more than is shown says whether there are others.
    rows = queries.late_people(session, actor, LINES + 1)
    if not rows:
        return None
    # Templates escape what stands in them: their result is markup already.
    return Markup(  # noqa: S704
        render_template(
            "training/reading/home_late.html", rows=rows[:LINES], more=len(rows) > LINES
        )
    )
