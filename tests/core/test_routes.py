"""Route × role, derived from the program itself: nothing undeclared, nothing answered to whom it
is forbidden."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from core.accounts import service as accounts
from core.accounts.models import User
from core.db.session import db
from core.kernel.permissions import Permission
from core.testing.browser import Visitor
from core.testing.house import PEOPLE
from core.web.screens import PUBLIC, Access

ABSENT = "999999999"


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address(rule: Rule) -> str:
    """The rule's address with values that lead to nothing."""
    parts: list[str] = []
    for is_dynamic, data in rule._trace:
        if is_dynamic:
            parts.append(ABSENT)
        elif data != "|":
            parts.append(data)
    return "".join(parts) or "/"


@pytest.fixture
def access(app: Flask) -> dict[str, Access]:
    found: dict[str, Access] = {}
    for screens in app.extensions["reglament"].registry.screens:
        found |= screens.access
    return found


def test_every_route_is_declared_with_its_access(app: Flask, access: dict[str, Access]) -> None:
    assert {rule.endpoint for rule in rules(app)} == set(access)


def test_nobody_reaches_anything_but_the_open_pages_without_a_login(
    app: Flask, access: dict[str, Access], visit: Callable[..., Visitor]
) -> None:
    stranger = visit()
    token = stranger.get("/login").html.find("input", attrs={"name": "csrf_token"})["value"]
    for rule in rules(app):
        if access[rule.endpoint] is PUBLIC:
            continue
        url = address(rule)
        if "GET" in (rule.methods or ()):
            answer = stranger.get(url, expect_errors=True)
            assert answer.status_int in {302, 308}, f"GET {rule}: {answer.status_int}"
        if "POST" in (rule.methods or ()):
            answer = stranger.post(url, {"csrf_token": token}, expect_errors=True)
            assert answer.status_int in {302, 308}, f"POST {rule}: {answer.status_int}"
            assert "/login" in answer.location


def grants(app: Flask) -> Iterator[tuple[str, set[str]]]:
    with app.app_context():
        session = db.session()
        for user in session.query(User).order_by(User.id):
            yield user.login, set(accounts.actor_of(session, user).grants)


def test_a_role_without_the_permission_gets_404_everywhere(
    app: Flask, access: dict[str, Access], visit: Callable[..., Visitor]
) -> None:
    checked = 0
    for login, held in list(grants(app)):
        visitor = visit(login)
        token = visitor.token()
        for rule in rules(app):
            needed = access[rule.endpoint]
            if not isinstance(needed, Permission) or needed.value in held:
                continue
            url = address(rule)
            checked += 1
            if "GET" in (rule.methods or ()):
                assert visitor.get(url, expect_errors=True).status_int == 404, f"{login} GET {rule}"
            if "POST" in (rule.methods or ()):
                answer = visitor.post(url, {"csrf_token": token}, expect_errors=True)
                assert answer.status_int == 404, f"{login} POST {rule}"
    assert checked > len(PEOPLE)


def test_every_page_without_parameters_answers_to_whom_it_is_allowed(
    app: Flask, access: dict[str, Access], visit: Callable[..., Visitor]
) -> None:
    for login, held in list(grants(app)):
        visitor = visit(login)
        for rule in rules(app):
            needed = access[rule.endpoint]
            if "GET" not in (rule.methods or ()) or rule.arguments:
                continue
            if isinstance(needed, Permission) and needed.value not in held:
                continue
            answer = visitor.get(str(rule), expect_errors=True)
            assert answer.status_int in {200, 302, 404}, f"{login} GET {rule}: {answer.status_int}"


def test_a_post_without_the_token_is_refused(app: Flask, visit: Callable[..., Visitor]) -> None:
    visitor = visit("admin")
    registry = app.extensions["reglament"].registry
    exempt = {endpoint for screens in registry.screens for endpoint in screens.csrf_exempt}
    for rule in rules(app):
        if "POST" in (rule.methods or ()):
            answer = visitor.post(address(rule), {}, expect_errors=True)
            # Those that read no cookie are guarded by the secret in their address instead.
            expected = 404 if rule.endpoint in exempt else 400
            assert answer.status_int == expected, f"POST {rule}: {answer.status_int}"


def test_every_answer_carries_the_headers_of_safety(visit: Callable[..., Visitor]) -> None:
    for url in ("/login", "/health/live", "/nowhere"):
        headers = visit().get(url, expect_errors=True).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    visit: Callable[..., Visitor],
) -> None:
    cookie = visit().get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
