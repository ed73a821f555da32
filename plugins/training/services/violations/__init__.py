"""Violations, complaints and cases outside the frame."""

from plugins.training.services.violations.acquainting import (
    acquaint,
    agree_to_sign,
    record_not_acquainted,
    remind,
    statement,
    to_remind,
)
from plugins.training.services.violations.appointing import without_working_decider
from plugins.training.services.violations.closing import (
    expire,
    lapse,
    overdue,
    standing,
    withdraw,
)
from plugins.training.services.violations.deciding import decide, lift, pass_on, weigh
from plugins.training.services.violations.evidence import supplement
from plugins.training.services.violations.explaining import demand, explain, record_refusal
from plugins.training.services.violations.given import (
    TYPE,
    DecisionInput,
    FileInput,
    ReductionInput,
    ReportInput,
    RuleInput,
)
from plugins.training.services.violations.joining import join
from plugins.training.services.violations.letters import LETTER_JOB, deliver
from plugins.training.services.violations.making import found, report, told_before
from plugins.training.services.violations.pausing import PauseInput, drop_pause, pause
from plugins.training.services.violations.qualifying import QualifyInput, qualify
from plugins.training.services.violations.reading import HIDDEN_NAME, Part, get, part_of
from plugins.training.services.violations.replacing import replace_decider

__all__ = [
    "HIDDEN_NAME",
    "LETTER_JOB",
    "TYPE",
    "DecisionInput",
    "FileInput",
    "Part",
    "PauseInput",
    "QualifyInput",
    "ReductionInput",
    "ReportInput",
    "RuleInput",
    "acquaint",
    "agree_to_sign",
    "decide",
    "deliver",
    "demand",
    "drop_pause",
    "expire",
    "explain",
    "found",
    "get",
    "join",
    "lapse",
    "lift",
    "overdue",
    "part_of",
    "pass_on",
    "pause",
    "qualify",
    "record_not_acquainted",
    "record_refusal",
    "remind",
    "replace_decider",
    "report",
    "standing",
    "statement",
    "supplement",
    "to_remind",
    "told_before",
    "weigh",
    "withdraw",
    "without_working_decider",
]
