"""Discussion of a version: remarks, agreements, answers, waivers."""

from datetime import datetime, timedelta

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
    ValidationFailed,
    history,
    lock,
    norm,
    now,
    recorded,
    sees,
)
from plugins.training.audience import Audience, touched_roles
from plugins.training.models import (
    Clause,
    RegulationVersion,
    Remark,
    RemarkKind,
    RemarkOutcome,
    Waiver,
)
from plugins.training.norms import REMARK_DAYS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.faults import too_long
from plugins.training.services.people import role_titles
from plugins.training.services.regulations import letters
from plugins.training.services.regulations.given import MAX_TEXT, OPEN
from plugins.training.services.regulations.making import start_edition
from plugins.training.services.regulations.reading import get, open_version
from plugins.training.services.regulations.saying import said_of
from plugins.training.substance import is_reason
from plugins.training.voices import word_of, words_on
from plugins.training.wording import ended


def remarks_until(session: Session, version: RegulationVersion) -> datetime | None:
    """Until when remarks on a version in force are gathered for the next one; None before it has
    come into force."""
    starts = version.effective_from
    if starts is None or starts > now():
        return None
    # The term is that of the day when it began to run: a later norm moves no promise made.
    return starts + timedelta(days=int(norm(session, REMARK_DAYS, at=starts).value))


def takes_remarks(session: Session, version: RegulationVersion) -> bool:
    """Whether something may be said of the version now."""
    if version.document.state == "discussion":
        return True
    until = remarks_until(session, version)
    ended = version.effective_until is not None and version.effective_until <= now()
    return until is not None and not ended and now() < until


def speaking_roles(session: Session, version: RegulationVersion, actor: Actor) -> list[str]:
    """Roles of the person for which he may speak of the version; those that it touches, or all
    that he has where it touches none of them."""
    touched = [role for role in touched_roles(session, Audience.of(version)) if role in actor.roles]
    return touched or sorted(actor.roles)


def add_remark(
    session: Session,
    actor: Actor,
    document_id: int,
    text: str,
    *,
    clause_uid: str | None = None,
    role: str | None = None,
) -> Remark:
    """Say something of a version or of one of its clauses.

    On a version in force the remark goes into the draft of the next one, which is made with the
    first remark. Raises NotFound, Forbidden, Refused (not the time for it), ValidationFailed.
    """
    version = _speak(session, actor, document_id)
    typed = text.strip()
    errors: dict[str, list[Message]] = {}
    if not typed:
        errors["text"] = [Message(N_("Напишите замечание"))]
    elif len(typed) > MAX_TEXT:
        errors["text"] = [too_long(MAX_TEXT)]
    clause = _clause(session, document_id, clause_uid)
    if clause_uid and clause is None:
        errors["clause_uid"] = [Message(N_("Такого пункта в этой редакции нет"))]
    chosen = _role(session, version, actor, role, errors)
    if errors:
        raise ValidationFailed(errors)
    remark = Remark(
        document_id=document_id,
        kind=RemarkKind.REMARK.value,
        clause_uid=clause_uid or None,
        author_id=actor.user_id,
        role=chosen,
        said_of_id=said_of(session, version).id,
        text=typed,
        at=now(),
    )
    session.add(remark)
    readings: list[dict[str, object]] = []
    if version.document.state != "discussion":
        with recorded(session) as read:
            remarks_until(session, version)
        readings = [reading.to_dict() for reading in read]
        remark.carried_to_id = _next_draft(session, version).document_id
    session.flush()
    where = (
        Message(N_("п. %(number)s"), number=clause.number) if clause else Message(N_("документ"))
    )
    history.record(
        session,
        version.document,
        "remark",
        actor,
        {
            "text": N_("Замечание (%(where)s): %(text)s"),
            "params": {"where": str(where), "text": typed},
            "remark": remark.id,
            "norms": readings,
        },
    )
    return remark


def agree(session: Session, actor: Actor, document_id: int, role: str | None = None) -> Remark:
    """Say that there are no remarks to the text as it is. A second time changes nothing, unless
    words or values have changed meanwhile."""
    version = _speak(session, actor, document_id)
    if version.document.state != "discussion":
        raise Refused([Refusal(Message(N_("Обсуждение этой редакции закончено")))])
    errors: dict[str, list[Message]] = {}
    chosen = _role(session, version, actor, role, errors)
    if errors:
        raise ValidationFailed(errors)
    for known in words_on(session, document_id):
        word = word_of(known, version)
        mine = known.author_id == actor.user_id and known.role == chosen
        if mine and word.is_agreement and word.stands:
            return known
    said = Remark(
        document_id=document_id,
        kind=RemarkKind.AGREEMENT.value,
        author_id=actor.user_id,
        role=chosen,
        said_of_id=said_of(session, version).id,
        text="",
        at=now(),
    )
    session.add(said)
    session.flush()
    history.record(
        session,
        version.document,
        "agreement",
        actor,
        {"text": N_("Замечаний нет"), "params": {}, "remark": said.id},
    )
    return said


def answer_remark(
    session: Session, actor: Actor, remark_id: int, outcome: RemarkOutcome, answer: str
) -> Remark:
    """Accept or decline a remark. Whoever declines says why.

    Raises NotFound, Forbidden, Refused (answered already, or not in preparation any more),
    ValidationFailed.
    """
    remark = session.get(Remark, remark_id)
    if remark is None or remark.kind != RemarkKind.REMARK.value:
        raise NotFound()
    document = lock(session, remark.carried_to_id or remark.document_id)
    session.refresh(remark)
    if not sees(document, actor, TrainingPermission.REGULATION_EDIT):
        raise Forbidden()
    if document.state not in OPEN:
        raise Refused([Refusal(Message(N_("Редакция уже не готовится: отвечать поздно")))])
    if remark.outcome != RemarkOutcome.OPEN.value:
        raise Refused([Refusal(Message(N_("На это замечание уже ответили")))])
    typed = answer.strip()
    if outcome is RemarkOutcome.OPEN:
        raise ValueError("an answer accepts or declines")
    if outcome is RemarkOutcome.DECLINED and not typed:
        raise ValidationFailed({"answer": [Message(N_("Напишите, почему замечание отклонено"))]})
    if len(typed) > MAX_TEXT:
        raise ValidationFailed({"answer": [too_long(MAX_TEXT)]})
    remark.outcome = outcome.value
    remark.answer = typed
    remark.answered_by_id = actor.user_id
    remark.answered_at = now()
    session.flush()
    session.expire(remark, ["answered_by"])
    words = (
        N_("Замечание принято: %(remark)s %(answer)s")
        if outcome is RemarkOutcome.ACCEPTED
        else N_("Замечание отклонено: %(remark)s %(answer)s")
    )
    history.record(
        session,
        document,
        "answer",
        actor,
        {
            "text": words,
            "params": {"remark": ended(remark.text), "answer": typed},
            "remark": remark.id,
            "outcome": remark.outcome,
        },
    )
    return remark


def waive(session: Session, actor: Actor, document_id: int, role: str, reason: str) -> Waiver:
    """Record why the version may be approved without the word of a role; the owner alone may."""
    document = lock(session, document_id)
    version = get(session, document_id, actor)
    if actor.user_id != version.regulation.owner_id:
        raise Forbidden()
    if document.state != "discussion":
        raise Refused([Refusal(Message(N_("Обсуждение этой редакции закончено")))])
    if role not in touched_roles(session, Audience.of(version)):
        raise NotFound()
    typed = reason.strip()
    if not is_reason(typed):
        fault = N_("Напишите предложением, почему можно утвердить без этой роли: это увидят все")
        raise ValidationFailed({"reason": [Message(fault)]})
    waiver = session.scalars(
        select(Waiver).where(Waiver.document_id == document_id, Waiver.role == role)
    ).first()
    if waiver is None:
        waiver = Waiver(document_id=document_id, role=role)
        session.add(waiver)
    waiver.reason = typed
    waiver.author_id = actor.user_id or 0
    waiver.at = now()
    session.flush()
    history.record(
        session,
        document,
        "waiver",
        actor,
        {
            "text": N_("Можно утвердить без роли «%(role)s»: %(reason)s"),
            "params": {"role": role_titles(session).get(role, role), "reason": typed},
            "role": role,
        },
    )
    letters.tell(session, version, letters.WAIVED, actor, role=role, reason=typed)
    return waiver


def _speak(session: Session, actor: Actor, document_id: int) -> RegulationVersion:
    if actor.user_id is None or not actor.can(TrainingPermission.REGULATION_DISCUSS):
        raise Forbidden()
    lock(session, document_id)
    version = get(session, document_id, actor)
    if not takes_remarks(session, version):
        raise Refused([Refusal(Message(N_("Замечания к этой редакции сейчас не собирают")))])
    return version


def _clause(session: Session, document_id: int, uid: str | None) -> Clause | None:
    return session.scalars(
        select(Clause).where(Clause.document_id == document_id, Clause.uid == (uid or ""))
    ).first()


def _role(
    session: Session,
    version: RegulationVersion,
    actor: Actor,
    role: str | None,
    errors: dict[str, list[Message]],
) -> str:
    own = speaking_roles(session, version, actor)
    if role is None and own:
        return own[0]
    if role is None or role not in own:
        errors["role"] = [Message(N_("Выберите роль, за которую говорите"))]
        return ""
    return role


def _next_draft(session: Session, version: RegulationVersion) -> RegulationVersion:
    """The version in preparation; made by the program where there is none."""
    found = open_version(session, version.regulation_id)
    return found or start_edition(session, Actor.system(), version.regulation_id)
