"""An edition on paper."""

from datetime import date, datetime
from io import BytesIO

from flask import request, send_file
from werkzeug.wrappers import Response

from core.sdk import DEFAULT_ZONE, now
from core.sdk.web import db
from plugins.training.models import RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.printing.regulation import (
    ApprovalPrint,
    NormPrint,
    RegulationPrint,
    WaiverPrint,
    regulation_pdf,
)
from plugins.training.screens.norm_marks import full_value, say_value, title_of, unit_of
from plugins.training.screens.regulations.base import found, screens
from plugins.training.services.people import role_titles
from plugins.training.voices import unheard


@screens.get("/versions/<int:document_id>/pdf", permission=TrainingPermission.REGULATION_VIEW)
def pdf(document_id: int) -> Response:
    """The edition as PDF; approved, it is the same bytes whenever it is asked for."""
    version = found(document_id)
    content = regulation_pdf(
        _printed(version),
        lambda mark: say_value(mark.key, mark.value),
        unit_of,
        timestamp=version.approved_at or now(),
        pdf_a=version.approved_at is not None,
    )
    return send_file(
        BytesIO(content),
        mimetype="application/pdf",
        as_attachment=bool(request.args.get("download")),
        download_name=f"{version.regulation.code}-{version.edition}.pdf",
    )


def _printed(version: RegulationVersion) -> RegulationPrint:
    organisation = version.document.organisation
    return RegulationPrint(
        organisation=organisation.full_name or organisation.name,
        inn=organisation.inn,
        kpp=organisation.kpp,
        code=version.regulation.code,
        title=version.document.title or version.regulation.title,
        edition=version.edition,
        number=version.document.number or "",
        body=version.body,
        norms=[
            NormPrint(
                title=title_of(norm.key),
                value=full_value(norm.key, norm.value),
                clause=norm.clause_number,
                reason=norm.reason,
            )
            for norm in version.norms
        ],
        effective_from=_day(version.effective_from),
        approval=_approval(version),
        waivers=_waivers(version),
        text_hash=version.text_hash,
    )


def _day(moment: datetime | None) -> date | None:
    """The day by the clocks of the organisation, whoever prints it."""
    return moment.astimezone(DEFAULT_ZONE).date() if moment else None


def _waivers(version: RegulationVersion) -> list[WaiverPrint]:
    """Of an approved edition; roles are named in the language of the paper."""
    if version.approved_at is None:
        return []
    titles = role_titles(db.session())
    return [
        WaiverPrint(
            role=titles.get(one.role, one.role), reason=one.reason, author=one.author.short_name
        )
        for one in unheard(db.session(), version)
    ]


def _approval(version: RegulationVersion) -> ApprovalPrint | None:
    at = _day(version.approved_at)
    if at is None or version.approved_by is None:
        return None
    return ApprovalPrint(
        name=version.approved_by.short_name, position=version.approved_by.position, at=at
    )
