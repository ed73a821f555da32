"""The pages of offers: lists, forms and the page of one."""

from decimal import Decimal
from io import BytesIO

from flask import Flask
from openpyxl import load_workbook

from core.testing.browser import form_with
from core.testing.tools import set_norm
from plugins.quotes.models import Offer
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL
from plugins.quotes.services import offers
from plugins.quotes.tests.offer_pages_world import (  # noqa: F401 - fixtures are used by name
    BASE,
    Visit,
    buttons,
    ids,
    page_of,
    plain,
)
from plugins.quotes.tests.request_world import at_work


def test_anna_and_her_head_see_an_offer_and_boris_finds_nothing(
    visit: Visit, ids: dict[str, int]
) -> None:
    assert "Болт М8х40" in page_of(visit("anna"), ids["sent"])
    assert "Болт М8х40" in page_of(visit("vera"), ids["sent"])
    assert "Болт М8х40" in page_of(visit("director"), ids["sent"])
    visit("gleb").get(f"{BASE}{ids['sent']}", status=404)
    boris = visit("boris")
    for rest in ("", "/edit", "/send", "/answer", "/pdf"):
        boris.get(f"{BASE}{ids['sent']}{rest}", status=404)
    for action in (
        "copy",
        "revise",
        "send/email",
        "send/manual",
        "link",
        "links/close",
        "taken",
        "accept",
        "reject",
    ):
        answer = boris.act(f"{BASE}{ids['sent']}/{action}")
        assert answer.status_int == 404, action
    assert boris.act(f"/documents/{ids['draft']}/fire/approve").status_int == 404


def test_the_director_reads_and_changes_nothing(visit: Visit, ids: dict[str, int]) -> None:
    director = visit("director")
    page = page_of(director, ids["sent"])

    assert buttons(page).strip() in {"", "Скачать PDF"}
    director.get(f"{BASE}new", status=404)
    assert director.act(f"{BASE}{ids['sent']}/copy").status_int == 404


def test_the_next_step_of_a_steep_draft_is_the_heads_approval(
    visit: Visit, ids: dict[str, int]
) -> None:
    anna = visit("anna")
    page = page_of(anna, ids["steep"])

    primary = page.html.select_one(".page-actions .btn-primary").get_text(strip=True)
    assert primary == "Отправить на согласование"
    approval = plain(page.html.select_one(".offer-approval").text)
    assert "15 %" in approval
    assert "до 10 %" in approval
    assert "№ 2" in approval
    assert "Орлова Вера Андреевна" in approval
    assert "Скидка 15 % больше нормы 10 %" in plain(page.text)


def test_the_head_approves_in_one_press(visit: Visit, ids: dict[str, int]) -> None:
    vera = visit("vera")
    page = page_of(vera, ids["on_approval"])

    page = form_with(page, "/fire/approve_discount").submit().follow()

    assert "Согласовано" in page
    assert "Орлова Вера Андреевна, " in plain(page.html.select_one(".offer-approval").text)
    assert "по норме" in page.html.select_one("#document-timeline").text
    anna_page = page_of(visit("anna"), ids["on_approval"])
    assert "Отправить клиенту" in buttons(anna_page)


def test_anna_cannot_approve_what_waits_for_the_head(visit: Visit, ids: dict[str, int]) -> None:
    anna = visit("anna")

    assert "Согласовать" not in buttons(page_of(anna, ids["on_approval"]))
    answer = anna.act(f"/documents/{ids['on_approval']}/fire/approve_discount")
    assert answer.status_int in {403, 404}


def test_another_norm_changes_the_page_at_once(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    with at_work(app, "vera") as (session, vera):
        set_norm(
            session,
            DISCOUNT_WITHOUT_APPROVAL,
            Decimal(20),
            reason="Сезон",
            valid_from=None,
            actor=vera,
        )

    page = page_of(visit("anna"), ids["steep"])

    assert "Утвердить" in page.html.select_one(".page-actions .btn-primary").text


def test_a_confirmed_offer_shows_what_was_taken_beside_what_was_offered(
    visit: Visit, ids: dict[str, int]
) -> None:
    page = page_of(visit("anna"), ids["confirmed"])

    sums = plain(page.html.select_one(".offer-sums").text)
    assert "908,00" in sums
    assert "740,00" in sums


def test_a_copy_and_a_revision_lead_to_new_drafts(visit: Visit, ids: dict[str, int]) -> None:
    anna = visit("anna")
    page = page_of(anna, ids["sent"])

    copied = form_with(page, "/copy").submit().follow()
    assert "черновик" in copied.html.select_one("h1").text
    revised = form_with(page, "/revise").submit().follow()
    assert "черновик" in revised.html.select_one("h1").text
    old = page_of(anna, ids["sent"])
    assert "Заменено" in old.html.select_one("h1").parent.text


def test_the_paper_of_a_draft_is_made_on_request_and_that_of_a_sent_one_is_kept(
    visit: Visit, ids: dict[str, int]
) -> None:
    anna = visit("anna")

    fresh = anna.get(f"{BASE}{ids['draft']}/pdf")
    assert fresh.content_type == "application/pdf"
    assert fresh.headers["Content-Disposition"].startswith("inline")
    assert fresh.body.startswith(b"%PDF")
    kept = anna.get(f"{BASE}{ids['sent']}/pdf")
    assert "/attachments/" in kept.location
    assert kept.follow().body.startswith(b"%PDF")


def test_an_offer_without_lines_has_no_paper(visit: Visit, app: Flask, ids: dict[str, int]) -> None:
    with at_work(app) as (session, anna):
        offer = session.get_one(Offer, ids["draft"])
        given = offers.as_input(offer)
        empty = type(given)(**{**given.__dict__, "lines": ()})
        offers.save_offer(session, anna, ids["draft"], offer.document.version, empty)

    anna = visit("anna")
    page = page_of(anna, ids["draft"])
    assert "iframe" not in page
    assert anna.get(f"{BASE}{ids['draft']}/pdf", expect_errors=True).status_int == 422


def test_the_list_shows_what_may_be_opened_with_its_deepest_discount(
    visit: Visit, ids: dict[str, int]
) -> None:
    page = plain(visit("anna").get(BASE).text)

    assert "12,5 %" in page
    assert "Василёк" not in page
    assert "Василёк" in visit("vera").get(BASE)
    assert "Ромашка" not in visit("boris").get(BASE)


def test_the_list_is_filtered_and_exported_as_it_is_shown(
    visit: Visit, ids: dict[str, int]
) -> None:
    anna = visit("anna")

    page = anna.get(f"{BASE}?state=on_approval")
    assert len(page.html.select("tr[data-list-row], tbody tr")) == 1
    file = anna.get(f"{BASE}?state=sent,confirmed&export=xlsx")
    sheet = load_workbook(BytesIO(file.body)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("Номер", "Дата")
    assert len(rows) == 3


def test_the_heads_entry_of_the_menu_leads_to_what_waits_for_her(
    visit: Visit, ids: dict[str, int]
) -> None:
    vera = visit("vera")

    home = vera.get("/")
    entry = home.html.find("a", href=f"{BASE}approvals")
    assert entry.select_one(".nav-counter, .counter").get_text(strip=True).startswith("1")
    listed = vera.get(f"{BASE}approvals").follow()
    assert "На согласовании" in listed
    assert f"{BASE}approvals" not in visit("anna").get("/")
    visit("anna").get(f"{BASE}approvals", status=404)


def test_the_heads_home_shows_offers_to_approve_with_their_discount(
    visit: Visit, ids: dict[str, int]
) -> None:
    home = visit("vera").get("/")

    panel = home.html.find("h2", string="Ждут вашего согласования").find_parent("section")
    assert "12,5" in panel.text
    assert panel.find("a", href=f"{BASE}{ids['on_approval']}")


def test_the_managers_home_shows_what_waits_for_the_customer(
    visit: Visit, ids: dict[str, int]
) -> None:
    home = visit("anna").get("/")

    panel = home.html.find("h2", string="Предложения ждут клиента").find_parent("section")
    assert [one["href"] for one in panel.select("li a")] == [f"{BASE}{ids['sent']}"]
    assert "согласования" not in home.text


def test_the_numbers_of_the_tiles_are_those_of_the_lists_behind_them(
    visit: Visit, ids: dict[str, int]
) -> None:
    anna = visit("anna")
    home = anna.get("/")

    for title, value in (
        ("Мои открытые предложения", "1 063,75"),
        ("Продано в этом месяце", "740,00"),
    ):
        tile = home.html.find("a", string=title)
        assert value in plain(tile.find_parent(class_="stat").text)
        assert value in plain(anna.get(tile["href"]).text)
    conversion = home.html.find("a", string="Моя конверсия")
    assert "100 %" in plain(conversion.find_parent(class_="stat").text)
    assert "1 из 1" in conversion.find_parent(class_="stat").text


def test_the_search_finds_an_offer_by_number_and_by_partner(
    visit: Visit, ids: dict[str, int]
) -> None:
    anna = visit("anna")

    assert f"{BASE}{ids['sent']}" in anna.get("/search/", {"q": "кп-000003"})
    assert f"{BASE}{ids['sent']}" in anna.get("/search/", {"q": "ромаш"})
    assert BASE + str(ids["boris"]) not in anna.get("/search/", {"q": "василёк"})
