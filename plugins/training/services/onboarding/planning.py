"""A person's plan: made of a template, gone through, closed."""

from dataclasses import dataclass
from datetime import date

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
    User,
    ValidationFailed,
    add_working_days,
    norm,
    now,
    recorded,
)
from plugins.training.labour_law import months_after, trial_limit
from plugins.training.models import (
    Doer,
    Plan,
    PlanStep,
    PlanTemplate,
    Reason,
    StepKind,
    TrialMark,
)
from plugins.training.norms import TRIAL_MONTHS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.faults import too_long
from plugins.training.services.onboarding.progress import SEEN_BY_PROGRAM, share, states
from plugins.training.services.onboarding.seeing import find, may_lead, may_mark
from plugins.training.services.reading import assigning
from plugins.training.services.regulations import version_in_force

MARKS = range(1, 6)
LONGEST_TEXT = 5000  # technical: what a page can bear


@dataclass(frozen=True)
class PlanInput:
    """A plan as given. Without ``trial_until`` the norm gives it."""

    user_id: int
    mentor_id: int
    template_id: int
    starts_on: date
    trial_until: date | None = None


def make_plan(session: Session, actor: Actor, given: PlanInput) -> Plan:
    """A plan for a person from a day; his documents are assigned at once, as onboarding. What he
    has been given before waits for his first day.

    Raises Forbidden, ValidationFailed.
    """
    if not actor.can(TrainingPermission.ONBOARDING_LEAD):
        raise Forbidden()
    person, template = _checked(session, given)
    with recorded(session) as readings:
        trial_until = given.trial_until or trial_end(session, person.id, given.starts_on)
    plan = Plan(
        user_id=person.id,
        user=person,
        mentor_id=given.mentor_id,
        author_id=actor.user_id,
        department_id=person.department_id,
        template_id=template.id,
        starts_on=given.starts_on,
        trial_until=trial_until,
        norms=[reading.to_dict() for reading in readings],
    )
    if not may_lead(actor, plan):
        raise Forbidden()
    plan.steps = [
        PlanStep(
            position=step.position,
            due=add_working_days(given.starts_on, step.day - 1),
            kind=step.kind,
            target_id=step.target_id,
            title=step.title,
            note=step.note,
            doer=step.doer,
        )
        for step in template.steps
    ]
    session.add(plan)
    session.flush()
    _assign_documents(session, actor, plan)
    assigning.wait_for_first_day(session, actor, person)
    return plan


def trial_end(session: Session, user_id: int, starts_on: date) -> date:
    """The last day of the trial period: as many calendar months as the norm says, and never more
    than the law allows to his position."""
    months = int(norm(session, TRIAL_MONTHS, employee=user_id).value)
    limit = trial_limit(session.get_one(User, user_id).position)
    return months_after(starts_on, min(months, limit))


def _trial_faults(person: User, starts_on: date, until: date) -> list[Message]:
    """What is wrong with the end of a trial period (ТК ст. 70)."""
    if until < starts_on:
        return [Message(N_("Испытание не кончается раньше первого дня"))]
    limit = trial_limit(person.position)
    if until > months_after(starts_on, limit):
        return [
            Message(
                N_(
                    "Для этой должности закон допускает не больше %(months)s мес. испытания: шесть "
                    "— только для руководителей организации и филиалов, главных бухгалтеров и их "
                    "заместителей (ТК РФ, ст. 70)"
                ),
                months=limit,
            )
        ]
    return []


def _checked(session: Session, given: PlanInput) -> tuple[User, PlanTemplate]:
    errors: dict[str, list[Message]] = {}
    # Two who make a plan for one person take turns: the second finds the plan of the first.
    session.execute(select(User.id).where(User.id == given.user_id).with_for_update())
    person = session.get(User, given.user_id)
    mentor = session.get(User, given.mentor_id)
    template = session.get(PlanTemplate, given.template_id)
    if person is None or person.disabled_at is not None:
        errors["user_id"] = [Message(N_("Выберите сотрудника"))]
    elif session.scalars(
        select(Plan.id).where(Plan.user_id == person.id, Plan.finished_at.is_(None))
    ).first():
        errors["user_id"] = [Message(N_("У сотрудника уже есть незакрытый план"))]
    if mentor is None or mentor.disabled_at is not None:
        errors["mentor_id"] = [Message(N_("Выберите наставника"))]
    elif given.mentor_id == given.user_id:
        errors["mentor_id"] = [Message(N_("Наставник — другой человек"))]
    if template is None:
        errors["template_id"] = [Message(N_("Выберите шаблон"))]
    if given.trial_until is not None and person is not None:
        faults = _trial_faults(person, given.starts_on, given.trial_until)
        errors |= {"trial_until": faults} if faults else {}
    if errors or person is None or template is None:
        raise ValidationFailed(errors)
    return person, template


def _assign_documents(session: Session, actor: Actor, plan: Plan) -> None:
    """The versions in force of the plan's documents, due with their steps."""
    for step in plan.steps:
        if step.kind != StepKind.DOCUMENT or step.target_id is None:
            continue
        version = version_in_force(session, step.target_id, now())
        if version is not None:
            assigning.assign(
                session, version, plan.user, Reason.ONBOARDING, actor=actor, due=step.due
            )


def set_done(session: Session, actor: Actor, step_id: int, done: bool, remark: str = "") -> Plan:
    """Say that a step is done, or take it back.

    Raises NotFound, Forbidden (another is to say it), Refused (the program sees it itself, or the
    plan is closed).
    """
    step = session.get(PlanStep, step_id)
    if step is None:
        raise NotFound()
    session.execute(select(Plan.id).where(Plan.id == step.plan_id).with_for_update())
    plan = find(session, actor, step.plan_id)
    session.refresh(plan, ["finished_at"])
    if len(remark) > LONGEST_TEXT:
        raise ValidationFailed({"remark": [too_long(LONGEST_TEXT)]})
    if plan.finished_at is not None:
        raise Refused([Refusal(Message(N_("План закрыт: менять его поздно")))])
    if StepKind(step.kind) in SEEN_BY_PROGRAM:
        raise Refused([Refusal(Message(N_("Этот шаг программа отметит сама, когда он сделан")))])
    if not may_do(actor, plan, step):
        raise Forbidden()
    step.done_at = now() if done else None
    step.done_by_id = actor.user_id if done else None
    step.remark = remark.strip() if done else ""
    session.flush()
    session.expire(step, ["done_by"])
    return plan


def may_do(actor: Actor, plan: Plan, step: PlanStep) -> bool:
    """Whether it is this person who says that the step is done."""
    if step.doer == Doer.NEWCOMER:
        return actor.user_id == plan.user_id or may_mark(actor, plan)
    if step.doer == Doer.MENTOR:
        return may_mark(actor, plan)
    return may_lead(actor, plan)


def change_plan(
    session: Session,
    actor: Actor,
    plan_id: int,
    mentor_id: int,
    trial_until: date,
    version: int,
) -> Plan:
    """Another mentor, another end of the trial period. Raises Forbidden, StaleVersion,
    ValidationFailed."""
    plan = _led(session, actor, plan_id)
    if plan.version != version:
        raise StaleVersion(expected=version, actual=plan.version)
    mentor = session.get(User, mentor_id)
    if mentor is None or mentor.disabled_at is not None or mentor_id == plan.user_id:
        raise ValidationFailed({"mentor_id": [Message(N_("Выберите наставника"))]})
    faults = _trial_faults(plan.user, plan.starts_on, trial_until)
    if faults:
        raise ValidationFailed({"trial_until": faults})
    plan.mentor_id, plan.trial_until = mentor_id, trial_until
    session.flush()
    session.expire(plan, ["mentor"])
    return plan


def add_mark(session: Session, actor: Actor, plan_id: int, mark: int, text: str) -> TrialMark:
    """What the mentor or the head says of the person. Raises Forbidden, ValidationFailed."""
    plan = find(session, actor, plan_id)
    if not may_mark(actor, plan) or actor.user_id is None:
        raise Forbidden()
    errors: dict[str, list[Message]] = {}
    if mark not in MARKS:
        errors["mark"] = [Message(N_("Оценка от 1 до 5"))]
    if not text.strip():
        errors["text"] = [Message(N_("Напишите, за что оценка: новичок это увидит"))]
    elif len(text) > LONGEST_TEXT:
        errors["text"] = [too_long(LONGEST_TEXT)]
    if errors:
        raise ValidationFailed(errors)
    added = TrialMark(author_id=actor.user_id, mark=mark, text=text.strip(), at=now())
    plan.marks.append(added)
    session.flush()
    return added


def finish(session: Session, actor: Actor, plan_id: int, passed: bool, conclusion: str) -> Plan:
    """Close the plan. A person is taken on only when every step is done; otherwise the reason is
    written down (ТК ст. 71 asks for it)."""
    plan = _led(session, actor, plan_id)
    if not conclusion.strip():
        raise ValidationFailed({"conclusion": [Message(N_("Напишите заключение"))]})
    if len(conclusion) > LONGEST_TEXT:
        raise ValidationFailed({"conclusion": [too_long(LONGEST_TEXT)]})
    done, total = share(states(session, plan))
    if passed and done < total:
        raise Refused(
            [
                Refusal(
                    Message(
                        N_("Сделано шагов %(done)s из %(total)s: закончите план или отметьте их"),
                        done=done,
                        total=total,
                    )
                )
            ]
        )
    plan.finished_at, plan.passed, plan.conclusion = now(), passed, conclusion.strip()
    session.flush()
    return plan


def _led(session: Session, actor: Actor, plan_id: int) -> Plan:
    session.execute(select(Plan.id).where(Plan.id == plan_id).with_for_update())
    plan = find(session, actor, plan_id)
    session.refresh(plan, ["finished_at", "version"])
    if not may_lead(actor, plan):
        raise Forbidden()
    if plan.finished_at is not None:
        raise Refused([Refusal(Message(N_("План закрыт: менять его поздно")))])
    return plan
