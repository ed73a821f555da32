"""Правила меняются: from a draft to a decision that obeys it, and names it.

Вера owns the rules of discounts. Анна and Борис sell; an offer with a discount of twelve percent
is approved by Анна herself on the day before the new edition, and goes to Вера on the day after.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse

from core.sdk import Actor, MailMessage, at, enqueue
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from plugins.training.jobs.regulations import ENFORCE_JOB, REMIND_JOB

Visit = Callable[..., Visitor]
RunJobs = Callable[[], int]
FIRST = datetime(2026, 9, 1, 7, tzinfo=UTC)
WRITES = datetime(2026, 11, 2, 7, tzinfo=UTC)
REMINDS = WRITES + timedelta(days=3)
TALKS = WRITES + timedelta(days=7)
EVE = datetime(2026, 11, 22, 9, tzinfo=UTC)
AFTER = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = "23.11.2026"
TEXT = """## Скидки

1. Менеджер сам даёт скидку до {{{{ norm("quotes.discount_without_approval", {percent}) }}}}.
2. Остальное решает руководитель.
"""


def text_of(page: TestResponse) -> str:
    return " ".join(page.html.find("main").get_text(" ", strip=True).replace("\xa0", " ").split())


def form_of(page: TestResponse, field: str) -> Any:
    return next(form for form in page.forms.values() if field in form.fields)


@contextmanager
def day(moment: datetime) -> Iterator[None]:
    with at(moment):
        yield


class Story:
    """The people at their pages; each step goes through HTTP."""

    def __init__(self, app: Flask, visit: Visit, run_jobs: RunJobs) -> None:
        self.app = app
        self.run_jobs = run_jobs
        with at(FIRST):
            self.vera, self.anna = visit("vera"), visit("anna")
            self.boris = visit("boris")

    def make_regulation(self, percent: int) -> str:
        """Вера founds the rules; the address of the first edition's editor."""
        form = form_of(self.vera.get("/training/regulations/new"), "code")
        form["code"], form["title"] = "РП-01", "Правила скидок"
        form["kind"] = "work_norms"
        form["roles"] = ["manager"]
        return self.write(form.submit(status=303).location, percent)

    def write(self, editor: str, percent: int, summary: str = "") -> str:
        """Write the text and open the discussion; the address of the edition."""
        form = form_of(self.vera.get(editor), "body")
        form["body"], form["summary"] = TEXT.format(percent=percent), summary
        page = form.submit("after", value="close", status=303).location
        number = page.rpartition("/")[2]
        form_with(self.vera.get(page), f"/documents/{number}/fire/discuss").submit(status=303)
        return page

    def approve(self, page: str, from_day: str = "") -> TestResponse:
        form = form_of(self.vera.get(f"{page}/approval"), "effective_from")
        form["start"] = "day" if from_day else "now"
        form["effective_from"] = from_day
        return form.submit(expect_errors=True)

    def sign_in_anew(self) -> None:
        """Sessions end meanwhile: the same people come back another day."""
        for visitor, login in ((self.vera, "vera"), (self.anna, "anna"), (self.boris, "boris")):
            visitor.reset()
            visitor.log_in(login)

    def job(self, kind: str) -> None:
        with self.app.app_context():
            enqueue(db.session(), kind, {}, actor=Actor.system())
            db.session.commit()
            db.session.remove()
        self.run_jobs()

    def offer(self, discount: str) -> str:
        """Анна prepares an offer with a discount; the address of its page."""
        page = self.anna.get("/quotes/offers/new")
        form = form_with(page, "/quotes/offers/new")
        partners = self.anna.get("/directory/partners/suggest", {"q": "ооо"}).json["items"]
        form["partner_id"] = str(partners[0]["value"])
        goods = self.anna.get("/quotes/offers/suggest", {"q": "болт М8х40"}).json["items"][0]
        form["lines-0-name"] = goods["value"]
        for name, value in goods["cells"].items():
            form[f"lines-0-{name}"] = value
        form["lines-0-quantity"], form["lines-0-discount_percent"] = "10", discount
        return form.submit(status=303).location

    def fire(self, page: str, move: str) -> None:
        number = page.rpartition("/")[2]
        form_with(self.anna.get(page), f"/documents/{number}/fire/{move}").submit(status=303)


@pytest.fixture
def story(app: Flask, visit: Visit, run_jobs: RunJobs) -> Story:
    return Story(app, visit, run_jobs)


def test_rules_change_and_each_day_obeys_its_own(story: Story) -> None:
    with day(FIRST):
        first = story.make_regulation(15)
        form_with(story.anna.get(first), "/agree").submit(status=303)
        story.approve(first)
        assert "Действует" in text_of(story.vera.get(first))
        story.fire(story.offer("12"), "approve")

    with day(WRITES):
        story.sign_in_anew()
        home = form_with(story.vera.get("/training/regulations/1"), "/editions")
        second = story.write(home.submit(status=303).location, 5, "Маржа упала")
        rehearsal = text_of(story.vera.get(f"{second}/rehearsal"))
        assert "Сейчас 15 % Согласований: 0 из 1 зарегистрированного предложения" in rehearsal
        assert "Станет 5 % Согласований: 1 из 1 зарегистрированного предложения" in rehearsal
        assert "Решено было бы иначе: 1 документ" in rehearsal

    with day(REMINDS):
        story.job(REMIND_JOB)
        with story.app.app_context():
            letters = db.session().query(MailMessage).all()
            written = {one.subject for one in letters}
            db.session.remove()
        assert "Ждём вашего слова: Правила скидок" in written

    with day(TALKS):
        story.sign_in_anew()
        page = story.anna.get(second)
        assert "0 из 1" in text_of(page)
        clause = page.html.select("li.clause")[0]["id"].removeprefix("c-")
        form = form_of(story.anna.get(f"{second}/remarks/{clause}"), "text")
        form["text"] = "Пять мало, клиенты уйдут"
        form.submit(status=303)
        refused = story.approve(second, DAY)
        assert refused.status_int == 422
        assert "Ответьте на замечания: осталось 1" in text_of(refused)
        reply = form_with(story.vera.get(second), "/answer")
        reply["answer"] = "Уйдут с убытком, пусть"
        reply.submit("outcome", value="declined")
        assert story.approve(second, DAY).status_int == 303
        assert "вступит в силу 23.11.2026" in text_of(story.vera.get(second))
        assert "Было" not in text_of(story.anna.get(first))

    with day(EVE):
        story.sign_in_anew()
        before = story.offer("12")
        story.fire(before, "approve")
        assert "Утверждено" in text_of(story.anna.get(before))
    with day(AFTER):
        story.job(ENFORCE_JOB)
        story.sign_in_anew()
        after = story.offer("12")
        refused = text_of(story.anna.get(after))
        assert "Скидка 12 % больше нормы 5 %" in refused
        story.fire(after, "submit")

        old, new = story.anna.get(before), story.anna.get(after)
        assert "решено по п. 1.1 редакции 1 «Правила скидок»" in text_of(old)
        assert "решено по п. 1.1 редакции 2 «Правила скидок»" in text_of(new)
        [link] = new.html.select(".timeline a[href*='#c-']")
        clause_page = story.anna.get(link["href"].partition("#")[0])
        assert clause_page.html.find(id=link["href"].partition("#")[2]) is not None
        assert "Действует" in text_of(story.vera.get(second))
        assert "Заменена" in text_of(story.vera.get(first))
        effect = text_of(story.vera.get(f"{second}/effect"))
        assert "данных мало" in effect
        assert "15 %" in effect
