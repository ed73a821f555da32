"""The rules of the game in the states that look different, for whoever looks at all the screens.

What takes people days (reading, discussing, deciding) is done through the services at its moments;
the pages are then opened as people do it.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from core.sdk import Actor, at, fire, now, today
from core.testing.stage import Enter, RunJobs
from plugins.training.models import Doer, RegulationVersion, StepKind
from plugins.training.services import (
    courses,
    discovery,
    onboarding,
    quizzes,
    regulations,
    scripts,
)
from plugins.training.services.courses import CourseInput, PageInput
from plugins.training.services.discovery import MapStepInput, WayStepInput
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.reading import asking
from plugins.training.tests import quiz_world, script_world, violation_world
from plugins.training.tests.reading_world import TEXT, assigned, person, read, signed, user, working
from plugins.training.tests.regulation_world import draft, in_force

CODE = "РП-01"
"""What is broken in ``violation_world`` is a clause of this one."""
CHANGED = violation_world.rules(percent="7").replace("коллеги не уводят", "коллеги не трогают")


def set_the_stage(enter: Enter, run_jobs: RunJobs) -> list[str]:
    """Rules that are signed, read and discussed, questions, a course, cases, two new hires."""
    app = enter("vera").app
    with working(app) as session:
        people = {login: person(session, login) for login in ("vera", "anna", "boris", "zhanna")}
        with at(now() - timedelta(days=10)):
            starts = _documents(session, people["vera"], people["anna"], people["boris"])
        with at(now() - timedelta(days=3)):
            _discovery(session, people["vera"], people["anna"], people["boris"])
            course_id = _learning(session, people["vera"], people["anna"])
            starts += _newcomers(session, people["vera"], people["zhanna"], course_id)
            starts += _scripts(session, people["vera"], people["anna"])
            _cases(session, people["vera"])
            _next_edition(session, people["vera"], people["anna"])
    run_jobs()
    return starts


def _documents(session: Session, vera: Actor, anna: Actor, boris: Actor) -> list[str]:
    """One document that Анна has signed and Борис has not, one that nobody has begun."""
    rules = in_force(session, vera, code=CODE, body=violation_world.rules())
    signed(session, anna, assigned(session, rules, "anna"))
    signed(session, person(session, "dina"), assigned(session, rules, "dina"))
    # Вера has read it: the agreement to sign electronically is her next step.
    waits = assigned(session, rules, "vera")
    read(session, vera, waits)
    quiz = quiz_world.quiz_of(session, title="Скидки: вопросы после чтения")
    unread = in_force(session, vera, code="РП-02", body=TEXT, title="Скидки и звонки")
    unread.quiz_id = quiz.id
    given = assigned(session, unread, "anna")
    asking.write_note(session, given, "aaaaa3", "Звонить до обеда")
    asking.ask(session, given, "bbbbb3", "А если клиент торгуется?")
    return [
        f"/training/reading/{waits.id}/consent",
        f"/training/reading/version/{unread.document_id}",
        *_questions(session, unread),
    ]


def _questions(session: Session, version: RegulationVersion) -> Sequence[str]:
    """Дина is at her questions, Борис waits for his mentor to mark a free answer."""
    assert version.quiz_id is not None
    about = f"version:{version.document_id}"
    dina = quizzes.start(session, person(session, "dina"), version.quiz_id, about)
    cases = quiz_world.quiz_of(session, quiz_world.CASE, title="Разговор о цене")
    boris = quizzes.start(session, person(session, "boris"), cases.id, about)
    quizzes.answer(
        session, person(session, "boris"), boris.id, quiz_world.right_answers(boris.paper)
    )
    return [f"/training/quizzes/attempts/{dina.id}"]


def _next_edition(session: Session, vera: Actor, anna: Actor) -> None:
    """An edition on discussion, with a remark that waits for its answer."""
    edition = draft(session, vera, code=CODE, body=CHANGED)
    fire(session, edition.document_id, "discuss", vera)
    regulations.add_remark(session, anna, edition.document_id, "Семь процентов многовато")


def _discovery(session: Session, vera: Actor, anna: Actor, boris: Actor) -> None:
    process = discovery.make_process(session, vera, "Продажа со склада")
    for who in (anna, boris):
        steps = [
            WayStepInput("Перезвонить", what="Уточняю размеры", hours=Decimal("0.5")),
            WayStepInput("Отправить КП", hours=Decimal(2), stage="quotes.offer:sent"),
        ]
        discovery.save_way(session, who, process.id, steps, 0)
        discovery.submit(session, who, process.id)
    common = [
        MapStepInput("Зарегистрировать запрос", "manager", stage="quotes.request:registered"),
        MapStepInput("Согласовать скидку", "head", what="Только выше нормы"),
    ]
    discovery.save_map(session, vera, process.id, common, process.version)


def _learning(session: Session, vera: Actor, anna: Actor) -> int:
    """A course of two pages with questions; Анна has read the first."""
    quiz = quiz_world.quiz_of(session, quiz_world.ONE, quiz_world.CASE, title="Работа с CRM")
    course = courses.make_course(session, vera, CourseInput("Работа с CRM", quiz_id=quiz.id))
    for title in ("Начало", "Воронка"):
        courses.add_page(session, course.id, PageInput(title, f"Текст: {title}."), course.version)
    courses.publish(session, course.id, course.version)
    courses.mark_read(session, anna, course.id, course.pages[0].id)
    return course.id


def _newcomers(session: Session, vera: Actor, zhanna: Actor, course_id: int) -> list[str]:
    """Егор in the middle of his plan under Анна; Дина is about to sign what hers begins with."""
    calls = in_force(session, vera, code="РП-03", title="Звонки", body=TEXT.split("## Скидки")[0])
    steps = [
        StepInput(StepKind.DOCUMENT, "Правила звонков", target_id=calls.regulation_id),
        StepInput(StepKind.COURSE, "Курс по программе", target_id=course_id, day=2),
        StepInput(StepKind.TASK, "Настроить почту"),
        StepInput(StepKind.MEETING, "Встреча с наставником", day=3, doer=Doer.MENTOR),
        StepInput(StepKind.ACCESS, "Доступ к телефонии", doer=Doer.LEADER),
    ]
    template = onboarding.save_template(session, zhanna, None, "Менеджер", "manager", steps)
    mentor = user(session, "anna").id
    for login, leader in (("egor", vera), ("dina", zhanna)):
        plan = onboarding.make_plan(
            session, leader, PlanInput(user(session, login).id, mentor, template.id, today())
        )
        onboarding.set_done(session, person(session, login), plan.steps[2].id, True)
        onboarding.add_mark(session, leader, plan.id, 4, "Быстро разобрался с программой")
    given = assigned(session, calls, "dina")
    read(session, person(session, "dina"), given)
    return [f"/training/reading/{given.id}/sign"]


def _scripts(session: Session, vera: Actor, anna: Actor) -> list[str]:
    """A script in force with a talk that goes on, one that is over, a rehearsal to be judged."""
    script = script_world.in_force(session, vera)
    talks = (
        (person(session, "egor"), True, True),
        (anna, False, True),
        (anna, False, False),
    )
    for who, rehearsal, over in talks:
        run = scripts.start(session, who, script.regulation_id, rehearsal=rehearsal)
        scripts.take(session, who, run.id, "yesaaa", scripts.clicks(run))
        if over:
            scripts.take(session, who, run.id, "outaaa", scripts.clicks(run))
            scripts.finish(session, who, run.id)
    return [f"/training/scripts/talks/{run.id}"]


def _cases(session: Session, vera: Actor) -> None:
    """A case that waits for Анна's words, one to be decided, one that the rules do not know."""
    violation_world.found(session, "anna", at=now() - timedelta(days=1))
    case = violation_world.reported(session, happened_on=today())
    violation_world.explained(session, case)
    violation_world.reported(session, by="anna", on="boris", clause=None, happened_on=today())
