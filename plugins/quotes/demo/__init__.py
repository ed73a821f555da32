"""A year of requests and offers for the demo company, replayed through the same services that
people work with, each step at its own moment."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.sdk import Actor, actor_by_id, at, fire, link, now
from plugins.quotes.demo.mailing import Mailing
from plugins.quotes.models import (
    CustomerAnswer,
    Offer,
    OfferLine,
    PublicLink,
    Request,
    RequestLine,
)
from plugins.quotes.pricing import LineInput
from plugins.quotes.services import answers, limits, links, offers, requests
from plugins.quotes.services.answers import Rejection
from plugins.quotes.services.offers import OfferInput
from plugins.quotes.services.requests import RequestInput, RequestLineInput

NEWS = timedelta(days=2)
"""Of what customers have said in the last days the managers do not know yet."""
SURE = Decimal(100)
TOO_MUCH = Decimal(5)
APPROVES = {True: "approve_discount", False: "approve"}


class Replay:
    """One run over the world's timeline. ``company`` is ``core.demo.load.DemoCompany``."""

    def __init__(self, company: Any, session: Session, mailing: Mailing) -> None:
        self.company = company
        self.session = session
        self.mailing = mailing
        self.actors: dict[str, Actor] = {
            # Clients have changed hands since: each step was allowed when it was taken.
            code: replace(actor_by_id(session, user_id), is_system=True)
            for code, user_id in company.ids["user"].items()
        }
        self.partners = {partner.code: partner for partner in company.world.partners}
        self.people = {person.code: person for person in company.world.people}
        self.reasons = {
            one.code: one.name
            for one in (
                *company.world.decline_reasons,
                *company.world.unmet_reasons,
                *company.world.rejection_reasons,
            )
        }
        self.requests: dict[str, int] = {}
        self.offers: dict[str, int] = {}
        self.tried: set[str] = set()
        self.organisation_id: int = next(iter(company.ids["organisation"].values()))

    def run(self) -> None:
        """All steps, in the order in which they happened."""
        asked = {record.code for record in self.company.world.requests}
        for record, step in self.company.world.timeline():
            partner = self.partners.get(record.partner_code)
            actor = self.actors.get(step.actor_code) or Actor.system(
                f"{partner.name} (по ссылке)" if partner else "Регламент"
            )
            with at(step.at):
                if record.code in asked:
                    self._request(record, step.event.value, actor)
                else:
                    self._offer(record, step, actor)
        self.session.flush()
        self.session.execute(
            update(CustomerAnswer)
            .where(CustomerAnswer.seen_at.is_(None), CustomerAnswer.at < now() - NEWS)
            .values(seen_at=CustomerAnswer.at)
        )

    def _keeper(self, record: Any) -> Actor:
        return self.actors[record.responsible_code]

    def _contact(self, record: Any) -> int | None:
        if record.contact_index is None or not record.partner_code:
            return None
        return self.company.contacts[record.partner_code][record.contact_index]

    # Requests

    def _request(self, record: Any, event: str, actor: Actor) -> None:
        if event == "received":
            self.requests[record.code] = self._receive(record)
            return
        document_id = self.requests[record.code]
        if event == "registered":
            fire(self.session, document_id, "register", actor)
            self._match(record, document_id)
        elif event == "taken":
            fire(self.session, document_id, "take", actor)
        elif event == "declined":
            reason = self.reasons[record.decline_reason_code]
            fire(self.session, document_id, "decline", actor, reason=reason)
        elif event == "duplicate":
            fire(
                self.session,
                document_id,
                "mark_duplicate",
                actor,
                reason="Тот же запрос пришёл второй раз",
            )
        # «answered» follows by itself from the sending of the offer.

    def _receive(self, record: Any) -> int:
        ids = self.company.ids
        request = requests.create_request(
            self.session,
            self._keeper(record),
            RequestInput(
                organisation_id=self.organisation_id,
                partner_id=self.company.id_of("partner", record.partner_code),
                contact_id=self._contact(record),
                requester=record.requester,
                channel_id=ids["channel"].get(record.channel.value),
                campaign_id=ids["campaign"].get(record.campaign_code),
                due=record.due_on,
                letter=record.letter,
                lines=tuple(
                    RequestLineInput(
                        text=line.text,
                        quantity=line.quantity,
                        unit_id=ids["unit"].get(line.unit_code),
                        description=line.special_description,
                        is_special=bool(line.special_description),
                        wanted_on=line.wanted_on,
                    )
                    for line in record.lines
                ),
            ),
        )
        return request.document_id

    def _match(self, record: Any, document_id: int) -> None:
        """What the manager decided on each line; the words are matched in the record already."""
        request = self.session.get_one(Request, document_id)
        for line, found in zip(request.lines, record.lines, strict=True):
            self._decide(line, found)
        self.session.flush()

    def _decide(self, line: RequestLine, found: Any) -> None:
        if found.sku:
            line.status = requests.ACCEPTED
            line.material_id = self.company.ids["material"][found.sku]
            if found.manner.value == "sku":
                line.match_how, line.match_score = "sku", SURE
        elif found.unmet_reason_code:
            line.status = requests.UNMET
            line.unmet_reason = self.reasons[found.unmet_reason_code]

    # Offers

    def _offer(self, record: Any, step: Any, actor: Actor) -> None:
        event = step.event.value
        if event == "created":
            self.offers[record.code] = self._create(record)
            return
        document_id = self.offers[record.code]
        self.mailing.settle(document_id)
        if event == "submitted":
            self._submit(record, document_id, actor)
        elif event == "returned":
            fire(self.session, document_id, "return", actor, reason=step.note or "Скидка велика")
        elif event == "approved":
            self._approve(record, document_id, actor)
        elif event == "sent":
            self.mailing.send(document_id, actor)
        elif event == "receipt_confirmed":
            how = self._how(document_id, actor)
            answers.confirm_receipt(self.session, actor, document_id, how)
        elif event == "confirmed":
            self._confirm(record, document_id, actor)
        elif event == "rejected":
            self._reject(record, document_id, actor)
        elif event == "expired":
            fire(self.session, document_id, "expire", Actor.system())

    def _how(self, document_id: int, actor: Actor) -> str:
        """How the answer came. Whoever answers by the link has opened it."""
        if actor.user_id is not None:
            return "phone"
        for link_id in self.session.scalars(
            select(PublicLink.id).where(PublicLink.document_id == document_id)
        ):
            links.note_opening(self.session, link_id)
        return "link"

    def _submit(self, record: Any, document_id: int, actor: Actor) -> None:
        document = self.session.get_one(Offer, document_id).document
        if record.code in self.tried:
            # Returned once: the manager has come down to what the record ends with.
            self.tried.discard(record.code)
            given = self._given(record, Decimal(0))
            offers.save_offer(self.session, actor, document_id, document.version, given)
        elif self._was_returned(record) and not self._needs_head(record):
            self.tried.add(record.code)
            given = self._given(record, TOO_MUCH)
            offers.save_offer(self.session, actor, document_id, document.version, given)
            fire(self.session, document_id, "submit", actor)
            return
        if self._needs_head(record):
            fire(self.session, document_id, "submit", actor)

    def _was_returned(self, record: Any) -> bool:
        return any(step.event.value == "returned" for step in record.steps)

    def _create(self, record: Any) -> int:
        offer = offers.create_offer(
            self.session, self._keeper(record), self._given(record, Decimal(0))
        )
        source = self.requests.get(record.request_code)
        if source is not None:
            request = self.session.get_one(Request, source)
            link(self.session, request.document, offer.document)
        return offer.document_id

    def _given(self, record: Any, beyond: Decimal) -> OfferInput:
        """The offer as the manager fills it in; ``beyond`` is added to its discounts."""
        company = self.company
        return OfferInput(
            organisation_id=self.organisation_id,
            partner_id=company.ids["partner"][record.partner_code],
            contact_id=self._contact(record),
            valid_until=record.valid_until,
            currency=record.currency_code,
            delivery_term_id=company.id_of("delivery_term", record.delivery_term_code),
            payment_term_id=company.id_of("payment_term", record.payment_term_code),
            lines=tuple(self._line(line, beyond) for line in record.lines),
        )

    def _line(self, line: Any, beyond: Decimal) -> LineInput:
        return LineInput(
            name="",
            material_id=self.company.ids["material"][line.sku],
            quantity=line.quantity,
            discount_percent=line.discount_percent + (beyond if line.discount_percent else 0),
            shipping_days=line.lead_days,
            instead_of=line.instead_of,
            instead_reason=line.instead_reason,
        )

    def _needs_head(self, record: Any) -> bool:
        allowed = self.company.world.approval_discount
        return any(line.discount_percent > allowed for line in record.lines)

    def _approve(self, record: Any, document_id: int, actor: Actor) -> None:
        by_head = self._needs_head(record)
        who = actor if by_head else self._keeper(record)
        fire(self.session, document_id, APPROVES[by_head], who)

    def _confirm(self, record: Any, document_id: int, actor: Actor) -> None:
        offer = self.session.get_one(Offer, document_id)
        pairs: list[tuple[OfferLine, Any]] = list(zip(offer.lines, record.lines, strict=True))
        taken = {row.id: line.confirmed_quantity or Decimal(0) for row, line in pairs}
        # Less than the price was named for is not to be had at it: he has taken all of it then.
        beyond = limits.beyond(self.session, offer, taken)
        taken.update({row.id: row.quantity for row, _line in pairs if row.id in beyond})
        how = self._how(document_id, actor)
        answers.accept(self.session, actor, document_id, taken, how=how)

    def _reject(self, record: Any, document_id: int, actor: Actor) -> None:
        code = record.rejection_reason_code
        rejection = Rejection(
            reason=self.reasons.get(code, "Не объяснил"),
            reason_id=self.company.id_of("rejection_reason", code),
            competitor_id=self.company.id_of("competitor", record.competitor_code),
        )
        how = self._how(document_id, actor)
        answers.reject(self.session, actor, document_id, rejection, how=how)


def fill(company: Any, session: Session) -> None:
    """The stage's part of the demo company."""
    with Mailing(company, session) as mailing:
        Replay(company, session, mailing).run()
