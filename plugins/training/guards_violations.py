"""Conditions of the transitions of a violation."""

from decimal import Decimal

from core.sdk import N_, GuardContext, Message, Refusal, Sum, today
from plugins.training.discipline import (
    lawful_reduction,
    may_decide,
    penalty_rule,
    period_of,
    rule_fault,
    sanction_stands_to,
    term_of,
)
from plugins.training.labour_law import Limit, Reduction
from plugins.training.models import Violation
from plugins.training.same_act import numbers, punished_twins


def _violation(context: GuardContext) -> Violation:
    return context.session.get_one(Violation, context.document.id)


def decider_is_nobody_of_the_case(context: GuardContext) -> Refusal | None:
    """The accused never decides on himself, nor whoever reported; nor a peer on management."""
    if may_decide(context.document, _violation(context), context.actor):
        return None
    return Refusal(
        Message(
            N_(
                "Решает тот, кто не участвует в случае: не сам сотрудник и не тот, кто сообщил, "
                "а на руководителя — директор или назначенный вместо него"
            )
        )
    )


def program_or_decider(context: GuardContext) -> Refusal | None:
    """The program demands explanations by a norm, or the decider does."""
    return None if context.actor.is_system else decider_is_nobody_of_the_case(context)


def accused_speaks_himself(context: GuardContext) -> Refusal | None:
    """Nobody explains for another."""
    if context.actor.user_id == context.document.responsible_id:
        return None
    return Refusal(Message(N_("Объяснение даёт только сам сотрудник")))


def term_for_sanction_runs(context: GuardContext) -> Refusal | None:
    """A month from the discovery, six from the act (ТК ст. 193)."""
    term = term_of(_violation(context))
    if not term.passed(today()):
        return None
    return Refusal(
        Message(N_("Срок для взыскания истёк %(day)s (ТК ст. 193)"), day=f"{term.last:%d.%m.%Y}")
    )


def explanation_is_overdue(context: GuardContext) -> Refusal | None:
    """An act of refusal is drawn up only after two working days (ТК ст. 193)."""
    last = _violation(context).explain_by
    if last is not None and today() > last:
        return None
    return Refusal(
        Message(
            N_("Акт составляют после срока для объяснения: он до %(day)s включительно"),
            day=f"{last:%d.%m.%Y}" if last else "",
        )
    )


def rule_was_signed(context: GuardContext) -> Refusal | None:
    """No sanction for a rule that the person had not signed before the act (ТК ст. 22, 192)."""
    fault = rule_fault(context.session, context.document, _violation(context))
    return Refusal(fault) if fault else None


def act_was_not_punished(context: GuardContext) -> Refusal | None:
    """One act has one sanction (ТК ст. 193 ч. 5); ``other_act`` says why this is another one."""
    if str(context.data.get("other_act") or "").strip():
        return None
    found = punished_twins(context.session, _violation(context))
    if not found:
        return None
    return Refusal(
        Message(
            N_(
                "За этот день и пункт взыскание уже применено по %(numbers)s, за один поступок "
                "применяют одно (ТК ст. 193). Объедините случаи или напишите, чем этот "
                "поступок другой"
            ),
            numbers=numbers(found),
        ),
        field="other_act",
    )


def reduction_is_lawful(context: GuardContext) -> Refusal | None:
    """Nothing but the bonus, by the signed rule, within the limit of the law (ТК ст. 135)."""
    asked = context.data.get("reduction")
    if asked is None:
        return None
    violation = _violation(context)
    rule = penalty_rule(context.session, context.document, violation)
    if rule.fault:
        return Refusal(rule.fault, field="amount")
    found = lawful_reduction(
        context.session,
        context.document,
        rule,
        pay=Decimal(asked["pay"]),
        bonus=Decimal(asked["bonus"]),
        period=period_of(today()),
    )
    if Decimal(asked["amount"]) <= found.allowed:
        return None
    return Refusal(too_much(found), field="amount")


def too_much(found: Reduction) -> Message:
    """Why no more may be taken, in words."""
    if found.limit is Limit.CAP:
        return Message(
            N_(
                "Больше %(allowed)s нельзя: за месяц заработок снижают не больше чем на 20 %%, "
                "это %(cap)s, из них %(taken)s уже снято (ТК ст. 135)"
            ),
            allowed=Sum(found.allowed),
            cap=Sum(found.cap),
            taken=Sum(found.taken),
        )
    if found.limit is Limit.BONUS:
        return Message(
            N_("Больше %(allowed)s нельзя: столько осталось от премии, снижают только её"),
            allowed=Sum(found.allowed),
        )
    return Message(
        N_("Больше %(allowed)s нельзя: столько даёт подписанное правило (%(percent)s %%)"),
        allowed=Sum(found.allowed),
        percent=format(found.percent.normalize(), "f"),
    )


def sanction_has_run_out(context: GuardContext) -> Refusal | None:
    """A sanction lapses a year after the person's last one (ТК ст. 194)."""
    stands_to = sanction_stands_to(context.session, context.document)
    if today() > stands_to:
        return None
    return Refusal(
        Message(
            N_("Взыскание действует до %(day)s (ТК ст. 194)"),
            day=f"{stands_to:%d.%m.%Y}",
        )
    )
