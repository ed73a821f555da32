"""Every screen, in both themes, on a desk and on a phone: axe finds nothing serious, and nothing
stands out of the window at 360 px."""

import hashlib
import json
from pathlib import Path

import pytest
from browsing import Enter, OpenBrowser
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from core.accounts.models import User
from core.accounts.service import actor_of
from core.db.session import unit_of_work
from core.testing.house import PASSWORD
from core.testing.live import LiveServer
from core.testing.sitemap import find_screens
from plugins.quotes.tests import offer_world, request_world

VENDOR = Path(__file__).parent / "vendor" / "axe"
PEOPLE = ("anna", "vera", "admin")
DESK, PHONE, NARROW = (1440, 900), (390, 844), (360, 740)
RUN = """async () => {
    const found = await axe.run(document, {
        resultTypes: ["violations"], iframes: false, preload: false,
    });
    return found.violations
        .filter((one) => ["serious", "critical"].includes(one.impact))
        .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""
# While an answer is awaited its place is dimmed, which is no fault of its colours.
SETTLED = """() => !document.querySelector(
    ".htmx-request, .htmx-swapping, .htmx-settling, .line-pending")
    && document.getAnimations().every((one) => one.playState !== "running")"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def axe() -> str:
    """The script, as its manifest describes it."""
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    return (VENDOR / "axe.min.js").read_text(encoding="utf-8")


def make_documents(app: Flask) -> None:
    """A request and an offer, so that their pages are among the screens."""
    with app.app_context(), unit_of_work() as session:
        anna = actor_of(session, session.scalars(select(User).where(User.login == "anna")).one())
        request_world.registered(session, anna, request_world.asked("болт м8х40"))
        offer_world.draft(session, anna, offer_world.line(session, "DIN933-M8x40"))


def faults_of(page: Page, axe: str) -> list[str]:
    """What is wrong with the page that is open, in words."""
    found: list[str] = []
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(
                color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
            )
            page.wait_for_function(SETTLED)
            page.evaluate(axe)
            found += [f"{width} {theme}: {fault}" for fault in page.evaluate(RUN)]
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    out = page.evaluate(OVERFLOW)
    return [*found, *([f"{out} px stand out of {NARROW[0]}"] if out > 0 else [])]


def test_no_screen_has_a_grave_fault_in_either_theme_on_any_width(
    server: LiveServer, enter: Enter, open_browser: OpenBrowser, axe: str
) -> None:
    make_documents(server.app)
    screens = find_screens(server.app, dict.fromkeys(PEOPLE, PASSWORD))
    pages = {login: enter(login) for login in PEOPLE} | {"": open_browser().new_page()}
    faults: dict[str, list[str]] = {}
    for screen in screens:
        page = pages[screen.login]
        page.emulate_media(reduced_motion="reduce")
        page.goto(screen.address, wait_until="networkidle")
        found = faults_of(page, axe)
        if found:
            faults[screen.address] = found
    assert len(screens) > 50
    assert faults == {}
