"""The common process: built by its owner of what people have told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Forbidden,
    Message,
    NotFound,
    Role,
    StaleVersion,
    ValidationFailed,
)
from plugins.training.models import MapStep, Process, Way, WayStep
from plugins.training.permissions import TrainingPermission
from plugins.training.services.discovery.telling import LONGEST_TITLE, LONGEST_TOOLS, known_stages
from plugins.training.services.faults import too_long

# technical: the drawing has so many tracks for bypasses, and the form so many cells
MOST_BRANCHES = 3


@dataclass(frozen=True)
class BranchInput:
    """A bypass: ``to`` is the key of the step it leads to, ``label`` says when it is taken."""

    to: str
    label: str = ""


@dataclass(frozen=True)
class MapStepInput:
    """A step as typed. ``key`` names it for the branches of the others: their numbers change when
    steps are moved, and the branches are to follow."""

    title: str
    role: str
    what: str = ""
    hours: Decimal | None = None
    stage: str = ""
    arguments: str = ""
    tools: str = ""
    branches: tuple[BranchInput, ...] = ()
    key: str = ""
    origin_id: int | None = None


def _owned(session: Session, actor: Actor, process_id: int) -> Process:
    process = session.scalars(
        select(Process).where(Process.id == process_id).with_for_update()
    ).first()
    if process is None:
        raise NotFound()
    if not actor.can(TrainingPermission.DISCOVERY_LEAD):
        raise Forbidden()
    return process


def take_step(session: Session, actor: Actor, process_id: int, step_id: int) -> MapStep:
    """Put somebody's step at the end of the common process, in the lane of his role.

    Raises NotFound where the step belongs to a description that was not handed over.
    """
    process = _owned(session, actor, process_id)
    step = session.scalars(
        select(WayStep)
        .join(Way, WayStep.way_id == Way.id)
        .where(WayStep.id == step_id, Way.process_id == process_id, Way.submitted_at.is_not(None))
    ).first()
    if step is None:
        raise NotFound()
    teller = session.get_one(Way, step.way_id).user
    codes = {role.code for role in teller.roles}
    role = next((one.value for one in Role if one.value in codes), Role.MANAGER.value)
    taken = MapStep(
        position=len(process.steps) + 1,
        role=role,
        title=step.title,
        what=step.what,
        hours=step.hours,
        stage=step.stage,
        arguments=step.arguments,
        tools=step.tools,
        branches=[],
        origin_id=step.id,
    )
    process.steps.append(taken)
    process.version += 1
    session.flush()
    return taken


def save_map(
    session: Session,
    actor: Actor,
    process_id: int,
    steps: Sequence[MapStepInput],
    version: int,
) -> Process:
    """Keep the common process as typed. Raises ValidationFailed or StaleVersion."""
    process = _owned(session, actor, process_id)
    if process.version != version:
        raise StaleVersion(expected=version, actual=process.version)
    _check(session, steps)
    places = {step.key: place for place, step in enumerate(steps, start=1)}
    for position, given in enumerate(steps, start=1):
        if position <= len(process.steps):
            step = process.steps[position - 1]
        else:
            step = MapStep()
            process.steps.append(step)
        step.position = position
        step.role = given.role
        step.title = given.title.strip()
        step.what = given.what.strip()
        step.hours = given.hours
        step.stage = given.stage
        step.arguments = given.arguments.strip()
        step.tools = given.tools.strip()
        step.branches = [
            {"to": places[one.to], "label": one.label.strip()} for one in given.branches
        ]
        step.origin_id = given.origin_id
    del process.steps[len(steps) :]
    process.version += 1
    session.flush()
    return process


def _check(session: Session, steps: Sequence[MapStepInput]) -> None:
    errors: dict[str, list[Message]] = {}
    known = known_stages(session)
    origins = {step.origin_id for step in steps if step.origin_id is not None}
    told = set(session.scalars(select(WayStep.id).where(WayStep.id.in_(origins))))
    keys = {step.key for step in steps if step.key}
    for index, step in enumerate(steps):
        if not step.title.strip():
            errors[f"lines-{index}-title"] = [Message(N_("Назовите шаг"))]
        elif len(step.title) > LONGEST_TITLE:
            errors[f"lines-{index}-title"] = [too_long(LONGEST_TITLE)]
        if step.role not in set(Role):
            errors[f"lines-{index}-role"] = [Message(N_("Выберите, кто делает шаг"))]
        if len(step.tools) > LONGEST_TOOLS:
            errors[f"lines-{index}-tools"] = [too_long(LONGEST_TOOLS)]
        if step.hours is not None and step.hours < 0:
            errors[f"lines-{index}-hours"] = [Message(N_("Время не бывает отрицательным"))]
        if step.stage and step.stage not in known:
            errors[f"lines-{index}-stage"] = [Message(N_("Такого этапа нет"))]
        if step.origin_id is not None and step.origin_id not in told:
            raise NotFound()
        fault = _fault_of_branches(step, keys)
        if fault is not None:
            errors[f"lines-{index}-branches"] = [fault]
    if errors:
        raise ValidationFailed(errors)


def _fault_of_branches(step: MapStepInput, keys: set[str]) -> Message | None:
    if len(step.branches) > MOST_BRANCHES:
        return Message(N_("В обход из шага ведёт не больше %(most)d переходов"), most=MOST_BRANCHES)
    for branch in step.branches:
        if branch.to not in keys:
            return Message(N_("Выберите шаг, к которому ведёт переход"))
        if branch.to == step.key:
            return Message(N_("Переход ведёт к другому шагу, а не к самому себе"))
    return None
