"""Files of a document: bytes in the storage under their hash, a row here."""

import mimetypes
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.documents import history
from core.documents.models import Attachment, Document
from core.kernel.clock import now
from core.kernel.errors import NotFound, ValidationFailed
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

MAX_SIZE = 25 * 1024 * 1024
MAX_NAME = 255
LONGEST_SUFFIX = 16
# Shown inside the browser; everything else is only downloaded, since a browser may run it.
PREVIEWED = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})


class Blobs(Protocol):
    """The part of the storage that is needed here."""

    def put(self, content: bytes) -> str:
        """Keep the bytes; their SHA-256."""
        ...


def clean_name(name: str) -> str:
    """A sent file name as it may be shown and put into a header: without folders, control
    characters and marks that turn the direction of writing («exe.fdp»); its ending is kept."""
    visible = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    path = PurePath(visible.replace("\\", "/"))
    suffix = path.suffix if len(path.suffix) <= LONGEST_SUFFIX else ""
    stem = path.name.removesuffix(suffix)
    return f"{stem[: MAX_NAME - len(suffix)]}{suffix}".strip()


def add(
    session: Session,
    storage: Blobs,
    document: Document,
    actor: Actor,
    name: str,
    content: bytes,
    *,
    purpose: str = "file",
) -> Attachment:
    """Attach a file. Raises ValidationFailed: empty, nameless, larger than 25 MB.

    The media type follows from the name's ending: what a sender claims is not believed.
    """
    clean = clean_name(name)
    if not clean or not content:
        raise ValidationFailed({"files": [Message(N_("Файл пуст или без имени: выберите другой"))]})
    if len(content) > MAX_SIZE:
        raise ValidationFailed(
            {
                "files": [
                    Message(
                        N_("«%(name)s» больше %(limit)s МБ: сожмите файл или разделите его"),
                        name=clean,
                        limit=MAX_SIZE // 1024 // 1024,
                    )
                ]
            }
        )
    attachment = Attachment(
        document_id=document.id,
        author_id=actor.user_id,
        at=now(),
        name=clean,
        media_type=mimetypes.guess_type(clean)[0] or "application/octet-stream",
        size=len(content),
        sha256=storage.put(content),
        purpose=purpose,
    )
    session.add(attachment)
    history.record(
        session, document, "attached", actor, {"name": clean, "sha256": attachment.sha256}
    )
    return attachment


def of(session: Session, document_id: int) -> Sequence[Attachment]:
    """Files that have not been removed, the oldest first."""
    return session.scalars(
        select(Attachment)
        .options(joinedload(Attachment.author))
        .where(Attachment.document_id == document_id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ).all()


def get(session: Session, document_id: int, attachment_id: int) -> Attachment:
    """One file of the document; NotFound for another document's or a removed one."""
    attachment = session.get(Attachment, attachment_id)
    if (
        attachment is None
        or attachment.document_id != document_id
        or attachment.removed_at is not None
    ):
        raise NotFound()
    return attachment


def remove(session: Session, document: Document, actor: Actor, attachment: Attachment) -> None:
    """Hide a file; its bytes and the line in the history stay."""
    attachment.removed_at = now()
    history.record(
        session,
        document,
        "detached",
        actor,
        {"name": attachment.name, "sha256": attachment.sha256},
    )
