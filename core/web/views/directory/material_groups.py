"""Groups of materials."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from core.db.session import db
from core.directory import groups
from core.directory.permissions import DirectoryPermission
from core.kernel.errors import ValidationFailed
from core.web.forms import AppForm, TextField, optional_id, required
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.views.directory.common import (
    with_none,
)
from core.web.views.directory.materials import INDENT, screens


class GroupForm(AppForm):
    """A group of materials."""

    name = TextField(lazy_gettext("Название"), [required()])
    parent_id = SelectField(lazy_gettext("Входит в"), coerce=optional_id)
    archived = BooleanField(lazy_gettext("В архиве, со всем, что под ней"))

    def offer(self, session: Session, group_id: int | None) -> None:
        """Fill the list: a group cannot be under itself."""
        banned = groups.below(session, group_id) if group_id is not None else set()
        self.parent_id.choices = with_none(
            [
                (node.id, INDENT * node.depth + node.name)
                for node in groups.tree(session)
                if node.id not in banned
            ],
            _("верхний уровень"),
        )


@screens.form("/groups/new", permission=DirectoryPermission.MATERIAL_EDIT)
def new_group() -> Response | tuple[str, int]:
    """A new group."""
    session = db.session()
    form = GroupForm()
    form.offer(session, None)
    code = 200
    if request.method != "POST":
        form.parent_id.data = optional_id(request.args.get("parent"))
    else:
        code = 422
        if form.validate():
            try:
                groups.create_group(
                    session, current_actor(), form.name.data or "", form.parent_id.data
                )
            except ValidationFailed as error:
                form.take(error)
            else:
                toast(_("Группа создана"))
                return redirect(url_for("materials.index"), code=303)
    page = render_template(
        "directory/materials/group.html", page_title=_("Новая группа"), form=form, group=None
    )
    return page, code


@screens.form("/groups/<int:group_id>", permission=DirectoryPermission.MATERIAL_EDIT)
def edit_group(group_id: int) -> Response | tuple[str, int]:
    """Rename or move a group, or put it away."""
    session = db.session()
    group = groups.find(session, group_id)
    form = GroupForm(obj=group)
    form.offer(session, group_id)
    code = 200
    if request.method == "POST":
        code = 422
        if form.validate():
            try:
                groups.edit_group(
                    session,
                    current_actor(),
                    group_id,
                    name=form.name.data or "",
                    parent_id=form.parent_id.data,
                    archived=bool(form.archived.data),
                )
            except ValidationFailed as error:
                form.take(error)
            else:
                toast(_("Сохранено"))
                return redirect(url_for("materials.index"), code=303)
    page = render_template(
        "directory/materials/group.html", page_title=group.name, form=form, group=group
    )
    return page, code
