"""The daily seal, made and mailed out: a digest that lies elsewhere cannot be rewritten here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.documents import seals
from core.documents.models import HistorySeal
from core.jobs.context import JobContext
from core.kernel.clock import DEFAULT_ZONE
from core.kernel.declarations import Job, PeriodicJob
from core.kernel.permissions import Actor
from core.kernel.text import N_
from core.mail.service import compose, open_thread

SEAL_JOB = "core.documents.seal"
TEXT = """Печать №{number} от {day:%d.%m.%Y} сделана {made_at:%d.%m.%Y в %H:%M} по Москве.

{number}:{hash}

Строка выше заверяет историю всех документов и все журналы на этот час. Храните письмо там, \
куда у администратора программы нет доступа. Сверить с ним базу:

reglament check --seal {number}:{hash}
"""


def seal_and_mail(context: JobContext, _payload: Mapping[str, Any]) -> None:
    """Keep today's heads of all chains; mail the digest where the settings name an address."""
    with context.unit_of_work() as session:
        made = seals.seal(session)
        if made is not None and context.settings.seal_mail:
            mail(session, made, context.settings.seal_mail)


def mail(session: Session, made: HistorySeal, address: str) -> None:
    """Write the letter with the digest."""
    compose(
        session,
        thread=open_thread(session, subject=f"Регламент: печать истории №{made.number}"),
        to=[address],
        text=TEXT.format(
            number=made.number,
            day=made.day,
            made_at=made.made_at.astimezone(DEFAULT_ZONE),
            hash=made.hash,
        ),
        actor=Actor.system(),
    )


JOBS = (Job(SEAL_JOB, N_("Ежедневное заверение истории"), seal_and_mail),)
PERIODIC = (PeriodicJob(SEAL_JOB, timedelta(days=1)),)
