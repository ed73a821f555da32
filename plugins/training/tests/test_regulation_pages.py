"""Screens of regulations: what each shows to whom."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, User, actor_by_id, fire, now
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from plugins.training.models import RegulationVersion
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import (
    WITHOUT,
    discount_rules,
    draft,
    in_force,
)

Visit = Callable[..., Visitor]
BASE = "/training/regulations"


@contextmanager
def at_work(app: Flask, login: str = "vera") -> Iterator[tuple[Session, Actor]]:
    """A session and the actor of that person; what was done is kept at the end."""
    with app.app_context():
        session = db.session()
        user = session.scalars(select(User).where(User.login == login)).one()
        yield session, actor_by_id(session, user.id)
        session.commit()
        db.session.remove()


def form_of(page: Any, field: str) -> Any:
    """The form that has a field; one without an address of its own leads to its page."""
    return next(form for form in page.forms.values() if field in form.fields)


def page_of(version: RegulationVersion) -> str:
    return f"{BASE}/versions/{version.document_id}"


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """Two editions of one regulation in force, a third on discussion, and a regulation of logists
    in preparation; addresses of their pages."""
    with at_work(app) as (session, vera):
        old = in_force(
            session, vera, roles=("manager",), body=discount_rules(7), at=now() - timedelta(days=90)
        )
        current = in_force(
            session, vera, body=discount_rules(5), at=now() - timedelta(days=5), summary="Маржа"
        )
        third = draft(session, vera, body=discount_rules(12), summary="Вернуть продажи")
        fire(session, third.document_id, "discuss", vera)
        other = draft(session, vera, code="ЛГ-01", roles=("logistics",))
        return {
            "home": f"{BASE}/{current.regulation_id}",
            "old": page_of(old),
            "current": page_of(current),
            "third": page_of(third),
            "other": page_of(other),
            "clause": third.clauses[1].uid,
            "held": current.clauses[1].uid,
            "third_id": third.document_id,
        }


def test_every_page_opens_for_everybody_who_may_see_it_in_both_languages(
    app: Flask, visit: Visit, world: dict[str, Any]
) -> None:
    pages = [f"{BASE}/", world["home"], world["old"], world["current"], world["third"]]
    pages += [world["other"], f"{world['current']}/effect", f"{world['old']}/effect"]
    pages += [f"{world['third']}/rehearsal", f"{world['third']}/remarks/{world['clause']}"]
    for login, language in (("vera", "ru"), ("anna", "ru"), ("anna", "en"), ("director", "en")):
        with at_work(app, login) as (session, actor):
            session.get_one(User, actor.user_id).language = language
        visitor = visit(login)
        for page in pages:
            visitor.get(page)


def test_the_list_says_what_holds_and_what_comes(visit: Visit, world: dict[str, Any]) -> None:
    page = visit("anna").get(f"{BASE}/")

    row = next(one for one in page.html.select("tbody tr") if "РП-01" in one.get_text())
    text = row.get_text(" ", strip=True)
    assert "3 На обсуждении" in text
    assert "Новый регламент" not in page.text


def test_a_regulation_shows_its_editions_and_norms(visit: Visit, world: dict[str, Any]) -> None:
    page = visit("anna").get(world["home"])

    assert [link.get_text() for link in page.html.select("td a") if "Редакция" in link.text] == [
        "Редакция 3",
        "Редакция 2",
        "Редакция 1",
    ]
    assert "5 %" in page.text.replace("\xa0", " ")
    assert "Подготовить редакцию" not in page.text


def test_a_value_out_of_the_text_has_its_unit_declined(app: Flask, visit: Visit) -> None:
    with at_work(app) as (session, vera):
        body = '## А\n\n1. Отвечаем за {{ norm("quotes.answer_days", 3) }} рабочих дня.\n'
        in_force(session, vera, body=body, at=now() - timedelta(days=30))
        edition = draft(session, vera, body=body.replace("3) }} рабочих дня", "1) }} рабочий день"))
        fire(session, edition.document_id, "discuss", vera)
        home, page = f"{BASE}/{edition.regulation_id}", page_of(edition)
    anna = visit("anna")

    assert "3 рабочих дня" in anna.get(home).html.select_one("td.num").get_text()
    shown = anna.get(page).html
    assert "Отвечаем за 1" in shown.select_one(".clause").get_text()
    assert "В редакции 1 было 3 рабочих дня" in shown.select_one(".norm .meaning").get_text()
    compared = anna.get(f"{BASE}/compare?new={edition.document_id}").html
    assert [one.get_text() for one in compared.select("td.num")] == [
        "3 рабочих дня",
        "1 рабочий день",
    ]
    norm = anna.get("/norms/quotes.answer_days").html.find("main").get_text(" ")
    assert "3 рабочих дня" in norm
    history = shown.find(id="document-timeline").get_text(" ", strip=True)
    assert "Срок ответа на запрос 3 рабочих дня стало 1 рабочий день" in history


def test_the_history_of_an_edition_says_percents_as_such(app: Flask, visit: Visit) -> None:
    with at_work(app) as (session, vera):
        edition = draft(session, vera, body=discount_rules(15))
        again = discount_rules(7).replace("7)", "7.5)")
        regulations.save_text(session, vera, edition.document_id, again, "", None)
        page = page_of(edition)

    history = visit("anna").get(page).html.find(id="document-timeline").get_text(" ", strip=True)

    assert "15 % стало 7,5 %" in history.replace("\xa0", " ")


def test_the_text_has_anchors_and_says_why_the_value_is_what_it_is(
    visit: Visit, world: dict[str, Any]
) -> None:
    page = visit("anna").get(world["current"])

    clause = page.html.find(id=f"c-{world['held']}")
    tip = clause.select_one(".meaning").get_text(" ", strip=True).replace("\xa0", " ")
    assert "В редакции 1 было 7 %" in tip
    assert "Орлова" in tip
    assert "Маржа" in tip


def test_a_remark_is_written_under_its_clause_and_answered_there(
    app: Flask, visit: Visit, world: dict[str, Any]
) -> None:
    anna, vera = visit("anna"), visit("vera")
    place = f"/remarks/{world['clause']}"
    form = form_with(anna.get(f"{world['third']}{place}"), place)
    form["text"] = ""
    refused = form.submit(status=422)
    form = form_with(refused, place)
    form["text"] = "Двенадцать много"
    form.submit(headers={"HX-Request": "true"})

    page = vera.get(world["third"])
    block = page.html.find(id=f"talk-{world['clause']}")
    assert block.find_parent(id=f"c-{world['clause']}") is not None
    assert "Двенадцать много" in block.get_text()
    reply = form_with(page, "/answer")
    reply["answer"] = "Так посчитали"
    answer = reply.submit("outcome", value="declined", headers={"HX-Request": "true"})
    assert "Отклонено" in answer.text
    assert "Так посчитали" in answer.text
    assert 'hx-swap-oob="true"' in answer.text


def test_a_remark_from_a_page_of_its_own_leads_to_the_text(
    visit: Visit, world: dict[str, Any]
) -> None:
    anna, vera = visit("anna"), visit("vera")
    place = f"{world['third']}/remarks/{world['clause']}"
    form = form_with(anna.get(place), place)
    form["text"] = "   "
    refused = form.submit(status=422)
    assert "Заполните это поле" in refused.html.select_one(".field-error").get_text()
    form = form_with(refused, place)
    # Nothing on this page has the places that a fragment would be put in.
    assert not refused.html.find("main").select("[hx-post], [hx-get]")
    form["text"] = "Двенадцать много"
    sent = form.submit(status=303)
    assert sent.location.endswith(f"{world['third']}#talk-{world['clause']}")
    assert "Двенадцать много" in sent.follow().html.find(id=f"talk-{world['clause']}").get_text()

    reply = form_with(vera.get(place), "/answer")
    reply["answer"] = "Так посчитали"
    assert reply.submit("outcome", value="declined").location.endswith(f"#talk-{world['clause']}")


def test_a_remark_is_not_declined_with_blanks(visit: Visit, world: dict[str, Any]) -> None:
    anna, vera = visit("anna"), visit("vera")
    place = f"{world['third']}/remarks/{world['clause']}"
    form = form_with(anna.get(place), place)
    form["text"] = "Двенадцать много"
    form.submit()
    for headers in ({}, {"HX-Request": "true"}):
        reply = form_with(vera.get(world["third"]), "/answer")
        reply["answer"] = "  "
        refused = reply.submit("outcome", value="declined", headers=headers, status=422)
        field = refused.html.find("textarea", attrs={"name": "answer"})
        fault = refused.html.find(id=field["aria-describedby"]).get_text(strip=True)
        assert fault == "Напишите, почему замечание отклонено"
        assert field.get_text() == "  "


def test_who_has_nothing_against_says_so_and_the_progress_counts_him(
    visit: Visit, world: dict[str, Any]
) -> None:
    anna = visit("anna")
    page = anna.get(world["third"])
    assert "0 из 1" in page.text
    answer = form_with(page, "/agree").submit(headers={"HX-Request": "true"})

    assert "1 из 1" in answer.text
    assert "замечаний нет" in answer.text
    assert not [form for form in anna.get(world["third"]).forms.values() if "/agree" in form.action]


def test_the_owner_records_why_a_role_is_not_waited_for(
    visit: Visit, world: dict[str, Any]
) -> None:
    form = form_with(visit("vera").get(world["third"]), "/waivers/manager")
    form["reason"] = "  "
    refused = form.submit(headers={"HX-Request": "true"}, status=422)
    assert (
        "Напишите предложением, почему"
        in refused.html.select_one("details[open] .field-error").get_text()
    )
    form["reason"] = "Все менеджеры в отпуске до марта"
    answer = form.submit(headers={"HX-Request": "true"})

    assert "Все менеджеры в отпуске до марта" in answer.text
    assert "/waivers/" not in visit("anna").get(world["third"]).text


def test_without_whose_word_an_edition_was_approved_stays_on_its_page(
    app: Flask, visit: Visit
) -> None:
    with at_work(app) as (session, vera):
        address = page_of(in_force(session, vera, code="Ждали", roles=("manager",)))

    card = visit("anna").get(address).html.select_one("#waivers-card").get_text()
    assert WITHOUT in card


def test_what_holds_takes_remarks_for_a_month_and_then_says_why_not(
    app: Flask, visit: Visit, world: dict[str, Any]
) -> None:
    assert "попадают в черновик следующей редакции" in visit("anna").get(world["current"]).text
    with at_work(app) as (session, vera):
        late = in_force(
            session,
            vera,
            code="Старый",
            roles=("manager",),
            body="## А\n\n1. Б\n",
            at=now() - timedelta(days=40),
        )
        address = page_of(late)

    page = visit("anna").get(address)
    assert "Замечания собирали до" in page.text
    assert not page.html.select(".talk-add")


def test_the_approval_names_what_is_missing_and_the_owner_alone_opens_it(
    visit: Visit, world: dict[str, Any]
) -> None:
    vera = visit("vera")
    page = vera.get(f"{world['third']}/approval")
    assert "Не высказалась 1 роль" in page.text
    form = form_of(page, "effective_from")
    button = page.html.select_one("button[aria-describedby=approval-waits]")
    assert button.has_attr("disabled")
    told = page.html.find(id=button["aria-describedby"]).get_text()
    assert told.startswith("Утвердить нельзя: не выполнено 1 условие")
    # Sent all the same, it says the same.
    refused = form.submit(status=422)
    assert "Не высказалась 1 роль" in refused.html.select_one(".alert-danger").get_text()


def test_the_rehearsal_shows_both_values_and_says_where_the_past_is_silent(
    app: Flask, visit: Visit
) -> None:
    body = (
        '## А\n\n1. Скидка {{ norm("quotes.discount_without_approval", 3) }}.\n'
        '2. Ссылка живёт {{ norm("quotes.public_link_days", 5) }} дней.\n'
    )
    with at_work(app) as (session, vera):
        edition = draft(session, vera, body=body)
        address = f"{page_of(edition)}/rehearsal"

    text = visit("vera").get(address).text.replace("\xa0", " ")
    assert "Было 30 дней, станет 5 дней" in text
    assert "ничего не говорит" in text


def test_a_regulation_is_made_and_its_first_edition_begun(visit: Visit) -> None:
    vera = visit("vera")
    form = form_of(vera.get(f"{BASE}/new"), "code")
    form["code"], form["title"], form["kind"] = "РП-07", "Оплата", "pay"
    form.set("roles", True, index=1)
    made = form.submit(status=303)
    assert made.location.endswith("/edit")

    settings = vera.get(f"{BASE}/")
    assert "РП-07" in settings.text
    visit("anna").get(f"{BASE}/new", status=404)


def test_two_people_change_one_regulation_and_neither_loses(
    app: Flask, visit: Visit, world: dict[str, Any]
) -> None:
    vera = visit("vera")
    address = f"{world['home']}/settings"
    first = form_of(vera.get(address), "code")
    second = form_of(visit("zhanna").get(address), "code")
    first["title"] = "Скидки"
    first.submit(status=303)
    second["title"] = "О скидках"
    clash = second.submit(status=409)

    again = form_of(clash, "code")
    assert again["title"].value == "О скидках"
    again.submit(status=303)
    assert "О скидках" in vera.get(world["home"]).text


def test_only_who_prepares_regulations_begins_an_edition(
    app: Flask, visit: Visit, world: dict[str, Any]
) -> None:
    with at_work(app) as (session, vera):
        version = session.get_one(RegulationVersion, world["third_id"])
        fire(session, version.document_id, "rework", vera, reason="Иначе")
        fire(session, version.document_id, "discard", vera)
        assert regulations.open_version(session, version.regulation_id) is None

    assert "Подготовить редакцию" in visit("vera").get(world["home"]).text
    anna = visit("anna")
    assert "Подготовить редакцию" not in anna.get(world["home"]).text
    assert anna.act(f"{world['home']}/editions").status_int == 403


def test_the_home_page_and_the_menu_say_that_a_word_is_waited_for(
    visit: Visit, world: dict[str, Any]
) -> None:
    assert "Ждут вашего слова" in visit("anna").get("/").text
    assert "Ждут вашего слова" not in visit("gleb").get("/").text


def test_the_norm_leads_to_its_clause_and_cannot_be_changed_elsewhere(
    app: Flask, visit: Visit
) -> None:
    with at_work(app) as (session, vera):
        version = in_force(session, vera, body=discount_rules(7))
        link = regulations.clause_link(version.document_id, version.clauses[1].uid)
    vera_there = visit("vera")
    key = "/norms/quotes.discount_without_approval"

    page = vera_there.get(key)
    assert page.html.find("a", href=link) is not None
    assert page.html.find("textarea") is None
    listed = vera_there.get("/norms/").html.find("a", href=link)
    assert "п. 1.1, редакция 1" in listed.get_text()
    refused = vera_there.act(key, value="9", reason="Хочу")
    assert refused.status_int in {400, 409, 422}
    assert "7" in vera_there.get(key).text


def test_a_norm_set_for_some_is_changed_by_an_edition_only_too(app: Flask, visit: Visit) -> None:
    with at_work(app) as (session, vera):
        in_force(session, vera, body=discount_rules(7), roles=("manager",))

    vera_there = visit("vera")
    page = vera_there.get("/norms/quotes.discount_without_approval")
    assert page.html.find("textarea") is None
    assert "Для кого какое значение" in page.text
    refused = vera_there.act("/norms/quotes.discount_without_approval", value="9", reason="Хочу")
    assert refused.status_int in {400, 409, 422}
