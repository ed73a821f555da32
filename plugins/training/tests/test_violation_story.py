"""A broken norm from the program's record to the register; a complaint on the head; a lapse.

Анна is a manager, Вера heads the department and owns the rules, Борис is the manager of the
neighbouring group, Глеб is in logistics; the director sees the whole company.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestResponse, Upload

from core.sdk import Actor, MailMessage, at, enqueue
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from plugins.training.tests.violation_world import rules, rules_in_force, sign

Visit = Callable[..., Visitor]
RunJobs = Callable[[], int]

MONDAY = datetime(2026, 11, 9, 7, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 12, 7, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 13, 7, tzinfo=UTC)
NEXT_WEDNESDAY = datetime(2026, 11, 18, 7, tzinfo=UTC)
A_MONTH_LATER = datetime(2026, 12, 15, 7, tzinfo=UTC)


def prepare(app: Flask, *logins: str) -> None:
    """Rules in force since September, signed by these people."""
    with app.app_context():
        session: Session = db.session()
        version = rules_in_force(session, rules(percent="15"))
        for login in logins:
            sign(session, login, version)
        session.commit()
        db.session.remove()


def start(app: Flask, kind: str) -> None:
    """Let the schedule come to a job."""
    with app.app_context():
        enqueue(db.session(), kind, {}, actor=Actor.system())
        db.session.commit()
        db.session.remove()


def text(page: TestResponse) -> str:
    return " ".join(page.html.find("main").get_text(" ", strip=True).split())


def ask(anna: Visitor) -> None:
    """A request that nobody is going to answer."""
    form = form_with(anna.get("/quotes/requests/new"), "/quotes/requests/new")
    form["requester"] = "ИП Васечкин"
    form["lines-0-text"], form["lines-0-quantity"] = "Болт М8х40", "100"
    form.submit("then", value="register")


def only_case(visitor: Visitor) -> TestResponse:
    """The page of the only case in the register."""
    return visitor.get("/training/violations/").click(r"КТ-НР-\d+", index=0)


def decide(visitor: Visitor, page: TestResponse) -> Any:
    return form_with(visitor.get(f"{page.request.path}/decide"), "/decide")


def test_the_program_finds_the_person_explains_the_head_decides(
    app: Flask, visit: Visit, run_jobs: RunJobs
) -> None:
    prepare(app, "anna")

    # On Monday a customer asks Anna; by the rules she has one working day.
    with at(MONDAY):
        anna = visit("anna")
        ask(anna)

    # On Thursday the program looks and finds that nobody has answered.
    with at(THURSDAY):
        start(app, "quotes.unanswered")
        run_jobs()

        # Anna reads on her first page that she must explain, and until when.
        anna = visit("anna")
        home = anna.get("/")
        assert "Дайте объяснение" in home
        assert "до 16.11.2026 включительно" in home

        # She sees what is written of her, and under which clause of what she has signed.
        page = only_case(anna)
        assert "не отвечен в срок" in page
        assert "редакция 1, п. 1.1" in page
        assert "Подписано до нарушения" in page
        assert "Нашла программа" in page

        # She explains and puts the customer's letter beside it.
        form = form_with(page.click("Дать объяснение"), "/explain")
        form["text"] = "Васечкин просил подождать до пятницы."
        form["files"] = [Upload("письмо.txt", "Подождите до пятницы".encode())]
        page = form.submit().follow()
        assert "Васечкин просил подождать" in page
        assert "письмо.txt" in page
        assert "Дайте объяснение" not in anna.get("/")

        # The neighbour and logistics know nothing of it.
        for login in ("boris", "gleb"):
            stranger = visit(login)
            assert "КТ-НР" not in stranger.get("/training/violations/")
            stranger.get(page.request.path, status=404)

    # On Friday Vera finds the case among what waits for her.
    with at(FRIDAY):
        vera = visit("vera")
        assert "Нарушения и жалобы ждут вас" in vera.get("/")
        page = only_case(vera)
        form = decide(vera, page)
        form["outcome"] = "reproof"
        form["motive"] = "Договорённость с клиентом в запросе не записана."
        form["with_reduction"] = True
        form["pay"], form["bonus"] = "100 000", "40 000"

        # What cannot be read is told of by itself, beside the very figure.
        form["pay"] = "сто"
        unread = form.submit("calculate", value="1", status=422)
        errors = [one.get_text(strip=True) for one in unread.html.select(".field-error")]
        assert len(errors) == 1, errors
        assert "сто" in errors[0]
        form = form_with(unread, "/decide")
        form["pay"] = "100 000"

        # She asks how much the rules give: fifteen percent of the pay, within the law.
        counted = form.submit("calculate", value="1")
        assert "15\u00a0% от 100\u00a0000,00\u00a0₽ = 15\u00a0000,00\u00a0₽" in counted
        assert "20\u00a0% заработка = 20\u00a0000,00\u00a0₽ (ТК ст. 135)" in counted

        # More than that is refused in words; what is typed stays.
        form = form_with(counted, "/decide")
        form["amount"] = "15 000,01"
        refused = form.submit(status=422)
        assert "Больше 15\u00a0000,00\u00a0₽ нельзя: столько даёт подписанное правило" in refused
        form = form_with(refused, "/decide")
        form["amount"] = ""
        page = form.submit().follow()
        assert "Взыскание" in page.html.select_one(".page-title").get_text()
        assert "премия снижена на 15\u00a0000,00\u00a0₽ за ноябрь 2026" in page
        assert "Больше не даёт снять подписанное правило." in page

        # The register shows it with its outcome; the figures count it.
        register = text(vera.get("/training/violations/"))
        assert "Замечание" in register
        assert "15 000,00" in register.replace("\u00a0", " ")
        figures = text(vera.get("/training/violations/analysis?happened=all"))
        assert "Срок ответа" in figures or "quotes.answer_days" in figures

        # Anna reads the decision, the money, and the clause under which it was taken.
        page = visit("anna").get(page.request.path)
        assert "Договорённость с клиентом" in page
        assert "15\u00a0000,00\u00a0₽" in page
        assert "По каким нормам решено" in page

    # A second case in the same month comes up against the limit of the law.
    with at(THURSDAY):
        ask(visit("anna"))
    with at(NEXT_WEDNESDAY):
        start(app, "quotes.unanswered")
        run_jobs()
        anna = visit("anna")
        number = "КТ-НР-000002"
        page = anna.get("/training/violations/").click(number)
        form = form_with(page.click("Дать объяснение"), "/explain")
        form["text"] = "Забыла."
        form.submit()
        vera = visit("vera")
        form = decide(vera, vera.get("/training/violations/").click(number))
        assert "В этом месяце премия уже снижена на 15\u00a0000,00\u00a0₽" in form.response
        form["outcome"] = "reproof"
        form["motive"] = "Второй раз за месяц."
        form["with_reduction"] = True
        page = form.submit().follow()
        assert "премия снижена на 5\u00a0000,00\u00a0₽" in page
        assert "Больше не дал снять предел закона (ТК ст. 135)." in page


def test_a_complaint_on_the_head_is_decided_by_the_director(
    app: Flask, visit: Visit, run_jobs: RunJobs
) -> None:
    prepare(app, "vera")
    with at(THURSDAY):
        # Boris complains of his head and does not want her to know that it was he.
        boris = visit("boris")
        form = form_with(boris.get("/training/violations/new"), "/new")
        form["accused_id"].select(text="Орлова Вера Андреевна, РОП")
        form["happened_on"] = "11.11.2026"
        form["facts"] = "Отдала моего клиента Анне без объяснений."
        form["regulation_id"].select(text="РП-01 · Регламент РП-01")
        form = form_with(form.submit("clauses", value="1"), "/new")
        form["clause"] = "1.2"
        form["hides_reporter"] = True
        page = form.submit().follow()
        assert "Ваше имя скрыто" in page
        address = page.request.path

        # Vera sees the complaint, not who has complained; there is nothing for her to press.
        vera = visit("vera")
        page = vera.get(address)
        assert "Имя скрыто" in page
        assert "Козлов" not in page
        assert "Решить" not in [link.get_text(strip=True) for link in page.html.select("a.btn")]
        vera.get(f"{address}/decide", status=404)
        assert vera.act(f"{address}/demand").status_int == 403
        register = vera.get("/training/violations/?cols=number,reporter,facts")
        assert "Козлов" not in register.html.find("table").get_text()
        # Anna, whose head it is about, knows nothing.
        visit("anna").get(address, status=404)

        # The director asks for an explanation.
        director = visit("director")
        page = director.get(address)
        assert "Козлов Борис Ильич" in page
        form_with(page, "/demand").submit()
        form = form_with(visit("vera").get(f"{address}/explain"), "/explain")
        form["text"] = "Клиент сам попросил другого менеджера."
        form.submit()

    with at(FRIDAY):
        # He finds that the rules do not say what to do then, and passes it on to her regulation.
        director = visit("director")
        form = form_with(director.get(f"{address}/pass-on"), "/pass-on")
        form["regulation_id"].select(text="РП-01 · Регламент РП-01")
        form["proposal"] = "Не сказано, что делать, когда клиент сам просит другого менеджера."
        form["motive"] = "Правила этого не предусмотрели."
        page = form.submit().follow()
        assert "Передано в правила" in page
        assert "Не сказано, что делать" in text(director.get("/training/violations/outside"))
        run_jobs()
        # Boris reads how it ended.
        assert "Правила этого не предусмотрели." in visit("boris").get(address)


def test_what_nobody_has_decided_within_a_month_lapses(
    app: Flask, visit: Visit, run_jobs: RunJobs
) -> None:
    prepare(app, "anna")
    with at(THURSDAY):
        boris = visit("boris")
        form = form_with(boris.get("/training/violations/new"), "/new")
        form["accused_id"].select(text="Смирнова Анна Петровна, Менеджер")
        form["happened_on"] = "11.11.2026"
        form["facts"] = "Увела клиента."
        address = form.submit().location
    with at(A_MONTH_LATER):
        start(app, "training.violations_lapse")
        run_jobs()
        page = visit("vera").get(address)
        assert "Срок истёк" in page
        assert "Месяц со дня обнаружения прошёл 14.12.2026" in page
        assert "Решить" not in [link.get_text(strip=True) for link in page.html.select("a.btn")]


@pytest.fixture
def letters(app: Flask) -> Callable[[], list[MailMessage]]:
    """Letters as they were written, in their order."""

    def read() -> list[MailMessage]:
        with app.app_context():
            found = list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)))
            db.session.remove()
            return found

    return read


def test_letters_lead_to_the_case_and_say_nothing_of_it(
    app: Flask, visit: Visit, run_jobs: RunJobs, letters: Callable[[], list[MailMessage]]
) -> None:
    prepare(app, "anna")
    with at(THURSDAY):
        form = form_with(visit("boris").get("/training/violations/new"), "/new")
        form["accused_id"].select(text="Смирнова Анна Петровна, Менеджер")
        form["happened_on"] = "11.11.2026"
        form["facts"] = "Увела клиента."
        address = form.submit().location
        run_jobs()
        form_with(visit("vera").get(address), "/demand").submit()
        run_jobs()
    written = {(one.to[0], one.subject) for one in letters()}
    assert written == {
        ("vera@krepezh.example", "КТ-НР-000001: новый случай ждёт решения"),
        ("director@krepezh.example", "КТ-НР-000001: новый случай ждёт решения"),
        ("anna@krepezh.example", "КТ-НР-000001: дайте объяснение до 16.11.2026"),
    }
    assert not any("Увела" in one.text for one in letters())
    assert all("/training/violations/" in one.text for one in letters())
