"""More rows of everything that the screens list, for whoever counts their queries."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import Actor, User, actor_by_id, fire, today
from core.testing.flat import WhoIs
from plugins.training.models import (
    Course,
    Plan,
    Process,
    Quiz,
    Regulation,
    RegulationVersion,
    StepKind,
)
from plugins.training.services import courses, discovery, onboarding, quizzes, regulations
from plugins.training.services.courses import CourseInput, PageInput
from plugins.training.services.discovery import WayStepInput
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.reading import asking
from plugins.training.tests import quiz_world, reading_rows, violation_world
from plugins.training.tests.reading_rows import BODY
from plugins.training.tests.reading_world import assigned, user
from plugins.training.tests.regulation_world import draft, in_force

TALKED_OF, READ = "ОБ-01", "ОБ-02"
PROCESS = "Продажа со склада"


def make_rows(session: Session, who_is: WhoIs, count: int) -> list[str]:
    """So many more of each; the addresses of pages that show them beside the lists."""
    vera = who_is("vera")
    # Its rules must be the first: the cases are broken clauses of them.
    violation_world.make_rows(session, count)
    reading_rows.make_rows(session, vera, count)
    return [
        *_documents(session, who_is, count),
        *_learning(session, vera, count),
        *_plans(session, who_is("zhanna"), count),
        _ways(session, vera, count),
    ]


def _version(session: Session, code: str) -> RegulationVersion | None:
    return session.scalars(
        select(RegulationVersion)
        .join(Regulation)
        .where(Regulation.code == code)
        .order_by(RegulationVersion.edition.desc())
    ).first()


def _documents(session: Session, who_is: WhoIs, count: int) -> list[str]:
    """Editions of one regulation, remarks on another, questions and notes on a third."""
    vera, anna = who_is("vera"), who_is("anna")
    talked = _version(session, TALKED_OF)
    if talked is None:
        talked = draft(session, vera, code=TALKED_OF, body=BODY, roles=("manager",))
        fire(session, talked.document_id, "discuss", vera)
    read = _version(session, READ)
    if read is None:
        read = in_force(session, vera, code=READ, body=BODY)
    last, given = read, assigned(session, read, "anna")
    for number in range(count):
        regulations.add_remark(session, anna, talked.document_id, f"Замечание {number}")
        asking.ask(session, given, "aaaaa3", f"Вопрос {number}")
        last = in_force(session, vera, code="ОБ-03", body=BODY, roles=("admin",))
    pages = ("", "/approval", "/rehearsal", "/effect")
    return [
        f"/training/regulations/{last.regulation_id}",
        f"/training/regulations/{talked.document_id}/edit",
        *(f"/training/regulations/versions/{talked.document_id}{page}" for page in pages[:3]),
        *(f"/training/regulations/versions/{read.document_id}{page}" for page in pages),
        f"/training/reading/{given.id}",
    ]


def _learning(session: Session, vera: Actor, count: int) -> list[str]:
    """Quizzes and courses; questions of the first, pages of the first."""
    quiz = session.scalars(select(Quiz).order_by(Quiz.id)).first()
    course = session.scalars(select(Course).order_by(Course.id)).first()
    if quiz is None or course is None:
        quiz = quiz_world.quiz_of(session)
        course = courses.make_course(session, vera, CourseInput("Курс", quiz_id=quiz.id))
    known = session.scalar(select(func.count(Quiz.id))) or 0
    for number in range(known, known + count):
        quizzes.add_question(session, quiz.id, quiz_world.ONE, quiz.version)
        quiz_world.quiz_of(session, title=f"Вопросы {number}")
        courses.make_course(session, vera, CourseInput(f"Курс {number}"))
        page = PageInput(f"Страница {number}", "Текст.")
        courses.add_page(session, course.id, page, course.version)
    if course.published_at is None:
        courses.publish(session, course.id, course.version)
    return [
        f"/training/courses/{course.id}",
        f"/training/courses/{course.id}/edit",
        f"/training/courses/{course.id}/people",
        f"/training/quizzes/{quiz.id}",
    ]


def _plans(session: Session, zhanna: Actor, count: int) -> list[str]:
    """Newcomers, each with a step of every kind that the program sees itself."""
    document = session.scalars(select(Regulation.id).where(Regulation.code == READ)).one()
    quiz = session.scalars(select(Quiz.id).order_by(Quiz.id)).first()
    known = session.scalar(select(func.count(Plan.id))) or 0
    steps = [
        StepInput(StepKind.DOCUMENT, "Прочитать", target_id=document),
        StepInput(StepKind.QUIZ, "Ответить", target_id=quiz),
        StepInput(StepKind.TASK, "Настроить почту"),
    ]
    made = onboarding.save_template(session, zhanna, None, f"Шаблон {known}", "manager", steps)
    mentor = user(session, "director").id
    found: list[Plan] = []
    for number in range(known, known + count):
        person = User(login=f"new{number}", full_name=f"Новиков{number} Пётр", password_hash="-")
        session.add(person)
        session.flush()
        given = PlanInput(person.id, mentor, made.id, today())
        found.append(onboarding.make_plan(session, zhanna, given))
    onboarding.add_mark(session, zhanna, found[0].id, 5, "Хорошо начал")
    return [f"/training/onboarding/{session.scalars(select(Plan.id).order_by(Plan.id)).first()}"]


def _ways(session: Session, vera: Actor, count: int) -> str:
    """A process that so many more people describe: those that ``reading_rows`` has made."""
    process = session.scalars(select(Process).where(Process.title == PROCESS)).first()
    if process is None:
        process = discovery.make_process(session, vera, PROCESS)
    steps = [WayStepInput("Позвонить"), WayStepInput("Записать")]
    people = select(User.id).where(User.login.startswith("reader")).order_by(User.id.desc())
    for user_id in session.scalars(people.limit(count)).all():
        who = actor_by_id(session, user_id)
        discovery.save_way(session, who, process.id, steps, 0)
        discovery.submit(session, who, process.id)
    return f"/training/discovery/{process.id}/descriptions"
