"""Requests and offers in the states that look different, for whoever looks at all the screens.

All goes through HTTP, as people do it: a request, offers at each step, a letter to a customer,
price lists at each step of their loading.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from webtest import TestResponse

from core.testing.browser import Visitor, form_with
from core.testing.stage import Enter, RunJobs

PRICES = Path(__file__).parents[3] / "tests" / "fixtures" / "ugly" / "prices" / "text_numbers.xlsx"
ABOVE_THE_NORM = "30"


def set_the_stage(enter: Enter, run_jobs: RunJobs) -> list[str]:
    """Do the day's work of Анна and Вера; see ``core.testing.stage``."""
    manager, head = enter("anna"), enter("vera")
    _give_an_account(manager)
    _make_request(manager)
    _make_offer(manager)
    _fire(manager, _make_offer(manager, discount=ABOVE_THE_NORM), "submit")
    _fire(manager, _make_offer(manager), "approve")
    _send(manager, _make_offer(manager))
    _load_prices(head)
    preview = _load_prices(head, "columns")
    _load_prices(head, "columns", "start")
    run_jobs()
    return [f"/search/?{urlencode({'q': 'болт'})}", preview]


def _fire(visitor: Visitor, document: str, transition: str) -> None:
    """Press a button of a document's page; ``document`` is the address of the page."""
    number = document.rstrip("/").rpartition("/")[2]
    form_with(visitor.get(document), f"/documents/{number}/fire/{transition}").submit()


def _suggested(visitor: Visitor, address: str, typed: str) -> Mapping[str, Any]:
    return visitor.get(address, {"q": typed}).json["items"][0]


def _make_request(visitor: Visitor) -> None:
    form = form_with(visitor.get("/quotes/requests/new"), "/quotes/requests/new")
    form["requester"] = "ИП Васечкин"
    form["requester_email"] = "vasechkin@shop.example"
    form["lines-0-text"], form["lines-0-quantity"] = "Болт М8х40 DIN 933 оцинк.", "1 000"
    form["lines-1-text"], form["lines-1-quantity"] = "Профнастил С8 RAL 8017", "12"
    _made(form.submit("then", value="register"))


def _make_offer(visitor: Visitor, discount: str = "") -> str:
    """A draft with one line; the address of its page."""
    partner = _suggested(visitor, "/directory/partners/suggest", "ооо")
    form = form_with(visitor.get("/quotes/offers/new"), "/quotes/offers/new")
    form["partner_id"] = str(partner["value"])
    goods = _suggested(visitor, "/quotes/offers/suggest", "болт М8х40")
    form["lines-0-name"] = goods["value"]
    for name, value in goods["cells"].items():
        form[f"lines-0-{name}"] = value
    form["lines-0-quantity"] = "1 000"
    form["lines-0-discount_percent"] = discount
    return _made(form.submit())


def _give_an_account(visitor: Visitor) -> None:
    partner = _suggested(visitor, "/directory/partners/suggest", "ооо")
    form = _form_of(visitor.get(f"/directory/partners/{partner['value']}/accounts/new"), "bik")
    form["bik"] = "044525225"
    form["bank_name"] = "ПАО Сбербанк"
    form["number"] = "40702810938000000001"
    form["corr_number"] = "30101810400000000225"
    _made(form.submit())


def _made(answer: TestResponse) -> str:
    """Where a form that was carried out leads to."""
    if answer.status_int != 303:
        faults = answer.html.select(".alert, .cell-error:not([hidden]), .field-error")
        raise RuntimeError("; ".join(fault.get_text(" ", strip=True) for fault in faults))
    return answer.location


def _send(visitor: Visitor, offer: str) -> None:
    _fire(visitor, offer, "approve")
    form = form_with(visitor.get(offer), "/send/email")
    form["to"] = "zakaz@romashka.example"
    form.submit()


def _load_prices(visitor: Visitor, *steps: str) -> str:
    """Take a file in and go through further steps; the address of the last."""
    form = _form_of(visitor.get("/directory/prices/import"), "file")
    form["file"] = (PRICES.name, PRICES.read_bytes())
    form["name"] = f"Кабель и мелочи, {len(steps) + 1}"
    page = form.submit().follow()
    for step in steps:
        form = _form_of(page, "currency") if step == "columns" else form_with(page, step)
        page = form.submit().follow()
    return page.request.path


def _form_of(page: TestResponse, field: str) -> Any:
    """The form that has a field; a form without an address of its own leads to its page."""
    return next(form for form in page.forms.values() if field in form.fields)
