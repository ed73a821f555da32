"""The demo company as a whole: what `build_world` makes.

Nothing here knows the database. Whoever loads the world resolves the codes by which its records
refer to each other.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.demo.history import Offer, OfferStep, Request, RequestStep
from core.demo.records import (
    Campaign,
    DeliveryTerm,
    Department,
    Group,
    Material,
    Named,
    Organisation,
    Partner,
    PaymentTerm,
    Person,
    PriceList,
)
from core.directory.okei import OkeiUnit


@dataclass(frozen=True, slots=True)
class World:
    """Everything about the demo company, made by `build_world`.

    `duplicate_partners` are pairs (entry, the one it repeats) that a duplicate finder must show.
    `approval_discount` is the percentage above which the head approved the offers of the history.
    """

    seed: int
    today: date
    approval_discount: Decimal
    organisation: Organisation
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    units: tuple[OkeiUnit, ...]
    groups: tuple[Group, ...]
    materials: tuple[Material, ...]
    customer_groups: tuple[Named, ...]
    price_lists: tuple[PriceList, ...]
    delivery_terms: tuple[DeliveryTerm, ...]
    payment_terms: tuple[PaymentTerm, ...]
    sources: tuple[Named, ...]
    campaigns: tuple[Campaign, ...]
    decline_reasons: tuple[Named, ...]
    unmet_reasons: tuple[Named, ...]
    rejection_reasons: tuple[Named, ...]
    competitors: tuple[Named, ...]
    partners: tuple[Partner, ...]
    duplicate_partners: tuple[tuple[str, str], ...]
    requests: tuple[Request, ...]
    offers: tuple[Offer, ...]

    def timeline(self) -> Iterator[tuple[Request, RequestStep] | tuple[Offer, OfferStep]]:
        """All steps of all documents in the order in which they happened."""
        steps: list[tuple[Request, RequestStep] | tuple[Offer, OfferStep]] = []
        steps.extend((request, step) for request in self.requests for step in request.steps)
        steps.extend((offer, step) for offer in self.offers for step in offer.steps)
        # The sort is stable: within one moment the order of creation stays.
        return iter(sorted(steps, key=lambda pair: pair[1].at))

    def fingerprint(self) -> str:
        """SHA-256 over all contents: equal for equal worlds, on any machine."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
