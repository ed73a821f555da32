"""Words of the program that are born far from the screen.

The kernel, the services and the declarations do not know the reader's language. They hand over
a `Message`: the Russian source text with its parameters kept apart. The layer that knows the
reader (web, mail, printing) renders it through its own catalogue.

Extraction keywords for Babel are ``N_`` and ``plural:1,2``: a plain message takes a literal
marked with `N_`, `Message.plural` takes bare literals, as `plural` does for a declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self, TypeAlias, cast

Gettext: TypeAlias = Callable[[str], str]
NGettext: TypeAlias = Callable[[str, str, int], str]
SaySum: TypeAlias = Callable[[Decimal, str], str]
"""How money is said to the reader: a value and the code of its currency."""
PluralForms: TypeAlias = tuple[str, str]
"""The two source forms of a count, each with its ``%(num)s``."""


def N_(msgid: str) -> str:  # noqa: N802 - the name under which gettext tools know it
    """Mark `msgid` for extraction into the catalogues and return it unchanged."""
    return msgid


def plural(one: str, many: str) -> PluralForms:
    """Mark what a count is called («%(num)s день», «%(num)s дня») for extraction; it is said with
    `Message.plural` when the number is known."""
    return one, many


@dataclass(frozen=True, slots=True)
class Sum:
    """Money among the parameters of a message: how it looks is for the reader's language to say."""

    value: Decimal
    currency: str = "RUB"

    def __str__(self) -> str:
        return f"{self.value:f} {self.currency}"


@dataclass(frozen=True, init=False, slots=True)
class Message:
    """A text for a person, not yet in the person's language.

    `msgid` is the Russian source text with ``%(name)s`` places. Without parameters the text is
    taken literally (``%`` is just a percent sign); with parameters ``%`` is written ``%%``, the
    same rule as in gettext of Flask-Babel. A parameter may itself be a `Message`, or a `Sum`.

    Two messages are equal when texts and parameters are; parameters must be hashable.
    Raises KeyError, TypeError or ValueError at once when the text does not fit its parameters:
    a broken message must fail where it is written, not while an error is being shown.
    """

    msgid: str
    msgid_plural: str | None
    number: int | None
    arguments: tuple[tuple[str, object], ...]

    def __init__(self, msgid: str, /, **params: object) -> None:
        self._fill(msgid, None, None, params)

    @classmethod
    def plural(cls, one: str, many: str, n: int, /, **params: object) -> Self:
        """A message that depends on the count `n`, available to the text as ``%(num)s``.

        `one` and `many` are the two source forms of gettext («%(num)s заказ»,
        «%(num)s заказа»); the third Russian form comes from the Russian catalogue.
        """
        message = cls.__new__(cls)
        message._fill(one, many, n, {"num": n, **params})
        return message

    def _fill(
        self, msgid: str, msgid_plural: str | None, number: int | None, params: dict[str, object]
    ) -> None:
        # object.__setattr__ is how a frozen dataclass with an own constructor fills itself.
        object.__setattr__(self, "msgid", msgid)
        object.__setattr__(self, "msgid_plural", msgid_plural)
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "arguments", tuple(sorted(params.items())))
        hash(self.arguments)
        for text in (msgid, msgid_plural):
            if text is not None:
                _substitute(text, params)

    @property
    def params(self) -> dict[str, object]:
        """The parameters by name, a fresh dictionary each time."""
        return dict(self.arguments)

    def render(self, gettext: Gettext, ngettext: NGettext, say_sum: SaySum | None = None) -> str:
        """The text in the language of the given catalogue functions, nested messages included;
        without ``say_sum`` money stands as it does in logs."""
        params = dict(self.arguments)
        for name, value in self.arguments:
            if isinstance(value, Message):
                params[name] = value.render(gettext, ngettext, say_sum)
            elif isinstance(value, Sum) and say_sum is not None:
                params[name] = say_sum(value.value, value.currency)
        if self.msgid_plural is None or self.number is None:
            return _substitute(gettext(self.msgid), params)
        return _substitute(ngettext(self.msgid, self.msgid_plural, self.number), params)

    def to_json(self) -> dict[str, Any]:
        """The message as JSON keeps it, to be rendered later in whatever language is read then.

        Parameters must be texts, whole numbers, messages or sums.
        """
        params = {name: _kept(value) for name, value in self.arguments}
        kept: dict[str, Any] = {"text": self.msgid, "params": params}
        if self.msgid_plural is not None:
            kept |= {"many": self.msgid_plural, "n": self.number}
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` has kept. Raises KeyError for anything else."""
        params: dict[str, object] = {
            name: cls._given(cast("Mapping[str, Any]", value))
            if isinstance(value, Mapping)
            else value
            for name, value in kept["params"].items()
        }
        message = cls.__new__(cls)
        message._fill(kept["text"], kept.get("many"), kept.get("n"), params)
        return message

    @classmethod
    def _given(cls, kept: Mapping[str, Any]) -> "Self | Sum":
        if "sum" in kept:
            return Sum(Decimal(kept["sum"]), kept["currency"])
        return cls.from_json(kept)

    def __str__(self) -> str:
        """The Russian source text with its parameters, for logs, the console and tests."""
        return self.render(_same, _source_form)


def _kept(value: object) -> object:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, Sum):
        return {"sum": f"{value.value:f}", "currency": value.currency}
    return value


def _substitute(text: str, params: dict[str, object]) -> str:
    return text % params if params else text


def _same(msgid: str) -> str:
    return msgid


def _source_form(one: str, many: str, n: int) -> str:
    """Choose between the two source forms by the Russian rule (21 заказ, but 11 заказа)."""
    return one if n % 10 == 1 and n % 100 != 11 else many
