"""Where a person sets his own password: no log-in, an address that works once."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField

from core.accounts import invitations, service, sessions
from core.accounts.invitations import InvitationGone
from core.accounts.sessions import TooManyGuesses
from core.db.engine import begin_write
from core.db.session import db
from core.kernel.errors import NotFound, ValidationFailed
from core.web.forms import AppForm, required
from core.web.messages import render, toast
from core.web.screens import PUBLIC, Screens
from core.web.security import form_is_ours

screens = Screens("invitation", __name__, url_prefix=invitations.PATH)
Page = tuple[str, int]


class NewPasswordForm(AppForm):
    """A password of one's own, twice."""

    password = PasswordField(lazy_gettext("Пароль"), [required()])
    repeat = PasswordField(lazy_gettext("Пароль ещё раз"), [required()])


@screens.blueprint.after_request
def _discreet(response: Response) -> Response:
    """The address is the key: it goes neither into other sites' logs nor into search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@screens.blueprint.errorhandler(InvitationGone)
def _gone(gone: InvitationGone) -> Page:
    """An address that was right once: why it opens no more, and what to do."""
    return _no_form(render(gone.message), 410)


@screens.blueprint.errorhandler(NotFound)
def _unknown(_error: NotFound) -> Page:
    """An address that never was: guesses of it are counted as those of passwords are."""
    session, ip = db.session(), request.remote_addr or ""
    session.rollback()
    begin_write(session)
    guessed = f"{invitations.PATH} {ip}"
    try:
        sessions.check_throttle(session, guessed, ip)
    except TooManyGuesses as error:
        session.rollback()
        return _no_form(render(error.message), 429)
    sessions.remember_failure(session, guessed, ip)
    session.commit()
    words = _(
        "Такой ссылки нет. Откройте её из письма целиком или попросите администратора прислать "
        "новую."
    )
    return _no_form(words, 404)


def _no_form(words: str, code: int) -> Page:
    page = render_template(
        "auth/invitation_gone.html", page_title=_("Ссылка не действует"), words=words
    )
    return page, code


# No CSRF check of the application's: it wants a Referer, which this page does not send.
@screens.route("/<token>", permission=PUBLIC, methods=("GET", "POST"), csrf=False)
def accept(token: str) -> Response | Page:
    """Set one's own password. Opening the page changes nothing: programs that check mail open
    links too. Of two presses the second finds the work done and comes to the same page."""
    form = NewPasswordForm()
    if request.method != "POST":
        return _form(form, token)
    if not form_is_ours():
        form.form_errors.append(_("Страница устарела. Введите пароль ещё раз."))
    elif form.validate() and form.password.data != form.repeat.data:
        form.repeat.errors = [_("Пароли не совпадают")]
    if form.errors:
        return _form(form, token, 422)
    try:
        service.accept_invitation(db.session(), token, form.password.data or "")
    except ValidationFailed as error:
        form.take(error)
        db.session().rollback()
        return _form(form, token, 422)
    except InvitationGone as gone:
        if not gone.used:
            raise
        toast(render(gone.message), "info")
    else:
        toast(_("Пароль задан. Войдите с ним."))
    return redirect(url_for("auth.login"), code=303)


def _form(form: NewPasswordForm, token: str, code: int = 200) -> Page:
    invitation = invitations.find(db.session(), token)
    page = render_template(
        "auth/invitation.html",
        page_title=_("Задайте свой пароль"),
        form=form,
        user=invitation.user,
    )
    return page, code
