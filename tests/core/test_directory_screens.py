"""The screens of partners, through HTTP; and that every screen of the directories opens."""

from collections.abc import Callable

from directory_pages import Keys, form_of, keys, partner_by_inn, save
from flask import Flask

from core.db.session import db, unit_of_work
from core.directory.models import Contact, Partner
from core.testing.browser import Visitor
from core.testing.queries import counted

__all__ = ["keys"]
Visit = Callable[..., Visitor]


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

    card = save(
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

    answer = save(page, name="ООО «Опечатка»", inn="7708004768", kpp="1")

    assert answer.status_int == 422
    assert "Контрольная цифра ИНН не сходится" in answer
    assert form_of(answer, "name")["name"].value == "ООО «Опечатка»"


def test_the_same_company_cannot_be_entered_twice_and_its_manager_is_named(
    visit: Visit, keys: Keys
) -> None:
    anna = visit("anna")

    answer = save(
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
    answer = save(
        anna.get("/directory/partners/new"),
        name="ООО «Ромашка-Юг»",
        email="zakaz@romashka.example",
    )
    assert answer.status_int == 422
    assert "та же почта" in answer

    form = form_of(answer, "name")
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
    save(vera.get(address), comment="Вера: платят вовремя").follow()

    answer = save(page, comment="Анна: просят отсрочку")

    assert answer.status_int == 409
    assert "Вера: платят вовремя" in answer
    assert "Анна: просят отсрочку" in answer
    form = form_of(answer, "name")
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

    card = save(
        anna.get(f"{address}/contacts/new"),
        name="Иванов Иван",
        phone="8 916 123-45-67",
        decision_role="decides",
    ).follow()
    assert "Принимает решение" in card
    assert "+7 (916) 123-45-67" in card

    doubtful = save(
        anna.get(f"{address}/accounts/new"),
        bik="044525225",
        bank_name="ПАО Сбербанк",
        number="40702810938000000002",
        corr_number="30101810400000000225",
    )
    assert doubtful.status_int == 422
    assert "не сходится с БИК" in doubtful
    form = form_of(doubtful, "number")
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

    form = form_of(page, "take-name")
    form["take-name"] = "source"
    card = form.submit().follow()

    assert card.request.path == f"/directory/partners/{target}"
    assert "АО «Василёк»" in card
    assert "Присоединена карточка" in card
    assert vera.get(f"/directory/partners/{source}").status_int == 302


def test_a_manager_cannot_merge(visit: Visit, keys: Keys) -> None:
    address = f"/directory/partners/{keys.romashka}/merge"

    assert visit("anna").get(address, expect_errors=True).status_int == 404


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
        owner = partner_by_inn(session, "7736207543").author_id
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
    with app.app_context():
        engine = db.engine
    with counted(engine) as statements:
        visitor.get("/directory/partners/")
    return len(statements)
