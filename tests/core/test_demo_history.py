"""A year of the demo company: seasons, steps in order, outcomes of every kind."""

from collections import Counter, defaultdict
from datetime import UTC, date, time, timedelta

import holidays
import pytest
from demo_facts import (  # noqa: F401 - fixtures are used by name
    FINAL_OFFER,
    MOSCOW,
    TODAY,
    _at,
    _moments,
    _received_on,
    _table,
    materials,
    world,
)

from core.demo import World, build_world
from core.demo.history import Manner, OfferEvent, RequestEvent
from core.demo.people import LEAVER, NEWCOMER
from core.demo.records import Material
from core.demo.samples import BAD_ROWS, CHANGED_ROWS, samples
from core.directory.okei import unit_by_code


def test_the_year_has_its_seasons(world: World):
    by_month = Counter(_received_on(request).month for request in world.requests)
    peaks = (by_month[4] + by_month[9]) / 2
    assert peaks > 1.4 * by_month[7]
    assert peaks > 2 * by_month[1]
    assert peaks > 1.2 * by_month[6]
    assert 620 <= len(world.requests) <= 740
    assert 430 <= len(world.offers) <= 560


def test_nobody_works_at_night_at_weekends_or_in_the_new_year_holidays(world: World):
    calendar = holidays.country_holidays("RU", years=(2025, 2026))
    for moment in _moments(world):
        assert time(9) <= moment.time() < time(18)
        assert calendar.is_working_day(moment.date())
    days = {moment.date() for moment in _moments(world)}
    assert not any(day.month == 1 and day.day <= 8 for day in days)


def test_all_moments_are_utc_and_lie_in_the_past_year(world: World):
    for _, step in world.timeline():
        assert step.at.tzinfo is UTC
    moments = list(_moments(world))
    assert moments == sorted(moments)
    assert moments[-1].date() < TODAY
    assert moments[0].date() >= TODAY - timedelta(days=365)


def test_steps_of_each_document_follow_one_another(world: World):
    for document in (*world.requests, *world.offers):
        moments = [step.at for step in document.steps]
        assert moments == sorted(moments)
    for request in world.requests:
        assert [step.event for step in request.steps[:2]] == [
            RequestEvent.RECEIVED,
            RequestEvent.REGISTERED,
        ][: len(request.steps)]
    for offer in world.offers:
        assert offer.steps[0].event is OfferEvent.CREATED
        assert not FINAL_OFFER & {step.event for step in offer.steps[:-1]}


def test_a_request_is_answered_at_the_moment_when_its_offer_is_sent(world: World):
    sent = {offer.request_code: _at(offer, OfferEvent.SENT) for offer in world.offers}
    for request in world.requests:
        last = request.steps[-1]
        if last.event is RequestEvent.ANSWERED:
            assert sent[request.code] == last.at
        elif request.code in sent:
            assert sent[request.code] is None


def test_outcomes_are_of_every_kind_and_some_offers_are_still_open(world: World):
    ends = Counter(offer.steps[-1].event for offer in world.offers)
    assert min(ends[event] for event in FINAL_OFFER) > 100
    assert ends[OfferEvent.SENT] + ends[OfferEvent.RECEIPT_CONFIRMED] >= 5
    for offer in world.offers:
        end = offer.steps[-1].event
        assert bool(offer.rejection_reason_code) == (end is OfferEvent.REJECTED)
        confirmed = [line.confirmed_quantity for line in offer.lines]
        if end is OfferEvent.CONFIRMED:
            assert all(quantity is not None for quantity in confirmed)
            assert any(confirmed)
        else:
            assert confirmed == [None] * len(confirmed)
    assert any(offer.competitor_code for offer in world.offers)


def test_an_offer_ends_in_its_time_or_expires_after_it(world: World):
    for offer in world.offers:
        last = offer.steps[-1]
        day = last.at.astimezone(MOSCOW).date()
        if last.event is OfferEvent.EXPIRED:
            assert day > offer.valid_until
        elif last.event in FINAL_OFFER:
            assert day <= offer.valid_until


def test_the_head_approves_big_discounts_and_only_these(world: World):
    for offer in world.offers:
        approved = [step for step in offer.steps if step.event is OfferEvent.APPROVED]
        returned = any(step.event is OfferEvent.RETURNED for step in offer.steps)
        discount = max(line.discount_percent for line in offer.lines)
        if not approved:
            continue
        if discount > world.approval_discount:
            assert approved[-1].actor_code == "vera"
            assert offer.discount_reason
        else:
            assert approved[-1].actor_code == ""
        assert not returned or discount <= world.approval_discount
    assert any(step.event is OfferEvent.RETURNED for o in world.offers for step in o.steps)


def test_some_offers_wait_for_the_head_this_morning(world: World):
    waiting = [offer for offer in world.offers if offer.steps[-1].event is OfferEvent.SUBMITTED]
    assert len(waiting) >= 2
    for offer in waiting:
        assert max(line.discount_percent for line in offer.lines) > world.approval_discount


def test_this_morning_there_are_requests_to_register_and_to_answer(world: World):
    ends = Counter(request.steps[-1].event for request in world.requests)
    assert ends[RequestEvent.RECEIVED] >= 1
    assert ends[RequestEvent.REGISTERED] + ends[RequestEvent.TAKEN] >= 3
    for request in world.requests:
        if request.steps[-1].event in (RequestEvent.RECEIVED, RequestEvent.REGISTERED):
            assert not any(line.sku or line.unmet_reason_code for line in request.lines)


def test_no_request_is_forgotten(world: World):
    for today in (TODAY, date(2027, 4, 20)):
        built = world if today == TODAY else build_world(today=today)
        for request in built.requests:
            if request.steps[-1].event is RequestEvent.TAKEN:
                assert _received_on(request) > today - timedelta(days=21), request


def test_managers_differ_in_skill(world: World):
    total, won = Counter(), Counter()
    for offer in world.offers:
        total[offer.responsible_code] += 1
        won[offer.responsible_code] += offer.steps[-1].event is OfferEvent.CONFIRMED
    share = {code: won[code] / total[code] for code in total}
    assert share["anna"] > share["boris"] > share["zahar"]
    assert share["anna"] > 1.5 * share["egor"]


def test_nobody_acts_before_he_came_or_after_he_left(world: World):
    people = {person.code: person for person in world.people}
    acted: defaultdict[str, set[date]] = defaultdict(set)
    for _, step in world.timeline():
        acted[step.actor_code].add(step.at.astimezone(MOSCOW).date())
    assert min(acted[NEWCOMER]) >= people[NEWCOMER].hired_on
    left_on = people[LEAVER].left_on
    assert left_on is not None
    assert max(acted[LEAVER]) < left_on


def test_requests_come_by_every_channel_in_every_manner(world: World):
    assert {request.channel.value for request in world.requests} == {
        "phone", "email", "site", "messenger", "meeting", "tender",
    }  # fmt: skip
    manners = Counter(line.manner for request in world.requests for line in request.lines)
    assert min(manners[manner] for manner in Manner) >= 20
    for request in world.requests:
        if request.letter:
            assert all(line.text in request.letter for line in request.lines)


def test_unmet_demand_has_reasons_and_is_never_offered(world: World, materials):
    requests = {request.code: request for request in world.requests}
    reasons = Counter(
        line.unmet_reason_code for request in world.requests for line in request.lines
    )
    assert {"never-sold", "no-size", "no-drawing"} <= set(reasons)
    for offer in world.offers:
        assert all(materials[line.sku].sellable for line in offer.lines)
        if offer.request_code and offer.steps[-1].event is not OfferEvent.CREATED:
            asked = {line.sku for line in requests[offer.request_code].lines}
            assert {line.instead_of or line.sku for line in offer.lines} <= asked


def test_alternatives_are_offered_with_a_reason(world: World, materials):
    replaced = [line for offer in world.offers for line in offer.lines if line.instead_of]
    assert len(replaced) >= 15
    for line in replaced:
        assert line.instead_reason
        assert line.sku in {entry.sku for entry in materials[line.instead_of].alternatives}


def test_duplicates_repeat_an_earlier_request_of_the_same_customer(world: World):
    requests = {request.code: request for request in world.requests}
    repeated = [request for request in world.requests if request.duplicate_of]
    assert len(repeated) >= 10
    for request in repeated:
        first = requests[request.duplicate_of]
        assert first.partner_code == request.partner_code
        assert first.steps[0].at < request.steps[0].at


def test_customers_ask_only_after_they_became_known(world: World):
    since = {partner.code: partner.since for partner in world.partners}
    for request in world.requests:
        if request.partner_code:
            assert since[request.partner_code] <= _received_on(request)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_sample_price_list_is_read_but_for_its_bad_rows(world: World, suffix: str):
    table = _table(world, suffix)
    assert len(table.rows) + len(table.bad) == 120
    assert len(table.bad) == BAD_ROWS
    assert len({bad.reason.msgid for bad in table.bad}) == BAD_ROWS


def test_the_sample_price_list_brings_new_and_changed_prices(
    world: World, materials: dict[str, Material]
):
    rows = _table(world, ".xlsx").rows
    assert sum(row.sku not in materials for row in rows) == 15
    changed = [
        row
        for row in rows
        if row.sku in materials and row.prices[0].price != materials[row.sku].price
    ]
    assert len(changed) == CHANGED_ROWS
    for row in rows:
        if row.sku in materials:
            assert row.name == materials[row.sku].name
            assert row.unit == materials[row.sku].unit_code


def test_both_sample_price_lists_say_the_same(world: World):
    def said(suffix: str) -> list[tuple]:
        rows = _table(world, suffix).rows
        # cp1251 cannot hold the superscript of «мм²».
        return [(row.sku, row.name.replace("²", "2"), row.unit, row.prices) for row in rows]

    assert said(".xlsx") == said(".csv")


def test_the_sample_letter_is_from_a_known_customer(world: World):
    letter = next(entry for entry in samples(world) if entry.name.endswith(".txt"))
    text = letter.content.decode()
    contacts = {contact.email for partner in world.partners for contact in partner.contacts}
    assert text.strip().rpartition("\n")[2] in contacts
    assert "Болт М10х40" in text


def test_units_of_the_world_are_those_of_the_directory(world: World):
    assert all(unit_by_code(unit.code) is unit for unit in world.units)


def test_nobody_asks_or_is_offered_a_part_of_what_is_counted(world: World):
    lines = [line for document in (*world.requests, *world.offers) for line in document.lines]
    assert lines
    for line in lines:
        unit = unit_by_code(line.unit_code)
        assert unit is not None
        taken = getattr(line, "confirmed_quantity", None) or line.quantity
        for quantity in (line.quantity, taken):
            assert unit.decimals or quantity == quantity.to_integral_value()
