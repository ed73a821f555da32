"""From errors to answers that say what happened and what to do."""

import structlog
from flask import (
    Flask,
    Response,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from core.accounts.sessions import TooManyGuesses
from core.db.session import db
from core.kernel.errors import DomainError, Forbidden, NotFound, StageClosed, StaleVersion
from core.web.messages import is_htmx, render, toast_header

log = structlog.get_logger(__name__)


def code_of(error: DomainError) -> int:
    """The HTTP status that a domain error answers with."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Forbidden | StageClosed):
        return 403
    if isinstance(error, StaleVersion):
        return 409
    return 429 if isinstance(error, TooManyGuesses) else 422


def _page(code: int, reason: str = "") -> Response:
    g.failed = True
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(error=reason or HTTP_STATUS_CODES[code]), code)
    return make_response(render_template("layout/error.html", code=code, reason=reason), code)


def _fragment(code: int, reason: str) -> Response:
    response = make_response("", code)
    response.headers["HX-Reswap"] = "none"
    return toast_header(response, reason, "danger")


def _domain(error: DomainError) -> Response:
    code = code_of(error)
    reason = render(error.message)
    # In a dialog what was typed stays with the words of the refusal; what somebody else has changed
    # meanwhile is seen on the page as it is now.
    if is_htmx() or ("X-Dialog" in request.headers and code != 409):
        return _fragment(code, reason)
    if isinstance(error, StageClosed):
        return _closed(error)
    if isinstance(error, StaleVersion):
        # Forms show both versions themselves: here it was a button that was pressed.
        reason = _(
            "Пока страница была открыта, запись изменил кто-то другой. Посмотрите, что стало, "
            "и повторите, если нужно."
        )
    if code in {409, 422} and (stay := _stay(reason)):
        return stay
    return _page(code, reason)


def _stay(reason: str) -> Response | None:
    """A button pressed on a page: the person stays on it, as it is now, and reads why it did not
    work. None where it is not known what page that was."""
    back = request.referrer
    if request.method != "POST" or not back or not back.startswith(request.host_url):
        return None
    flash(reason, "danger")
    return make_response(redirect(back, code=303))


def _closed(error: StageClosed) -> Response:
    """Which document closes the stage, why, and the way to it."""
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(error=render(error.message)), 403)
    reasons = [(render(one.message), one.link) for one in error.refusals]
    page = render_template("layout/closed.html", page_title=_("Этап пока закрыт"), reasons=reasons)
    return make_response(page, 403)


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if is_htmx():
        return _fragment(code, _("Не получилось: обновите страницу и попробуйте снова."))
    response = _page(code)
    for name, value in error.get_headers():
        # Allow of a 405, Retry-After of a 429: what the client needs besides the words.
        if name not in response.headers:
            response.headers[name] = value
    return response


def _stale(_error: StaleDataError) -> Response:
    """Even the last of several attempts found its row changed: it is busy, nothing is broken."""
    if is_htmx():
        return _fragment(409, _("Запись меняет кто-то ещё: обновите страницу и повторите."))
    return _page(409)


def _csrf(error: CSRFError) -> Response:
    reason = _("Страница устарела: обновите её и отправьте ещё раз. Введённое осталось в форме.")
    return _fragment(400, reason) if is_htmx() else _page(400, reason)


def _crash(error: Exception) -> Response:
    # Not the address: a customer's one is itself the key to his page.
    log.exception("request.failed", endpoint=request.endpoint)
    g.crashed = True
    db.session.rollback()
    if is_htmx():
        return _fragment(500, _("Сбой на сервере записан в журнал. Повторите через минуту."))
    return _page(500)


def init_app(app: Flask) -> None:
    """Attach the handlers. Unexpected errors propagate in tests."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, _stale)
    if not app.testing:
        app.register_error_handler(Exception, _crash)
