"""Merging two cards of one partner."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.db.session import db
from core.directory import duplicates, merging, partners
from core.directory.choices import ABC_CLASSES, PARTNER_KINDS
from core.directory.models import Partner
from core.directory.permissions import DirectoryPermission
from core.kernel.identifiers import format_phone
from core.web.forms import optional_id
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.views.directory.common import (
    LABELS,
)
from core.web.views.directory.partners import screens


@dataclass(frozen=True)
class Difference:
    """A field in which the two cards differ. ``fixed``: only one of them has a value."""

    name: str
    label: str
    target: str
    source: str
    fixed: bool


def _shown(partner: Partner, name: str) -> str:
    value = getattr(partner, name)
    if name == "inn":
        parts = (
            _(PARTNER_KINDS[partner.kind]),
            partner.inn and f"{_('ИНН')} {partner.inn}",
            partner.kpp and f"{_('КПП')} {partner.kpp}",
            partner.ogrn and f"{_('ОГРН')} {partner.ogrn}",
        )
        return ", ".join(filter(None, parts)) if partner.inn else ""
    if name == "phone":
        return format_phone(partner.phone)
    if name == "abc_class":
        return _(ABC_CLASSES[partner.abc_class]) if partner.abc_class else ""
    if name == "is_vip":
        return _("да") if value else ""
    if name.endswith("_id"):
        row = getattr(partner, name.removesuffix("_id"))
        return row.name if row is not None else ""
    return value or ""


def _differences(target: Partner, source: Partner) -> list[Difference]:
    found: list[Difference] = []
    for name in merging.MERGEABLE:
        own, other = _shown(target, name), _shown(source, name)
        if own != other:
            label = _("Реквизиты") if name == "inn" else _(LABELS[name])
            found.append(Difference(name, label, own, other, fixed=not own or not other))
    return found


@screens.form("/<int:partner_id>/merge", permission=DirectoryPermission.PARTNER_MERGE)
def merge(partner_id: int) -> Response | str:
    """Choose the card that goes away, compare the two, merge."""
    session, actor = db.session(), current_actor()
    permission = DirectoryPermission.PARTNER_MERGE
    target = partners.current(session, actor, partner_id, permission)
    source_id = optional_id(request.values.get("source_id"))
    if request.method == "POST" and source_id is not None:
        source = partners.current(session, actor, source_id, permission)
        merged = merging.merge(
            session,
            actor,
            source_id=source.id,
            target_id=target.id,
            take=[
                name for name in merging.MERGEABLE if request.form.get(f"take-{name}") == "source"
            ],
            target_version=optional_id(request.form.get("version")),
        )
        toast(_("Карточки объединены"))
        return redirect(url_for("partners.show", partner_id=merged.id), code=303)
    source = None
    if source_id is not None:
        source = partners.current(session, actor, source_id, permission)
    if source is not None and source.id == target.id:
        source = None
    return render_template(
        "directory/partners/merge.html",
        page_title=_("Объединение карточек"),
        target=target,
        source=source,
        differences=_differences(target, source) if source is not None else [],
        affected=sum(merging.affected(session, source.id).values()) if source is not None else 0,
        likely=_likely(target),
        likenesses=duplicates.LIKENESSES,
    )


def _likely(target: Partner) -> list[duplicates.Duplicate]:
    """Cards like this one, of which the actor may merge each."""
    found = duplicates.find(
        db.session(),
        current_actor(),
        inn=target.inn,
        kpp=target.kpp,
        phone=target.phone,
        email=target.email,
        except_id=target.id,
    )
    return [one for one in found if one.visible]
