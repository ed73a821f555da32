"""A year of selling: requests, what was done with each, and the offers that answered them."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

from core.demo.history import Offer, OfferEvent, Request, RequestEvent, RequestLine, RequestStep
from core.demo.offers import OfferMaker, Task
from core.demo.people import NEWCOMER, Roster
from core.demo.records import Channel, Partner
from core.demo.requests import Ask
from core.demo.worktime import WorkCalendar, local, utc

_DECLINED_SHARE = 0.16
_OUT_OF_THE_BLUE = 28


class SalesYear:
    """Plays the year day by day; keeps the numbers of what was made."""

    def __init__(
        self,
        rng: Random,
        today: date,
        calendar: WorkCalendar,
        roster: Roster,
        offers: OfferMaker,
    ) -> None:
        self._rng = rng
        self._today = today
        self._end = datetime.combine(today, datetime.min.time())
        self._calendar = calendar
        self._last_day = calendar.last_days(today, 1)[0]
        self._roster = roster
        self._offer_maker = offers
        self._requests: list[Request] = []
        self._offers: list[Offer] = []
        self._code_at: dict[tuple[str, datetime], str] = {}

    def play(self, asks: list[Ask]) -> tuple[tuple[Request, ...], tuple[Offer, ...]]:
        """All requests in the order of arrival and all offers in the order of creation."""
        for ask in asks:
            self._requests.append(self._handle(ask))
        self._unasked(asks)
        offers = sorted(self._offers, key=lambda offer: offer.steps[0].at)
        return tuple(self._requests), tuple(offers)

    def _on_duty(self, partner: Partner | None, day: date) -> str:
        responsible = partner.responsible_code if partner else NEWCOMER
        return self._roster.on_duty(responsible, day)

    def _handle(self, ask: Ask) -> Request:
        rng, add = self._rng, self._calendar.add_minutes
        code = f"R{len(self._requests) + 1:05d}"
        manager = self._on_duty(ask.partner, ask.received.date())
        # Of yesterday's heap a part has waited for this morning.
        heap = rng.choice((0, 240, 480)) if ask.received.date() == self._last_day else 0
        registered = add(ask.received, rng.randint(2, 45) + heap)
        taken = add(registered, rng.randint(3, 90))
        steps = [(RequestEvent.RECEIVED, ask.received, ""),
                 (RequestEvent.REGISTERED, registered, manager)]  # fmt: skip
        reason, duplicate_of = "", ""
        if ask.partner is not None:
            self._code_at[ask.partner.code, ask.received] = code
        if ask.partner is not None and ask.repeats is not None:
            duplicate_of = self._code_at[ask.partner.code, ask.repeats]
            steps.append((RequestEvent.DUPLICATE, taken, manager))
        else:
            steps.append((RequestEvent.TAKEN, taken, manager))
            reason = self._decline_reason(ask)
            if reason:
                declined = add(taken, rng.randint(20, 400))
                steps.append((RequestEvent.DECLINED, declined, manager))
            else:
                steps.extend(self._answer(ask, code, manager, taken))
        happened = [
            RequestStep(event, utc(at), self._roster.present(actor, at.date()))
            for event, at, actor in steps
            if at < self._end
        ]
        events = {step.event for step in happened}
        return Request(
            code=code,
            channel=ask.channel,
            campaign_code=ask.campaign_code,
            partner_code=ask.partner.code if ask.partner else "",
            contact_index=ask.contact_index,
            requester=ask.requester,
            responsible_code=manager,
            due_on=self._calendar.add_days(ask.received.date(), rng.randint(1, 3)),
            letter=ask.letter,
            lines=ask.lines
            if RequestEvent.TAKEN in events
            else tuple(_unmatched(line) for line in ask.lines),
            steps=tuple(happened),
            decline_reason_code=reason if RequestEvent.DECLINED in events else "",
            duplicate_of=duplicate_of if RequestEvent.DUPLICATE in events else "",
        )

    def _decline_reason(self, ask: Ask) -> str:
        """Why the request gets no offer; empty where it does."""
        rng = self._rng
        sold = [line for line in ask.lines if line.sku and not line.unmet_reason_code]
        if not sold:
            return "no-details" if any(line.group_code for line in ask.lines) else "not-ours"
        if ask.partner is None:
            return rng.choice(("too-small", "too-small", "no-details"))
        if rng.random() < _DECLINED_SHARE:
            return (
                "terms"
                if ask.channel is Channel.TENDER
                else rng.choice(("too-small", "no-details"))
            )
        return ""

    def _answer(
        self, ask: Ask, code: str, manager: str, taken: datetime
    ) -> list[tuple[RequestEvent, datetime, str]]:
        """Make the offer; the request is answered when the offer leaves."""
        offer = self._offer(ask, code, manager, taken)
        sent = [step for step in offer.steps if step.event is OfferEvent.SENT] if offer else []
        return [(RequestEvent.ANSWERED, local(step.at), step.actor_code) for step in sent]

    def _offer(self, ask: Ask, request_code: str, manager: str, started: datetime) -> Offer | None:
        """An offer for what is asked, kept; None where there is nothing to offer."""
        assert ask.partner is not None
        offer = self._offer_maker.offer(
            Task(
                code=f"O{len(self._offers) + 1:05d}",
                request_code=request_code,
                partner=ask.partner,
                contact_index=ask.contact_index,
                manager=manager,
                started=started,
                lines=ask.lines,
            )
        )
        if offer is not None:
            self._offers.append(offer)
        return offer

    def _unasked(self, asks: list[Ask]) -> None:
        """Offers that nobody asked for in writing: the manager proposes what was bought before."""
        rng = self._rng
        earlier = [ask for ask in asks if ask.partner is not None and ask.repeats is None]
        for ask in rng.sample(earlier, _OUT_OF_THE_BLUE):
            assert ask.partner is not None
            day = self._calendar.add_days(ask.received.date(), rng.randint(20, 45))
            if day < self._today:
                started = self._calendar.at_minute(day, rng.randint(0, 300))
                manager = self._on_duty(ask.partner, day)
                self._offer(ask, "", manager, started)


def _unmatched(line: RequestLine) -> RequestLine:
    """The line before anybody looked at it."""
    return replace(line, sku="", group_code="", unmet_reason_code="")
