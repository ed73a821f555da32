"""Whether the node lives, and whether it can serve."""

from flask import jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from core.db.session import db
from core.extending.migrate import pending
from core.extending.runtime import runtime
from core.web.screens import PUBLIC, Screens

screens = Screens("health", __name__, url_prefix="/health")


@screens.get("/live", permission=PUBLIC)
def live() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@screens.get("/ready", permission=PUBLIC)
def ready() -> tuple[Response, int]:
    """The database answers and stands at the schema that this build needs."""
    try:
        db.session().execute(text("SELECT 1"))
        behind = pending(db.engine, runtime().registry)
    except SQLAlchemyError:
        return jsonify(status="error", database="unreachable"), 503
    if behind:
        return jsonify(status="error", database="schema is behind", components=behind), 503
    return jsonify(status="ok"), 200
