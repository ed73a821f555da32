"""The calculation of a reduction, in words: which limit worked, and by which article."""

from decimal import Decimal

from flask_babel import gettext as _

from core.sdk.web import money, percent
from plugins.training.labour_law import CAP_SHARE, Limit, Reduction
from plugins.training.models import Violation


def reduction_in_words(found: Reduction) -> list[str]:
    """The largest lawful reduction, step by step."""
    lines = [
        _(
            "По подписанному правилу: %(percent)s от %(pay)s = %(asked)s.",
            percent=percent(found.percent),
            pay=money(found.pay),
            asked=money(found.asked),
        ),
        _(
            "Предел закона за месяц: %(share)s заработка = %(cap)s (ТК ст. 135).",
            share=percent(CAP_SHARE * 100),
            cap=money(found.cap),
        ),
    ]
    if found.taken:
        lines.append(
            _(
                "Уже снято за этот месяц: %(taken)s. Осталось под пределом %(left)s.",
                taken=money(found.taken),
                left=money(found.cap_left),
            )
        )
    lines.append(_result(found.limit, found.allowed, found.asked, found.bonus_left))
    return lines


def taken_in_words(violation: Violation) -> list[str]:
    """What a decision took off, by the figures that it was taken on; nothing where it took none."""
    taken = violation.reduction
    if taken is None:
        return []
    found = Reduction(
        pay=taken.pay,
        bonus=taken.bonus,
        percent=taken.percent,
        taken=taken.taken_before,
        asked=taken.asked,
        cap=taken.cap,
        allowed=taken.amount,
        limit=Limit(taken.limit),
    )
    lines = reduction_in_words(found)
    return [*lines[:-1], _limit_note(found)]


def _limit_note(found: Reduction) -> str:
    match found.limit:
        case Limit.CAP:
            return _("Больше не дал снять предел закона (ТК ст. 135).")
        case Limit.BONUS:
            return _("Больше не дала снять сама премия: снижают только её (ТК ст. 135).")
        case Limit.RULE:
            return _("Больше не даёт снять подписанное правило.")


def _result(limit: Limit, allowed: Decimal, asked: Decimal, bonus_left: Decimal) -> str:
    result = money(allowed)
    match limit:
        case Limit.CAP:
            return _(
                "Можно снизить не больше чем на %(result)s: правило просит %(asked)s, но больше "
                "предела закона нельзя.",
                result=result,
                asked=money(asked),
            )
        case Limit.BONUS:
            return _(
                "Можно снизить не больше чем на %(result)s: снижается только премия, её осталось "
                "%(bonus)s.",
                result=result,
                bonus=money(bonus_left),
            )
        case Limit.RULE:
            return _(
                "Можно снизить не больше чем на %(result)s: столько даёт правило, это в пределах "
                "закона.",
                result=result,
            )
