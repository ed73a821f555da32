"""The way of a violation."""

from core.sdk import N_, State, StateKind, Transition, Workflow
from plugins.training import guards_violations as guards
from plugins.training.permissions import TrainingPermission as Can

OPEN = ("reported", "awaiting", "explained", "unexplained")
"""States in which nobody has decided yet."""


def _ending(name: str, title: str, done: str, state: str, icon: str) -> Transition:
    """A decision that ends an open case without a sanction, with its reason."""
    return Transition(
        name,
        title,
        done,
        OPEN,
        state,
        Can.VIOLATION_DECIDE,
        guards=(guards.decider_is_nobody_of_the_case,),
        reason_required=True,
        internal=True,
        icon=icon,
    )


VIOLATION = Workflow(
    states=(
        State("noted", N_("Записано"), StateKind.DRAFT, on_ribbon=False),
        State("reported", N_("Сообщено"), StateKind.WAITING),
        State("awaiting", N_("Ждёт объяснения"), StateKind.WAITING),
        State("explained", N_("Объяснение дано"), StateKind.ACTIVE),
        State("unexplained", N_("Составлен акт"), StateKind.ACTIVE, on_ribbon=False),
        State("sanctioned", N_("Взыскание"), StateKind.DANGER),
        State("dismissed", N_("Нарушения нет"), StateKind.SUCCESS, final=True, on_ribbon=False),
        State(
            "passed_on", N_("Передано в правила"), StateKind.NEUTRAL, final=True, on_ribbon=False
        ),
        State("joined", N_("Объединено"), StateKind.NEUTRAL, final=True, on_ribbon=False),
        State("withdrawn", N_("Отозвано"), StateKind.NEUTRAL, final=True, on_ribbon=False),
        State("lapsed", N_("Срок истёк"), StateKind.NEUTRAL, final=True, on_ribbon=False),
        State("lifted", N_("Взыскание снято"), StateKind.NEUTRAL, final=True, on_ribbon=False),
    ),
    transitions=(
        Transition(
            "report",
            N_("Сообщить"),
            N_("Случай зарегистрирован"),
            ("noted",),
            "reported",
            Can.VIOLATION_REPORT,
            internal=True,
            registers=True,
            icon="flag",
        ),
        Transition(
            "demand",
            N_("Запросить объяснение"),
            N_("Запрошено объяснение"),
            ("reported",),
            "awaiting",
            Can.VIOLATION_DECIDE,
            guards=(guards.program_or_decider, guards.term_for_sanction_runs),
            internal=True,
            icon="message-circle",
        ),
        Transition(
            "explain",
            N_("Дать объяснение"),
            N_("Дано объяснение"),
            ("reported", "awaiting", "unexplained"),
            "explained",
            Can.VIOLATION_VIEW,
            guards=(guards.accused_speaks_himself,),
            internal=True,
            icon="pencil",
        ),
        Transition(
            "record_refusal",
            N_("Составить акт: объяснения нет"),
            N_("Составлен акт о непредоставлении объяснения"),
            ("awaiting",),
            "unexplained",
            Can.VIOLATION_DECIDE,
            guards=(guards.decider_is_nobody_of_the_case, guards.explanation_is_overdue),
            reason_required=True,
            internal=True,
            icon="file-text",
        ),
        Transition(
            "sanction",
            N_("Применить взыскание"),
            N_("Применено взыскание"),
            ("explained", "unexplained"),
            "sanctioned",
            Can.VIOLATION_DECIDE,
            guards=(
                guards.decider_is_nobody_of_the_case,
                guards.term_for_sanction_runs,
                guards.rule_was_signed,
                guards.act_was_not_punished,
                guards.reduction_is_lawful,
            ),
            reason_required=True,
            internal=True,
            icon="scale",
        ),
        _ending("dismiss", N_("Нарушения нет"), N_("Решено: нарушения нет"), "dismissed", "check"),
        _ending(
            "pass_on",
            N_("Передать в следующую редакцию"),
            N_("Случай вне правил передан в следующую редакцию"),
            "passed_on",
            "book",
        ),
        _ending(
            "join",
            N_("Объединить: тот же поступок"),
            N_("Объединено с другим случаем: тот же поступок"),
            "joined",
            "link",
        ),
        Transition(
            "withdraw",
            N_("Отозвать сообщение"),
            N_("Сообщение отозвано"),
            OPEN,
            "withdrawn",
            Can.VIOLATION_REPORT,
            reason_required=True,
            internal=True,
            icon="arrow-back-up",
        ),
        Transition(
            "lapse",
            N_("Закрыть по сроку"),
            N_("Закрыто: срок истёк"),
            OPEN,
            "lapsed",
            Can.VIOLATION_DECIDE,
            reason_required=True,
            internal=True,
        ),
        Transition(
            "expire",
            N_("Снять через год"),
            N_("Взыскание снято: прошёл год (ТК ст. 194)"),
            ("sanctioned",),
            "lifted",
            Can.VIOLATION_DECIDE,
            guards=(guards.sanction_has_run_out,),
            internal=True,
        ),
        Transition(
            "lift",
            N_("Снять досрочно"),
            N_("Взыскание снято досрочно (ТК ст. 194)"),
            ("sanctioned",),
            "lifted",
            Can.VIOLATION_DECIDE,
            guards=(guards.decider_is_nobody_of_the_case,),
            reason_required=True,
            internal=True,
            icon="check",
        ),
    ),
)
