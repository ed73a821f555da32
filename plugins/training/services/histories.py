"""What was said and decided, against the histories of the documents in which it was.

Remarks, answers, waivers and reductions of a bonus stand in tables of their own, where the program
reads them; the line of the history, which is chained and sealed, is what they are compared with.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import HistoryEntry, chain
from plugins.training.models import (
    BonusReduction,
    Remark,
    RemarkKind,
    RemarkOutcome,
    Violation,
    Waiver,
)

_SAID = ("remark", "agreement", "answer", "waiver")
Line = tuple[int | None, dict[str, Any]]
"""Who has written a line of the history, and what it says."""


def reduction_facts(taken: BonusReduction) -> dict[str, Any]:
    """What a reduction and the line of its decision must say alike."""
    return {
        "user": taken.user_id,
        "period": taken.period,
        "pay": taken.pay,
        "bonus": taken.bonus,
        "percent": taken.percent,
        "rule_version": taken.rule_version_id,
        "asked": taken.asked,
        "cap": taken.cap,
        "taken_before": taken.taken_before,
        "amount": taken.amount,
        "limit": taken.limit,
    }


def check(session: Session) -> list[str]:
    """Whatever was said or decided otherwise than the histories tell; empty where they agree."""
    return [*_discussion_faults(session), *_decision_faults(session)]


def _discussion_faults(session: Session) -> list[str]:
    remarks: dict[Any, Line] = {}
    answers: dict[Any, Line] = {}
    waivers: dict[tuple[int, Any], Line] = {}
    for document_id, kind, line in _lines(session, *_SAID):
        payload = line[1]
        if kind == "waiver":
            # Given again, it is what was said last.
            waivers[document_id, str(payload.get("role"))] = line
        elif kind == "answer":
            answers[str(payload.get("remark"))] = line
        else:
            remarks[str(payload.get("remark"))] = line
    found: list[str] = []
    for remark in session.scalars(
        select(Remark).order_by(Remark.id).execution_options(populate_existing=True)
    ):
        key = str(remark.id)
        told = remarks.pop(key, None)
        words = remark.text if remark.kind == RemarkKind.REMARK else None
        if told is None or not _is_told(told, remark.author_id, "text", words):
            found.append(f"замечание {key}: не то, что в истории документа")
        if _answered_otherwise(remark, answers.pop(key, None)):
            found.append(f"замечание {key}: ответ не тот, что в истории документа")
    found += [f"замечание {key}: удалено, а в истории документа оно есть" for key in remarks]
    for waiver in session.scalars(
        select(Waiver).order_by(Waiver.id).execution_options(populate_existing=True)
    ):
        told = waivers.pop((waiver.document_id, waiver.role), None)
        if told is None or not _is_told(told, waiver.author_id, "reason", waiver.reason):
            found.append(
                f"редакция {waiver.document_id}, роль {waiver.role}: согласие без роли не то, "
                "что в истории документа"
            )
    return found + [
        f"редакция {document_id}, роль {role}: согласие без роли удалено"
        for document_id, role in waivers
    ]


def _lines(session: Session, *kinds: str) -> list[tuple[int, str, Line]]:
    rows = session.execute(
        select(
            HistoryEntry.document_id,
            HistoryEntry.kind,
            HistoryEntry.actor_id,
            HistoryEntry.payload,
        )
        .where(HistoryEntry.kind.in_(kinds))
        .order_by(HistoryEntry.document_id, HistoryEntry.position)
    )
    # What was tampered with may have any shape; its chain is complained of elsewhere.
    return [
        (document_id, kind, (actor_id, payload if isinstance(payload, dict) else {}))  # pyright: ignore[reportUnnecessaryIsInstance]
        for document_id, kind, actor_id, payload in rows
    ]


def _is_told(line: Line, author_id: int | None, name: str, words: str | None) -> bool:
    """Whether a line was written by the person, and has these words among its parameters; None:
    there are no words."""
    actor_id, payload = line
    params = payload.get("params")
    said = params.get(name) if isinstance(params, dict) else None
    return actor_id == author_id and said == words


def _answered_otherwise(remark: Remark, told: Line | None) -> bool:
    if told is None:
        return remark.outcome != RemarkOutcome.OPEN
    same = told[1].get("outcome") == remark.outcome
    return not (same and _is_told(told, remark.answered_by_id, "answer", remark.answer))


def _decision_faults(session: Session) -> list[str]:
    decided: dict[int, Line] = {}
    for document_id, _kind, line in _lines(session, "moved"):
        data = line[1].get("data")
        if isinstance(data, dict) and "outcome" in data:
            decided[document_id] = line
    found: dict[int, list[str]] = defaultdict(list)
    for violation in session.scalars(
        select(Violation)
        .where(Violation.outcome != "")
        .order_by(Violation.document_id)
        .execution_options(populate_existing=True)
    ):
        actor_id, payload = decided.get(violation.document_id, (None, {"data": {}}))
        said = (payload["data"].get("outcome"), payload.get("reason"), actor_id)
        if said != (violation.outcome, violation.motive, violation.decided_by_id):
            found[violation.document_id].append("решение не то, что в истории документа")
    taken = {
        one.document_id: one
        for one in session.scalars(select(BonusReduction).execution_options(populate_existing=True))
    }
    told = {
        document_id: payload["data"]["reduction"]
        for document_id, (_actor, payload) in decided.items()
        if "reduction" in payload["data"]
    }
    for document_id in sorted(taken.keys() | told.keys()):
        row = taken.get(document_id)
        facts = chain.plain(reduction_facts(row)) if row is not None else None
        if facts != told.get(document_id):
            found[document_id].append("снижение премии не то, что в истории документа")
    return [f"документ {key}: {fault}" for key, faults in found.items() for fault in faults]
