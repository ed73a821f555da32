"""How the company answers: an offer with its prices and discounts, and what became of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from core.demo.history import Offer, OfferEvent, OfferLine, OfferStep, RequestLine
from core.demo.people import HEAD, SKILLS, Roster
from core.demo.prices import PriceFinder
from core.demo.records import Material, Partner
from core.demo.terms import COMPETITORS
from core.demo.worktime import WorkCalendar, utc
from core.directory.choices import AbcClass

APPROVAL_DISCOUNT = Decimal(10)
"""Percent above which the head approves a discount."""

_DISCOUNTS = {
    AbcClass.A: (0, 3, 3, 5, 5, 7, 8, 10, 12),
    AbcClass.B: (0, 0, 2, 3, 5, 5, 7, 9),
    AbcClass.C: (0, 0, 0, 0, 2, 3, 5),
}
_DISCOUNT_LIMIT = 18
_DISCOUNT_REASONS = (
    "Цена конкурента ниже", "Объём выше обычного", "Возвращаем клиента",
    "Первая поставка нового направления", "Договорённость с директором покупателя",
)  # fmt: skip
_RETURN_REMARKS = (
    "Скидка велика для такого объёма, снизьте до границы", "Уточните срок поставки и верните",
    "Обоснуйте скидку: у клиента просрочка", "Добавьте доставку в цену",
)  # fmt: skip
_PUSH_REASON = "Закрываем план месяца"
_PUSH_DISCOUNT = Decimal(12)
_PUSH_DAYS = 3
_VALID_DAYS = (5, 7, 7, 10, 14)
_REJECTIONS = (
    ("price", 34), ("competitor", 24), ("postponed", 16), ("lead-time", 12), ("payment", 6),
    ("brand", 5), ("in-stock", 3),
)  # fmt: skip
_NAMES_COMPETITOR = ("price", "competitor", "lead-time")
_INSTEAD_REASON = "Быстрее поставим: запрошенного ждать дольше"
_SUCCESSOR_REASON = "Запрошенное снято с продажи"
_CLASS_LUCK = {AbcClass.A: 1.2, AbcClass.B: 1.0, AbcClass.C: 0.85}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be answered: by whom, for whom, from when (naive Moscow time)."""

    code: str
    request_code: str
    partner: Partner
    contact_index: int | None
    manager: str
    started: datetime
    lines: tuple[RequestLine, ...]


class OfferMaker:
    """Makes an offer and plays it to its end, or to the end of the history."""

    def __init__(
        self,
        rng: Random,
        today: date,
        calendar: WorkCalendar,
        *,
        materials: tuple[Material, ...],
        prices: PriceFinder,
        roster: Roster,
    ) -> None:
        self._rng = rng
        self._end = datetime.combine(today, datetime.min.time())
        self._calendar = calendar
        self._materials = {material.sku: material for material in materials}
        self._prices = prices
        self._roster = roster
        # The last days: managers push big discounts while the head is away, so her approvals wait.
        self._push_from = calendar.last_days(today, _PUSH_DAYS)[0]

    def offer(self, task: Task) -> Offer | None:
        """The offer for the task; None where nothing asked for can be offered or the history
        ends before the manager begins."""
        rng = self._rng
        skill = SKILLS[task.manager]
        minutes = int(
            skill.answer_hours * 60 * rng.lognormvariate(0, 0.55) * (1 + len(task.lines) / 25)
        )
        created = self._calendar.add_minutes(task.started, max(5, minutes // 2))
        lines, reason = self._lines(task, created.date(), skill.generosity)
        if not lines or created >= self._end:
            return None
        steps = [_Step(OfferEvent.CREATED, created, task.manager)]
        ready = self._calendar.add_minutes(created, max(4, minutes - minutes // 2))
        lines = self._approve(steps, ready, lines, task.manager)
        sent = self._calendar.add_minutes(steps[-1].at, rng.randint(2, 25))
        steps.append(_Step(OfferEvent.SENT, sent, task.manager))
        valid_until = sent.date() + timedelta(days=rng.choice(_VALID_DAYS))
        speed = 1.15 if minutes < 240 else 0.8 if minutes > 900 else 1.0
        discount = max(line.discount_percent for line in lines)
        chance = skill.win * speed * _CLASS_LUCK[task.partner.abc] * (1 + float(discount) / 60)
        self._play(steps, sent, valid_until, chance, task.manager)

        happened = [step for step in steps if step.at < self._end]
        outcome = happened[-1].event
        rejection, competitor = self._rejection() if outcome is OfferEvent.REJECTED else ("", "")
        if outcome is OfferEvent.CONFIRMED:
            lines = self._confirmed(lines)
        return Offer(
            code=task.code,
            request_code=task.request_code,
            partner_code=task.partner.code,
            contact_index=task.contact_index,
            responsible_code=task.manager,
            currency_code=_currency(task.partner),
            delivery_term_code=task.partner.delivery_term_code,
            payment_term_code=task.partner.payment_term_code,
            valid_until=valid_until,
            discount_reason=reason,
            lines=tuple(lines),
            steps=tuple(
                OfferStep(
                    step.event,
                    utc(step.at),
                    self._roster.present(step.actor, step.at.date()),
                    step.note,
                )
                for step in happened
            ),
            rejection_reason_code=rejection,
            competitor_code=competitor,
        )

    def _lines(self, task: Task, on: date, generosity: float) -> tuple[list[OfferLine], str]:
        """Priced lines of what can be offered, and the reason of the discount where one is big."""
        rng = self._rng
        base = Decimal(rng.choice(_DISCOUNTS[task.partner.abc])) * Decimal(str(generosity))
        if task.partner.customer_group_code:
            base /= 3
        discount = min(Decimal(_DISCOUNT_LIMIT), (base * 2).quantize(Decimal(1)) / 2)
        pushed = on >= self._push_from and task.partner.abc is not AbcClass.C
        if pushed:
            discount = max(discount, _PUSH_DISCOUNT)
        lines: dict[str, OfferLine] = {}
        for asked in task.lines:
            if not asked.sku or asked.unmet_reason_code:
                continue
            line = self._line(asked, task.partner, on, discount)
            if line is not None:
                lines.setdefault(line.sku, line)
        reason = rng.choice(_DISCOUNT_REASONS) if discount > APPROVAL_DISCOUNT / 2 else ""
        return list(lines.values()), _PUSH_REASON if pushed else reason

    def _line(
        self, asked: RequestLine, partner: Partner, on: date, discount: Decimal
    ) -> OfferLine | None:
        rng = self._rng
        material = self._materials[asked.sku]
        offered, reason = material, ""
        if not material.sellable:
            offered = self._materials[material.alternatives[0].sku]
            reason = _SUCCESSOR_REASON
        elif material.alternatives and rng.random() < 0.08:
            faster = self._materials[material.alternatives[0].sku]
            if faster.lead_days < material.lead_days:
                offered, reason = faster, _INSTEAD_REASON
        price = self._prices.price(
            offered.sku, asked.quantity, on, partner.customer_group_code, _currency(partner)
        )
        if price is None:
            return None
        return OfferLine(
            sku=offered.sku,
            quantity=asked.quantity,
            unit_code=offered.unit_code,
            list_price=price,
            discount_percent=discount,
            lead_days=offered.lead_days + rng.choice((0, 0, 0, 1, 3)),
            instead_of=material.sku if reason else "",
            instead_reason=reason,
        )

    def _approve(
        self, steps: list["_Step"], ready: datetime, lines: list[OfferLine], manager: str
    ) -> list[OfferLine]:
        """Submit and approve. The head may return the offer, then the discount is cut down."""
        rng, add = self._rng, self._calendar.add_minutes
        steps.append(_Step(OfferEvent.SUBMITTED, ready, manager))
        if all(line.discount_percent <= APPROVAL_DISCOUNT for line in lines):
            steps.append(_Step(OfferEvent.APPROVED, ready, ""))
            return lines
        seen = add(ready, rng.randint(15, 240))
        if ready.date() >= self._push_from:
            seen = max(seen, self._end)
        if rng.random() < 0.75:
            steps.append(_Step(OfferEvent.APPROVED, seen, HEAD))
            return lines
        steps.append(_Step(OfferEvent.RETURNED, seen, HEAD, rng.choice(_RETURN_REMARKS)))
        again = add(seen, rng.randint(20, 180))
        steps.append(_Step(OfferEvent.SUBMITTED, again, manager))
        steps.append(_Step(OfferEvent.APPROVED, again, ""))
        if again >= self._end:
            return lines
        return [replace(line, discount_percent=APPROVAL_DISCOUNT) for line in lines]

    def _play(
        self,
        steps: list["_Step"],
        sent: datetime,
        valid_until: date,
        chance: float,
        manager: str,
    ) -> None:
        """What the customer did: confirmed the receipt, bought, refused, or let it expire."""
        rng, add = self._rng, self._calendar.add_minutes
        last = sent
        if rng.random() < 0.78:
            last = add(sent, rng.randint(10, 700))
            # Most confirm on the offer's page themselves, the others say it on the phone.
            actor = "" if rng.random() < 0.6 else manager
            steps.append(_Step(OfferEvent.RECEIPT_CONFIRMED, last, actor))
        decided = add(last, max(30, int(1100 * rng.lognormvariate(0, 0.7))))
        die = rng.random()
        silent = die > chance + (1 - chance) * 0.6
        if silent or decided.date() > valid_until:
            expired = self._calendar.at_minute(self._calendar.next_day(valid_until), 0)
            if last < expired:
                steps.append(_Step(OfferEvent.EXPIRED, expired, ""))
            return
        event = OfferEvent.CONFIRMED if die < chance else OfferEvent.REJECTED
        steps.append(_Step(event, decided, "" if rng.random() < 0.45 else manager))

    def _rejection(self) -> tuple[str, str]:
        codes = [code for code, _ in _REJECTIONS]
        reason = self._rng.choices(codes, [weight for _, weight in _REJECTIONS])[0]
        if reason in _NAMES_COMPETITOR and self._rng.random() < 0.6:
            return reason, self._rng.choice(COMPETITORS).code
        return reason, ""

    def _confirmed(self, lines: list[OfferLine]) -> list[OfferLine]:
        """Most take all, some less of a line or none of it; the first line is always bought."""
        taken: list[OfferLine] = []
        for number, line in enumerate(lines):
            part = self._rng.choices((Decimal(1), Decimal("0.5"), Decimal(0)), (85, 10, 5))[0]
            quantity = (line.quantity * part).to_integral_value()
            if number == 0 and quantity == 0:
                quantity = line.quantity
            taken.append(replace(line, confirmed_quantity=quantity))
        return taken


@dataclass(frozen=True, slots=True)
class _Step:
    """A step in local time, before it is known whether the history reaches it."""

    event: OfferEvent
    at: datetime
    actor: str
    note: str = ""


def _currency(partner: Partner) -> str:
    return "CNY" if partner.customer_group_code == "foreign-trade" else "RUB"
