"""Routes that cannot be declared without a permission, each carried out as one unit of work."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, make_response, request
from flask import session as flask_session
from flask_login import current_user

from core.db.engine import begin_write
from core.db.session import db, retry_on_conflict
from core.documents import stages
from core.kernel.permissions import Permission
from core.web import idempotency
from core.web.identity import current_actor, forget_identity, to_login, to_own_password

View = Callable[..., Any]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Open(Enum):
    """Routes that need no permission of a role."""

    PUBLIC = "public"
    """Anybody: log-in, health, a customer's page guarded by its own token."""
    SIGNED_IN = "signed_in"
    """Any logged-in person, for what is his own: profile, home."""
    ANY_PASSWORD = "any_password"  # noqa: S105 - the name of an access
    """As SIGNED_IN, and even before he has changed a password that was issued to him: the change
    itself, the log-out."""


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN
ANY_PASSWORD = Open.ANY_PASSWORD
Access = Permission | Open


class Screens:
    """The routes of one plugin or of one part of the core.

    Who is not logged in is sent to the log-in, who has yet to replace a password that was issued
    to him, to the page where he does; who lacks the permission gets 404, the same as for
    a page that does not exist. A request that changes something runs in one writing transaction:
    committed where the answer is a success or a redirect, rolled back otherwise, tried again
    where the database reports a conflict.

    ``stage`` is the code of the document type that the screens work with: they are closed to
    whom a regulation closes the stage.
    """

    def __init__(
        self, name: str, import_name: str, url_prefix: str = "", stage: str | None = None
    ) -> None:
        self.name = name
        self.stage = stage
        self.blueprint = Blueprint(
            name, import_name, url_prefix=url_prefix or None, template_folder="templates"
        )
        self.access: dict[str, Access] = {}
        self.csrf_exempt: set[str] = set()

    def route(
        self,
        rule: str,
        *,
        permission: Access,
        methods: tuple[str, ...] = ("GET",),
        csrf: bool = True,
    ) -> Callable[[View], View]:
        """Declare a route; the endpoint is the function's name. ``csrf=False`` only where the
        address itself carries an unguessable token and no cookie is read."""

        def declare(view: View) -> View:
            guarded = _guard(view, permission, None if permission is PUBLIC else self.stage)
            if "POST" in methods:
                guarded = _as_page(guarded)
            self.blueprint.add_url_rule(
                rule, endpoint=view.__name__, view_func=guarded, methods=list(methods)
            )
            endpoint = f"{self.name}.{view.__name__}"
            self.access[endpoint] = permission
            if not csrf:
                self.csrf_exempt.add(endpoint)
            return view

        return declare

    def get(self, rule: str, *, permission: Access) -> Callable[[View], View]:
        """A page that is only read."""
        return self.route(rule, permission=permission)

    def post(self, rule: str, *, permission: Access) -> Callable[[View], View]:
        """An action."""
        return self.route(rule, permission=permission, methods=("POST",))

    def form(self, rule: str, *, permission: Access) -> Callable[[View], View]:
        """A form: shown by GET, carried out by POST to the same address."""
        return self.route(rule, permission=permission, methods=("GET", "POST"))


def _as_page(view: View) -> View:
    """A form asked for by HEAD is the form: its handler must not take that for a sending."""

    @wraps(view)
    def shown(**values: Any) -> Any:
        if request.method == "HEAD":
            # The server goes by the environment, where the method stays, and leaves the body out.
            request.method = "GET"
        return view(**values)

    return shown


def _guard(view: View, permission: Access, stage: str | None) -> View:
    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method in SAFE:
            refusal = _refuse(permission, stage)
            return refusal if refusal is not None else view(**values)
        said = list(flask_session.get("_flashes", ()))
        return retry_on_conflict(lambda: _write(view, permission, stage, values, said))

    return guarded


def _refuse(permission: Access, stage: str | None) -> Any:
    if permission is PUBLIC:
        return None
    if not current_user.is_authenticated:
        return to_login()
    if current_user.user.password_issued and permission is not ANY_PASSWORD:
        return to_own_password()
    if isinstance(permission, Permission) and not current_actor().can(permission):
        abort(404)
    if stage is not None:
        stages.enter(db.session(), current_actor(), stage)
    return None


def _rewind() -> None:
    """Uploaded files as they came: an attempt before this one may have read them."""
    for _name, file in request.files.items(multi=True):
        file.stream.seek(0)


def _unsay(said: list[Any]) -> None:
    """Drop toasts about what has been rolled back; ``said`` are those from before."""
    if flask_session.get("_flashes", []) != said:
        flask_session["_flashes"] = list(said)


def _write(
    view: View, permission: Access, stage: str | None, values: dict[str, Any], said: list[Any]
) -> Any:
    session = db.session()
    session.rollback()
    forget_identity()
    _rewind()
    begin_write(session)
    try:
        refusal = _refuse(permission, stage)
        if refusal is not None:
            session.rollback()
            return refusal
        repeated = idempotency.first_answer(session)
        if repeated is not None:
            session.rollback()
            return repeated
        response = make_response(view(**values))
        if response.status_code < 400:
            idempotency.remember(session, response)
            session.commit()
        else:
            session.rollback()
        return response
    except BaseException:
        session.rollback()
        _unsay(said)
        raise


def declared_access() -> dict[str, Access]:
    """Endpoint → access of every screen of the running application."""
    found: dict[str, Access] = {}
    for screens in current_app.extensions["reglament"].registry.screens:
        found |= screens.access
    return found
