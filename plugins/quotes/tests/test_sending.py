"""Sending an offer: what is asked for, what leaves, what is written down."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Forbidden,
    MailMessage,
    NotFound,
    Refused,
    StaleVersion,
    ValidationFailed,
    attachments,
    fire,
    history,
)
from plugins.quotes.models import PublicLink, Sending
from plugins.quotes.services import links, offers, sending
from plugins.quotes.tests.offer_world import (
    BOLT,
    Actors,
    RunJobs,
    approved,
    commit,
    draft,
    later,
    line,
    link_of,
    organisation,
    send,
    sent,
)


def png(width: int = 4, height: int = 2) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xb4\x50\x0b" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def storage(app: Flask) -> Any:
    return app.extensions["reglament"].storage


def ask(session: Session, actor: Any, document_id: int, **changed: Any) -> Sending:
    told = {"to": "zakaz@romashka.example", "subject": "Предложение", "text": "", **changed}
    return sending.ask_email(session, actor, document_id, **told)


def messages(session: Session) -> list[MailMessage]:
    return list(session.scalars(select(MailMessage).order_by(MailMessage.id)))


def test_a_sent_offer_keeps_the_exact_bytes_and_the_letter(
    session: Session, actors: Actors, run_jobs: RunJobs, storage: Any
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    assert offer.document.state == "sent"
    [one] = offer.sendings
    kept = one.attachment
    assert kept is not None
    assert kept.purpose == "sent"
    assert kept.name == f"КП {offer.document.number}.pdf"
    content = storage.get(kept.sha256)
    assert content.startswith(b"%PDF")
    [message] = messages(session)
    assert one.message_id == message.id
    assert message.to == ["zakaz@romashka.example"]
    assert [file["key"] for file in message.attachments] == [kept.sha256]
    assert "Как договорились." in message.text
    moved, mail = history.entries(session, offer.document)[-2:]
    assert moved.payload["transition"] == "send"
    assert (mail.kind, mail.payload["sha256"]) == ("mail", kept.sha256)


def test_the_letter_and_the_paper_lead_to_a_page_that_opens(
    session: Session, actors: Actors, run_jobs: RunJobs, storage: Any
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    [message] = messages(session)
    address = next(word for word in message.text.split() if "/offer/" in word)
    token = address.rpartition("/")[2]
    link, opened = links.open_offer(session, token)
    assert opened.document_id == offer.document_id
    assert link.sending_id == offer.sendings[0].id
    assert token not in str(history.entries(session, offer.document)[-1].payload)
    reader = PdfReader(BytesIO(storage.get(offer.sendings[0].attachment.sha256)))
    annotations = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert address in {note["/A"].get("/URI") for note in annotations if "/A" in note}


def test_two_presses_send_one_letter(session: Session, actors: Actors, run_jobs: RunJobs) -> None:
    offer = approved(session, actors("anna"))
    ask(session, actors("anna"), offer.document_id)

    with pytest.raises(Refused, match="уже отправляется"):
        ask(session, actors("anna"), offer.document_id)
    commit(session)
    run_jobs()

    assert len(messages(session)) == 1


def test_what_is_not_approved_does_not_leave(session: Session, actors: Actors) -> None:
    offer = draft(session, actors("anna"))

    with pytest.raises(Refused, match="Отправляют утверждённое"):
        ask(session, actors("anna"), offer.document_id)


def test_what_is_out_of_date_does_not_leave(session: Session, actors: Actors) -> None:
    offer = approved(session, actors("anna"))

    with later(days=30), pytest.raises(Refused, match="Срок предложения уже прошёл"):
        ask(session, actors("anna"), offer.document_id)


def test_an_offer_taken_back_meanwhile_stays_at_home_and_says_why(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    offer = approved(session, anna)
    ask(session, anna, offer.document_id)
    fire(session, offer.document_id, "reopen", anna)
    commit(session)

    run_jobs()
    session.expire_all()

    assert messages(session) == []
    [one] = offer.sendings
    assert one.failure == "Отправляют утверждённое предложение"
    assert attachments.of(session, offer.document_id) == []
    assert session.scalars(select(PublicLink)).all() == []
    assert offer.document.state == "draft"


def test_wrong_addresses_and_empty_subjects_are_told_beside_the_fields(
    session: Session, actors: Actors
) -> None:
    offer = approved(session, actors("anna"))

    with pytest.raises(ValidationFailed) as caught:
        ask(session, actors("anna"), offer.document_id, to="завтра", subject=" ")
    assert set(caught.value.errors) == {"to", "subject"}
    with pytest.raises(ValidationFailed) as caught:
        sending.ask_manual(session, actors("anna"), offer.document_id, recipient=" ", note="")
    assert set(caught.value.errors) == {"recipient"}


def test_a_stale_page_sends_nothing(session: Session, actors: Actors) -> None:
    offer = approved(session, actors("anna"))

    with pytest.raises(StaleVersion):
        ask(session, actors("anna"), offer.document_id, version=offer.document.version - 1)


def test_a_neighbour_sends_nothing(session: Session, actors: Actors) -> None:
    offer = approved(session, actors("anna"))

    with pytest.raises((Forbidden, NotFound)):
        ask(session, actors("boris"), offer.document_id)


def test_what_went_by_messenger_is_recorded_with_its_paper(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    offer = approved(session, anna)
    sending.ask_manual(
        session, anna, offer.document_id, recipient="Петрову в Telegram", note="после звонка"
    )
    commit(session)

    run_jobs()
    session.expire_all()

    assert messages(session) == []
    [one] = offer.sendings
    assert one.attachment is not None
    assert offer.document.state == "sent"
    assert history.entries(session, offer.document)[-1].kind == "handed"


def test_a_second_letter_answers_the_first_in_one_thread(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    offer = sent(session, anna, run_jobs)
    revised = offers.revise(session, anna, offer.document_id)
    fire(session, revised.document_id, "approve", anna)

    send(session, anna, run_jobs, revised)

    first, second = messages(session)
    assert first.thread_id == second.thread_id
    assert second.in_reply_to == first.message_id


def test_the_logo_goes_into_the_paper_and_the_letter(
    session: Session, actors: Actors, run_jobs: RunJobs, storage: Any
) -> None:
    organisation(session).logo_key = storage.put(png())

    offer = sent(session, actors("anna"), run_jobs)

    [message] = messages(session)
    pictures = [file for file in message.attachments if file["content_id"]]
    assert [(one["media_type"], one["name"]) for one in pictures] == [("image/png", "logo.png")]
    assert f'src="cid:{pictures[0]["content_id"]}"' in message.html
    content = storage.get(offer.sendings[0].attachment.sha256)
    assert PdfReader(BytesIO(content)).pages[0].images


def test_a_logo_that_cannot_be_printed_is_told_to_the_sender(
    session: Session, actors: Actors, run_jobs: RunJobs, storage: Any
) -> None:
    organisation(session).logo_key = storage.put(b"\x89PNG\r\n\x1a\nno picture at all")
    offer = approved(session, actors("anna"))
    ask(session, actors("anna"), offer.document_id)
    commit(session)

    run_jobs()
    session.expire_all()

    assert offer.sendings[0].failure
    assert offer.document.state == "approved"


def test_a_link_is_kept_only_as_its_hash_and_can_be_closed(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    offer = sent(session, anna, run_jobs)

    token = links.issue_by_hand(session, anna, offer.document_id)

    row = link_of(session, offer)
    assert token not in {row.token_hash, str(row.id)}
    assert links.open_offer(session, token)[0].id == row.id
    assert links.revoke_all(session, anna, offer.document_id) == 2
    session.expire_all()
    with pytest.raises(links.LinkGone, match="закрыта"):
        links.open_offer(session, token)


def test_a_link_ends_the_days_of_the_norm_after_the_offer(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    token = links.issue(session, offer)

    with later(days=44):
        links.open_offer(session, token)
    with later(days=46), pytest.raises(links.LinkGone, match="истёк"):
        links.open_offer(session, token)


def test_an_address_that_never_was_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound) as caught:
        links.open_offer(session, "ничего-такого")
    assert not isinstance(caught.value, links.LinkGone)


def test_no_link_is_given_to_what_has_not_been_sent(session: Session, actors: Actors) -> None:
    offer = approved(session, actors("anna"), line(session, BOLT))

    with pytest.raises(Refused, match="отправленное"):
        links.issue_by_hand(session, actors("anna"), offer.document_id)
    with pytest.raises(Forbidden):
        links.issue_by_hand(session, actors("boris"), offer.document_id)
