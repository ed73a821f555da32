"""Letters over a real SMTP server: what arrives."""

from typing import Any

import pytest
from mail_office import CUSTOMER, PDF, PICTURE, Office, Post
from outbox_bench import PROGRAM

from core.accounts.models import User
from core.kernel.errors import ValidationFailed
from core.mail.models import MailState
from core.mail.service import MailAttachment, open_thread

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
