"""The chain a document stands in: what it came from and what it led to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.accounts.policy import sees, unrestricted
from core.documents.models import Document, DocumentLink
from core.extending.registry import registry_of
from core.kernel.permissions import Actor

MAX_STEPS = 8


@dataclass(frozen=True)
class ChainLink:
    """A document of the chain. ``visible`` False: it exists, but not for this person."""

    document: Document
    current: bool
    visible: bool


def chain(session: Session, document: Document, actor: Actor) -> Sequence[ChainLink]:
    """All documents tied to this one, directly or through others, in order of their birth.

    One query per step of distance, whatever the number of documents; at most eight steps.
    """
    known = {document.id}
    border = {document.id}
    for _step in range(MAX_STEPS):
        rows = session.execute(
            select(DocumentLink.source_id, DocumentLink.target_id).where(
                or_(DocumentLink.source_id.in_(border), DocumentLink.target_id.in_(border))
            )
        )
        border = {found for row in rows for found in row} - known
        if not border:
            break
        known |= border
    statement = select(Document).where(Document.id.in_(known)).order_by(Document.id)
    types = registry_of(session).document_types
    return [
        ChainLink(
            document=one,
            current=one.id == document.id,
            visible=one.type in types and sees(one, actor, types[one.type].view),
        )
        for one in session.scalars(unrestricted(statement))
    ]
