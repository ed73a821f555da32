"""Puts the whole demo company together."""

from datetime import date, timedelta
from random import Random

from core.demo import terms
from core.demo.assortment import make_materials
from core.demo.assortment.groups import GROUPS
from core.demo.company import make_organisation
from core.demo.offers import APPROVAL_DISCOUNT, OfferMaker
from core.demo.partners import make_partners
from core.demo.people import DEPARTMENTS, Roster, make_people
from core.demo.prices import PriceFinder, make_price_lists
from core.demo.requests import YEAR_DAYS, AskMaker, make_asks
from core.demo.sales import SalesYear
from core.demo.worktime import WorkCalendar
from core.demo.world import World
from core.directory.okei import UNITS


def build_world(seed: int = 2026, *, today: date) -> World:
    """The demo company with its history up to, and not including, `today`.

    The same seed and day give the same world on any machine (with the same calendar of days
    off). Each subject throws dice of its own, so that a change in one does not reshuffle the
    others.
    """

    def dice(subject: str) -> Random:
        return Random(f"{seed}/{subject}")  # noqa: S311 - a world, not a secret

    organisation = make_organisation(dice("company"))
    people = make_people(today, organisation.phone)
    materials = make_materials()
    price_lists = make_price_lists(dice("prices"), today, materials)
    campaigns = terms.make_campaigns(today)
    partners, duplicates = make_partners(dice("partners"), today, campaigns)

    calendar = WorkCalendar(today - timedelta(days=YEAR_DAYS), today)
    yuan = frozenset(
        row.sku for entry in price_lists if entry.currency_code == "CNY" for row in entry.rows
    )
    ask_maker = AskMaker(dice("asks"), materials, partners, campaigns, yuan)
    asks = make_asks(dice("days"), today, calendar, ask_maker)
    roster = Roster(people)
    offer_maker = OfferMaker(
        dice("offers"),
        today,
        calendar,
        materials=materials,
        prices=PriceFinder(price_lists),
        roster=roster,
    )
    year = SalesYear(dice("sales"), today, calendar, roster, offer_maker)
    requests, offers = year.play(asks)

    return World(
        seed=seed,
        today=today,
        approval_discount=APPROVAL_DISCOUNT,
        organisation=organisation,
        departments=DEPARTMENTS,
        people=people,
        units=UNITS,
        groups=GROUPS,
        materials=materials,
        customer_groups=terms.CUSTOMER_GROUPS,
        price_lists=price_lists,
        delivery_terms=terms.DELIVERY_TERMS,
        payment_terms=terms.PAYMENT_TERMS,
        sources=terms.SOURCES,
        campaigns=campaigns,
        decline_reasons=terms.DECLINE_REASONS,
        unmet_reasons=terms.UNMET_REASONS,
        rejection_reasons=terms.REJECTION_REASONS,
        competitors=terms.COMPETITORS,
        partners=partners,
        duplicate_partners=duplicates,
        requests=requests,
        offers=offers,
    )
