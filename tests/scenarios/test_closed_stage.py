"""Nothing of a closed stage is seen anywhere: not on its screens, nor in lists, searches, panels.

Анна has requests and offers in all states. A regulation that governs offers has been in force for
weeks, and she has not signed it. She then follows every link of the program.
"""

import re
from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from sqlalchemy import select
from webtest import TestResponse

from core.documents.permissions import RegistryPermission
from core.sdk import Document, now, unrestricted
from core.testing.browser import Visitor
from plugins.quotes.tests.stage import set_the_stage
from plugins.training.tests.reading_world import assigned, person, rules, signed, working

OFFER = re.compile(r"КТ-КП-\d+|/quotes/offers/\d+|/offer/\w+")
FOUND = f"/search/?{urlencode({'q': 'КТ-КП'})}"
STARTS = ("/", FOUND, FOUND.replace("/?", "/suggest?"), "/documents/", "/help/")
TRIES = 3
"""Pages of one kind that are opened."""


def kind_of(address: str) -> str:
    return re.sub(r"\d+", "#", urlsplit(address).path)


def links(answer: TestResponse, here: str) -> list[str]:
    found = [urljoin(here, one["href"]) for one in answer.html.select("a[href]")]
    return [one for one in found if urlsplit(one).path != "/logout"]


def seen_by(visitor: Visitor) -> tuple[dict[str, list[str]], int]:
    """Pages that tell of an offer, with what they tell; how many pages were opened."""
    told: dict[str, list[str]] = {}
    opened: Counter[str] = Counter()
    queue, known = deque(STARTS), set(STARTS)
    while queue:
        address = queue.popleft()
        if opened[kind_of(address)] >= TRIES:
            continue
        opened[kind_of(address)] += 1
        answer = visitor.get(address, expect_errors=True)
        words = sorted(set(OFFER.findall(answer.text))) if "text" in answer.content_type else []
        if words:
            told[address] = words
        if answer.status_int == 200 and answer.content_type == "text/html":
            for target in links(answer, address):
                local = urlsplit(target).scheme in {"", "http"}
                path = target.partition("#")[0]
                if local and urlsplit(path).hostname in {None, "localhost"} and path not in known:
                    known.add(path)
                    queue.append(path)
    return told, sum(opened.values())


def test_nothing_of_a_closed_stage_is_told_anywhere(
    app: Flask, visit: Callable[..., Visitor], run_jobs: Callable[[], int]
) -> None:
    people: dict[str, Visitor] = {}
    set_the_stage(lambda login: people.setdefault(login, visit(login)), run_jobs)
    before, _pages = seen_by(people["anna"])
    assert before

    with working(app) as session:
        version = rules(session, person(session, "vera"), when=now() - timedelta(days=30))
        version_id = version.document_id

    told, pages = seen_by(people["anna"])
    assert told == {}
    assert pages > 20
    # Where something may be left out it is said that a stage is closed, and what opens it.
    with working(app) as session:
        anna = person(session, "anna")
        partner = session.scalars(
            unrestricted(
                select(Document.partner_id).where(
                    Document.type == "quotes.offer",
                    Document.responsible_id == anna.user_id,
                    Document.partner_id.is_not(None),
                )
            )
        ).first()
        unsigned = assigned(session, session.get_one(type(version), version_id), "anna")
        way = f"/training/reading/{unsigned.id}"
        registry = ["/registry/"] if anna.can(RegistryPermission.VIEW) else []
    for address in (FOUND, f"/directory/partners/{partner}", *registry):
        page = people["anna"].get(address)
        note = page.html.find("a", string="Прочитать и подписать", href=way)
        assert note is not None, address
        assert "этап для вас закрыт" in note.find_parent(class_="alert").text
        assert "ещё нет документов" not in page
    (item,) = people["anna"].get(FOUND.replace("/?", "/suggest?")).json["items"]
    assert item["value"] == way

    with working(app) as session:
        anna = person(session, "anna")
        signed(session, anna, assigned(session, session.get_one(type(version), version_id), "anna"))
    again, _pages = seen_by(people["anna"])
    assert set(again) >= {"/", FOUND, "/documents/"} & set(before)
