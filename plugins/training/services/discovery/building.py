"""The common process: built by its owner of what people have told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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
from plugins.training.services.discovery.telling import LONGEST_TITLE, known_stages
from plugins.training.services.faults import too_long

_BRANCH = re.compile(r"\s*(\d+)\s*(?::\s*(.*?))?\s*$")


@dataclass(frozen=True)
class MapStepInput:
    """A step as typed. ``branches`` reads «4: скидка выше нормы; 7: отказ»."""

    title: str
    role: str
    what: str = ""
    hours: Decimal | None = None
    stage: str = ""
    branches: str = ""
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
        branches=[],
        origin_id=step.id,
    )
    process.steps.append(taken)
    process.version += 1
    session.flush()
    return taken


def read_branches(text: str, own: int, last: int) -> list[dict[str, Any]]:
    """«4: скидка выше нормы; 7» as a list. Raises ValueError where it is not one."""
    found: list[dict[str, Any]] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        match = _BRANCH.fullmatch(part)
        if match is None or not 1 <= int(match[1]) <= last or int(match[1]) == own:
            raise ValueError(part)
        found.append({"to": int(match[1]), "label": match[2] or ""})
    return found


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
    branches = _checked(session, steps)
    for position, (given, leads) in enumerate(zip(steps, branches, strict=True), start=1):
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
        step.branches = leads
        step.origin_id = given.origin_id
    del process.steps[len(steps) :]
    process.version += 1
    session.flush()
    return process


def _checked(session: Session, steps: Sequence[MapStepInput]) -> list[list[dict[str, Any]]]:
    errors: dict[str, list[Message]] = {}
    stages = known_stages(session)
    origins = {step.origin_id for step in steps if step.origin_id is not None}
    known = set(session.scalars(select(WayStep.id).where(WayStep.id.in_(origins))))
    branches: list[list[dict[str, Any]]] = []
    for index, step in enumerate(steps):
        if not step.title.strip():
            errors[f"lines-{index}-title"] = [Message(N_("Назовите шаг"))]
        elif len(step.title) > LONGEST_TITLE:
            errors[f"lines-{index}-title"] = [too_long(LONGEST_TITLE)]
        if step.role not in set(Role):
            errors[f"lines-{index}-role"] = [Message(N_("Выберите, кто делает шаг"))]
        if step.hours is not None and step.hours < 0:
            errors[f"lines-{index}-hours"] = [Message(N_("Время не бывает отрицательным"))]
        if step.stage and step.stage not in stages:
            errors[f"lines-{index}-stage"] = [Message(N_("Такого этапа нет"))]
        if step.origin_id is not None and step.origin_id not in known:
            raise NotFound()
        try:
            branches.append(read_branches(step.branches, index + 1, len(steps)))
        except ValueError:
            errors[f"lines-{index}-branches"] = [
                Message(
                    N_("Пишите номер шага и условие, через точку с запятой: «4: скидка больше»")
                )
            ]
    if errors:
        raise ValidationFailed(errors)
    return branches
