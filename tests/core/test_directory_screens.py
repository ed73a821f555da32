"""The screens of the directories, through HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from webtest import TestResponse

from core.accounts.policy import unrestricted
from core.db.session import db, unit_of_work
from core.directory.models import Contact, Material, Organisation, Partner, PriceList
from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]


@dataclass(frozen=True)
class Keys:
    """Ids of rows that the tests open, read before anybody logs in."""

    romashka: int
    vasilek: int
    vasilek_kpp: str
    material: int
    group: int
    unit: int
    price_list: int
    organisation: int


def _partner(session: Session, inn: str) -> Partner:
    return session.scalars(unrestricted(select(Partner).where(Partner.inn == inn))).one()


@pytest.fixture
def keys(app: Flask) -> Keys:
    """Ромашка is Anna's, Василёк is Boris's."""
    with app.app_context():
        session = db.session()
        material = session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()
        vasilek = _partner(session, "7736050003")
        return Keys(
            romashka=_partner(session, "7736207543").id,
            vasilek=vasilek.id,
            vasilek_kpp=vasilek.kpp,
            material=material.id,
            group=material.group_id or 0,
            unit=material.unit_id,
            price_list=session.scalars(select(PriceList.id)).one(),
            organisation=session.scalars(select(Organisation.id)).one(),
        )


def _form(page: TestResponse, field: str) -> Any:
    """The form of a page that has a field."""
    for form in page.forms.values():
        if form.method.lower() == "post" and field in form.fields:
            return form
    raise AssertionError(f"no form with {field}")


def _save(page: TestResponse, **fields: str) -> TestResponse:
    form = _form(page, next(iter(fields)))
    for name, value in fields.items():
        form[name] = value
    return form.submit(expect_errors=True)


def _pages(keys: Keys) -> list[str]:
    return [
        "/directory/partners/",
        "/directory/partners/new",
        "/directory/materials/",
        f"/directory/materials/?group={keys.group}",
        "/directory/materials/new",
        f"/directory/materials/{keys.material}",
        f"/directory/materials/{keys.material}/edit",
        f"/directory/materials/{keys.material}/alternatives",
        "/directory/materials/groups/new",
        f"/directory/materials/groups/{keys.group}",
        "/directory/prices/",
        "/directory/prices/new",
        "/directory/prices/import",
        f"/directory/prices/{keys.price_list}",
        f"/directory/prices/{keys.price_list}/edit",
        f"/directory/prices/{keys.price_list}/materials/{keys.material}",
        "/directory/organisations/",
        f"/directory/organisations/{keys.organisation}",
        "/directory/reference/",
        "/directory/reference/units",
        "/directory/reference/vat-rates",
        "/directory/reference/delivery-terms",
        "/directory/reference/payment-terms",
        "/directory/reference/customer-groups",
        "/directory/reference/channels",
        "/directory/reference/campaigns",
        "/directory/reference/rejection-reasons",
        "/directory/reference/competitors",
    ]


def test_the_head_can_open_every_page_of_the_directories(visit: Visit, keys: Keys) -> None:
    pages = _pages(keys)
    vera = visit("vera")

    for address in pages:
        assert vera.get(address).status_int == 200, address


def test_a_partner_is_entered_and_found_by_its_number(visit: Visit) -> None:
    anna = visit("anna")
    page = anna.get("/directory/partners/new")

    card = _save(
        page,
        name="ООО «Сталь-Сервис»",
        inn="7708004767",
        kpp="770801001",
        phone="8 (495) 765-43-21",
        email="Zakaz@Stal.RU",
    ).follow()

    assert "ООО «Сталь-Сервис»" in card
    assert "+7 (495) 765-43-21" in card
    assert "zakaz@stal.ru" in card
    for text in ("7708004767", "сталь", "495 765-43", "zakaz@stal"):
        found = anna.get("/directory/partners/suggest", {"q": text}).json["items"]
        assert [item["text"] for item in found] == ["ООО «Сталь-Сервис»"], text


def test_a_wrong_number_is_explained_beside_its_field(visit: Visit) -> None:
    page = visit("anna").get("/directory/partners/new")

    answer = _save(page, name="ООО «Опечатка»", inn="7708004768", kpp="1")

    assert answer.status_int == 422
    assert "Контрольная цифра ИНН не сходится" in answer
    assert _form(answer, "name")["name"].value == "ООО «Опечатка»"


def test_the_same_company_cannot_be_entered_twice_and_its_manager_is_named(
    visit: Visit, keys: Keys
) -> None:
    anna = visit("anna")

    answer = _save(
        anna.get("/directory/partners/new"),
        name="Василек",
        inn="7736050003",
        kpp=keys.vasilek_kpp,
    )

    assert answer.status_int == 422
    assert "Такой контрагент уже есть" in answer
    assert "Козлов Борис Ильич" in answer
    assert "всё равно сохранить" not in answer
    # Anna is told of the card but cannot open it.
    assert f'href="/directory/partners/{keys.vasilek}"' not in answer


def test_a_likely_duplicate_is_shown_and_the_person_may_go_on(visit: Visit) -> None:
    anna = visit("anna")
    answer = _save(
        anna.get("/directory/partners/new"),
        name="ООО «Ромашка-Юг»",
        email="zakaz@romashka.example",
    )
    assert answer.status_int == 422
    assert "та же почта" in answer

    form = _form(answer, "name")
    form["accept_duplicates"] = True
    card = form.submit().follow()

    assert "ООО «Ромашка-Юг»" in card


def test_duplicates_show_while_the_number_is_typed(visit: Visit) -> None:
    answer = visit("anna").get(
        "/directory/partners/duplicates",
        {"inn": "7736207543", "kpp": "770401001", "phone": "", "email": ""},
    )

    assert "ООО «Ромашка»" in answer
    assert "тот же ИНН, другой КПП" in answer


def test_a_stale_save_shows_both_versions_and_loses_neither(visit: Visit, keys: Keys) -> None:
    address = f"/directory/partners/{keys.romashka}/edit"
    anna, vera = visit("anna"), visit("vera")
    page = anna.get(address)
    _save(vera.get(address), comment="Вера: платят вовремя").follow()

    answer = _save(page, comment="Анна: просят отсрочку")

    assert answer.status_int == 409
    assert "Вера: платят вовремя" in answer
    assert "Анна: просят отсрочку" in answer
    form = _form(answer, "name")
    assert "Анна: просят отсрочку" in form.submit().follow()


def test_a_strangers_partner_is_a_page_that_does_not_exist(visit: Visit, keys: Keys) -> None:
    address = f"/directory/partners/{keys.vasilek}"
    anna = visit("anna")

    for tail in ("", "/edit", "/contacts/new", "/accounts/new"):
        assert anna.get(address + tail, expect_errors=True).status_int == 404, tail
    assert anna.get("/directory/partners/suggest", {"q": "василек"}).json["items"] == []


def test_a_contact_and_an_account_are_added_to_a_partner(visit: Visit, keys: Keys) -> None:
    address = f"/directory/partners/{keys.romashka}"
    anna = visit("anna")

    card = _save(
        anna.get(f"{address}/contacts/new"),
        name="Иванов Иван",
        phone="8 916 123-45-67",
        decision_role="decides",
    ).follow()
    assert "Принимает решение" in card
    assert "+7 (916) 123-45-67" in card

    doubtful = _save(
        anna.get(f"{address}/accounts/new"),
        bik="044525225",
        bank_name="ПАО Сбербанк",
        number="40702810938000000002",
        corr_number="30101810400000000225",
    )
    assert doubtful.status_int == 422
    assert "не сходится с БИК" in doubtful
    form = _form(doubtful, "number")
    form["key_confirmed"] = True
    card = form.submit().follow()
    assert "40702810938000000002" in card
    assert "номер подтверждён банком" in card


def test_the_head_merges_two_cards_by_hand(visit: Visit, keys: Keys) -> None:
    target, source = keys.romashka, keys.vasilek
    vera = visit("vera")
    page = vera.get(f"/directory/partners/{target}/merge", {"source_id": source})
    assert "ООО «Ромашка»" in page
    assert "АО «Василёк»" in page

    form = _form(page, "take-name")
    form["take-name"] = "source"
    card = form.submit().follow()

    assert card.request.path == f"/directory/partners/{target}"
    assert "АО «Василёк»" in card
    assert "Присоединена карточка" in card
    assert vera.get(f"/directory/partners/{source}").status_int == 302


def test_a_manager_cannot_merge(visit: Visit, keys: Keys) -> None:
    address = f"/directory/partners/{keys.romashka}/merge"

    assert visit("anna").get(address, expect_errors=True).status_int == 404


def test_a_material_is_entered_priced_and_given_an_alternative(visit: Visit, keys: Keys) -> None:
    vera = visit("vera")

    card = _save(
        vera.get("/directory/materials/new"),
        sku="SHP-10",
        name="Шпилька М10х1000 DIN 975",
        unit_id=str(keys.unit),
        weight="0,52",
    ).follow()
    address = card.request.path
    assert "0,52" in card

    material_id = address.rsplit("/", 1)[1]
    page = vera.get(f"/directory/prices/{keys.price_list}/materials/{material_id}")
    form = _form(page, "least")
    form.set("price", "120,50", 0)
    form.set("least", "100", 1)
    form.set("price", "99", 1)
    card = form.submit().follow()
    assert "120,5" in card
    assert "100 шт" in card

    page = vera.get(f"{address}/alternatives")
    form = _form(page, "alternative")
    form.set("alternative", str(keys.material), 0)
    form.set("note", "короче", 0)
    assert "короче" in form.submit().follow()


def test_an_article_number_in_another_spelling_is_the_same_one(visit: Visit, keys: Keys) -> None:
    answer = _save(
        visit("vera").get("/directory/materials/new"),
        sku="din934 m8",
        name="Гайка",
        unit_id=str(keys.unit),
    )

    assert answer.status_int == 422
    assert "уже есть" in answer


def test_materials_are_suggested_by_sizes_slips_and_article_numbers(visit: Visit) -> None:
    anna = visit("anna")

    def first(text: str) -> str:
        items = anna.get("/directory/materials/suggest", {"q": text}).json["items"]
        return items[0]["text"] if items else ""

    assert first("болт 8х50") == "Болт М8х50 DIN 933 кл. пр. 8.8 оцинк."
    assert first("din933m8x40a2") == "Болт М8х40 DIN 933 нерж. А2"
    assert first("кабль ввг 3*2,5").startswith("Кабель ВВГнг")
    assert first("zzzz") == ""


def test_a_rate_that_overlaps_another_is_refused_with_what_to_do(visit: Visit) -> None:
    dina = visit("dina")
    page = dina.get("/directory/reference/vat-rates")

    answer = _save(page, category="standard", percent="23", valid_from="01.01.2027")

    assert answer.status_int == 422
    assert "На эти дни уже есть ставка 22%" in answer


def test_a_rate_is_closed_and_the_next_one_follows(visit: Visit) -> None:
    dina = visit("dina")
    page = dina.get("/directory/reference/vat-rates")
    link = next(
        row.find("a")["href"]
        for row in page.html.select("tbody tr")
        if "Основная" in row.text and "01.01.2026" in row.text
    )
    _save(dina.get(link), valid_to="31.12.2026").follow()

    page = _save(
        dina.get("/directory/reference/vat-rates"),
        category="standard",
        percent="23",
        valid_from="01.01.2027",
    ).follow()

    assert "31.12.2026" in page
    assert "01.01.2027" in page


def test_a_reason_put_away_is_offered_no_more(visit: Visit) -> None:
    vera = visit("vera")
    page = _save(vera.get("/directory/reference/rejection-reasons"), name="Уехали").follow()
    row = next(row for row in page.html.select("tbody tr") if "Уехали" in row.text)
    action = row.find("form")["action"]

    page = form_with(page, action).submit().follow()

    row = next(row for row in page.html.select("tbody tr") if "Уехали" in row.text)
    assert "в архиве" in row.text


def test_only_who_keeps_reference_books_may_change_them(visit: Visit) -> None:
    anna = visit("anna")

    page = anna.get("/directory/reference/units")
    answer = anna.act("/directory/reference/units", code="999", short="х", name="Икс")

    assert "Новая единица" not in page
    assert answer.status_int == 404


def test_an_organisation_gets_a_logo_that_prints(visit: Visit, keys: Keys) -> None:
    address = f"/directory/organisations/{keys.organisation}"
    dina = visit("dina")
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20

    page = dina.get(address)
    form = form_with(page, "/logo")
    form["logo"] = ("logo.png", png, "image/png")
    card = form.submit().follow()
    assert "Убрать логотип" in card
    picture = dina.get(card.html.select_one("img.logo-preview")["src"])
    assert picture.body == png
    assert picture.content_type == "image/png"

    form = form_with(dina.get(address), "/logo")
    form["logo"] = ("logo.svg", b"<svg/>", "image/svg+xml")
    refused = form.submit(expect_errors=True)
    assert refused.status_int == 422
    assert "PNG или JPEG" in refused


def test_a_manager_cannot_take_a_partner_that_he_does_not_see(visit: Visit, keys: Keys) -> None:
    answer = visit("anna").act(
        "/directory/partners/", list_action="bulk", bulk="take", key=str(keys.vasilek), here=""
    )

    assert answer.status_int == 404
    assert "Козлов Борис Ильич" in visit("vera").get(f"/directory/partners/{keys.vasilek}")


def test_the_head_takes_a_partner_over_from_the_list(visit: Visit, keys: Keys) -> None:
    vera = visit("vera")

    vera.act(
        "/directory/partners/", list_action="bulk", bulk="take", key=str(keys.vasilek), here=""
    )

    assert "Орлова Вера Андреевна" in vera.get(f"/directory/partners/{keys.vasilek}")


def test_the_list_asks_no_more_questions_for_more_partners(visit: Visit, app: Flask) -> None:
    anna = visit("anna")
    few = _questions(app, anna)
    with app.app_context(), unit_of_work() as session:
        owner = _partner(session, "7736207543").author_id
        for number in range(30):
            session.add(
                Partner(
                    kind="company",
                    name=f"ООО «Партнёр {number}»",
                    sort_name=f"партнёр {number}",
                    author_id=owner,
                    responsible_id=owner,
                    contacts=[Contact(name="Кто-то")],
                )
            )

    assert _questions(app, anna) == few


def _questions(app: Flask, visitor: Visitor) -> int:
    statements: list[str] = []

    def listen(*details: Any) -> None:
        statements.append(details[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        visitor.get("/directory/partners/")
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return len(statements)
