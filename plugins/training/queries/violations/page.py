"""Everything that the page of one case shows around its own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    Message,
    Norm,
    now,
    registry_of,
    sees,
    unrestricted,
)
from plugins.training.discipline import rule_fault, sees_case, signed_before, term_of
from plugins.training.labour_law import Term
from plugins.training.models import (
    Regulation,
    RegulationVersion,
    Signature,
    Violation,
)
from plugins.training.same_act import twins
from plugins.training.services.regulations import (
    clause_link,
    version_in_force,
    versions_in_force,
)
from plugins.training.services.violations import Part, part_of
from plugins.training.services.violations.given import beginning
from plugins.training.text.engine import Values
from plugins.training.text.parsing import parse

# technical: letters that a page and a line of a list have room for
EXCERPT = 600
BEGINNING = 80
"""How much of a clause a list of clauses shows."""


@dataclass(frozen=True)
class RuleView:
    """The broken rule as it stood then. ``fault``: why it cannot ground a sanction.

    ``signature`` is the accused's under that very version, given before the act.
    """

    norm: Norm | None
    value: Decimal | None
    version: RegulationVersion | None
    clause: str
    text: str
    link: str
    signature: Signature | None
    fault: Message | None


def rule_view(session: Session, violation: Violation, values: Values) -> RuleView:
    """The rule of a case; ``values`` say the norms of the clause as its reader sees them."""
    document = violation.document
    declared = registry_of(session).norms.get(violation.norm)
    read = violation.reading.get("value")
    version = violation.rule_version
    signature = None
    text = link = ""
    if version is not None:
        assert document.responsible_id is not None
        signature = signed_before(
            session, document.responsible_id, version.document_id, violation.happened_at
        )
        text = clause_text(session, version.document_id, violation.clause_uid, values)
        link = clause_link(version.document_id, violation.clause_uid)
    return RuleView(
        norm=declared,
        value=Decimal(read) if read is not None else None,
        version=version,
        clause=violation.clause_number,
        text=text,
        link=link,
        signature=signature,
        fault=rule_fault(session, document, violation),
    )


def clause_text(session: Session, version_id: int, uid: str, values: Values) -> str:
    """What the clause says, without marks, shortened; "" where it is not there."""
    source = session.scalars(
        select(RegulationVersion.body).where(RegulationVersion.document_id == version_id)
    ).first()
    found = next((one for one in parse(source or "", values).clauses if one.uid == uid), None)
    if found is None:
        return ""
    return _shortened(found.plain or found.title, EXCERPT)


def _shortened(text: str, length: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= length else f"{words[:length].rstrip()}…"


@dataclass(frozen=True)
class Related:
    """A document that the case is about; ``shown``: this person may open it."""

    document: Document
    short: str
    shown: bool


def related_view(session: Session, violation: Violation, actor: Actor) -> Related | None:
    """The related document, where there is one whose plugin is on."""
    if violation.related_id is None:
        return None
    document = session.scalars(
        unrestricted(select(Document).where(Document.id == violation.related_id))
    ).first()
    kind = registry_of(session).document_types.get(document.type) if document else None
    if document is None or kind is None:
        return None
    return Related(document, kind.short, sees(document, actor, kind.view))


@dataclass(frozen=True)
class CaseView:
    """One case for one person. ``term`` None: nobody needs it any more."""

    violation: Violation
    part: Part
    rule: RuleView
    term: Term | None
    related: Related | None
    reporter: str | None
    twins: Sequence[Violation]
    same_act_shown: bool


def case_view(
    session: Session, violation: Violation, actor: Actor, values: Values, *, is_open: bool
) -> CaseView:
    """The case as this person may see it; ``reporter`` None where it is not for him to know.

    ``twins`` are what may be the same act, for whoever decides while the case is open;
    ``same_act_shown``: the person may open the case into which this one was joined.
    """
    part = part_of(violation, actor)
    author = violation.document.author
    hidden = violation.hides_reporter and part.accused
    return CaseView(
        violation=violation,
        part=part,
        rule=rule_view(session, violation, values),
        term=term_of(violation) if is_open else None,
        related=related_view(session, violation, actor),
        reporter=None if author is None or hidden else author.full_name,
        twins=twins_of(session, violation, actor) if is_open and part.decider else (),
        same_act_shown=_sees_same_act(session, violation, actor),
    )


def _sees_same_act(session: Session, violation: Violation, actor: Actor) -> bool:
    into = session.get(Violation, violation.same_act_id) if violation.same_act_id else None
    return into is not None and sees_case(into.document, into, actor)


def twins_of(session: Session, violation: Violation, actor: Actor) -> list[Violation]:
    """Cases that may tell of the same act, of those that the person sees."""
    return [
        one
        for one in twins(session, violation, violation.document.responsible_id)
        if sees_case(one.document, one, actor)
    ]


def rules_to_choose(session: Session) -> list[tuple[int, str]]:
    """Regulations in force now, by code: key and title."""
    versions = versions_in_force(session, now())
    return [
        (one.regulation_id, f"{one.regulation.code} · {one.regulation.title}") for one in versions
    ]


def clauses_to_choose(
    session: Session, regulation_id: int | None, day: date, values: Values
) -> list[tuple[str, str]]:
    """Clauses of the edition that was in force on the day: number, and number with the beginning
    of the text. Empty where there was none."""
    version = version_in_force(session, regulation_id, beginning(day)) if regulation_id else None
    if version is None:
        return []
    return [
        (one.number, f"{one.number} · {_shortened(one.title or one.plain, BEGINNING)}")
        for one in parse(version.body, values).clauses
    ]


def regulations_to_pass_to(session: Session) -> list[tuple[int, str]]:
    """All regulations: a case may go into one that has not been in force yet."""
    rows = session.scalars(select(Regulation).order_by(Regulation.code))
    return [(one.id, f"{one.code} · {one.title}") for one in rows]
