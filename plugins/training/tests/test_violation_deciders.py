"""Nobody decides on himself: who does where the only one above all is a party of the case."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import Upload

from core.sdk import (
    Actor,
    Forbidden,
    MailMessage,
    Message,
    NotFound,
    ValidationFailed,
    at,
    history,
)
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from plugins.training.models import Outcome, RegulationVersion, Violation
from plugins.training.services import violations
from plugins.training.services.violations import DecisionInput
from plugins.training.tests.reading_world import set_roles, working
from plugins.training.tests.violation_world import (
    DECIDED,
    FOUND,
    actor,
    decision,
    explained,
    found,
    reported,
    rules_in_force,
    sanctioned,
    signed_rules,
    user,
)

Visit = Callable[..., Visitor]
A_MONTH_LATER = datetime(2026, 12, 15, 7, tzinfo=UTC)
REGISTER = "/training/violations/"


def owned_by(session: Session, login: str) -> RegulationVersion:
    """Rules whose process is that person's."""
    version = rules_in_force(session)
    version.regulation.owner_id = user(session, login).id
    session.flush()
    return version


def test_the_owner_of_the_process_decides_on_the_director(session: Session) -> None:
    signed_rules(session, "director")
    with at(FOUND):
        violation = reported(session, on="director")
        assert violation.decider_id == user(session, "vera").id
        for login in ("director", "boris"):
            with pytest.raises(Forbidden):
                violations.demand(session, actor(session, login), violation.document_id)
        violations.demand(session, actor(session, "vera"), violation.document_id)
        explained(session, violation, "director")
    sanctioned(session, violation, by="vera")
    assert violation.document.state == "sanctioned"
    with at(DECIDED), pytest.raises(Forbidden):
        violations.lift(session, actor(session, "director"), violation.document_id, "Сам")


def test_an_owner_who_decides_on_nobody_else_decides_on_the_director(session: Session) -> None:
    owned_by(session, "gleb")
    with at(FOUND):
        violation = reported(session, on="director")
        given = DecisionInput(Outcome.DISMISSED, "Договорённость была.")
        with pytest.raises(NotFound):
            violations.decide(session, actor(session, "vera"), violation.document_id, given)
        violations.decide(session, actor(session, "gleb"), violation.document_id, given)
    assert violation.decided_by_id == user(session, "gleb").id


def test_where_the_rules_know_no_such_case_another_head_decides(session: Session) -> None:
    with at(FOUND):
        violation = reported(session, on="director", clause=None)
    assert violation.decider_id == user(session, "vera").id


def test_what_the_program_finds_of_the_director_is_not_his_to_decide(session: Session) -> None:
    signed_rules(session, "director")
    with at(FOUND):
        violation = found(session, "director")
    assert violation.decider_id == user(session, "vera").id


def test_on_all_others_who_decides_by_role_decides(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        assert reported(session).decider_id is None
        assert reported(session, on="vera").decider_id is None


def test_whoever_cannot_find_a_decider_is_told_before_he_sends(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        # Vera owns the rule and is the only head: as the reporter she is a party.
        with pytest.raises(ValidationFailed) as caught:
            reported(session, by="vera", on="director")
        assert "ТК ст. 382" in str(caught.value.errors["without_decider"][0])
        violation = reported(session, by="vera", on="director", without_decider=True)
    assert violation.without_decider
    key = violation.document_id
    for login in ("vera", "director", "zhanna"):
        assert violations.get(session, key, actor(session, login)) is violation
    with pytest.raises(NotFound):
        violations.get(session, key, actor(session, "gleb"))
    for login in ("vera", "director", "zhanna"):
        with at(FOUND), pytest.raises(Forbidden):
            violations.decide(session, actor(session, login), key, decision(Outcome.DISMISSED))


def addresses(app: Flask) -> dict[str, str]:
    """Whom letters went to, by their subjects without the number."""
    with working(app):
        written = db.session.scalars(select(MailMessage).order_by(MailMessage.id))
        return {one.subject.partition(": ")[2]: one.to[0].partition("@")[0] for one in written}


def test_a_case_without_a_decider_is_told_to_personnel_and_its_end_to_the_reporter(
    app: Flask, run_jobs: Callable[[], int], visit: Visit
) -> None:
    with working(app) as session, at(FOUND):
        signed_rules(session)
        key = reported(session, by="vera", on="director", without_decider=True).document_id
    with at(FOUND):
        run_jobs()
        assert addresses(app) == {
            "решать случай некому": "zhanna",
            "решать случай некому, нужна роль": "admin",
        }
        assert "КТ-НР-000001" in visit("zhanna").get(REGISTER)
        assert "КТ-НР-000001" not in visit("gleb").get(REGISTER)
    with working(app) as session, at(A_MONTH_LATER):
        violations.lapse(session, actor(session, "vera").system(), key)
    with at(A_MONTH_LATER):
        run_jobs()
    assert addresses(app)["срок прошёл, решения не было"] == "vera"


def test_the_appointed_works_on_the_case_and_the_hidden_reporter_stays_hidden(
    app: Flask, visit: Visit, run_jobs: Callable[[], int]
) -> None:
    with working(app) as session:
        owned_by(session, "gleb")
    with at(FOUND):
        form = form_with(visit("boris").get(f"{REGISTER}new"), "/new")
        form["accused_id"].select(value=str(person_id(app, "director")))
        form["happened_on"] = "10.11.2026"
        form["facts"] = "Отдал моего клиента без записи причины."
        form["regulation_id"].select(text="РП-01 · Регламент РП-01")
        form["hides_reporter"] = True
        # Without scripts the first answer fills the list of clauses.
        form = form_with(form.submit(status=422), "/new")
        form["clause"] = "1.2"
        form["files"] = [Upload("letter.txt", b"1")]
        address = form.submit().location
        run_jobs()
        assert addresses(app) == {"новый случай ждёт решения": "gleb"}

        gleb = visit("gleb")
        assert "КТ-НР-000001" in gleb.get(f"{REGISTER}?waiting=1")
        page = gleb.get(address)
        assert "Козлов Борис Ильич" in page
        file = next(a["href"] for a in page.html.select("a") if "/attachments/" in a["href"])
        assert gleb.get(file).body == b"1"
        form_with(page, "/demand").submit()

        director = visit("director")
        page = director.get(address)
        assert "Имя скрыто" in page
        assert "Козлов" not in page
        director.get(f"{address}/decide", status=404)
        assert director.act(f"{address}/demand").status_int == 403
        # Nobody else has got anything by it.
        visit("dina").get(address, status=404)
        visit("dina").get(file, status=404)
        visit("vera").get(f"{address}/decide", status=404)

        form = form_with(gleb.get(f"{address}/decide"), "/decide")
        form["motive"] = "Причина записана, заявитель её не видел."
        assert "Нарушения нет" in form.submit().follow()


def person_id(app: Flask, login: str) -> int:
    with working(app) as session:
        return user(session, login).id


def test_the_form_says_that_nobody_decides_and_takes_the_case_all_the_same(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session:
        signed_rules(session)
    with at(FOUND):
        form = form_with(visit("vera").get(f"{REGISTER}new"), "/new")
        form["accused_id"].select(value=str(person_id(app, "director")))
        form["happened_on"] = "10.11.2026"
        form["facts"] = "Изменил план без предупреждения."
        page = form.submit(status=422)
        assert "Решать некому" in page
        assert "КТ-НР" not in visit("vera").get(REGISTER)
        form = form_with(page, "/new")
        form["without_decider"] = True
        assert "Решать этот случай некому" in form.submit().follow()


def replaced(session: Session) -> list[bool]:
    """What the hourly job does to the cases that it finds."""
    return [
        violations.replace_decider(session, Actor.system(), one)
        for one in violations.without_working_decider(session)
    ]


def told(session: Session, violation: Violation) -> list[str]:
    return [
        str(Message(one.payload["text"], **one.payload["params"]))
        for one in history.entries(session, violation.document)
        if one.kind == "decider"
    ]


def test_another_decides_where_the_appointed_has_left(
    app: Flask, run_jobs: Callable[[], int]
) -> None:
    with working(app) as session, at(FOUND):
        owned_by(session, "gleb")
        violation = reported(session, on="director")
        assert violation.decider_id == user(session, "gleb").id
        assert replaced(session) == []
        user(session, "gleb").disabled_at = FOUND
        session.flush()
        assert replaced(session) == [True]
        assert violation.decider_id == user(session, "vera").id
        assert told(session, violation) == [
            "Решает Орлова Вера Андреевна: прежний решающий больше не может"
        ]
        assert replaced(session) == []
    with at(FOUND):
        run_jobs()
    assert addresses(app)["случай передан вам на решение"] == "vera"


def test_who_has_lost_the_role_decides_no_more_and_a_new_one_does(session: Session) -> None:
    with at(FOUND):
        violation = reported(session, on="director", clause=None)
        assert violation.decider_id == user(session, "vera").id
        set_roles(session, "vera", "manager")
        assert replaced(session) == [True]
        assert violation.without_decider
        # Said once: nothing has changed since.
        assert replaced(session) == [False]
        set_roles(session, "dina", "head")
        assert replaced(session) == [True]
        assert violation.decider_id == user(session, "dina").id
        assert not violation.without_decider
        assert len(told(session, violation)) == 2


def test_the_program_sees_that_all_who_decided_by_role_have_left(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = reported(session)
        user(session, "director").disabled_at = user(session, "vera").disabled_at = FOUND
        session.flush()
        assert replaced(session) == [True]
    assert violation.without_decider


def test_personnel_ask_for_the_explanation_where_nobody_decides(session: Session) -> None:
    signed_rules(session, "director")
    with at(FOUND):
        violation = reported(session, by="vera", on="director", without_decider=True)
        key = violation.document_id
        for login in ("vera", "director"):
            with pytest.raises(Forbidden):
                violations.demand(session, actor(session, login), key)
        violations.demand(session, actor(session, "zhanna"), key)
        assert violation.explain_by is not None
    with at(DECIDED):
        violations.record_refusal(session, actor(session, "zhanna"), key, "Ответа нет, при Дине")
        with pytest.raises(Forbidden):
            violations.decide(session, actor(session, "zhanna"), key, decision(Outcome.DISMISSED))
    assert violation.document.state == "unexplained"


def test_personnel_have_no_part_in_a_case_that_somebody_decides(session: Session) -> None:
    signed_rules(session)
    with at(FOUND), pytest.raises(NotFound):
        violations.demand(session, actor(session, "zhanna"), reported(session).document_id)


def test_what_the_program_finds_and_nobody_can_decide_is_told_at_once(
    app: Flask, run_jobs: Callable[[], int], visit: Visit
) -> None:
    with working(app) as session, at(FOUND):
        signed_rules(session, "director")
        user(session, "vera").disabled_at = FOUND
        session.flush()
        key = found(session, "director").document_id
    with at(FOUND):
        run_jobs()
        assert addresses(app)["решать случай некому"] == "zhanna"
        assert "программа передаст случай ему" in visit("zhanna").get(f"{REGISTER}{key}")
