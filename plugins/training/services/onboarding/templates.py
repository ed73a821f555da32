"""What a new hire in a role goes through: prepared once, used for everybody who comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.sdk import (
    N_,
    AccountRole,
    Actor,
    Forbidden,
    Message,
    NotFound,
    StaleVersion,
    ValidationFailed,
)
from plugins.training.models import (
    Course,
    Doer,
    PlanTemplate,
    Quiz,
    Regulation,
    StepKind,
    TemplateStep,
)
from plugins.training.permissions import TrainingPermission
from plugins.training.services.faults import too_long

# technical: the width of a column; a year of working days bounds what is typed
LONGEST_TITLE = 200
LAST_DAY = 250
"""Working days of a year: what is due later is no onboarding."""
TARGETS = {
    StepKind.DOCUMENT: Regulation,
    StepKind.SCRIPT: Regulation,
    StepKind.COURSE: Course,
    StepKind.QUIZ: Quiz,
}
"""What a step of the kind leads to; steps of other kinds are words alone."""


@dataclass(frozen=True)
class StepInput:
    """A step as typed. ``day`` is the working day by whose end it is due, from 1."""

    kind: StepKind
    title: str
    day: int = 1
    target_id: int | None = None
    note: str = ""
    doer: Doer = Doer.NEWCOMER


def save_template(
    session: Session,
    actor: Actor,
    template_id: int | None,
    title: str,
    role: str,
    steps: Sequence[StepInput],
    version: int = 0,
) -> PlanTemplate:
    """Make a template or change one. Plans already made keep their steps.

    Raises Forbidden, NotFound, StaleVersion, ValidationFailed with fields ``lines-<n>-<cell>``.
    """
    if not actor.can(TrainingPermission.ONBOARDING_LEAD):
        raise Forbidden()
    template = PlanTemplate() if template_id is None else _locked(session, template_id)
    if template_id is not None and template.version != version:
        raise StaleVersion(expected=version, actual=template.version)
    errors = _faults(session, template_id, title.strip(), role, steps)
    if errors:
        raise ValidationFailed(errors)
    template.title = title.strip()
    template.role = role
    template.steps = [
        TemplateStep(
            position=position,
            day=step.day,
            kind=step.kind.value,
            target_id=step.target_id,
            title=step.title.strip(),
            note=step.note.strip(),
            doer=step.doer.value,
        )
        for position, step in enumerate(steps, start=1)
    ]
    session.add(template)
    # New steps alone would leave the row, and with it the version, as it was.
    flag_modified(template, "title")
    session.flush()
    return template


def delete_template(session: Session, actor: Actor, template_id: int) -> None:
    """Delete a template; plans made of it stay."""
    if not actor.can(TrainingPermission.ONBOARDING_LEAD):
        raise Forbidden()
    session.delete(_locked(session, template_id))
    session.flush()


def _locked(session: Session, template_id: int) -> PlanTemplate:
    found = session.scalars(
        select(PlanTemplate).where(PlanTemplate.id == template_id).with_for_update()
    ).first()
    if found is None:
        raise NotFound()
    return found


def _faults(
    session: Session, template_id: int | None, title: str, role: str, steps: Sequence[StepInput]
) -> dict[str, list[Message]]:
    errors: dict[str, list[Message]] = {}
    twin = session.scalars(select(PlanTemplate.id).where(PlanTemplate.title == title)).first()
    if not title:
        errors["title"] = [Message(N_("Назовите шаблон"))]
    elif len(title) > LONGEST_TITLE:
        errors["title"] = [too_long(LONGEST_TITLE)]
    elif twin is not None and twin != template_id:
        errors["title"] = [Message(N_("Шаблон с таким названием уже есть"))]
    if session.scalars(select(AccountRole.id).where(AccountRole.code == role)).first() is None:
        errors["role"] = [Message(N_("Выберите роль"))]
    if not steps:
        errors["lines"] = [Message(N_("Добавьте хотя бы один шаг"))]
    for index, step in enumerate(steps):
        for cell, fault in step_faults(session, step).items():
            errors[f"lines-{index}-{cell}"] = [fault]
    return errors


def step_faults(session: Session, step: StepInput) -> dict[str, Message]:
    """What is wrong with a step, by cell."""
    found: dict[str, Message] = {}
    if not step.title.strip():
        found["title"] = Message(N_("Назовите шаг"))
    elif len(step.title) > LONGEST_TITLE:
        found["title"] = too_long(LONGEST_TITLE)
    if not 1 <= step.day <= LAST_DAY:
        found["day"] = Message(N_("День от 1 до %(last)s"), last=LAST_DAY)
    model = TARGETS.get(step.kind)
    if model is None:
        if step.target_id is not None:
            found["target"] = Message(N_("Этот шаг ни к чему не ведёт"))
    elif step.target_id is None or session.get(model, step.target_id) is None:
        found["target"] = Message(N_("Выберите, к чему ведёт шаг"))
    return found
