"""The printed offer: what stands on it, and where."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.sdk.printing import NBSP
from plugins.quotes.printing import (
    InsteadOfPrint,
    TextPrint,
    TotalsPrint,
    VatTotalPrint,
    offer_pdf,
)
from plugins.quotes.tests.offer_papers import (
    LINK,
    LOGO,
    MADE_AT,
    SELLER,
    TABLE_HEAD,
    digest,
    line,
    offer,
    pages,
    text_of,
)


def test_the_customer_finds_all_that_an_offer_must_say() -> None:
    text = text_of(offer())

    for said in (
        "Коммерческое предложение",
        "№ КП-000015/2 от 23 ноября 2026 г.",
        "действительно до 7 декабря 2026 г.",
        "АО «Электросила»",
        "Пётр Смирнов, снабжение",
        "Анна Ковалёва",
        "менеджер по продажам",
        "+7 (495) 123-45-67, доб. 101",
        "БСР-0001",
        "1 200 14,35 22% 17 220,00 10 рабочих",
        "Итого 17 220,00",
        "В том числе НДС 22% 3 105,25",
        "Всего 17 220,00",
        "Всего наименований 1, на сумму 17 220,00 руб.",
        "Семнадцать тысяч двести двадцать рублей 00 копеек",
        "Условия поставки Доставка до склада покупателя.",
        "Предоплата 50 % — в течение 5 дней.",
        "Просим подтвердить получение",
        LINK,
        "Руководитель отдела продаж",
        "Вера Соколова",
        "Общество с ограниченной ответственностью «Крепмонтаж»",
        "ИНН 7707083893 КПП 773601001 ОГРН 1027700132195",
        "Р/с 40702810938000000001",
        "БИК 044525225 К/с 30101810400000000225",
        "стр. 1 из 1",
    ):
        assert said in text


def test_the_file_is_titled_and_tagged_with_its_language() -> None:
    pdf = PdfReader(BytesIO(offer_pdf(offer(), timestamp=MADE_AT)))

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Коммерческое предложение № КП-000015/2 от 23 ноября 2026 г."
    assert pdf.metadata.author == "ООО «Крепмонтаж»"
    assert pdf.root_object["/Lang"] == "ru"


def test_phones_and_addresses_are_links_and_a_phone_is_dialled_without_its_extension() -> None:
    links = {
        note.get_object()["/A"]["/URI"]
        for page in pages(offer())
        for note in page.get("/Annots", [])
    }

    assert links == {
        LINK,
        "tel:+74951234567",
        "mailto:zakaz@krepmontazh.example",
        "mailto:a.kovaleva@krepmontazh.example",
    }


def test_the_same_offer_is_the_same_file() -> None:
    paper = offer(seller=replace(SELLER, logo=LOGO))
    digests = {digest(paper) for _ in range(3)}

    assert len(digests) == 1
    assert digest(replace(paper, number="КП-000015/3")) not in digests


def test_an_offer_can_be_kept_in_the_archive_as_pdf_a() -> None:
    paper = offer([line(name="Болт 🔩 ⌀10")], seller=replace(SELLER, logo=LOGO), draft=True)

    assert b"<pdfaid:part>2</pdfaid:part>" in offer_pdf(paper, timestamp=MADE_AT, pdf_a=True)


def test_columns_that_would_stand_empty_are_left_out() -> None:
    bare = line(sku="", shipping_time="", vat_rate=None)
    text = text_of(
        offer(
            [bare],
            vat_mode="exempt",
            totals=TotalsPrint(subtotal=bare.amount, total=bare.amount),
        )
    )

    for heading in ("Артикул", "Скидка", "Срок поставки"):
        assert heading not in text
    assert "Без НДС —" in text


def test_the_discount_column_appears_with_the_first_discount() -> None:
    text = text_of(offer([line(1), line(2, discount_percent=Decimal("7.5"))]))

    assert "Скидка" in text
    assert "7,5%" in text


def test_each_rate_of_vat_has_its_own_total() -> None:
    lines = [line(1), line(2, vat_rate=Decimal(10)), line(3, vat_rate=None)]
    vat = (
        VatTotalPrint(rate=Decimal(22), amount=Decimal("3105.25")),
        VatTotalPrint(rate=Decimal(10), amount=Decimal("1565.45")),
    )
    text = text_of(
        offer(
            lines,
            totals=TotalsPrint(subtotal=Decimal(51660), vat=vat, total=Decimal(51660)),
        )
    )

    assert "В том числе НДС 22% 3 105,25" in text
    assert "В том числе НДС 10% 1 565,45" in text
    assert "Без НДС" in text


def test_vat_on_top_is_added_under_the_table() -> None:
    totals = TotalsPrint(
        subtotal=Decimal("17220"),
        vat=(VatTotalPrint(rate=Decimal(22), amount=Decimal("3788.40")),),
        total=Decimal("21008.40"),
    )
    text = text_of(offer(vat_mode="excluded", totals=totals))

    assert "Итого без НДС 17 220,00" in text
    assert "НДС 22% 3 788,40" in text
    assert "Всего с НДС 21 008,40" in text
    assert "Всего наименований 1, на сумму 21 008,40 руб." in text


def test_an_alternative_says_instead_of_what_and_why() -> None:
    asked = InsteadOfPrint(sku="ВА47-29", name="Автомат 16 А", reason="снят с производства")
    text = text_of(offer([line(description="В коробке 12 шт.", instead_of=asked)]))

    assert "В коробке 12 шт." in text
    assert "Взамен: ВА47-29 Автомат 16 А" in text
    assert "снят с производства" in text


def test_the_head_of_the_table_is_on_each_page_of_it() -> None:
    paper = pages(offer([line(number) for number in range(1, 101)]))
    texts = [page.extract_text() for page in paper]

    assert len(texts) >= 3
    for number, text in enumerate(texts, start=1):
        if "БСР-" in text:
            assert TABLE_HEAD in text
        assert f"стр. {number} из {len(texts)}" in text
    assert all("КП-000015/2" in text for text in texts[1:])


def test_four_hundred_and_twenty_lines_are_all_there_in_order() -> None:
    text = text_of(offer([line(number) for number in range(1, 421)]))

    places = [text.index(f"БСР-{number:04}") for number in range(1, 421)]
    assert places == sorted(places)


@pytest.mark.parametrize("count", range(1, 46))
def test_totals_never_stand_on_a_page_without_a_line(count: int) -> None:
    for page in pages(offer([line(number) for number in range(1, count + 1)])):
        text = page.extract_text()
        if "Всего наименований" in text.replace(NBSP, " "):
            assert f"БСР-{count:04}" in text
            assert "Итого" in text


def test_a_row_is_not_torn_between_pages() -> None:
    tall = [
        line(number, name=f"Начало{number} " + "слово " * 30 + f"конец{number}")
        for number in range(1, 30)
    ]

    for page in pages(offer(tall)):
        text = page.extract_text()
        for number in range(1, 30):
            assert (f"Начало{number} " in text) == (f"конец{number}\n" in text)


def test_a_row_taller_than_a_page_runs_on_and_loses_nothing() -> None:
    story = " ".join(f"слово{number}" for number in range(1500))
    paper = offer([line(1), line(2, description=story)])
    text = text_of(paper)

    assert len(pages(paper)) > 2
    assert all(f"слово{number}" in text for number in range(1500))
    assert "Всего наименований 2" in text


def test_signature_and_request_to_acknowledge_stay_together() -> None:
    for count in range(10, 30):
        last = pages(offer([line(number) for number in range(1, count)]))[-1].extract_text()

        assert "Просим подтвердить получение" in last
        assert "Вера" in last
        assert "ИНН" in last


def test_each_page_of_a_draft_is_marked() -> None:
    lines = [line(number) for number in range(1, 60)]

    assert all("ПРОЕКТ" in page.extract_text() for page in pages(offer(lines, draft=True)))
    assert "ПРОЕКТ" not in text_of(offer(lines))


def test_a_draft_may_have_no_number_yet() -> None:
    text = text_of(offer(number="", draft=True, public_url=None))

    assert "№ от" not in text
    assert "от 23 ноября 2026 г." in text


def test_before_the_sending_the_place_of_the_page_and_its_code_is_marked() -> None:
    text = text_of(offer(public_url=None))

    assert "Просим подтвердить получение" in text
    assert "Наведите камеру телефона" in text
    assert "здесь будет QR-код" in text
    assert "Здесь будет адрес страницы" in text
    assert "здесь будет" not in text_of(offer()).casefold()


def test_the_request_to_acknowledge_can_be_left_out() -> None:
    text = text_of(offer(acknowledge=False))

    assert "Просим подтвердить" not in text
    assert LINK not in text


def test_the_reservation_about_offer_is_printed_only_when_asked_for() -> None:
    assert "не является офертой (ст. 435 ГК РФ)" in text_of(offer(not_an_offer=True))
    assert "435" not in text_of(offer())


def test_an_english_offer_has_english_words_and_numbers() -> None:
    text = text_of(offer(language="en", currency="EUR", valid_until=None, not_an_offer=True))

    for said in (
        "Quote",
        "No. КП-000015/2 of November 23, 2026",
        "Lead time",
        "17,220.00",
        "Including VAT 22% 3,105.25",
        "Items: 1, total amount EUR 17,220.00",
        "Please confirm receipt",
        "Article 435",
        "page 1 of 1",
    ):
        assert said in text
    assert "Итого" not in text
    assert "valid until" not in text


def test_free_texts_stand_before_and_after_the_table() -> None:
    text = text_of(
        offer(
            opening=(TextPrint(text="Благодарим за запрос.\n\nПодобрали всё.", title="Введение"),),
            closing=(TextPrint(title="Гарантия", text="12 месяцев."),),
        )
    )

    table = text.index(TABLE_HEAD)
    assert text.index("Введение") < text.index("Подобрали всё.") < table
    assert table < text.index("Гарантия 12 месяцев.")


def test_a_text_without_a_title_is_printed_as_it_is() -> None:
    text = text_of(offer(closing=(TextPrint(text="Ждём вашего решения."),)))

    assert "\nЖдём вашего решения.\n" in text
