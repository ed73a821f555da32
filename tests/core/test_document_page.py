"""What hangs on every document: files, comments, the chain, reactions after the commit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from test_documents import draft

from core.accounts import service as accounts
from core.accounts.models import User
from core.accounts.policy import unrestricted
from core.db.session import db, unit_of_work
from core.documents import attachments, history
from core.documents.jobs import FORGET_JOB, KEPT, deliver_event
from core.documents.links import chain
from core.documents.models import Attachment, Comment, Document, IdempotencyKey
from core.documents.service import fire, link
from core.extending.registry import registry_of
from core.jobs.context import GiveUp
from core.jobs.models import OutboxJob
from core.jobs.service import enqueue
from core.kernel.clock import now
from core.kernel.errors import NotFound, StaleVersion
from core.kernel.events import DocumentEvent, Subscription
from core.kernel.permissions import Actor
from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]
Actors = Callable[[str], Actor]


@pytest.fixture
def request_id(app: Flask) -> int:
    """A request of Anna's."""
    with app.app_context(), unit_of_work() as session:
        user = session.scalars(select(User).where(User.login == "anna")).one()
        return draft(session, accounts.actor_of(session, user)).id


def upload(visitor: Visitor, request_id: int, name: str, content: bytes = b"x") -> Any:
    return visitor.post(
        f"/documents/{request_id}/attachments",
        {"csrf_token": visitor.token()},
        upload_files=[("files", name, content)],
        headers={"HX-Request": "true"},
        expect_errors=True,
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\папка\\счёт.pdf", "счёт.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("я" * 300 + ".xlsx", "я" * 250 + ".xlsx"),
        (" \n ", ""),
    ],
)
def test_a_sent_file_name_is_made_harmless(sent: str, kept: str) -> None:
    assert attachments.clean_name(sent) == kept


def test_a_file_is_uploaded_shown_and_removed_in_place(visit: Visit, request_id: int) -> None:
    anna = visit("anna")
    part = upload(anna, request_id, "спецификация.pdf", b"%PDF-1.7")
    assert part.status_int == 200
    # The answer replaces the list of files only, so it must not bring the card around it.
    assert part.html.find(id="document-attachments") is not None
    assert part.html.find(id="document-files") is None
    url = part.html.find("a", download=True)["href"]
    answer = anna.get(url)
    assert answer.body == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert anna.get(f"{url}/preview").content_type == "application/pdf"
    gone = anna.act(f"{url}/remove", htmx=True)
    assert "спецификация" not in gone
    assert anna.get(url, expect_errors=True).status_int == 404


def test_strangers_reach_neither_files_nor_comments(visit: Visit, request_id: int) -> None:
    anna, boris = visit("anna"), visit("boris")
    url = upload(anna, request_id, "тайна.txt").html.find("a", download=True)["href"]
    assert boris.get(url, expect_errors=True).status_int == 404
    assert boris.get(f"{url}/preview", expect_errors=True).status_int == 404
    assert boris.act(f"{url}/remove").status_int == 404
    assert upload(boris, request_id, "чужое.txt").status_int == 404
    assert boris.act(f"/documents/{request_id}/comments", text="я тут").status_int == 404
    for move in ("register", "answer", "no-such-move"):
        assert boris.act(f"/documents/{request_id}/fire/{move}").status_int == 404


def test_a_file_is_not_reached_through_another_document(
    visit: Visit, request_id: int, app: Flask
) -> None:
    anna, boris = visit("anna"), visit("boris")
    url = upload(anna, request_id, "тайна.txt").html.find("a", download=True)["href"]
    with app.app_context(), unit_of_work() as session:
        user = session.scalars(select(User).where(User.login == "boris")).one()
        own = draft(session, accounts.actor_of(session, user)).id
    stolen = url.replace(f"/documents/{request_id}/", f"/documents/{own}/")
    assert boris.get(stolen, expect_errors=True).status_int == 404


def test_who_may_only_look_adds_no_files_and_a_script_is_never_shown_inside(
    visit: Visit, request_id: int
) -> None:
    director = visit("director")
    assert upload(director, request_id, "x.txt").status_int == 403
    anna = visit("anna")
    url = upload(anna, request_id, "x.html", b"<script>").html.find("a", download=True)["href"]
    assert anna.get(f"{url}/preview", expect_errors=True).status_int == 404
    assert anna.get(url).headers["Content-Disposition"].startswith("attachment")


def test_what_the_program_itself_has_attached_stays(
    visit: Visit, request_id: int, app: Flask
) -> None:
    anna = visit("anna")
    url = upload(anna, request_id, "x.pdf").html.find("a", download=True)["href"]
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Attachment).values(purpose="sent"))
    assert anna.act(f"{url}/remove").status_int == 403
    assert anna.get(url).status_int == 200


def test_a_move_that_only_the_program_makes_has_no_address(visit: Visit, request_id: int) -> None:
    anna = visit("anna")
    anna.act(f"/documents/{request_id}/fire/register")
    assert anna.act(f"/documents/{request_id}/fire/answer").status_int == 404
    assert anna.act(f"/documents/{request_id}/fire/take").status_int == 303


def test_a_comment_is_kept_whole_or_refused(visit: Visit, request_id: int, app: Flask) -> None:
    anna = visit("anna")
    part = anna.act(f"/documents/{request_id}/comments", htmx=True, text="Клиент ждёт")
    assert part.status_int == 200
    assert "Клиент ждёт" in part
    for typed, fault in (("а" * 10_001, "длиннее 10000 знаков"), ("   ", "Напишите комментарий")):
        refused = anna.act(f"/documents/{request_id}/comments", htmx=True, text=typed)
        assert refused.status_int == 422
        field = refused.html.find("textarea", attrs={"name": "text"})
        assert field.get_text() == typed
        assert fault in refused.html.find(id=field["aria-describedby"]).get_text()
    with app.app_context():
        assert [one.text for one in db.session().scalars(select(Comment))] == ["Клиент ждёт"]


def test_a_comment_sent_twice_is_said_once(visit: Visit, request_id: int, app: Flask) -> None:
    anna = visit("anna")
    page = anna.get(f"/documents/{request_id}").follow()
    form = form_with(page, "/comments")
    form["text"] = "Клиент ждёт"
    asked = {"HX-Request": "true"}
    first = form.submit(headers=asked)
    assert first.text.count("Клиент ждёт") == 1
    second = form.submit(headers=asked)
    assert second.headers["HX-Redirect"].endswith(f"/documents/{request_id}")
    fresh = form_with(first, "/comments")
    assert fresh["idempotency_key"].value != form["idempotency_key"].value
    fresh["text"] = "Клиент ждёт"
    fresh.submit(headers=asked)
    with app.app_context():
        said = db.session().scalars(select(Comment.text)).all()
    assert said == ["Клиент ждёт", "Клиент ждёт"]


def test_the_chain_shows_own_documents_and_that_there_are_others(
    session: Session, actors: Actors
) -> None:
    own, others = draft(session, actors("anna")), draft(session, actors("boris"))
    link(session, own, others)
    link(session, own, others)
    seen = chain(session, own, actors("anna"))
    assert [(one.document.id, one.current, one.visible) for one in seen] == [
        (own.id, True, True),
        (others.id, False, False),
    ]
    assert [one.visible for one in chain(session, own, actors("vera"))] == [True, True]


def test_a_stranger_learns_nothing_from_a_wrong_version(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    with pytest.raises(NotFound):
        fire(session, document.id, "register", actors("boris"), version=document.version + 5)
    with pytest.raises(StaleVersion):
        fire(session, document.id, "register", actors("anna"), version=document.version + 5)


def test_a_state_changed_behind_the_history_is_found(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    assert history.check(session) == []
    session.execute(unrestricted(update(Document.__table__).values(state="answered")))
    assert any(str(document.id) in line and "answered" in line for line in history.check(session))


def test_a_page_survives_a_move_that_its_table_has_lost(
    visit: Visit, request_id: int, app: Flask
) -> None:
    anna = visit("anna")
    with app.app_context(), unit_of_work() as session:
        document = session.get_one(Document, request_id, execution_options={"reglament_scope": ""})
        entry = {"transition": "of_old", "from": "draft", "to": "draft"}
        history.record(session, document, "moved", Actor.system(), entry)
    part = anna.act(f"/documents/{request_id}/comments", htmx=True, text="привет")
    assert "of_old" in part


# --- reactions after the commit ---

heard: list[str] = []


def hears(event: DocumentEvent, _session: Any) -> None:
    heard.append(event.transition)


def does_not(_event: DocumentEvent, _session: Any) -> None:
    raise AssertionError("somebody else's event")


class Context:
    """As much of a job's context as the delivery needs."""

    author_id = None

    def __init__(self, session: Session) -> None:
        self._session = session

    def unit_of_work(self) -> Any:
        from contextlib import nullcontext

        return nullcontext(self._session)


def with_subscribers(session: Session, *handlers: Any) -> None:
    name = "quotes.request:register"
    found = tuple(Subscription(name, handler, "after_commit") for handler in handlers)
    registry = registry_of(session)
    session.info["registry"] = replace(registry, subscriptions=MappingProxyType({name: found}))


def test_an_event_finds_its_subscriber_though_others_have_come_and_gone(
    session: Session, actors: Actors
) -> None:
    heard.clear()
    document = draft(session, actors("anna"))
    with_subscribers(session, hears)
    data = {"when": now(), "sum": Decimal("1.50")}
    fire(session, document.id, "register", actors("anna"), data=data)
    (job,) = session.scalars(select(OutboxJob))
    assert job.payload["data"]["sum"] == "1.5"
    with_subscribers(session, does_not, hears)
    deliver_event(Context(session), job.payload)
    assert heard == ["register"]
    with_subscribers(session, does_not)
    with pytest.raises(GiveUp, match="Модуль отключён"):
        deliver_event(Context(session), job.payload)


def test_forms_of_long_ago_are_forgotten(app: Flask, run_jobs: Callable[[], int]) -> None:
    with app.app_context(), unit_of_work() as session:
        for key, age in (("old", KEPT + timedelta(hours=1)), ("new", timedelta(hours=1))):
            session.add(IdempotencyKey(key=key, endpoint="x", created_at=now() - age))
        enqueue(session, FORGET_JOB, {}, actor=Actor.system())
    run_jobs()
    with app.app_context():
        assert db.session().scalars(select(IdempotencyKey.key)).all() == ["new"]


def test_the_robot_stands_beside_what_nobody_did(app: Flask, visit: Visit, request_id: int) -> None:
    with app.app_context(), unit_of_work() as session:
        document = session.scalars(
            unrestricted(select(Document).where(Document.id == request_id))
        ).one()
        history.record(session, document, "told", Actor.system(), {"text": "Сверено"})
    page = visit("anna").get(f"/documents/{request_id}").follow()

    marks = [(item["class"], item.strong.text) for item in page.html.select(".timeline-entry")]
    assert [kinds[-1] for kinds, _author in marks] == ["timeline-system", "timeline-person"]
    assert marks[1][1].startswith("Смирнова")
