"""Whether the node lives, and whether it can serve."""

from collections.abc import Callable
from typing import Any

import structlog
from flask import jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from core.db.session import db
from core.extending.migrate import pending
from core.extending.runtime import runtime
from core.web.screens import PUBLIC, Screens

OK = "ok"
UNREACHABLE = "unreachable"
BEHIND = "schema is behind"

log = structlog.get_logger(__name__)
screens = Screens("health", __name__, url_prefix="/health")


@screens.get("/live", permission=PUBLIC)
def live() -> Response:
    """The process answers."""
    return jsonify(status=OK)


@screens.get("/ready", permission=PUBLIC)
def ready() -> tuple[Response, int]:
    """The database answers and stands at the schema that this build needs; files can be kept, and
    the queue of jobs answers. What each has to say goes into the log, not to strangers."""
    here = runtime()
    told: dict[str, Any] = {
        "storage": _answer("storage", here.storage.check),
        "queue": _answer("queue", here.huey.check),
    }
    try:
        db.session().execute(text("SELECT 1"))
        behind = pending(db.engine, here.registry)
    except SQLAlchemyError as error:
        log.warning("health.unreachable", part="database", exc_info=error)
        told["database"] = UNREACHABLE
    else:
        told["database"] = BEHIND if behind else OK
        if behind:
            told["components"] = behind
    served = all(told[part] == OK for part in ("database", "storage", "queue"))
    return jsonify(status=OK if served else "error", **told), 200 if served else 503


def _answer(part: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:
        # Files and queue are kept by whatever the settings name, each with errors of its own.
        log.warning("health.unreachable", part=part, exc_info=error)
        return UNREACHABLE
    return OK
