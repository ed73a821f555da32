"""A case begins: a person reports it, or the program has found it."""

import textwrap
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    Forbidden,
    Message,
    NormBreach,
    Organisation,
    Refusal,
    Refused,
    User,
    ValidationFailed,
    actor_by_id,
    create,
    fire,
    norm,
    now,
    recorded,
    registry_of,
    sees,
    today,
    unrestricted,
)
from plugins.training import labour_law
from plugins.training.discipline import local_day, sees_case, term_of
from plugins.training.models import (
    Clause,
    Regulation,
    RegulationVersion,
    Violation,
    ViolationSource,
)
from plugins.training.norms import EXPLAIN_AT_ONCE
from plugins.training.permissions import TrainingPermission
from plugins.training.same_act import numbers, twins
from plugins.training.services.faults import too_long
from plugins.training.services.reading.gate import was_closed
from plugins.training.services.regulations import version_in_force
from plugins.training.services.violations import letters
from plugins.training.services.violations.appointing import appoint
from plugins.training.services.violations.explaining import demand
from plugins.training.services.violations.given import (
    MAX_TEXT,
    MAX_TITLE,
    TYPE,
    ReportInput,
    RuleInput,
    beginning,
)
from plugins.training.services.violations.reading import HIDDEN_NAME

NOBODY = N_(
    "Решать некому, кроме самого сотрудника. Случай будет записан, его увидят кадры. "
    "Обратитесь также в комиссию по трудовым спорам или в "
    "государственную инспекцию труда (ТК ст. 382, 356)"
)


def report(session: Session, actor: Actor, given: ReportInput) -> Violation:
    """Register what a person reports. Raises Forbidden, ValidationFailed with errors by field.

    On ``other_act`` where the reporter sees a case of the same person, rule and day; on
    ``without_decider`` where nobody but the accused could decide: he may report all the same.
    """
    if actor.user_id is None or not actor.can(TrainingPermission.VIOLATION_REPORT):
        raise Forbidden()
    errors: dict[str, list[Message]] = {}
    accused = _accused(session, actor, given, errors)
    facts = given.facts.strip()
    if not facts:
        errors["facts"] = [Message(N_("Опишите, что произошло: где, когда, что сделано не так"))]
    elif len(facts) > MAX_TEXT:
        errors["facts"] = [too_long(MAX_TEXT)]
    happened_at = beginning(given.happened_on)
    _check_day(given, errors)
    rule = broken_rule(session, given.rule, happened_at, errors) if given.rule else None
    related = related_document(session, actor, given.related_number, errors)
    if errors or accused is None:
        raise ValidationFailed(errors)
    violation = _told(given, rule, facts)
    violation.related_id = related.id if related else None
    if not given.other_act:
        _refuse_repetition(session, actor, accused, violation)
    speaker = Actor.system(HIDDEN_NAME) if given.hides_reporter else actor
    # Whoever is told that nobody could decide has not reported yet: the savepoint takes it back.
    with session.begin_nested():
        _register(session, speaker, accused, violation, reporter_id=actor.user_id)
        decided = appoint(session, violation)
        if not decided and not given.without_decider:
            raise ValidationFailed({"without_decider": [Message(NOBODY)]})
    letters.tell(session, violation, letters.REPORTED if decided else letters.NOBODY)
    return violation


def _told(given: ReportInput, rule: Clause | None, facts: str) -> Violation:
    return Violation(
        source=ViolationSource.PERSON.value,
        hides_reporter=given.hides_reporter,
        norm="",
        reading={},
        rule_version_id=rule.document_id if rule else None,
        clause_uid=rule.uid if rule else "",
        clause_number=rule.number if rule else "",
        facts=facts,
        happened_at=beginning(given.happened_on),
        discovered_at=now(),
        readings=[],
    )


def told_before(session: Session, actor: Actor, given: ReportInput) -> list[Violation]:
    """Cases of the same person, rule and day that the reporter sees, the oldest first."""
    errors: dict[str, list[Message]] = {}
    moment = beginning(given.happened_on)
    rule = broken_rule(session, given.rule, moment, errors) if given.rule else None
    return _seen_twins(session, actor, given.accused_id, _told(given, rule, given.facts))


def _refuse_repetition(session: Session, actor: Actor, accused: User, violation: Violation) -> None:
    """Whoever sees a case of the same person, rule and day is asked whether it is the same act."""
    seen = _seen_twins(session, actor, accused.id, violation)
    if seen:
        raise ValidationFailed(
            {
                "other_act": [
                    Message(
                        N_(
                            "О том же сотруднике, пункте и дне уже есть случай: %(numbers)s. "
                            "Дополните его, а если поступок другой, отметьте это"
                        ),
                        numbers=numbers(seen),
                    )
                ]
            }
        )


def _seen_twins(
    session: Session, actor: Actor, accused_id: int, violation: Violation
) -> list[Violation]:
    return [
        one for one in twins(session, violation, accused_id) if sees_case(one.document, one, actor)
    ]


def found(session: Session, breach: NormBreach) -> Violation | None:
    """Register what the program has found; None where the case is known, nobody is to answer for
    it, the gate kept the person from the work on its last day, or its six months have passed.

    The clause is the one that sets the norm; where no regulation does, there is none.
    """
    known = select(Violation.document_id).where(Violation.unique_key == breach.unique_key)
    if session.scalars(known).first() is not None:
        return None
    accused = session.get(User, breach.employee_id)
    if accused is None or accused.disabled_at is not None:
        return None
    if labour_law.term(local_day(breach.at), today()).passed(today()):
        # What is past the six months of the law is history: there is nothing left to decide.
        return None
    if _kept_out(session, breach):
        return None
    source = breach.reading.get("regulation") or {}
    version = session.get(RegulationVersion, source.get("document_id") or 0)
    violation = _register(
        session,
        Actor.system(),
        accused,
        Violation(
            source=ViolationSource.PROGRAM.value,
            unique_key=breach.unique_key,
            norm=breach.norm,
            reading=breach.reading,
            rule_version_id=version.document_id if version else None,
            clause_uid=source.get("clause_uid", "") if version else "",
            clause_number=source.get("clause", "") if version else "",
            facts=str(breach.found),
            happened_at=breach.at,
            discovered_at=now(),
            related_id=breach.document_id,
            readings=[],
        ),
        reporter_id=None,
    )
    decided = appoint(session, violation)
    with recorded(session) as readings:
        at_once = norm(session, EXPLAIN_AT_ONCE, employee=accused.id).value
    violation.readings = [reading.to_dict() for reading in readings]
    if at_once and not term_of(violation).passed(today()):
        demand(session, Actor.system(), violation.document_id)
    elif decided:
        letters.tell(session, violation, letters.REPORTED)
    if not decided:
        letters.tell(session, violation, letters.NOBODY)
    return violation


def _kept_out(session: Session, breach: NormBreach) -> bool:
    """Whether the program itself did not let the person keep the norm on the last day: that is no
    fault of his. That he has not signed in time his head is told by the reminders of reading."""
    if not breach.needs or breach.last_day_from is None:
        return False
    # technical: the last moment that the clock can tell
    last_moment = breach.at - timedelta(microseconds=1)
    return was_closed(session, breach.employee_id, breach.needs, breach.last_day_from, last_moment)


def _register(
    session: Session,
    actor: Actor,
    accused: User,
    violation: Violation,
    *,
    reporter_id: int | None,
) -> Violation:
    """The document of the accused, numbered; seen by his head unless he is one himself."""
    organisation_id = session.scalars(select(Organisation.id).order_by(Organisation.id)).first()
    if organisation_id is None:
        raise Refused([Refusal(Message(N_("Сначала заведите в справочнике свою организацию")))])
    judged = actor_by_id(session, accused.id)
    document = create(
        session,
        actor,
        TYPE,
        organisation_id=organisation_id,
        responsible_id=accused.id,
        title=textwrap.shorten(violation.facts, MAX_TITLE, placeholder="…"),
    )
    document.author_id = reporter_id
    violation.on_management = judged.can(TrainingPermission.VIOLATION_DECIDE)
    if violation.on_management:
        # A complaint on a head is nothing for his peers and deputies: it goes past departments.
        document.department_id = None
    violation.document_id = document.id
    violation.document = document
    session.add(violation)
    session.flush()
    document.due = term_of(violation).last
    fire(session, document.id, "report", actor)
    return violation


def _accused(
    session: Session, actor: Actor, given: ReportInput, errors: dict[str, list[Message]]
) -> User | None:
    accused = session.get(User, given.accused_id)
    if accused is None or accused.disabled_at is not None:
        errors["accused_id"] = [Message(N_("Выберите сотрудника"))]
        return None
    if accused.id == actor.user_id:
        errors["accused_id"] = [Message(N_("На себя не жалуются: выберите другого сотрудника"))]
        return None
    return accused


def _check_day(given: ReportInput, errors: dict[str, list[Message]]) -> None:
    if given.happened_on > today():
        errors["happened_on"] = [Message(N_("Этот день ещё не наступил"))]
    elif labour_law.term(given.happened_on, today()).passed(today()):
        errors["happened_on"] = [
            Message(
                N_(
                    "Прошло больше шести месяцев: взыскание уже невозможно (ТК ст. 193). "
                    "Если случай важен для всех, оставьте замечание к регламенту"
                )
            )
        ]


def broken_rule(
    session: Session,
    given: RuleInput,
    happened_at: datetime,
    errors: dict[str, list[Message]],
) -> Clause | None:
    """The clause by its number in the version that was in force at the moment."""
    regulation = session.get(Regulation, given.regulation_id)
    version = version_in_force(session, given.regulation_id, happened_at) if regulation else None
    if regulation is None or version is None:
        errors["regulation_id"] = [
            Message(
                N_("%(day)s этот регламент ещё не действовал"),
                day=f"{local_day(happened_at):%d.%m.%Y}",
            )
        ]
        return None
    number = given.clause.strip().removeprefix("п.").strip().rstrip(".")
    clause = session.scalars(
        select(Clause).where(Clause.document_id == version.document_id, Clause.number == number)
    ).first()
    if clause is None:
        errors["clause"] = [
            Message(N_("Выберите пункт"))
            if not number
            else Message(
                N_("В редакции %(edition)s, которая действовала в тот день, такого пункта нет"),
                edition=version.edition,
            )
        ]
    return clause


def related_document(
    session: Session, actor: Actor, number: str, errors: dict[str, list[Message]]
) -> Document | None:
    """The document by its number, among those that the person sees; None where left empty."""
    typed = number.strip().upper()
    if not typed:
        return None
    types = registry_of(session).document_types
    found = session.scalars(
        unrestricted(select(Document).where(Document.number == typed).order_by(Document.id.desc()))
    )
    for document in found:
        if document.type in types and sees(document, actor, types[document.type].view):
            return document
    errors["related_number"] = [Message(N_("Нет такого документа среди доступных вам"))]
    return None
