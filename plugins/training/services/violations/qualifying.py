"""Which rule a case is about, and when it happened: the decider may put the reporter right."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, Refusal, Refused, ValidationFailed, history, today
from plugins.training.discipline import local_day, term_of
from plugins.training.models import Violation, ViolationSource
from plugins.training.services.violations.evidence import refuse_closed
from plugins.training.services.violations.given import RuleInput, beginning
from plugins.training.services.violations.making import broken_rule, related_document
from plugins.training.services.violations.reading import taken_by_decider


@dataclass(frozen=True)
class QualifyInput:
    """``rule`` None: the rules know no such case."""

    happened_on: date
    rule: RuleInput | None
    related_number: str


def qualify(
    session: Session,
    actor: Actor,
    document_id: int,
    given: QualifyInput,
    version: int | None = None,
) -> Violation:
    """Correct the day, the clause and the document of a reported case.

    What the program has found rests on its records and is not corrected: Refused.
    """
    violation = taken_by_decider(session, document_id, actor, version)
    refuse_closed(violation)
    if violation.source == ViolationSource.PROGRAM.value:
        raise Refused(
            [Refusal(Message(N_("Случай нашла программа: правило и время взяты из её записей")))]
        )
    errors: dict[str, list[Message]] = {}
    if given.happened_on > today():
        errors["happened_on"] = [Message(N_("Этот день ещё не наступил"))]
    happened_at = beginning(given.happened_on)
    clause = broken_rule(session, given.rule, happened_at, errors) if given.rule else None
    related = related_document(session, actor, given.related_number, errors)
    if errors:
        raise ValidationFailed(errors)
    before = _shown(violation)
    violation.happened_at = happened_at
    violation.rule_version_id = clause.document_id if clause else None
    violation.clause_uid = clause.uid if clause else ""
    violation.clause_number = clause.number if clause else ""
    violation.related_id = related.id if related else None
    session.flush()
    session.expire(violation, ["rule_version", "related"])
    violation.document.due = term_of(violation).last
    session.flush()
    after = _shown(violation)
    history.record_changes(
        session,
        violation.document,
        actor,
        {name: (before[name], after[name]) for name in after},
    )
    return violation


def _shown(violation: Violation) -> dict[str, object]:
    version = violation.rule_version
    rule = None
    if version is not None:
        rule = f"{version.regulation.code}, ред. {version.edition}, п. {violation.clause_number}"
    return {
        "happened": local_day(violation.happened_at),
        "rule": rule,
        "related": violation.related.number if violation.related else None,
        "due": violation.document.due,
    }
