"""The bar at the foot of a phone."""

import pytest
from browsing import Enter
from playwright.sync_api import expect


@pytest.mark.parametrize("login", ["anna", "vera", "zhanna", "gleb", "dina"])
def test_no_name_on_the_bar_of_a_narrow_phone_is_cut(enter: Enter, login: str) -> None:
    page = enter(login, viewport={"width": 360, "height": 740})
    names = page.locator(".phone-bar a > span:not(.counter, .phone-lock)")
    expect(names.first).to_be_visible()
    cut = names.evaluate_all(
        "spans => spans.filter((one) => one.scrollWidth > one.clientWidth)"
        ".map((one) => one.textContent)"
    )
    assert cut == []
