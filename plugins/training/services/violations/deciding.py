"""Decisions: nothing, a sanction with or without the bonus, a gap in the rules."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Message,
    NotFound,
    User,
    ValidationFailed,
    fire,
    history,
    now,
    recorded,
    today,
)
from plugins.training.discipline import (
    SANCTIONS,
    PenaltyRule,
    entrusted,
    lawful_reduction,
    penalty_rule,
    period_of,
)
from plugins.training.guards_violations import too_much
from plugins.training.labour_law import KOPECK, Reduction
from plugins.training.models import (
    BonusReduction,
    Outcome,
    Regulation,
    RegulationVersion,
    Remark,
    Violation,
)
from plugins.training.services.faults import too_long
from plugins.training.services.histories import reduction_facts
from plugins.training.services.regulations import (
    latest_approved,
    open_version,
    said_of,
    speaking_roles,
    start_edition,
)
from plugins.training.services.violations import letters
from plugins.training.services.violations.acquainting import expect
from plugins.training.services.violations.given import (
    MAX_TEXT,
    DecisionInput,
    ReductionInput,
)
from plugins.training.services.violations.reading import taken_by_decider

MOVES = {
    Outcome.DISMISSED: "dismiss",
    Outcome.REPROOF: "sanction",
    Outcome.REPRIMAND: "sanction",
}
# technical: more is a slip of the finger
LARGEST_PAY = Decimal(10) ** 9


def weigh(
    session: Session, violation: Violation, given: ReductionInput
) -> tuple[PenaltyRule, Reduction]:
    """The rule and the largest lawful reduction by the figures given; nothing is written.

    Raises ValidationFailed on ``pay`` and ``bonus``.
    """
    errors: dict[str, list[Message]] = {}
    if not Decimal(0) < given.pay < LARGEST_PAY:
        errors["pay"] = [Message(N_("Введите заработок за месяц до снижения, в рублях"))]
    if given.bonus < 0:
        errors["bonus"] = [Message(N_("Премия не бывает отрицательной"))]
    elif not errors and given.bonus > given.pay:
        errors["bonus"] = [Message(N_("Премия входит в заработок: больше его она быть не может"))]
    if errors:
        raise ValidationFailed(errors)
    document = violation.document
    rule = penalty_rule(session, document, violation)
    found = lawful_reduction(
        session,
        document,
        rule,
        pay=given.pay.quantize(KOPECK),
        bonus=given.bonus.quantize(KOPECK),
        period=period_of(today()),
    )
    return rule, found


def decide(
    session: Session,
    actor: Actor,
    document_id: int,
    given: DecisionInput,
    version: int | None = None,
) -> Violation:
    """Decide on the case. ``passed_on`` and ``joined`` are carried out by ``pass_on`` and ``join``.

    Raises NotFound, Forbidden, StaleVersion, ValidationFailed, or Refused with the article of
    the law that stands against it.
    """
    if given.outcome not in MOVES:
        raise ValueError("a case is passed on or joined by a function of its own")
    violation = taken_by_decider(session, document_id, actor, version)
    motive = _motive(given.motive)
    other_act = given.other_act.strip() if given.outcome.value in SANCTIONS else ""
    if len(other_act) > MAX_TEXT:
        raise ValidationFailed({"other_act": [too_long(MAX_TEXT)]})
    data: dict[str, Any] = {"outcome": given.outcome.value, "other_act": other_act}
    if given.outcome.value in SANCTIONS:
        _hold_accused(session, violation)
    with recorded(session) as readings:
        rule = penalty_rule(session, violation.document, violation)
        taking: BonusReduction | None = None
        if given.reduction is not None and given.outcome.value in SANCTIONS:
            taking = _taking(session, violation, given.reduction)
            data["reduction"] = reduction_facts(taking)
        move = MOVES[given.outcome]
        fire(session, document_id, move, entrusted(violation, actor), reason=motive, data=data)
    violation.outcome = given.outcome.value
    violation.motive = motive
    violation.decided_at = now()
    violation.decided_by_id = actor.user_id
    violation.repeated = bool(rule.before)
    violation.other_act = other_act
    violation.readings = [*violation.readings, *(reading.to_dict() for reading in readings)]
    if taking is not None:
        session.add(taking)
    session.flush()
    session.expire(violation, ["decided_by", "reduction"])
    letters.tell(session, violation, letters.DECIDED)
    if given.outcome.value in SANCTIONS:
        expect(session, violation)
    return violation


def _hold_accused(session: Session, violation: Violation) -> None:
    """Lock the person's row until the transaction ends: two decisions at once can neither use the
    same remainder under the month's limit nor both punish one act."""
    user_id = violation.document.responsible_id
    session.scalars(select(User.id).where(User.id == user_id).with_for_update()).one()


def _taking(session: Session, violation: Violation, given: ReductionInput) -> BonusReduction:
    """The reduction as it will be kept."""
    user_id = violation.document.responsible_id
    assert user_id is not None
    rule, found = weigh(session, violation, given)
    if rule.fault:
        raise ValidationFailed({"amount": [rule.fault]})
    amount = found.allowed if given.amount is None else given.amount.quantize(KOPECK)
    if amount > found.allowed:
        raise ValidationFailed({"amount": [too_much(found)]})
    if amount <= 0:
        raise ValidationFailed(
            {"amount": [Message(N_("Снижать нечего: выберите взыскание без снижения премии"))]}
        )
    return BonusReduction(
        document_id=violation.document_id,
        user_id=user_id,
        period=period_of(today()),
        pay=given.pay.quantize(KOPECK),
        bonus=given.bonus.quantize(KOPECK),
        percent=found.percent,
        rule_version_id=rule.version_id,
        asked=found.asked,
        cap=found.cap,
        taken_before=found.taken,
        amount=amount,
        limit=found.limit.value,
    )


def pass_on(
    session: Session,
    actor: Actor,
    document_id: int,
    regulation_id: int,
    proposal: str,
    motive: str,
    version: int | None = None,
) -> Violation:
    """Close a case that the rules do not know, and carry it into the regulation's next edition.

    ``proposal`` becomes a remark that everybody reads: it must not name the people of the case.
    The draft of the next edition is made where there is none.
    """
    violation = taken_by_decider(session, document_id, actor, version)
    regulation = session.get(Regulation, regulation_id)
    if regulation is None:
        raise NotFound()
    typed = proposal.strip()
    if not typed:
        raise ValidationFailed(
            {"proposal": [Message(N_("Напишите, чего не хватает в правилах, без имён"))]}
        )
    if len(typed) > MAX_TEXT:
        raise ValidationFailed({"proposal": [too_long(MAX_TEXT)]})
    typed_motive = _motive(motive)
    fire(
        session,
        document_id,
        "pass_on",
        entrusted(violation, actor),
        reason=typed_motive,
        data={"outcome": Outcome.PASSED_ON.value, "regulation": regulation.code},
    )
    remark = _remark(session, actor, regulation, typed)
    violation.outcome = Outcome.PASSED_ON.value
    violation.motive = typed_motive
    violation.decided_at = now()
    violation.decided_by_id = actor.user_id
    violation.passed_to_id = regulation.id
    violation.remark_id = remark.id
    session.flush()
    session.expire(violation, ["decided_by", "passed_to", "remark"])
    letters.tell(session, violation, letters.DECIDED)
    return violation


def _remark(session: Session, actor: Actor, regulation: Regulation, text: str) -> Remark:
    """A remark on what is in force, carried into the draft of the next edition; on the draft
    itself where nothing has been in force yet."""
    draft = open_version(session, regulation.id)
    if draft is None:
        draft = start_edition(session, Actor.system(), regulation.id)
    spoken_of = latest_approved(session, regulation.id) or draft
    carried = spoken_of.document_id != draft.document_id
    assert actor.user_id is not None
    remark = Remark(
        document_id=spoken_of.document_id,
        author_id=actor.user_id,
        role=_role(session, spoken_of, actor),
        said_of_id=said_of(session, spoken_of).id,
        text=text,
        at=now(),
        carried_to_id=draft.document_id if carried else None,
    )
    session.add(remark)
    session.flush()
    history.record(
        session,
        draft.document,
        "remark",
        actor,
        {
            "text": N_("Замечание из случая вне правил: %(text)s"),
            "params": {"text": text},
            "remark": remark.id,
        },
    )
    return remark


def _role(session: Session, version: RegulationVersion, actor: Actor) -> str:
    return next(iter(speaking_roles(session, version, actor)), "")


def lift(
    session: Session, actor: Actor, document_id: int, reason: str, version: int | None = None
) -> Violation:
    """Lift a sanction before its year has passed (ТК ст. 194 ч. 2)."""
    violation = taken_by_decider(session, document_id, actor, version)
    fire(session, document_id, "lift", entrusted(violation, actor), reason=reason)
    return violation


def _motive(text: str) -> str:
    typed = text.strip()
    if not typed:
        raise ValidationFailed({"motive": [Message(N_("Напишите, почему решено так"))]})
    if len(typed) > MAX_TEXT:
        raise ValidationFailed({"motive": [too_long(MAX_TEXT)]})
    return typed
