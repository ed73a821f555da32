"""A list through HTTP: pages, fragments, what is remembered, what may be done to many at once."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from flask import Flask
from lists_world import Deal, statements
from sqlalchemy import select
from webtest import TestResponse

from core.db.session import db, unit_of_work
from core.testing.browser import Visitor
from core.web.lists import query as reading
from core.web.models import SavedView

Add = Callable[..., None]
BODY = {"HX-Request": "true", "HX-Target": "list-deals-body"}


def cells(page: TestResponse, column: int = 1) -> list[str]:
    """Texts of a column; 0 is the checkbox."""
    return [
        row.find_all("td")[column].get_text(" ", strip=True)
        for row in page.html.select("[data-list-row]")
    ]


def heads(page: TestResponse) -> list[str]:
    return [head.get_text(" ", strip=True) for head in page.html.select("thead th")[1:]]


def numbered(count: int) -> list[dict[str, Any]]:
    start = date(2026, 1, 1)
    return [
        {
            "name": f"Сделка {index}",
            "day": start + timedelta(days=index // 3) if index % 5 else None,
        }
        for index in range(count)
    ]


def test_a_row_leads_to_its_page_by_a_real_link(add: Add, anna: Visitor) -> None:
    add({"name": "Болт <b>М8</b>", "total": Decimal("1234.50"), "state": "won"})

    page = anna.get("/deals/")

    link = page.html.select_one("[data-list-link]")
    assert link["href"] == "/deals/1"
    assert link.get_text() == "Болт <b>М8</b>"
    assert "1\u00a0234,50\u00a0₽" in page.html.select_one("[data-list-row]").get_text()
    assert page.html.select_one("[data-list-row] .badge-success").get_text() == "Подтверждено"
    assert page.html.select_one("tfoot .list-sum").get_text().endswith("1\u00a0234,50\u00a0₽")


def test_a_value_on_a_card_says_what_it_is(add: Add, anna: Visitor) -> None:
    add({"name": "Болты", "day": date(2026, 11, 3), "total": Decimal("1234.50"), "state": "won"})

    [row] = anna.get("/deals/?cols=name,day,pieces,total,state").html.select("[data-list-row]")
    assert [cell.get("data-label") for cell in row.select("td:not(.list-tick)")] == [
        None,
        "Дата",
        "Штук",
        "Сумма",
        None,
    ]
    # A figure is no name: it says what it counts even as the title of its card.
    [row] = anna.get("/deals/?cols=pieces,name").html.select("[data-list-row]")
    assert row.select_one(".at-title")["data-label"] == "Штук"


def test_all_rows_are_reached_by_links_alone(add: Add, anna: Visitor) -> None:
    add(*numbered(40))
    page = anna.get("/deals/")
    seen = cells(page)
    while more := page.html.select_one("#list-deals-more a"):
        page = anna.get(more["href"])
        seen += cells(page)

    assert len(seen) == 40
    assert set(seen) == {f"Сделка {index}" for index in range(40)}
    assert "К началу списка" in page.text


def test_htmx_gets_the_part_that_it_wants_to_replace(add: Add, anna: Visitor) -> None:
    add(*numbered(20))
    more = anna.get("/deals/").html.select_one("#list-deals-more a")["hx-get"]

    rows = anna.get(more, headers={"HX-Request": "true", "HX-Target": "list-deals-more"})
    body = anna.get("/deals/?sort=name", headers=BODY)
    boosted = anna.get("/deals/", headers={"HX-Request": "true", "HX-Boosted": "true"})

    assert rows.text.lstrip().startswith("<tbody")
    assert len(cells(rows)) == 7
    assert "<thead" not in rows.text
    assert body.text.lstrip().startswith('<div class="list-body"')
    assert 'role="search"' not in body.text
    assert "<html" in boosted.text


def test_the_address_is_tidy_whatever_a_form_sends(add: Add, anna: Visitor) -> None:
    add(*numbered(2))
    sent = "/deals/?q=&day_from=&day_to=&state=draft&state=sent&sort=-day"

    body = anna.get(sent, headers=BODY)
    typed = anna.get("/deals/?q=1", headers={**BODY, "HX-Trigger": "list-deals-search"})

    assert body.headers["HX-Push-Url"] == "/deals/?state=draft,sent"
    assert "HX-Push-Url" not in typed.headers
    assert typed.headers["HX-Replace-Url"] == "/deals/?q=1"


def test_a_filter_says_its_value_and_can_be_taken_off(add: Add, anna: Visitor) -> None:
    add({"name": "новая"}, {"name": "старая", "state": "won"})

    page = anna.get("/deals/?" + urlencode({"state": "won", "day": "year", "q": "старая"}))

    chips = [chip.get_text(" ", strip=True) for chip in page.html.select(".chip.is-on")]
    assert chips == ["Состояние: Подтверждено", "Дата: Этот год"]
    assert unquote(page.html.select_one(".chip-remove")["href"]) == "/deals/?q=старая&day=year"
    assert unquote(page.html.select_one("a.chip-add")["href"]) == (
        "/deals/?q=старая&state=won&day=year&urgent=1"
    )


def test_the_form_of_a_filter_keeps_the_rest_of_the_view(add: Add, anna: Visitor) -> None:
    add({"name": "новая", "total": Decimal(5)}, {"name": "старая", "state": "won"})
    page = anna.get("/deals/?state=draft&sort=name&cols=name,total")

    form = next(form for form in page.forms.values() if "total_from" in form.fields)
    form["total_from"] = "1,5"
    found = form.submit()

    assert cells(found) == ["новая"]
    assert found.request.GET["state"] == "draft"
    assert found.request.GET["sort"] == "name"
    assert found.request.GET["cols"] == "name,total"


def test_an_empty_list_says_what_to_do_first(anna: Visitor) -> None:
    page = anna.get("/deals/")

    assert "Сделок ещё нет" in page
    assert page.html.select_one(".empty a")["href"] == "/deals/new"


def test_nothing_found_is_not_an_empty_list(add: Add, anna: Visitor) -> None:
    add({"name": "Болт"})

    page = anna.get("/deals/?" + urlencode({"q": "гайка"}))

    assert "Сделок ещё нет" not in page
    assert page.html.select_one(".empty a")["href"] == "/deals/"


def test_a_column_of_the_head_is_not_there_for_a_manager(
    add: Add, anna: Visitor, vera: Visitor
) -> None:
    add({"name": "Болт", "weight": Decimal(7)})

    assert "Маржа" in heads(vera.get("/deals/"))
    page = anna.get("/deals/?cols=name,margin&sort=-margin")
    assert heads(page) == ["Название"]
    assert "Маржа" not in page


def test_chosen_columns_are_remembered_for_the_person_and_the_list(
    add: Add, anna: Visitor, boris: Visitor
) -> None:
    add({"name": "Болт", "pieces": 3})
    before = heads(anna.get("/deals/"))

    # A browser sends the ticked boxes in the order in which the lines stand.
    form = [
        ("csrf_token", anna.token()),
        ("list_action", "columns"),
        ("here", "?state=draft"),
        ("column", "pieces"),
        ("column", "name"),
        ("column", "margin"),
        ("column", "nothing"),
    ]
    answer = anna.post("/deals/", form)

    assert answer.status_int == 303
    assert answer.location.endswith("/deals/?state=draft")
    assert heads(anna.get("/deals/")) == ["Штук", "Название"]
    assert heads(boris.get("/deals/")) == before
    anna.act("/deals/", list_action="columns_reset")
    assert heads(anna.get("/deals/")) == before


def test_a_view_is_saved_shared_and_opened_first(add: Add, anna: Visitor, boris: Visitor) -> None:
    add({"name": "новая"}, {"name": "старая", "state": "won"})
    page = anna.get("/deals/?state=won&sort=name&after=zzz")
    form = next(form for form in page.forms.values() if "shared" in form.fields)
    form["name"] = "  Выигранные   сделки "
    form["shared"] = True
    form["default"] = True

    saved = form.submit("list_action", value="view_save").follow()

    assert "Вид «Выигранные сделки» сохранён" in saved
    first = anna.get("/deals/").follow()
    assert unquote(first.request.path_qs) == "/deals/?view=1&state=won&sort=name"
    assert cells(first) == ["старая"]
    assert first.html.select_one(".list-tabs [aria-current]").get_text(strip=True) == (
        "Выигранные сделки"
    )
    assert "изменён" not in first.html.select_one(".list-tabs").get_text()
    assert len(cells(anna.get("/deals/?view=all"))) == 2
    changed = anna.get("/deals/?view=1&state=won")
    assert "изменён" in changed.html.select_one(".list-tabs").get_text()

    others = boris.get("/deals/")
    assert len(cells(others)) == 2, "a default is the owner's alone"
    assert "Выигранные сделки" in others.html.select_one(".list-tabs").get_text()


def test_a_private_view_is_nobody_elses(add: Add, anna: Visitor, boris: Visitor) -> None:
    add({"name": "новая"})
    anna.act("/deals/", list_action="view_save", here="?state=won", name="Моё")

    assert "Моё" not in boris.get("/deals/")
    assert boris.act("/deals/", list_action="view_remove", view_id="1").status_int == 404
    assert boris.act("/deals/", list_action="view_default", view_id="1").status_int == 404
    assert anna.act("/deals/", list_action="view_remove", view_id="1").status_int == 303
    assert "Моё" not in anna.get("/deals/").html.select_one(".list").get_text()


def test_saving_under_the_same_name_replaces_the_view(app: Flask, anna: Visitor) -> None:
    for here in ("?state=won", "?state=draft"):
        anna.act("/deals/", list_action="view_save", here=here, name="Моё")

    with app.app_context():
        views = db.session().scalars(select(SavedView)).all()
    assert [view.query for view in views] == ["state=draft"]


def test_a_view_keeps_the_columns_it_was_saved_with(add: Add, anna: Visitor) -> None:
    add({"name": "новая"})
    anna.post(
        "/deals/", [("csrf_token", anna.token()), ("list_action", "columns"), ("column", "day")]
    )
    anna.act("/deals/", list_action="view_save", name="Даты")
    anna.act("/deals/", list_action="columns_reset")

    assert heads(anna.get("/deals/?view=1&cols=day")) == ["Дата"]
    assert "cols=day" in anna.get("/deals/?view=all").html.select(".list-tabs a")[1]["href"]


@pytest.mark.parametrize("name", ["", "   ", "я" * 81])
def test_a_view_needs_a_name(anna: Visitor, name: str) -> None:
    anna.get("/deals/")

    answer = anna.act("/deals/", list_action="view_save", name=name)

    assert answer.status_int in {303, 422}
    assert not anna.get("/deals/").html.select(".list-tabs")


def test_what_a_view_keeps_is_only_what_the_list_understands(app: Flask, anna: Visitor) -> None:
    here = "?state=won,burnt&evil=1&sort=name&after=xx&view=7&cols=name,margin"

    anna.act("/deals/", list_action="view_save", here=here, name="Моё")

    with app.app_context():
        assert db.session().scalars(select(SavedView.query)).one() == "sort=name&cols=name"


def test_the_way_back_never_leaves_the_list(anna: Visitor) -> None:
    answer = anna.act("/deals/", list_action="columns_reset", here="//evil.example/?q=x")

    assert answer.location in {"http://localhost:80/deals/", "http://localhost/deals/", "/deals/"}


def test_a_bulk_action_reaches_only_rows_that_the_list_shows(
    app: Flask, add: Add, anna: Visitor
) -> None:
    add({"name": "первая"}, {"name": "вторая"}, {"name": "тайная", "note": "скрытая"})
    page = anna.get("/deals/?" + urlencode({"q": "а"}))
    form = next(one for one in page.forms.values() if one.id == "list-deals-bulk")
    fields = [*form.submit_fields(), ("bulk", "send"), ("key", "1"), ("key", "3"), ("key", "x")]

    answer = anna.post("/deals/", fields).follow()

    assert "Отправлена 1 сделка" in answer
    assert answer.request.GET["q"] == "а"
    with app.app_context():
        states = dict(db.session().execute(select(Deal.id, Deal.state)).all())
    assert states == {1: "sent", 2: "draft", 3: "draft"}


def test_a_bulk_action_sent_twice_is_done_once(app: Flask, add: Add, anna: Visitor) -> None:
    add({"name": "первая"})
    form = next(one for one in anna.get("/deals/").forms.values() if one.id == "list-deals-bulk")
    fields = [*form.submit_fields(), ("bulk", "send"), ("key", "1")]
    anna.post("/deals/", fields)
    with app.app_context(), unit_of_work() as session:
        session.get_one(Deal, 1).state = "won"

    assert anna.post("/deals/", fields).status_int == 303

    with app.app_context():
        assert db.session().get_one(Deal, 1).state == "won"


def test_a_bulk_action_without_its_permission_is_neither_shown_nor_done(
    add: Add, anna: Visitor, vera: Visitor
) -> None:
    add({"name": "первая"})

    assert not anna.get("/deals/").html.select('button[value="close"]')
    assert vera.get("/deals/").html.select('button[value="close"]')
    refused = anna.act("/deals/", list_action="bulk", bulk="close", key="1")
    assert refused.status_int == 403


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"list_action": "nothing"},
        {"list_action": "bulk", "bulk": "nothing", "key": "1"},
        {"list_action": "bulk", "bulk": "send"},
        {"list_action": "bulk", "bulk": "send", "key": "9" * 40},
        {"list_action": "view_remove", "view_id": "x"},
        {"list_action": "view_default", "view_id": "77"},
    ],
)
def test_what_the_list_does_not_offer_is_not_found(
    add: Add, anna: Visitor, fields: dict[str, str]
) -> None:
    add({"name": "первая"})

    assert anna.act("/deals/", **fields).status_int == 404


def test_sums_of_a_long_list_wait_until_they_are_asked_for(
    add: Add, anna: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SMALL", 3)
    monkeypatch.setattr("core.web.lists.screen.SMALL", 3)
    add(*({"name": f"{index}", "total": Decimal("0.10")} for index in range(10)))

    page = anna.get("/deals/")
    foot = page.html.select_one("#list-deals-totals")
    assert "0,10" not in foot.get_text()
    part = anna.get(
        foot["hx-get"], headers={"HX-Request": "true", "HX-Target": "list-deals-totals"}
    )
    by_link = anna.get(foot.select_one("a")["href"])

    assert part.text.lstrip().startswith("<tfoot")
    for answer in (part, by_link):
        assert "1,00\u00a0₽" in answer.html.select_one("tfoot").get_text()
        assert "10 стро" in answer.html.select_one("tfoot").get_text()
    assert "hx-get" not in part.html.select_one("tfoot").attrs


def test_queries_of_the_screen_do_not_grow_with_rows(app: Flask, add: Add, anna: Visitor) -> None:
    with app.app_context():
        engine = db.engine

    def asked() -> list[str]:
        with statements(engine) as sent:
            anna.get("/deals/", headers=BODY)
        return [statement.partition("FROM")[2] for statement, _parameters in sent]

    add({"name": "одна", "day": date(2026, 1, 1)})
    anna.get("/deals/")
    few = asked()
    add(*({"name": f"Сделка {index}", "day": date(2026, 1, 1)} for index in range(5)))

    assert asked() == few
    assert sum("deal" in statement for statement in few) == 3  # with a date, without, the sums


def test_a_stranger_is_sent_to_log_in(visit: Callable[..., Visitor]) -> None:
    assert "/login" in visit().get("/deals/").location
    assert visit("gleb").get("/deals/", expect_errors=True).status_int == 404
