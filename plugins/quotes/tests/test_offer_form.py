"""The form of an offer: prices as they are typed, errors beside cells, two people at once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.sdk import Document, typed_number, unrestricted
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from core.testing.queries import counted
from plugins.quotes.models import Offer
from plugins.quotes.tests.offer_world import (
    BOLT,
    CABLE,
    NUT,
    ROMASHKA,
    VASILEK,
    approved,
    delivery,
    draft,
    line,
    material,
    partner,
)
from plugins.quotes.tests.request_world import at_work

Visit = Callable[..., Visitor]
NEW = "/quotes/offers/new"
PREVIEW = "/quotes/offers/preview"


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """Keys of what the forms choose."""
    with at_work(app) as (session, _anna):
        found = {sku: material(session, sku).id for sku in (BOLT, NUT, CABLE)}
        return {
            **found,
            ROMASHKA: partner(session).id,
            VASILEK: partner(session, VASILEK).id,
            "door": delivery(session, "door").id,
        }


@pytest.fixture
def draft_id(app: Flask) -> int:
    """Anna's draft of ten bolts."""
    with at_work(app) as (session, anna):
        return draft(session, anna, line(session, BOLT), line(session, NUT)).document_id


def count_of_offers(app: Flask) -> int:
    with at_work(app) as (session, _anna):
        return len(session.scalars(unrestricted(select(Document))).all())


def row(
    sku_id: int | str = "", name: str = "", quantity: str = "1", **cells: str
) -> dict[str, str]:
    """Cells of one line as the grid posts them."""
    return {"material_id": str(sku_id), "name": name, "quantity": quantity, **cells}


def posted(*rows: dict[str, str], **header: Any) -> dict[str, Any]:
    """The form as a browser with scripts posts it."""
    cells = {
        f"lines-{number}-{key}": text
        for number, one in enumerate(rows)
        for key, text in one.items()
    }
    return {"currency": "RUB", "vat_mode": "included", "organisation_id": "1", **cells, **header}


def computed(page: Any, number: int, key: str) -> str:
    rows = page.html.select("tr[data-line]")
    return rows[number].select_one(f'[data-computed="{key}"]').get_text(strip=True)


def errors(page: Any) -> list[str]:
    return [
        one.get_text(strip=True)
        for one in page.html.select("[data-error]")
        if one.get_text(strip=True)
    ]


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_anna_makes_an_offer_without_any_scripts(visit: Visit, app: Flask) -> None:
    anna = visit("anna")
    form = form_with(anna.get(NEW), "/new")
    form["partner_id_text"] = ROMASHKA
    form["lines-0-name"] = BOLT
    form["lines-0-quantity"] = "1 000"

    more = form.submit("lines-add", value="1")
    form = form_with(more, "/new")
    form["lines-1-name"] = "Кронштейн по чертежу"
    form["lines-1-price"] = "950,50"
    page = form.submit().follow()

    assert "Болт М8х40 DIN 933" in page
    assert "16 950,50" in plain(page.text)
    with at_work(app) as (session, _anna):
        [offer] = session.scalars(select(Offer)).all()
        assert [one.sku for one in offer.lines] == [BOLT, ""]


def test_a_second_press_makes_no_second_offer(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    anna = visit("anna")
    key = form_with(anna.get(NEW), "/new")["idempotency_key"].value
    fields = posted(row(ids[BOLT]), partner_id=ids[ROMASHKA], idempotency_key=key)

    first = anna.act(NEW, **fields)
    second = anna.act(NEW, **fields)

    assert first.status_int == second.status_int == 303
    assert first.location == second.location
    assert count_of_offers(app) == 1


def test_the_grid_is_priced_as_it_is_typed_and_nothing_is_saved(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    page = visit("anna").act(
        PREVIEW,
        **posted(
            row(ids[BOLT], quantity="250", discount_percent="15"),
            row(),
            row(name="Кронштейн", quantity="4", price="950,5"),
            partner_id=ids[ROMASHKA],
            delivery_term_id=ids["door"],
        ),
    )

    assert computed(page, 0, "list") == "16,48"
    assert plain(computed(page, 0, "amount")) == "3 502,00"
    assert plain(computed(page, 2, "amount")) == "3 802,00"
    assert computed(page, 1, "amount") == ""
    assert "7 304,00" in plain(page.html.select_one("[data-lines-totals]").text)
    assert "больше нормы" in page.text
    assert "предложение пойдёт руководителю" in plain(page.html.text)
    assert count_of_offers(app) == 0


def test_the_next_break_of_quantity_is_hinted_at(visit: Visit, ids: dict[str, int]) -> None:
    page = visit("anna").act(PREVIEW, **posted(row(ids[BOLT], quantity="99")))

    note = plain(page.html.select_one("[data-line-note]").text)
    assert "от 100 по 16,00 (дешевле на 13,5 %)" in note
    assert "Прайс-лист" in note


def test_one_bad_cell_leaves_the_other_lines_priced(visit: Visit, ids: dict[str, int]) -> None:
    page = visit("anna").act(
        PREVIEW,
        **posted(
            row(ids[BOLT], quantity="много"),
            row(ids[NUT], quantity="10", discount_percent="101"),
            row(ids[CABLE], quantity="2"),
        ),
    )

    assert len(errors(page)) == 2
    assert computed(page, 2, "amount") == "236,00"
    assert "236,00" in page.html.select_one("[data-lines-totals]").text


def test_tax_on_top_is_shown_by_itself(visit: Visit, ids: dict[str, int]) -> None:
    page = visit("anna").act(PREVIEW, **posted(row(ids[BOLT], quantity="10"), vat_mode="excluded"))

    totals = plain(page.html.select_one("[data-lines-totals]").text)
    assert "Итого без НДС" in totals
    assert "151,60" in totals
    assert "184,95" in totals


def test_what_is_wrong_comes_back_filled_with_errors_beside_it(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    page = visit("anna").act(
        NEW,
        **posted(
            row(ids[BOLT], quantity="0"),
            row(ids[NUT], instead_of="Гайка М10"),
            partner_id="",
            valid_until="01.01.2020",
            opening="Добрый день",
        ),
    )

    assert page.status_int == 422
    assert "Выберите контрагента" in page
    assert "Добрый день" in page
    assert count_of_offers(app) == 0
    repaired = visit("anna").act(
        NEW,
        **posted(
            row(ids[BOLT], quantity="0"),
            row(ids[NUT], instead_of="Гайка М10"),
            partner_id=ids[ROMASHKA],
            valid_until="01.01.2020",
        ),
    )
    assert repaired.status_int == 422
    assert len(errors(repaired)) == 2
    assert "Срок уже прошёл" in repaired


def test_a_partner_of_somebody_else_cannot_be_chosen(
    visit: Visit, app: Flask, ids: dict[str, int]
) -> None:
    page = visit("anna").act(NEW, **posted(row(ids[BOLT]), partner_id=ids[VASILEK]))

    assert page.status_int == 422
    assert "Василёк" not in page
    assert count_of_offers(app) == 0


def test_the_contacts_are_those_of_the_chosen_partner(visit: Visit, ids: dict[str, int]) -> None:
    anna = visit("anna")

    assert "Петров Пётр Петрович" in anna.get(f"/quotes/offers/contacts?partner_id={ids[ROMASHKA]}")
    assert "Петров" not in anna.get(f"/quotes/offers/contacts?partner_id={ids[VASILEK]}")


def test_materials_are_suggested_with_all_that_a_line_needs(
    visit: Visit, ids: dict[str, int]
) -> None:
    [first, *_rest] = visit("anna").get("/quotes/offers/suggest?q=DIN933-M8x40").json["items"]

    assert first["cells"]["material_id"] == str(ids[BOLT])
    assert BOLT in first["note"]


def test_in_place_of_what_is_no_longer_sold_its_alternatives_are_suggested(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, _anna):
        material(session, BOLT).sellable = False

    items = visit("anna").get(f"/quotes/offers/suggest?q={BOLT}").json["items"]

    instead = next(one for one in items if one["cells"]["instead_of"])
    assert "нерж. А2" in instead["text"]
    assert instead["cells"]["instead_of"].startswith("Болт М8х40 DIN 933")
    assert instead["cells"]["instead_reason"] == "нержавеющая сталь"


def test_a_change_is_saved_and_told_in_the_history(visit: Visit, draft_id: int) -> None:
    anna = visit("anna")
    form = form_with(anna.get(f"/quotes/offers/{draft_id}/edit"), "/edit")
    form["lines-0-quantity"] = "100"
    form["closing"] = "Цены с учётом доставки."

    page = form.submit().follow()

    assert "1 642,00" in plain(page.text)
    assert "Цены с учётом доставки." in page
    changes = plain(page.html.select_one(".changes").text)
    assert "Заключение" in changes
    assert "100 шт × 16" in changes


def test_a_foreign_reader_meets_no_russian_words_of_the_program_in_the_history(
    visit: Visit, draft_id: int
) -> None:
    anna = visit("anna")
    form = form_with(anna.get(f"/quotes/offers/{draft_id}/edit"), "/edit")
    form["lines-0-shipping_days"] = "7"
    form["vat_mode"] = "excluded"
    form.submit().follow()
    anna.act("/profile/preferences", language="en")

    changes = plain(anna.get(f"/quotes/offers/{draft_id}").html.select_one(".changes").text)

    assert "7 days" in changes
    assert "VAT included changed to VAT added" in changes
    assert "сверху" not in changes


def test_only_a_draft_opens_for_a_change(visit: Visit, app: Flask) -> None:
    with at_work(app) as (session, anna):
        offer_id = approved(session, anna).document_id

    page = visit("anna").get(f"/quotes/offers/{offer_id}/edit", expect_errors=True)

    assert page.status_int == 422


def test_boris_neither_opens_nor_prices_annas_draft(visit: Visit, draft_id: int) -> None:
    boris = visit("boris")

    boris.get(f"/quotes/offers/{draft_id}/edit", status=404)
    assert boris.act(f"{PREVIEW}?offer={draft_id}").status_int == 404
    assert boris.act(f"/quotes/offers/{draft_id}/edit").status_int == 404


def test_the_number_of_queries_does_not_depend_on_the_number_of_lines(
    visit: Visit, app: Flask
) -> None:
    with at_work(app) as (session, anna):
        small = draft(session, anna, line(session, BOLT)).document_id
        many = [line(session, sku) for sku in (BOLT, NUT, CABLE) for _copy in range(20)]
        large = draft(session, anna, *many).document_id
        engine = db.engine
    anna = visit("anna")
    anna.get("/quotes/offers/")
    sent: list[int] = []
    for offer_id in (small, large):
        for page in ("", "/edit"):
            with counted(engine) as statements:
                anna.get(f"/quotes/offers/{offer_id}{page}")
            sent.append(len(statements))

    assert sent[0] == sent[2]
    assert sent[1] == sent[3]


def test_preview_and_saved_sums_agree(visit: Visit, app: Flask, ids: dict[str, int]) -> None:
    anna = visit("anna")
    fields = posted(
        row(ids[BOLT], quantity="33", discount_percent="7"),
        row(ids[CABLE], quantity="2,75"),
        row(name="Работа", price="333,33", quantity="3"),
        partner_id=ids[ROMASHKA],
        vat_mode="excluded",
    )
    preview = anna.act(PREVIEW, **fields)
    shown = [one.text for one in preview.html.select("[data-lines-totals] dd")]

    page = anna.act(NEW, **fields).follow()

    assert [one.text for one in page.html.select(".offer-sums dd")] == shown
    with at_work(app) as (session, _anna):
        [offer] = session.scalars(select(Offer)).all()
        assert typed_number(offer.document.total) in plain(shown[-1]).replace(" ", "")
