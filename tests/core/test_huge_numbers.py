"""A number longer than any key: nobody's page, a wrong answer beside the field, never a crash."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from test_routes import grants, rules
from werkzeug.routing import IntegerConverter, Rule

from core.kernel.permissions import Permission
from core.testing.browser import Visitor
from core.web.forms import optional_id
from core.web.parameters import NOBODY, whole_number
from core.web.screens import Access, declared_access

HUGE = ("9" * 23, "9" * 5000)
ROOT = Path(__file__).parents[2]
_READ = re.compile(r"request\.(?:args|form|values)\.(?:get|getlist)\(\s*\"([a-z_]+)\"")


@pytest.fixture
def access(app: Flask) -> dict[str, Access]:
    with app.app_context():
        return declared_access()


def keyed(app: Flask) -> list[Rule]:
    """The routes that have a number in their address."""
    return [
        rule
        for rule in rules(app)
        if any(isinstance(one, IntegerConverter) for one in rule._converters.values())
    ]


def address(rule: Rule, number: str) -> str:
    parts: list[str] = []
    for is_dynamic, data in rule._trace:
        if is_dynamic:
            whole = isinstance(rule._converters[data], IntegerConverter)
            parts.append(number if whole else "x")
        elif data != "|":
            parts.append(data)
    return "".join(parts)


def read_names() -> set[str]:
    """Names of fields that screens read by hand, of queries and of forms."""
    sources = [*ROOT.glob("core/web/**/*.py"), *ROOT.glob("plugins/*/screens/**/*.py")]
    return {name for one in sources for name in _READ.findall(one.read_text("utf-8"))}


def theirs(app: Flask, access: dict[str, Access], method: str) -> Iterable[tuple[str, Rule]]:
    """Each route without parameters, with somebody who may open it."""
    people = list(grants(app))
    for rule in rules(app):
        needed = access[rule.endpoint]
        if method not in (rule.methods or ()) or rule.arguments or rule.endpoint == "auth.logout":
            continue
        for login, held in people:
            if not isinstance(needed, Permission) or needed.value in held:
                yield login, rule
                break


@pytest.mark.parametrize("number", HUGE, ids=("23 digits", "5000 digits"))
def test_a_huge_number_is_the_address_of_no_page(
    app: Flask, access: dict[str, Access], visit: Callable[..., Visitor], number: str
) -> None:
    people = {login: (visit(login), held) for login, held in list(grants(app))}
    token = {login: visitor.token() for login, (visitor, _held) in people.items()}
    assert len(keyed(app)) > 100
    for rule in keyed(app):
        needed = access[rule.endpoint]
        login, visitor = next(
            (login, visitor)
            for login, (visitor, held) in people.items()
            if not isinstance(needed, Permission) or needed.value in held
        )
        url = address(rule, number)
        if "GET" in (rule.methods or ()):
            assert visitor.get(url, expect_errors=True).status_int == 404, f"GET {rule}"
        if "POST" in (rule.methods or ()):
            answer = visitor.post(url, {"csrf_token": token[login]}, expect_errors=True)
            assert answer.status_int == 404, f"POST {rule}"


def test_a_huge_number_in_a_query_finds_nobody(
    app: Flask, access: dict[str, Access], visit: Callable[..., Visitor]
) -> None:
    names = read_names()
    assert {"partner", "offer", "view"} <= names
    visitors: dict[str, Visitor] = {}
    for login, rule in theirs(app, access, "GET"):
        visitor = visitors.setdefault(login, visit(login))
        page = visitor.get(str(rule), expect_errors=True)
        shown = page.html.select("main [name]") if page.content_type == "text/html" else []
        fields = {str(one["name"]) for one in shown} | names
        answer = visitor.get(str(rule), dict.fromkeys(fields, HUGE[0]), expect_errors=True)
        assert answer.status_int < 500, f"GET {rule}"


@pytest.mark.parametrize("number", HUGE, ids=("23 digits", "5000 digits"))
def test_a_huge_number_in_a_form_is_refused(
    app: Flask, access: dict[str, Access], visit: Callable[..., Visitor], number: str
) -> None:
    visitors: dict[str, Visitor] = {}
    names = read_names()
    for login, rule in theirs(app, access, "POST"):
        visitor = visitors.setdefault(login, visit(login))
        fields: dict[str, Any] = dict.fromkeys(names, number)
        if "GET" in (rule.methods or ()):
            page = visitor.get(str(rule), expect_errors=True)
            fields |= {
                str(one["name"]): number
                for one in page.html.select("main [name]")
                if one.get("type") not in {"file", "password"}
            }
            fields["idempotency_key"] = f"{rule.endpoint}-{len(number)}"
        fields["csrf_token"] = visitor.token()
        answer = visitor.post(str(rule), fields, expect_errors=True)
        assert answer.status_int < 500, f"POST {rule}"


def test_numbers_are_read_up_to_what_a_key_can_be() -> None:
    assert whole_number("0") == 0
    assert whole_number(" -17 ") == -17
    assert whole_number("9" * 18) == NOBODY - 1
    assert whole_number("9" * 5000) == NOBODY
    assert whole_number("-" + "9" * 5000) == -NOBODY
    assert optional_id("9" * 30) == NOBODY
    assert optional_id("²") is None
    for text in ("", "x", "1.5", "1_000"):
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            whole_number(text)
