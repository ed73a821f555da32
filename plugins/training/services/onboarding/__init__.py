"""Onboarding: templates by role, plans of people, marks of the trial period."""

from plugins.training.services.onboarding.planning import (
    PlanInput,
    add_mark,
    change_plan,
    finish,
    make_plan,
    set_done,
)
from plugins.training.services.onboarding.progress import StepState, states
from plugins.training.services.onboarding.seeing import find, may_lead, may_mark
from plugins.training.services.onboarding.templates import (
    StepInput,
    delete_template,
    save_template,
)
from plugins.training.services.onboarding.welcoming import waiting, welcome

__all__ = [
    "PlanInput",
    "StepInput",
    "StepState",
    "add_mark",
    "change_plan",
    "delete_template",
    "find",
    "finish",
    "make_plan",
    "may_lead",
    "may_mark",
    "save_template",
    "set_done",
    "states",
    "waiting",
    "welcome",
]
