"""A case and a decision as people give them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from core.sdk import DEFAULT_ZONE
from plugins.training.models import Outcome

TYPE = "training.violation"
EVIDENCE = "evidence"
"""Purpose of files that belong to a case: nobody takes them off again."""
# technical: how much a page and a column can bear
MAX_TEXT = 10_000
MAX_TITLE = 120
MAX_FILES = 10


def beginning(day: date) -> datetime:
    """The first moment of a day in the company's time zone.

    Whoever reports knows the day, not the minute: what was signed later that day was not signed
    before the act.
    """
    return datetime.combine(day, time(), DEFAULT_ZONE)


@dataclass(frozen=True)
class RuleInput:
    """The clause that was broken, by its number in the version that was in force that day."""

    regulation_id: int
    clause: str


@dataclass(frozen=True)
class ReportInput:
    """What a person reports. ``rule`` None: the rules know no such case.

    ``related_number`` is the number of a document that the reporter sees; "" for none.
    ``other_act``: he was shown the cases of that person, rule and day, and tells of another act.
    ``without_decider``: he was told that nobody but the accused could decide.
    """

    accused_id: int
    facts: str
    happened_on: date
    rule: RuleInput | None = None
    related_number: str = ""
    hides_reporter: bool = False
    other_act: bool = False
    without_decider: bool = False


@dataclass(frozen=True)
class FileInput:
    """A file as it was uploaded."""

    name: str
    content: bytes


@dataclass(frozen=True)
class ReductionInput:
    """Figures of the month as the decider enters them, in roubles.

    ``pay`` is that of the month before any reduction, the bonus included. ``amount`` None: as
    much as the rule and the law give.
    """

    pay: Decimal
    bonus: Decimal
    amount: Decimal | None = None


@dataclass(frozen=True)
class DecisionInput:
    """What was decided, and why. ``reduction`` None: the bonus is left alone. ``other_act``: why
    the act is another than that of a sanction for the same rule and day."""

    outcome: Outcome
    motive: str
    reduction: ReductionInput | None = None
    other_act: str = ""
