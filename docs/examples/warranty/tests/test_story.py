"""A card from the draft to the answer to a claim, through the pages."""

from collections.abc import Callable

from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]


def partner_id(visitor: Visitor) -> str:
    """Ромашка, as the combobox of the form finds her by ИНН."""
    found = visitor.get("/directory/partners/suggest", params={"q": "7736207543"}).json["items"]
    return str(found[0]["value"])


def new_card(anna: Visitor) -> str:
    """The address of a draft with one thing on it."""
    form = anna.get("/warranty/new").forms["card-form"]
    form.set("partner_id", partner_id(anna))
    page = form.submit().follow()
    form = page.forms["item-form"]
    form.set("name", "Дрель ударная ДУ-13")
    form.set("serial", "SN-2026-001")
    form.set("quantity", "1")
    return form.submit().follow().request.path


def test_anna_issues_a_card_takes_a_claim_in_and_vera_answers_it(visit: Visit) -> None:
    anna, vera = visit("anna"), visit("vera")
    assert "Талонов ещё нет" in anna.get("/warranty/").text

    address = new_card(anna)
    page = form_with(anna.get(address), "/fire/issue").submit().follow()
    assert "КТ-ГТ-000001" in page.text
    assert "12 месяцев" in page.text
    assert "Изменить" not in page.text

    listed = anna.get("/warranty/").text
    assert "КТ-ГТ-000001" in listed
    assert "Дрель ударная ДУ-13" in listed

    form = anna.get(f"{address}/claim").forms["claim-form"]
    form.set("complaint", "Искрит и не включается")
    page = form.submit().follow()
    assert "Ответить до" in page.text
    assert "/fire/settle" not in page.text, "Анна may not answer a claim"

    assert 'nav-counter">1</span>' in vera.get("/").text
    page = form_with(vera.get(address), "/fire/settle").submit().follow()
    assert "Гарантия исполнена" in page.text


def test_a_form_with_errors_comes_back_filled_in(visit: Visit) -> None:
    anna = visit("anna")
    form = anna.get("/warranty/new").forms["card-form"]
    form.set("partner_id", partner_id(anna))
    form.set("months", "500")
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert "От 1 до 120 месяцев" in page.text
    assert "ООО «Ромашка»" in page.text

    address = new_card(anna)
    page = anna.act(f"{address}/items", name="", quantity="0")
    assert page.status_int == 422
    assert "Заполните это поле" in page.text


def test_two_people_who_change_one_draft_lose_nothing(visit: Visit) -> None:
    anna, vera = visit("anna"), visit("vera")
    address = new_card(anna)
    late = anna.get(f"{address}/edit").forms["card-form"]
    early = vera.get(f"{address}/edit").forms["card-form"]
    early.set("months", "24")
    early.submit().follow()
    late.set("months", "36")
    page = late.submit(expect_errors=True)
    assert page.status_int == 409
    assert "изменил кто-то другой" in page.text
    assert page.forms["card-form"]["months"].value == "36"
    assert "24 месяца" in anna.get(address).text


def test_a_form_sent_twice_makes_one_card(visit: Visit) -> None:
    anna = visit("anna")
    form = anna.get("/warranty/new").forms["card-form"]
    form.set("partner_id", partner_id(anna))
    first = form.submit()
    second = form.submit()
    assert first.location == second.location


def test_a_stranger_gets_404_and_boris_does_not_see_cards_of_anna(visit: Visit) -> None:
    address = new_card(visit("anna"))
    assert visit("dina").get("/warranty/", expect_errors=True).status_int == 404
    boris = visit("boris")
    assert boris.get(address, expect_errors=True).status_int == 404
    assert "Талонов ещё нет" in boris.get("/warranty/").text
    assert visit().get("/warranty/").status_int == 302


def test_cards_stand_beside_the_partner_and_are_found_by_serial_number(visit: Visit) -> None:
    anna = visit("anna")
    address = new_card(anna)
    form_with(anna.get(address), "/fire/issue").submit()
    card = anna.get(f"/directory/partners/{partner_id(anna)}")
    assert "КТ-ГТ-000001" in card.text
    assert "КТ-ГТ-000001" in anna.get("/search/?q=SN-2026").text
