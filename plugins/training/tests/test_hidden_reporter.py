"""Who reports and hides his name is named to the accused nowhere in the program."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask

from core.sdk import now, today
from core.testing.browser import Visitor
from plugins.training.services import violations
from plugins.training.tests import violation_world
from plugins.training.tests.reading_world import person, working
from plugins.training.tests.regulation_world import in_force

NAMES = ("Козлов", "boris")


def test_the_accused_finds_the_name_nowhere(app: Flask, visit: Callable[..., Visitor]) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        rules = violation_world.rules()
        in_force(session, vera, code="РП-01", body=rules, at=now() - timedelta(days=30))
        case = violation_world.reported(session, hides_reporter=True, happened_on=today())
        document_id, number = case.document_id, case.document.number
    anna = visit("anna")
    own = f"/training/violations/{document_id}"
    addresses = [
        own,
        f"{own}/explain",
        f"{own}/supplement",
        "/training/violations/",
        "/training/violations/outside",
        "/documents/",
        f"/search/?{urlencode({'q': number})}",
        "/",
    ]
    told: dict[str, str] = {}
    for address in addresses:
        page = anna.get(address, expect_errors=True).html
        # A filter offers everybody of the company by name.
        for choice in page.select(".list-option, option"):
            choice.decompose()
        if any(name in str(page) for name in NAMES):
            told[address] = page.title.get_text()
    assert told == {}
    # Who decides knows whom he has to do with.
    assert "Козлов" in visit("vera").get(own)


def test_what_stands_for_the_name_is_said_in_the_readers_language(
    app: Flask, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(app) as session:
        case = violation_world.reported(session, clause=None, hides_reporter=True)
        address = f"/training/violations/{case.document_id}"
    english = {violations.HIDDEN_NAME: "Reporter (name hidden)"}
    monkeypatch.setattr("core.web.messages.gettext", lambda text: english.get(text, text))

    history = visit("anna").get(address).html.find(id="document-timeline").get_text()

    assert "Reporter (name hidden)" in history
    assert violations.HIDDEN_NAME not in history
