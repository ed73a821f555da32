"""The customer's answer: quantities that he takes, or why he does not."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from flask_babel import lazy_gettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from core.sdk import N_, ValidationFailed, parse_quantity, typed_number
from core.sdk.intake import NotANumber
from core.sdk.web import VersionedForm, optional_id, render
from plugins.quotes.models import OfferLine
from plugins.quotes.services.answers import Rejection, taken_fault

# technical: length of a column
MAX_REASON = 2000
PREFIX = "quantity-"
ANSWER_CHANNELS: Sequence[tuple[str, str]] = (
    ("phone", N_("по телефону")),
    ("email", N_("письмом")),
    ("messenger", N_("в мессенджере")),
    ("meeting", N_("при встрече")),
)
"""How a manager has heard the answer; one given on the customer's own page is "link"."""


class RejectForm(VersionedForm):
    """Why not: sorted where it can be, and in words."""

    reason_id = SelectField(lazy_gettext("Причина"), coerce=optional_id)
    competitor_id = SelectField(lazy_gettext("Кому проиграли"), coerce=optional_id)
    reason = TextAreaField(
        lazy_gettext("Что сказал клиент"),
        [Length(max=MAX_REASON, message=lazy_gettext("Слишком длинно"))],
    )

    def offer(
        self, reasons: Iterable[tuple[int, str]], competitors: Iterable[tuple[int, str]]
    ) -> None:
        """Set what there is to choose from."""
        self.reason_id.choices = [("", "—"), *reasons]
        self.competitor_id.choices = [("", "—"), *competitors]

    def rejection(self) -> Rejection:
        """The answer as the service takes it; a chosen reason stands for words that are missing."""
        titles = dict(self.reason_id.choices or ())
        words = (self.reason.data or "").strip()
        chosen = self.reason_id.data
        if not words and chosen is not None:
            words = str(titles[chosen])
        return Rejection(words, chosen, self.competitor_id.data)


class TakenQuantities:
    """A quantity for each line, as typed; errors beside them."""

    def __init__(self, lines: Sequence[OfferLine], data: Mapping[str, str] | None = None) -> None:
        """Prefilled with what was offered, or as posted."""
        self.typed: dict[int, str] = {}
        self.errors: dict[int, list[str]] = {}
        self.quantities: dict[int, Decimal] = {}
        for line in lines:
            offered = typed_number(line.quantity)
            text = offered if data is None else data.get(f"{PREFIX}{line.id}", "")
            self.typed[line.id] = text
            self.quantities[line.id] = self._read(line, text.strip())

    def _read(self, line: OfferLine, text: str) -> Decimal:
        """The quantity; nothing where there is something wrong with it."""
        if not text:
            return Decimal(0)
        try:
            quantity = parse_quantity(text)
        except NotANumber as error:
            self.errors[line.id] = [render(error.message)]
            return Decimal(0)
        fault = taken_fault(line, quantity)
        if fault is not None:
            self.errors[line.id] = [render(fault)]
            return Decimal(0)
        return quantity

    @property
    def valid(self) -> bool:
        """Whether all of them could be read."""
        return not self.errors

    def take(self, error: ValidationFailed) -> None:
        """Put a service's errors beside the quantities they name."""
        for name, messages in error.errors.items():
            key = optional_id(name.removeprefix(PREFIX))
            if key is not None:
                self.errors.setdefault(key, []).extend(map(render, messages))
                self.quantities[key] = Decimal(0)
