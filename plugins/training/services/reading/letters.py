"""Letters of reading: the reminder to the reader, and the word to his head."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.sdk import Actor, User, today
from plugins.training.models import Assignment
from plugins.training.services import mailing


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
    """Tell the head what his employee has not signed in time."""
    mailing.write(
        session,
        actor,
        "reading_escalation",
        head,
        f"Не подписано в срок: {user.full_name}",
        person=user.full_name,
        rows=[_row(one) for one in late],
        url=f"{base_url}/training/watch/?person={user.id}",
    )


def _row(assignment: Assignment) -> dict[str, str]:
    version = assignment.regulation_version
    return {
        "title": f"{version.regulation.code} «{version.regulation.title}»",
        "edition": str(version.edition),
        "due": f"{assignment.due:%d.%m.%Y}",
    }
