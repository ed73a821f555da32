"""The search finds a rule by its words, whatever their form, and leads to the clause."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from core.sdk import Actor, now
from core.sdk.web import db
from core.testing.browser import Visitor
from core.testing.queries import counted
from plugins.training.queries import searching
from plugins.training.screens.norm_marks import VALUES
from plugins.training.services import courses
from plugins.training.services.courses import CourseInput, PageInput
from plugins.training.tests.reading_world import person, working
from plugins.training.tests.regulation_world import in_force

Visit = Callable[..., Visitor]
BODY = """## Скидки

1. Скидка до {{ norm("quotes.answer_days", 2) }} процентов даётся без согласования. {#sale}
2. Клиента, заведённого дублем, возвращают тому, кто завёл его первым. {#twin}
"""


def rules(session: Session, code: str, body: str = BODY, **audience: tuple[str, ...]) -> None:
    moment = now() - timedelta(days=3)
    in_force(session, person(session, "vera"), code=code, body=body, at=moment, **audience)


def found(session: Session, actor: Actor, text: str) -> list[tuple[str, str]]:
    return [(one.code, one.number) for one in searching.clauses(session, actor, text, 20, VALUES)]


def test_a_clause_is_found_by_words_in_any_form(app: Flask, visit: Visit) -> None:
    with working(app) as session:
        rules(session, "РП-01")
        anna = person(session, "anna")
        with app.test_request_context():
            assert found(session, anna, "дубль") == [("РП-01", "1.2")]
            assert found(session, anna, "скидки без согласования") == [("РП-01", "1.1")]
            assert found(session, anna, "скид") == [("РП-01", "1"), ("РП-01", "1.1")]
            # The little words alone ask for nothing, and signs of a pattern are no pattern.
            assert found(session, anna, "без") == []
            assert found(session, anna, "%") == []
    page = visit("anna").get("/search/", {"q": "дублем"})
    assert "РП-01, п. 1.2" in page
    link = next(one["href"] for one in page.html.select("main a") if "п. 1.2" in one.get_text())
    target = visit("anna").get(link)
    assert target.html.find(id=link.partition("#")[2]) is not None
    # The value stands in the line as the edition shows it, not as the author has typed it.
    assert "Скидка до 2 процентов" in visit("anna").get("/search/", {"q": "скидку согласование"})


def test_only_what_is_in_force_and_holds_for_the_reader_is_searched(app: Flask) -> None:
    with working(app) as session:
        rules(session, "РП-01", roles=("logistics",))
        in_force(
            session,
            person(session, "vera"),
            code="РП-02",
            body="## Скидки\n\n1. Прежде дубль удаляли.\n",
            at=now() - timedelta(days=9),
        )
        in_force(
            session,
            person(session, "vera"),
            code="РП-02",
            body="## Скидки\n\n1. Теперь карточки объединяют.\n",
            at=now() - timedelta(days=2),
        )
        with app.test_request_context():
            assert found(session, person(session, "gleb"), "дублем") == [("РП-01", "1.2")]
            assert found(session, person(session, "anna"), "дублем") == []
            assert found(session, person(session, "anna"), "карточку") == [("РП-02", "1.1")]


def test_more_clauses_ask_no_more_of_the_database(app: Flask) -> None:
    with working(app) as session:
        rules(session, "РП-01")
        anna, engine = person(session, "anna"), db.engine
        with app.test_request_context():
            with counted(engine) as few:
                assert len(found(session, anna, "скидка")) == 2
            more = "\n".join(f"{number}. Скидка номер {number}." for number in range(1, 9))
            rules(session, "РП-03", f"## Ещё\n\n{more}\n")
            with counted(engine) as many:
                assert len(found(session, anna, "скидка")) == 10
        assert len(many) == len(few)


def test_courses_are_found_by_their_titles_and_pages_by_their_words(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        course = courses.make_course(session, vera, CourseInput("Первая неделя в отделе"))
        told = PageInput("Крепёж", "Класс прочности болта стоит на его головке.")
        courses.add_page(session, course.id, told, course.version)
        courses.publish(session, course.id, course.version)
    egor = visit("egor")
    assert "Первая неделя в отделе" in egor.get("/search/", {"q": "неделя"}).html.main.get_text()
    assert "Крепёж" in egor.get("/search/", {"q": "прочность"}).html.main.get_text()
