"""Leading a conversation by a script: each click is kept with its time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    Forbidden,
    Message,
    NotFound,
    Refusal,
    Refused,
    User,
    ValidationFailed,
    fetch,
    history,
    now,
    registry_of,
    stages,
    unrestricted,
)
from plugins.training.models import (
    BranchKind,
    MoveKind,
    Plan,
    Regulation,
    RegulationKind,
    RegulationVersion,
    ScriptMove,
    ScriptRun,
    ScriptStepKind,
    TalkResult,
)
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.services.faults import too_long
from plugins.training.services.regulations import version_in_force
from plugins.training.services.scripts.given import MAX_WORDS
from plugins.training.services.scripts.seeing import find, lock
from plugins.training.talk.graph import BACK, Step
from plugins.training.talk.stored import steps_of

TOLD = {
    TalkResult.AGREED: N_(
        "Разговор по скрипту «%(script)s» (редакция %(edition)s): договорились. %(report)s"
    ),
    TalkResult.LATER: N_(
        "Разговор по скрипту «%(script)s» (редакция %(edition)s): перезвонить позже. %(report)s"
    ),
    TalkResult.REFUSED: N_(
        "Разговор по скрипту «%(script)s» (редакция %(edition)s): отказ. %(report)s"
    ),
    TalkResult.BROKEN: N_(
        "Разговор по скрипту «%(script)s» (редакция %(edition)s) прервался. %(report)s"
    ),
}
"""What the document beside is told of a finished talk."""


@dataclass(frozen=True)
class Place:
    """Where a talk has come: the step, and the steps at which objections wait to be returned to."""

    step: Step
    waiting: tuple[str, ...] = ()


def place_of(steps: Sequence[Step], moves: Sequence[ScriptMove]) -> Place:
    """Where the talk is after its moves; those taken back do not count."""
    known = {step.uid: step for step in steps}
    place = Place(steps[0])
    for move in moves:
        if move.undone_at is None:
            place = _after(place, move, known)
    return place


def _after(place: Place, move: ScriptMove, known: dict[str, Step]) -> Place:
    branch = next((one for one in place.step.branches if one.uid == move.branch_uid), None)
    waiting = place.waiting
    if branch is not None and branch.to == BACK:
        waiting = waiting[:-1]
    elif branch is not None and branch.kind is BranchKind.OBJECTION:
        waiting = (*waiting, place.step.uid)
    return Place(known[move.to_uid], waiting)


def clicks(run: ScriptRun) -> int:
    """How often the talk was changed: what a page has seen of it."""
    return len(run.moves) + sum(move.undone_at is not None for move in run.moves)


def start(
    session: Session,
    actor: Actor,
    regulation_id: int,
    document_id: int | None = None,
    *,
    rehearsal: bool = False,
) -> ScriptRun:
    """Begin a talk by the version in force: beside a document, without one, or a rehearsal.

    A talk that the person has not finished there goes on instead. Raises Forbidden, NotFound (of
    the script, of the document), StageClosed, Refused where nothing is in force.
    """
    user = _speaker(session, actor)
    regulation = session.get(Regulation, regulation_id)
    if regulation is None or regulation.kind != RegulationKind.SCRIPT:
        raise NotFound()
    if document_id is not None:
        _enter(session, actor, document_id)
    going = _begun(session, user.id, regulation_id, document_id, rehearsal=rehearsal)
    if going is not None:
        return going
    version = version_in_force(session, regulation_id, now())
    if version is None:
        raise Refused([Refusal(Message(N_("Ни одна редакция скрипта сейчас не действует")))])
    run = ScriptRun(
        document_id=version.document_id,
        regulation_version=version,
        user_id=user.id,
        user=user,
        department_id=user.department_id,
        subject_id=document_id,
        rehearsal=rehearsal,
        mentor_id=_mentor(session, user.id) if rehearsal else None,
        started_at=now(),
        norm={},
    )
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        # The same person has begun it in another window: both lead the one talk.
        twin = _begun(session, user.id, regulation_id, document_id, rehearsal=rehearsal)
        if twin is None:
            raise
        return twin
    return run


def _begun(
    session: Session,
    user_id: int,
    regulation_id: int,
    document_id: int | None,
    *,
    rehearsal: bool,
) -> ScriptRun | None:
    if document_id is not None:
        return unfinished(session, user_id, document_id)
    return unfinished_alone(session, user_id, regulation_id, rehearsal=rehearsal)


def _speaker(session: Session, actor: Actor) -> User:
    if actor.user_id is None or not actor.can(Can.SCRIPT_USE):
        raise Forbidden()
    return session.get_one(User, actor.user_id)


def _enter(session: Session, actor: Actor, document_id: int) -> Document:
    """The document beside which one talks, where the person sees it and its stage is open."""
    code = session.scalar(unrestricted(select(Document.type).where(Document.id == document_id)))
    kind = registry_of(session).document_types.get(code or "")
    if kind is None:
        raise NotFound()
    document = fetch(session, Document, document_id, actor, kind.view)
    stages.enter(session, actor, document.type)
    return document


def _mentor(session: Session, user_id: int) -> int | None:
    return session.scalars(
        select(Plan.mentor_id).where(Plan.user_id == user_id, Plan.finished_at.is_(None))
    ).first()


def unfinished(session: Session, user_id: int, document_id: int) -> ScriptRun | None:
    """The person's talk that goes on beside the document."""
    return session.scalars(_going(user_id).where(ScriptRun.subject_id == document_id)).first()


def unfinished_alone(
    session: Session, user_id: int, regulation_id: int, *, rehearsal: bool
) -> ScriptRun | None:
    """The person's talk by the script that goes on without a document, or his rehearsal of it."""
    return session.scalars(
        _going(user_id)
        .join(RegulationVersion, RegulationVersion.document_id == ScriptRun.document_id)
        .where(
            ScriptRun.subject_id.is_(None),
            ScriptRun.rehearsal.is_(rehearsal),
            RegulationVersion.regulation_id == regulation_id,
        )
    ).first()


def _going(user_id: int) -> Select[ScriptRun]:
    return (
        select(ScriptRun)
        .where(ScriptRun.user_id == user_id, ScriptRun.finished_at.is_(None))
        .order_by(ScriptRun.id.desc())
        .limit(1)
    )


def take(session: Session, actor: Actor, run_id: int, branch_uid: str, seen: int) -> ScriptRun:
    """Go along a branch. ``seen`` is ``clicks`` of the run as the page showed it: a click
    made at another place of the talk changes nothing. Raises NotFound, Forbidden, Refused."""
    run = _own(session, actor, run_id)
    if clicks(run) != seen:
        return run
    steps = steps_of(session, run.document_id)
    place = place_of(steps, run.moves)
    branch = next((one for one in place.step.branches if one.uid == branch_uid), None)
    if branch is None:
        raise NotFound()
    to = branch.to
    if to == BACK:
        # A jump off the script may have come here past the objection: then from the beginning.
        to = place.waiting[-1] if place.waiting else steps[0].uid
    _add(run, MoveKind.BRANCH, place.step.uid, to, branch_uid=branch.uid)
    session.flush()
    return run


def deviate(
    session: Session, actor: Actor, run_id: int, said: str, to_uid: str, seen: int
) -> ScriptRun:
    """The talk has left the script: what was said, and the step at which it goes on (the same
    one where empty). Raises NotFound, Forbidden, Refused, ValidationFailed."""
    run = _own(session, actor, run_id)
    if clicks(run) != seen:
        return run
    errors: dict[str, list[Message]] = {}
    if not said.strip():
        errors["said"] = [Message(N_("Напишите, о чём зашла речь: так скрипт станет лучше"))]
    elif len(said) > MAX_WORDS:
        errors["said"] = [too_long(MAX_WORDS)]
    steps = steps_of(session, run.document_id)
    place = place_of(steps, run.moves)
    to = to_uid or place.step.uid
    if to not in {step.uid for step in steps}:
        errors["to"] = [Message(N_("Такого шага в скрипте нет"))]
    if errors:
        raise ValidationFailed(errors)
    _add(run, MoveKind.DEVIATION, place.step.uid, to, said=said.strip())
    session.flush()
    return run


def go_back(session: Session, actor: Actor, run_id: int, seen: int) -> ScriptRun:
    """Take the last click back: it stays in the path as a mistake and counts for nothing."""
    run = _own(session, actor, run_id)
    last = next((move for move in reversed(run.moves) if move.undone_at is None), None)
    if last is not None and clicks(run) == seen:
        last.undone_at = now()
        session.flush()
    return run


def _add(
    run: ScriptRun, kind: MoveKind, from_uid: str, to_uid: str, branch_uid: str = "", said: str = ""
) -> None:
    run.moves.append(
        ScriptMove(
            position=len(run.moves) + 1,
            kind=kind.value,
            at=now(),
            from_uid=from_uid,
            branch_uid=branch_uid,
            to_uid=to_uid,
            said=said,
        )
    )


def finish(
    session: Session,
    actor: Actor,
    run_id: int,
    reason: str = "",
    note: str = "",
    *,
    tell: bool = True,
) -> ScriptRun:
    """End the talk with the result of the step where it is; anywhere else it was broken off.

    ``tell`` puts the result into the history of the document beside. Raises NotFound, Forbidden,
    Refused (ended already), ValidationFailed: a refusal has a reason.
    """
    run = _own(session, actor, run_id)
    place = place_of(steps_of(session, run.document_id), run.moves)
    ended = place.step.kind is ScriptStepKind.END and place.step.result is not None
    result = place.step.result if ended and place.step.result else TalkResult.BROKEN
    errors: dict[str, list[Message]] = {}
    if result is TalkResult.REFUSED and not reason.strip():
        errors["reason"] = [Message(N_("Напишите причину отказа словами клиента"))]
    for name, text in (("reason", reason), ("note", note)):
        if len(text) > MAX_WORDS:
            errors[name] = [too_long(MAX_WORDS)]
    if errors:
        raise ValidationFailed(errors)
    run.result, run.reason, run.note = result.value, reason.strip(), note.strip()
    run.finished_at = now()
    session.flush()
    if tell and run.subject is not None:
        _tell(session, actor, run)
    return run


def _tell(session: Session, actor: Actor, run: ScriptRun) -> None:
    assert run.subject is not None
    off = [move.said for move in run.moves if _is_deviation(move)]
    said = [text for text in (run.reason, run.note, *off) if text]
    history.record(
        session,
        run.subject,
        "script",
        actor,
        {
            "text": TOLD[TalkResult(run.result)],
            "params": {
                "script": run.regulation_version.regulation.title,
                "edition": run.regulation_version.edition,
                "report": " · ".join(said),
            },
            "run": run.id,
        },
    )


def _is_deviation(move: ScriptMove) -> bool:
    return move.kind == MoveKind.DEVIATION and move.undone_at is None


def _own(session: Session, actor: Actor, run_id: int) -> ScriptRun:
    """The person's own talk that goes on, locked."""
    run = find(session, actor, run_id)
    if run.user_id != actor.user_id:
        raise Forbidden()
    lock(session, run)
    if run.finished_at is not None:
        raise Refused([Refusal(Message(N_("Разговор уже закончен")))])
    if run.subject_id is not None:
        _enter(session, actor, run.subject_id)
    return run
