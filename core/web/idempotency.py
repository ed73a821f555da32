"""A form sent twice is carried out once: the second sending gets the first one's answer."""

import secrets

from flask import abort, g, redirect, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.documents.models import IdempotencyKey
from core.kernel.clock import now

FIELD = "idempotency_key"
MAX_LENGTH = 64


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_urlsafe(18)


def _answer(location: str) -> Response:
    if "HX-Request" in request.headers:
        response = Response(status=204, headers={"HX-Redirect": location})
        # Nothing has no type.
        del response.headers["Content-Type"]
        return response
    return redirect(location, code=303)


def first_answer(session: Session) -> Response | None:
    """Claim the form's key within the transaction; the first answer where it is already taken.

    Two simultaneous sendings: the second waits for the first one's row, then finds it.
    """
    g.pop("idempotency_row", None)
    key = request.form.get(FIELD, "")[:MAX_LENGTH]
    if not key:
        return None
    user_id = current_user.user.id if current_user.is_authenticated else None
    kept = session.get(IdempotencyKey, key)
    if kept is None:
        row = IdempotencyKey(
            key=key, user_id=user_id, endpoint=request.endpoint or "", created_at=now()
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            kept = session.get(IdempotencyKey, key, populate_existing=True)
        else:
            g.idempotency_row = row
            return None
    if kept is None or kept.user_id != user_id or kept.endpoint != request.endpoint:
        abort(400)
    return _answer(kept.location or "/")


def release(session: Session) -> None:
    """Give the claimed key back, where the transaction will stay although the form was refused."""
    row: IdempotencyKey | None = g.pop("idempotency_row", None)
    if row is not None:
        session.delete(row)


def lead_to(location: str) -> None:
    """Where a second sending leads, for an answer that is a part of a page and leads nowhere."""
    row: IdempotencyKey | None = g.get("idempotency_row")
    if row is not None:
        row.location = location


def remember(session: Session, response: Response) -> None:
    """Keep where the first sending led. An answer that leads nowhere may be asked for again."""
    row: IdempotencyKey | None = g.pop("idempotency_row", None)
    if row is None:
        return
    location = response.headers.get("HX-Redirect") or response.headers.get("Location")
    if location:
        row.location = location[:500]
    elif not row.location:
        session.delete(row)
