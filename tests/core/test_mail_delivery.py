"""Letters over a real SMTP server: never twice, not lost, and only over a line that is trusted."""

import ssl
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from mail_office import CUSTOMER, PEM, Office, Post
from outbox_bench import PROGRAM

from core.jobs.models import JobState
from core.jobs.service import enqueue, retry
from core.kernel import clock
from core.mail.declarations import ATTEMPTS
from core.mail.models import MailState
from core.mail.service import SEND_JOB, MailAttachment

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
