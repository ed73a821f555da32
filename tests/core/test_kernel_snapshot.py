"""Snapshots: the language between stages survives JSON and refuses contradictions."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import VatMode, VatRate, line_amounts
from core.kernel.snapshot import (
    BrokenSnapshot,
    DocumentSnapshot,
    LineSnapshot,
    Ref,
    UnitRef,
)

texts = st.text(max_size=20)
ids = st.integers(1, 2**63)
refs = st.builds(Ref, id=st.none() | ids, name=texts)
dates = st.dates()
days = st.none() | st.integers(0, 400)
rates = st.sampled_from([VatRate.parse(code) for code in ("22%", "10%", "0%", "без НДС")])
modes = st.sampled_from(list(VatMode))


@st.composite
def snapshots(draw) -> DocumentSnapshot:
    mode = draw(modes)
    lines = []
    for position in range(1, draw(st.integers(0, 5)) + 1):
        quantity = draw(st.decimals(min_value=0, max_value=10**6, places=6))
        line = LineSnapshot(
            position=position,
            material_id=draw(st.none() | ids),
            sku=draw(st.none() | texts),
            name=draw(texts),
            description=draw(texts),
            quantity=quantity,
            unit=draw(st.builds(UnitRef, name=texts, okei=st.sampled_from([None, "796", "006"]))),
            shipping_days=draw(days),
            wanted_date=draw(st.none() | dates),
        )
        if draw(st.booleans()):
            price = draw(st.decimals(min_value=0, max_value=10**5, places=6))
            discount = draw(st.decimals(min_value=0, max_value=100, places=4))
            rate = draw(rates)
            amounts = line_amounts(quantity, price, discount, rate, mode)
            line = replace(
                line,
                price=price,
                discount_percent=discount,
                vat_rate=rate.code,
                net=amounts.net,
                vat=amounts.vat,
                gross=amounts.gross,
            )
        lines.append(line)
    return DocumentSnapshot(
        type=draw(st.sampled_from(["quotes.request", "quotes.offer"])),
        id=draw(ids),
        number=draw(st.none() | texts),
        date=draw(st.none() | dates),
        organisation=draw(refs),
        partner=draw(st.none() | refs),
        contact=draw(st.none() | refs),
        responsible=draw(refs),
        currency=draw(st.sampled_from(["RUB", "CNY"])),
        vat_mode=mode,
        delivery_terms=draw(st.none() | refs),
        payment_terms=draw(st.none() | refs),
        net=sum((line.net for line in lines), Decimal(0)),
        vat=sum((line.vat for line in lines), Decimal(0)),
        gross=sum((line.gross for line in lines), Decimal(0)),
        lines=tuple(lines),
    )


def offer() -> DocumentSnapshot:
    line = LineSnapshot(
        position=1,
        material_id=7,
        sku="BLT-M8-40",
        name="Болт М8х40",
        description="оцинкованный",
        quantity=Decimal("100"),
        unit=UnitRef("шт", "796"),
        price=Decimal("12.20"),
        vat_rate="22%",
        net=Decimal("1000.00"),
        vat=Decimal("220.00"),
        gross=Decimal("1220.00"),
        shipping_days=3,
        wanted_date=date(2026, 12, 1),
    )
    return DocumentSnapshot(
        type="quotes.offer",
        id=15,
        number="РМ-000015",
        date=date(2026, 11, 23),
        organisation=Ref(1, "ООО «Ромашка»"),
        partner=Ref(2, "ООО «Завод»"),
        contact=None,
        responsible=Ref(3, "Анна"),
        currency="RUB",
        vat_mode=VatMode.INCLUDED,
        delivery_terms=Ref(None, "самовывоз"),
        payment_terms=None,
        net=Decimal("1000.00"),
        vat=Decimal("220.00"),
        gross=Decimal("1220.00"),
        lines=(line,),
    )


@given(snapshots())
def test_nothing_is_lost_on_the_way_through_json(snapshot):
    stored = json.dumps(snapshot.to_dict())
    restored = DocumentSnapshot.from_dict(json.loads(stored))

    assert restored == snapshot
    # Equal decimals may differ in the number of zeros: those must survive too.
    assert restored.to_dict() == snapshot.to_dict()


def test_decimals_travel_as_text_and_dates_in_iso():
    data = offer().to_dict()

    assert data["gross"] == "1220.00"
    assert data["date"] == "2026-11-23"
    assert data["vat_mode"] == "included"
    assert data["lines"][0]["price"] == "12.20"


def test_a_snapshot_is_a_value():
    assert offer() == offer()
    assert hash(offer()) == hash(offer())


def test_a_request_without_prices_has_lines_without_sums():
    line = replace(
        offer().lines[0],
        price=None,
        vat_rate=None,
        net=Decimal(0),
        vat=Decimal(0),
        gross=Decimal(0),
    )
    request = replace(offer(), net=Decimal(0), vat=Decimal(0), gross=Decimal(0), lines=(line,))

    assert DocumentSnapshot.from_dict(request.to_dict()).lines[0].price is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"gross": Decimal("1221.00")}, "gross"),
        ({"price": None}, "without a price"),
        ({"vat_rate": None}, "without a VAT rate"),
    ],
)
def test_a_line_that_contradicts_itself_cannot_be_made(change, says):
    with pytest.raises(ValueError, match=says):
        replace(offer().lines[0], **change)


@pytest.mark.parametrize("name", ["net", "vat", "gross"])
def test_totals_that_are_not_the_sums_of_lines_cannot_be_made(name):
    with pytest.raises(ValueError, match=f"{name} is not the sum"):
        replace(offer(), **{name: Decimal("0.01")})


def test_two_lines_of_one_position_cannot_be_made():
    document = offer()

    with pytest.raises(ValueError, match="position"):
        replace(document, lines=document.lines * 2)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": None},
        {"extra": 1},
        {"id": "15"},
        {"id": True},
        {"gross": 1220.0},
        {"gross": "много"},
        {"gross": "NaN"},
        {"gross": "1.00"},
        {"date": "23.11.2026"},
        {"vat_mode": "maybe"},
        {"organisation": None},
        {"partner": {"id": 1}},
        {"lines": None},
        {"lines": ["строка"]},
    ],
)
def test_stored_data_that_is_no_snapshot_is_refused_as_such(change):
    with pytest.raises(BrokenSnapshot):
        DocumentSnapshot.from_dict(offer().to_dict() | change)


@pytest.mark.parametrize("key", ["type", "payment_terms", "lines", "format"])
def test_an_absent_key_is_refused(key):
    data = offer().to_dict()
    del data[key]

    with pytest.raises(BrokenSnapshot):
        DocumentSnapshot.from_dict(data)
