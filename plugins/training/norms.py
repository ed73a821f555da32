"""Parameters of reading, signing and the rest that the regulation itself may set."""

from decimal import Decimal

from core.sdk import N_, Norm, NormKind, plural

READING_SPEED = "training.reading_speed"
READING_DAYS = "training.reading_days"
GRACE_DAYS = "training.grace_days"
REMIND_BEFORE_DAYS = "training.remind_before_days"
REMIND_AFTER_DAYS = "training.remind_after_days"
ESCALATE_DAYS = "training.escalate_days"
EXCEPTION_DAYS = "training.exception_days"
PASS_MARK = "training.pass_mark"  # noqa: S105 - the mark of a quiz
QUIZ_ATTEMPTS = "training.quiz_attempts"
REMARK_DAYS = "training.remark_days"
VOICE_REMINDER_DAYS = "training.voice_reminder_days"
REHEARSAL_DAYS = "training.rehearsal_days"
EFFECT_DAYS = "training.effect_days"
EFFECT_SAMPLE = "training.effect_sample"
EXPLAIN_AT_ONCE = "training.explain_at_once"
PENALTY_PERCENT = "training.penalty_percent"
PENALTY_REPEAT_PERCENT = "training.penalty_repeat_percent"
PENALTY_REPEAT_DAYS = "training.penalty_repeat_days"
WELCOME_DAYS = "training.welcome_days"
TRIAL_MONTHS = "training.trial_months"
REHEARSAL_MARK = "training.rehearsal_mark"
SCRIPT_SAMPLE = "training.script_sample"

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
        forms=plural("%(num)s знак в минуту", "%(num)s знака в минуту"),
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
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
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
            "этапах, которые она регулирует, не подписав её; кто подписал прежнюю, — не меньше, "
            "чем до своего срока ознакомления. Новичку на документы, с которых он начинает, "
            "отсрочки нет."
        ),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(3),
        minimum=Decimal(0),
        maximum=Decimal(30),
    ),
    Norm(
        key=REMIND_BEFORE_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Напоминание до срока ознакомления"),
        explanation=N_("За столько рабочих дней до срока сотруднику напоминают о документе."),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(1),
        minimum=Decimal(0),
        maximum=Decimal(10),
    ),
    Norm(
        key=REMIND_AFTER_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Напоминание после срока ознакомления"),
        explanation=N_(
            "Через столько рабочих дней после срока, и дальше с тем же шагом, сотруднику "
            "напоминают о неподписанном документе."
        ),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(1),
        minimum=Decimal(1),
        maximum=Decimal(10),
    ),
    Norm(
        key=ESCALATE_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Сообщение руководителю о неподписанном"),
        explanation=N_(
            "Через столько рабочих дней после срока о неподписанном документе узнаёт "
            "руководитель сотрудника."
        ),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(2),
        minimum=Decimal(0),
        maximum=Decimal(30),
    ),
    Norm(
        key=EXCEPTION_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Временный допуск без подписи"),
        explanation=N_("Руководитель допускает к работе без подписи не дольше."),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(5),
        minimum=Decimal(1),
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
        forms=plural("%(num)s попытка", "%(num)s попытки"),
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
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(30),
        minimum=Decimal(1),
        maximum=Decimal(180),
    ),
    Norm(
        key=VOICE_REMINDER_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Напоминание высказаться"),
        explanation=N_(
            "Роли, которые молчат об обсуждаемой редакции, получают письмо каждые столько рабочих "
            "дней."
        ),
        unit=N_("рабочих дней"),
        forms=plural("%(num)s рабочий день", "%(num)s рабочих дня"),
        default=Decimal(2),
        minimum=Decimal(1),
        maximum=Decimal(30),
    ),
    Norm(
        key=REHEARSAL_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Репетиция редакции"),
        explanation=N_(
            "За столько прошедших дней программа считает, что было бы по новым значениям норм, "
            "прежде чем редакцию утвердят."
        ),
        unit=N_("дней"),
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(90),
        minimum=Decimal(7),
        maximum=Decimal(730),
    ),
    Norm(
        key=EFFECT_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Оценка действия редакции"),
        explanation=N_(
            "Столько дней до вступления редакции в силу сравниваются со столькими же после него."
        ),
        unit=N_("дней"),
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(60),
        minimum=Decimal(7),
        maximum=Decimal(365),
    ),
    Norm(
        key=EFFECT_SAMPLE,
        kind=NormKind.INTEGER,
        title=N_("Наименьшая выборка"),
        explanation=N_(
            "Если до или после вступления редакции в силу случаев меньше, программа пишет "
            "«данных мало» и выводов не делает."
        ),
        unit=N_("случаев"),
        forms=plural("%(num)s случай", "%(num)s случая"),
        default=Decimal(20),
        minimum=Decimal(5),
        maximum=Decimal(1000),
    ),
    Norm(
        key=EXPLAIN_AT_ONCE,
        kind=NormKind.BOOLEAN,
        title=N_("Объяснение запрашивает программа"),
        explanation=N_(
            "Да: нарушение, которое нашла программа, сразу ждёт объяснения сотрудника. Нет: "
            "объяснение запрашивает тот, кто решает."
        ),
        unit="",
        default=Decimal(1),
        minimum=Decimal(0),
        maximum=Decimal(1),
    ),
    # No regulation can ask for more than the law allows in a month: 20 % (ТК ст. 135).
    Norm(
        key=PENALTY_PERCENT,
        kind=NormKind.PERCENT,
        title=N_("Снижение премии за нарушение"),
        explanation=N_(
            "На столько процентов месячного заработка снижается премия при замечании или выговоре. "
            "Действует, только если задано регламентом, который сотрудник подписал до нарушения."
        ),
        unit="%",
        default=Decimal(5),
        minimum=Decimal(0),
        maximum=Decimal(20),
        worse="up",
    ),
    Norm(
        key=PENALTY_REPEAT_PERCENT,
        kind=NormKind.PERCENT,
        title=N_("Снижение премии за повторное нарушение"),
        explanation=N_(
            "То же, если за нарушение того же правила сотрудник уже получил взыскание. За месяц "
            "все снижения вместе не больше 20 % заработка (ТК ст. 135)."
        ),
        unit="%",
        default=Decimal(10),
        minimum=Decimal(0),
        maximum=Decimal(20),
        worse="up",
    ),
    Norm(
        key=PENALTY_REPEAT_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Когда нарушение повторное"),
        explanation=N_(
            "Нарушение повторное, если взыскание за то же правило применено не раньше, чем за "
            "столько дней до него. Взыскание действует год (ТК ст. 194)."
        ),
        unit=N_("дней"),
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(180),
        minimum=Decimal(1),
        maximum=Decimal(365),
        worse="up",
    ),
    Norm(
        key=WELCOME_DAYS,
        kind=NormKind.INTEGER,
        title=N_("Письмо новичку до первого дня"),
        explanation=N_("За столько дней до выхода новичку уходит письмо с планом и входом."),
        unit=N_("дней"),
        forms=plural("%(num)s день", "%(num)s дня"),
        default=Decimal(2),
        minimum=Decimal(0),
        maximum=Decimal(30),
    ),
    Norm(
        key=TRIAL_MONTHS,
        kind=NormKind.INTEGER,
        title=N_("Испытательный срок"),
        explanation=N_(
            "Столько месяцев длится испытание по плану адаптации. Закон допускает не больше трёх, "
            "для руководителей шести (ТК РФ, ст. 70)."
        ),
        unit=N_("месяцев"),
        forms=plural("%(num)s месяц", "%(num)s месяца"),
        default=Decimal(3),
        minimum=Decimal(0),
        maximum=Decimal(6),
    ),
    Norm(
        key=REHEARSAL_MARK,
        kind=NormKind.INTEGER,
        title=N_("Оценка за репетицию скрипта"),
        explanation=N_("Репетиция скрипта принята, если наставник поставил не меньше."),
        unit=N_("баллов из 5"),
        forms=plural("%(num)s балл из 5", "%(num)s балла из 5"),
        default=Decimal(4),
        minimum=Decimal(1),
        maximum=Decimal(5),
    ),
    Norm(
        key=SCRIPT_SAMPLE,
        kind=NormKind.INTEGER,
        title=N_("Наименьшее число разговоров для выводов"),
        explanation=N_(
            "Если по скрипту или по его ветке проведено меньше разговоров, программа пишет "
            "«данных мало» и долю удачных не показывает."
        ),
        unit=N_("разговоров"),
        forms=plural("%(num)s разговор", "%(num)s разговора"),
        default=Decimal(10),
        minimum=Decimal(3),
        maximum=Decimal(1000),
    ),
)
