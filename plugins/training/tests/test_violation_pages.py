"""The screens of violations: what each person finds there, and what a form refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from core.sdk import at
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from core.testing.queries import counted
from plugins.training.models import Outcome, PauseKind
from plugins.training.services import violations
from plugins.training.services.violations import ReductionInput
from plugins.training.tests.violation_world import (
    FOUND,
    actor,
    decision,
    explained,
    found,
    reported,
    signed_rules,
)

Visit = Callable[..., Visitor]
DECIDED = datetime(2026, 11, 16, 9, tzinfo=UTC)
REGISTER = "/training/violations/"


@contextmanager
def at_work(app: Flask) -> Iterator[Session]:
    """A session whose work is kept at the end; pages are opened outside of the block."""
    with app.app_context():
        session = db.session()
        yield session
        session.commit()
        db.session.remove()


@pytest.fixture
def today() -> Iterator[None]:
    """The day of the tests."""
    with at(DECIDED):
        yield


def a_decided_case(session: Session, key: str = "case-1") -> int:
    with at(FOUND):
        violation = explained(session, found(session, key=key))
    with at(DECIDED):
        violations.decide(
            session,
            actor(session, "vera"),
            violation.document_id,
            decision(Outcome.REPROOF, ReductionInput(Decimal(100_000), Decimal(40_000))),
        )
    return violation.document_id


@pytest.mark.usefixtures("today")
def test_the_reporter_reads_the_decision_and_not_the_money(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            violation = explained(session, reported(session))
        given = ReductionInput(Decimal(100_000), Decimal(40_000))
        violations.decide(
            session,
            actor(session, "vera"),
            violation.document_id,
            decision(Outcome.REPRIMAND, given),
        )
        key = violation.document_id
    for login, sees in (("anna", True), ("vera", True), ("director", True), ("boris", False)):
        visitor = visit(login)
        page = visitor.get(f"{REGISTER}{key}")
        assert "Выговор" in page
        assert ("5\u00a0000,00" in page) is sees, login
        table = visitor.get(f"{REGISTER}?cols=number,taken").html.find("table").get_text()
        assert ("5\u00a0000,00" in table) is sees, login


@pytest.mark.usefixtures("today")
def test_a_report_without_its_parts_is_shown_again_with_the_errors_beside(visit: Visit) -> None:
    form = form_with(visit("anna").get(f"{REGISTER}new"), "/new")
    form["happened_on"] = "завтра"
    page = form.submit(status=422)
    errors = [one.get_text(strip=True) for one in page.html.select(".field-error")]
    assert len(errors) == 3


@pytest.mark.usefixtures("today")
def test_a_clause_that_is_not_there_is_refused_and_what_was_typed_stays(
    app: Flask, visit: Visit
) -> None:
    with at_work(app) as session:
        signed_rules(session)
    form = form_with(visit("boris").get(f"{REGISTER}new"), "/new")
    form["accused_id"].select(text="Смирнова Анна Петровна, Менеджер")
    form["happened_on"] = "11.11.2026"
    form["facts"] = "Увела клиента."
    form["regulation_id"].select(text="РП-01 · Регламент РП-01")
    # A list that was filled for another day than the one sent.
    form["clause"].force_value("7.7")
    page = form.submit(status=422)
    assert "такого пункта нет" in page
    assert form_with(page, "/new")["facts"].value == "Увела клиента."


@pytest.mark.usefixtures("today")
def test_who_may_not_decide_does_not_find_the_way_to_the_decision(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            key = reported(session, by="vera").document_id
    address = f"{REGISTER}{key}"
    for way in ("decide", "pass-on", "rule", "pauses/new"):
        visit("vera").get(f"{address}/{way}", status=404)
        visit("anna").get(f"{address}/{way}", status=404)
        assert visit("director").get(f"{address}/{way}").status_int == 200
    visit("anna").get(f"{REGISTER}analysis", status=404)


@pytest.mark.usefixtures("today")
def test_no_general_button_moves_a_case(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            key = reported(session).document_id
    for move in ("demand", "dismiss", "sanction", "withdraw", "lapse", "expire"):
        answer = visit("director").act(f"/documents/{key}/fire/{move}", reason="Мимо формы")
        assert answer.status_int == 404, move


@pytest.mark.usefixtures("today")
def test_two_deciders_do_not_decide_over_each_other(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            key = explained(session, found(session)).document_id
    address = f"{REGISTER}{key}"
    vera = form_with(visit("vera").get(f"{address}/decide"), "/decide")
    with at_work(app) as session:
        violations.supplement(
            session,
            actor(session, "anna"),
            _Nothing(),
            key,
            "",
            [violations.FileInput("справка.txt", b"1")],
        )
        violations.pause(
            session,
            actor(session, "director"),
            key,
            violations.PauseInput(PauseKind.ILLNESS, date(2026, 11, 16), None, "Больничный"),
        )
    vera["outcome"] = "dismissed"
    vera["motive"] = "Причина уважительная."
    page = vera.submit(status=409)
    assert "случай изменился" in page
    page = form_with(page, "/decide").submit().follow()
    assert "Нарушения нет" in page


class _Nothing:
    """Storage that keeps nothing."""

    def put(self, content: bytes) -> str:
        return "0" * 64


@pytest.mark.usefixtures("today")
def test_a_pause_is_put_in_changed_and_taken_away(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            key = explained(session, found(session)).document_id
    vera = visit("vera")
    address = f"{REGISTER}{key}"
    form = form_with(vera.get(f"{address}/pauses/new"), "/pauses/new")
    form["since"], form["until"] = "16.11.2026", "20.11.2026"
    refused = form.submit(status=422)
    assert len(refused.html.select(".field-error")) == 1
    form = form_with(refused, "/pauses/new")
    form["reason"] = "Больничный лист 12"
    page = form.submit().follow()
    assert "До 15.12.2026" in page
    edit = page.click("Изменить")
    form = form_with(edit, edit.request.path)
    assert form["until"].value == "20.11.2026"
    form["until"] = "17.11.2026"
    page = form.submit().follow()
    assert "До 14.12.2026" in page
    page = form_with(page, "/drop").submit().follow()
    assert "До 10.12.2026" in page


@pytest.mark.usefixtures("today")
def test_figures_count_cases_by_rule_person_month_and_outcome(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session, "anna", "boris")
        a_decided_case(session)
        with at(FOUND):
            found(session, "boris", key="case-2")
            reported(session, by="gleb", on="boris", clause=None)
    vera = visit("vera")
    for by, titles in (
        ("rule", ["РП-01, п. 1.1", "Вне правил"]),
        ("person", ["Смирнова Анна Петровна", "Козлов Борис Ильич"]),
        ("month", ["Ноябрь 2026"]),
        ("outcome", ["Замечание", "Ещё не решено"]),
    ):
        page = vera.get(f"{REGISTER}analysis?by={by}&happened=all")
        table = page.html.find("table").get_text(" ", strip=True)
        for title in titles:
            assert title in table
        foot = [cell.get_text(strip=True) for cell in page.html.select("tfoot td")]
        assert foot[1:5] == ["3", "2", "0", "1"]
        for link in page.html.select("tbody a"):
            assert vera.get(link["href"]).html.select("tbody tr")


@pytest.mark.usefixtures("today")
def test_the_register_goes_out_as_a_file_and_asks_no_more_for_more_rows(
    app: Flask, visit: Visit
) -> None:
    with at_work(app) as session:
        signed_rules(session)
        a_decided_case(session)
        engine = db.engine
    vera = visit("vera")
    vera.get(REGISTER)
    with counted(engine) as few:
        vera.get(REGISTER)
    with at_work(app) as session, at(FOUND):
        for number in range(6):
            found(session, key=f"more-{number}")
    with counted(engine) as many:
        vera.get(REGISTER)
    assert len(many) == len(few)
    file = vera.get(f"{REGISTER}?export=xlsx")
    assert file.content_type.endswith("spreadsheetml.sheet")


@pytest.mark.usefixtures("today")
def test_the_search_finds_own_cases_only(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            found(session)
    assert "КТ-НР-000001" in visit("anna").get("/search/", {"q": "НР-000001"})
    found_by_others = visit("gleb").get("/search/", {"q": "НР-000001"}).html.find("main").get_text()
    assert "КТ-НР-000001" not in found_by_others


@pytest.mark.usefixtures("today")
def test_a_case_quotes_the_clause_with_its_values_as_the_edition_shows_them(
    app: Flask, visit: Visit
) -> None:
    with at_work(app) as session:
        signed_rules(session)
        key = reported(session, clause="2.1").document_id
    quote = visit("vera").get(f"{REGISTER}{key}").html.find("blockquote").get_text()
    assert " ".join(quote.split()) == "За нарушение премия ниже на 5 % заработка."


@pytest.mark.usefixtures("today")
def test_the_clause_is_chosen_out_of_the_regulation_as_it_stood_that_day(
    app: Flask, visit: Visit
) -> None:
    with at_work(app) as session:
        key = signed_rules(session).regulation_id
    asked = f"{REGISTER}clauses?regulation_id={key}&clause=2.1&happened_on="
    field = visit("boris").get(f"{asked}10.11.2026").html
    titles = [one.get_text() for one in field.select("option")]
    assert "1.2 · Клиента коллеги не уводят." in titles
    assert field.select_one("option[selected]")["value"] == "2.1"
    # Before it came into force there was nothing to break.
    assert len(visit("boris").get(f"{asked}10.08.2026").html.select("option")) == 1


@pytest.mark.usefixtures("today")
def test_what_the_server_demands_carries_its_star(app: Flask, visit: Visit) -> None:
    with at_work(app) as session:
        signed_rules(session)
        with at(FOUND):
            key = found(session).document_id
    for login, way, names in (
        ("vera", "decide", {"outcome", "motive"}),
        ("vera", "pass-on", {"regulation_id", "proposal", "motive"}),
        ("vera", "pauses/new", {"since", "reason"}),
        ("anna", "explain", {"text"}),
    ):
        page = visit(login).get(f"{REGISTER}{key}/{way}").html
        starred = {
            one.find_parent(class_="field").select_one("[name]")["name"]
            for one in page.select(".field .required")
        }
        assert starred == names, way
