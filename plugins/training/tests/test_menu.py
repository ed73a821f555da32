"""The menu: rules stand apart from what is learnt, and each person's phone leads to his work."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from core.sdk import at, today
from core.sdk.web import db
from core.testing.browser import Visitor
from core.testing.queries import counted
from plugins.training.models import Plan, RegulationVersion, StepKind
from plugins.training.services import onboarding
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    assigned,
    person,
    rules,
    signed,
    user,
    working,
)

PLAIN = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")
LATE = MONDAY + timedelta(days=4)
Visit = Callable[..., Visitor]


def menu(visitor: Visitor) -> dict[str, list[str]]:
    """Headings of the menu with their lines, in order."""
    found: dict[str, list[str]] = {}
    for section in visitor.get("/").html.select(".side-nav .nav-section"):
        title = section.select_one(".nav-title")
        found[title.text] = [line.text for line in section.select(".nav-text")]
    return found


def test_a_manager_sees_the_rules_apart_from_what_he_learns(visit: Visit) -> None:
    shown = menu(visit("anna"))

    assert shown["Правила"] == ["Регламенты", "На подпись", "Нарушения", "Процессы", "Нормы"]
    assert shown["Обучение"][:3] == ["Адаптация", "Курсы", "Скрипты"]
    assert shown["Обучение"][-1] == "Методическое пособие"


def test_those_who_answer_for_signatures_see_them_beside_the_rules(visit: Visit) -> None:
    shown = menu(visit("vera"))

    assert shown["Правила"][:3] == ["Регламенты", "На подпись", "Кто прочитал"]
    assert shown["Правила"][-1] == "Журнал подписей"


def test_lines_of_the_menu_differ_by_their_pictures(visit: Visit) -> None:
    page = visit("vera").get("/").html

    for section in page.select(".side-nav .nav-section"):
        pictures = [use["href"] for use in section.select("use")]
        assert len(pictures) == len(set(pictures))


def test_the_phone_of_the_trainer_leads_to_who_has_read_and_to_newcomers(visit: Visit) -> None:
    below = visit("zhanna").get("/").html.select(".phone-bar a")

    assert [line.text.strip() for line in below] == [
        "Сегодня",
        "На подпись",
        "Чтение",
        "Адаптация",
    ]


def test_on_the_phone_of_a_newcomer_what_waits_for_his_signature_has_its_place(
    app: Flask, visit: Visit
) -> None:
    def bar() -> list[str]:
        links = visit("egor").get("/").html.select(".phone-bar a")
        return [link.span.text for link in links]

    before = bar()
    assert len(before) == 5
    assert "На подпись" not in before
    with working(app) as session:
        rules(session, person(session, "vera"), stages=())
    after = bar()
    assert len(after) == 5
    assert "На подпись" in after
    assert after[0] == before[0] == "Сегодня"


def test_answers_are_checked_by_heads_and_by_who_is_or_was_a_mentor(
    app: Flask, visit: Visit
) -> None:
    line = "Проверка ответов"
    anna = visit("anna")
    assert line not in menu(anna)["Обучение"]
    for leader in ("vera", "zhanna"):
        assert line in menu(visit(leader))["Обучение"]
    with working(app) as session:
        zhanna = person(session, "zhanna")
        template = onboarding.save_template(
            session,
            zhanna,
            None,
            "Менеджер",
            "manager",
            [StepInput(StepKind.TASK, "Настроить почту")],
        )
        given = PlanInput(
            user(session, "egor").id, user(session, "anna").id, template.id, starts_on=today()
        )
        plan_id = onboarding.make_plan(session, zhanna, given).id
    assert line in menu(anna)["Обучение"]
    assert line not in menu(visit("boris"))["Обучение"]
    with working(app) as session:
        session.get_one(Plan, plan_id).finished_at = MONDAY
    assert line in menu(anna)["Обучение"]


def test_a_closed_stage_stands_closed_in_the_menu_until_the_signature(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session:
        document_id = rules(session, person(session, "vera")).document_id
    with at(LATE):
        anna = visit("anna")
        page = anna.get("/")
        places = (".side-nav a", ".phone-bar a", "#quick-create a")
        for place in places:
            closed = [one for one in page.html.select(place) if one.select("use[href$='#lock']")]
            assert {one["href"] for one in closed} <= {"/quotes/offers/", "/quotes/offers/new"}
            assert closed
        (line,) = page.html.select(".side-nav a.nav-closed")
        said = line.select_one("svg[aria-label]")["aria-label"]
        assert said.startswith("закрыто: Вы не подписали «Регламент РП-01»")
        explained = anna.get(line["href"], status=403)
        assert "Прочитать и подписать" in explained.html.find("main").get_text()
        assert not visit("gleb").get("/").html.select(".nav-closed")
        with working(app) as session:
            version = session.get_one(RegulationVersion, document_id)
            signed(session, person(session, "anna"), assigned(session, version, "anna"))
        assert not anna.get("/").html.select(".nav-closed")


def test_the_menu_asks_as_much_for_many_closed_stages_as_for_one(app: Flask, visit: Visit) -> None:
    def asked(visitor: Visitor) -> int:
        visitor.get("/profile/")
        with app.app_context():
            engine = db.engine
        with counted(engine) as statements:
            visitor.get("/profile/")
        return len(statements)

    with working(app) as session:
        rules(session, person(session, "vera"))
    with at(LATE):
        anna = visit("anna")
        one = asked(anna)
        with working(app) as session:
            for number in range(2, 6):
                stages = ("quotes.offer", "quotes.request", "training.violation")
                rules(
                    session,
                    person(session, "vera"),
                    code=f"РП-0{number}",
                    body=PLAIN,
                    stages=stages,
                )
        assert asked(anna) <= one
        assert len(anna.get("/profile/").html.select(".side-nav .nav-closed")) > 1
