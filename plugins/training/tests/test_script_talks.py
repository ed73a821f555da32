"""Talks by a script: their places, clicks taken back, departures, results, rehearsals."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Forbidden,
    NotFound,
    Refused,
    ValidationFailed,
    at,
    fire,
    now,
)
from core.testing.tools import set_norm
from plugins.training.models import RegulationVersion, ScriptRun
from plugins.training.norms import REHEARSAL_MARK
from plugins.training.queries import scripts as queries
from plugins.training.queries.scripts import Choice
from plugins.training.services import regulations, scripts
from plugins.training.services.scripts import playing
from plugins.training.talk.graph import Branch
from plugins.training.talk.stored import steps_of
from plugins.training.tests import regulation_world
from plugins.training.tests.reading_world import MONDAY, at_once, person, working
from plugins.training.tests.script_world import STEPS, draft, in_force
from plugins.training.text.parsing import parse

Actors = Callable[[str], Actor]


def click(session: Session, who: Actor, run: ScriptRun, *branches: str) -> None:
    for branch in branches:
        scripts.take(session, who, run.id, branch, scripts.clicks(run))


def step_now(session: Session, run: ScriptRun) -> str:
    return scripts.place_of(steps_of(session, run.document_id), run.moves).step.uid


def begun(session: Session, actors: Actors, login: str = "anna", **more: bool) -> ScriptRun:
    version = in_force(session, actors("vera"))
    return scripts.start(session, actors(login), version.regulation_id, **more)


def test_the_next_edition_begins_with_the_same_script_and_the_same_marks(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    first = in_force(session, vera)
    second = regulations.start_edition(session, vera, first.regulation_id)
    assert steps_of(session, second.document_id) == steps_of(session, first.document_id)
    assert scripts.when_of(session, second.document_id) == scripts.when_of(
        session, first.document_id
    )
    scripts.move_step(session, vera, second.document_id, "needaa", 2)
    uids = {clause.uid for clause in parse(second.body).clauses}
    assert uids == {clause.uid for clause in parse(first.body).clauses}
    assert steps_of(session, first.document_id) == STEPS


def test_a_script_with_a_fault_is_not_discussed(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    broken = (*STEPS[:2], replace(STEPS[2], branches=(Branch("Да", uid="xxxxxx"),)), *STEPS[3:])
    edition = draft(session, vera, steps=broken)
    with pytest.raises(Refused) as refused:
        fire(session, edition.document_id, "discuss", vera)
    assert "Потребность" in str(refused.value.refusals[0].message.params)


def test_an_approved_script_is_not_changed(session: Session, actors: Actors) -> None:
    edition = in_force(session, actors("vera"))
    with pytest.raises(Refused):
        scripts.delete_step(session, actors("vera"), edition.document_id, "needaa")


def test_only_scripts_have_steps(session: Session, actors: Actors) -> None:
    other = regulation_world.draft(session, actors("vera"))
    with pytest.raises(NotFound):
        scripts.save_step(session, actors("vera"), other.document_id, "", STEPS[0])


def test_an_objection_returns_to_where_it_was_raised(session: Session, actors: Actors) -> None:
    anna, run = actors("anna"), begun(session, actors)
    click(session, anna, run, "dearbb")
    assert step_now(session, run) == "dearaa"
    click(session, anna, run, "okaaaa")
    assert step_now(session, run) == "helloa"


def test_a_click_taken_back_stays_in_the_path_and_counts_for_nothing(
    session: Session, actors: Actors
) -> None:
    anna, run = actors("anna"), begun(session, actors)
    click(session, anna, run, "yesaaa")
    scripts.go_back(session, anna, run.id, scripts.clicks(run))
    assert step_now(session, run) == "helloa"
    assert len(run.moves) == 1
    click(session, anna, run, "noaaaa")
    scripts.finish(session, anna, run.id)
    choice = Choice(run.document_id, now() - timedelta(days=1))
    found = queries.statistics(session, anna, choice)
    assert {uid: one.times for uid, one in found.branches.items()} == {"noaaaa": 1}


def test_a_click_of_a_page_that_is_out_of_date_changes_nothing(
    session: Session, actors: Actors
) -> None:
    anna, run = actors("anna"), begun(session, actors)
    seen = scripts.clicks(run)
    scripts.take(session, anna, run.id, "yesaaa", seen)
    scripts.take(session, anna, run.id, "yesaaa", seen)
    scripts.go_back(session, anna, run.id, seen)
    assert [move.branch_uid for move in run.moves] == ["yesaaa"]
    assert run.moves[0].undone_at is None


def test_an_answer_of_another_step_is_not_taken(session: Session, actors: Actors) -> None:
    run = begun(session, actors)
    with pytest.raises(NotFound):
        click(session, actors("anna"), run, "outaaa")


def test_a_departure_says_what_was_talked_of_and_where_the_talk_goes_on(
    session: Session, actors: Actors
) -> None:
    anna, run = actors("anna"), begun(session, actors)
    with pytest.raises(ValidationFailed):
        scripts.deviate(session, anna, run.id, " ", "", scripts.clicks(run))
    scripts.deviate(session, anna, run.id, "Спросил про отсрочку", "needaa", scripts.clicks(run))
    assert step_now(session, run) == "needaa"
    click(session, anna, run, "outaaa")
    scripts.finish(session, anna, run.id)
    choice = Choice(run.document_id, now() - timedelta(days=1))
    assert queries.statistics(session, anna, choice).off["helloa"].times == 1
    [(move, _run)] = queries.deviations(session, anna, choice, 5)
    assert move.said == "Спросил про отсрочку"


def test_a_refusal_has_a_reason_and_a_talk_ends_once(session: Session, actors: Actors) -> None:
    anna, run = actors("anna"), begun(session, actors)
    click(session, anna, run, "yesaaa", "notell")
    with pytest.raises(ValidationFailed):
        scripts.finish(session, anna, run.id)
    scripts.finish(session, anna, run.id, "Берём у завода")
    assert (run.result, run.reason) == ("refused", "Берём у завода")
    with pytest.raises(Refused):
        scripts.finish(session, anna, run.id)


def test_a_talk_that_ends_before_any_end_was_broken_off(session: Session, actors: Actors) -> None:
    run = begun(session, actors)
    assert scripts.finish(session, actors("anna"), run.id, note="Связь").result == "broken"


def test_a_talk_goes_on_by_the_edition_it_was_begun_with(session: Session, actors: Actors) -> None:
    run = begun(session, actors)
    first = run.document_id
    with at(now() + timedelta(days=1)):
        second = in_force(session, actors("vera"))
        click(session, actors("anna"), run, "yesaaa")
        assert run.document_id == first
        scripts.finish(session, actors("anna"), run.id)
        again = scripts.start(session, actors("anna"), second.regulation_id)
    assert again.document_id == second.document_id != first


def test_nobody_leads_anothers_talk(session: Session, actors: Actors) -> None:
    run = begun(session, actors)
    with pytest.raises(Forbidden):
        click(session, actors("vera"), run, "yesaaa")
    with pytest.raises(NotFound):
        click(session, actors("boris"), run, "yesaaa")
    with pytest.raises(Forbidden):
        scripts.start(session, actors("gleb"), run.regulation_version.regulation_id)


@pytest.mark.parametrize(
    ("beside", "rehearsal"),
    [(True, False), (False, False), (False, True)],
    ids=["beside a document", "without one", "a rehearsal"],
)
def test_a_talk_begun_meanwhile_in_another_window_is_the_one_that_goes_on(
    session: Session,
    actors: Actors,
    monkeypatch: pytest.MonkeyPatch,
    beside: bool,
    rehearsal: bool,
) -> None:
    anna, version = actors("anna"), in_force(session, actors("vera"))
    document_id = version.document_id if beside else None
    others: list[ScriptRun] = []

    def begin() -> ScriptRun:
        return scripts.start(session, anna, version.regulation_id, document_id, rehearsal=rehearsal)

    with monkeypatch.context() as patch:

        def other_window(*given: Any) -> RegulationVersion | None:
            """Comes when this window has looked for a talk and has seen none."""
            patch.undo()
            others.append(begin())
            return regulations.version_in_force(*given)

        patch.setattr(playing, "version_in_force", other_window)
        run = begin()
    assert others == [run]
    assert session.scalars(select(ScriptRun).where(ScriptRun.finished_at.is_(None))).all() == [run]


@pytest.mark.parametrize("beside", [True, False])
def test_windows_that_begin_at_once_lead_one_talk_and_the_next_is_a_new_one(
    app: Flask, beside: bool
) -> None:
    with working(app) as session, at(MONDAY):
        version = in_force(session, person(session, "vera"))
        regulation_id = version.regulation_id
        document_id = version.document_id if beside else None

    def begin(session: Session) -> int:
        return scripts.start(session, person(session, "anna"), regulation_id, document_id).id

    found = at_once(app, begin)
    assert len(found) == 4
    assert set(found) == {found[0]}
    with working(app) as session, at(MONDAY + timedelta(hours=1)):
        scripts.finish(
            session, person(session, "anna"), session.scalars(select(ScriptRun.id)).one()
        )
        assert begin(session) not in found


def rehearsal(session: Session, actors: Actors) -> ScriptRun:
    egor = actors("egor")
    run = begun(session, actors, "egor", rehearsal=True)
    click(session, egor, run, "yesaaa", "outaaa")
    return scripts.finish(session, egor, run.id)


@pytest.mark.parametrize(("least", "accepted"), [(4, False), (3, True)])
def test_a_rehearsal_is_accepted_at_the_mark_of_the_norm(
    session: Session, actors: Actors, least: int, accepted: bool
) -> None:
    set_norm(
        session,
        REHEARSAL_MARK,
        Decimal(least),
        reason="Проверка",
        valid_from=None,
        actor=actors("vera"),
    )
    run = rehearsal(session, actors)
    assert scripts.waiting(session, actors("vera")) == [run]
    scripts.mark(session, actors("vera"), run.id, 3, "Не спешите")
    regulation_id = run.regulation_version.regulation_id
    found = scripts.rehearsed(session, run.user_id, regulation_id)
    assert (found is run, run.norm["value"]) == (accepted, str(least))
    assert scripts.waiting(session, actors("vera")) == []


def test_a_rehearsal_is_judged_by_those_who_may_and_once(session: Session, actors: Actors) -> None:
    run = rehearsal(session, actors)
    with pytest.raises(Forbidden):
        scripts.mark(session, actors("egor"), run.id, 5, "Отлично")
    with pytest.raises(NotFound):
        scripts.mark(session, actors("boris"), run.id, 5, "Отлично")
    with pytest.raises(ValidationFailed) as failed:
        scripts.mark(session, actors("vera"), run.id, 9, "")
    assert set(failed.value.errors) == {"mark", "text"}
    scripts.mark(session, actors("vera"), run.id, 5, "Отлично")
    with pytest.raises(Refused):
        scripts.mark(session, actors("vera"), run.id, 5, "Ещё раз")


def test_a_rehearsal_is_no_talk_in_the_statistics(session: Session, actors: Actors) -> None:
    run = rehearsal(session, actors)
    choice = Choice(run.document_id, now() - timedelta(days=1))
    assert queries.statistics(session, actors("vera"), choice).whole.talks == 0


def test_a_manager_sees_his_own_figures_and_the_head_those_of_the_department(
    session: Session, actors: Actors
) -> None:
    version: RegulationVersion = in_force(session, actors("vera"))
    for login in ("anna", "boris"):
        run = scripts.start(session, actors(login), version.regulation_id)
        click(session, actors(login), run, "yesaaa", "outaaa")
        scripts.finish(session, actors(login), run.id)
    choice = Choice(version.document_id, now() - timedelta(days=1))
    shown = {
        login: [one.name for one in queries.statistics(session, actors(login), choice).people]
        for login in ("anna", "vera")
    }
    assert shown == {
        "anna": ["Смирнова Анна Петровна"],
        "vera": ["Козлов Борис Ильич", "Смирнова Анна Петровна"],
    }
