"""The daily seal, made and mailed out: a digest that lies elsewhere cannot be rewritten here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.documents import seals
from core.documents.models import HistorySeal
from core.jobs.context import JobContext
from core.kernel.clock import DEFAULT_ZONE
from core.kernel.declarations import Job, PeriodicJob
from core.kernel.permissions import Actor
from core.kernel.text import N_
from core.mail.letters import language_of
from core.mail.service import compose, open_thread

SEAL_JOB = "core.documents.seal"


def seal_and_mail(context: JobContext, _payload: Mapping[str, Any]) -> None:
    """Keep today's heads of all chains; mail the digest where the settings name an address."""
    with context.unit_of_work() as session:
        made = seals.seal(session)
        if made is not None and context.settings.seal_mail:
            mail(session, made, context.settings.seal_mail)


def mail(session: Session, made: HistorySeal, address: str) -> None:
    """Write the letter with the digest, in the language of whoever has the address."""
    with force_locale(language_of(session, address)):
        subject, text = _words(made)
    compose(
        session,
        thread=open_thread(session, subject=subject),
        to=[address],
        text=text,
        actor=Actor.system(),
    )


def _words(made: HistorySeal) -> tuple[str, str]:
    """The subject and the text, in the language in force."""
    digest = f"{made.number}:{made.hash}"
    moment = made.made_at.astimezone(DEFAULT_ZONE)
    paragraphs = (
        _(
            "Печать №%(number)s от %(day)s сделана %(made_on)s в %(made_at)s по Москве.",
            number=made.number,
            day=format_date(made.day, "long"),
            made_on=format_date(moment.date(), "long"),
            made_at=f"{moment:%H:%M}",
        ),
        digest,
        _(
            "Строка выше заверяет историю всех документов и все журналы на этот час. Храните "
            "письмо там, куда у администратора программы нет доступа. Сверить с ним базу:"
        ),
        f"reglament check --seal {digest}",
    )
    subject = _("Регламент: печать истории №%(number)s", number=made.number)
    return subject, "\n\n".join(paragraphs) + "\n"


JOBS = (Job(SEAL_JOB, N_("Ежедневное заверение истории"), seal_and_mail),)
PERIODIC = (PeriodicJob(SEAL_JOB, timedelta(days=1)),)
