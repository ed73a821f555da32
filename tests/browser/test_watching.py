"""The browser tests would notice: a fault planted in a page does not go by unheard."""

import socket

import pytest
from browsing import Enter, Watch

from core.testing.loopback import OutsideConnection


def test_an_error_in_a_script_is_heard(enter: Enter, watch: Watch) -> None:
    page = enter("anna")

    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('planted'); }); }")

    assert [one for one in watch.complaints if one.startswith("exception: ") and "planted" in one]
    watch.complaints.clear()


def test_a_refusal_of_the_security_policy_is_heard(enter: Enter, watch: Watch) -> None:
    page = enter("anna")

    with page.expect_console_message(lambda one: "securitypolicyviolation" in one.text):
        page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.planted = true";
                document.body.append(script);
            }"""
        )

    assert page.evaluate("() => window.planted") is None
    assert [one for one in watch.complaints if "securitypolicyviolation script-src" in one]
    watch.complaints.clear()


def test_a_page_that_asks_another_machine_is_heard(enter: Enter, watch: Watch) -> None:
    page = enter("anna")

    with page.expect_event("requestfailed"):
        page.evaluate("() => { location.assign('http://outside.invalid/'); }")

    assert "asked another machine: http://outside.invalid/" in watch.complaints
    watch.complaints.clear()


def test_the_tests_themselves_reach_no_other_machine() -> None:
    # 192.0.2.0/24 belongs to nobody: RFC 5737.
    with socket.socket() as outside, pytest.raises(OutsideConnection):
        outside.connect(("192.0.2.1", 80))
