"""What may be offered instead of a material."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.db.session import db
from core.directory import materials
from core.directory.models import Material
from core.directory.permissions import DirectoryPermission
from core.kernel.errors import ValidationFailed
from core.web.forms import optional_id
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.views.directory.materials import screens

BLANK_LINES = 3


@screens.form("/<int:material_id>/alternatives", permission=DirectoryPermission.MATERIAL_EDIT)
def alternatives(material_id: int) -> Response | tuple[str, int]:
    """What may be offered instead, the preferred first."""
    session = db.session()
    material = materials.find(session, material_id)
    errors: list[Any] = []
    version = material.version
    chosen = [(one.alternative_id, one.note) for one in material.alternatives]
    if request.method == "POST":
        version = optional_id(request.form.get("version")) or 0
        chosen = _posted_alternatives()
        try:
            materials.set_alternatives(
                session, current_actor(), material_id, chosen, version=version
            )
        except ValidationFailed as error:
            errors = error.errors["alternatives"]
        else:
            toast(_("Аналоги сохранены"))
            return redirect(url_for("materials.show", material_id=material_id), code=303)
    names = {
        row.id: row
        for row in session.scalars(
            select(Material).where(Material.id.in_([key for key, _note in chosen]))
        )
    }
    page = render_template(
        "directory/materials/alternatives.html",
        page_title=_("Аналоги"),
        material=material,
        version=version,
        lines=[(names.get(key), note) for key, note in chosen] + [(None, "")] * BLANK_LINES,
        errors=errors,
    )
    return page, 422 if errors else 200


def _posted_alternatives() -> list[tuple[int, str]]:
    """Lines of the form that name a material, in their order."""
    keys = request.form.getlist("alternative")
    notes = request.form.getlist("note")
    found: list[tuple[int, str]] = []
    for text, note in zip(keys, notes, strict=False):
        key = optional_id(text)
        if key is not None:
            found.append((key, note))
    return found
