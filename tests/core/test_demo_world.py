"""The demo company: believable, whole, always the same, and belonging to nobody."""

import itertools
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import holidays
import pytest
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from core.demo import World, build_world
from core.demo.assortment.groups import ELECTRICAL, FASTENERS, LEAVES, branch_of
from core.demo.history import Manner, Offer, OfferEvent, Request, RequestEvent
from core.demo.people import LEAVER, NEWCOMER
from core.demo.records import BankAccount, Material, PriceList
from core.demo.samples import BAD_ROWS, CHANGED_ROWS, samples
from core.demo.towns import TOWN_BY_NAME
from core.directory.choices import PartnerKind
from core.directory.okei import unit_by_code
from core.directory.price_file import PriceTable, guess_columns, parse_rows
from core.directory.tables import read_tables
from core.kernel import identifiers
from core.kernel.declarations import Role

TODAY = date(2026, 11, 23)
MOSCOW = ZoneInfo("Europe/Moscow")
FINAL_OFFER = {OfferEvent.CONFIRMED, OfferEvent.REJECTED, OfferEvent.EXPIRED}


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(today=TODAY)


@pytest.fixture(scope="module")
def materials(world: World) -> dict[str, Material]:
    return {material.sku: material for material in world.materials}


def _moments(world: World) -> Iterator[datetime]:
    return (step.at.astimezone(MOSCOW) for _, step in world.timeline())


def _received_on(request: Request) -> date:
    return request.steps[0].at.astimezone(MOSCOW).date()


def _at(offer: Offer, event: OfferEvent) -> datetime | None:
    return next((step.at for step in offer.steps if step.event is event), None)


# --- The same world every time ---------------------------------------------------------------


def test_the_same_seed_and_day_give_the_same_world(world: World):
    assert build_world(2026, today=TODAY).fingerprint() == world.fingerprint()


def test_the_world_does_not_depend_on_the_hash_seed_of_the_process(world: World):
    script = (
        "from datetime import date; from core.demo import build_world; "
        f"print(build_world(today=date.fromisoformat('{TODAY}')).fingerprint())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == world.fingerprint()


def test_another_seed_or_day_gives_another_world(world: World):
    assert build_world(7, today=TODAY).fingerprint() != world.fingerprint()
    assert build_world(today=TODAY - timedelta(days=1)).fingerprint() != world.fingerprint()


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2027, 1, 11), date(2028, 2, 29)])
def test_the_world_can_be_built_on_any_day(today: date):
    built = build_world(5, today=today)
    _assert_references_resolve(built)
    assert len(built.requests) > 400
    assert all(moment.date() < today for moment in _moments(built))


# --- Identifiers -----------------------------------------------------------------------------


def test_every_inn_kpp_and_ogrn_is_valid_and_fits_the_kind(world: World):
    for partner in world.partners:
        if not partner.inn:
            assert not partner.kpp
            assert not partner.ogrn
            continue
        assert identifiers.parse_inn(partner.inn).number == partner.inn
        assert stdnum_inn.is_valid(partner.inn)
        assert stdnum_ogrn.is_valid(partner.ogrn)
        if partner.kind is PartnerKind.COMPANY:
            assert len(partner.inn) == 10
            assert identifiers.parse_kpp(partner.kpp) == partner.kpp
            assert identifiers.parse_ogrn(partner.ogrn) == partner.ogrn
        else:
            assert len(partner.inn) == 12
            assert not partner.kpp
            assert identifiers.parse_ogrnip(partner.ogrn) == partner.ogrn


def test_the_company_has_valid_requisites_and_two_accounts_that_agree_with_their_banks(
    world: World,
):
    own = world.organisation
    assert identifiers.parse_inn(own.inn).number == own.inn
    assert identifiers.parse_kpp(own.kpp) == own.kpp
    assert identifiers.parse_ogrn(own.ogrn) == own.ogrn
    assert identifiers.parse_okpo(own.okpo) == own.okpo
    assert len(own.accounts) == 2
    assert all(_account_agrees(account) for account in own.accounts)
    assert len({account.bik for account in own.accounts}) == 2


def _account_agrees(account: BankAccount) -> bool:
    identifiers.parse_correspondent_account(account.corr_account, account.bik)
    return identifiers.parse_settlement_account(account.account, account.bik).warning is None


def test_most_partners_have_accounts_and_only_a_few_of_these_are_mistyped(world: World):
    owners = [partner for partner in world.partners if partner.accounts]
    accounts = [account for partner in owners for account in partner.accounts]
    assert len(owners) > len(world.partners) * 0.8
    assert sum(not _account_agrees(account) for account in accounts) == 3
    assert len({account.account for account in accounts}) == len(accounts)


def test_numbers_of_a_partner_begin_with_the_codes_of_his_region_and_town(world: World):
    for partner in world.partners:
        town = TOWN_BY_NAME[partner.town]
        if partner.inn:
            assert partner.inn.startswith(town.region_code)
            assert partner.ogrn[3:5] == town.region_code
            assert partner.legal_address.startswith(town.post)
            assert f"г. {town.name}" in partner.legal_address
        if partner.phone and partner.kind is PartnerKind.COMPANY:
            assert partner.phone.startswith(f"+7{town.area_code}")


def test_no_number_can_belong_to_anybody(world: World):
    partners = world.partners
    phones = [entry.phone for entry in partners if entry.phone]
    phones += [contact.phone for entry in partners for contact in entry.contacts]
    areas = {town.area_code for town in TOWN_BY_NAME.values()}
    for phone in phones:
        assert identifiers.parse_phone(phone) == phone
        unused_code = re.fullmatch(r"\+797[2-6]\d{7}", phone)
        unused_local = any(phone.startswith(f"+7{area}0") for area in areas)
        assert unused_code or unused_local, phone
    for entry in partners:
        assert not entry.inn or entry.inn[2:4] in ("96", "97", "98")
        assert all(account.bik[4:6] == "98" for account in entry.accounts)
    assert all(account.bik[4:6] == "98" for account in world.organisation.accounts)
    assert identifiers.parse_phone(world.people[0].phone) == world.people[0].phone


def test_every_email_is_in_a_reserved_domain_and_fit_for_the_directory(world: World):
    emails = [world.organisation.email]
    emails += [person.email for person in world.people]
    emails += [partner.email for partner in world.partners if partner.email]
    emails += [contact.email for partner in world.partners for contact in partner.contacts]
    for email in emails:
        assert email.endswith(".example")
        assert identifiers.parse_email(email) == email
    letters = "\n".join(request.letter for request in world.requests)
    assert set(re.findall(r"@\S+?(\.\w+)\b", letters)) <= {".example"}


def test_inn_of_partners_do_not_repeat(world: World):
    inns = [partner.inn for partner in world.partners if partner.inn]
    assert len(set(inns)) == len(inns)
    assert world.organisation.inn not in inns


def test_planted_duplicates_share_a_phone_or_an_email_with_their_original(world: World):
    partners = {partner.code: partner for partner in world.partners}
    assert len(world.duplicate_partners) >= 5
    for repeated_code, original_code in world.duplicate_partners:
        repeated, original = partners[repeated_code], partners[original_code]
        same_phone = repeated.phone and repeated.phone == original.phone
        same_email = repeated.email and repeated.email == original.email
        assert same_phone or same_email
        assert repeated.name != original.name


# --- References ------------------------------------------------------------------------------


def _codes(entries: tuple) -> set[str]:
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    return set(codes)


def _assert_references_resolve(world: World) -> None:
    people, groups = _codes(world.people), _codes(world.groups)
    departments, partners = _codes(world.departments), _codes(world.partners)
    customer_groups = _codes(world.customer_groups) | {""}
    campaigns, sources = _codes(world.campaigns) | {""}, _codes(world.sources)
    units = _codes(world.units)
    skus = {material.sku for material in world.materials}
    requests = _codes(world.requests) | {""}
    offers = _codes(world.offers)
    assert offers

    assert {entry.parent_code for entry in world.departments} <= departments | {""}
    assert {entry.head_code for entry in world.departments} <= people
    assert {person.department_code for person in world.people} <= departments
    assert {world.organisation.signatory_code, world.organisation.accountant_code} <= people
    assert {group.parent_code for group in world.groups} <= groups | {""}
    assert {campaign.source_code for campaign in world.campaigns} <= sources
    for material in world.materials:
        assert material.group_code in groups
        assert material.unit_code in units
        assert {alternative.sku for alternative in material.alternatives} <= skus
    for price_list in world.price_lists:
        assert price_list.customer_group_code in customer_groups
        assert {row.sku for row in price_list.rows} <= skus
    delivery, payment = _codes(world.delivery_terms), _codes(world.payment_terms)
    for partner in world.partners:
        assert partner.responsible_code in people
        assert partner.source_code in sources
        assert partner.campaign_code in campaigns
        assert partner.customer_group_code in customer_groups
        assert partner.delivery_term_code in delivery
        assert partner.payment_term_code in payment
    by_code = {partner.code: partner for partner in world.partners}
    unmet = _codes(world.unmet_reasons) | {""}
    for request in world.requests:
        assert bool(request.partner_code) != bool(request.requester)
        assert request.partner_code in partners | {""}
        assert request.campaign_code in campaigns
        assert request.duplicate_of in requests
        assert request.decline_reason_code in _codes(world.decline_reasons) | {""}
        if request.contact_index is not None:
            assert request.contact_index < len(by_code[request.partner_code].contacts)
        for line in request.lines:
            assert line.sku in skus | {""}
            assert line.group_code in groups | {""}
            assert line.unit_code in units
            assert line.unmet_reason_code in unmet
    for offer in world.offers:
        assert offer.request_code in requests
        assert offer.partner_code in partners
        assert offer.delivery_term_code in delivery
        assert offer.payment_term_code in payment
        assert offer.rejection_reason_code in _codes(world.rejection_reasons) | {""}
        assert offer.competitor_code in _codes(world.competitors) | {""}
        assert {line.sku for line in offer.lines} <= skus
        assert {line.instead_of for line in offer.lines} <= skus | {""}
    actors = {step.actor_code for _, step in world.timeline()}
    assert actors <= people | {""}


def test_every_reference_resolves(world: World):
    _assert_references_resolve(world)


def test_all_roles_are_there_and_one_manager_is_new(world: World):
    assert {person.role for person in world.people} == set(Role)
    names = [person.full_name.split()[1] for person in world.people]
    assert {"Анна", "Борис", "Вера", "Глеб", "Дина", "Егор", "Жанна"} <= set(names)
    newcomer = next(person for person in world.people if person.code == NEWCOMER)
    assert timedelta(0) < TODAY - newcomer.hired_on < timedelta(days=90)


# --- The assortment --------------------------------------------------------------------------


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


# --- Prices ----------------------------------------------------------------------------------


def _base_prices(price_list: PriceList) -> dict[str, Decimal]:
    return {row.sku: row.price for row in price_list.rows if row.min_quantity == 0}


def _list(world: World, code: str) -> PriceList:
    return next(entry for entry in world.price_lists if entry.code == code)


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


# --- The year --------------------------------------------------------------------------------


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


# --- Files to try the import with ------------------------------------------------------------


def _table(world: World, suffix: str) -> PriceTable:
    sample = next(entry for entry in samples(world) if entry.filename.endswith(suffix))
    [sheet] = read_tables(sample.content, sample.filename)
    return parse_rows(sheet, guess_columns(sheet).mapping())


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
    letter = next(entry for entry in samples(world) if entry.filename.endswith(".txt"))
    text = letter.content.decode()
    contacts = {contact.email for partner in world.partners for contact in partner.contacts}
    assert text.strip().rpartition("\n")[2] in contacts
    assert "Болт М10х40" in text


def test_units_of_the_world_are_those_of_the_directory(world: World):
    assert all(unit_by_code(unit.code) is unit for unit in world.units)
