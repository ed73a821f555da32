"""Every screen, in both themes, on a desk and on a phone: axe finds nothing serious, nothing stands
out of the window at 360 px, and the page complains about nothing."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from browsing import Enter, OpenBrowser, Watch
from flask import Flask
from playwright.sync_api import Page

from core.testing.browser import Visitor
from core.testing.conformance import within
from core.testing.flat import package_of
from core.testing.house import PASSWORD
from core.testing.live import LiveServer
from core.testing.sitemap import Screen, find_screens
from core.testing.stage import set_the_stage

VENDOR = Path(__file__).parent / "vendor" / "axe"
PEOPLE = ("anna", "vera", "admin", "dina")
DESK, PHONE, NARROW = (1440, 900), (390, 844), (360, 740)
GRAVE = ("serious", "critical")
# Sound, though axe counts it among its experiments: a voice says what stands on the button.
SAID_AS_SHOWN = {"rules": {"label-content-name-mismatch": {"enabled": True}}}
# What has been looked at in the light differs in the dark by its colours only.
CONTRAST = {"runOnly": ["color-contrast"]}
RUN = """async (options) => {
    // Colours on their way from one theme to the other, one after another, are nobody's choice.
    // Each look at the animations brings the styles up to date; no frame is waited for, since a
    // page behind another one gets none.
    for (let round = 0; round < 20; round += 1) {
        const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
        if (!moving.length) break;
        moving.forEach((one) => one.finish());
    }
    const found = await axe.run(options.within ?? document, {
        resultTypes: ["violations"], preload: false, iframes: false, ...options.rules,
    });
    return found.violations.map((one) => ({
        rule: one.id,
        impact: one.impact,
        help: one.help,
        places: one.nodes.map((node) => `${node.target} ${node.html.slice(0, 200)}`),
    }));
}"""
# Controllers are at work, and what was asked for has come: its place is dimmed until then.
SETTLED = """() => [...document.querySelectorAll("[data-controller]")]
        .every((element) => "connected" in element.dataset)
    && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .line-pending")"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LAYERS = """() => [...document.querySelectorAll("dialog[id], [popover][id]")]
    .filter((one) => one.textContent.trim())
    .map((one) => ({name: one.id, everywhere: !one.closest("main")}))"""

# Grey on grey in the dark theme only; a field without a name; a button named otherwise; a menu.
PLANT = """() => {
    const planted = document.createElement("div");
    planted.innerHTML = `<p id="planted-grey">Серым по серому</p><input id="planted-field">
        <button type="button" id="planted-name" aria-label="Открыть">Закрыть</button>
        <div id="planted-wide">широко</div>
        <div id="planted-menu" popover>Меню <button type="button"></button></div>`;
    document.querySelector("main").append(planted);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        @media (prefers-color-scheme: dark) { #planted-grey { color: #333; } }
        #planted-wide { inline-size: 1000px; position: absolute; }`);
    document.adoptedStyleSheets.push(sheet);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The script, as its manifest describes it."""
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    return (VENDOR / "axe.min.js").read_text(encoding="utf-8")


def screens_of(server: LiveServer, config: pytest.Config) -> list[Screen]:
    """Every screen of a company in the middle of a working day."""
    with server.working():
        starts = set_the_stage(server.app, config.getoption("--stage"))
    return find_screens(server.app, dict.fromkeys(PEOPLE, PASSWORD), starts)


def names_of(app: Flask, plugin: str | None) -> set[str]:
    """The sets of routes of one plugin; of everybody where none is named."""
    package = package_of(plugin) if plugin else ""
    return {
        one.name
        for one in app.extensions["reglament"].registry.screens
        if not plugin or within(one.blueprint.import_name, package)
    }


def test_no_screen_has_a_grave_fault_in_either_theme_on_any_width(
    server: LiveServer,
    enter: Enter,
    open_browser: OpenBrowser,
    watch: Watch,
    axe: str,
    subtests: pytest.Subtests,
    pytestconfig: pytest.Config,
) -> None:
    plugin = pytestconfig.getoption("--screens-of")
    names = names_of(server.app, plugin)
    screens = [
        one for one in screens_of(server, pytestconfig) if one.endpoint.split(".")[0] in names
    ]
    assert screens, f"nobody came to a screen of {plugin}"
    pages = {login: enter(login) for login in PEOPLE} | {"": open_browser().new_page()}
    frames: dict[str, set[str]] = {login: set() for login in pages}

    for screen in screens:
        with subtests.test(msg=f"{screen.rule} {screen.login}"):
            page = pages[screen.login]
            known = frames[screen.login]
            faults = list(faults_of(page, known)) if open_screen(page, screen, axe) else []
            faults += watch.complaints
            watch.complaints.clear()
            assert faults == []

    unlinked = pages_without_a_link(server.app, screens, names)
    assert unlinked == [], "pages that no link leads to"
    unseen = documents_unseen(server.app, screens, names)
    assert unseen == [], "no such document was on the stage: make one in tests/stage.py"


def test_a_planted_fault_is_found_in_the_dark_on_a_phone_in_a_menu_and_beyond_the_edge(
    enter: Enter, axe: str
) -> None:
    page = enter("anna")
    page.evaluate(axe)
    assert list(faults_of(page)) == []

    page.evaluate(PLANT)

    found_faults = "\n".join(faults_of(page))
    for fault in (
        r"1440 light: label .*planted-field",
        r"1440 light: label-content-name-mismatch .*planted-name",
        r"390 dark: color-contrast .*planted-grey",
        r"#planted-menu: button-name",
        r"\d+ px stand out of 360",
    ):
        assert re.search(fault, found_faults), f"{fault} went unseen in:\n{found_faults}"


def open_screen(page: Page, screen: Screen, axe: str) -> bool:
    """The screen with its scripts at work; False for a letter, where nothing may run at all."""
    # Behind another page nothing is drawn, and colours stay on their way.
    page.bring_to_front()
    resize(page, DESK)
    page.emulate_media(color_scheme="light")
    answer = page.goto(screen.address)
    assert answer is not None
    assert answer.status == 200
    if "sandbox" in answer.headers["content-security-policy"]:
        return False
    page.wait_for_function(SETTLED)
    page.evaluate(axe)
    return True


def resize(page: Page, size: tuple[int, int]) -> None:
    """Make the window as large as a person's would be."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def faults_of(page: Page, known: set[str] | None = None) -> Iterator[str]:
    """What is wrong with a page, in words. ``known`` are menus of the frame that have been seen."""
    resize(page, DESK)
    page.emulate_media(color_scheme="light")
    yield from found(page, f"{DESK[0]} light")
    page.emulate_media(color_scheme="dark")
    yield from found(page, f"{DESK[0]} dark", CONTRAST)
    resize(page, PHONE)
    yield from found(page, f"{PHONE[0]} dark")
    yield from faults_of_layers(page, set() if known is None else known)
    resize(page, NARROW)
    out = page.evaluate(OVERFLOW)
    if out > 0:
        yield f"{out} px stand out of {NARROW[0]}"


def faults_of_layers(page: Page, known: set[str]) -> Iterator[str]:
    """Dialogs and menus, each opened over the page; those that stand on every page once."""
    for one in page.evaluate(LAYERS):
        name = one["name"]
        if one["everywhere"] and name in known:
            continue
        known.add(name)
        layer = f"document.getElementById({json.dumps(name)})"
        page.evaluate(
            f"() => {layer}.matches('dialog') ? {layer}.showModal() : {layer}.showPopover()"
        )
        yield from found(page, f"#{name}", within=f"#{name}")
        page.evaluate(f"() => {layer}.matches('dialog') ? {layer}.close() : {layer}.hidePopover()")


def found(page: Page, where: str, rules: Any = None, within: str | None = None) -> Iterator[str]:
    """Grave findings of axe."""
    for one in page.evaluate(RUN, {"rules": rules or SAID_AS_SHOWN, "within": within}):
        if one["impact"] in GRAVE:
            yield f"{where}: {one['rule']} ({one['help']}): {'; '.join(one['places'][:4])}"


def pages_without_a_link(app: Flask, screens: Sequence[Screen], names: set[str]) -> list[str]:
    """Whole pages among the addresses without parameters that nobody has come to."""
    known = {screen.rule for screen in screens}
    unlinked: list[str] = []
    for login in PEOPLE:
        visitor = Visitor(app)
        visitor.log_in(login)
        for rule in app.url_map.iter_rules():
            own = rule.endpoint.split(".")[0] in names and not rule.arguments
            if not own or "GET" not in (rule.methods or ()) or str(rule) in known:
                continue
            answer = visitor.get(str(rule), expect_errors=True)
            if answer.status_int == 200 and b"<html" in answer.body[:400]:
                unlinked.append(str(rule))
    return unlinked


def documents_unseen(app: Flask, screens: Sequence[Screen], names: set[str]) -> list[str]:
    """Kinds of documents no page of which is among the screens."""
    seen = {screen.endpoint for screen in screens}
    types = app.extensions["reglament"].registry.document_types
    own = {code: kind for code, kind in types.items() if kind.endpoint.split(".")[0] in names}
    return [code for code, kind in own.items() if kind.endpoint not in seen]
