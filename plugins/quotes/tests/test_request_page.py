"""The page of a request: who sees it, what answers its lines, and the way to an offer."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from core.sdk import Material, fire
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from core.testing.queries import counted
from plugins.quotes.models import Offer, Request
from plugins.quotes.services import requests
from plugins.quotes.tests.offer_world import BOLT, NUT, material, partner
from plugins.quotes.tests.request_world import (
    ANY_BOLT,
    EXACT_BOLT,
    UNKNOWN,
    asked,
    at_work,
    draft,
    registered,
    unit,
)

Visit = Callable[..., Visitor]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def request_id(app: Flask) -> int:
    """Anna's registered request: any bolt, an exact one, and what we do not sell."""
    with at_work(app) as (session, anna):
        made = registered(session, anna, asked(ANY_BOLT), asked(EXACT_BOLT), asked(UNKNOWN))
        return made.document_id


def address(request_id: int, *rest: object) -> str:
    return "/".join(["/quotes/requests", str(request_id), *map(str, rest)])


def lines_of(app: Flask, request_id: int) -> list[int]:
    with at_work(app) as (session, _anna):
        return [line.id for line in session.get_one(Request, request_id).lines]


def statuses(app: Flask, request_id: int) -> list[str]:
    with at_work(app) as (session, _anna):
        return [line.status for line in session.get_one(Request, request_id).lines]


def material_id(app: Flask, sku: str) -> int:
    with at_work(app) as (session, _anna):
        return material(session, sku).id


def test_anna_and_her_head_see_a_request_and_boris_does_not(
    visit: Visit, app: Flask, request_id: int
) -> None:
    assert "КТ-ЗП-000001" in visit("anna").get(address(request_id))
    assert "КТ-ЗП-000001" in visit("vera").get(address(request_id))
    boris = visit("boris")
    line = lines_of(app, request_id)[0]
    boris.get(address(request_id), status=404)
    boris.get(address(request_id, "edit"), status=404)
    boris.get(address(request_id, "lines", line), headers=HTMX, status=404)
    for action in ("match", "offer", f"lines/{line}/reopen"):
        assert boris.act(address(request_id, action)).status_int == 404
    assert boris.act(address(request_id, "partner"), partner_id="1").status_int == 404


def test_a_list_shows_only_what_may_be_opened(visit: Visit, request_id: int) -> None:
    assert request_id
    assert "КТ-ЗП-000001" in visit("anna").get("/quotes/requests/")
    assert "КТ-ЗП-000001" in visit("vera").get("/quotes/requests/")
    assert "КТ-ЗП-000001" not in visit("boris").get("/quotes/requests/")
    visit("gleb").get("/quotes/requests/", status=404)


def test_who_only_looks_gets_no_buttons(visit: Visit, request_id: int) -> None:
    page = visit("director").get(address(request_id))
    for words in ("Принять", "Подобрать всё", "Подготовить предложение", "Изменить"):
        assert words not in page.html.find("main").get_text()
    visit("director").get(address(request_id, "edit"), status=404)


def test_all_lines_are_matched_at_once_and_what_is_left_is_counted(
    visit: Visit, app: Flask, request_id: int
) -> None:
    anna = visit("anna")
    page = form_with(anna.get(address(request_id)), "/match").submit().follow()
    assert statuses(app, request_id) == ["open", "accepted", "open"]
    assert "осталось 2" in page.html.find(id="request-progress").get_text()


def test_candidates_show_score_price_lead_time_and_what_differs(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        request_id = registered(session, anna, asked("Болт М8х45 DIN 933 оцинк")).document_id
    text = visit("anna").get(address(request_id)).html.find(id="lines").get_text(" ", strip=True)
    assert "по сходству" in text
    # The price of two hundred, as the offer will take it, and from how many it holds.
    assert "16,00" in text
    assert "от 100" in text
    assert "18,50" not in text
    assert "срок 3 дня" in text
    assert "просят М8х45, здесь М8х40" in text


def test_a_candidate_is_accepted_in_place_and_the_counters_follow(
    visit: Visit, app: Flask, request_id: int
) -> None:
    anna = visit("anna")
    line = lines_of(app, request_id)[0]

    answer = anna.act(
        address(request_id, "lines", line, "accept"), htmx=True, material_id=material_id(app, BOLT)
    )

    soup = answer.html
    assert soup.find(id=f"line-{line}").find(class_="badge-success") is not None
    assert "<html" not in answer.text
    assert "подобрано 1" in soup.find(id="request-progress").get_text()
    assert soup.find(id="request-prepare")["hx-swap-oob"] == "true"
    assert statuses(app, request_id)[0] == "accepted"


def test_without_scripts_a_decision_leads_back_to_its_line(
    visit: Visit, app: Flask, request_id: int
) -> None:
    anna = visit("anna")
    line = lines_of(app, request_id)[2]
    answer = anna.act(address(request_id, "lines", line, "unmet"), reason="Не возим")
    assert answer.status_int == 303
    assert answer.location.endswith(f"{address(request_id)}#line-{line}")
    assert statuses(app, request_id)[2] == "unmet"


def test_without_scripts_an_article_number_is_typed(
    visit: Visit, app: Flask, request_id: int
) -> None:
    line = lines_of(app, request_id)[0]
    url = address(request_id, "lines", line, "accept")
    anna = visit("anna")

    wrong = anna.act(url, material_id="", material_id_text="НЕТ-ТАКОГО")
    assert "Выберите товар из списка" in wrong.follow().text
    assert statuses(app, request_id)[0] == "open"

    anna.act(url, material_id="", material_id_text=NUT)
    assert statuses(app, request_id)[0] == "accepted"


def test_an_alternative_is_offered_with_the_note_of_the_directory_as_its_reason(
    visit: Visit, app: Flask, request_id: int
) -> None:
    anna = visit("anna")
    form_with(anna.get(address(request_id)), "/match").submit()
    line = lines_of(app, request_id)[1]

    opened = anna.get(address(request_id, "lines", line), headers=HTMX)
    stainless = material_id(app, "DIN933-M8x40-A2")
    form = next(
        form
        for form in opened.forms.values()
        if form.action.endswith("/alternative") and form["material_id"].value == str(stainless)
    )
    assert form["reason"].value == "нержавеющая сталь"
    form["reason"] = "Нержавеющие есть на складе"
    answer = form.submit(headers=HTMX)

    assert "Нержавеющие есть на складе" in answer.text
    with at_work(app) as (session, _anna):
        row = session.get_one(Request, request_id).lines[1]
        assert (row.status, row.material_id) == ("alternative", stainless)
        assert row.asked is not None
        assert row.asked.sku == BOLT


def test_a_refused_decision_says_why_on_its_line(visit: Visit, app: Flask, request_id: int) -> None:
    line = lines_of(app, request_id)[0]
    url = address(request_id, "lines", line, "unmet")
    answer = visit("anna").act(url, htmx=True, reason=" ")
    assert answer.status_int == 422
    assert "Напишите, почему мы этого не продаём" in answer.text
    assert "toast" in answer.headers["HX-Trigger"]
    assert statuses(app, request_id)[0] == "open"


def test_a_decision_is_taken_back(visit: Visit, app: Flask, request_id: int) -> None:
    anna = visit("anna")
    form_with(anna.get(address(request_id)), "/match").submit()
    line = lines_of(app, request_id)[1]
    form_with(anna.get(address(request_id)), f"/{line}/reopen").submit()
    assert statuses(app, request_id)[1] == "open"


def test_another_unit_than_ours_is_pointed_out(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        packs = unit(session, "778").id
        request_id = registered(session, anna, asked(EXACT_BOLT, unit_id=packs)).document_id
        requests.match_lines(session, anna, request_id)
    page = visit("anna").get(address(request_id))
    assert "Клиент просит в «упак», продаём в «шт»" in page.text


def test_an_offer_is_prepared_and_takes_the_request_into_work(
    visit: Visit, app: Flask, request_id: int
) -> None:
    anna = visit("anna")
    form_with(anna.get(address(request_id)), "/match").submit()
    line = lines_of(app, request_id)[2]
    anna.act(address(request_id, "lines", line, "unmet"), reason="Не возим")

    answer = form_with(anna.get(address(request_id)), "/offer").submit()

    with at_work(app) as (session, _anna):
        offer = session.scalars(select(Offer)).one()
        assert answer.location.endswith(f"/quotes/offers/{offer.document_id}")
        assert [row.name for row in offer.lines] == [ANY_BOLT, material(session, BOLT).name]
        assert [row.quantity for row in offer.lines] == [Decimal(200), Decimal(200)]
        document = session.get_one(Request, request_id).document
        assert document.state == "in_work"


def test_a_second_offer_is_warned_of_the_first_that_waits_and_not_forbidden(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, anna_herself):
        request_id = registered(session, anna_herself).document_id
    anna, vera = visit("anna"), visit("vera")
    page = anna.get(address(request_id))
    assert page.html.select(".alert-waiting") == []
    first = form_with(page, "/offer").submit().location
    assert anna.get(first).html.select(".alert-waiting") == []

    warned = anna.get(address(request_id))
    (warning,) = warned.html.select(".alert-waiting")
    assert warning.select_one("a")["href"] == first
    second = form_with(warned, "/offer").submit(status=303).location
    for place in (second, f"{second}/edit"):
        (warning,) = anna.get(place).html.select(".alert-waiting")
        assert "ждёт ответа" in warning.get_text()
        assert [link["href"] for link in warning.select("a")] == [first]
    # The first is warned of nothing: it was there.
    assert anna.get(f"{first}/edit").html.select(".alert-waiting") == []

    vera.act(f"/documents/{first.rsplit('/', 1)[1]}/fire/discard")
    assert anna.get(f"{second}/edit").html.select(".alert-waiting") == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Сначала зарегистрируйте запрос"),
        ("stranger", "Сначала заведите контрагента"),
        ("unmet", "Предлагать нечего"),
    ],
)
def test_an_offer_that_cannot_be_prepared_says_why(
    visit: Visit, app: Flask, state: str, words: str
) -> None:
    with at_work(app) as (session, anna):
        if state == "draft":
            made = draft(session, anna)
        elif state == "stranger":
            made = registered(session, anna, of=None, requester="Олег")
        else:
            made = registered(session, anna)
            requests.mark_unmet(session, anna, made.document_id, made.lines[0].id, "Не возим")
        request_id = made.document_id
    anna = visit("anna")
    button = anna.get(address(request_id)).html.find(id="request-prepare").find("button")
    assert button["aria-disabled"] == "true"
    assert words in button["aria-description"]
    answer = anna.post(
        address(request_id, "offer"),
        {"csrf_token": anna.token()},
        headers={"Referer": f"http://localhost{address(request_id)}"},
    )
    assert answer.follow().html.find(id="request-prepare") is not None
    with at_work(app) as (session, _anna):
        assert session.scalars(select(Offer)).all() == []


def test_a_requester_who_has_become_a_partner_is_offered_and_linked(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, anna):
        made = registered(
            session, anna, of=None, requester="Пётр", requester_email="zakaz@romashka.example"
        )
        request_id, expected = made.document_id, partner(session).id
    anna = visit("anna")

    page = anna.get(address(request_id))
    assert "В справочнике есть «ООО «Ромашка»»" in page.text
    form_with(page, "/partner").submit()

    with at_work(app) as (session, _anna):
        assert session.get_one(Request, request_id).document.partner_id == expected


def test_a_free_text_requester_leads_to_a_new_partner_with_his_name(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, anna):
        made = registered(session, anna, of=None, requester="ООО «Новичок»")
        request_id = made.document_id
    anna = visit("anna")
    form = anna.get(address(request_id)).click("Завести контрагента")
    assert "ООО «Новичок»" in form.html.find(id="name")["value"]


def test_a_closed_request_shows_its_lines_without_choices(
    visit: Visit, app: Flask, request_id: int
) -> None:
    with at_work(app) as (session, anna):
        fire(session, request_id, "decline", anna, reason="Не наш профиль")
    anna = visit("anna")
    page = anna.get(address(request_id))
    assert page.html.find(class_="request-choices") is None
    assert page.html.find(id="request-prepare") is None
    assert anna.act(address(request_id, "match")).status_int == 422


def test_the_page_asks_as_much_of_the_database_for_three_lines_as_for_thirty(
    visit: Visit, app: Flask
) -> None:
    sizes = {}
    anna = visit("anna")
    for count in (3, 30):
        with at_work(app) as (session, actor):
            texts = (ANY_BOLT, EXACT_BOLT, UNKNOWN)
            lines = [asked(f"{texts[n % 3]} {n}", str(n + 1)) for n in range(count)]
            request_id = registered(session, actor, *lines).document_id
            requests.match_lines(session, actor, request_id)
        with app.app_context():
            engine = db.engine
        anna.get(address(request_id))
        with counted(engine) as sent:
            anna.get(address(request_id))
        sizes[count] = len(sent)
    assert sizes[3] == sizes[30]


def test_an_unsold_candidate_cannot_be_accepted(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        session.scalars(select(Material).where(Material.sku == NUT)).one().sellable = False
        request_id = registered(session, anna, asked("Гайка М8 DIN 934")).document_id
    page = visit("anna").get(address(request_id))
    assert "не продаётся" in page.html.find(id="lines").get_text()
    line = lines_of(app, request_id)[0]
    assert page.html.find("form", action=address(request_id, "lines", line, "accept")) is not None
    answer = visit("anna").act(
        address(request_id, "lines", line, "accept"), htmx=True, material_id=material_id(app, NUT)
    )
    assert answer.status_int == 422
    assert "выведен из ассортимента" in answer.text


def test_a_candidate_of_another_size_is_not_accepted_without_a_question(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, actor):
        key = registered(session, actor, asked("Болт М8х55 DIN 933 оцинк")).document_id
    page = visit("anna").get(f"/quotes/requests/{key}")
    questions = [
        form["data-confirm"] for form in page.html.select(".request-option form[data-confirm]")
    ]
    assert any("другой размер: М8х40" in question for question in questions), questions
