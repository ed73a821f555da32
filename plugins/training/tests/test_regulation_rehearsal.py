"""Whom a rehearsal and an effect count: those whom the version binds, as they were then."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Department, Rehearsal, at, now
from core.sdk.web import db
from core.testing.browser import Visitor
from core.testing.queries import counted
from plugins.training.models import RegulationVersion
from plugins.training.norms import PASS_MARK
from plugins.training.queries.concerned import Ruling
from plugins.training.queries.regulations_effect import effect_of
from plugins.training.queries.regulations_rehearsal import period, rehearsed
from plugins.training.tests import quiz_world
from plugins.training.tests.reading_world import MONDAY, set_roles, user, working
from plugins.training.tests.regulation_world import discount_rules, draft, in_force

Actors = Callable[[str], Actor]
DAY = timedelta(days=1)
KEY = "quotes.discount_without_approval"
BODY = """## Вопросы

1. Вопросы сданы, если верных ответов не меньше {{ norm("training.pass_mark", 20) }}.
"""


def half(session: Session, who: Actor) -> None:
    """An attempt with one right answer of two."""
    quiz = quiz_world.quiz_of(session, quiz_world.ONE, quiz_world.NUMBER, title=f"Для {who.name}")
    attempt = quiz_world.quizzes.start(session, who, quiz.id, quiz_world.SUBJECT)
    answers = quiz_world.wrong_answers(attempt.paper)
    answers[0] = quiz_world.right_answers(attempt.paper)[0]
    quiz_world.quizzes.answer(session, who, attempt.id, answers)


def half_by_all(session: Session, actors: Actors) -> None:
    for login in ("anna", "boris", "gleb"):
        half(session, actors(login))


def department(session: Session, name: str) -> int:
    return session.scalars(select(Department.id).where(Department.name == name)).one()


def counts(result: Rehearsal | None) -> tuple[int, int] | None:
    return (result.count, result.total) if result else None


def told(session: Session, version: RegulationVersion) -> list[tuple[int, int] | None]:
    (row,) = rehearsed(session, version, period(session))
    return [counts(row.before), counts(row.after)]


def test_a_version_for_everybody_is_rehearsed_on_everybody(
    session: Session, actors: Actors
) -> None:
    half_by_all(session, actors)
    edition = draft(session, actors("vera"), body=BODY)

    with at(now() + DAY):
        assert told(session, edition) == [(0, 3), (3, 3)]
        (row,) = rehearsed(session, edition, period(session))
        assert len(row.unlike) == 3
        assert row.documents == ()


def test_a_version_for_a_role_or_a_department_is_rehearsed_on_them(
    session: Session, actors: Actors
) -> None:
    half_by_all(session, actors)
    sales = department(session, "Отдел продаж")
    managers = draft(session, actors("vera"), code="М", body=BODY, roles=("manager",))
    group = draft(session, actors("vera"), code="О", body=BODY, departments=(sales,))
    stores = draft(session, actors("vera"), code="Б", body=BODY, roles=("accountant",))

    with at(now() + DAY):
        assert told(session, managers) == [(0, 2), (2, 2)]
        assert told(session, group) == [(0, 2), (2, 2)]
        assert told(session, stores) == [None, None]


def test_who_has_changed_roles_is_counted_where_he_was(session: Session, actors: Actors) -> None:
    with at(MONDAY):
        half_by_all(session, actors)
    with at(MONDAY + DAY):
        set_roles(session, "anna", "logistics")
    managers = draft(session, actors("vera"), code="М", body=BODY, roles=("manager",))
    stores = draft(session, actors("vera"), code="Л", body=BODY, roles=("logistics",))

    with at(MONDAY + 2 * DAY):
        assert told(session, managers)[1] == (2, 2)
        assert told(session, stores)[1] == (1, 1)


def test_those_with_a_closer_regulation_are_left_to_it_while_it_held(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    group = department(session, "Первая группа")
    closer = in_force(
        session, vera, code="О", body=BODY.replace("20", "70"), departments=(group,), at=MONDAY
    )
    with at(MONDAY + DAY):
        half_by_all(session, actors)
    edition = draft(session, vera, code="М", body=BODY, roles=("manager",))

    with at(MONDAY + 2 * DAY):
        (row,) = rehearsed(session, edition, period(session))
        assert counts(row.after) == (1, 1)
        assert row.narrower
    closer.effective_until = MONDAY + timedelta(hours=1)
    session.flush()
    with at(MONDAY + 2 * DAY):
        assert told(session, edition)[1] == (2, 2)


def test_a_wider_regulation_takes_nobody_away(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    in_force(session, vera, code="Все", body=BODY.replace("20", "70"), at=MONDAY)
    with at(MONDAY + DAY):
        half_by_all(session, actors)
    edition = draft(session, vera, code="М", body=BODY, roles=("manager",))

    with at(MONDAY + 2 * DAY):
        (row,) = rehearsed(session, edition, period(session))
        assert (counts(row.after), row.narrower) == ((2, 2), False)


def test_what_is_read_without_an_employee_concerns_only_a_version_for_everybody(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    everybody = draft(session, vera, code="В", body=discount_rules(3))
    managers = draft(session, vera, code="М", body=discount_rules(3), roles=("manager",))

    def concerns(version: RegulationVersion) -> bool:
        ruling = Ruling.of(session, version, now() - DAY, now())
        return ruling.norm(KEY)(None, now())

    assert [concerns(everybody), concerns(managers)] == [True, False]


def test_the_question_whom_a_version_binds_takes_three_queries(
    session: Session, actors: Actors
) -> None:
    anna = actors("anna").user_id
    for number in range(4):
        body = BODY.replace("20", f"{30 + number}")
        given = (department(session, ("Первая группа", "Склад", "Кадры", "Бухгалтерия")[number]),)
        in_force(session, actors("vera"), code=f"О{number}", body=body, departments=given)
    edition = draft(session, actors("vera"), code="М", body=BODY, roles=("manager",))

    with counted(db.engine) as sent:
        concerned = Ruling.of(session, edition, now() - 90 * DAY, now()).norm(PASS_MARK)
        for hours in range(50):
            concerned(anna, now() - timedelta(hours=hours))
    assert len(sent) == 3


def test_the_page_says_whom_it_has_counted_and_why_it_is_silent(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    body = BODY + '2. Смотрим на {{ norm("training.effect_days", 30) }} дней.\n'
    body += '3. Оценка репетиции не меньше {{ norm("training.rehearsal_mark", 3) }}.\n'
    with working(app) as session:
        for login in ("anna", "gleb"):
            half(session, quiz_world.actor(session, login))
        vera = quiz_world.actor(session, "vera")
        edition = draft(session, vera, body=body, roles=("manager",)).document_id
        wide = draft(session, vera, code="В", body=body).document_id

    def main(document_id: int) -> str:
        address = f"/training/regulations/versions/{document_id}/rehearsal"
        page = visit("vera").get(address).html.find("main")
        return " ".join(page.get_text(" ", strip=True).replace("\xa0", " ").split())

    text = main(edition)
    assert "только тех, кого касается редакция: Менеджер по продажам" in text
    assert "Сейчас 80 % Сдано: 0 из 1 попытки" in text
    assert "Станет 20 % Сдано: 1 из 1 попытки" in text
    assert "Вышло бы иначе: 1 случай" in text
    assert "Было 60 дней, станет 30 дней. Прошлое об этой норме ничего не говорит" in text
    assert "Было 4 балла из 5, станет 3 балла из 5." in text
    assert "За эти дни случаев, которых норма касается, не было" in text
    text = main(wide)
    assert "Посчитаны случаи всех сотрудников" in text
    assert "Станет 20 % Сдано: 2 из 2 попыток" in text


def test_the_effect_counts_those_whom_the_version_touched_then(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    with at(MONDAY - 2 * DAY):
        half_by_all(session, actors)
    with at(MONDAY - DAY):
        set_roles(session, "boris", "logistics")
    version = in_force(session, vera, body=BODY, roles=("manager",), at=MONDAY)
    with at(MONDAY + DAY):
        for login in ("anna", "boris", "gleb"):
            quiz_world.fail(session, actors(login), quiz_world.quiz_of(session, title=login))

    with at(MONDAY + 2 * DAY):
        (norm,) = effect_of(session, version).norms
        assert norm.old == Decimal(80)
        assert (counts(norm.before), counts(norm.after)) == ((0, 2), (0, 1))


def test_a_person_who_left_the_role_is_still_judged_for_the_days_in_it(
    session: Session, actors: Actors
) -> None:
    version = in_force(session, actors("vera"), body=BODY, roles=("manager",), at=MONDAY)
    with at(MONDAY + DAY):
        set_roles(session, "anna", "logistics")
    people = Ruling.of(session, version, MONDAY - DAY, MONDAY + 2 * DAY).people()
    anna = user(session, "anna").id

    assert [people(anna, MONDAY + step * DAY) for step in (-1, 0, 1)] == [True, True, False]
