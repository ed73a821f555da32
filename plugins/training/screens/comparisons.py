"""What a comparison of two texts needs to be drawn: ``training/regulations/_comparison.html``."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from plugins.training.screens.norm_marks import VALUES, full_value, title_of
from plugins.training.text.comparing import (
    ClauseChange,
    Comparison,
    Span,
    ValueChange,
    compare,
    spans_of,
)
from plugins.training.text.parsing import parse


@dataclass(frozen=True)
class ValueRow:
    """A norm in words: «Срок ответа», «3 рабочих дня», «2 рабочих дня». Empty: not set there.

    ``spans`` are the words of why so much, with their difference.
    """

    key: str
    title: str
    old: str
    new: str
    clause: str
    clause_uid: str
    spans: Sequence[Span]


@dataclass(frozen=True)
class ShownComparison:
    """A comparison ready for the macros. ``clauses`` are those to be shown."""

    comparison: Comparison
    values: Sequence[ValueRow]
    clauses: Sequence[ClauseChange]

    @property
    def hidden(self) -> int:
        """How many clauses that stayed the same are left out."""
        return len(self.comparison.clauses) - len(self.clauses)

    @property
    def counts(self) -> Sequence[tuple[str, str, int]]:
        """(kind, title, how many) of the kinds of change that there are."""
        titles = {
            "added": _("добавлено"),
            "changed": _("изменено"),
            "moved": _("перенесено"),
            "removed": _("удалено"),
        }
        kinds = [change.kind for change in self.comparison.clauses]
        return [(kind, title, kinds.count(kind)) for kind, title in titles.items() if kind in kinds]


def shown_comparison(old: str, new: str, *, whole: bool = False) -> ShownComparison:
    """Compare two texts; ``whole`` shows also what stayed the same."""
    comparison = compare(parse(old, VALUES), parse(new, VALUES))
    values = [_row(change) for change in comparison.values]
    clauses = comparison.clauses if whole else comparison.changed
    return ShownComparison(comparison, values, clauses)


def _row(change: ValueChange) -> ValueRow:
    return ValueRow(
        key=change.key,
        title=title_of(change.key),
        old=_said(change.key, change.old),
        new=_said(change.key, change.new),
        clause=change.new_clause or change.old_clause,
        clause_uid=change.clause_uid,
        spans=spans_of(change.old_reason, change.new_reason),
    )


def _said(key: str, value: Decimal | None) -> str:
    return "" if value is None else full_value(key, value)
