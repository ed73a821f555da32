"""What tests of regulations begin with: one made, discussed and in force in a single call."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, fire, now
from core.sdk import at as moment_of
from plugins.training.models import (
    Regulation,
    RegulationKind,
    RegulationVersion,
)
from plugins.training.services import regulations
from plugins.training.services.regulations import RegulationInput
from plugins.training.voices import voices

WITHOUT = "Для теста: роли нечего сказать о скидках"
CHANGES = "Для теста: другие слова"
"""What a next edition changes."""
KNOWINGLY = "Для теста: двух месяцев не ждут"
"""Why worse pay holds at once."""

RULES = """## Скидки

1. Скидку до {{ norm("quotes.discount_without_approval", 5) }} менеджер даёт сам.
2. Остальное решает руководитель.
"""


def discount_rules(percent: int) -> str:
    """A text that sets the discount which needs no approval, in clause 1.1."""
    return RULES.replace("5) }}", f"{percent}) }}}}")


def given(session: Session, owner: Actor, code: str = "РП-01", **more: Any) -> RegulationInput:
    values: dict[str, Any] = {
        "code": code,
        "title": f"Регламент {code}",
        "kind": RegulationKind.WORK_NORMS,
        "owner_id": owner.user_id,
    }
    return RegulationInput(**values | more)


def regulation(session: Session, owner: Actor, code: str = "РП-01", **more: Any) -> Regulation:
    """The regulation with this code, made where there is none yet."""
    known = session.scalars(select(Regulation).where(Regulation.code == code)).first()
    if known is not None:
        return known
    return regulations.make_regulation(session, Actor.system(), given(session, owner, code, **more))


def draft(
    session: Session, owner: Actor, *, code: str = "РП-01", body: str = RULES, **more: Any
) -> RegulationVersion:
    """A draft of the next edition with this text."""
    pay = more.pop("lowers_pay", False)
    summary = more.pop("summary", None)
    made = regulation(session, owner, code, **more)
    edition = regulations.start_edition(session, owner, made.id)
    if summary is None:
        summary = CHANGES if edition.edition > 1 else ""
    return regulations.save_text(session, owner, edition.document_id, body, summary, pay)


def discussed(session: Session, owner: Actor, **more: Any) -> RegulationVersion:
    """An edition that only waits for its approval: every role is waived."""
    edition = draft(session, owner, **more)
    fire(session, edition.document_id, "discuss", owner)
    waive_all(session, owner, edition)
    return edition


def waive_all(session: Session, owner: Actor, edition: RegulationVersion) -> None:
    for voice in voices(session, edition):
        if not voice.settled:
            regulations.waive(session, owner, edition.document_id, voice.role, WITHOUT)


def in_force(
    session: Session,
    owner: Actor,
    *,
    code: str = "РП-01",
    body: str = RULES,
    roles: tuple[str, ...] = (),
    departments: tuple[int, ...] = (),
    stages: tuple[str, ...] = (),
    at: datetime | None = None,
    **more: Any,
) -> RegulationVersion:
    """The next edition of a regulation, made, discussed, approved and in force, all at ``at``.

    The regulation itself is made with the first edition.
    """
    with moment_of(at or now()):
        edition = discussed(
            session,
            owner,
            code=code,
            body=body,
            roles=roles,
            departments=departments,
            stages=stages,
            **more,
        )
        return regulations.approve(
            session, owner, edition.document_id, None, short_notice=KNOWINGLY
        )
