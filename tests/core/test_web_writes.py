"""A request that changes something: one transaction, tried again on a conflict, once per form."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, flash, redirect, request
from flask import session as cookie
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest

from core.accounts.models import Department, User
from core.accounts.policy import unrestricted
from core.db.session import ATTEMPTS, db
from core.documents.models import Document
from core.kernel.errors import ValidationFailed
from core.kernel.text import Message
from core.testing.browser import Visitor
from core.web.screens import PUBLIC, _guard

Visit = Callable[..., Visitor]


class _Lost(Exception):
    sqlstate = "40001"


def conflict() -> OperationalError:
    return OperationalError("SELECT 1", {}, _Lost())


@pytest.fixture
def posted(app: Flask) -> Callable[..., Any]:
    """``posted(view, data)``: what the view answers to a form of a stranger."""

    def send(view: Callable[[], Any], data: dict[str, Any] | None = None) -> Any:
        with app.test_request_context("/login", method="POST", data=data or {}):
            return _guard(view, PUBLIC, None)(), list(cookie.get("_flashes", ()))

    return send


def test_a_conflict_is_tried_again_and_what_was_said_is_said_once(
    posted: Callable[..., Any],
) -> None:
    tries: list[int] = []

    def view() -> str:
        tries.append(1)
        db.session().add(Department(name="Новый отдел"))
        db.session().flush()
        flash("Отдел создан", "success")
        if len(tries) < ATTEMPTS:
            raise conflict() if len(tries) % 2 else StaleDataError()
        return "готово"

    _, said = posted(view)
    assert len(tries) == ATTEMPTS
    assert said == [("success", "Отдел создан")]


def test_a_file_is_whole_for_every_attempt(posted: Callable[..., Any]) -> None:
    read: list[bytes] = []

    def view() -> str:
        read.append(request.files["files"].read())
        if len(read) == 1:
            raise conflict()
        return "готово"

    posted(view, {"files": (BytesIO(b"content"), "a.txt")})
    assert read == [b"content", b"content"]


def test_a_success_that_was_rolled_back_is_not_announced(app: Flask) -> None:
    def view() -> str:
        flash("Сохранено", "success")
        raise ValidationFailed({"": [Message("нет")]})

    with app.test_request_context("/login", method="POST"):
        flash("Сказано раньше", "info")
        with pytest.raises(ValidationFailed):
            _guard(view, PUBLIC, None)()
        assert cookie["_flashes"] == [("info", "Сказано раньше")]


def test_a_refusal_leaves_nothing_behind(app: Flask, posted: Callable[..., Any]) -> None:
    def view() -> tuple[str, int]:
        db.session().add(Department(name="Не нужен"))
        db.session().flush()
        return "нет", 422

    posted(view)
    with app.app_context():
        found = db.session().scalars(select(Department).where(Department.name == "Не нужен"))
        assert found.all() == []


def test_a_writing_request_on_sqlite_takes_the_lock_before_it_reads(
    app: Flask, posted: Callable[..., Any]
) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL locks rows")
        url = db.engine.url
    outcome: list[str] = []

    def view() -> str:
        other = create_engine(url, connect_args={"isolation_level": None, "timeout": 0})
        with other.connect() as connection:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                outcome.append(str(error.orig))
        other.dispose()
        return "готово"

    posted(view)
    assert outcome == ["database is locked"]


def test_a_row_changed_meanwhile_is_read_anew_and_nothing_is_lost(app: Flask) -> None:
    """Two savings of one person's settings: the second builds on the first, without an error."""
    tries: list[str] = []

    def meanwhile() -> None:
        with db.engine.connect() as connection:
            connection.execute(
                update(User.__table__)
                .where(User.__table__.c.login == "anna")
                .values(theme="dark", version=User.__table__.c.version + 1)
            )
            connection.commit()

    def view() -> str:
        session = db.session()
        anna = session.scalars(select(User).where(User.login == "anna")).one()
        tries.append(anna.theme)
        if len(tries) == 1:
            if session.get_bind().dialect.name == "sqlite":
                # There the lock keeps everybody else out; the stale row is then of another kind.
                raise StaleDataError()
            meanwhile()
        anna.density = "compact"
        session.flush()
        return "готово"

    with app.test_request_context("/login", method="POST"):
        _guard(view, PUBLIC, None)()
        db.session.remove()
        anna = db.session().scalars(select(User).where(User.login == "anna")).one()
    assert anna.density == "compact"
    assert anna.theme == tries[-1]
    assert len(tries) == 2


# --- one form, one document ---


def request_form(visitor: Visitor) -> dict[str, str]:
    """The form of a new request as the page gives it, filled in."""
    page = visitor.get("/quotes/requests/new")
    form = next(form for form in page.forms.values() if "idempotency_key" in form.fields)
    fields = dict(form.submit_fields())
    return {**fields, "requester": "Пётр"}


def documents(app: Flask) -> int:
    with app.app_context():
        statement = select(func.count(Document.id))
        return db.session().scalar(unrestricted(statement)) or 0


def test_a_form_sent_twice_makes_one_document_and_leads_to_it(app: Flask, visit: Visit) -> None:
    anna = visit("anna")
    fields = request_form(anna)
    first = anna.post("/quotes/requests/new", fields, expect_errors=True)
    second = anna.post("/quotes/requests/new", fields, expect_errors=True)
    assert first.status_int == second.status_int == 303, first
    assert first.location == second.location
    assert documents(app) == 1


def test_a_double_click_makes_one_document_though_both_arrive_at_once(
    app: Flask, visit: Visit
) -> None:
    anna = visit("anna")
    fields = request_form(anna)
    crew = []
    for _ in range(4):
        twin = Visitor(app)
        for one in anna.cookiejar:
            twin.set_cookie(one.name, one.value)
        crew.append(twin)
    start = threading.Barrier(len(crew))

    def send(visitor: Visitor) -> tuple[int, str]:
        start.wait()
        answer = visitor.post("/quotes/requests/new", fields, expect_errors=True)
        return answer.status_int, answer.location

    with ThreadPoolExecutor(len(crew)) as pool:
        answers = set(pool.map(send, crew))
    assert len(answers) == 1
    assert documents(app) == 1


def test_somebody_elses_key_is_refused_and_tells_nothing(app: Flask, visit: Visit) -> None:
    anna, egor = visit("anna"), visit("egor")
    fields = request_form(anna)
    anna.post("/quotes/requests/new", fields)
    stolen = {**request_form(egor), "idempotency_key": fields["idempotency_key"]}
    answer = egor.post("/quotes/requests/new", stolen, expect_errors=True)
    assert answer.status_int == 400
    assert answer.location is None
    assert documents(app) == 1


def test_a_refused_form_may_be_sent_again_under_the_same_key(app: Flask) -> None:
    tries: list[int] = []

    def view() -> Any:
        tries.append(1)
        return redirect("/made", 303) if len(tries) > 1 else ("нет", 422)

    codes = []
    for _ in range(3):
        with app.test_request_context("/login", method="POST", data={"idempotency_key": "k"}):
            codes.append(_guard(view, PUBLIC, None)().status_code)
    assert codes == [422, 303, 303]
    assert len(tries) == 2


def test_a_key_of_another_page_is_refused(app: Flask) -> None:
    for path in ("/login", "/logout"):
        with app.test_request_context(path, method="POST", data={"idempotency_key": "k"}):
            if path == "/login":
                _guard(lambda: redirect("/made", 303), PUBLIC, None)()
            else:
                with pytest.raises(BadRequest):
                    _guard(lambda: redirect("/made", 303), PUBLIC, None)()
