"""Parameters of the stage that the regulation may set."""

from decimal import Decimal

from core.sdk import N_, Norm, NormKind, plural

DEFAULT_MONTHS = "warranty.default_months"
ANSWER_DAYS = "warranty.answer_days"

NORMS = (
    Norm(
        key=DEFAULT_MONTHS,
        kind=NormKind.INTEGER,
        title=N_("Гарантия по умолчанию"),
        explanation=N_("Столько месяцев гарантии ставится в новый талон."),
        unit=N_("месяцев"),
        forms=plural("%(num)s месяц", "%(num)s месяца"),
        default=Decimal(12),
        minimum=Decimal(1),
        maximum=Decimal(120),
    ),
    Norm(
        key=ANSWER_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Срок ответа на обращение"),
        explanation=N_("За столько рабочих дней клиенту отвечают на обращение по гарантии."),
        unit=N_("рабочих дней"),
        default=Decimal(5),
        minimum=Decimal(1),
        maximum=Decimal(45),
    ),
)
