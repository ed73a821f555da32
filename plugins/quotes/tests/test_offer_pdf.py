"""The commercial offer on paper: what the customer reads, on one page or on twenty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from core.printing import NBSP, PrintError
from plugins.quotes.printing import (
    AddresseePrint,
    BankPrint,
    InsteadOfPrint,
    LinePrint,
    OfferPrint,
    ResponsiblePrint,
    SellerPrint,
    SignatoryPrint,
    TextPrint,
    TotalsPrint,
    VatTotalPrint,
    offer_pdf,
)

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LINK = "https://offers.example.test/o/7tQb2XwYc9LkPz4Nd8RfVh1S"
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60">'
    b'<rect width="60" height="60" fill="#b4532a"/></svg>'
)
TABLE_HEAD = "Артикул Наименование"

SELLER = SellerPrint(
    name='ООО "Крепмонтаж"',
    legal_name='Общество с ограниченной ответственностью "Крепмонтаж"',
    inn="7707083893",
    kpp="773601001",
    ogrn="1027700132195",
    address="117312, г. Москва, ул. Вавилова, д. 19",
    phone="+7 (495) 123-45-67",
    email="zakaz@krepmontazh.example",
    bank=BankPrint(
        name="ПАО Сбербанк",
        bic="044525225",
        account="40702810938000000001",
        correspondent_account="30101810400000000225",
    ),
)


def line(number: int = 1, **changes: object) -> LinePrint:
    bolt = LinePrint(
        number=number,
        sku=f"БСР-{number:04}",
        name="Болт с шестигранной головкой М10х60",
        unit="шт",
        quantity=Decimal("1200"),
        price=Decimal("14.35"),
        amount=Decimal("17220.00"),
        vat_rate=Decimal(22),
        shipping_time="10 рабочих дней",
    )
    return replace(bolt, **changes)


def offer(lines: Sequence[LinePrint] | None = None, **changes: object) -> OfferPrint:
    chosen = tuple(lines or [line()])
    total = sum((item.amount for item in chosen), Decimal(0))
    plain = OfferPrint(
        seller=SELLER,
        addressee=AddresseePrint(partner='АО "Электросила"', contact="Пётр Смирнов, снабжение"),
        responsible=ResponsiblePrint(
            name="Анна Ковалёва",
            position="менеджер по продажам",
            phone="+7 (495) 123-45-67, доб. 101",
            email="a.kovaleva@krepmontazh.example",
        ),
        signatory=SignatoryPrint(name="Вера Соколова", position="Руководитель отдела продаж"),
        number="КП-000015/2",
        dated=date(2026, 11, 23),
        valid_until=date(2026, 12, 7),
        lines=chosen,
        totals=TotalsPrint(
            subtotal=total,
            vat=(VatTotalPrint(rate=Decimal(22), amount=Decimal("3105.25")),),
            total=total,
        ),
        amount_in_words="Семнадцать тысяч двести двадцать рублей 00 копеек",
        vat_mode="included",
        delivery_terms="Доставка до склада покупателя.",
        payment_terms="Предоплата 50 % - в течение 5 дней.",
        public_url=LINK,
    )
    return replace(plain, **changes)


def pages(paper: OfferPrint) -> list[PageObject]:
    return list(PdfReader(BytesIO(offer_pdf(paper, timestamp=MADE_AT))).pages)


def text_of(paper: OfferPrint) -> str:
    return "\n".join(page.extract_text() for page in pages(paper)).replace(NBSP, " ")


def digest(paper: OfferPrint) -> str:
    return sha256(offer_pdf(paper, timestamp=MADE_AT)).hexdigest()


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


# The table


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


# Pages


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


# Draft, language, optional parts


def test_each_page_of_a_draft_is_marked() -> None:
    lines = [line(number) for number in range(1, 60)]

    assert all("ПРОЕКТ" in page.extract_text() for page in pages(offer(lines, draft=True)))
    assert "ПРОЕКТ" not in text_of(offer(lines))


def test_a_draft_may_have_no_number_yet() -> None:
    text = text_of(offer(number="", draft=True, public_url=None))

    assert "№ от" not in text
    assert "от 23 ноября 2026 г." in text


def test_without_a_public_page_the_customer_is_asked_to_answer() -> None:
    text = text_of(offer(public_url=None))

    assert "Просим подтвердить получение" in text
    assert "Ответьте, пожалуйста, на письмо" in text
    assert "код" not in text.split("Просим")[1]


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


@pytest.mark.parametrize("partner", ["", "АО «Электросила»"])
@pytest.mark.parametrize("contact", ["", "Пётр Смирнов"])
def test_the_addressee_is_whoever_is_known(partner: str, contact: str) -> None:
    text = text_of(offer(addressee=AddresseePrint(partner=partner, contact=contact)))

    assert ("Кому" in text) == bool(partner or contact)
    assert text.count("Электросила") == (1 if partner else 0)
    assert text.count("Пётр Смирнов") == (1 if contact else 0)


def test_a_sole_proprietor_has_no_kpp_and_an_ogrnip() -> None:
    seller = replace(SELLER, inn="500100732259", kpp="", ogrn="304500116000157", bank=None)
    text = text_of(offer(seller=seller))

    assert "ИНН 500100732259 ОГРНИП 304500116000157" in text
    assert "КПП" not in text
    assert "БИК" not in text


def test_a_seller_without_a_logo_is_set_in_letters() -> None:
    with_logo = text_of(offer(seller=replace(SELLER, logo=LOGO)))
    without = text_of(offer())

    assert without.count("ООО «Крепмонтаж»") == with_logo.count("ООО «Крепмонтаж»") + 1


# Ugly input


HOSTILE = "#panic() $x$ *a* _b_ [c] @d <e> \\f `g` // h = i {j}"


def test_markup_typed_by_people_is_printed_as_typed() -> None:
    paper = offer(
        [
            line(
                sku="#$*_[]@<>\\",
                name=HOSTILE,
                description=HOSTILE,
                unit="#{1}",
                instead_of=InsteadOfPrint(name=HOSTILE, reason=HOSTILE),
            )
        ],
        addressee=AddresseePrint(partner=HOSTILE, contact=HOSTILE),
        delivery_terms=HOSTILE,
        closing=(TextPrint(title="#x", text=HOSTILE),),
        number="#[КП]$1$",
        amount_in_words=HOSTILE,
    )
    text = " ".join(text_of(paper).split())

    assert text.count(" ".join(HOSTILE.split())) == 9
    assert "#$*_[]@<>\\" in text
    assert "№ #[КП]$1$ от" in text


def test_pictographs_and_foreign_scripts_do_not_stop_an_offer() -> None:
    text = text_of(offer([line(name="Болт 🔩 М10 深圳", sku="🚀-1")], delivery_terms="Быстро 🚚!"))

    assert "Болт М10 ??" in " ".join(text.split())
    assert "Быстро !" in text


def test_long_unbroken_codes_and_words_stay_within_their_columns() -> None:
    sku = "АРТ" + "1234567890" * 9
    name = "Сверхпротивоскользящий" * 8
    text = text_of(offer([line(sku=sku, name=name)]))

    assert sku not in text
    assert name not in text
    assert name in text.replace("\n", "")
    assert "1 200 14,35 22% 17 220,00" in text


def test_figures_at_their_limits_fit_beside_the_names() -> None:
    huge = line(
        quantity=Decimal("999999999999.999999"),
        price=Decimal("999999999999.999999"),
        amount=Decimal("999999999999999.99"),
        discount_percent=Decimal("99.99"),
        unit="погонный метр",
        shipping_time="от 120 до 180 календарных дней со дня предоплаты",
    )
    paper = offer([huge])
    right_edge = 595.3 - 15 / 25.4 * 72

    for page in pages(paper):
        starts: list[float] = []
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size, starts=starts: (
                starts.append(cm[0] * tm[4] + cm[4]) if text.strip() else None
            )
        )
        assert max(starts) < right_edge
    assert "999 999 999 999 999,99" in text_of(paper)


def test_a_logo_that_is_no_picture_is_an_error_that_names_the_form() -> None:
    with pytest.raises(PrintError, match=r"offer\.typ"):
        offer_pdf(offer(seller=replace(SELLER, logo=b"<html>")), timestamp=MADE_AT)


def test_an_offer_without_lines_is_not_printed() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        replace(offer(), lines=())


def test_an_exempt_offer_cannot_show_vat() -> None:
    with pytest.raises(ValueError, match="exempt"):
        offer(vat_mode="exempt")


@pytest.mark.parametrize("accent", ["red", "#12345", "rgb(0,0,0)", "#12345g", '"); panic("'])
def test_an_accent_must_be_a_colour(accent: str) -> None:
    with pytest.raises(ValueError, match="accent"):
        replace(SELLER, accent=accent)
