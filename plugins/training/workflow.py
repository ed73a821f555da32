"""The way of a version of a regulation. There is none back from the approval."""

from core.sdk import N_, State, StateKind, Transition, Workflow
from plugins.training import guards
from plugins.training.guards_scripts import script_is_whole
from plugins.training.permissions import TrainingPermission as Can

REGULATION = Workflow(
    states=(
        State("draft", N_("Черновик"), StateKind.DRAFT),
        State("discussion", N_("На обсуждении"), StateKind.WAITING),
        State("approved", N_("Утверждена"), StateKind.ACTIVE),
        State("in_force", N_("Действует"), StateKind.SUCCESS),
        State("superseded", N_("Заменена"), StateKind.NEUTRAL, final=True),
        State("discarded", N_("Удалена"), StateKind.NEUTRAL, final=True, on_ribbon=False),
    ),
    transitions=(
        Transition(
            "discuss",
            N_("Открыть обсуждение"),
            N_("Открыто обсуждение"),
            ("draft",),
            "discussion",
            Can.REGULATION_EDIT,
            guards=(guards.text_is_sound, script_is_whole, guards.change_is_told),
            primary=True,
            icon="messages",
        ),
        Transition(
            "rework",
            N_("Вернуть в черновик"),
            N_("Редакция возвращена в черновик"),
            ("discussion",),
            "draft",
            Can.REGULATION_EDIT,
            reason_required=True,
            icon="arrow-back-up",
        ),
        Transition(
            "approve",
            N_("Утвердить"),
            N_("Редакция утверждена"),
            ("discussion",),
            "approved",
            Can.REGULATION_APPROVE,
            guards=(
                guards.actor_is_owner,
                guards.text_is_sound,
                script_is_whole,
                guards.change_is_told,
                guards.every_role_is_heard,
                guards.every_remark_is_answered,
                guards.date_is_ahead,
                guards.pay_is_said,
                guards.notice_is_kept,
                guards.norms_do_not_clash,
            ),
            internal=True,
            registers=True,
            icon="check",
        ),
        Transition(
            "enforce",
            N_("Ввести в действие"),
            N_("Редакция вступила в силу"),
            ("approved",),
            "in_force",
            Can.REGULATION_APPROVE,
            internal=True,
        ),
        Transition(
            "supersede",
            N_("Заменить"),
            N_("Редакцию заменила следующая"),
            ("in_force",),
            "superseded",
            Can.REGULATION_APPROVE,
            internal=True,
        ),
        Transition(
            "discard",
            N_("Удалить черновик"),
            N_("Черновик удалён"),
            ("draft",),
            "discarded",
            Can.REGULATION_EDIT,
            confirm=N_("Удалить черновик редакции?"),
            icon="trash",
        ),
    ),
)
