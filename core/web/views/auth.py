"""Log-in and log-out."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import PasswordField

from core.accounts import sessions
from core.db.session import db
from core.web.forms import AppForm, TextField, required
from core.web.identity import SignedIn
from core.web.messages import render
from core.web.screens import ANY_PASSWORD, PUBLIC, Screens

screens = Screens("auth", __name__)


class LoginForm(AppForm):
    """Name and password."""

    login = TextField(lazy_gettext("Имя для входа"), [required()])
    password = PasswordField(lazy_gettext("Пароль"), [required()])


def safe_target(target: str | None) -> str:
    """An address inside this site; the home page for anything else."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return url_for("home.index")
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else url_for("home.index")


def _page(form: LoginForm, code: int, problem: str = "") -> tuple[str, int]:
    page = render_template("auth/login.html", form=form, page_title=_("Вход"), problem=problem)
    return page, code


@screens.form("/login", permission=PUBLIC)
def login() -> Response | tuple[str, int]:
    """Ask for name and password; a failure is counted, too many close the door for a while."""
    form = LoginForm()
    target = safe_target(request.args.get("next"))
    if request.method == "GET":
        return redirect(target) if current_user.is_authenticated else _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    database = db.session()
    name = (form.login.data or "").lower()
    ip = request.remote_addr or ""
    try:
        sessions.check_throttle(database, name, ip)
    except sessions.TooManyGuesses as error:
        return _page(form, 429, render(error.message))
    user = sessions.verify(database, name, form.password.data or "")
    if user is None:
        sessions.remember_failure(database, name, ip)
        # The failure must be kept although the answer is a refusal.
        database.commit()
        return _page(form, 422, _("Имя или пароль не подходят. Проверьте раскладку и Caps Lock."))
    token = sessions.open_session(database, user, ip, request.user_agent.string)
    session.clear()
    login_user(SignedIn(user, token))
    return redirect(target, code=303)


@screens.post("/logout", permission=ANY_PASSWORD)
def logout() -> Response:
    """End this log-in; its cookie is worth nothing from now on."""
    sessions.end(db.session(), current_user.token)
    logout_user()
    session.clear()
    return redirect(url_for("auth.login"), code=303)
