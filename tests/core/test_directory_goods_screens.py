"""The screens of materials, prices, reference books and own organisations, through HTTP."""

from collections.abc import Callable

from directory_pages import Keys, form_of, keys, save

from core.testing.browser import Visitor, form_with

__all__ = ["keys"]
Visit = Callable[..., Visitor]


def test_a_material_is_entered_priced_and_given_an_alternative(visit: Visit, keys: Keys) -> None:
    vera = visit("vera")

    card = save(
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
    form = form_of(page, "least")
    form.set("price", "120,50", 0)
    form.set("least", "100", 1)
    form.set("price", "99", 1)
    card = form.submit().follow()
    assert "120,5" in card
    assert "100 шт" in card

    page = vera.get(f"{address}/alternatives")
    form = form_of(page, "alternative")
    form.set("alternative", str(keys.material), 0)
    form.set("note", "короче", 0)
    assert "короче" in form.submit().follow()


def test_an_article_number_in_another_spelling_is_the_same_one(visit: Visit, keys: Keys) -> None:
    answer = save(
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

    answer = save(page, category="standard", percent="23", valid_from="01.01.2027")

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
    save(dina.get(link), valid_to="31.12.2026").follow()

    page = save(
        dina.get("/directory/reference/vat-rates"),
        category="standard",
        percent="23",
        valid_from="01.01.2027",
    ).follow()

    assert "31.12.2026" in page
    assert "01.01.2027" in page


def test_a_reason_put_away_is_offered_no_more(visit: Visit) -> None:
    vera = visit("vera")
    page = save(vera.get("/directory/reference/rejection-reasons"), name="Уехали").follow()
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
