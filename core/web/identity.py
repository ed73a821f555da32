"""Who is asking: the person behind the cookie, and the actor that services know."""

from contextlib import suppress

from flask import Flask, g, redirect, request, url_for
from flask_login import LoginManager, current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field

from core.accounts import sessions
from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.engine import begin_write
from core.db.session import db
from core.kernel.permissions import Actor
from core.web import idempotency
from core.web.messages import render

login_manager = LoginManager()


class SignedIn:
    """The logged-in person as flask-login wants him. The cookie carries the log-in's token."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user: User, token: str, *, seen_due: bool = False) -> None:
        self.user = user
        self.token = token
        self.seen_due = seen_due

    def get_id(self) -> str:
        """What goes into the cookie."""
        return self.token


@login_manager.user_loader
def _load(token: str) -> SignedIn | None:
    login = sessions.find(db.session(), token)
    if login is None:
        return None
    return SignedIn(login.user, token, seen_due=sessions.is_due(login))


@login_manager.unauthorized_handler
def to_login() -> Response:
    """Send to the log-in page and remember where the person wanted to go."""
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    if "HX-Request" in request.headers:
        return _whole_page(url_for("auth.login"))
    return redirect(url_for("auth.login", next=target))


def to_own_password() -> Response:
    """Send to where an issued password is replaced by the person's own."""
    target = url_for("profile.password")
    return _whole_page(target) if "HX-Request" in request.headers else redirect(target)


def _whole_page(target: str) -> Response:
    """An answer to htmx by which the browser leaves the page."""
    response = Response(status=204, headers={"HX-Redirect": target})
    # Nothing has no type.
    del response.headers["Content-Type"]
    return response


def viewer() -> User | None:
    """The logged-in person's row, or None: for a stranger, and on the page of a crash, which must
    not ask a database that may be what has crashed."""
    if "crashed" in g:
        return None
    return current_user.user if current_user.is_authenticated else None


def current_actor() -> Actor:
    """The actor of the logged-in person; loaded once per request. Needs a log-in."""
    if "actor" not in g:
        user = viewer()
        if user is None:
            raise RuntimeError("nobody is logged in")
        g.actor = actor_of(db.session(), user)
    return g.actor


def proves_himself(field: Field, wrong: str) -> bool:
    """Whether the logged-in person typed his password, where an action needs him again.

    Where not, the field says ``wrong``, or how long to wait: after too many guesses even the right
    password is not looked at. Guesses are counted and throttled together with those of the log-in:
    an unattended screen is no place to try passwords at. Ask before anything is changed: a wrong
    answer commits, so that its count stays although the page will be a refusal.
    """
    user = viewer()
    if user is None:
        raise RuntimeError("nobody is logged in")
    session, login, ip = db.session(), user.login, request.remote_addr or ""
    try:
        sessions.check_throttle(session, login, ip)
    except sessions.TooManyGuesses as error:
        field.errors = [render(error.message)]
        return False
    if sessions.verify(session, login, field.data or "") is not None:
        return True
    field.errors = [wrong]
    # The form may be sent again under its key.
    idempotency.release(session)
    sessions.remember_failure(session, login, ip)
    session.commit()
    begin_write(session)
    return False


def forget_identity() -> None:
    """Drop what was read about the person, so that a retried request reads it anew."""
    g.pop("actor", None)
    g.pop("frame", None)
    g.pop("_login_user", None)


def _note_seen(response: Response) -> Response:
    """Write down, once in a while, that the log-in is in use.

    In a transaction of its own, after the request's: a page that is only read stays so.
    """
    signed_in = g.get("_login_user")
    if isinstance(signed_in, SignedIn) and signed_in.seen_due:
        with Session(db.engine) as session, suppress(OperationalError):
            # Where the database is busy the next request will do as well.
            begin_write(session)
            sessions.seen(session, signed_in.token, request.remote_addr or "")
            session.commit()
    return response


def init_app(app: Flask) -> None:
    """Attach flask-login."""
    login_manager.init_app(app)
    app.after_request(_note_seen)
