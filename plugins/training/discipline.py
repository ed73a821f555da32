"""What a decision on a violation rests on: the signed rule, the term, the month's limit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Document,
    Message,
    NormReading,
    Scope,
    norm,
    sees,
    unrestricted,
)
from plugins.training import labour_law
from plugins.training.labour_law import Pause, Reduction, Term
from plugins.training.models import BonusReduction, Outcome, Signature, Violation
from plugins.training.norms import PENALTY_PERCENT, PENALTY_REPEAT_DAYS, PENALTY_REPEAT_PERCENT
from plugins.training.permissions import TrainingPermission

SANCTIONS = (Outcome.REPROOF.value, Outcome.REPRIMAND.value)
SANCTIONED = ("sanctioned", "lifted")
"""States of cases in which a sanction was applied."""


def local_day(moment: datetime) -> date:
    """The day in the company's time zone."""
    return moment.astimezone(DEFAULT_ZONE).date()


def may_decide(document: Document, violation: Violation, actor: Actor) -> bool:
    """Whether the person decides on the case.

    Never the accused, never whoever reported; on one who himself decides on others, only a
    person who sees the whole company, or whoever was appointed because there is no such other.
    """
    permission = TrainingPermission.VIOLATION_DECIDE
    actor = entrusted(violation, actor)
    if actor.user_id is None or not sees(document, actor, permission):
        return False
    if actor.user_id in (document.responsible_id, document.author_id):
        return False
    return not violation.on_management or actor.scope(permission) is Scope.ALL


def entrusted(violation: Violation, actor: Actor) -> Actor:
    """The person with what this case entrusts to him: who was appointed sees and decides it; one
    that nobody may decide is seen by personnel."""
    whole: dict[str, Scope] = {}
    if actor.user_id is not None and actor.user_id == violation.decider_id:
        whole[TrainingPermission.VIOLATION_VIEW.value] = Scope.ALL
        whole[TrainingPermission.VIOLATION_DECIDE.value] = Scope.ALL
    elif violation.without_decider and keeps_papers(actor):
        whole[TrainingPermission.VIOLATION_VIEW.value] = Scope.ALL
    return replace(actor, grants=MappingProxyType({**actor.grants, **whole})) if whole else actor


def may_hear(document: Document, violation: Violation, actor: Actor) -> bool:
    """Whether the person asks for the explanation, and draws up the act that there is none: whoever
    decides, and where nobody does, personnel, since the term of the law runs meanwhile."""
    if may_decide(document, violation, actor):
        return True
    parties = (document.responsible_id, document.author_id)
    return violation.without_decider and keeps_papers(actor) and actor.user_id not in parties


def entrusted_to_hear(violation: Violation, actor: Actor) -> Actor:
    """The person with what asking for the explanation needs."""
    known = entrusted(violation, actor)
    if not may_hear(violation.document, violation, actor):
        return known
    hears = {TrainingPermission.VIOLATION_DECIDE.value: Scope.ALL}
    return replace(known, grants=MappingProxyType({**known.grants, **hears}))


def keeps_papers(actor: Actor) -> bool:
    """Whether the person is of personnel: watches over what the whole company reads and signs."""
    return actor.scope(TrainingPermission.READING_WATCH) is Scope.ALL


def sees_case(document: Document, violation: Violation, actor: Actor) -> bool:
    """Whether the person sees the case, by his role or because it was entrusted to him."""
    return sees(document, entrusted(violation, actor), TrainingPermission.VIOLATION_VIEW)


def term_of(violation: Violation) -> Term:
    """Until when a sanction may be applied."""
    return labour_law.term(
        local_day(violation.happened_at),
        local_day(violation.discovered_at),
        [Pause(one.since, one.until) for one in violation.pauses],
    )


def signed_before(
    session: Session, user_id: int, version_id: int, moment: datetime
) -> Signature | None:
    """The person's signature under the version, given before ``moment``; None without one."""
    return session.scalars(
        select(Signature).where(
            Signature.document_id == version_id,
            Signature.user_id == user_id,
            Signature.at <= moment,
        )
    ).first()


def rule_fault(session: Session, document: Document, violation: Violation) -> Message | None:
    """Why the broken rule cannot ground a sanction; None where it can (ТК ст. 22, 192)."""
    assert document.responsible_id is not None
    if violation.outside:
        return Message(
            N_("Взыскание невозможно: случай не описан ни в одном пункте действующих правил")
        )
    if violation.rule_version_id is None:
        return Message(
            N_(
                "Взыскание невозможно: норму не задаёт ни один регламент, который действовал "
                "в день нарушения"
            )
        )
    moment = violation.happened_at
    if signed_before(session, document.responsible_id, violation.rule_version_id, moment) is None:
        return Message(
            N_(
                "Взыскание невозможно: до нарушения сотрудник не подписал редакцию, в которой "
                "стоит это правило (ТК ст. 22, 192)"
            )
        )
    return None


def same_rule(violation: Violation) -> ColumnElement[bool] | None:
    """The condition on other cases of the same rule; None where the case has no rule."""
    found: list[ColumnElement[bool]] = []
    if violation.norm:
        found.append(Violation.norm == violation.norm)
    if violation.clause_uid:
        # A clause keeps its name through all versions of its regulation.
        found.append(Violation.clause_uid == violation.clause_uid)
    return or_(*found) if found else None


def sanctions_before(
    session: Session, document: Document, violation: Violation, days: int
) -> Sequence[Document]:
    """Cases in which the same person got a sanction for the same rule within ``days`` before."""
    condition = same_rule(violation)
    if condition is None:
        return []
    moment = violation.happened_at
    return session.scalars(
        unrestricted(
            select(Document)
            .join(Violation, Violation.document_id == Document.id)
            .where(
                condition,
                Document.responsible_id == document.responsible_id,
                Document.id != document.id,
                Document.state.in_(SANCTIONED),
                Violation.decided_at <= moment,
                Violation.decided_at >= moment - timedelta(days=days),
            )
            .order_by(Violation.decided_at.desc())
        )
    ).all()


def sanction_stands_to(session: Session, document: Document) -> date:
    """The last day of the sanction: a year after the newest that the person still has, since a
    new one within the year keeps the old one standing (ТК ст. 194)."""
    newest = session.scalars(
        unrestricted(
            select(func.max(Violation.decided_at))
            .join(Document, Document.id == Violation.document_id)
            .where(
                Document.responsible_id == document.responsible_id,
                Document.state == "sanctioned",
            )
        )
    ).one()
    assert newest is not None
    return labour_law.stands_to(local_day(newest))


@dataclass(frozen=True)
class PenaltyRule:
    """What the signed regulation says of the bonus. ``fault`` tells why it says nothing.

    ``before`` are the sanctions that make the violation a repeated one.
    """

    percent: NormReading
    fault: Message | None
    before: Sequence[Document] = ()

    @property
    def version_id(self) -> int:
        """The version whose value holds; only where there is no ``fault``."""
        assert self.percent.source is not None
        return self.percent.source.document_id


def penalty_rule(session: Session, document: Document, violation: Violation) -> PenaltyRule:
    """The rule on reductions that was in force for the person, and signed by him, at the act.

    A repeated violation is counted as one only where the signed rules say so: else the percent
    of the first holds.
    """
    user_id, moment = document.responsible_id, violation.happened_at
    days = norm(session, PENALTY_REPEAT_DAYS, at=moment, employee=user_id)
    before = sanctions_before(session, document, violation, int(days.value))
    if before and _fault(session, document, moment, days) is None:
        again = norm(session, PENALTY_REPEAT_PERCENT, at=moment, employee=user_id)
        if _fault(session, document, moment, again) is None:
            return PenaltyRule(again, None, before)
    first = norm(session, PENALTY_PERCENT, at=moment, employee=user_id)
    return PenaltyRule(first, _fault(session, document, moment, first))


def _fault(
    session: Session, document: Document, moment: datetime, reading: NormReading
) -> Message | None:
    """Why the value binds nobody: no regulation sets it, or he has not signed that one."""
    assert document.responsible_id is not None
    if reading.source is None:
        return Message(
            N_(
                "Снизить премию нельзя: ни один регламент, который действовал в день нарушения, "
                "этого не предусматривает (ТК ст. 135)"
            )
        )
    if signed_before(session, document.responsible_id, reading.source.document_id, moment) is None:
        return Message(
            N_(
                "Снизить премию нельзя: «%(title)s», редакция %(edition)s, сотрудник до нарушения "
                "не подписал (ТК ст. 22)"
            ),
            title=reading.source.title,
            edition=reading.source.edition,
        )
    return None


@dataclass(frozen=True)
class MonthTaken:
    """What decisions of a month have taken off one person's bonus, and the figures they rest on.

    ``pay`` and ``bonus`` are the smallest that were entered, None where there is no decision yet.
    """

    amount: Decimal
    pay: Decimal | None
    bonus: Decimal | None


def taken_in(session: Session, user_id: int, period: date, except_id: int) -> MonthTaken:
    """The month's reductions of the person but for those of one case."""
    row = session.execute(
        select(
            func.coalesce(func.sum(BonusReduction.amount), 0),
            func.min(BonusReduction.pay),
            func.min(BonusReduction.bonus),
        ).where(
            BonusReduction.user_id == user_id,
            BonusReduction.period == period,
            BonusReduction.document_id != except_id,
        )
    ).one()
    return MonthTaken(Decimal(row[0] or 0), row[1], row[2])


def period_of(day: date) -> date:
    """The month whose bonus a sanction of that day may touch (ТК ст. 135), by its first day."""
    return day.replace(day=1)


def lawful_reduction(
    session: Session,
    document: Document,
    rule: PenaltyRule,
    *,
    pay: Decimal,
    bonus: Decimal,
    period: date,
) -> Reduction:
    """The largest reduction for the case. Where the month's decisions rest on other figures, the
    smaller hold: two people cannot widen the limit by entering different ones."""
    assert document.responsible_id is not None
    taken = taken_in(session, document.responsible_id, period, document.id)
    pay = pay if taken.pay is None else min(pay, taken.pay)
    bonus = bonus if taken.bonus is None else min(bonus, taken.bonus)
    percent = Decimal(0) if rule.fault else rule.percent.value
    return labour_law.reduction(pay, bonus, percent, taken.amount)


def reductions_over_the_law(session: Session) -> list[str]:
    """Months in which somebody's bonus was lowered by more than the law lets, for the check of
    the whole: no decision can do it, so the rows were changed otherwise."""
    rows = session.execute(
        select(
            BonusReduction.user_id,
            BonusReduction.period,
            func.sum(BonusReduction.amount),
            func.max(BonusReduction.pay),
            func.max(BonusReduction.bonus),
        )
        .group_by(BonusReduction.user_id, BonusReduction.period)
        .order_by(BonusReduction.user_id, BonusReduction.period)
    )
    return [
        f"сотрудник {user_id}, {period:%m.%Y}: снято {taken}, можно не больше {most}"
        for user_id, period, taken, pay, bonus in rows
        if taken > (most := min(labour_law.legal_cap(pay), bonus))
    ]
