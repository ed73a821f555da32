"""The pages of background jobs: who sees what, what they say, what their buttons do."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.accounts.models import User
from core.db.session import unit_of_work
from core.jobs.models import TRACE, JobState, OutboxJob
from core.kernel.clock import now
from core.testing.browser import Visitor

KIND = "core.jobs.purge"
Put = Callable[..., int]
Look = Callable[[int], OutboxJob]


@pytest.fixture
def put(app: Flask) -> Put:
    """``put("anna", log="…")``: a job of Anna's as it stands."""

    def make(login: str | None, kind: str = KIND, **values: Any) -> int:
        with app.app_context(), unit_of_work() as session:
            author = select(User.id).where(User.login == login)
            job = OutboxJob(kind=kind, payload={}, author_id=session.scalar(author), **values)
            session.add(job)
            session.flush()
            return job.id

    return make


@pytest.fixture
def look(app: Flask) -> Look:
    def read(job_id: int) -> OutboxJob:
        with app.app_context(), unit_of_work() as session:
            return session.get_one(OutboxJob, job_id)

    return read


def running() -> dict[str, Any]:
    return {
        "leased_until": now() + timedelta(hours=1),
        "leased_by": "worker/1",
        "attempts": 1,
        "started_at": now(),
        "progress_done": 50,
        "progress_total": 200,
        "log": "строка 7: нет цены\n",
    }


def failed(error: str) -> dict[str, Any]:
    return {"failed_at": now(), "attempts": 5, "last_error": error}


def fragment(visitor: Visitor, job_id: int) -> Any:
    return visitor.get(f"/jobs/{job_id}", headers={"HX-Request": "true"})


def test_people_see_their_own_jobs_and_an_administrator_all(
    visit: Callable[..., Visitor], put: Put
) -> None:
    of_anna, of_boris, of_program = put("anna"), put("boris"), put(None)
    anna, admin = visit("anna"), visit("admin")
    assert f"/jobs/{of_anna}" in anna.get("/jobs/").text
    assert f"/jobs/{of_boris}" not in anna.get("/jobs/").text
    for job_id in (of_anna, of_boris, of_program):
        assert f"/jobs/{job_id}" in admin.get("/jobs/").text
        admin.get(f"/jobs/{job_id}")
    for address in (f"/jobs/{of_boris}", f"/jobs/{of_program}", f"/jobs/{of_boris}/result"):
        anna.get(address, status=404)
    for action in ("cancel", "retry"):
        assert anna.act(f"/jobs/{of_boris}/{action}").status_code == 404


def test_the_list_is_narrowed_to_a_state(visit: Callable[..., Visitor], put: Put) -> None:
    waiting, done = put("anna"), put("anna", done_at=now())
    page = visit("anna").get("/jobs/?state=waiting").text
    assert f"/jobs/{waiting}" in page
    assert f"/jobs/{done}" not in page


def test_the_newest_jobs_come_first_and_older_ones_are_not_lost(
    visit: Callable[..., Visitor], put: Put
) -> None:
    made = [put("anna") for _ in range(60)]
    first = visit("anna").get("/jobs/")
    assert ids(first) == made[:9:-1]
    assert ids(first.click("Показать ещё")) == made[9::-1]


def ids(page: Any) -> list[int]:
    links = (re.fullmatch(r"/jobs/(\d+)", link.get("href", "")) for link in page.html("a"))
    return [int(link[1]) for link in links if link]


def test_a_running_job_shows_its_progress_and_asks_for_itself_again(
    visit: Callable[..., Visitor], put: Put
) -> None:
    job_id = put("anna", **running())
    visitor = visit("anna")
    page = visitor.get(f"/jobs/{job_id}")
    assert page.html.find("progress")["value"] == "50"
    assert "25% · 50 / 200" in page.text
    assert "строка 7: нет цены" in page.text
    middle = page.html.find(id="job")
    assert middle["hx-get"] == f"/jobs/{job_id}"
    again = fragment(visitor, job_id)
    assert again.html.find(id="job")["hx-trigger"] == "every 1s"
    assert "<html" not in again.text


def test_a_finished_job_gives_its_file_and_is_left_in_peace(
    app: Flask, visit: Callable[..., Visitor], put: Put
) -> None:
    key = app.extensions["reglament"].storage.put(b"PK\x03\x04")
    job_id = put("anna", done_at=now(), result_file=key, result_name="Ошибки загрузки.xlsx")
    visitor = visit("anna")
    page = visitor.get(f"/jobs/{job_id}")
    assert "hx-get" not in page.html.find(id="job").attrs
    file = visitor.get(f"/jobs/{job_id}/result")
    assert file.body == b"PK\x03\x04"
    assert file.headers["Content-Disposition"].startswith("attachment")
    visitor.get(f"/jobs/{put('anna')}/result", status=404)


def test_a_waiting_job_is_cancelled_by_its_button(
    visit: Callable[..., Visitor], put: Put, look: Look
) -> None:
    job_id = put("anna")
    page = visit("anna").get(f"/jobs/{job_id}")
    form = next(form for form in page.forms.values() if form.action.endswith("/cancel"))
    assert "Отменено" in form.submit().follow().text
    assert look(job_id).state is JobState.CANCELLED


def test_a_running_job_is_asked_to_stop_once(
    visit: Callable[..., Visitor], put: Put, look: Look
) -> None:
    job_id = put("anna", **running())
    visitor = visit("anna")
    page = visitor.act(f"/jobs/{job_id}/cancel").follow()
    assert "останавливается" in page.text
    assert "/cancel" not in page.text
    assert look(job_id).state is JobState.RUNNING
    assert look(job_id).cancel_requested_at is not None


def test_a_failed_job_is_begun_anew_by_its_button_and_only_a_failed_one(
    visit: Callable[..., Visitor], put: Put, look: Look, run_jobs: Callable[[], int]
) -> None:
    job_id = put("anna", **failed("550 No such user"))
    visitor = visit("anna")
    page = visitor.get(f"/jobs/{job_id}")
    assert "550 No such user" in page.text
    form = next(form for form in page.forms.values() if form.action.endswith("/retry"))
    form.submit()
    assert look(job_id).state is JobState.WAITING
    assert run_jobs() == 1
    assert look(job_id).state is JobState.DONE
    assert visitor.act(f"/jobs/{job_id}/retry").status_code != 200
    assert look(job_id).state is JobState.DONE


def test_a_trace_is_for_administrators_and_people_get_words(
    visit: Callable[..., Visitor], put: Put
) -> None:
    job_id = put("anna", **failed(f"{TRACE} (most recent call last):\nKeyError: 'sheet'"))
    shown = visit("anna").get(f"/jobs/{job_id}").text
    assert "KeyError" not in shown
    assert "внутренняя ошибка" in shown
    assert "KeyError" in visit("admin").get(f"/jobs/{job_id}").text


def test_a_job_of_a_disabled_module_is_shown_and_says_what_it_waits_for(
    visit: Callable[..., Visitor], put: Put
) -> None:
    job_id = put("anna", kind="ghost.remind")
    visitor = visit("anna")
    assert "ghost.remind" in visitor.get("/jobs/").text
    assert "отключён" in visitor.get(f"/jobs/{job_id}").text


def test_a_long_log_is_shown_from_its_end(visit: Callable[..., Visitor], put: Put) -> None:
    lines = "".join(f"строка {number};\n" for number in range(1200))
    page = visit("anna").get(f"/jobs/{put('anna', log=lines)}").text
    assert "строка 1199;" in page
    assert "строка 699;" not in page
    assert "700" in page
