"""Letters of reading: the reminder to the reader, and the word to his head."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.sdk import Actor, User, actor_by_id, now, today
from plugins.training.models import Assignment
from plugins.training.permissions import TrainingPermission
from plugins.training.services import mailing
from plugins.training.services.reading.exceptions import covers


def remind(
    session: Session, actor: Actor, base_url: str, user: User, due: Sequence[Assignment]
) -> None:
    """Ask the person to read and sign."""
    mailing.write(
        session,
        actor,
        "reading_reminder",
        user,
        "Документы ждут вашей подписи",
        rows=[_row(one) for one in due],
        late=any(one.due < today() for one in due),
        url=f"{base_url}/training/reading/",
    )


def escalate(
    session: Session,
    actor: Actor,
    base_url: str,
    head: User,
    user: User,
    late: Sequence[Assignment],
) -> None:
    """Tell the head what his employee has not signed in time; where he may let him work without
    the signature, each document that closes stages leads to the filled form."""
    may_grant = covers(actor_by_id(session, head.id), TrainingPermission.EXCEPTION_GRANT, user)
    rows = [_row(one) for one in late]
    for row, one in zip(rows, late, strict=True):
        version = one.regulation_version
        closes = version.stages and version.effective_from and version.effective_from <= now()
        row["grant_url"] = (
            f"{base_url}/training/watch/exceptions/new"
            f"?person={user.id}&regulation={version.regulation_id}"
            if may_grant and closes
            else ""
        )
    mailing.write(
        session,
        actor,
        "reading_escalation",
        head,
        f"Не подписано в срок: {user.full_name}",
        person=user.full_name,
        rows=rows,
        may_grant=any(row["grant_url"] for row in rows),
        url=f"{base_url}/training/watch/?person={user.id}",
    )


def _row(assignment: Assignment) -> dict[str, str]:
    version = assignment.regulation_version
    return {
        "title": f"{version.regulation.code} «{version.regulation.title}»",
        "edition": str(version.edition),
        "due": f"{assignment.due:%d.%m.%Y}",
    }
