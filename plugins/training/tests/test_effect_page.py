"""The page of a version's effect: figures as they are read, and the same as a file."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update

from core.sdk import Document, at, unrestricted
from core.testing.browser import Visitor
from plugins.training.screens.regulations import effect as screen
from plugins.training.services.regulations.statistics import Difference, sample
from plugins.training.tests.reading_world import working
from plugins.training.tests.test_regulation_effect import LATER, START
from plugins.training.tests.violation_world import reported, rules_in_force


def row(before: list[float], after: list[float], low: float, high: float) -> dict[str, object]:
    first, second = sample(before), sample(after)
    difference = Difference(first, second, second.mean - first.mean, low, high)
    return screen._row("Нарушений в день", "count", -1, difference)  # pyright: ignore[reportPrivateUsage]


def test_a_nought_has_no_sign_and_what_is_no_nought_does_not_look_like_one(app: Flask) -> None:
    with app.test_request_context():
        told = row([0.0] * 50 + [1.0], [0.0] * 50 + [1.0], -0.0001, 0.06)
        small = row([0.0] * 99 + [1.0], [0.0] * 49 + [1.0], -0.04, 0.1)
    assert told["change"] == "0"
    assert told["interval"] == "от 0 до +0,06"
    assert told["before"]["mean"] == "0,02"  # type: ignore[index]
    assert (small["change"], small["interval"]) == ("+0,01", "от −0,04 до +0,1")


def test_cases_of_violations_are_seen_and_the_table_goes_out_as_a_file(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    with working(app) as session:
        version = rules_in_force(session, since=START)
        key = version.document_id
        with at(START + timedelta(days=3)):
            case = reported(session, happened_on=(START + timedelta(days=2)).date())
        session.execute(
            unrestricted(
                update(Document)
                .where(Document.id == case.document_id)
                .values(created_at=START + timedelta(days=3))
            )
        )
    with at(LATER):
        vera = visit("vera")
        page = vera.get(f"/training/regulations/versions/{key}/effect")
        line = next(
            one
            for one in page.html.select("tbody tr")
            if "Нарушений в день" in one.find("th").get_text()
        )
        means = [one.get_text(strip=True) for one in line.select("td > .num")]
        assert means[0] == "0"
        assert means[1].startswith("0,0")
        file = page.click("Выгрузить в Excel")
    sheet = load_workbook(BytesIO(file.body)).active
    assert sheet is not None
    rows = [list(one) for one in sheet.iter_rows(values_only=True)]
    assert rows[0][:2] == ["Показатель", "До"]
    found = next(one for one in rows if one[0] == "Нарушений в день")
    assert found[1] == 0
    assert 0 < float(str(found[3])) < 1


def test_days_and_observations_are_counted_in_words(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    with working(app) as session:
        key = rules_in_force(session, since=START).document_id
    with at(START + timedelta(days=1, hours=1)):
        page = visit("vera").get(f"/training/regulations/versions/{key}/effect").html
    lead = page.select_one("p.lead").get_text()
    assert "и 1 день после него" in lead
    assert page.select_one(".alert").get_text(" ", strip=True).startswith("Прошёл 1 день из ")
    assert "1 дней" not in page.get_text()
    assert "с уверенностью 95 %." in page.get_text()
