"""Conditions of the ways of a version that is a script."""

from core.sdk import N_, GuardContext, Message, Refusal
from plugins.training.models import RegulationKind, RegulationVersion
from plugins.training.talk.graph import check
from plugins.training.talk.stored import steps_of


def script_is_whole(context: GuardContext) -> Refusal | None:
    """Nobody signs a script by which a talk cannot be led to its end."""
    version = context.session.get_one(RegulationVersion, context.document.id)
    if version.regulation.kind != RegulationKind.SCRIPT:
        return None
    steps = steps_of(context.session, version.document_id)
    faults = check(steps)
    if not faults:
        return None
    titles = {step.uid: step.title for step in steps}
    first = faults[0]
    if not first.step_uid:
        return Refusal(first.words)
    return Refusal(
        Message(N_("Шаг «%(title)s»: %(fault)s"), title=titles[first.step_uid], fault=first.words)
    )
