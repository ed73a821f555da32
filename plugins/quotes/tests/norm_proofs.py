"""What each norm of the stage rules: two values of it give two outcomes."""

from core.sdk import Actor, Refused, enqueue, fire, today
from core.testing.norms import House, NormProof
from plugins.quotes import norms
from plugins.quotes.jobs import REMIND_JOB
from plugins.quotes.services import requests
from plugins.quotes.tests import offer_world, request_world


def approval_of_a_discount(house: House) -> object:
    """Анна approves her own offer with a discount of 15 %."""
    anna = house.actor("anna")
    line = offer_world.line(house.session, offer_world.BOLT, discount="15")
    offer = offer_world.draft(house.session, anna, line)
    try:
        return fire(house.session, offer.document_id, "approve", anna).state
    except Refused:
        return "refused"


def days_of_a_new_offer(house: House) -> object:
    """How long the prices of an offer hold where Анна has not said."""
    offer = offer_world.draft(house.session, house.actor("anna"))
    return (offer.valid_until - today()).days


def due_date_of_a_request(house: House) -> object:
    """When a registered request must be answered."""
    return request_world.registered(house.session, house.actor("anna")).document.due


def reminded_after_five_days(house: House) -> object:
    """Whether a customer who is silent for five calendar days is written to again."""
    offer = offer_world.sent(house.session, house.actor("anna"), house.run_jobs)
    with offer_world.later(days=5):
        enqueue(house.session, REMIND_JOB, {}, actor=Actor.system())
        house.run_jobs()
    return offer.reminded_at is not None


def days_of_a_link(house: House) -> object:
    """How long after the offer's end a customer can open it."""
    offer = offer_world.draft(house.session, house.actor("anna"))
    offer_world.open_link(house.session, offer)
    return (offer_world.link_of(house.session, offer).expires_at.date() - offer.valid_until).days


def lines_matched_by_themselves(house: House) -> object:
    """How many lines get a material without a person."""
    anna = house.actor("anna")
    line = request_world.asked(request_world.EXACT_BOLT)
    request = request_world.registered(house.session, anna, line)
    return requests.match_lines(house.session, anna, request.document_id)


PROOFS = {
    norms.DISCOUNT_WITHOUT_APPROVAL: NormProof(("10", "20"), approval_of_a_discount),
    norms.OFFER_VALIDITY_DAYS: NormProof(("14", "30"), days_of_a_new_offer),
    norms.ANSWER_DAYS: NormProof(("1", "5"), due_date_of_a_request),
    norms.RECEIPT_REMINDER_DAYS: NormProof(("1", "20"), reminded_after_five_days),
    norms.LINK_DAYS: NormProof(("0", "30"), days_of_a_link),
    norms.MATCH_SCORE: NormProof(("80", "99"), lines_matched_by_themselves),
}
