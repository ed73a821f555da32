"""Letters over a real SMTP server: what arrives, when it is tried again, when it is not."""

import contextlib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from outbox_bench import PROGRAM, Bench
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from core.accounts.models import User
from core.config import load
from core.jobs.models import JobState, OutboxJob
from core.jobs.service import enqueue, retry
from core.kernel import clock
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor
from core.mail.declarations import ATTEMPTS, JOBS
from core.mail.models import MailMessage, MailState
from core.mail.service import SEND_JOB, MailAttachment, compose, open_thread
from core.testing.databases import TestDatabases

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


@pytest.fixture(scope="module")
def template(databases: TestDatabases) -> str:
    name = "template_mail"
    Bench.create_tables(databases.create(name))
    return name


@pytest.fixture
def found(
    template: str, databases: TestDatabases, tmp_path: Path
) -> Iterator[Callable[[str], Office]]:
    """``found(mail_url)``: the office over a fresh database."""
    made: list[Office] = []

    def make(mail_url: str) -> Office:
        made.append(Office(databases.copy(template, "mail"), tmp_path, mail_url))
        return made[-1]

    yield make
    for office in made:
        office.engine.dispose()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def office(post: Post, found: Callable[[str], Office]) -> Iterator[Office]:
    with post.open() as port:
        yield found(f"smtp://127.0.0.1:{port}?tls=none")


# --- what arrives ---


def test_a_letter_arrives_with_its_words_names_and_files_to_the_byte(
    office: Office, post: Post
) -> None:
    key = office.storage.put(PDF)
    message = office.write(
        "Коммерческое предложение № КП-000015 на болты и гайки оцинкованные по вашему запросу",
        text="Здравствуйте, Пётр Ильич!\n\nВо вложении предложение.\n",
        html="<p>Здравствуйте, <b>Пётр Ильич</b>!</p>",
        cc=["Вера <vera@krepezh.example>"],
        attachments=[MailAttachment("КП-000015 от 23.11.2026.pdf", key, "application/pdf")],
    )
    office.send()
    (envelope,), (letter,) = post.taken, post.letters
    assert envelope.mail_from == "anna@krepezh.example"
    assert envelope.rcpt_tos == ["petr@romashka.example", "vera@krepezh.example"]
    assert letter["Subject"] == message.subject
    assert str(letter["From"]) == "Смирнова Анна <anna@krepezh.example>"
    assert str(letter["To"]) == CUSTOMER
    assert str(letter["Cc"]) == "Вера <vera@krepezh.example>"
    assert letter["Message-ID"] == message.message_id
    assert letter["Date"].datetime == message.created_at.replace(microsecond=0)
    assert letter["Auto-Submitted"] is None
    assert letter["Reply-To"] is None
    assert letter.get_body(("plain",)).get_content().splitlines() == message.text.splitlines()
    assert letter.get_body(("html",)).get_content().strip() == message.html
    (file,) = letter.iter_attachments()
    assert file.get_filename() == "КП-000015 от 23.11.2026.pdf"
    assert file.get_content_type() == "application/pdf"
    assert file.get_payload(decode=True) == PDF
    sent = office.read(message)
    assert (sent.state, sent.error) == (MailState.SENT, "")
    assert sent.sent_at is not None


def test_every_line_on_the_wire_is_ascii_and_of_legal_length(office: Office, post: Post) -> None:
    office.write("Ъ" * 250, text="Очень длинная строка. " * 200)
    office.send()
    content = post.taken[0].content
    assert isinstance(content, bytes)
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert post.letters[0]["Subject"] == "Ъ" * 250


def test_a_picture_of_the_page_travels_inside_the_page(office: Office, post: Post) -> None:
    office.write(
        html='<img src="cid:logo@letter">',
        attachments=[
            MailAttachment("logo.png", office.storage.put(PICTURE), "image/png", "logo@letter")
        ],
    )
    office.send()
    letter = post.letters[0]
    assert list(letter.iter_attachments()) == []
    (picture,) = (part for part in letter.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<logo@letter>"
    assert picture.get_payload(decode=True) == PICTURE


def test_a_letter_that_nobody_has_written_says_so(found: Any, post: Post) -> None:
    with post.open() as port:
        office = found(f"smtp://127.0.0.1:{port}?tls=none&from=office@krepezh.example")
        office.write(actor=PROGRAM)
        office.send()
    letter = post.letters[0]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(letter["From"]) == "Регламент <office@krepezh.example>"
    assert letter["Reply-To"] is None


def test_an_account_that_may_write_in_its_own_name_alone_gets_the_author_into_reply_to(
    found: Any, post: Post
) -> None:
    with post.open() as port:
        office = found(f"smtp://127.0.0.1:{port}?tls=none&from=office@krepezh.example")
        office.write()
        office.send()
    letter = post.letters[0]
    assert post.taken[0].mail_from == "office@krepezh.example"
    assert str(letter["From"]) == "Смирнова Анна <office@krepezh.example>"
    assert str(letter["Reply-To"]) == "Смирнова Анна <anna@krepezh.example>"


def test_a_domain_in_cyrillic_is_written_in_ascii(office: Office, post: Post) -> None:
    office.write(to="zakaz@почта.рф")
    office.send()
    assert post.taken[0].rcpt_tos == ["zakaz@xn--80a1acny.xn--p1ai"]


# --- threads ---


def test_later_letters_of_a_thread_answer_the_earlier_ones(office: Office, post: Post) -> None:
    with office.unit() as session:
        thread = open_thread(session, subject="Болты")
        ids = [
            office.compose(session, subject="Болты", to=[CUSTOMER], thread=thread).message_id
            for _ in range(30)
        ]
    assert len(set(ids)) == 30
    office.send()
    letters = {letter["Message-ID"]: letter for letter in post.letters}
    assert letters[ids[0]]["In-Reply-To"] is None
    assert letters[ids[0]]["References"] is None
    assert letters[ids[2]]["In-Reply-To"] == ids[1]
    assert letters[ids[2]]["References"].split() == ids[:2]
    assert letters[ids[29]]["In-Reply-To"] == ids[28]
    assert letters[ids[29]]["References"].split() == [ids[0], *ids[9:29]]


def test_an_answer_carries_the_subject_of_the_thread_on(office: Office, post: Post) -> None:
    with office.unit() as session:
        thread = open_thread(session, subject="КП-1: болты")
        for subject in ("", "", "Напоминание"):
            office.compose(session, subject=subject, to=[CUSTOMER], thread=thread)
    office.send()
    assert [letter["Subject"] for letter in post.letters] == [
        "КП-1: болты",
        "Re: КП-1: болты",
        "Напоминание",
    ]


@pytest.mark.parametrize("subject", ["", " \n", "Т" * 251])
def test_a_thread_needs_a_subject_of_sane_length(office: Office, subject: str) -> None:
    with office.unit() as session:
        with pytest.raises(ValidationFailed) as caught:
            open_thread(session, subject=subject)
        assert set(caught.value.errors) == {"subject"}


def test_long_domains_do_not_break_the_thread(office: Office, post: Post) -> None:
    with office.unit() as session:
        anna = session.get_one(User, office.anna.user_id)
        anna.email = f"anna@{'o' * 60}.{'x' * 60}.example"
        thread = open_thread(session, subject="Болты")
        ids = [
            office.compose(session, subject="Болты", to=[CUSTOMER], thread=thread).message_id
            for _ in range(3)
        ]
    office.send()
    content = post.taken[2].content
    assert isinstance(content, bytes)
    assert f"In-Reply-To: {ids[1]}\r\n".encode() in content
    assert f"References: {ids[0]}\r\n {ids[1]}\r\n".encode() in content


# --- at most one letter, and only of what was committed ---


def test_nothing_leaves_when_the_transaction_is_rolled_back(office: Office, post: Post) -> None:
    with office.unit() as session:
        office.compose(session, subject="Рано", to=[CUSTOMER])
        session.rollback()
    assert office.send() == 0
    assert post.taken == []


def test_a_second_run_of_the_job_sends_nothing(office: Office, post: Post) -> None:
    message = office.write()
    office.send()
    with office.unit() as session:
        enqueue(session, SEND_JOB, {"message": message.id}, actor=PROGRAM)
    assert office.send() == 1
    assert len(post.taken) == 1


def test_a_server_that_hangs_up_after_taking_a_letter_does_not_get_it_twice(
    office: Office, post: Post
) -> None:
    post.refusals["QUIT"] = "abort"
    message = office.write()
    office.send()
    assert len(post.taken) == 1
    assert office.state(message) is MailState.SENT


# --- when it does not work ---


def test_a_letter_refused_for_now_is_sent_later_and_is_the_same_letter(
    office: Office, post: Post
) -> None:
    post.refusals["DATA"] = "451 4.3.0 Try again later"
    message = office.write()
    office.send()
    waiting = office.read(message)
    assert waiting.state == MailState.QUEUED
    assert waiting.error == "451 4.3.0 Try again later"
    job = office.job_of(message)
    assert (job.state, job.last_error) == (JobState.WAITING, waiting.error)
    assert post.taken == []
    post.refusals.clear()
    with clock.at(job.run_after):
        office.send()
    assert office.state(message) is MailState.SENT
    assert office.read(message).error == ""
    assert post.letters[0]["Message-ID"] == message.message_id
    assert post.letters[0]["Date"].datetime == message.created_at.replace(microsecond=0)


def test_a_letter_refused_for_good_fails_at_once_with_the_answer(
    office: Office, post: Post
) -> None:
    post.refusals["petr@romashka.example"] = "550 5.1.1 No such user"
    message = office.write()
    office.send()
    failed = office.read(message)
    assert failed.state == MailState.FAILED
    assert failed.error == "petr@romashka.example: 550 5.1.1 No such user"
    assert office.job_of(message).state is JobState.FAILED


def test_all_recipients_refused_for_now_are_asked_again(office: Office, post: Post) -> None:
    post.refusals["petr@romashka.example"] = "450 4.2.0 Greylisted"
    message = office.write()
    office.send()
    assert office.state(message) is MailState.QUEUED
    assert office.job_of(message).state is JobState.WAITING


def test_one_recipient_refused_does_not_keep_the_letter_from_the_others(
    office: Office, post: Post
) -> None:
    post.refusals["old@romashka.example"] = "550 5.1.1 No such user"
    message = office.write(cc=["old@romashka.example"])
    office.send()
    sent = office.read(message)
    assert post.taken[0].rcpt_tos == ["petr@romashka.example"]
    assert sent.state == MailState.SENT
    assert sent.error == "old@romashka.example: 550 5.1.1 No such user"


def test_a_server_that_is_away_is_waited_for_then_given_up_and_can_be_tried_anew(
    post: Post, found: Any
) -> None:
    with post.open() as port:
        pass
    office = found(f"smtp://127.0.0.1:{port}?tls=none")
    message = office.write()
    moment = clock.now()
    for attempt in range(1, ATTEMPTS + 1):
        with clock.at(moment):
            assert office.send() == 1
        moment += timedelta(hours=6)
        expected = MailState.FAILED if attempt == ATTEMPTS else MailState.QUEUED
        assert office.state(message) is expected
    assert office.read(message).error.startswith("127.0.0.1: ")
    with post.open() as port, clock.at(moment):
        office.settings = replace(office.settings, mail_url=f"smtp://127.0.0.1:{port}?tls=none")
        office.change(retry, office.job_of(message).id)
        office.send()
    assert office.state(message) is MailState.SENT


def test_a_missing_file_fails_the_letter_instead_of_sending_it_without(
    office: Office, post: Post
) -> None:
    message = office.write(attachments=[MailAttachment("КП.pdf", "0" * 64, "application/pdf")])
    office.send()
    assert office.state(message) is MailState.FAILED
    assert "BlobMissing" in office.read(message).error
    assert post.taken == []


def test_an_author_without_an_address_is_told_what_to_set(office: Office) -> None:
    message = office.write(actor=PROGRAM)
    office.send()
    assert office.state(message) is MailState.FAILED
    assert "from=" in office.read(message).error


# --- the connection ---


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of TLS; our side trusts its certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    return context


def test_starttls_and_the_password_open_the_server(
    post: Post, found: Any, tls: ssl.SSLContext
) -> None:
    options = {"tls_context": tls, "authenticator": post.authenticate, "auth_required": True}
    with post.open(**options) as port:
        account = "robot%40krepezh.example:s%3Aec%2Fret"
        office = found(f"smtp://{account}@127.0.0.1:{port}")
        message = office.write()
        office.send()
        assert office.state(message) is MailState.SENT, office.read(message).error
    assert post.secured == [True]
    assert str(post.letters[0]["From"]) == "Смирнова Анна <robot@krepezh.example>"


def test_a_wrong_password_is_waited_out_since_an_administrator_can_right_it(
    post: Post, found: Any, tls: ssl.SSLContext
) -> None:
    with post.open(tls_context=tls, authenticator=post.authenticate) as port:
        office = found(f"smtp://robot%40krepezh.example:wrong@127.0.0.1:{port}")
        message = office.write()
        office.send()
    assert office.state(message) is MailState.QUEUED
    assert "535" in office.read(message).error


def test_a_connection_can_be_tls_from_the_first_byte(
    post: Post, found: Any, tls: ssl.SSLContext
) -> None:
    with post.open(ssl_context=tls) as port:
        office = found(f"smtp://127.0.0.1:{port}?tls=ssl")
        office.write()
        office.send()
    assert len(post.taken) == 1


def test_a_server_without_tls_never_sees_a_letter_meant_for_one_with_it(
    post: Post, found: Any
) -> None:
    with post.open() as port:
        office = found(f"smtp://127.0.0.1:{port}?tls=starttls")
        message = office.write()
        office.send()
    assert office.state(message) is MailState.FAILED
    assert "STARTTLS" in office.read(message).error
    assert post.taken == []


def test_a_certificate_that_nobody_trusts_is_not_trusted(
    post: Post, found: Any, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with post.open(tls_context=tls) as port:
        office = found(f"smtp://127.0.0.1:{port}")
        message = office.write()
        office.send()
    assert office.state(message) is MailState.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in office.read(message).error


# --- what is typed by people ---


def test_line_breaks_cannot_smuggle_headers_into_a_letter(office: Office, post: Post) -> None:
    key = office.storage.put(PDF)
    office.write(
        "Привет\r\nBcc: spy@evil.example\r\n\r\nтекст",
        to="Пётр\r\nBcc: spy@evil.example <petr@romashka.example>",
        attachments=[
            MailAttachment('КП"\r\nContent-Type: text/html\r\n/../x.pdf', key, "application/pdf")
        ],
    )
    office.send()
    letter = post.letters[0]
    assert post.taken[0].rcpt_tos == ["petr@romashka.example"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Привет Bcc: spy@evil.example текст"
    (file,) = letter.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert file.get_filename() == "КП Content-Type: text html .. x.pdf"


@pytest.mark.parametrize("to", ["", "ромашка", "a@", "a@b c", "a@b.ru, c@d.ru", "<>"])
def test_what_is_not_an_address_is_refused_beside_its_field(office: Office, to: str) -> None:
    with pytest.raises(ValidationFailed) as caught:
        office.write("Тема", to=to)
    assert set(caught.value.errors) == {"to"}


def test_every_fault_of_a_letter_is_named_at_once(office: Office) -> None:
    with office.unit() as session:
        with pytest.raises(ValidationFailed) as caught:
            office.compose(session, subject=" \n ", to=[], cc=["ромашка"])
        assert set(caught.value.errors) == {"to", "cc", "subject"}


def test_one_person_named_twice_gets_one_letter(office: Office, post: Post) -> None:
    with office.unit() as session:
        to = [CUSTOMER, "petr@romashka.example"]
        office.compose(session, subject="Тема", to=to, cc=[CUSTOMER])
    office.send()
    assert post.taken[0].rcpt_tos == ["petr@romashka.example"]
