"""The person is acquainted with the sanction under signature in three working days (ТК ст. 193)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Forbidden, MailMessage, Refused, ValidationFailed, at
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from core.testing.house import PASSWORD
from plugins.training.models import (
    BonusReduction,
    JournalEntry,
    Outcome,
    SignatureConsent,
    Violation,
)
from plugins.training.services import violations
from plugins.training.services.reading import agreeing
from plugins.training.services.reading.agreeing import Signable, Signed
from plugins.training.services.violations import acquainting
from plugins.training.tests.reading_world import working
from plugins.training.tests.violation_world import (
    DECIDED,
    actor,
    decision,
    heard,
    sanctioned,
    signed_rules,
    user,
)

HOW = Signed(ip="127.0.0.1", agent="test")
THURSDAY = datetime(2026, 11, 19, 9, tzinfo=UTC)
REGISTER = "/training/violations/"


def punished(session: Session, *, agreed: bool = True) -> Violation:
    """Анна's reproof of Monday; ``agreed``: she has agreed to sign by simple signature."""
    signed_rules(session)
    if agreed:
        session.add(
            SignatureConsent(
                user_id=user(session, "anna").id,
                edition=agreeing.EDITION,
                text="Согласна",
                journal_position=0,
            )
        )
    return sanctioned(session, heard(session))


def test_a_reduction_is_signed_with_its_month_and_its_sum(session: Session) -> None:
    violation = punished(session)
    violation.reduction = BonusReduction(amount=Decimal("3000.5"), period=date(2026, 11, 1))
    with session.no_autoflush:
        words = acquainting.statement(violation)
        violation.reduction = None
    nbsp = "\N{NO-BREAK SPACE}"
    assert f"снижение премии за ноябрь 2026 г. на 3{nbsp}000,50 руб." in words


def test_three_working_days_and_the_person_alone_signs(session: Session) -> None:
    violation = punished(session)
    assert violation.notice is not None
    assert violation.notice.due == date(2026, 11, 19)
    with at(DECIDED):
        for login in ("vera", "director"):
            with pytest.raises(Forbidden):
                violations.acquaint(session, actor(session, login), violation.document_id, HOW)
        notice = violations.acquaint(session, actor(session, "anna"), violation.document_id, HOW)
    assert "замечание" in notice.statement
    line = session.scalars(
        select(JournalEntry).where(JournalEntry.position == notice.journal_position)
    ).one()
    assert (line.kind, line.user_id) == ("acquainted", user(session, "anna").id)
    # The journal is read by many: it keeps the hash of what was signed, not the sanction.
    assert "замечание" not in str(line.payload)
    with at(DECIDED), pytest.raises(Refused):
        violations.acquaint(session, actor(session, "anna"), violation.document_id, HOW)


def test_without_the_agreement_there_is_no_such_signature(session: Session) -> None:
    violation = punished(session, agreed=False)
    with at(DECIDED), pytest.raises(Refused) as caught:
        violations.acquaint(session, actor(session, "anna"), violation.document_id, HOW)
    assert "распишитесь на бумаге" in str(caught.value)


def test_an_agreement_about_the_rules_alone_is_asked_anew_before_a_sanction(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    with working(app) as session:
        key = punished(session, agreed=False).document_id
        anna = user(session, "anna")
        session.add(
            SignatureConsent(user_id=anna.id, edition=1, text="Прежнее", journal_position=0)
        )
        session.flush()
        assert agreeing.consent_of(session, anna.id, Signable.LOCAL_ACT) is not None
        assert agreeing.consent_of(session, anna.id, Signable.SANCTION) is None
    address = f"{REGISTER}{key}"
    with at(DECIDED):
        visitor = visit("anna")
        page = visitor.get(f"{address}/acquaint").follow()
        assert "этот вид документов не называло" in page
        assert "решением по случаю о нарушении" in page
        form = form_with(page, "/consent")
        form["password"] = PASSWORD
        assert "Без соглашения подписать" in form.submit(status=422)
        form["agree"] = True
        form["password"] = PASSWORD
        signing = form.submit().follow()
        assert "Приказ о взыскании эта подпись не заменяет" in signing
        form = form_with(signing, "/acquaint")
        form["password"] = PASSWORD
        assert "ознакомлен(а) с решением" in form.submit().follow()
        visit("vera").get(f"{address}/consent", status=404)
    with working(app) as session:
        line = session.scalars(select(JournalEntry).where(JournalEntry.kind == "acquainted")).one()
        agreed = session.get_one(JournalEntry, line.payload["consent"]["position"])
        assert agreed.payload["edition"] == agreeing.EDITION


def test_every_kind_that_is_signed_stands_in_the_agreement_of_now() -> None:
    """A new kind needs its words in the text, and with them a new edition of it."""
    named = {Signable.LOCAL_ACT: "локальным нормативным актом", Signable.SANCTION: "о взыскании"}
    first = agreeing.CONSENT.split("2. Ключ")[0]
    assert set(named) == set(Signable) == agreeing.NAMED[agreeing.EDITION]
    assert all(words in first for words in named.values())
    assert max(agreeing.NAMED) == agreeing.EDITION


def test_the_act_of_refusal_names_a_witness_and_closes_the_wait(session: Session) -> None:
    violation = punished(session)
    key, vera = violation.document_id, actor(session, "vera")
    with at(DECIDED):
        with pytest.raises(ValidationFailed) as caught:
            violations.record_not_acquainted(session, vera, key, "Отказалась", " ")
        assert set(caught.value.errors) == {"witness"}
        with pytest.raises(Forbidden):
            violations.record_not_acquainted(
                session, actor(session, "anna"), key, "Отказалась", "Дина"
            )
        notice = violations.record_not_acquainted(
            session, vera, key, "Отказалась подписать", "Дина, бухгалтер"
        )
        with pytest.raises(Refused):
            violations.acquaint(session, actor(session, "anna"), key, HOW)
    line = session.scalars(
        select(JournalEntry).where(JournalEntry.position == notice.journal_position)
    ).one()
    assert line.kind == "not_acquainted"


def test_a_dismissed_case_needs_no_signature(session: Session) -> None:
    signed_rules(session)
    violation = heard(session)
    with at(DECIDED):
        violations.decide(
            session,
            actor(session, "vera"),
            violation.document_id,
            decision(Outcome.DISMISSED),
        )
    assert violation.notice is None


def test_on_the_last_day_both_are_reminded_once(app: Flask, run_jobs: Callable[[], int]) -> None:
    with working(app) as session:
        key = punished(session).document_id
        with at(DECIDED):
            assert violations.to_remind(session) == []
    for _time in range(2):
        with at(THURSDAY):
            with working(app) as session:
                for one in violations.to_remind(session):
                    violations.remind(session, one)
            run_jobs()
    with working(app) as session:
        assert violations.to_remind(session) == []
        late = [
            one.to[0].partition("@")[0]
            for one in db.session.scalars(select(MailMessage))
            if "подписи под взысканием нет" in one.subject
        ]
        assert sorted(late) == ["anna", "director", "vera"]
        assert violations.get(session, key, actor(session, "vera")).notice is not None


def test_the_pages_of_both(app: Flask, visit: Callable[..., Visitor]) -> None:
    with working(app) as session:
        key = punished(session).document_id
    address = f"{REGISTER}{key}"
    with at(DECIDED):
        anna = visit("anna")
        assert "Ознакомьтесь под подпись до 19.11.2026" in anna.get(address)
        form = form_with(anna.get(f"{address}/acquaint"), "/acquaint")
        form["password"] = "не тот пароль"
        assert "Это не ваш пароль" in form.submit(status=422)
        anna.get(f"{address}/not-acquainted", status=404)
        vera = visit("vera")
        vera.get(f"{address}/acquaint", status=404)
        assert "not-acquainted" in vera.get(address)
        form = form_with(anna.get(f"{address}/acquaint"), "/acquaint")
        form["password"] = PASSWORD
        assert "ознакомлен(а) с решением" in form.submit().follow()
        vera.get(f"{address}/not-acquainted", status=404)
