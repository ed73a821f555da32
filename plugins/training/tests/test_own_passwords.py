"""The password is the key of the signature: what a known one signs, how a newcomer sets his."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from webtest import TestResponse

from core.sdk import Actor, MailMessage, Refused, User, at, enqueue, now
from core.testing.browser import Visitor, form_with
from core.testing.house import PASSWORD
from plugins.training.models import Assignment, Signature, SignatureConsent, StepKind
from plugins.training.norms import WELCOME_DAYS
from plugins.training.services import onboarding
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.reading import signing
from plugins.training.tests import regulation_world, script_world
from plugins.training.tests.reading_world import (
    HOW,
    MONDAY,
    Actors,
    assigned,
    person,
    read,
    rules,
    user,
    working,
)

Visit = Callable[..., Visitor]
FIRST_DAY = date(2026, 11, 19)
OWN = "мой собственный пароль"


@pytest.fixture
def task(session: Session, actors: Actors) -> Assignment:
    return assigned(session, rules(session, actors("vera")), "anna")


@pytest.fixture
def ready(app: Flask) -> str:
    """The address of what Анна has read and agreed to sign."""
    with at(MONDAY), working(app) as session:
        task = assigned(session, rules(session, person(session, "vera")), "anna")
        anna = person(session, "anna")
        with at(read(session, anna, task)):
            signing.give_consent(session, anna, task.id, HOW)
        return f"/training/reading/{task.id}"


def issue(session: Session, login: str) -> None:
    user(session, login).password_issued = True
    session.flush()


def text_of(page: TestResponse) -> str:
    return page.html.find("main").get_text(" ", strip=True)


# --- an issued password ---


def test_an_issued_password_agrees_to_nothing(
    session: Session, actors: Actors, task: Assignment
) -> None:
    issue(session, "anna")
    done = read(session, actors("anna"), task)
    with at(done), pytest.raises(Refused, match="задайте свой") as refused:
        signing.give_consent(session, actors("anna"), task.id, HOW)
    assert [one.link for one in refused.value.refusals] == ["/profile/password"]
    assert session.scalar(select(func.count()).select_from(SignatureConsent)) == 0


def test_an_issued_password_signs_nothing_even_under_an_agreement_of_before(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with at(read(session, actors("anna"), task)):
        signing.give_consent(session, actors("anna"), task.id, HOW)
        issue(session, "anna")
        with pytest.raises(Refused, match="задайте свой") as refused:
            signing.sign(session, actors("anna"), task.id, HOW)
        assert refused.value.refusals[0].link == "/profile/password"
        user(session, "anna").password_issued = False
        assert signing.sign(session, actors("anna"), task.id, HOW)


def test_who_has_an_issued_password_is_led_from_the_signature_to_its_change(
    visit: Visit, app: Flask, ready: str
) -> None:
    with working(app) as session:
        issue(session, "anna")
    anna = visit("anna")
    for step in ("consent", "sign"):
        assert anna.get(f"{ready}/{step}").location.endswith("/profile/password")
    token = anna.get("/profile/password").forms[0]["csrf_token"].value
    answer = anna.post(f"{ready}/sign", {"csrf_token": token, "password": PASSWORD})
    assert answer.location.endswith("/profile/password")
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Signature)) == 0


# --- too many guesses ---


@pytest.mark.parametrize("htmx", [False, True])
def test_too_many_guesses_at_the_signature_say_beside_the_field_how_long_to_wait(
    visit: Visit, ready: str, htmx: bool
) -> None:
    anna = visit("anna")
    # A form of the program is sent by htmx as a whole page.
    headers = {"HX-Request": "true", "HX-Boosted": "true"} if htmx else {}

    def sign(password: str) -> TestResponse:
        form = form_with(anna.get(f"{ready}/sign"), "/sign")
        form["password"] = password
        return form.submit(headers=headers, expect_errors=True)

    with at(MONDAY + timedelta(hours=1)):
        for _guess in range(8):
            assert "Это не ваш пароль" in sign("мимо")
        told = sign(PASSWORD)
    assert told.status_int == 422
    [error] = told.html.select("#password-error")
    assert "Слишком много попыток. Подождите 15 минут и" in error.get_text(" ", strip=True)
    # Who waits signs with the same password.
    with at(MONDAY + timedelta(hours=1, minutes=15, seconds=1)):
        assert "/signatures/" in sign(PASSWORD).location


# --- the letter before the first day ---


def plan_for_egor(session: Session, first_day: date = FIRST_DAY) -> None:
    template = onboarding.save_template(
        session,
        person(session, "zhanna"),
        None,
        "Менеджер",
        "manager",
        (StepInput(StepKind.TASK, "Настроить почту"),),
    )
    people = {one.login: one.id for one in session.scalars(select(User))}
    given = PlanInput(people["egor"], people["anna"], template.id, first_day)
    onboarding.make_plan(session, person(session, "zhanna"), given)


def welcome_before(session: Session, days: int) -> None:
    body = f'## Встреча\n\n1. Письмо за {{{{ norm("{WELCOME_DAYS}", {days}) }}}} дней.'
    regulation_world.in_force(session, person(session, "vera"), body=body, at=now())


def letter(app: Flask, run_jobs: Callable[[], int], moment: datetime) -> str:
    """The text of what was written to Егор before his first day."""
    with at(moment):
        with working(app) as session:
            enqueue(session, "training.welcome", {}, actor=Actor.system())
        run_jobs()
    with working(app) as session:
        return session.scalars(select(MailMessage.text)).one()


def test_a_newcomer_without_a_password_finds_the_way_to_it_in_the_letter(
    app: Flask, run_jobs: Callable[[], int], visit: Visit
) -> None:
    with at(MONDAY), working(app) as session:
        user(session, "egor").password_hash = ""
        plan_for_egor(session)
    moment = datetime(2026, 11, 18, 9, tzinfo=UTC)
    text = letter(app, run_jobs, moment)
    assert "наставник или администратор" not in text
    found = re.search(r"http\S+(/invitation/[\w-]{43})", text)
    assert found, text
    with at(moment + timedelta(days=1, hours=8)):
        form = visit().get(found[1]).forms[0]
        form["password"] = form["repeat"] = OWN
        assert form.submit().status_int == 303
        egor = visit()
        assert egor.log_in("egor", OWN).status_int == 303
        assert "/training/onboarding/" in egor.get("/")


def test_the_way_is_open_on_the_first_day_however_early_the_letter_comes(
    app: Flask, run_jobs: Callable[[], int], visit: Visit
) -> None:
    with at(MONDAY), working(app) as session:
        user(session, "egor").password_hash = ""
        plan_for_egor(session, first_day=MONDAY.date() + timedelta(days=30))
        welcome_before(session, days=20)
    text = letter(app, run_jobs, MONDAY + timedelta(days=10))
    found = re.search(r"http\S+(/invitation/[\w-]{43})", text)
    assert found, text
    # The installation keeps such links for a week: shorter than it is till the first day.
    with at(MONDAY + timedelta(days=30)):
        assert visit().get(found[1]).status_int == 200
    with at(MONDAY + timedelta(days=31)):
        assert visit().get(found[1], expect_errors=True).status_int == 410


def test_who_has_set_his_password_is_sent_no_other_way(
    app: Flask, run_jobs: Callable[[], int]
) -> None:
    with at(MONDAY), working(app) as session:
        plan_for_egor(session)
    text = letter(app, run_jobs, datetime(2026, 11, 18, 9, tzinfo=UTC))
    assert "/invitation/" not in text
    assert "с паролем, который вы задали" in text


# --- an approved text ---


def test_the_link_to_edit_an_approved_text_leads_to_the_edition_and_says_why(
    visit: Visit, app: Flask
) -> None:
    with working(app) as session:
        edition = regulation_world.in_force(session, person(session, "vera"), at=now())
        script = script_world.in_force(session, person(session, "vera"), code="СК-01")
        addresses = {
            f"/training/regulations/{edition.document_id}/edit": edition.document_id,
            f"/training/regulations/{script.document_id}/edit": script.document_id,
            f"/training/scripts/editions/{script.document_id}/edit": script.document_id,
        }
    for address, document_id in addresses.items():
        page = visit("vera").get(address)
        while page.status_int == 303 and page.location.endswith("/edit"):
            page = page.follow()
        assert page.location.endswith(f"/training/regulations/versions/{document_id}")
        assert "меняют новой редакцией" in page.follow()
        assert visit("anna").get(address, expect_errors=True).status_int == 404
