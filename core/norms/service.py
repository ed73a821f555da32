"""Reading and setting norms. ``norm()`` is the only way to read a parameter of the business."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.extending.registry import registry_of
from core.kernel.clock import now
from core.kernel.declarations import Norm, NormKind
from core.kernel.errors import Refusal, Refused, ValidationFailed
from core.kernel.events import NormBreach, NormSource
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.norms.models import NormSetting


@dataclass(frozen=True)
class NormReading:
    """The answer: the value and where it comes from. A decision stores ``to_dict()``.

    ``source`` is the regulation that sets the norm. Where none does, ``setting_id`` names what
    the head has set; where nobody has, both are None and the declared default holds.
    """

    key: str
    value: Decimal
    setting_id: int | None
    at: datetime
    source: NormSource | None = None

    def to_dict(self) -> dict[str, Any]:
        """As kept beside a decision."""
        return {
            "key": self.key,
            "value": format(self.value.normalize(), "f"),
            "setting_id": self.setting_id,
            "at": self.at.isoformat(),
            "regulation": self.source.to_dict() if self.source else None,
        }


_READINGS = "norm_readings"


@contextmanager
def recorded(session: Session) -> Iterator[list[NormReading]]:
    """Collect every norm read inside the block, so that a decision can name its grounds."""
    outer: list[NormReading] | None = session.info.get(_READINGS)
    readings: list[NormReading] = []
    session.info[_READINGS] = readings
    try:
        yield readings
    finally:
        session.info[_READINGS] = outer
        if outer is not None:
            outer.extend(readings)


def declared(session: Session, key: str) -> Norm:
    """The declaration; KeyError where no enabled plugin declares the norm."""
    return registry_of(session).norms[key]


def norm(
    session: Session, key: str, *, at: datetime | None = None, employee: int | None = None
) -> NormReading:
    """The value in force at ``at`` (now where not given), with its source.

    ``employee`` is the id of the user whose work is judged: a regulation may hold for some roles
    or departments only. Without it only what holds for everybody answers.
    """
    reading = _resolve(session, key, at or now(), employee)
    readings: list[NormReading] | None = session.info.get(_READINGS)
    if readings is not None:
        readings.append(reading)
    return reading


def _resolve(session: Session, key: str, moment: datetime, employee: int | None) -> NormReading:
    declaration = declared(session, key)
    source = registry_of(session).norms_set([key], moment, employee, session).get(key)
    if source is not None:
        return NormReading(key, source.value, None, moment, source)
    setting = session.scalars(
        select(NormSetting)
        .where(NormSetting.key == key, NormSetting.valid_from <= moment)
        .order_by(NormSetting.valid_from.desc(), NormSetting.id.desc())
        .limit(1)
    ).first()
    if setting is not None:
        return NormReading(key, setting.value, setting.id, moment)
    return NormReading(key, declaration.default, None, moment)


def report_breach(session: Session, breach: NormBreach) -> None:
    """Say that an employee has broken a norm; whoever keeps the rules of the game decides."""
    declared(session, breach.norm)
    registry_of(session).tell_breach(breach, session)


def history(session: Session, key: str) -> Sequence[NormSetting]:
    """All values ever set, the newest first."""
    return session.scalars(
        select(NormSetting)
        .where(NormSetting.key == key)
        .order_by(NormSetting.valid_from.desc(), NormSetting.id.desc())
    ).all()


def value_fault(declaration: Norm, value: Decimal) -> Message | None:
    """What is wrong with a value of the norm; None where it may be set."""
    if not declaration.minimum <= value <= declaration.maximum:
        return Message(
            N_("Допустимо от %(minimum)s до %(maximum)s"),
            minimum=declaration.minimum,
            maximum=declaration.maximum,
        )
    if declaration.kind is NormKind.INTEGER and value != value.to_integral_value():
        return Message(N_("Нужно целое число"))
    if declaration.kind is NormKind.BOOLEAN and value not in (Decimal(0), Decimal(1)):
        return Message(N_("Выберите «да» или «нет»"))
    return None


def set_norm(
    session: Session,
    key: str,
    value: Decimal,
    *,
    reason: str,
    valid_from: datetime | None,
    actor: Actor,
) -> NormSetting:
    """Put a value in force from ``valid_from`` (at once where None).

    Raises ValidationFailed: out of bounds, no reason, or a moment that has passed, since
    decisions already taken under the old value would lose their ground. Raises Refused where a
    regulation in force sets the norm, for everybody or for some: text and value are one, and the
    text is elsewhere.
    """
    declaration = declared(session, key)
    moment = now()
    sources = ruled(session, [key]).get(key, [])
    if sources:
        raise Refused(
            [
                Refusal(
                    Message(
                        N_(
                            "Норму задаёт п. %(clause)s документа «%(title)s», редакция "
                            "%(edition)s: измените её там, новой редакцией"
                        ),
                        clause=source.clause,
                        title=source.title,
                        edition=source.edition,
                    ),
                    field="value",
                    link=source.link,
                )
                for source in sources
            ]
        )
    errors: dict[str, list[Message]] = {}
    fault = value_fault(declaration, value)
    if fault is not None:
        errors["value"] = [fault]
    if not reason.strip():
        errors["reason"] = [Message(N_("Напишите, почему норма меняется: это увидят сотрудники"))]
    if valid_from is not None and valid_from < moment:
        errors["valid_from"] = [
            Message(N_("Норму нельзя изменить задним числом: выберите сегодня или позже"))
        ]
    if errors:
        raise ValidationFailed(errors)
    setting = NormSetting(
        key=key,
        value=value,
        reason=reason.strip(),
        valid_from=valid_from or moment,
        author_id=actor.user_id,
        created_at=moment,
    )
    session.add(setting)
    session.flush()
    return setting


def ruled(session: Session, keys: Sequence[str]) -> dict[str, list[NormSource]]:
    """Which of the norms regulations set now, for everybody or for some, with all the places."""
    return registry_of(session).norm_sources(keys, now(), session)


def all_in_force(session: Session, employee: int | None = None) -> dict[str, NormReading]:
    """Every declared norm with its value now, by key; the number of queries is fixed.

    ``employee`` as in ``norm``: what holds for him; without it, what holds for everybody.
    """
    moment = now()
    norms = registry_of(session).norms
    sources = registry_of(session).norms_set(list(norms), moment, employee, session)
    newest: dict[str, NormSetting] = {}
    for setting in session.scalars(
        select(NormSetting)
        .where(NormSetting.valid_from <= moment)
        .order_by(NormSetting.valid_from, NormSetting.id)
    ):
        newest[setting.key] = setting
    found: dict[str, NormReading] = {}
    for key, declaration in norms.items():
        if key in sources:
            found[key] = NormReading(key, sources[key].value, None, moment, sources[key])
        elif key in newest:
            found[key] = NormReading(key, newest[key].value, newest[key].id, moment)
        else:
            found[key] = NormReading(key, declaration.default, None, moment)
    return found
