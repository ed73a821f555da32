"""What the customers asked for over the year: when, how, in which words."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from core.demo import demand, numbers, wording
from core.demo.assortment.draft import PIECE, SET
from core.demo.history import Manner, RequestLine
from core.demo.partner_names import FEMALE_NAMES, HOUSEHOLD, MALE_NAMES
from core.demo.records import Campaign, Channel, Material, Partner
from core.demo.worktime import DAY_MINUTES, WorkCalendar
from core.directory.choices import AbcClass

REQUESTS_A_YEAR = 680
YEAR_DAYS = 365

# How busy a month is: building seasons in spring and autumn.
_SEASON = {1: 0.6, 2: 0.85, 3: 1.15, 4: 1.5, 5: 1.3, 6: 1.0, 7: 0.8, 8: 0.95, 9: 1.45, 10: 1.3,
           11: 0.9, 12: 0.8}  # fmt: skip
_WEEKDAY = (1.2, 1.1, 1.0, 0.95, 0.75, 0.5, 0.5)
_CLASS_WEIGHT = {AbcClass.A: 10.0, AbcClass.B: 4.0, AbcClass.C: 1.3}
_LAST_DAY_REQUESTS = 7
_STRANGER_SHARE = 0.10
_DUPLICATE_SHARE = 0.03
_CHANNELS = ((Channel.EMAIL, 46), (Channel.PHONE, 22), (Channel.SITE, 12), (Channel.MESSENGER, 11),
             (Channel.MEETING, 4), (Channel.TENDER, 5))  # fmt: skip
_STRANGER_CHANNELS = ((Channel.SITE, 5), (Channel.PHONE, 3), (Channel.MESSENGER, 2))
_LINE_COUNTS = ((1, 4), (2, 7), (3, 9), (4, 7), (5, 5), (6, 4), (8, 3), (10, 2), (14, 1))
_MANNERS = (
    (Manner.SKU, 16), (Manner.NAME, 30), (Manner.SLOPPY, 29), (Manner.TYPO, 13),
    (Manner.FREE, 3), (Manner.GROUP, 1), (Manner.SPECIAL, 2), (Manner.UNMET, 6),
)  # fmt: skip
_T = TypeVar("_T")

_EXACT = (Manner.SKU, Manner.NAME)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it arrived: matched as the manager will match it when he takes it.

    `received` is naive Moscow time; `repeats` is set where the same was sent a second time.
    """

    received: datetime
    channel: Channel
    campaign_code: str
    partner: Partner | None
    contact_index: int | None
    requester: str
    letter: str
    lines: tuple[RequestLine, ...]
    repeats: datetime | None = None


def _choose(rng: Random, weighted: tuple[tuple[_T, int], ...]) -> _T:
    return rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


class AskMaker:
    """Throws the dice for requests; knows the assortment and the customers."""

    def __init__(
        self,
        rng: Random,
        materials: tuple[Material, ...],
        partners: tuple[Partner, ...],
        campaigns: tuple[Campaign, ...],
        yuan_skus: frozenset[str],
    ) -> None:
        self._rng = rng
        self._materials = {material.sku: material for material in materials}
        self._shelves = demand.make_shelves(rng, materials)
        self._yuan = [material for material in materials if material.sku in yuan_skus]
        self._partners = partners
        self._weights = [_CLASS_WEIGHT[partner.abc] for partner in partners]
        self._campaigns = campaigns

    def ask(self, received: datetime) -> Ask:
        """One request, of a known customer or of a stranger."""
        if self._rng.random() < _STRANGER_SHARE:
            return self._stranger(received)
        rng = self._rng
        partner = self._customer(received.date())
        channel = _choose(rng, _CHANNELS)
        contact_index = rng.randrange(len(partner.contacts)) if partner.contacts else None
        lines = self._lines(partner.industry, partner, channel, received.date())
        return Ask(
            received=received,
            channel=channel,
            campaign_code=self._campaign(received.date()),
            partner=partner,
            contact_index=contact_index,
            requester="",
            letter=self._letter(channel, lines, partner, contact_index),
            lines=lines,
        )

    def again(self, first: Ask, received: datetime) -> Ask:
        """The same request sent once more, usually by another channel."""
        assert first.partner is not None
        channel = self._rng.choice((Channel.EMAIL, Channel.SITE, Channel.MESSENGER))
        text = self._letter(channel, first.lines, first.partner, first.contact_index)
        return replace(
            first, received=received, channel=channel, letter=text, repeats=first.received
        )

    def _letter(
        self,
        channel: Channel,
        lines: tuple[RequestLine, ...],
        partner: Partner,
        contact_index: int | None,
    ) -> str:
        contact = None if contact_index is None else partner.contacts[contact_index]
        phone = contact.phone if contact else partner.phone
        return wording.letter(
            self._rng, channel, lines, sender=partner.name, phone=phone, contact=contact
        )

    def _customer(self, on: date) -> Partner:
        while True:
            partner = self._rng.choices(self._partners, self._weights)[0]
            if partner.since <= on:
                return partner

    def _stranger(self, received: datetime) -> Ask:
        rng = self._rng
        name = rng.choice((rng.choice(MALE_NAMES)[0], rng.choice(FEMALE_NAMES)))
        phone = numbers.mobile(rng)
        channel = _choose(rng, _STRANGER_CHANNELS)
        lines = self._lines(HOUSEHOLD, None, channel, received.date())[:3]
        return Ask(
            received=received,
            channel=channel,
            campaign_code=self._campaign(received.date()),
            partner=None,
            contact_index=None,
            requester=f"{name}, {phone}",
            letter=wording.letter(rng, channel, lines, sender=name, phone=phone),
            lines=lines,
        )

    def _campaign(self, on: date) -> str:
        running = [
            campaign.code
            for campaign in self._campaigns
            if campaign.starts_on <= on and (campaign.ends_on is None or on <= campaign.ends_on)
        ]
        return self._rng.choice(running) if running and self._rng.random() < 0.2 else ""

    def _lines(
        self, industry: str, partner: Partner | None, channel: Channel, on: date
    ) -> tuple[RequestLine, ...]:
        rng = self._rng
        abc = partner.abc if partner else AbcClass.C
        wanted = on + timedelta(days=rng.randint(7, 30)) if rng.random() < 0.3 else None
        in_yuan = partner is not None and partner.customer_group_code == "foreign-trade"
        lines: dict[str, RequestLine] = {}
        for _ in range(_choose(rng, _LINE_COUNTS)):
            manner = _choose(rng, _MANNERS)
            if channel is Channel.TENDER or in_yuan:
                manner = rng.choice(_EXACT)
            line = self._line(industry, manner, abc, in_yuan)
            # Nobody asks for one and the same thing twice in a letter.
            lines.setdefault(line.sku or line.text, replace(line, wanted_on=wanted))
        return tuple(lines.values())

    def _line(self, industry: str, manner: Manner, abc: AbcClass, in_yuan: bool) -> RequestLine:
        rng = self._rng
        if manner is Manner.UNMET:
            text, unit, quantities, reason = rng.choice(demand.UNMET)
            return RequestLine(
                text, manner, Decimal(rng.choice(quantities)), unit, unmet_reason_code=reason
            )
        if manner is Manner.GROUP:
            text, group = rng.choice(demand.GROUP_TEXTS)
            return RequestLine(text, manner, Decimal(1), SET, group_code=group)
        if manner is Manner.SPECIAL:
            return self._special(abc)
        if manner is Manner.FREE:
            text, sku = rng.choice(demand.FREE_TEXTS)
            return self._matched(text, manner, self._materials[sku], abc)
        if in_yuan:
            material = rng.choice(self._yuan)
        else:
            groups = demand.APPETITE[industry]
            group = rng.choices(list(groups), list(groups.values()))[0]
            material = self._shelves[group].pick(rng)
        return self._matched(wording.material_text(rng, material, manner), manner, material, abc)

    def _special(self, abc: AbcClass) -> RequestLine:
        text, description, sku = self._rng.choice(demand.SPECIAL_TEXTS)
        if sku:
            line = self._matched(text, Manner.SPECIAL, self._materials[sku], abc)
            return replace(line, special_description=description)
        return RequestLine(
            text,
            Manner.SPECIAL,
            Decimal(self._rng.choice((2, 10, 40))),
            PIECE,
            special_description=description,
            unmet_reason_code="no-drawing",
        )

    def _matched(self, text: str, manner: Manner, material: Material, abc: AbcClass) -> RequestLine:
        gone = not material.sellable and not material.alternatives
        return RequestLine(
            text,
            manner,
            demand.quantity_of(self._rng, material, abc),
            material.unit_code,
            sku=material.sku,
            unmet_reason_code="withdrawn" if gone else "",
        )


def busyness(day: date) -> float:
    """How many times more requests the day brings than an average one."""
    # The last days of December belong to the holidays already.
    winding_down = 0.5 if (day.month, day.day) >= (12, 26) else 1.0
    return _SEASON[day.month] * _WEEKDAY[day.weekday()] * winding_down


def make_asks(rng: Random, today: date, calendar: WorkCalendar, maker: AskMaker) -> list[Ask]:
    """Requests of the year before `today`, in the order in which they arrived."""
    days = calendar.days(today - timedelta(days=YEAR_DAYS), today)
    average = REQUESTS_A_YEAR * (1 - _DUPLICATE_SHARE) / sum(busyness(day) for day in days)
    asks: list[Ask] = []
    for day in days:
        count = int(average * busyness(day) + rng.random())
        if day == days[-1]:
            # However quiet the season, this morning there must be something to do.
            count = max(count, _LAST_DAY_REQUESTS)
        for _ in range(count):
            # Mornings are busier than evenings.
            minute = int(rng.betavariate(1.6, 2.2) * (DAY_MINUTES - 1))
            ask = maker.ask(calendar.at_minute(day, minute))
            asks.append(ask)
            if ask.partner is not None and rng.random() < _DUPLICATE_SHARE:
                later = calendar.add_minutes(ask.received, rng.randint(30, 700))
                if later.date() < today:
                    asks.append(maker.again(ask, later))
    return sorted(asks, key=lambda ask: ask.received)
