"""A talk by a script beside a request, led by the keyboard alone."""

import pytest
from browsing import Enter, Watch
from playwright.sync_api import expect
from sqlalchemy import select

from core.testing.live import LiveServer
from plugins.quotes.tests import request_world
from plugins.training.models import ScriptRun
from plugins.training.services import scripts
from plugins.training.tests import script_world
from plugins.training.tests.reading_world import working


@pytest.fixture
def request_page(server: LiveServer) -> str:
    """A registered request of Анна, with Вера's script in force for it."""
    with working(server.app) as session:
        script_world.in_force(session, script_world.actor(session, "vera"))
        made = request_world.registered(session, script_world.actor(session, "anna"))
        return f"/quotes/requests/{made.document_id}"


def test_a_talk_is_led_and_ended_without_the_mouse(
    enter: Enter, server: LiveServer, request_page: str, watch: Watch
) -> None:
    page = enter("anna")
    page.goto(request_page)
    page.get_by_role("button", name="Начать разговор: Первый звонок").press("Enter")

    # The step is told to who does not see it: the focus goes to its heading.
    expect(page.get_by_role("heading", name="Приветствие")).to_be_focused()
    expect(page.locator(".script-player[data-connected]")).to_be_visible()
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="Возражение «дорого»")).to_be_focused()
    expect(page.locator(".script-player[data-connected]")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Приветствие")).to_be_focused()

    # A digit typed into a field is a digit.
    page.locator("summary", has_text="Ушёл от скрипта").press("Enter")
    said = page.get_by_label("О чём зашла речь")
    said.press_sequentially("Просил 1 образец")
    expect(said).to_have_value("Просил 1 образец")
    page.get_by_label("С какого шага продолжаем").select_option(label="Потребность")
    page.get_by_role("button", name="Записать", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Потребность")).to_be_focused()

    watch.expected.add(422)
    # A refusal without a reason is not taken; nothing is lost.
    expect(page.locator(".script-player[data-connected]")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="Отказ")).to_be_focused()
    page.get_by_role("button", name="Записать итог").press("Enter")
    reason = page.get_by_label("Причина отказа словами клиента")
    expect(reason).to_have_attribute("aria-invalid", "true")
    reason.press_sequentially("Берём у завода")
    page.get_by_role("button", name="Записать итог").press("Enter")
    expect(page.get_by_text("отказ. Берём у завода · Просил 1 образец")).to_be_visible()

    with working(server.app) as session:
        run = session.scalars(select(ScriptRun)).one()
        assert (run.result, len(run.moves)) == ("refused", 4)


def test_on_its_own_page_a_digit_answers_wherever_the_focus_is(
    enter: Enter, server: LiveServer
) -> None:
    with working(server.app) as session:
        version = script_world.in_force(session, script_world.actor(session, "vera"))
        run = scripts.start(
            session, script_world.actor(session, "anna"), version.regulation_id, rehearsal=True
        )
        address = f"/training/scripts/talks/{run.id}"
    page = enter("anna")
    page.goto(address)
    expect(page.locator(".script-player[data-connected]")).to_be_visible()
    page.locator("body").press("1")
    expect(page.get_by_role("heading", name="Потребность")).to_be_focused()


def test_the_player_stands_beside_the_lines_of_a_request(enter: Enter, request_page: str) -> None:
    page = enter("anna")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(request_page)
    page.get_by_role("button", name="Начать разговор: Первый звонок").press("Enter")
    player = page.locator(".script-player[data-connected]")
    expect(player).to_be_visible()
    main = page.locator(".document-main").bounding_box()
    box = player.bounding_box()
    assert main
    assert box
    assert box["x"] >= main["x"] + main["width"]
    # It stays in sight while the lines are scrolled.
    page.mouse.wheel(0, 5000)
    expect(player).to_be_in_viewport()
