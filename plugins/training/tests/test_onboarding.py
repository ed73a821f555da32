"""A new hire comes in by a plan: what the program sees it marks itself, the rest people mark."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Forbidden,
    MailMessage,
    NotFound,
    Refused,
    StaleVersion,
    User,
    ValidationFailed,
    actor_by_id,
    at,
    enqueue,
    now,
)
from core.testing.browser import Visitor
from plugins.training.jobs.reading import REMIND_JOB
from plugins.training.models import Assignment, Doer, Plan, PlanTemplate, StepKind
from plugins.training.queries import onboarding as queries
from plugins.training.services import onboarding
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.services.onboarding.progress import share, states
from plugins.training.services.reading import assigning, integrity, reminding
from plugins.training.tests.reading_world import MONDAY, TEXT, assigned, rules, signed, working

Actors = Callable[[str], Actor]
FIRST_DAY = date(2026, 11, 17)
WORDS = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with at(MONDAY):
        yield


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def template(session: Session, actor: Actor, *steps: StepInput) -> PlanTemplate:
    given = steps or (
        StepInput(StepKind.TASK, "Настроить почту"),
        StepInput(StepKind.MEETING, "Знакомство с отделом", day=2, doer=Doer.MENTOR),
        StepInput(StepKind.ACCESS, "Доступ к телефонии", doer=Doer.LEADER),
    )
    return onboarding.save_template(session, actor, None, "Менеджер", "manager", given)


def plan_for_egor(session: Session, actors: Actors, *steps: StepInput, **more: Any) -> Plan:
    made = template(session, actors("zhanna"), *steps)
    given = {"starts_on": FIRST_DAY, **more}
    return onboarding.make_plan(
        session,
        actors("zhanna"),
        PlanInput(person(session, "egor").id, person(session, "anna").id, made.id, **given),
    )


def test_steps_are_due_on_working_days_and_the_trial_ends_by_the_norm(
    session: Session, actors: Actors
) -> None:
    plan = plan_for_egor(
        session,
        actors,
        StepInput(StepKind.TASK, "Первый", day=1),
        StepInput(StepKind.TASK, "Пятый", day=5),
    )

    # The fifth working day from Tuesday the 17th is Monday the 23rd.
    assert [step.due for step in plan.steps] == [FIRST_DAY, date(2026, 11, 23)]
    assert plan.trial_until == date(2027, 2, 17)


def test_everybody_marks_what_is_his_to_mark(session: Session, actors: Actors) -> None:
    task, meeting, access = plan_for_egor(session, actors).steps

    onboarding.set_done(session, actors("egor"), task.id, True)
    with pytest.raises(Forbidden):
        onboarding.set_done(session, actors("egor"), meeting.id, True)
    onboarding.set_done(session, actors("anna"), meeting.id, True, "Познакомились")
    with pytest.raises(Forbidden):
        onboarding.set_done(session, actors("anna"), access.id, True)
    onboarding.set_done(session, actors("vera"), access.id, True)
    with pytest.raises(NotFound):
        onboarding.set_done(session, actors("boris"), task.id, False)

    plan = onboarding.find(session, actors("egor"), task.plan_id)
    assert share(states(session, plan)) == (3, 3)
    assert meeting.remark == "Познакомились"


def test_a_document_is_assigned_at_once_and_done_when_it_is_signed(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"), when=MONDAY - timedelta(days=30))
    plan = plan_for_egor(
        session,
        actors,
        StepInput(StepKind.DOCUMENT, "Прочитать", target_id=version.regulation_id, day=2),
    )
    [step] = plan.steps
    assignment = session.scalars(
        select(Assignment).where(
            Assignment.user_id == plan.user_id, Assignment.document_id == version.document_id
        )
    ).one()

    assert assignment.reason == "onboarding"
    assert not states(session, plan)[0].done
    with pytest.raises(Refused, match="сама"):
        onboarding.set_done(session, actors("egor"), step.id, True)
    signed(session, actors("egor"), assignment)
    assert states(session, plan)[0].done


def test_a_person_is_taken_on_only_when_all_is_done(session: Session, actors: Actors) -> None:
    plan = plan_for_egor(session, actors, StepInput(StepKind.TASK, "Единственный"))

    with pytest.raises(Refused, match="0 из 1"):
        onboarding.finish(session, actors("vera"), plan.id, True, "Справился")
    with pytest.raises(ValidationFailed):
        onboarding.finish(session, actors("vera"), plan.id, False, " ")
    with pytest.raises(Forbidden):
        onboarding.finish(session, actors("anna"), plan.id, False, "Не справился")
    onboarding.set_done(session, actors("egor"), plan.steps[0].id, True)
    onboarding.finish(session, actors("vera"), plan.id, True, "Справился")

    assert (plan.passed, plan.finished_at) == (True, MONDAY)
    with pytest.raises(Refused, match="закрыт"):
        onboarding.set_done(session, actors("egor"), plan.steps[0].id, False)


def test_a_plan_is_seen_by_those_whom_it_concerns(session: Session, actors: Actors) -> None:
    plan = plan_for_egor(session, actors)

    for login in ("egor", "anna", "vera", "zhanna", "director"):
        assert onboarding.find(session, actors(login), plan.id) is plan
    for login in ("boris", "gleb", "dina", "admin"):
        with pytest.raises(NotFound):
            onboarding.find(session, actors(login), plan.id)


def test_nobody_leads_his_own_plan(session: Session, actors: Actors) -> None:
    made = template(session, actors("zhanna"))
    given = PlanInput(
        person(session, "vera").id, person(session, "anna").id, made.id, starts_on=FIRST_DAY
    )
    with pytest.raises(Forbidden):
        onboarding.make_plan(session, actors("vera"), given)
    plan = onboarding.make_plan(session, actors("zhanna"), given)
    with pytest.raises(Forbidden):
        onboarding.finish(session, actors("vera"), plan.id, True, "Сама себя приняла")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"user_id": 0}, "user_id"),
        ({"mentor_id": "egor"}, "mentor_id"),
        ({"template_id": 0}, "template_id"),
        ({"trial_until": date(2026, 11, 1)}, "trial_until"),
    ],
)
def test_a_wrong_plan_is_named_beside_its_field(
    session: Session, actors: Actors, change: dict[str, Any], field: str
) -> None:
    made = template(session, actors("zhanna"))
    given: dict[str, Any] = {
        "user_id": person(session, "egor").id,
        "mentor_id": person(session, "anna").id,
        "template_id": made.id,
        "starts_on": FIRST_DAY,
    }
    if change.get("mentor_id") == "egor":
        change = {"mentor_id": given["user_id"]}
    with pytest.raises(ValidationFailed) as refused:
        onboarding.make_plan(session, actors("zhanna"), PlanInput(**given | change))
    assert set(refused.value.errors) == {field}


def test_a_person_has_one_open_plan(session: Session, actors: Actors) -> None:
    plan = plan_for_egor(session, actors)

    with pytest.raises(ValidationFailed, match="незакрытый"):
        onboarding.make_plan(
            session,
            actors("zhanna"),
            PlanInput(plan.user_id, plan.mentor_id, plan.template_id or 0, FIRST_DAY),
        )


def test_two_windows_do_not_overwrite_a_template(session: Session, actors: Actors) -> None:
    made = template(session, actors("zhanna"))
    seen = made.version
    steps = (StepInput(StepKind.TASK, "Другой"),)
    onboarding.save_template(session, actors("zhanna"), made.id, "Менеджер", "manager", steps, seen)

    with pytest.raises(StaleVersion):
        onboarding.save_template(
            session, actors("zhanna"), made.id, "Менеджер", "manager", steps, seen
        )


def test_the_letter_goes_out_once_and_in_its_time(
    session: Session, actors: Actors, run_jobs: Callable[[], int]
) -> None:
    plan = plan_for_egor(session, actors, starts_on=date(2026, 11, 25))
    session.commit()

    with at(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        onboarding_letters(session, run_jobs)
        assert letters(session) == []
    with at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        onboarding_letters(session, run_jobs)
        onboarding_letters(session, run_jobs)
        [letter] = letters(session)
    assert "25.11.2026" in letter.subject
    assert "egor" in letter.text
    assert "Настроить почту" in letter.text
    session.refresh(plan)
    assert plan.welcomed_at is not None


def onboarding_letters(session: Session, run_jobs: Callable[[], int]) -> None:
    enqueue(session, "training.welcome", {}, actor=Actor.system(), unique_key=f"t:{now()}")
    session.commit()
    run_jobs()
    session.expire_all()


def letters(session: Session) -> list[MailMessage]:
    return list(session.scalars(select(MailMessage)))


def test_a_plan_is_made_and_gone_through_on_the_screens(visit: Callable[..., Visitor]) -> None:
    zhanna, egor, anna = visit("zhanna"), visit("egor"), visit("anna")
    form = last_form(zhanna.get("/training/onboarding/templates/new"))
    form["title"], form["role"] = "Менеджер по продажам", "manager"
    form["lines-0-title"], form["lines-0-day"] = "Настроить почту", "первый"
    refused = form.submit(status=422)
    assert "Настроить почту" in refused
    form = last_form(refused)
    form["lines-0-day"] = "1"
    form.submit(status=303)

    form = last_form(zhanna.get("/training/onboarding/new"))
    form["user_id"] = option(form, "user_id", "Лапин")
    form["mentor_id"] = option(form, "mentor_id", "Смирнова")
    form["template_id"] = option(form, "template_id", "Менеджер по продажам")
    form["starts_on"] = "17.11.2026"
    address = form.submit(status=303).location

    assert "Ваш план адаптации" in egor.get("/")
    for one in (anna, zhanna, visit("vera")):
        assert one.get("/").html.select_one("#newcomers").text == "Новички"
    assert egor.get("/").html.select_one("#newcomers") is None
    page = egor.get(address)
    done = next(one for one in page.forms.values() if "done" in one.fields)
    done.submit(status=303)
    assert "1 / 1" in egor.get(address)
    visit("boris").get(address, status=404)
    egor.get("/training/onboarding/templates", status=404)

    mark = next(one for one in anna.get(address).forms.values() if "mark" in one.fields)
    mark["mark"], mark["text"] = "5", "Быстро разобрался"
    mark.submit(status=303)
    assert "Быстро разобрался" in egor.get(address)


def test_nothing_is_due_before_the_first_day(session: Session, actors: Actors) -> None:
    before = rules(session, actors("vera"))
    by_name = rules(session, actors("vera"), code="РП-02", body=WORDS, roles=("logistics",))
    egor = person(session, "egor")
    chosen = date(2026, 11, 18)
    assigning.assign_to_person(session, actors("vera"), by_name.document_id, [egor.id], chosen)
    assert assigned(session, before, "egor").due == date(2026, 11, 19)

    plan_for_egor(session, actors, starts_on=date(2026, 11, 27))

    # Three working days from Friday, the 27th, as everybody has them from the day of assignment.
    assert assigned(session, before, "egor").due == date(2026, 12, 2)
    after = rules(session, actors("vera"), code="РП-03", body=WORDS)
    assert assigned(session, after, "egor").due == date(2026, 12, 2)
    assert assigned(session, after, "anna").due == date(2026, 11, 19)
    # A day that somebody has chosen is his word.
    assert assigned(session, by_name, "egor").due == chosen
    assert integrity.check(session) == []


def test_nobody_is_reminded_before_the_first_day(
    session: Session, actors: Actors, run_jobs: Callable[[], int]
) -> None:
    rules(session, actors("vera"))
    by_name = rules(session, actors("vera"), code="РП-02", body=WORDS, roles=("logistics",))
    egor = person(session, "egor")
    assigning.assign_to_person(
        session, actors("vera"), by_name.document_id, [egor.id], date(2026, 11, 18)
    )
    plan_for_egor(session, actors, starts_on=date(2026, 11, 27))
    given = assigned(session, by_name, "egor")

    def told(moment: datetime) -> list[bool]:
        with at(moment):
            enqueue(session, REMIND_JOB, {}, actor=Actor.system())
            session.commit()
            run_jobs()
            session.expire_all()
        return [given.reminded_at is not None, given.escalated_at is not None]

    thursday = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert told(thursday) == [False, False]
    with at(thursday):
        assert reminding.remind_now(session, actors("vera"), "", [given.id]) == 0
        assert reminding.escalate_now(session, actors("vera"), "", [given.id]) == 0
    assert told(thursday + timedelta(days=1)) == [True, True]


@pytest.mark.parametrize(("button", "kept"), [("move", "30.11.2026"), ("keep", "28.11.2026")])
def test_a_first_day_that_is_a_day_off_is_asked_about(
    app: Flask, visit: Callable[..., Visitor], button: str, kept: str
) -> None:
    with working(app) as session:
        template(session, actor_by_id(session, person(session, "zhanna").id))
    zhanna = visit("zhanna")
    form = last_form(zhanna.get("/training/onboarding/new"))
    form["user_id"] = option(form, "user_id", "Лапин")
    form["mentor_id"] = option(form, "mentor_id", "Смирнова")
    form["template_id"] = option(form, "template_id", "Менеджер")
    form["starts_on"] = "28.11.2026"
    page = form.submit(status=422)
    assert "28.11.2026 выходной" in page.html.select_one("#starts_on-error").text
    assert "Поставить 30.11.2026" in page
    form = last_form(page)
    page = form.submit("day_off", value=button, status=303).follow()
    assert kept in page


def test_the_home_page_names_a_document_to_sign_once(
    session: Session, actors: Actors, visit: Callable[..., Visitor]
) -> None:
    version = rules(session, actors("vera"), when=MONDAY - timedelta(days=30))
    plan_for_egor(
        session,
        actors,
        StepInput(StepKind.DOCUMENT, version.regulation.title, target_id=version.regulation_id),
        StepInput(StepKind.TASK, "Настроить почту"),
    )
    session.commit()

    page = visit("egor").get("/").html
    plan = page.find(id="own-plan").find_parent("section").get_text()
    assert page.get_text().count(version.regulation.title) == 1
    assert version.regulation.title not in plan
    assert "Настроить почту" in plan
    assert "1 документ плана ждёт подписи" in plan


def test_the_lists_cost_as_much_for_many_as_for_one(session: Session, actors: Actors) -> None:
    plan_for_egor(session, actors)

    assert [row.total for row in queries.plans(session, actors("zhanna"), finished=False)] == [3]
    assert queries.plans(session, actors("zhanna"), finished=True) == []
    assert queries.plans(session, actors("boris"), finished=False) == []


def last_form(page: Any) -> Any:
    return list(page.forms.values())[-1]


def option(form: Any, name: str, start: str) -> str:
    return next(value for value, _chosen, text in form[name].options if text.startswith(start))
