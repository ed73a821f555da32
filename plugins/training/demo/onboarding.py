"""How newcomers of the demo company come in: courses, a template, plans half gone through."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Actor, actor_by_id, add_working_days, at, today
from plugins.training.demo.courses import make_courses
from plugins.training.demo.questions import remark_on, right_values
from plugins.training.demo.questions.courses import FASTENERS
from plugins.training.models import (
    Course,
    Doer,
    Plan,
    PlanStep,
    PlanTemplate,
    QuestionKind,
    Quiz,
    Regulation,
    StepKind,
)
from plugins.training.services import courses, onboarding, quizzes
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.onboarding.progress import quiz_subject
from plugins.training.services.quizzes import CaseMark

MENTOR = "anna"
TRAINER = "zhanna"
MARKS = (
    (14, 4, "Быстро регистрирует запросы, подбор пока проверяем вместе"),
    (35, 5, "Сам согласовал скидку и выиграл заказ"),
    (56, 4, "Нужно записывать следующий шаг после каждого звонка"),
)


class Newcomers:
    """Those who came within the year; ``prepare`` first, ``come`` on the first day of each."""

    def __init__(self, company: Any, session: Session) -> None:
        self.company = company
        self.session = session
        self.template_id = 0
        self.plans: dict[str, int] = {}

    def _actor(self, code: str) -> Actor:
        return actor_by_id(self.session, self.company.ids["user"][code])

    def prepare(self) -> None:
        """Courses and the template: as they stood when the first act was in force."""
        trainer = self._actor(TRAINER)
        made = make_courses(self.session, self.company.storage, trainer)
        quiz = quizzes.make_quiz(self.session, trainer, "Крепёж: проверка")
        for question in FASTENERS:
            quizzes.add_question(self.session, quiz.id, question, quiz.version)
        self.template_id = self._template(trainer, made, quiz).id

    def _template(self, trainer: Actor, made: dict[str, Course], quiz: Quiz) -> PlanTemplate:
        acts = {act.code: act.id for act in self.session.scalars(select(Regulation)).all()}

        def document(code: str, title: str, day: int) -> StepInput:
            return StepInput(StepKind.DOCUMENT, title, day, acts[code])

        steps = (
            StepInput(StepKind.ACCESS, "Почта, телефон, пропуск", doer=Doer.LEADER),
            StepInput(StepKind.MEETING, "Знакомство с отделом", doer=Doer.MENTOR),
            document("РП-01", "Порядок ознакомления с правилами", 1),
            StepInput(StepKind.COURSE, "Первая неделя в отделе", 2, made["first_week"].id),
            document("РП-06", "Должностная инструкция", 2),
            document("РП-02", "Нормы работы с запросами и предложениями", 2),
            document("РП-03", "Положение об оплате труда", 3),
            document("РП-05", "Положение о снижении премии", 3),
            document("РП-04", "Правила разрешения споров", 4),
            document("РП-08", "Как вести клиента в программе", 4),
            StepInput(
                StepKind.TASK,
                "Завести три запроса вместе с наставником",
                5,
                note="Возьмите письма из общей почты за вчера",
            ),
            StepInput(StepKind.COURSE, "Крепёж: что мы продаём", 7, made["fasteners"].id),
            StepInput(StepKind.QUIZ, "Проверка по крепежу", 8, quiz.id),
            StepInput(StepKind.SCRIPT, "Отрепетировать первый звонок", 9, acts["СК-01"]),
            StepInput(StepKind.MEETING, "Итоги первого месяца", 22, doer=Doer.LEADER),
            StepInput(StepKind.MEETING, "Итоги второго месяца", 44, doer=Doer.LEADER),
        )
        return onboarding.save_template(
            self.session, trainer, None, "Менеджер по продажам", "manager", steps
        )

    def come(self, code: str, first_day: date) -> None:
        """The plan of a person whose first day it is."""
        plan = onboarding.make_plan(
            self.session,
            self._actor(TRAINER),
            PlanInput(
                self.company.ids["user"][code],
                self.company.ids["user"][MENTOR],
                self.template_id,
                add_working_days(first_day, 0),
            ),
        )
        plan.welcomed_at = plan.created_at
        self.plans[code] = plan.id

    def go_on(self) -> None:
        """What has been done of the plans by today."""
        for code, plan_id in self.plans.items():
            plan = self.session.get_one(Plan, plan_id)
            self._learn(code, plan)
            self._do(code, plan)
            for after, mark, text in MARKS:
                when = plan.starts_on + timedelta(days=after)
                if when < today():
                    with at(_noon(when)):
                        onboarding.add_mark(self.session, self._actor(MENTOR), plan.id, mark, text)

    def _learn(self, code: str, plan: Plan) -> None:
        actor = self._actor(code)
        for step in plan.steps:
            if step.due >= today() or step.target_id is None:
                continue
            if step.kind == StepKind.COURSE:
                course = self.session.get_one(Course, step.target_id)
                with at(_noon(step.due)):
                    for page in course.pages:
                        courses.mark_read(self.session, actor, course.id, page.id)
            elif step.kind == StepKind.QUIZ:
                with at(_noon(step.due)):
                    self._answer(actor, step)

    def _answer(self, actor: Actor, step: PlanStep) -> None:
        """All right at the first try; the head has read the case."""
        attempt = quizzes.start(self.session, actor, step.target_id or 0, quiz_subject(step))
        sent = {place: right_values(item) for place, item in enumerate(attempt.paper)}
        quizzes.answer(self.session, actor, attempt.id, sent)
        cases = {
            place: CaseMark(True, remark_on(item))
            for place, item in enumerate(attempt.paper)
            if item["kind"] == QuestionKind.CASE
        }
        quizzes.review(self.session, self._actor("vera"), attempt.id, cases)

    def _do(self, code: str, plan: Plan) -> None:
        for step in plan.steps:
            if step.due >= today() or step.kind not in {
                StepKind.TASK,
                StepKind.MEETING,
                StepKind.ACCESS,
            }:
                continue
            who = {Doer.NEWCOMER: code, Doer.MENTOR: MENTOR, Doer.LEADER: "vera"}[Doer(step.doer)]
            with at(_noon(step.due)):
                onboarding.set_done(self.session, self._actor(who), step.id, True)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), DEFAULT_ZONE)
