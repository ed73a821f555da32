"""The page on which an edition is approved: the day it begins, and pay that gets worse."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from core.sdk import add_working_days, today
from core.testing.browser import Visitor
from plugins.training.models import RegulationVersion
from plugins.training.tests.reading_world import person, working
from plugins.training.tests.regulation_world import KNOWINGLY, discussed

Visit = Callable[..., Visitor]


def form_of(page: Any, field: str) -> Any:
    """The form that has a field; one without an address of its own leads to its page."""
    return next(form for form in page.forms.values() if field in form.fields)


def page_of(version: RegulationVersion) -> str:
    return f"/training/regulations/versions/{version.document_id}"


def test_the_approval_proposes_a_day_and_at_once_is_chosen_in_words(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        edition = discussed(session, vera, code="День", roles=("manager",))
        address = page_of(edition)
    vera_there = visit("vera")
    form = form_of(vera_there.get(f"{address}/approval"), "effective_from")
    proposed = form["effective_from"].value
    assert proposed == f"{add_working_days(today(), 4):%d.%m.%Y}", "the norm lets three to read"
    for blank in ("", f"{today():%d.%m.%Y}"):
        form["effective_from"] = blank
        assert "отметьте «Сразу»" in form.submit(status=422).text
    form["start"] = "now"
    form.submit(status=303)

    assert "Действует" in vera_there.get(address).text


def test_the_approval_names_the_norm_of_pay_that_gets_worse(app: Flask, visit: Visit) -> None:
    body = '## А\n\n1. Снижение {{ norm("training.penalty_percent", 20) }}.\n'
    with working(app) as session:
        vera = person(session, "vera")
        edition = discussed(session, vera, code="РП-05", roles=("manager",), body=body)
        address = f"{page_of(edition)}/approval"
    page = visit("vera").get(address)
    words = page.html.select_one(".worse-pay").get_text().replace("\xa0", " ")

    assert words == "Снижение премии за нарушение: 5 % → 20 %, п. 1.1"
    assert "ст. 74" in page.text


def test_worse_pay_is_ticked_consciously(app: Flask, visit: Visit) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        edition = discussed(session, vera, roles=("manager",), lowers_pay=True)
        address = f"{page_of(edition)}/approval"
    vera_there = visit("vera")
    page = vera_there.get(address)
    assert "ст. 74" in page.text
    form = form_of(page, "effective_from")
    form["start"] = "now"
    refused = form.submit(status=422)
    assert "подтвердите риск" in refused.text
    form = form_of(refused, "effective_from")
    form["knows_risk"] = True
    form["short_notice"] = KNOWINGLY
    form.submit(status=303)

    assert "Действует" in vera_there.get(page_of(edition)).text
