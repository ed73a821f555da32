"""The demo assortment and its prices make sense to somebody of the trade."""

import itertools
import re
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from demo_facts import (  # noqa: F401 - fixtures are used by name
    MOSCOW,
    _base_prices,
    _list,
    materials,
    world,
)

from core.demo import World
from core.demo.assortment.groups import ELECTRICAL, FASTENERS, LEAVES, branch_of
from core.demo.records import Material


def test_the_assortment_is_wide_and_no_sku_or_name_repeats(world: World):
    assert len(world.materials) >= 900
    assert len({material.sku for material in world.materials}) == len(world.materials)
    assert len({material.name for material in world.materials}) == len(world.materials)
    for material in world.materials:
        assert re.fullmatch(r"[A-Z]{3}(-[A-Z0-9]+(\.[A-Z0-9]+)*)+", material.sku)


def test_materials_stand_in_the_leaves_of_two_branches(world: World):
    filled = {material.group_code for material in world.materials}
    assert filled == LEAVES
    assert Counter(map(branch_of, LEAVES)) >= Counter({FASTENERS: 10, ELECTRICAL: 10})


def test_prices_weights_and_lead_times_are_positive(world: World):
    for material in world.materials:
        assert material.price >= Decimal("0.05"), material
        assert material.weight_kg > 0
        assert material.pack >= 1
        assert 1 <= material.lead_days <= 45


@pytest.mark.parametrize(
    ("family", "size"),
    [
        (r"BLT-933-M10X(\d+)-ZN88", "length of a bolt"),
        (r"NUT-934-M(\d+)-ZN8", "thread of a nut"),
        (r"CBL-VVGLS-5X([\d.]+)", "section of a cable"),
        (r"TRM-TML-(\d+)-\d+", "section of a lug"),
        (r"LUM-FLD-(\d+)-6500-L", "power of a floodlight"),
        (r"TRY-PRF-(\d+)X50", "width of a tray"),
    ],
)
def test_a_bigger_thing_of_the_same_make_costs_and_weighs_more(
    world: World, family: str, size: str
):
    found = sorted(
        (float(match[1]), material.price, material.weight_kg)
        for material in world.materials
        if (match := re.fullmatch(family, material.sku))
    )
    assert len(found) >= 5, size
    for smaller, bigger in itertools.pairwise(found):
        assert smaller[1] < bigger[1]
        assert smaller[2] < bigger[2]


def test_stainless_costs_more_than_zinc_of_the_same_size(materials: dict[str, Material]):
    pairs = [
        (material, materials[sku])
        for material in materials.values()
        if material.sku.endswith("-A2")
        and (sku := material.sku.replace("-A2", "-ZN88")) in materials
    ]
    assert len(pairs) > 10
    assert all(stainless.price > zinc.price for stainless, zinc in pairs)


def test_every_bolt_has_a_nut_and_a_washer_and_none_is_shorter_than_thick(
    materials: dict[str, Material],
):
    threads = set()
    for sku in materials:
        if match := re.match(r"BLT-\d+-M(\d+)X(\d+)-", sku):
            thread, length = int(match[1]), int(match[2])
            assert 1.5 * thread <= length <= 25 * thread, sku
            threads.add(thread)
    for thread in threads:
        assert f"NUT-934-M{thread}-ZN8" in materials
        assert f"WSH-125-M{thread}-ZN" in materials


def test_withdrawn_materials_name_their_successor_first(materials: dict[str, Material]):
    withdrawn = [material for material in materials.values() if not material.sellable]
    assert 5 <= len(withdrawn) <= 30
    replaced = [material for material in withdrawn if material.alternatives]
    assert len(replaced) == len(withdrawn) - 1
    for material in replaced:
        assert "на смену" in material.alternatives[0].note


def test_alternatives_are_sold_differ_from_the_thing_and_share_its_unit(
    materials: dict[str, Material],
):
    assert sum(bool(material.alternatives) for material in materials.values()) > 300
    for material in materials.values():
        skus = [alternative.sku for alternative in material.alternatives]
        assert len(set(skus)) == len(skus)
        for sku in skus:
            assert sku != material.sku
            assert materials[sku].sellable
            assert materials[sku].unit_code == material.unit_code


def test_a_weaker_bolt_is_never_offered_for_a_stronger(materials: dict[str, Material]):
    strong = [sku for sku in materials if sku.endswith("-BL109")]
    assert strong
    for sku in strong:
        assert not {"ZN88", "BL58"} & {
            alternative.sku.rpartition("-")[2] for alternative in materials[sku].alternatives
        }


def test_special_things_are_a_dozen_and_take_long(world: World):
    special = [material for material in world.materials if material.special]
    assert 12 <= len(special) <= 16
    assert min(material.lead_days for material in special) >= 10
    assert all("РФ-" in material.name for material in special)


def test_everything_sold_has_a_retail_price_and_nothing_withdrawn_has(world: World):
    prices = _base_prices(_list(world, "retail-2026"))
    assert prices == {entry.sku: entry.price for entry in world.materials if entry.sellable}


def test_larger_quantities_are_cheaper_in_every_list(world: World):
    for price_list in world.price_lists:
        rows: defaultdict[str, list] = defaultdict(list)
        for row in price_list.rows:
            rows[row.sku].append(row)
        for breaks in rows.values():
            for less, more in itertools.pairwise(breaks):
                assert less.min_quantity < more.min_quantity
                assert less.price > more.price


def test_dealers_pay_less_and_last_year_was_cheaper_on_the_whole(world: World):
    retail = _base_prices(_list(world, "retail-2026"))
    dealers = _base_prices(_list(world, "dealers-2026"))
    previous = _base_prices(_list(world, "retail-2025"))
    assert all(price <= retail[sku] for sku, price in dealers.items())
    assert sum(previous[sku] for sku in retail) < sum(retail.values())


def test_lists_of_the_year_follow_one_another_without_gap_or_overlap(world: World):
    previous, current = _list(world, "retail-2025"), _list(world, "retail-2026")
    assert previous.valid_to is not None
    assert previous.valid_to + timedelta(days=1) == current.valid_from
    assert current.valid_to is None


def test_the_list_in_yuan_is_small_and_for_its_own_customers(world: World):
    yuan = _list(world, "yuan-2026")
    assert yuan.currency_code == "CNY"
    assert 30 <= len(yuan.rows) <= 120
    customers = {
        partner.code for partner in world.partners if partner.customer_group_code == "foreign-trade"
    }
    offers = [offer for offer in world.offers if offer.currency_code == "CNY"]
    assert offers
    assert {offer.partner_code for offer in offers} <= customers


def test_offers_quote_the_list_of_their_day(world: World):
    """Prices of December come from the old list, those of January from the new one."""
    partners = {partner.code: partner for partner in world.partners}
    for offer in world.offers:
        day = offer.steps[0].at.astimezone(MOSCOW).date()
        group = partners[offer.partner_code].customer_group_code
        lists = [
            entry
            for entry in world.price_lists
            if entry.valid_from <= day
            and (entry.valid_to is None or day <= entry.valid_to)
            and entry.currency_code == offer.currency_code
            and entry.customer_group_code in ("", group)
        ]
        for line in offer.lines:
            prices = {
                row.price
                for entry in lists
                for row in entry.rows
                if row.sku == line.sku and row.min_quantity <= line.quantity
            }
            assert line.list_price in prices
