"""What each norm of regulations rules: two values of it give two outcomes."""

from datetime import timedelta

from core.sdk import Actor, MailMessage, at, enqueue, fire, now
from core.testing.norms import House, NormProof
from plugins.training import norms
from plugins.training.jobs.regulations import REMIND_JOB
from plugins.training.queries.regulations_effect import effect_of
from plugins.training.queries.regulations_rehearsal import period
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import draft, in_force


def remarks_after_three_weeks(house: House) -> object:
    """Whether remarks are still gathered three weeks after an edition came into force."""
    edition = in_force(house.session, house.actor("vera"), roles=("manager",))
    with at(now() + timedelta(days=21)):
        return regulations.takes_remarks(house.session, edition)


def reminded_after_a_week(house: House) -> object:
    """How many letters ask for a word a week after a discussion was opened."""
    vera = house.actor("vera")
    edition = draft(house.session, vera, roles=("manager",))
    fire(house.session, edition.document_id, "discuss", vera)
    with at(now() + timedelta(days=7)):
        enqueue(house.session, REMIND_JOB, {}, actor=Actor.system())
        house.run_jobs()
    return house.session.query(MailMessage).count()


def days_of_a_rehearsal(house: House) -> object:
    """How far back a rehearsal looks."""
    chosen = period(house.session)
    return (chosen.until - chosen.since).days


def days_of_an_effect(house: House) -> object:
    """How many days before an edition are compared with those after it."""
    edition = in_force(house.session, house.actor("vera"))
    window = effect_of(house.session, edition).window
    return (window.start - window.before).days


def sample_that_is_judged(house: House) -> object:
    """Whether the fifty days without a violation on each side may be compared."""
    edition = in_force(house.session, house.actor("vera"))
    with at(now() + timedelta(days=70)):
        found = effect_of(house.session, edition).measures
    return [one.difference.too_few for one in found]


PROOFS = {
    norms.REMARK_DAYS: NormProof(("10", "30"), remarks_after_three_weeks),
    norms.VOICE_REMINDER_DAYS: NormProof(("2", "20"), reminded_after_a_week),
    norms.REHEARSAL_DAYS: NormProof(("30", "90"), days_of_a_rehearsal),
    norms.EFFECT_DAYS: NormProof(("30", "60"), days_of_an_effect),
    norms.EFFECT_SAMPLE: NormProof(("20", "100"), sample_that_is_judged),
}
