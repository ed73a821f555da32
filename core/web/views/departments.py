"""Departments and their heads, for the administrator."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import SelectField

from core.accounts import departments
from core.accounts.models import Department, User
from core.accounts.permissions import AdminPermission
from core.db.session import db
from core.kernel.errors import ValidationFailed
from core.web.forms import AppForm, TextField, required
from core.web.messages import toast
from core.web.screens import Screens

screens = Screens("departments", __name__, url_prefix="/admin/departments")
INDENT = "\u2003"


def _key(value: str | int | None) -> int:
    return int(value or 0)


class DepartmentForm(AppForm):
    """A name, what it belongs to, who heads it."""

    name = TextField(lazy_gettext("Название"), [required()])
    parent_id = SelectField(lazy_gettext("Входит в"), coerce=_key)
    head_id = SelectField(
        lazy_gettext("Руководитель"),
        coerce=_key,
        description=lazy_gettext("Видит документы и клиентов отдела и всех отделов ниже"),
    )

    def offer_choices(self) -> None:
        """Fill the lists from the database."""
        session = db.session()
        self.parent_id.choices = [(0, "—")] + [
            (row.department.id, INDENT * row.depth + row.department.name)
            for row in departments.tree(session)
        ]
        people = session.scalars(
            select(User).where(User.disabled_at.is_(None)).order_by(User.full_name)
        )
        self.head_id.choices = [(0, "—")] + [(one.id, one.full_name) for one in people]


@screens.get("/", permission=AdminPermission.USERS)
def index() -> str:
    """The tree of departments."""
    return render_template(
        "admin/departments.html", page_title=_("Отделы"), rows=departments.tree(db.session())
    )


def _page(form: DepartmentForm, department: Department | None, code: int = 200) -> tuple[str, int]:
    title = department.name if department else _("Новый отдел")
    return render_template("admin/department.html", page_title=title, form=form), code


def _save(form: DepartmentForm, department: Department | None) -> Response | tuple[str, int]:
    try:
        if form.validate():
            departments.save(
                db.session(),
                department,
                name=form.name.data or "",
                parent_id=form.parent_id.data or None,
                head_id=form.head_id.data or None,
            )
            toast(_("Отдел сохранён"))
            return redirect(url_for("departments.index"), code=303)
    except ValidationFailed as error:
        form.take(error)
    return _page(form, department, 422)


@screens.form("/new", permission=AdminPermission.USERS)
def new() -> Response | tuple[str, int]:
    """A new department."""
    form = DepartmentForm()
    form.offer_choices()
    return _page(form, None) if request.method == "GET" else _save(form, None)


@screens.form("/<int:department_id>", permission=AdminPermission.USERS)
def edit(department_id: int) -> Response | tuple[str, int]:
    """Rename a department, move it, give it a head."""
    department = departments.find(db.session(), department_id)
    form = DepartmentForm(obj=department)
    form.offer_choices()
    if request.method == "GET":
        form.parent_id.data = department.parent_id or 0
        form.head_id.data = department.head_id or 0
        return _page(form, department)
    return _save(form, department)
