"""Parameters of the stage that the regulation may set."""

from decimal import Decimal

from core.sdk import N_, Norm, NormKind, plural

DISCOUNT_WITHOUT_APPROVAL = "quotes.discount_without_approval"
OFFER_VALIDITY_DAYS = "quotes.offer_validity_days"
ANSWER_DAYS = "quotes.answer_days"
RECEIPT_REMINDER_DAYS = "quotes.receipt_reminder_days"
LINK_DAYS = "quotes.public_link_days"
MATCH_SCORE = "quotes.match_score"

NORMS = (
    Norm(
        key=DISCOUNT_WITHOUT_APPROVAL,
        kind=NormKind.PERCENT,
        title=N_("Скидка без согласования"),
        explanation=N_(
            "Предложение, в котором скидка хотя бы по одной строке больше, "
            "согласует руководитель отдела."
        ),
        unit="%",
        default=Decimal(10),
        minimum=Decimal(0),
        maximum=Decimal(100),
    ),
    Norm(
        key=OFFER_VALIDITY_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Срок действия предложения"),
        explanation=N_(
            "Столько дней действуют цены нового предложения, если менеджер не указал иное."
        ),
        unit=N_("дней"),
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(14),
        minimum=Decimal(1),
        maximum=Decimal(365),
    ),
    Norm(
        key=ANSWER_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Срок ответа на запрос"),
        explanation=N_("За столько рабочих дней на запрос отвечают предложением или отказом."),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(2),
        minimum=Decimal(1),
        maximum=Decimal(60),
    ),
    Norm(
        key=RECEIPT_REMINDER_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Напоминание о получении"),
        explanation=N_(
            "Если клиент не подтвердил получение предложения, через столько рабочих дней "
            "ему уходит напоминание."
        ),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(2),
        minimum=Decimal(1),
        maximum=Decimal(30),
    ),
    Norm(
        key=LINK_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Срок ссылки для клиента"),
        explanation=N_(
            "Столько дней после окончания срока предложения открывается его страница для клиента."
        ),
        unit=N_("дней"),
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(30),
        minimum=Decimal(0),
        maximum=Decimal(365),
    ),
    Norm(
        key=MATCH_SCORE,
        kind=NormKind.PERCENT,
        title=N_("Порог подбора"),
        explanation=N_(
            "Строке запроса сама назначается позиция номенклатуры, если сходство не меньше; "
            "иначе выбирает менеджер."
        ),
        unit="%",
        default=Decimal(80),
        minimum=Decimal(50),
        maximum=Decimal(100),
    ),
)
