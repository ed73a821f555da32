"""Tables of the plugin, a module an area."""

from plugins.training.models.discovery import MapStep, Process, Way, WayStep
from plugins.training.models.quizzes import Question, QuestionKind, Quiz, QuizAttempt, QuizStop
from plugins.training.models.reading import (
    Assignment,
    GateException,
    JournalEntry,
    OwnerQuestion,
    ReaderNote,
    SectionReading,
    Signature,
    SignatureConsent,
)
from plugins.training.models.regulations import (
    Clause,
    Regulation,
    RegulationKind,
    RegulationVersion,
    Remark,
    RemarkKind,
    RemarkOutcome,
    VersionNorm,
    Waiver,
)

__all__ = [
    "Assignment",
    "Clause",
    "GateException",
    "JournalEntry",
    "MapStep",
    "OwnerQuestion",
    "Process",
    "Question",
    "QuestionKind",
    "Quiz",
    "QuizAttempt",
    "QuizStop",
    "ReaderNote",
    "Regulation",
    "RegulationKind",
    "RegulationVersion",
    "Remark",
    "RemarkKind",
    "RemarkOutcome",
    "SectionReading",
    "Signature",
    "SignatureConsent",
    "VersionNorm",
    "Waiver",
    "Way",
    "WayStep",
]
