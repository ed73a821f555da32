"""Cases outside the frame: what the rules did not know, and where it went."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, null
from sqlalchemy.orm import aliased

from core.sdk import N_, Actor, Document
from plugins.training.models import (
    Regulation,
    RegulationVersion,
    Remark,
    RemarkOutcome,
    Violation,
)
from plugins.training.queries.violations.listing import is_outside, visible_violations

PassedTo = aliased(Regulation)
Draft = aliased(RegulationVersion)
ANSWERS = {
    RemarkOutcome.OPEN.value: N_("ждёт ответа"),
    RemarkOutcome.ACCEPTED.value: N_("принято"),
    RemarkOutcome.DECLINED.value: N_("отклонено"),
}


def visible_cases(actor: Actor) -> Select[Any]:
    """Cases that the person sees, with the remark into which each went."""
    return (
        visible_violations(actor)
        .outerjoin(PassedTo, PassedTo.id == Violation.passed_to_id)
        .outerjoin(Remark, Remark.id == Violation.remark_id)
        .outerjoin(Draft, Draft.document_id == Remark.carried_to_id)
        .where(is_outside())
    )


def answer_in(word: Callable[[str, str], Any]) -> ColumnElement[str]:
    """What became of the remark, in the words that ``word(key, text)`` makes of a declared one."""
    return case(
        *((Remark.outcome == key, word(key, text)) for key, text in ANSWERS.items()),
        else_=null(),
    )


def is_loose() -> ColumnElement[bool]:
    """Cases that have not been passed on."""
    return and_(Violation.passed_to_id.is_(None), Document.state != "withdrawn")
