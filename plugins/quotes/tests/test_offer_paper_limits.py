"""The printed offer at its limits: hostile texts, long words, odd sellers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.sdk.printing import PrintError
from plugins.quotes.printing import (
    AddresseePrint,
    InsteadOfPrint,
    TextPrint,
    offer_pdf,
)
from plugins.quotes.tests.offer_papers import (
    HOSTILE,
    LOGO,
    MADE_AT,
    SELLER,
    line,
    offer,
    pages,
    text_of,
)


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
