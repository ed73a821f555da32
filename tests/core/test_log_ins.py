"""Log-ins as their owner sees them: where, from what, since when; and how they end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import sessions
from core.accounts.devices import describe
from core.accounts.jobs import PURGE_JOB
from core.accounts.models import LoginAttempt, LoginSession, User
from core.db.engine import begin_write
from core.db.session import db, unit_of_work
from core.extending.registry import registry_of
from core.jobs import worker
from core.jobs.service import enqueue
from core.kernel import clock
from core.kernel.clock import now
from core.kernel.permissions import Actor
from core.testing.browser import Visitor, form_with
from core.testing.house import PASSWORD

Visit = Callable[..., Visitor]
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"


def of_anna(session: Session) -> list[LoginSession]:
    """All log-ins of Анна that are kept, the ended ones too."""
    who = select(User.id).where(User.login == "anna").scalar_subquery()
    return list(session.scalars(select(LoginSession).where(LoginSession.user_id == who)))


def test_the_profile_shows_where_a_person_is_logged_in(visit: Visit) -> None:
    desk, phone = visit(), visit()
    desk.extra_environ["HTTP_USER_AGENT"] = CHROME
    phone.extra_environ |= {"HTTP_USER_AGENT": IPHONE, "REMOTE_ADDR": "10.1.2.3"}
    desk.log_in("anna")
    phone.log_in("anna")
    shown = desk.get("/profile/").html.find(attrs={"aria-labelledby": "logins"})
    first, second = (row.get_text(" ", strip=True) for row in shown.tbody.find_all("tr"))
    assert "Chrome, Windows" in first
    assert "этот вход" in first
    assert "Завершить" not in first
    assert "Safari, iPhone" in second
    assert "10.1.2.3" in second


def test_one_log_in_is_ended_from_another(visit: Visit) -> None:
    desk, phone = visit("anna"), visit("anna")
    page = desk.get("/profile/")
    form_with(page, "/end").submit()
    assert phone.get("/").location.startswith("/login")
    assert desk.get("/").status_int == 200
    assert "/end" not in desk.get("/profile/").text


def test_all_the_others_are_ended_at_once(visit: Visit) -> None:
    desk, phone, tablet = visit("anna"), visit("anna"), visit("anna")
    form_with(desk.get("/profile/"), "/end-others").submit()
    assert desk.get("/").status_int == 200
    for other in (phone, tablet):
        assert other.get("/").location.startswith("/login")


def test_nobody_ends_what_is_not_his(visit: Visit, app: Flask) -> None:
    anna, boris = visit("anna"), visit("boris")
    with app.app_context():
        [hers] = of_anna(db.session())
        db.session.remove()
    assert boris.act(f"/profile/sessions/{hers.token_hash}/end").status_int == 404
    boris.act("/profile/sessions/end-others")
    assert anna.get("/").status_int == 200


def test_use_is_written_down_once_in_a_while(visit: Visit, app: Flask) -> None:
    def seen() -> LoginSession:
        with app.app_context():
            [login] = of_anna(db.session())
            db.session.remove()
            return login

    anna = visit("anna")
    began = seen().seen_at
    soon = began + sessions.SEEN_EVERY / 2
    with clock.at(soon):
        anna.get("/")
    assert seen().seen_at == began
    later = began + sessions.SEEN_EVERY
    with clock.at(later):
        anna.get("/", extra_environ={"REMOTE_ADDR": "10.9.9.9"})
    assert (seen().seen_at, seen().ip) == (later, "10.9.9.9")


def test_log_ins_that_are_over_are_forgotten_by_a_job(visit: Visit, app: Flask) -> None:
    visit("anna")
    with app.app_context():
        with unit_of_work() as session:
            sessions.remember_failure(session, "anna", "10.0.0.1")
            assert PURGE_JOB in {one.kind for one in registry_of(session).periodic_jobs}
            enqueue(session, PURGE_JOB, {}, actor=Actor.system())
        worker.drain()
        assert len(of_anna(db.session())) == 1
        db.session.remove()
        with clock.at(now() + sessions.LIFETIME + timedelta(seconds=1)):
            with unit_of_work() as session:
                enqueue(session, PURGE_JOB, {}, actor=Actor.system())
            worker.drain()
        assert of_anna(db.session()) == []
        assert db.session().scalars(select(LoginAttempt)).all() == []
        db.session.remove()


def test_guesses_sent_all_at_once_are_counted_one_after_another(app: Flask) -> None:
    crowd = sessions.GUESSES_PER_LOGIN + 5
    start = threading.Barrier(crowd)

    def guess(_number: int) -> str:
        start.wait()
        with app.app_context():
            session = db.session()
            begin_write(session)
            try:
                sessions.check_throttle(session, "anna", "10.0.0.5")
            except sessions.TooManyGuesses:
                session.rollback()
                return "closed"
            assert sessions.verify(session, "anna", "мимо") is None
            sessions.remember_failure(session, "anna", "10.0.0.5")
            session.commit()
            return "guessed"

    with ThreadPoolExecutor(crowd) as pool:
        answers = list(pool.map(guess, range(crowd)))
    assert answers.count("guessed") == sessions.GUESSES_PER_LOGIN


def test_a_form_refused_for_a_wrong_password_may_be_sent_again(visit: Visit) -> None:
    anna = visit("anna")
    new = {"password": "совсем новый пароль", "repeat": "совсем новый пароль"}
    key = {"idempotency_key": "one-form"}
    wrong = anna.act("/profile/password", current="угадываю пароль", **new, **key)
    assert wrong.status_int == 422
    right = anna.act("/profile/password", current=PASSWORD, **new, **key)
    assert right.location.endswith("/profile/")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (CHROME, "Chrome, Windows"),
        (IPHONE, "Safari, iPhone"),
        (f"{CHROME} Edg/142.0", "Edge, Windows"),
        (f"{CHROME} YaBrowser/25.8", "Яндекс Браузер, Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_as_a_person_would_call_it(agent: str, device: str) -> None:
    assert describe(agent) == device
