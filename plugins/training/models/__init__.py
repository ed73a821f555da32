"""Tables of the plugin, a module an area."""

from plugins.training.models.quizzes import Question, QuestionKind, Quiz, QuizAttempt
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
    VersionNorm,
    Waiver,
)

__all__ = [
    "Assignment",
    "Clause",
    "GateException",
    "JournalEntry",
    "OwnerQuestion",
    "Question",
    "QuestionKind",
    "Quiz",
    "QuizAttempt",
    "ReaderNote",
    "Regulation",
    "RegulationKind",
    "RegulationVersion",
    "Remark",
    "SectionReading",
    "Signature",
    "SignatureConsent",
    "VersionNorm",
    "Waiver",
]
