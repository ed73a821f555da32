"""Subjects and names arrive letter for letter, whichever reader opens the letter."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import getaddresses
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.mail.addresses import Mailbox
from core.mail.headers import WirePolicy

WIRE = WirePolicy(linesep=SMTP.linesep)
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВЯ abcXYZ 0123456789 «»№—-–:,.;()\"'=?_&!😀"
REMINDER = "РФ-НР-000001: ознакомьтесь со взысканием до 02.10.2026"


def lines() -> st.SearchStrategy[str]:
    """One line of text of any length, its words as people type them."""
    typed = st.text(LETTERS, min_size=1, max_size=300)
    return typed.map(lambda text: " ".join(text.split())).filter(bool)


def names() -> st.SearchStrategy[str]:
    """Names of people and companies: no word is longer than an encoded word can hold."""
    word = st.text(LETTERS.replace(" ", ""), min_size=1, max_size=10)
    return st.lists(word, min_size=1, max_size=20).map(" ".join)


def wire(**headers: object) -> bytes:
    letter = EmailMessage(policy=WIRE)
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    return letter.as_bytes()


def read(content: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(content, policy=default))


def read_as_of_old(header: str) -> str:
    return str(make_header(decode_header(header)))


def assert_lawful(content: bytes) -> None:
    """RFC 2047 §2, RFC 5322 §2.1.1: ASCII only, no line too long."""
    assert content.isascii()
    for line in content.split(b"\r\n"):
        assert len(line) <= (76 if b"=?utf-8?" in line else 998)
    assert b"\n" not in content.replace(b"\r\n", b"")


@given(lines())
@example(REMINDER)
@example("Ъ" * 250)
@example("a" * 300)
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    content = wire(Subject=subject)
    assert_lawful(content)
    assert read(content)["Subject"] == subject
    assert read_as_of_old(message_from_bytes(content)["Subject"]) == subject


@given(names(), names())
@example(
    "Общество с ограниченной ответственностью «Крепёж и метизы Поволжья»", "ООО «Ромашка, опт»"
)
def test_names_are_read_as_they_were_written(one: str, other: str) -> None:
    sender = Mailbox(one, "anna@krepezh.example")
    people = [Mailbox(one, "a@romashka.example"), Mailbox("", "b@romashka.example")]
    people.append(Mailbox(other, "c@romashka.example"))
    content = wire(
        From=sender.header,
        To=[person.header for person in people],
        Cc=[person.header for person in people[1:]],
        Reply_To=Mailbox(other, "vera@krepezh.example").header,
    )
    assert_lawful(content)
    new, old = read(content), message_from_bytes(content)
    for field, wanted in (
        ("From", [sender]),
        ("To", people),
        ("Cc", people[1:]),
        ("Reply-To", [Mailbox(other, "vera@krepezh.example")]),
    ):
        # Python 3.11 puts a space more between two encoded words of a name (mended in 3.13).
        assert [
            (" ".join(address.display_name.split()), address.addr_spec)
            for address in new[field].addresses
        ] == [(person.name, person.email) for person in wanted]
        assert [(read_as_of_old(name), email) for name, email in getaddresses([old[field]])] == [
            (person.name, person.email) for person in wanted
        ]


@pytest.mark.parametrize("text", ["Offer 15", "Invoice, 3 items"])
def test_plain_words_stay_readable_on_the_wire(text: str) -> None:
    assert f"Subject: {text}\r\n".encode() in wire(Subject=text)


@given(names())
def test_names_of_files_are_read_as_they_were_written(name: str) -> None:
    name = name.replace('"', "")
    letter = EmailMessage(policy=WIRE)
    letter.set_content("Во вложении предложение.")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"{name}.pdf")
    (file,) = read(letter.as_bytes()).iter_attachments()
    assert file.get_filename() == f"{name}.pdf"
