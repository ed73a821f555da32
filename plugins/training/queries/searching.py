"""The search over rules and courses: by words of their texts, in whatever form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.sdk import Actor, now
from plugins.training.audience import Audience, Specificity, parents, upwards
from plugins.training.models import Clause, Course, CoursePage, Regulation, RegulationVersion
from plugins.training.queries.courses import open_to
from plugins.training.text.engine import Values
from plugins.training.text.parsing import Text, parse
from plugins.training.text.words import search_words

# technical: letters that a found line has room for
NOTE = 120
"""How much of a clause a line of what was found shows."""


def holds(column: InstrumentedAttribute[str], asked: Sequence[str]) -> ColumnElement[bool]:
    """All the stems stand in the column; the last word may be still being typed: it is looked for
    by its beginning."""
    return and_(
        *(column.contains(f" {word} ", autoescape=True) for word in asked[:-1]),
        column.contains(f" {asked[-1]}", autoescape=True),
    )


@dataclass(frozen=True)
class FoundClause:
    """A clause of an edition in force. ``words`` is how it begins."""

    code: str
    title: str
    number: str
    document_id: int
    uid: str
    words: str


def clauses(
    session: Session, actor: Actor, text: str, limit: int, values: Values
) -> list[FoundClause]:
    """Clauses of what is in force and holds for the person; four queries at most."""
    asked = search_words(text)
    if not asked:
        return []
    versions = _holding_for(session, actor)
    if not versions:
        return []
    rows = session.execute(
        select(
            Clause.uid,
            Clause.number,
            Clause.document_id,
            Regulation.code,
            Regulation.title,
        )
        .join(RegulationVersion, RegulationVersion.document_id == Clause.document_id)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(Clause.document_id.in_(versions), holds(Clause.words, asked))
        .order_by(Regulation.code, Clause.position)
        .limit(limit)
    ).all()
    texts = _texts(session, {row.document_id for row in rows}, values)
    return [
        FoundClause(
            row.code,
            row.title,
            row.number,
            row.document_id,
            row.uid,
            _beginning(texts[row.document_id], row.uid),
        )
        for row in rows
    ]


def _holding_for(session: Session, actor: Actor) -> list[int]:
    """Editions in force now that bind the person."""
    moment = now()
    rows = session.execute(
        select(
            RegulationVersion.document_id, RegulationVersion.roles, RegulationVersion.departments
        ).where(
            RegulationVersion.approved_at.is_not(None),
            RegulationVersion.effective_from <= moment,
            or_(
                RegulationVersion.effective_until.is_(None),
                RegulationVersion.effective_until > moment,
            ),
        )
    )
    here = upwards(actor.department_id, parents(session))
    return [
        key
        for key, roles, departments in rows
        if Audience(frozenset(roles), frozenset(departments)).specificity(actor.roles, here)
        is not Specificity.NOT
    ]


def _texts(session: Session, versions: set[int], values: Values) -> dict[int, Text]:
    rows = session.execute(
        select(RegulationVersion.document_id, RegulationVersion.body).where(
            RegulationVersion.document_id.in_(versions)
        )
    )
    return {key: parse(body, values) for key, body in rows}


def _beginning(text: Text, uid: str) -> str:
    clause = next((one for one in text.clauses if one.uid == uid), None)
    if clause is None:
        return ""
    words = " ".join((clause.title or clause.plain).split())
    return words if len(words) <= NOTE else f"{words[:NOTE].rstrip()}…"


def courses(session: Session, actor: Actor, text: str, limit: int) -> Sequence[Course]:
    """Courses whose title or description has all the words."""
    asked = search_words(text)
    if not asked:
        return []
    return session.scalars(
        select(Course)
        .where(open_to(actor), holds(Course.words, asked))
        .order_by(Course.title, Course.id)
        .limit(limit)
    ).all()


def pages(session: Session, actor: Actor, text: str, limit: int) -> list[tuple[CoursePage, str]]:
    """Pages with all the words, beside the titles of their courses."""
    asked = search_words(text)
    if not asked:
        return []
    rows: Any = session.execute(
        select(CoursePage, Course.title)
        .join(Course, Course.id == CoursePage.course_id)
        .where(open_to(actor), holds(CoursePage.words, asked))
        .order_by(Course.title, CoursePage.position)
        .limit(limit)
    )
    return [(page, title) for page, title in rows]
