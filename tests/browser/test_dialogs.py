"""What is typed in a dialog and refused is neither lost nor silent."""

from datetime import timedelta

import pytest
from browsing import Enter, Watch
from playwright.sync_api import Page, expect
from test_manners import make_request

from core.sdk import today
from core.testing.live import LiveServer
from plugins.training.models import StepKind
from plugins.training.services import onboarding
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.tests.reading_world import person, user, working

CONCLUSION = "Справился с первой сделкой сам"


@pytest.fixture
def plan(server: LiveServer) -> str:
    """The page of a plan whose only step is not done."""
    with working(server.app) as session:
        leader = person(session, "zhanna")
        steps = [StepInput(StepKind.TASK, "Настроить почту")]
        template = onboarding.save_template(session, leader, None, "Менеджер", "manager", steps)
        given = PlanInput(
            user(session, "egor").id,
            user(session, "anna").id,
            template.id,
            starts_on=today() - timedelta(days=7),
        )
        return f"/training/onboarding/{onboarding.make_plan(session, leader, given).id}"


def opened(page: Page, name: str) -> None:
    """Press the button of a dialog once the scripts of the dialog are at work."""
    expect(page.locator("dialog.dialog[data-connected]").first).to_be_attached()
    page.get_by_role("button", name=name).click()


def test_a_dialog_that_the_server_refuses_opens_again_on_its_error_with_what_was_typed(
    enter: Enter, plan: str, watch: Watch
) -> None:
    watch.expected.add(422)
    page = enter("vera")
    page.goto(plan)
    opened(page, "Закрыть план")
    dialog = page.get_by_role("dialog", name="Закрыть план")
    dialog.get_by_label("испытание пройдено").check()
    dialog.get_by_label("Заключение").fill(CONCLUSION)
    dialog.get_by_role("button", name="Закрыть план").click()

    refusal = dialog.get_by_role("alert").filter(has_text="Сделано шагов 0 из 1")
    expect(refusal).to_be_visible()
    expect(refusal).to_be_focused()
    expect(dialog.get_by_label("испытание пройдено")).to_be_checked()
    expect(dialog.get_by_label("Заключение")).to_have_value(CONCLUSION)
    # The other dialog of the page has no error and stays closed.
    expect(page.locator("dialog[open]")).to_have_count(1)


def test_a_link_of_the_errors_leads_to_the_field_of_the_dialog(
    enter: Enter, plan: str, watch: Watch
) -> None:
    watch.expected.add(422)
    page = enter("vera")
    page.goto(plan)
    opened(page, "Оценить")
    dialog = page.get_by_role("dialog", name="Оценка испытательного срока")
    # What the browser itself would stop is sent as an older page would send it.
    dialog.locator("form").last.evaluate("form => { form.noValidate = true; }")
    dialog.get_by_role("button", name="Записать").click()
    summary = dialog.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").last.click()
    expect(dialog.locator("[aria-invalid=true]").last).to_be_focused()


def test_a_reason_that_is_refused_stays_in_its_dialog_beside_the_words_of_the_refusal(
    enter: Enter, watch: Watch
) -> None:
    watch.expected.add(422)
    page = enter("anna")
    make_request(page)
    expect(page.locator("dialog.dialog[data-connected]").first).to_be_attached()
    opener = page.locator("[data-dialog-open^='move-']").first
    name = opener.get_attribute("data-dialog-open")
    dialog = page.locator(f"dialog#{name}")
    dialog.evaluate("dialog => dialog.showModal()")
    dialog.locator("textarea").fill("   ")
    dialog.locator("form").last.get_by_role("button").click()
    refusal = dialog.get_by_role("alert")
    expect(refusal).to_be_focused()
    expect(dialog.locator("textarea")).to_have_value("   ")
    # Refused again, it is said once.
    dialog.locator("form").last.get_by_role("button").click()
    expect(refusal).to_have_count(1)
    dialog.locator("textarea").fill("Клиент передумал")
    dialog.locator("form").last.get_by_role("button").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_text("Клиент передумал")).to_be_visible()
