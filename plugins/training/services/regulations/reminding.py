"""Reminding those whose word a version on discussion still waits for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Document,
    JobContext,
    User,
    add_working_days,
    history,
    lock,
    norm,
    now,
    recorded,
    today,
    unrestricted,
)
from plugins.training.models import RegulationVersion
from plugins.training.norms import VOICE_REMINDER_DAYS
from plugins.training.services import mailing
from plugins.training.voices import voices


def waiting(session: Session) -> list[int]:
    """Versions on discussion, by document."""
    return list(
        session.scalars(
            unrestricted(
                select(RegulationVersion.document_id)
                .join(RegulationVersion.document)
                .where(Document.state == "discussion")
                .order_by(RegulationVersion.document_id)
            )
        )
    )


def remind(session: Session, context: JobContext, document_id: int) -> int:
    """Write to everybody of the silent roles where the day has come; how many letters.

    The step of the norm runs from the opening of the discussion, then from the last reminder. The
    history keeps the norm that was read.
    """
    document = lock(session, document_id)
    version = session.get_one(RegulationVersion, document_id)
    if document.state != "discussion":
        return 0
    with recorded(session) as readings:
        days = int(norm(session, VOICE_REMINDER_DAYS).value)
    last = max(document.state_at, version.reminded_at or document.state_at)
    if today() < add_working_days(last.astimezone(DEFAULT_ZONE).date(), days):
        return 0
    silent = _silent(session, version)
    if not silent:
        return 0
    url = f"{context.settings.base_url}/training/regulations/versions/{document_id}"
    for user in silent:
        mailing.write(
            session,
            context.actor,
            "voice_reminder",
            user,
            f"Ждём вашего слова: {version.regulation.title}",
            title=version.regulation.title,
            edition=str(version.edition),
            summary=version.summary,
            url=url,
        )
    version.reminded_at = now()
    session.flush()
    history.record(
        session,
        document,
        "reminded",
        context.actor,
        {
            "text": N_("Напоминание высказаться: %(names)s"),
            "params": {"names": ", ".join(user.short_name for user in silent)},
            "norms": [reading.to_dict() for reading in readings],
        },
    )
    return len(silent)


def _silent(session: Session, version: RegulationVersion) -> list[User]:
    """People of the roles that have not spoken, but for the owner and those without an address."""
    found = {
        user.id: user
        for voice in voices(session, version)
        if not voice.settled
        for user in voice.people
        if user.email and user.id != version.regulation.owner_id
    }
    return sorted(found.values(), key=lambda user: user.full_name)
