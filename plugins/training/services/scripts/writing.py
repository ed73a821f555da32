"""Preparing the script of a version: its steps and when it is offered.

Everything is written at once: the rows of the script, and the text made of them, which is what
people discuss, compare and sign.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    CustomerGroup,
    Message,
    NotFound,
    Refusal,
    Refused,
    ValidationFailed,
    registry_of,
)
from plugins.training.models import (
    Acquaintance,
    BranchKind,
    RegulationKind,
    RegulationVersion,
    Script,
    ScriptStep,
    ScriptStepKind,
)
from plugins.training.services.faults import too_long
from plugins.training.services.regulations import editable, save_text
from plugins.training.services.scripts.given import (
    ACQUAINTANCE_TITLES,
    CLASSES,
    MAX_ANSWER,
    MAX_BRANCHES,
    MAX_STEPS,
    MAX_TITLE,
    MAX_WORDS,
    When,
)
from plugins.training.talk.body import body_of, clean
from plugins.training.talk.graph import Step
from plugins.training.talk.stored import steps_of
from plugins.training.text.parsing import random_uid


def when_of(session: Session, document_id: int) -> When:
    """When the script of a version is offered."""
    row = session.get(Script, document_id)
    if row is None:
        return When()
    return When(
        tuple(row.stages), tuple(row.groups), tuple(row.classes), Acquaintance(row.acquaintance)
    )


def stage_titles(session: Session) -> dict[str, tuple[str, str]]:
    """Where a script may be offered: ``type:state`` → short title of the type, of the state."""
    return {
        f"{code}:{state.name}": (kind.short, state.title)
        for code, kind in registry_of(session).document_types.items()
        if not code.startswith("training.")
        for state in kind.workflow.states
        if state.name not in ("draft", "discarded")
    }


def save_step(
    session: Session,
    actor: Actor,
    document_id: int,
    uid: str,
    given: Step,
    version: int | None = None,
    new_steps: Mapping[int, str] | None = None,
) -> Step:
    """Write one step; a new one, at the end, where ``uid`` is empty.

    ``new_steps`` are titles of steps to be made in the same go, by the place of the branch that
    leads there; they stand right after this one. Raises NotFound, Forbidden, StaleVersion,
    Refused, ValidationFailed.
    """
    _open(session, actor, document_id, version)
    steps = list(steps_of(session, document_id))
    place = _place(steps, uid) if uid else len(steps)
    made = [
        (number, _new_step(title, given.branches[number].kind))
        for number, title in sorted((new_steps or {}).items())
    ]
    targets = {number: step.uid for number, step in made}
    kept = {branch.uid for branch in steps[place].branches} if uid else set[str]()
    branches = tuple(
        replace(
            branch,
            text=clean(branch.text),
            to=targets.get(number, branch.to),
            uid=branch.uid if branch.uid in kept else random_uid(),
        )
        for number, branch in enumerate(given.branches)
    )
    written = replace(given, uid=uid or random_uid(), title=clean(given.title), branches=branches)
    _check_step(written, [step for step in steps if step.uid != uid], [one for _n, one in made])
    steps[place : place + 1] = [written, *(step for _number, step in made)]
    _write(session, actor, document_id, steps, when_of(session, document_id))
    return written


def move_step(
    session: Session, actor: Actor, document_id: int, uid: str, to: int, version: int | None = None
) -> None:
    """Put a step at another place, counted from 1. The first one begins the talk."""
    _open(session, actor, document_id, version)
    steps = list(steps_of(session, document_id))
    step = steps.pop(_place(steps, uid))
    steps.insert(min(max(to - 1, 0), len(steps)), step)
    _write(session, actor, document_id, steps, when_of(session, document_id))


def delete_step(
    session: Session, actor: Actor, document_id: int, uid: str, version: int | None = None
) -> None:
    """Take a step out. Answers that led to it stay and lead nowhere: the author says where."""
    _open(session, actor, document_id, version)
    steps = list(steps_of(session, document_id))
    steps.pop(_place(steps, uid))
    steps = [
        replace(
            step,
            branches=tuple(replace(one, to="") if one.to == uid else one for one in step.branches),
        )
        for step in steps
    ]
    _write(session, actor, document_id, steps, when_of(session, document_id))


def save_when(
    session: Session,
    actor: Actor,
    document_id: int,
    when: When,
    summary: str,
    version: int | None = None,
) -> None:
    """When the script is offered, and what this edition changes. Raises ValidationFailed."""
    _open(session, actor, document_id, version)
    errors: dict[str, list[Message]] = {}
    groups = set(session.scalars(select(CustomerGroup.id)))
    if set(when.stages) - set(stage_titles(session)):
        errors["stages"] = [Message(N_("Нет такого состояния документа"))]
    if set(when.groups) - groups:
        errors["groups"] = [Message(N_("Нет такой группы клиентов"))]
    if set(when.classes) - set(CLASSES):
        errors["classes"] = [Message(N_("Нет такого класса"))]
    if errors:
        raise ValidationFailed(errors)
    steps = steps_of(session, document_id)
    _write(session, actor, document_id, steps, when, summary)


def save_whole(
    session: Session,
    actor: Actor,
    document_id: int,
    steps: Sequence[Step],
    when: When,
    summary: str = "",
) -> RegulationVersion:
    """A script that was prepared elsewhere, whole. Steps and branches must have their uids."""
    _open(session, actor, document_id, None)
    for place, step in enumerate(steps):
        _check_step(step, [*steps[:place], *steps[place + 1 :]], [])
    return _write(session, actor, document_id, steps, when, summary)


def _open(session: Session, actor: Actor, document_id: int, version: int | None) -> None:
    edition = session.get(RegulationVersion, document_id)
    if edition is None or edition.regulation.kind != RegulationKind.SCRIPT:
        raise NotFound()
    editable(session, actor, document_id, version)


def _place(steps: Sequence[Step], uid: str) -> int:
    place = next((place for place, step in enumerate(steps) if step.uid == uid), None)
    if place is None:
        raise NotFound()
    return place


def _new_step(title: str, kind: BranchKind) -> Step:
    """What an answer leads to: handling where it is an objection, else our next question."""
    handles = kind is BranchKind.OBJECTION
    return Step(
        title=clean(title),
        kind=ScriptStepKind.OBJECTION if handles else ScriptStepKind.QUESTION,
        uid=random_uid(),
    )


def _check_step(step: Step, others: Sequence[Step], made: Sequence[Step]) -> None:
    errors: dict[str, list[Message]] = {}
    taken = {one.title for one in others}
    for name, text, limit in (
        ("title", step.title, MAX_TITLE),
        ("say", step.say, MAX_WORDS),
        ("hint", step.hint, MAX_WORDS),
    ):
        if len(text) > limit:
            errors[name] = [too_long(limit)]
    if not step.title:
        errors["title"] = [Message(N_("Назовите шаг: по названию на него ссылаются ответы"))]
    elif step.title in taken:
        errors["title"] = [Message(N_("Шаг с таким названием уже есть"))]
    errors |= _answer_errors(step) | _new_step_errors(made, taken | {step.title})
    if errors:
        raise ValidationFailed(errors)


def _answer_errors(step: Step) -> dict[str, list[Message]]:
    errors: dict[str, list[Message]] = {}
    for number, branch in enumerate(step.branches):
        if not branch.text:
            errors[f"lines-{number}-text"] = [Message(N_("Напишите, что отвечает клиент"))]
        elif len(branch.text) > MAX_ANSWER:
            errors[f"lines-{number}-text"] = [too_long(MAX_ANSWER)]
    if len(step.branches) > MAX_BRANCHES:
        errors["lines"] = [Message(N_("Не больше %(limit)s ответов"), limit=MAX_BRANCHES)]
    return errors


def _new_step_errors(made: Sequence[Step], taken: set[str]) -> dict[str, list[Message]]:
    for one in made:
        if not one.title:
            return {"lines": [Message(N_("Назовите новый шаг"))]}
        if len(one.title) > MAX_TITLE:
            return {"lines": [too_long(MAX_TITLE)]}
        if one.title in taken:
            words = Message(N_("Шаг «%(title)s» уже есть: выберите его"), title=one.title)
            return {"lines": [words]}
        taken.add(one.title)
    return {}


def _write(
    session: Session,
    actor: Actor,
    document_id: int,
    steps: Sequence[Step],
    when: When,
    summary: str | None = None,
) -> RegulationVersion:
    if len(steps) > MAX_STEPS:
        raise Refused([Refusal(Message(N_("Не больше %(limit)s шагов"), limit=MAX_STEPS))])
    _write_rows(session, document_id, steps)
    _write_when(session, document_id, when)
    edition = session.get_one(RegulationVersion, document_id)
    said = edition.summary if summary is None else summary
    if not steps:
        # A version without a text is one that nobody has begun: there is nothing to number.
        edition.body = ""
        edition.summary = said.strip()
        edition.clauses.clear()
        session.flush()
        return edition
    body = body_of(steps, _conditions(session, when))
    return save_text(session, actor, document_id, body, said, edition.lowers_pay)


def _write_rows(session: Session, document_id: int, steps: Sequence[Step]) -> None:
    session.execute(delete(ScriptStep).where(ScriptStep.document_id == document_id))
    session.add_all(
        ScriptStep(
            document_id=document_id,
            uid=step.uid,
            position=place,
            kind=step.kind.value,
            title=step.title,
            say=step.say.strip(),
            hint=step.hint.strip(),
            result=step.result.value if step.result else "",
            branches=[
                {"uid": one.uid, "kind": one.kind.value, "text": one.text, "to": one.to}
                for one in step.branches
            ],
        )
        for place, step in enumerate(steps, start=1)
    )
    session.flush()


def _write_when(session: Session, document_id: int, when: When) -> None:
    row = session.get(Script, document_id)
    if row is None:
        row = Script(document_id=document_id)
        session.add(row)
    row.stages, row.groups = sorted(set(when.stages)), sorted(set(when.groups))
    row.classes, row.acquaintance = sorted(set(when.classes)), when.acquaintance.value
    session.flush()


def _conditions(session: Session, when: When) -> list[str]:
    """When the script is offered, as the text says it."""
    lines: list[str] = []
    if when.stages:
        known = stage_titles(session)
        shown = [": ".join(known[stage]) for stage in when.stages if stage in known]
        lines.append(f"Когда: {'; '.join(shown)}.")
    about: list[str] = []
    if when.acquaintance is not Acquaintance.ANY:
        about.append(ACQUAINTANCE_TITLES[when.acquaintance])
    if when.groups:
        names = session.scalars(
            select(CustomerGroup.name)
            .where(CustomerGroup.id.in_(when.groups))
            .order_by(CustomerGroup.name)
        )
        about.append(f"группы клиентов: {', '.join(names)}")
    if when.classes:
        about.append(f"классы: {', '.join(when.classes)}")
    if about:
        lines.append(f"С кем: {'; '.join(about)}.")
    return lines
