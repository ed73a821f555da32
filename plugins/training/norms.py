"""Parameters of reading, signing and the rest that the regulation itself may set."""

from decimal import Decimal

from core.sdk import N_, Norm, NormKind

READING_SPEED = "training.reading_speed"
READING_DAYS = "training.reading_days"
GRACE_DAYS = "training.grace_days"
PASS_MARK = "training.pass_mark"  # noqa: S105 - the mark of a quiz
QUIZ_ATTEMPTS = "training.quiz_attempts"
REMARK_DAYS = "training.remark_days"

NORMS = (
    Norm(
        key=READING_SPEED,
        kind=NormKind.INTEGER,
        title=N_("Скорость чтения"),
        explanation=N_(
            "Раздел считается прочитанным, когда он был на экране не меньше времени, за которое "
            "его читают с этой скоростью."
        ),
        unit=N_("знаков в минуту"),
        default=Decimal(1500),
        minimum=Decimal(300),
        maximum=Decimal(6000),
    ),
    Norm(
        key=READING_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Срок ознакомления"),
        explanation=N_("За столько рабочих дней назначенный документ читают и подписывают."),
        unit=N_("рабочих дней"),
        default=Decimal(3),
        minimum=Decimal(1),
        maximum=Decimal(30),
    ),
    Norm(
        key=GRACE_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Отсрочка допуска"),
        explanation=N_(
            "Столько рабочих дней после вступления редакции в силу сотрудник ещё работает на "
            "этапах, которые она регулирует, не подписав её. Новичку отсрочки нет."
        ),
        unit=N_("рабочих дней"),
        default=Decimal(3),
        minimum=Decimal(0),
        maximum=Decimal(30),
    ),
    Norm(
        key=PASS_MARK,
        kind=NormKind.PERCENT,
        title=N_("Проходной балл"),
        explanation=N_("Вопросы после чтения сданы, если верных ответов не меньше."),
        unit="%",
        default=Decimal(80),
        minimum=Decimal(1),
        maximum=Decimal(100),
    ),
    Norm(
        key=QUIZ_ATTEMPTS,
        kind=NormKind.INTEGER,
        title=N_("Попыток на вопросы"),
        explanation=N_(
            "После стольких неудачных попыток нужна беседа с наставником: он открывает новые."
        ),
        unit=N_("попыток"),
        default=Decimal(3),
        minimum=Decimal(1),
        maximum=Decimal(20),
    ),
    Norm(
        key=REMARK_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Сбор замечаний после вступления в силу"),
        explanation=N_(
            "Столько дней после вступления редакции в силу замечания участников попадают в "
            "черновик следующей."
        ),
        unit=N_("дней"),
        default=Decimal(30),
        minimum=Decimal(1),
        maximum=Decimal(180),
    ),
)
