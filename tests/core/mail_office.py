"""An office that writes letters, and a real mail server that takes or refuses them."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from outbox_bench import Bench
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from core.accounts.models import User
from core.config import load
from core.jobs.models import OutboxJob
from core.kernel.permissions import Actor
from core.mail.declarations import JOBS
from core.mail.models import MailMessage, MailState
from core.mail.service import SEND_JOB, compose, open_thread

PEM = Path(__file__).parent / "loopback.pem"
PDF = b"%PDF-1.7\n\x00\xff\r\n.\r\nbinary"
PICTURE = b"\x89PNG\r\n\x1a\n\x00"
CUSTOMER = "Пётр Ильич <petr@romashka.example>"


class Post:
    """A mail server that keeps what it takes and refuses as it is told.

    ``refusals`` maps a recipient, or "DATA", to the answer; ``login`` is what it lets in.
    """

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refusals: dict[str, str] = {}
        self.login = ("robot@krepezh.example", "s:ec/ret")
        self.secured: list[bool] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: Any
    ) -> str:
        if to in self.refusals:
            return self.refusals[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.refusals:
            return self.refusals["DATA"]
        self.taken.append(envelope)
        self.secured.append(session.ssl is not None)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:
        if "QUIT" in self.refusals:
            server.transport.abort()
        return "221 Bye"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: LoginPassword
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)

    @property
    def letters(self) -> list[EmailMessage]:
        parser = BytesParser(policy=default)
        return [parser.parsebytes(one.content) for one in self.taken]  # type: ignore[arg-type]

    @contextmanager
    def open(self, **options: Any) -> Iterator[int]:
        """Serve on a loopback port of the system's choice."""
        with contextlib.closing(FreePort(self, **options)) as controller:
            controller.start()
            yield controller.port


class FreePort(Controller):
    """aiosmtpd's controller on port 0."""

    def __init__(self, post: Post, **options: Any) -> None:
        super().__init__(post, hostname="127.0.0.1", port=0, server_hostname="localhost", **options)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()

    def close(self) -> None:
        self.stop()


class Office(Bench):
    """The outbox with the sending job, Anna who writes letters, and where they go."""

    def __init__(self, url: str, data_dir: Path, mail_url: str) -> None:
        settings = load({"REGLAMENT_DATA_DIR": str(data_dir), "REGLAMENT_MAIL_URL": mail_url})
        super().__init__(url, settings)
        self.registry.jobs.update({job.kind: job for job in JOBS})
        with self.unit() as session:
            anna = User(
                login="anna",
                full_name="Смирнова Анна",
                email="anna@krepezh.example",
                password_hash="-",
            )
            session.add(anna)
            session.flush()
            self.anna = Actor(user_id=anna.id, name=anna.full_name)

    def write(
        self, subject: str = "Предложение", to: str = CUSTOMER, **options: Any
    ) -> MailMessage:
        """A letter in a thread of its own unless told otherwise; committed, not sent."""
        with self.unit() as session:
            return self.compose(session, subject=subject, to=[to], **options)

    def compose(self, session: DbSession, **options: Any) -> MailMessage:
        given = {"text": "Здравствуйте!", "actor": self.anna, **options}
        if "thread" not in given:
            given["thread"] = open_thread(session, subject="Переписка")
        return compose(session, **given)

    def send(self) -> int:
        return self.runner().drain()

    def state(self, message: MailMessage) -> MailState:
        return MailState(self.read(message).state)

    def read(self, message: MailMessage) -> MailMessage:
        with self.unit() as session:
            return session.get_one(MailMessage, message.id)

    def job_of(self, message: MailMessage) -> OutboxJob:
        with self.unit() as session:
            key = f"{SEND_JOB}:{message.id}"
            return session.scalars(select(OutboxJob).where(OutboxJob.unique_key == key)).one()
