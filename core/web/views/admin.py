"""People, roles and modules, for the administrator."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response
from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from core.accounts import administration, invitations, memberships, service
from core.accounts.administration import UserData
from core.accounts.models import Department, Role, RoleGrant, User
from core.accounts.permissions import AdminPermission
from core.db.session import db
from core.extending.manager import available
from core.extending.runtime import runtime
from core.kernel.errors import NotFound, Refusal, Refused, StaleVersion, ValidationFailed
from core.kernel.permissions import Scope
from core.kernel.text import N_, Message
from core.mail.inviting import invite
from core.web.filters import day
from core.web.forms import TextField, VersionedForm, required
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.screens import Screens
from core.web.views.directory.common import Clash, clashes

screens = Screens("admin", __name__, url_prefix="/admin")


class UserForm(VersionedForm):
    """An account. The password is set by its owner, to whom the way to it is mailed."""

    login = TextField(lazy_gettext("Имя для входа"), [required()])
    full_name = TextField(lazy_gettext("Фамилия, имя, отчество"), [required()])
    position = TextField(lazy_gettext("Должность"))
    email = TextField(lazy_gettext("Электронная почта"))
    phone = TextField(lazy_gettext("Телефон"))
    department_id = SelectField(lazy_gettext("Отдел"), coerce=lambda value: int(value or 0))
    roles = SelectMultipleField(
        lazy_gettext("Роли"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer_choices(self) -> None:
        """Fill the lists from the database."""
        session = db.session()
        departments = session.scalars(select(Department).order_by(Department.name))
        self.department_id.choices = [
            SelectChoice("0", "—"),
            *(SelectChoice(str(one.id), one.name) for one in departments),
        ]
        roles = session.scalars(select(Role).order_by(Role.id))
        self.roles.choices = [SelectChoice(role.code, _(role.title)) for role in roles]

    def values(self) -> UserData:
        """What was typed, for the service."""
        return UserData(
            login=self.login.data or "",
            full_name=self.full_name.data or "",
            position=self.position.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            department_id=self.department_id.data or None,
            roles=tuple(self.roles.data or ()),
        )


def _stored_form(user: User) -> UserForm:
    """The form as the account now stands."""
    form = UserForm(formdata=None, obj=user)
    form.offer_choices()
    form.department_id.data = user.department_id or 0
    form.roles.data = [role.code for role in user.roles]
    return form


def _user(user_id: int) -> User:
    user = db.session().get(User, user_id)
    if user is None:
        raise NotFound()
    return user


@screens.get("/users", permission=AdminPermission.USERS)
def users() -> str:
    """All accounts; the disabled ones last."""
    found = db.session().scalars(
        select(User)
        .options(joinedload(User.department), selectinload(User.roles))
        .order_by(User.disabled_at.is_not(None), User.full_name)
    )
    return render_template("admin/users.html", page_title=_("Сотрудники"), users=found.all())


def _user_page(
    form: UserForm, user: User | None, code: int = 200, clashes: Sequence[Clash] = ()
) -> tuple[str, int]:
    title = user.full_name if user else _("Новый сотрудник")
    page = render_template(
        "admin/user.html",
        page_title=title,
        form=form,
        user=user,
        clashes=clashes,
        stays=memberships.story(db.session(), user.id) if user else (),
        invitation=invitations.latest(db.session(), user.id) if user else None,
    )
    return page, code


@screens.form("/users/new", permission=AdminPermission.USERS)
def new_user() -> Response | tuple[str, int]:
    """A new account; the person is mailed the way to set his password."""
    form = UserForm()
    form.offer_choices()
    if request.method == "GET":
        return _user_page(form, None)
    try:
        if form.validate():
            user = administration.make(db.session(), current_actor(), form.values())
            _invite(user)
            return redirect(url_for("admin.edit_user", user_id=user.id), code=303)
    except (ValidationFailed, Refused) as error:
        form.take(error)
    return _user_page(form, None, 422)


def _invite(user: User) -> None:
    until = invite(db.session(), current_actor(), user, runtime().settings)
    toast(
        _(
            "Письмо со ссылкой отправлено на %(email)s, ссылка действует до %(day)s",
            email=user.email,
            day=day(until),
        )
    )


@screens.form("/users/<int:user_id>", permission=AdminPermission.USERS)
def edit_user(user_id: int) -> Response | tuple[str, int]:
    """Change a person's data and roles."""
    user = _user(user_id)
    if request.method == "GET":
        return _user_page(_stored_form(user), user)
    form = UserForm()
    form.offer_choices()
    try:
        if form.validate():
            administration.change(
                db.session(), current_actor(), user, form.values(), form.seen_version
            )
            toast(_("Сохранено"))
            return redirect(url_for("admin.users"), code=303)
    except StaleVersion:
        differing = clashes(form, _stored_form(user), user.version)
        return _user_page(form, user, 409, differing)
    except (ValidationFailed, Refused) as error:
        form.take(error)
    return _user_page(form, user, 422)


@screens.post("/users/<int:user_id>/invitation", permission=AdminPermission.USERS)
def send_invitation(user_id: int) -> Response:
    """Mail the person the way to set his password, the first or another; the former way closes."""
    user = _user(user_id)
    administration.check_invitable(db.session(), current_actor(), user)
    _invite(user)
    return redirect(url_for("admin.edit_user", user_id=user_id), code=303)


@screens.post("/users/<int:user_id>/disable", permission=AdminPermission.USERS)
def disable(user_id: int) -> Response:
    """Close an account; its log-ins end at once."""
    user = _user(user_id)
    administration.close(db.session(), current_actor(), user)
    toast(_("Доступ закрыт: %(name)s", name=user.full_name))
    return redirect(url_for("admin.users"), code=303)


@screens.post("/users/<int:user_id>/enable", permission=AdminPermission.USERS)
def enable(user_id: int) -> Response:
    """Open an account again."""
    user = _user(user_id)
    administration.reopen(db.session(), current_actor(), user)
    toast(_("Доступ открыт: %(name)s", name=user.full_name))
    return redirect(url_for("admin.users"), code=303)


@screens.get("/roles", permission=AdminPermission.ROLES)
def roles() -> str:
    """Which role may do what, and on whose rows."""
    session = db.session()
    registry = runtime().registry
    grants = {
        (grant.role_id, grant.permission): grant.scope
        for grant in session.scalars(select(RoleGrant))
    }
    sections: dict[str, list[object]] = {}
    for code, declared in registry.permissions.items():
        plugin = registry.manifests[code.split(".")[0]]
        sections.setdefault(plugin.title, []).append(declared)
    return render_template(
        "admin/roles.html",
        page_title=_("Роли"),
        roles=session.scalars(select(Role).order_by(Role.id)).all(),
        sections=sections,
        grants=grants,
        scopes=(
            (service.NONE, _("нет")),
            (Scope.OWN.value, _("свои")),
            (Scope.DEPARTMENT.value, _("отдел")),
            (Scope.ALL.value, _("все")),
        ),
    )


@screens.post("/roles/<int:role_id>", permission=AdminPermission.ROLES)
def save_role(role_id: int) -> Response:
    """Save the grants of one role."""
    session = db.session()
    role = session.get(Role, role_id)
    if role is None:
        raise NotFound()
    allowed = {service.NONE, *(scope.value for scope in Scope)}
    for permission in runtime().registry.permissions:
        scope = request.form.get(permission)
        if scope in allowed:
            service.set_grant(session, role.id, permission, scope)
    if not service.actor_by_id(session, current_actor().user_id).can(AdminPermission.ROLES):
        # Nobody but another administrator could give it back, and there may be none.
        raise Refused([Refusal(Message(N_("Ведение ролей у самого себя отнять нельзя")))])
    toast(_("Права роли «%(role)s» сохранены", role=_(role.title)))
    return redirect(url_for("admin.roles", _anchor=f"role-{role.id}"), code=303)


@screens.get("/plugins", permission=AdminPermission.PLUGINS)
def plugins() -> str:
    """Which modules work, which are off, which failed and why."""
    registry = runtime().registry
    names = sorted({*available(), *registry.quarantined} | set(registry.manifests) - {"core"})
    rows = [
        {
            "name": name,
            "manifest": registry.manifests.get(name),
            "quarantined": registry.quarantined.get(name, ""),
        }
        for name in names
    ]
    return render_template("admin/plugins.html", page_title=_("Модули"), rows=rows)
