"""The demo's mail server: takes every letter on this machine and keeps it in a folder."""

import base64
import os
import re
import socket
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from core.kernel.clock import now
from core.mail.smtp import SmtpServer, Unavailable

HOST = "127.0.0.1"
FOLDER = "mailbox"
PORTS = "mailbox-ports"
PROGRAM = "reglament@demo.example"
"""Who letters are from that no person has written."""
_STAMP = "%Y%m%dT%H%M%S%f"
_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Received:
    """A line of the mailbox. ``at`` is when the server took the letter."""

    id: str
    at: datetime
    sender: str
    recipients: str
    subject: str


@dataclass(frozen=True)
class ReceivedFile:
    """An attachment as it arrived."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A whole letter. ``html`` is empty where there is none; its pictures are put inside it."""

    line: Received
    text: str
    html: str
    files: Sequence[ReceivedFile]


class _Keeper:
    """What aiosmtpd calls when a letter has come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the letter with its envelope's recipients; an answer of 4xx means «try later»."""
        content = cast("bytes", envelope.content)
        to = ", ".join(envelope.rcpt_tos)
        try:
            _keep(self._folder, b"Delivered-To: " + to.encode() + b"\r\n" + content)
        except OSError as error:
            return f"451 {error.strerror}"
        return "250 OK"


class _Controller(Controller):
    """Serves on a socket that is bound already: its port is chosen by the system."""

    def __init__(self, handler: _Keeper, listener: socket.socket) -> None:
        super().__init__(
            handler,
            hostname=HOST,
            port=listener.getsockname()[1],
            server_hostname="localhost",
            enable_SMTPUTF8=True,
        )
        self._listener = listener

    def _create_server(self) -> Awaitable[Any]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


def _keep(folder: Path, content: bytes) -> None:
    """The letter is in the folder whole or not at all: readers may look at any moment."""
    name = f"{now().strftime(_STAMP)}-{uuid4().hex[:8]}"
    draft = folder / f"{name}.draft"
    draft.write_bytes(content)
    draft.replace(folder / f"{name}.eml")


@contextmanager
def serve_sink(data_dir: Path) -> Iterator[int]:
    """Take letters as long as the block lasts; gives the port.

    Several processes may serve one folder: each notes its port, senders take any that answers.
    """
    folder, ports = data_dir / FOLDER, data_dir / PORTS
    folder.mkdir(parents=True, exist_ok=True)
    ports.mkdir(parents=True, exist_ok=True)
    listener = socket.create_server((HOST, 0))
    controller = _Controller(_Keeper(folder), listener)
    controller.start()
    note = ports / str(listener.getsockname()[1])
    note.write_text(str(os.getpid()), encoding="ascii")
    try:
        yield int(note.name)
    finally:
        note.unlink(missing_ok=True)
        controller.stop()


def server(data_dir: Path) -> SmtpServer:
    """The running mailbox. Raises Unavailable where none answers."""
    for note in sorted((data_dir / PORTS).glob("*")):
        try:
            socket.create_connection((HOST, int(note.name)), timeout=5).close()
        except OSError:
            # Left by a process that was killed.
            continue
        return SmtpServer(HOST, int(note.name), "none", fallback=PROGRAM)
    raise Unavailable("почтовый ящик демонстрации не запущен")


def list_mailbox(data_dir: Path, limit: int = 100, before: str = "") -> list[Received]:
    """The letters, newest first, older than the one with the id ``before``."""
    names = sorted((path.stem for path in (data_dir / FOLDER).glob("*.eml")), reverse=True)
    older = [name for name in names if not before or name < before]
    parser = BytesHeaderParser(policy=default)
    found: list[Received] = []
    for name in older[:limit]:
        with _path(data_dir, name).open("rb") as file:
            found.append(_line(name, cast("EmailMessage", parser.parse(file))))
    return found


def read_message(data_dir: Path, letter_id: str) -> Letter | None:
    """A whole letter; None where there is none with such an id."""
    if not _ID.fullmatch(letter_id):
        return None
    try:
        content = _path(data_dir, letter_id).read_bytes()
    except FileNotFoundError:
        return None
    letter = cast("EmailMessage", BytesParser(policy=default).parsebytes(content))
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    return Letter(
        line=_line(letter_id, letter),
        text=plain.get_content() if isinstance(plain, EmailMessage) else "",
        html=_with_pictures(page.get_content(), letter) if isinstance(page, EmailMessage) else "",
        files=[
            ReceivedFile(
                name=part.get_filename() or "file",
                media_type=part.get_content_type(),
                content=cast("bytes", part.get_payload(decode=True)),
            )
            for part in cast("Iterator[EmailMessage]", letter.iter_attachments())
        ],
    )


def _path(data_dir: Path, letter_id: str) -> Path:
    return data_dir / FOLDER / f"{letter_id}.eml"


def _line(letter_id: str, headers: EmailMessage) -> Received:
    stamp = letter_id.partition("-")[0]
    return Received(
        id=letter_id,
        at=datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC),
        sender=_one_spaced(headers.get("From", "")),
        recipients=_one_spaced(headers.get("To", "")),
        subject=str(headers.get("Subject", "")),
    )


def _one_spaced(header: str) -> str:
    """Python 3.11 reads a name of several encoded words with a space too many between them."""
    return " ".join(header.split())


def _with_pictures(html: str, letter: EmailMessage) -> str:
    """Put pictures of the letter into the page: a frame without network cannot follow cid:."""
    for part in letter.walk():
        content_id = str(part.get("Content-ID", "")).strip("<> ")
        if content_id and part.get_content_maintype() == "image":
            content = cast("bytes", part.get_payload(decode=True))
            data = base64.b64encode(content).decode("ascii")
            picture = f"data:{part.get_content_type()};base64,{data}"
            html = html.replace(f"cid:{content_id}", picture)
    return html
