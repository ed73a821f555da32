"""Sums of an offer: the same on the screen, in the database, on paper and for other stages."""

from decimal import ROUND_UP, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.sdk import VatMode, VatRate, now
from plugins.quotes.guards import effective_discount
from plugins.quotes.paper import as_print
from plugins.quotes.pricing import LineInput, in_mode, price_lines
from plugins.quotes.services import answers, offers
from plugins.quotes.snapshots import offer_snapshot
from plugins.quotes.tests.offer_world import (
    BOLT,
    CABLE,
    NUT,
    Actors,
    material,
    organisation,
    partner,
)

PIECES = {BOLT, NUT}
quantities = st.decimals("0.001", "100000", places=3)
prices = st.decimals("0.01", "1000000", places=4)
discounts = st.decimals("0", "100", places=2)
shares = st.decimals("0", "2", places=2)
rates = st.sampled_from([VatRate("22%", Decimal(22)), VatRate("10%", Decimal(10))])


@st.composite
def typed_lines(draw: st.DrawFn) -> tuple[tuple[str, Decimal, Decimal, Decimal | None], ...]:
    """(article, quantity, discount, own price) of one to six lines; no article: free words."""
    return tuple(
        draw(
            st.lists(
                st.tuples(
                    st.sampled_from([BOLT, NUT, CABLE, ""]),
                    quantities,
                    discounts,
                    st.none() | prices,
                ),
                min_size=1,
                max_size=6,
            )
        )
    )


def test_whatever_is_typed_the_sums_agree_everywhere(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    keys = {sku: material(session, sku).id for sku in (BOLT, NUT, CABLE)}

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        typed=typed_lines(), mode=st.sampled_from(VatMode), share=st.decimals("0", "2", places=2)
    )
    def check(
        typed: tuple[tuple[str, Decimal, Decimal, Decimal | None], ...],
        mode: VatMode,
        share: Decimal,
    ) -> None:
        lines = tuple(
            LineInput(
                name=sku or "По чертежу",
                material_id=keys.get(sku),
                quantity=quantity.to_integral_value(ROUND_UP) if sku in PIECES else quantity,
                discount_percent=discount,
                price=price if sku else price or Decimal(1),
            )
            for sku, quantity, discount, price in typed
        )
        told = offers.OfferInput(
            organisation_id=organisation(session).id,
            partner_id=partner(session).id,
            lines=lines,
            vat_mode=mode,
        )

        previewed = price_lines(session, told.terms(now().date()), lines)
        offer = offers.create_offer(session, anna, told)
        paper = as_print(session, offer, None, None)
        snapshot = offer_snapshot(offer.document, session)

        total = previewed.totals.gross
        assert offer.document.total == total
        assert offer.net + offer.vat == total
        assert paper.totals.total == total
        assert sum(part.amount for part in paper.totals.vat) == previewed.totals.vat
        assert (snapshot.gross, snapshot.vat) == (total, previewed.totals.vat)
        assert type(snapshot).from_dict(snapshot.to_dict()) == snapshot
        every = {row.id: row.quantity for row in offer.lines}
        assert answers.taken_totals(offer, every).gross == total
        part_of = {key: (one * share).quantize(Decimal("0.001")) for key, one in every.items()}
        taken = answers.taken_totals(offer, part_of)
        assert taken.net + taken.vat == taken.gross
        if share <= 1:
            assert taken.gross <= total

    check()


def step_of(price: Decimal) -> Decimal:
    """What the price is precise to: a kopeck, or its own last figure."""
    exponent = price.normalize().as_tuple().exponent
    return min(Decimal("0.01"), Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


@settings(max_examples=200)
@given(price=prices, rate=rates)
def test_a_price_goes_to_the_other_mode_and_back_within_its_own_precision(
    price: Decimal, rate: VatRate
) -> None:
    without = in_mode(price, VatMode.INCLUDED, VatMode.EXCLUDED, rate)
    back = in_mode(without, VatMode.EXCLUDED, VatMode.INCLUDED, rate)

    assert abs(back - price) <= max(step_of(price), step_of(without))
    assert without <= price


def test_a_price_finer_than_a_kopeck_stays_so() -> None:
    rate = VatRate("22%", Decimal(22))

    assert in_mode(Decimal("0.4567"), VatMode.INCLUDED, VatMode.EXCLUDED, rate) == Decimal("0.3743")
    assert in_mode(Decimal("100"), VatMode.EXCLUDED, VatMode.INCLUDED, rate) == Decimal("122.00")


def test_a_price_without_tax_is_the_same_in_both_modes() -> None:
    exempt = VatRate("без НДС", None)

    assert in_mode(Decimal(10), VatMode.INCLUDED, VatMode.EXCLUDED, exempt) == Decimal(10)


@settings(max_examples=200)
@given(listed=prices, discount=discounts)
def test_a_discount_is_the_same_whether_given_in_percent_or_in_the_price(
    listed: Decimal, discount: Decimal
) -> None:
    lowered = listed * (100 - discount) / 100

    by_percent = effective_discount(listed, discount, listed)
    by_price = effective_discount(lowered, Decimal(0), listed)

    assert by_percent == by_price
    assert abs(by_percent - discount) < Decimal("0.01")


@settings(max_examples=100)
@given(price=prices, discount=discounts, listed=st.none() | prices)
def test_no_discount_is_below_nought_or_above_a_hundred(
    price: Decimal, discount: Decimal, listed: Decimal | None
) -> None:
    assert 0 <= effective_discount(price, discount, listed) <= 100
