"""The demo company: believable, whole, always the same, and belonging to nobody."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.demo import World, build_world
from core.demo.history import Offer, OfferEvent, Request
from core.demo.records import BankAccount, Material, PriceList
from core.demo.samples import samples
from core.directory.price_file import PriceTable, guess_columns, parse_rows
from core.directory.tables import read_tables
from core.kernel import identifiers

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


def _account_agrees(account: BankAccount) -> bool:
    identifiers.parse_correspondent_account(account.corr_account, account.bik)
    return identifiers.parse_settlement_account(account.account, account.bik).warning is None


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


def _base_prices(price_list: PriceList) -> dict[str, Decimal]:
    return {row.sku: row.price for row in price_list.rows if row.min_quantity == 0}


def _list(world: World, code: str) -> PriceList:
    return next(entry for entry in world.price_lists if entry.code == code)


def _table(world: World, suffix: str) -> PriceTable:
    sample = next(entry for entry in samples(world) if entry.name.endswith(suffix))
    [sheet] = read_tables(sample.content, sample.name)
    return parse_rows(sheet, guess_columns(sheet).mapping())
