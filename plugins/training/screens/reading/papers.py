"""Signatures and sheets of acknowledgement: as pages, as PDF, as JSON."""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import render_template, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import Actor, NotFound, now, seals
from core.sdk.web import current_actor, db, runtime
from plugins.training.models import Assignment, JournalEntry, RegulationVersion, Signature
from plugins.training.printing import acknowledgement
from plugins.training.queries import reading as queries
from plugins.training.queries import reading_matrix
from plugins.training.screens.reading.base import Can, closings, screens, watch, watch_tabs
from plugins.training.services.reading import journal, sheets
from plugins.training.text.durations import whole_seconds


def organisation_print(version: RegulationVersion) -> acknowledgement.OrganisationPrint:
    """The employer, for the sheets."""
    organisation = version.document.organisation
    return acknowledgement.OrganisationPrint(
        organisation.full_name or organisation.name, organisation.inn
    )


def version_print(version: RegulationVersion) -> acknowledgement.VersionPrint:
    """The version, for the sheets. Raises NotFound for one that was not approved."""
    if version.effective_from is None or version.approved_at is None:
        raise NotFound()
    return acknowledgement.VersionPrint(
        code=version.regulation.code,
        title=version.regulation.title,
        edition=version.edition,
        number=version.document.number or "",
        effective_from=version.effective_from,
        approved_by=version.approved_by.full_name if version.approved_by else "",
        approved_at=version.approved_at,
        text_hash=version.text_hash,
    )


def check_url(signature: Signature) -> str:
    """The public address at which a signature is checked."""
    path = url_for("training_check.show", code=signature.check_code)
    return f"{runtime().settings.base_url}{path}"


@screens.get("/signatures/<int:signature_id>", permission=Can.READING_SIGN)
def signature(signature_id: int) -> str:
    """A signature with its evidence: one's own, or of a person whom one watches."""
    session, actor = db.session(), current_actor()
    found = sheets.signature_for(session, actor, signature_id)
    entry = session.get_one(JournalEntry, found.journal_position)
    own = found.user_id == actor.user_id
    return render_template(
        "training/reading/signature.html",
        page_title=_("Подпись под документом"),
        signature=found,
        version=found.regulation_version,
        entry=entry,
        sections=entry.payload["sections"],
        whole_seconds=whole_seconds,
        quiz=entry.payload["quiz"],
        check_url=check_url(found),
        own=own,
        following=_following(session, actor) if own else None,
    )


def _following(session: Session, actor: Actor) -> Assignment | None:
    """What the person signs next: what keeps him from his work before all else."""
    rows = queries.waiting(session, actor.user_id, 1, closings().urgent)
    return rows[0] if rows else None


@screens.get("/signatures/<int:signature_id>/sheet.pdf", permission=Can.READING_SIGN)
def signature_pdf(signature_id: int) -> Response:
    """The sheet of one signature."""
    session, actor = db.session(), current_actor()
    found = sheets.signature_for(session, actor, signature_id)
    version = found.regulation_version
    entry = session.get_one(JournalEntry, found.journal_position)
    agreed = session.get_one(JournalEntry, entry.payload["consent"]["position"])
    content = acknowledgement.one_pdf(
        organisation_print(version),
        version_print(version),
        entry.payload,
        entry=entry.position,
        entry_hash=entry.hash,
        consent=agreed.payload["text"],
        check_url=check_url(found),
        made_at=now(),
    )
    return _pdf(content, f"{version.regulation.code}-{version.edition} {found.full_name}.pdf")


@screens.get("/signatures/<int:signature_id>/sheet.json", permission=Can.READING_SIGN)
def signature_json(signature_id: int) -> Response:
    """The same as data that ``reglament training verify`` verifies."""
    session, actor = db.session(), current_actor()
    found = sheets.signature_for(session, actor, signature_id)
    version = found.regulation_version
    made = sheets.sheet(session, version, [found])
    return _json(made, f"{version.regulation.code}-{version.edition} {found.full_name}.json")


@watch.get("/sheets", permission=Can.READING_WATCH)
def sheets_list() -> str:
    """Versions that people sign, each with its sheet."""
    return render_template(
        "training/reading/sheets.html",
        page_title=_("Кто прочитал"),
        tabs=watch_tabs("training_watch.sheets_list"),
        rows=reading_matrix.signed_versions(db.session(), current_actor()),
    )


def _version(session: Session, document_id: int) -> RegulationVersion:
    version = session.get(RegulationVersion, document_id)
    if version is None or version.approved_at is None:
        raise NotFound()
    return version


@watch.get("/sheets/<int:document_id>.pdf", permission=Can.READING_WATCH)
def version_pdf(document_id: int) -> Response:
    """The sheet of a version with all whom the person watches."""
    session, actor = db.session(), current_actor()
    version = _version(session, document_id)
    signatures = sheets.watched(session, actor, document_id)
    positions = [one.journal_position for one in signatures]
    rows = session.execute(
        select(JournalEntry.position, JournalEntry.hash).where(JournalEntry.position.in_(positions))
    )
    hashes = {row.position: row.hash for row in rows}
    content = acknowledgement.list_pdf(
        organisation_print(version),
        version_print(version),
        [
            acknowledgement.SignerPrint(
                full_name=one.full_name,
                position=one.position,
                at=one.at,
                method=one.method,
                ip=one.ip,
                entry=one.journal_position,
                entry_hash=hashes[one.journal_position],
            )
            for one in signatures
        ],
        [
            acknowledgement.WaitingPrint(one.user.full_name, one.user.position, one.due)
            for one in sheets.unsigned(session, actor, document_id)
        ],
        seal=_seal(session, max(positions, default=0)),
        made_at=now(),
    )
    return _pdf(content, f"{version.regulation.code}-{version.edition}.pdf")


def _seal(session: Session, length: int) -> str:
    """«12 от 23.11.2026»: the seal that covers the journal so far; empty where none does yet."""
    proof = seals.proof(session, journal.JOURNAL, length) if length else None
    if proof is None:
        return ""
    return f"{proof['number']} от {datetime.fromisoformat(proof['day']):%d.%m.%Y}"


@watch.get("/sheets/<int:document_id>.json", permission=Can.READING_WATCH)
def version_json(document_id: int) -> Response:
    """The same as data."""
    session, actor = db.session(), current_actor()
    version = _version(session, document_id)
    made = sheets.sheet(session, version, sheets.watched(session, actor, document_id))
    return _json(made, f"{version.regulation.code}-{version.edition}.json")


def _pdf(content: bytes, name: str) -> Response:
    return send_file(
        BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name
    )


def _json(made: Mapping[str, Any], name: str) -> Response:
    content = json.dumps(made, ensure_ascii=False, indent=1).encode()
    return send_file(
        BytesIO(content), mimetype="application/json", as_attachment=True, download_name=name
    )
