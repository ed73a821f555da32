"""What follows a sent offer: receipt, acceptance, refusal, reminder, expiry."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Document,
    MailMessage,
    Refused,
    RejectionReason,
    StaleVersion,
    ValidationFailed,
    VatRate,
    enqueue,
    fire,
    history,
    unrestricted,
)
from core.testing.tools import OutboxJob
from plugins.quotes.jobs import EXPIRE_JOB, REMIND_JOB
from plugins.quotes.services import answers, links, offers, requests, sending
from plugins.quotes.services.answers import Rejection
from plugins.quotes.services.requests import RequestInput, RequestLineInput
from plugins.quotes.snapshots import offer_snapshot
from plugins.quotes.tests.offer_world import (
    BOLT,
    CABLE,
    NUT,
    Actors,
    RunJobs,
    approved,
    commit,
    later,
    line,
    organisation,
    partner,
    sent,
    taking,
)


def run(session: Session, run_jobs: RunJobs, kind: str) -> None:
    enqueue(session, kind, {}, actor=Actor.system())
    commit(session)
    run_jobs()
    session.expire_all()


def test_the_customer_by_his_link_confirms_once(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    customer = links.customer(offer)

    answers.confirm_receipt(session, customer, offer.document_id, "link")
    answers.confirm_receipt(session, customer, offer.document_id, "link")

    assert offer.document.state == "received"
    last = history.entries(session, offer.document)[-1]
    assert last.payload["transition"] == "confirm_receipt"
    assert last.actor_name == "Петров Пётр Петрович (по ссылке)"


def test_what_the_customer_took_becomes_the_sum_of_the_offer(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    lines = (line(session, BOLT, "10"), line(session, NUT, "10"), line(session, CABLE, "3"))
    offer = sent(session, actors("anna"), run_jobs, *lines)
    offered = offer.document.total

    answers.accept(
        session,
        links.customer(offer),
        offer.document_id,
        taking(offer, line_1="4", line_2="0"),
        how="link",
    )

    assert offer.document.state == "confirmed"
    assert offered == Decimal("581.00")
    assert offer.document.total == Decimal("74.00") + Decimal("354.00")
    assert offer.net + offer.vat == offer.document.total
    snapshot = offer_snapshot(offer.document, session)
    assert [row.quantity for row in snapshot.lines] == [Decimal(4), Decimal(3)]
    assert snapshot.gross == offer.document.total
    data = history.entries(session, offer.document)[-1].payload["data"]
    assert data == {
        "how": "link",
        "total": "428.00",
        "quantities": {"1": "4", "2": "0", "3": "3.000000"},
    }


@pytest.mark.parametrize("quantity", ["-1", "0.0000001", "1e13"])
def test_a_quantity_that_cannot_be_is_told_beside_its_line(
    session: Session, actors: Actors, run_jobs: RunJobs, quantity: str
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    with pytest.raises(ValidationFailed) as caught:
        answers.accept(
            session,
            links.customer(offer),
            offer.document_id,
            taking(offer, line_1=quantity),
            how="link",
        )

    assert set(caught.value.errors) == {f"quantity-{offer.lines[0].id}"}


def test_to_take_nothing_is_a_refusal_not_an_acceptance(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    with pytest.raises(Refused, match="хотя бы в одной строке"):
        answers.accept(session, links.customer(offer), offer.document_id, {}, how="link")


def test_nobody_accepts_after_the_term(session: Session, actors: Actors, run_jobs: RunJobs) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    with later(days=15), pytest.raises(Refused, match="Срок предложения истёк"):
        answers.accept(session, links.customer(offer), offer.document_id, taking(offer), how="link")


def test_an_answer_to_an_older_version_is_not_taken(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    offer = sent(session, anna, run_jobs)
    seen = offer.document.version
    offers.revise(session, anna, offer.document_id)

    with pytest.raises(StaleVersion):
        answers.accept(
            session,
            links.customer(offer),
            offer.document_id,
            taking(offer),
            how="link",
            version=seen,
        )
    with pytest.raises(Refused):
        answers.accept(session, links.customer(offer), offer.document_id, taking(offer), how="link")


def test_a_refusal_keeps_the_reason_in_words_and_sorted(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    reason = RejectionReason(name="Дорого (проверка)")
    session.add(reason)
    session.flush()

    with pytest.raises(Refused, match="Укажите причину"):
        answers.reject(session, actors("anna"), offer.document_id, Rejection(" "), how="phone")
    answers.reject(
        session,
        actors("anna"),
        offer.document_id,
        Rejection("У соседей дешевле", reason.id),
        how="phone",
    )

    assert offer.document.state == "rejected"
    assert offer.rejection_reason_id == reason.id
    assert history.entries(session, offer.document)[-1].payload["reason"] == "У соседей дешевле"


def test_sending_an_offer_answers_the_request_it_came_from(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    bolt = line(session, BOLT)
    request = requests.create_request(
        session,
        anna,
        RequestInput(
            organisation_id=organisation(session).id,
            partner_id=partner(session).id,
            lines=(
                RequestLineInput(text="болт м8х40", quantity=Decimal(10)),
                RequestLineInput(text="люстра", quantity=Decimal(1)),
            ),
        ),
    )
    fire(session, request.document_id, "register", anna)
    first, second = request.lines
    requests.accept(session, anna, request.document_id, first.id, bolt.material_id or 0)
    requests.mark_unmet(session, anna, request.document_id, second.id, "Не торгуем")
    offer = offers.from_request(session, anna, request.document_id)
    assert [row.sku for row in offer.lines] == [BOLT]
    assert request.document.state == "in_work"
    fire(session, offer.document_id, "approve", anna)

    sending.ask_manual(session, anna, offer.document_id, recipient="лично", note="")
    commit(session)
    run_jobs()
    session.expire_all()

    assert request.document.state == "answered"
    answered = history.entries(session, request.document)[-1]
    assert answered.payload["data"]["offer"] == offer.document.number


def test_a_revision_that_is_the_first_to_go_out_answers_the_request(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    anna = actors("anna")
    request = requests.create_request(
        session,
        anna,
        RequestInput(
            organisation_id=organisation(session).id,
            partner_id=partner(session).id,
            lines=(RequestLineInput(text="болт м8х40", quantity=Decimal(10)),),
        ),
    )
    fire(session, request.document_id, "register", anna)
    material_id = line(session, BOLT).material_id or 0
    requests.accept(session, anna, request.document_id, request.lines[0].id, material_id)
    offer = offers.from_request(session, anna, request.document_id)
    fire(session, offer.document_id, "approve", anna)
    revision = offers.revise(session, anna, offer.document_id)
    fire(session, revision.document_id, "approve", anna)

    sending.ask_manual(session, anna, revision.document_id, recipient="лично", note="")
    commit(session)
    run_jobs()
    session.expire_all()

    assert request.document.state == "answered"


def test_the_customer_is_reminded_once_when_the_days_of_the_norm_have_passed(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)

    with later(days=1):
        run(session, run_jobs, REMIND_JOB)
    assert len(session.scalars(select(MailMessage)).all()) == 1
    for _run in range(2):
        with later(days=6):
            run(session, run_jobs, REMIND_JOB)

    letter, reminder = session.scalars(select(MailMessage).order_by(MailMessage.id))
    assert reminder.thread_id == letter.thread_id
    assert reminder.to == letter.to
    assert reminder.author_id == actors("anna").user_id
    assert "/offer/" in reminder.text
    last = history.entries(session, offer.document)[-1]
    assert (last.kind, last.actor_name) == ("reminded", "Регламент")
    assert last.payload["norms"][0]["key"] == "quotes.receipt_reminder_days"


def test_whoever_has_confirmed_is_not_reminded(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs)
    answers.confirm_receipt(session, links.customer(offer), offer.document_id, "link")

    with later(days=6):
        run(session, run_jobs, REMIND_JOB)

    assert len(session.scalars(select(MailMessage)).all()) == 1


def test_an_offer_expires_after_its_last_day(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    waiting = sent(session, actors("anna"), run_jobs)
    answered = sent(session, actors("anna"), run_jobs)
    answers.accept(session, actors("anna"), answered.document_id, taking(answered), how="phone")
    approved_only = approved(session, actors("anna"))

    with later(days=14):
        run(session, run_jobs, EXPIRE_JOB)
    assert waiting.document.state == "sent"
    with later(days=15):
        run(session, run_jobs, EXPIRE_JOB)

    assert waiting.document.state == "expired"
    assert answered.document.state == "confirmed"
    assert approved_only.document.state == "approved"
    failed = session.scalars(select(OutboxJob).where(OutboxJob.failed_at.is_not(None))).all()
    assert failed == []


def test_one_offer_that_cannot_be_reminded_of_stops_no_other(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    broken = sent(session, actors("anna"), run_jobs)
    other = sent(session, actors("anna"), run_jobs)
    broken.sendings[0].recipient = "никому"

    with later(days=6):
        run(session, run_jobs, REMIND_JOB)

    assert broken.reminded_at is None
    assert other.reminded_at is not None


def test_the_line_sums_of_what_was_taken_follow_the_rule_of_documents(
    session: Session, actors: Actors, run_jobs: RunJobs
) -> None:
    offer = sent(session, actors("anna"), run_jobs, line(session, CABLE, "3", discount="7"))

    totals = answers.taken_totals(offer, taking(offer, line_1="1.5"))

    assert totals.gross == Decimal("164.61")
    assert [part.rate for part in totals.by_rate] == [VatRate("22%", Decimal(22))]


def test_a_revision_answers_for_itself(session: Session, actors: Actors, run_jobs: RunJobs) -> None:
    anna = actors("anna")
    offer = sent(session, anna, run_jobs)
    offers.revise(session, anna, offer.document_id)

    with later(days=20):
        run(session, run_jobs, EXPIRE_JOB)

    states = session.scalars(unrestricted(select(Document.state).order_by(Document.id))).all()
    assert states == ["superseded", "draft"]
