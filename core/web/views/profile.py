"""A person's own settings."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import PasswordField

from core.accounts import devices, service, sessions
from core.accounts.models import User
from core.db.session import db
from core.kernel.errors import NotFound, ValidationFailed
from core.web.forms import AppForm, TextField, required
from core.web.identity import proves_himself
from core.web.messages import toast
from core.web.screens import ANY_PASSWORD, SIGNED_IN, Screens
from core.web.views.auth import safe_target

screens = Screens("profile", __name__, url_prefix="/profile")
CHOICES = {
    "theme": ("system", "light", "dark"),
    "density": ("comfortable", "compact"),
    "language": ("ru", "en"),
}


class ContactsForm(AppForm):
    """How colleagues and customers reach the person."""

    email = TextField(lazy_gettext("Электронная почта"))
    phone = TextField(lazy_gettext("Телефон"))


class PasswordForm(AppForm):
    """A new password needs the old one."""

    current = PasswordField(lazy_gettext("Текущий пароль"), [required()])
    password = PasswordField(lazy_gettext("Новый пароль"), [required()])
    repeat = PasswordField(lazy_gettext("Новый пароль ещё раз"), [required()])


@dataclass(frozen=True)
class LoginRow:
    """One log-in as the page shows it."""

    key: str
    device: str
    ip: str
    began: datetime
    seen: datetime
    current: bool


def _me() -> User:
    return db.session().get_one(User, current_user.user.id)


def _page(contacts: ContactsForm, password: PasswordForm, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "profile/show.html",
        page_title=_("Профиль"),
        user=current_user.user,
        contacts=contacts,
        password=password,
        logins=_logins(),
    )
    return page, code


def _logins() -> list[LoginRow]:
    """Where the person is logged in, this very log-in first."""
    rows = [
        LoginRow(
            key=login.token_hash,
            device=devices.describe(login.agent) or _("Неизвестное устройство"),
            ip=login.ip,
            began=login.created_at,
            seen=login.seen_at,
            current=sessions.is_token_of(login, current_user.token),
        )
        for login in sessions.alive(db.session(), current_user.user.id)
    ]
    return sorted(rows, key=lambda row: not row.current)


@screens.get("/", permission=SIGNED_IN)
def show() -> tuple[str, int]:
    """Contacts, look, password."""
    return _page(ContactsForm(obj=current_user.user), PasswordForm())


@screens.post("/contacts", permission=SIGNED_IN)
def contacts() -> Response | tuple[str, int]:
    """Save how to reach the person: printed on offers and put under letters."""
    form = ContactsForm()
    try:
        service.set_contacts(db.session(), _me(), form.email.data or "", form.phone.data or "")
    except ValidationFailed as error:
        form.take(error)
        return _page(form, PasswordForm(), 422)
    toast(_("Контакты сохранены"))
    return redirect(url_for("profile.show"), code=303)


@screens.form("/password", permission=ANY_PASSWORD)
def password() -> Response | tuple[str, int]:
    """Change the password; other log-ins of the person end.

    The page of its own is for whom a password was issued: until he has changed it he sees no other.
    """
    user = _me()
    issued = user.password_issued
    form = PasswordForm()
    if request.method == "GET":
        return _own_password(form) if issued else redirect(url_for("profile.show"))
    if form.validate() and form.password.data != form.repeat.data:
        form.repeat.errors = [_("Пароли не совпадают")]
    elif not form.errors and proves_himself(form.current, _("Это не ваш текущий пароль")):
        try:
            service.choose_password(db.session(), user, form.password.data or "")
        except ValidationFailed as error:
            form.take(error)
    if form.errors:
        return _own_password(form, 422) if issued else _page(ContactsForm(obj=user), form, 422)
    sessions.reopen(db.session(), current_user.token)
    toast(_("Пароль изменён, остальные входы завершены"))
    return redirect(url_for("home.index" if issued else "profile.show"), code=303)


def _own_password(form: PasswordForm, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "auth/own_password.html",
        page_title=_("Задайте свой пароль"),
        form=form,
        login=current_user.user.login,
    )
    return page, code


@screens.post("/sessions/<token_hash>/end", permission=SIGNED_IN)
def end_session(token_hash: str) -> Response:
    """End one log-in of one's own, on whatever device it is."""
    if not sessions.end_one(db.session(), current_user.user.id, token_hash):
        raise NotFound()
    toast(_("Вход завершён"))
    return redirect(url_for("profile.show", _anchor="logins"), code=303)


@screens.post("/sessions/end-others", permission=SIGNED_IN)
def end_other_sessions() -> Response:
    """End all log-ins of one's own but this one."""
    ended = sessions.end_others(db.session(), current_user.user.id, current_user.token)
    toast(ngettext("Завершён %(num)s вход", "Завершено %(num)s входа", ended))
    return redirect(url_for("profile.show", _anchor="logins"), code=303)


@screens.post("/preferences", permission=SIGNED_IN)
def preferences() -> Response:
    """Theme, density, language; unknown values are ignored."""
    user = _me()
    for name, allowed in CHOICES.items():
        value = request.form.get(name)
        if value in allowed:
            setattr(user, name, value)
    return redirect(safe_target(request.form.get("next")), code=303)
