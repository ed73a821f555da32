"""A person's own way through a process, told by himself."""

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
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    now,
    registry_of,
)
from plugins.training import stages
from plugins.training.models import Process, Way, WayStep
from plugins.training.permissions import TrainingPermission
from plugins.training.services.faults import too_long

# technical: lengths of columns
LONGEST_TITLE = 200
LONGEST_TOOLS = 300


@dataclass(frozen=True)
class WayStepInput:
    """A step as typed. ``hours`` is the usual time, ``stage`` as in ``plugins.training.stages``."""

    title: str
    what: str = ""
    hours: Decimal | None = None
    arguments: str = ""
    tools: str = ""
    stage: str = ""


@dataclass(frozen=True)
class KnownStage:
    """What a step may be tied to; titles are to be translated."""

    document: str
    title: str
    is_move: bool


def known_stages(session: Session) -> dict[str, KnownStage]:
    """Every state and every move of every document type, by the stage's name.

    What leads off the main road counts too: an approval that few documents need is a step of the
    process, and so is a refusal.
    """
    known: dict[str, KnownStage] = {}
    for code, kind in registry_of(session).document_types.items():
        if code.startswith("training."):
            continue
        for state in kind.workflow.states:
            known[stages.of_state(code, state.name)] = KnownStage(kind.short, state.title, False)
        for move in kind.workflow.transitions:
            known[stages.of_transition(code, move.name)] = KnownStage(kind.short, move.title, True)
    return known


def make_process(session: Session, actor: Actor, title: str) -> Process:
    """A process to be described. The one who makes it owns it. Raises ValidationFailed."""
    _need(actor, TrainingPermission.DISCOVERY_LEAD)
    cleaned = title.strip()
    fault = None
    if not cleaned:
        fault = Message(N_("Назовите процесс: «Продажа со склада», «Возврат»"))
    elif len(cleaned) > LONGEST_TITLE:
        fault = too_long(LONGEST_TITLE)
    elif session.scalars(select(Process.id).where(Process.title == cleaned)).first():
        fault = Message(N_("Процесс с таким названием уже есть"))
    if fault:
        raise ValidationFailed({"title": [fault]})
    process = Process(title=cleaned, owner_id=actor.user_id)
    session.add(process)
    session.flush()
    return process


def own_way(session: Session, actor: Actor, process_id: int) -> Way | None:
    """The person's own description, if he has begun one."""
    return session.scalars(
        select(Way).where(Way.process_id == process_id, Way.user_id == actor.user_id)
    ).first()


def save_way(
    session: Session,
    actor: Actor,
    process_id: int,
    steps: Sequence[WayStepInput],
    version: int,
) -> Way:
    """Keep the person's description; ``version`` is 0 where he begins it.

    Raises ValidationFailed, StaleVersion, or Refused where the owner already has it.
    """
    _need(actor, TrainingPermission.DISCOVERY_TELL)
    if session.get(Process, process_id) is None:
        raise NotFound()
    way = own_way(session, actor, process_id)
    if (way.version if way else 0) != version:
        raise StaleVersion(expected=version, actual=way.version if way else 0)
    if way is not None and way.submitted_at is not None:
        raise Refused(
            [
                Refusal(
                    Message(N_("Описание уже у владельца процесса: отзовите его, чтобы поправить"))
                )
            ]
        )
    _check(session, steps)
    if way is None:
        way = Way(process_id=process_id, user_id=actor.user_id)
        session.add(way)
    way.updated_at = now()
    _write(way, steps)
    session.flush()
    return way


def _write(way: Way, steps: Sequence[WayStepInput]) -> None:
    """Keep the rows that stay: steps of the common process point at them."""
    for position, given in enumerate(steps, start=1):
        if position <= len(way.steps):
            step = way.steps[position - 1]
        else:
            step = WayStep()
            way.steps.append(step)
        step.position = position
        step.title = given.title.strip()
        step.what = given.what.strip()
        step.hours = given.hours
        step.arguments = given.arguments.strip()
        step.tools = given.tools.strip()
        step.stage = given.stage
    del way.steps[len(steps) :]


def _check(session: Session, steps: Sequence[WayStepInput]) -> None:
    errors: dict[str, list[Message]] = {}
    if not steps:
        errors["lines"] = [Message(N_("Опишите хотя бы один шаг"))]
    known = known_stages(session)
    for index, step in enumerate(steps):
        if not step.title.strip():
            errors[f"lines-{index}-title"] = [Message(N_("Назовите шаг"))]
        elif len(step.title) > LONGEST_TITLE:
            errors[f"lines-{index}-title"] = [too_long(LONGEST_TITLE)]
        if len(step.tools) > LONGEST_TOOLS:
            errors[f"lines-{index}-tools"] = [too_long(LONGEST_TOOLS)]
        if step.hours is not None and step.hours < 0:
            errors[f"lines-{index}-hours"] = [Message(N_("Время не бывает отрицательным"))]
        if step.stage and step.stage not in known:
            errors[f"lines-{index}-stage"] = [Message(N_("Такого этапа нет"))]
    if errors:
        raise ValidationFailed(errors)


def submit(session: Session, actor: Actor, process_id: int) -> Way:
    """Hand the description over to the owner of the process."""
    way = _own(session, actor, process_id)
    if way.submitted_at is None:
        way.submitted_at = now()
        session.flush()
    return way


def recall(session: Session, actor: Actor, process_id: int) -> Way:
    """Take the description back to change it."""
    way = _own(session, actor, process_id)
    way.submitted_at = None
    session.flush()
    return way


def _own(session: Session, actor: Actor, process_id: int) -> Way:
    _need(actor, TrainingPermission.DISCOVERY_TELL)
    way = own_way(session, actor, process_id)
    if way is None:
        raise NotFound()
    return way


def _need(actor: Actor, permission: TrainingPermission) -> None:
    if not actor.can(permission):
        raise Forbidden()
