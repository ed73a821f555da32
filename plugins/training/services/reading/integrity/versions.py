"""Versions of regulations against what was approved.

What binds people is the text that they have signed. The program goes by rows that were made of it
(values of norms, clauses, terms), by dates, by the audience and by the governed stages; so the
rows are made of the text anew here, and the rest is compared with the line of the approval.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.sdk import chain
from plugins.training.models import Clause, RegulationVersion, Term, VersionNorm
from plugins.training.services.reading.integrity.witnessed import Said, Witnessed
from plugins.training.services.reading.journal import approval_facts
from plugins.training.services.regulations import text_hash
from plugins.training.text.parsing import ClauseText, NormMark, parse
from plugins.training.text.terms import TermText

TOLD: Mapping[str, str] = {
    "regulation_id": "документ",
    "edition": "номер редакции",
    "effective_from": "начало действия",
    "approved_at": "когда утверждена",
    "approved_by": "кем утверждена",
    "lowers_pay": "отметка об ухудшении оплаты",
    "quiz": "вопросы перед подписью",
    "roles": "роли",
    "departments": "отделы",
    "stages": "этапы, которые закрывает документ",
}
"""What the check compares, in words."""


def version_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """Versions that hold, held or will hold otherwise than they were approved, or are gone."""
    found: list[str] = []
    left = dict(witnessed.approved)
    ends = _ends(witnessed.approved.values())
    # Each of these columns is enough for the program to go by a version.
    rows = session.scalars(
        select(RegulationVersion)
        .options(
            joinedload(RegulationVersion.regulation),
            selectinload(RegulationVersion.clauses),
            selectinload(RegulationVersion.norms),
            selectinload(RegulationVersion.terms),
        )
        .where(
            or_(
                RegulationVersion.approved_at.is_not(None),
                RegulationVersion.effective_from.is_not(None),
                RegulationVersion.effective_until.is_not(None),
                RegulationVersion.document_id.in_(list(witnessed.approved)),
            )
        )
        .order_by(RegulationVersion.document_id)
        .execution_options(populate_existing=True)
    ).all()
    for version in rows:
        name = f"{version.regulation.code}, редакция {version.edition}"
        said = left.pop(version.document_id, None)
        if said is None:
            found.append(f"{name}: утверждения в журнале нет")
            continue
        found += [f"{name}: {fault}" for fault in _unlike_line(version, said)]
        until = chain.plain(version.effective_until)
        if until != ends.get(version.document_id):
            found.append(
                f"{name}: конец действия: в базе {_shown(until)}, "
                f"по журналу {_shown(ends.get(version.document_id))}"
            )
        if not text_hash(version.body) == version.text_hash == said.get("text_hash"):
            found.append(f"{name}: текст не тот, что утверждён")
        else:
            found += [f"{name}: {fault}" for fault in _unlike_text(version)]
    return found + [f"редакция {document_id}: удалена" for document_id in left]


def _ends(approved: Iterable[Said]) -> dict[int, Any]:
    """Until when each version holds: until the next one of its regulation begins."""
    ends: dict[int, Any] = {}
    last: dict[Any, int] = {}
    for said in approved:
        regulation, document = str(said.get("regulation_id")), said.get("document")
        if regulation in last:
            ends[last[regulation]] = said.get("effective_from")
        if isinstance(document, int):
            last[regulation] = document
    return ends


def _unlike_line(version: RegulationVersion, said: Said) -> list[str]:
    facts = chain.plain(approval_facts(version))
    return [
        f"{words}: в базе {_shown(facts[field])}, при утверждении {_shown(said.get(field))}"
        for field, words in TOLD.items()
        if facts[field] != said.get(field)
    ]


def _unlike_text(version: RegulationVersion) -> list[str]:
    """Rows that do not say what the text says."""
    parsed = parse(version.body)
    return [
        *_norm_faults(version.norms, parsed.norms),
        *_clause_faults(version.clauses, parsed.clauses),
        *_term_faults(version.terms, parsed.terms),
    ]


def _norm_faults(rows: Iterable[VersionNorm], marks: Iterable[NormMark]) -> list[str]:
    found: list[str] = []
    kept = {row.key: row for row in rows}
    for mark in marks:
        row = kept.pop(mark.key, None)
        if row is None:
            found.append(f"норма {mark.key}: есть в подписанном тексте, в базе её нет")
        elif row.value != mark.value:
            found.append(
                f"норма {mark.key}: в базе {chain.plain(row.value)}, "
                f"в подписанном тексте {chain.plain(mark.value)}"
            )
        elif (row.reason, row.clause_uid, row.clause_number) != (
            mark.reason,
            mark.clause_uid,
            mark.clause_number,
        ):
            found.append(f"норма {mark.key}: пункт или обоснование не те, что в подписанном тексте")
    return found + [f"норма {key}: в подписанном тексте её нет" for key in kept]


def _clause_faults(rows: Iterable[Clause], clauses: Iterable[ClauseText]) -> list[str]:
    found: list[str] = []
    kept = {row.uid: row for row in rows}
    for clause in clauses:
        row = kept.pop(clause.uid, None)
        if row is None:
            found.append(f"п. {clause.number}: есть в подписанном тексте, в базе его нет")
        elif _of_clause(row) != _of_clause(clause):
            found.append(f"п. {clause.number}: в базе не то, что в подписанном тексте")
    return found + [f"п. {row.number}: в подписанном тексте его нет" for row in kept.values()]


def _of_clause(one: Clause | ClauseText) -> tuple[object, ...]:
    return (one.position, one.level, one.number, one.title, one.source, one.length)


def _term_faults(rows: Iterable[Term], terms: Iterable[TermText]) -> list[str]:
    if sorted(map(_of_term, rows)) == sorted(map(_of_term, terms)):
        return []
    return ["определения в базе не те, что в подписанном тексте"]


def _of_term(one: Term | TermText) -> tuple[str, str, str, str, list[str]]:
    return (one.term, one.definition, one.clause_uid, one.clause_number, list(one.stems))


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "нет"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return "«" + ", ".join(map(str, value)) + "»"
    return f"«{value}»"
