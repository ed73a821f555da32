"""The way of a warranty card."""

from core.sdk import N_, State, StateKind, Transition, Workflow
from reglament_warranty import guards
from reglament_warranty.permissions import WarrantyPermission as Can

CARD = Workflow(
    states=(
        State("draft", N_("Черновик"), StateKind.DRAFT),
        State("active", N_("Действует"), StateKind.ACTIVE),
        State("claimed", N_("Обращение"), StateKind.WAITING),
        State("settled", N_("Исполнено"), StateKind.SUCCESS, final=True),
        State("expired", N_("Срок истёк"), StateKind.NEUTRAL, final=True, on_ribbon=False),
        State("discarded", N_("Удалён"), StateKind.NEUTRAL, final=True, on_ribbon=False),
    ),
    transitions=(
        Transition(
            "issue",
            N_("Выдать"),
            N_("Талон выдан"),
            ("draft",),
            "active",
            Can.CARD_EDIT,
            guards=(guards.has_owner, guards.has_items),
            primary=True,
            registers=True,
            icon="certificate",
        ),
        Transition(
            "claim",
            N_("Принять обращение"),
            N_("Принято обращение"),
            ("active",),
            "claimed",
            Can.CARD_EDIT,
            guards=(guards.term_holds,),
            reason_required=True,
            internal=True,
        ),
        Transition(
            "settle",
            N_("Исполнить гарантию"),
            N_("Гарантия исполнена"),
            ("claimed",),
            "settled",
            Can.CLAIM_ANSWER,
            primary=True,
            icon="circle-check",
        ),
        Transition(
            "refuse",
            N_("Отказать в гарантии"),
            N_("В гарантии отказано"),
            ("claimed",),
            "active",
            Can.CLAIM_ANSWER,
            reason_required=True,
            icon="x",
        ),
        Transition(
            "expire",
            N_("Срок истёк"),
            N_("Срок гарантии истёк"),
            ("active",),
            "expired",
            Can.CARD_EDIT,
            internal=True,
        ),
        Transition(
            "discard",
            N_("Удалить черновик"),
            N_("Черновик удалён"),
            ("draft",),
            "discarded",
            Can.CARD_EDIT,
            confirm=N_("Удалить черновик талона?"),
            icon="trash",
        ),
    ),
)
