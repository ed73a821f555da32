"""Everything that the page of one case shows around its own fields."""

from dataclasses import dataclass
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
from plugins.training.discipline import rule_fault, signed_before, term_of
from plugins.training.labour_law import Term
from plugins.training.models import (
    Regulation,
    RegulationVersion,
    Signature,
    Violation,
)
from plugins.training.services.regulations import clause_link, versions_in_force
from plugins.training.services.violations import Part, part_of
from plugins.training.text.parsing import parse

EXCERPT = 600


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


def rule_view(session: Session, violation: Violation) -> RuleView:
    """The rule of a case."""
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
        text = clause_text(session, version.document_id, violation.clause_uid)
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


def clause_text(session: Session, version_id: int, uid: str) -> str:
    """What the clause says, without marks, shortened; "" where it is not there."""
    source = session.scalars(
        select(RegulationVersion.body).where(RegulationVersion.document_id == version_id)
    ).first()
    found = next((one for one in parse(source or "").clauses if one.uid == uid), None)
    if found is None:
        return ""
    words = " ".join((found.plain or found.title).split())
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"


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


def case_view(session: Session, violation: Violation, actor: Actor, *, is_open: bool) -> CaseView:
    """The case as this person may see it; ``reporter`` None where it is not for him to know."""
    part = part_of(violation, actor)
    author = violation.document.author
    hidden = violation.hides_reporter and part.accused
    return CaseView(
        violation=violation,
        part=part,
        rule=rule_view(session, violation),
        term=term_of(violation) if is_open else None,
        related=related_view(session, violation, actor),
        reporter=None if author is None or hidden else author.full_name,
    )


def rules_to_choose(session: Session) -> list[tuple[int, str]]:
    """Regulations in force now, by code: key and title."""
    versions = versions_in_force(session, now())
    return [
        (one.regulation_id, f"{one.regulation.code} · {one.regulation.title}") for one in versions
    ]


def regulations_to_pass_to(session: Session) -> list[tuple[int, str]]:
    """All regulations: a case may go into one that has not been in force yet."""
    rows = session.scalars(select(Regulation).order_by(Regulation.code))
    return [(one.id, f"{one.code} · {one.title}") for one in rows]
