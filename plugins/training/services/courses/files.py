"""Pictures and files of a course: only kinds that cannot run, checked by what is inside."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Message, NotFound, ValidationFailed, attachments, now
from plugins.training.models import CourseFile
from plugins.training.services.courses.editing import get

PICTURES: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    ".webp": ("image/webp", (b"RIFF",)),
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
PAPERS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": (f"{_OFFICE}.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", (b"PK\x03\x04",)),
}
ACCEPTED = {**PICTURES, **PAPERS}
"""Ending → media type and how such a file begins."""
SHOWN = frozenset({media for media, _beginning in PICTURES.values()} | {"application/pdf"})
"""What a browser shows by itself; the rest is downloaded."""


def add_file(
    session: Session,
    storage: attachments.Blobs,
    actor: Actor,
    course_id: int,
    name: str,
    content: bytes,
) -> CourseFile:
    """Keep a file of the course. Raises ValidationFailed (field ``files``): of another kind, not
    what its name says, empty, larger than 25 MB."""
    course = get(session, course_id)
    clean = attachments.clean_name(name)
    file = CourseFile(
        course_id=course.id,
        name=clean,
        media_type=_media_type(clean, content),
        size=len(content),
        sha256=storage.put(content),
        author_id=actor.user_id,
        at=now(),
    )
    session.add(file)
    session.flush()
    return file


def _media_type(name: str, content: bytes) -> str:
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending not in ACCEPTED:
        raise _refused(
            Message(
                N_("«%(name)s»: такой файл в курс не добавить. Подойдут: %(kinds)s"),
                name=name,
                kinds=", ".join(sorted(one.lstrip(".") for one in ACCEPTED)),
            )
        )
    if len(content) > attachments.MAX_SIZE:
        raise _refused(
            Message(
                N_("«%(name)s» больше %(limit)s МБ: сожмите файл или разделите его"),
                name=name,
                # technical: bytes in a megabyte
                limit=attachments.MAX_SIZE // 1024 // 1024,
            )
        )
    media, beginnings = ACCEPTED[ending]
    if not content.startswith(beginnings) or (media == "image/webp" and content[8:12] != b"WEBP"):
        raise _refused(Message(N_("«%(name)s» испорчен или назван не своим именем"), name=name))
    return media


def _refused(reason: Message) -> ValidationFailed:
    return ValidationFailed({"files": [reason]})


def files_of(session: Session, course_id: int) -> Sequence[CourseFile]:
    """Files that have not been removed, the newest first."""
    return session.scalars(
        select(CourseFile)
        .where(CourseFile.course_id == course_id, CourseFile.removed_at.is_(None))
        .order_by(CourseFile.id.desc())
    ).all()


def file_of(session: Session, course_id: int, file_id: int) -> CourseFile:
    """One file of the course; NotFound for another's or a removed one."""
    file = session.get(CourseFile, file_id)
    if file is None or file.course_id != course_id or file.removed_at is not None:
        raise NotFound()
    return file


def remove_file(session: Session, course_id: int, file_id: int) -> None:
    """No longer give a file out; pages that show it show its name instead."""
    file_of(session, course_id, file_id).removed_at = now()
    session.flush()
