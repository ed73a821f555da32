"""What each norm of the plugin rules: two values give two outcomes."""

from datetime import date, timedelta

from core.sdk import Actor, Refused, add_working_days, at, enqueue
from core.testing.browser import Visitor
from core.testing.norms import House, NormProof
from plugins.training import norms
from plugins.training.jobs.onboarding import WELCOME_JOB
from plugins.training.jobs.reading import REMIND_JOB
from plugins.training.models import Plan, StepKind
from plugins.training.services import onboarding, quizzes, scripts
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.reading import exceptions, gate, reading
from plugins.training.services.reading.assigning import local_day
from plugins.training.tests import proofs_regulations, quiz_world, script_world, violation_proofs
from plugins.training.tests.reading_world import KEY, MONDAY, assigned, rules, user

FIRST_DAY = date(2026, 11, 30)


def _on(house: House, days: int, job: str) -> None:
    """Do a job of the program so many days after Monday."""
    with at(MONDAY + timedelta(days=days)):
        enqueue(house.session, job, {}, actor=Actor.system())
        house.run_jobs()


def seconds_of_a_section(house: House) -> object:
    """How long the first section must be looked at."""
    given = assigned(house.session, rules(house.session, house.actor("vera")), "anna")
    with at(MONDAY):
        reading.start(house.session, house.actor("anna"), given.id, KEY)
        return reading.progress(house.session, given).parts[0].required


def due_day_of_a_document(house: House) -> object:
    """By when Анна must sign."""
    return assigned(house.session, rules(house.session, house.actor("vera")), "anna").due


def closed_on_thursday(house: House) -> object:
    """Whether the stage is closed three days after rules that nobody has signed."""
    rules(house.session, house.actor("vera"))
    with at(MONDAY + timedelta(days=3)):
        return bool(gate.stage_refusals(["quotes.offer"], house.actor("anna"), house.session))


def reminded_two_days_before(house: House) -> object:
    """When Анна was last reminded of what is due in four days, a day after it was assigned."""
    version = rules(house.session, house.actor("vera"))
    given = assigned(house.session, version, "anna")
    given.due = add_working_days(local_day(MONDAY), 4)
    _on(house, 1, REMIND_JOB)
    return given.reminded_at is not None


def reminded_after_two_days(house: House) -> object:
    """Whether Анна is reminded two working days after the due date."""
    version = rules(house.session, house.actor("vera"))
    given = assigned(house.session, version, "anna")
    given.due = local_day(MONDAY)
    _on(house, 2, REMIND_JOB)
    return given.reminded_at is not None


def told_of_after_two_days(house: House) -> object:
    """Whether her head is told two working days after the due date."""
    version = rules(house.session, house.actor("vera"))
    given = assigned(house.session, version, "anna")
    given.due = local_day(MONDAY)
    _on(house, 2, REMIND_JOB)
    return given.escalated_at is not None


def last_day_of_an_exception(house: House) -> object:
    """For how long Вера may let Анна work without her signature."""
    anna = user(house.session, "anna").id
    return exceptions.latest_day(house.session, anna, regulation_id=1)


def half_of_the_answers(house: House) -> object:
    """Whether one right answer of two is enough."""
    anna = house.actor("anna")
    quiz = quiz_world.quiz_of(house.session, quiz_world.ONE, quiz_world.NUMBER)
    attempt = quizzes.start(house.session, anna, quiz.id, quiz_world.SUBJECT)
    answers = quiz_world.wrong_answers(attempt.paper)
    answers[0] = quiz_world.right_answers(attempt.paper)[0]
    return quizzes.answer(house.session, anna, attempt.id, answers).passed


def attempts_until_a_talk(house: House) -> object:
    """How often Анна may fail before the mentor must talk to her."""
    anna, quiz = house.actor("anna"), quiz_world.quiz_of(house.session)
    for number in range(5):
        try:
            quiz_world.fail(house.session, anna, quiz)
        except Refused:
            return number
    return "no end"


def _plan(house: House) -> Plan:
    zhanna = house.actor("zhanna")
    steps = (StepInput(StepKind.TASK, "Настроить почту"),)
    made = onboarding.save_template(house.session, zhanna, None, "Менеджер", "manager", steps)
    egor, anna = user(house.session, "egor"), user(house.session, "anna")
    with at(MONDAY):
        return onboarding.make_plan(
            house.session, zhanna, PlanInput(egor.id, anna.id, made.id, FIRST_DAY)
        )


def welcomed_five_days_before(house: House) -> object:
    """Whether the letter of a new hire who comes in five days has gone."""
    plan = _plan(house)
    _on(house, 9, WELCOME_JOB)
    return plan.welcomed_at is not None


def end_of_the_trial(house: House) -> object:
    """The last day of the trial period."""
    return _plan(house).trial_until


def rehearsal_with_a_three(house: House) -> object:
    """Whether a rehearsal that the mentor has given a three is accepted."""
    vera, egor = house.actor("vera"), house.actor("egor")
    script = script_world.in_force(house.session, vera)
    run = scripts.start(house.session, egor, script.regulation_id, rehearsal=True)
    for branch in ("yesaaa", "outaaa"):
        scripts.take(house.session, egor, run.id, branch, scripts.clicks(run))
    scripts.finish(house.session, egor, run.id)
    return scripts.mark(house.session, vera, run.id, 3, "Не спешите").accepted


def figures_of_six_talks(house: House) -> object:
    """Whether the page of a script says that six talks are too few to judge by."""
    anna = house.actor("anna")
    script = script_world.in_force(house.session, house.actor("vera"))
    for _talk in range(6):
        run = scripts.start(house.session, anna, script.regulation_id)
        for branch in ("yesaaa", "outaaa"):
            scripts.take(house.session, anna, run.id, branch, scripts.clicks(run))
        scripts.finish(house.session, anna, run.id)
    house.session.commit()
    visitor = Visitor(house.app)
    visitor.log_in("anna")
    page = visitor.get(f"/training/scripts/{script.regulation_id}/statistics")
    return "Данных мало" in page.html.find("main").text


PROOFS = {
    norms.READING_SPEED: NormProof(("300", "3000"), seconds_of_a_section),
    norms.READING_DAYS: NormProof(("3", "10"), due_day_of_a_document),
    norms.GRACE_DAYS: NormProof(("1", "10"), closed_on_thursday),
    norms.REMIND_BEFORE_DAYS: NormProof(("1", "3"), reminded_two_days_before),
    norms.REMIND_AFTER_DAYS: NormProof(("1", "3"), reminded_after_two_days),
    norms.ESCALATE_DAYS: NormProof(("1", "3"), told_of_after_two_days),
    norms.EXCEPTION_DAYS: NormProof(("2", "10"), last_day_of_an_exception),
    norms.PASS_MARK: NormProof(("50", "80"), half_of_the_answers),
    norms.QUIZ_ATTEMPTS: NormProof(("1", "3"), attempts_until_a_talk),
    norms.WELCOME_DAYS: NormProof(("2", "7"), welcomed_five_days_before),
    norms.TRIAL_MONTHS: NormProof(("2", "3"), end_of_the_trial),
    norms.REHEARSAL_MARK: NormProof(("3", "4"), rehearsal_with_a_three),
    norms.SCRIPT_SAMPLE: NormProof(("5", "10"), figures_of_six_talks),
    **proofs_regulations.PROOFS,
    **violation_proofs.PROOFS,
}
