"""Filters of a list: how each reads its part of the address, narrows the query and is worded.

A filter's value is a small immutable object. ``read`` makes it from parameters of the address,
``write`` makes the parameters back, so that an address can always be rebuilt from the state.
Filters over ranges (periods, amounts) are in ``ranges``.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.policy import visible
from core.directory.models import Partner
from core.directory.permissions import DirectoryPermission
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.kernel.workflow import State

MAX_DIGITS = 18
"""Any number of so many digits fits the key type of both databases."""
MAX_CHOSEN = 100
ME = "me"


class Arguments(Protocol):
    """What is needed of ``request.args``."""

    def getlist(self, key: str) -> list[str]:
        """All values given under one name, in order."""
        ...


class Unreadable(ValueError):
    """The address holds something that the filter does not understand."""


@dataclass(frozen=True)
class Option:
    """One line of a choice. ``kind`` is the badge's kind where the option is a state."""

    value: str
    title: str | Message
    kind: str = ""


@dataclass(frozen=True)
class Filter(ABC):
    """Base. ``control`` names the form control that draws the filter."""

    control: ClassVar[str] = ""

    key: str
    title: str | Message

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the address that belong to this filter."""
        return (self.key,)

    def options(self, session: Session, actor: Actor, arguments: Arguments) -> Sequence[Option]:
        """What there is to choose from, by at most one query."""
        return ()

    @abstractmethod
    def read(self, arguments: Arguments, options: Sequence[Option]) -> Any:
        """The value in the address, None where there is none; raises Unreadable."""

    @abstractmethod
    def write(self, value: Any) -> Mapping[str, str]:
        """The parameters from which ``read`` makes the same value."""

    @abstractmethod
    def condition(self, value: Any, actor: Actor) -> ColumnElement[bool]:
        """The condition on rows."""

    @abstractmethod
    def describe(self, value: Any, options: Sequence[Option]) -> Sequence[str | Message]:
        """The words of the chip, to be joined by commas."""

    def chosen(self, value: Any) -> frozenset[str]:
        """Which of the options the value stands for."""
        return frozenset()


def first(arguments: Arguments, name: str) -> str:
    """The first value under the name that is not blank."""
    return next((text.strip() for text in arguments.getlist(name) if text.strip()), "")


def listed(arguments: Arguments, name: str) -> list[str]:
    """Values given as ``state=a&state=b`` by a form or as ``state=a,b`` in a tidy address."""
    values = [part.strip() for text in arguments.getlist(name) for part in text.split(",")]
    return list(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True)
class _Chosen(Filter):
    """One or several of a known set of options."""

    control: ClassVar[str] = "choice"

    expression: Any

    def read(self, arguments: Arguments, options: Sequence[Option]) -> tuple[str, ...] | None:
        """Only values that are on offer; anything else is Unreadable."""
        values = listed(arguments, self.key)
        if len(values) > MAX_CHOSEN or not {option.value for option in options}.issuperset(values):
            raise Unreadable(self.key)
        return tuple(option.value for option in options if option.value in values) or None

    def write(self, value: tuple[str, ...]) -> Mapping[str, str]:
        """Joined by commas."""
        return {self.key: ",".join(value)}

    def chosen(self, value: tuple[str, ...]) -> frozenset[str]:
        """All of them."""
        return frozenset(value)

    def condition(self, value: tuple[str, ...], actor: Actor) -> ColumnElement[bool]:
        """Any of the chosen."""
        return self.expression.in_(value)

    def describe(
        self, value: tuple[str, ...], options: Sequence[Option]
    ) -> Sequence[str | Message]:
        """The titles of the chosen."""
        return [option.title for option in options if option.value in value]


Choices: TypeAlias = Sequence[tuple[str, str | Message]]


@dataclass(frozen=True)
class ChoiceFilter(_Chosen):
    """A choice of declared or looked-up values, (value, title) each.

    ``convert`` turns the value of the address into what the database compares: ``int`` for keys.
    """

    choices: Choices | Callable[[Session, Actor], Choices]
    convert: Callable[[str], Any] = str

    def options(self, session: Session, actor: Actor, arguments: Arguments) -> Sequence[Option]:
        """The choices, asked for where they are a function."""
        choices = self.choices(session, actor) if callable(self.choices) else self.choices
        return [Option(value, title) for value, title in choices]

    def condition(self, value: tuple[str, ...], actor: Actor) -> ColumnElement[bool]:
        """Any of the chosen."""
        return self.expression.in_([self.convert(one) for one in value])


@dataclass(frozen=True)
class StateFilter(_Chosen):
    """States of a workflow, drawn as their badges."""

    states: Sequence[State]

    def options(self, session: Session, actor: Actor, arguments: Arguments) -> Sequence[Option]:
        """The states in the table's order."""
        return [Option(state.name, state.title, state.kind.value) for state in self.states]


@dataclass(frozen=True)
class PersonFilter(_Chosen):
    """People with accounts, by the expression with their key. «Я» stays whoever opens the link."""

    def options(self, session: Session, actor: Actor, arguments: Arguments) -> Sequence[Option]:
        """The actor himself, those who work here, those who did."""
        statement = select(User.id, User.full_name).order_by(
            User.disabled_at.is_not(None), User.full_name, User.id
        )
        people = [Option(str(key), name) for key, name in session.execute(statement)]
        return [Option(ME, N_("Я")), *people] if actor.user_id is not None else people

    def condition(self, value: tuple[str, ...], actor: Actor) -> ColumnElement[bool]:
        """Any of the chosen people."""
        return self.expression.in_([actor.user_id if one == ME else int(one) for one in value])


@dataclass(frozen=True)
class FlagFilter(Filter):
    """Yes or nothing: «Просроченные». ``when(actor)`` gives the condition at the time of asking."""

    control: ClassVar[str] = "flag"

    when: Callable[[Actor], ColumnElement[bool]]

    def read(self, arguments: Arguments, options: Sequence[Option]) -> bool | None:
        """``1`` or nothing."""
        text = first(arguments, self.key)
        if text not in {"", "1"}:
            raise Unreadable(self.key)
        return True if text else None

    def write(self, value: bool) -> Mapping[str, str]:
        """``1``."""
        return {self.key: "1"}

    def condition(self, value: bool, actor: Actor) -> ColumnElement[bool]:
        """The declared condition."""
        return self.when(actor)

    def describe(self, value: bool, options: Sequence[Option]) -> Sequence[str | Message]:
        """Nothing beyond the filter's title."""
        return ()


Names: TypeAlias = Callable[[Session, Actor, Sequence[int]], Mapping[int, str]]


def _partner_names(session: Session, actor: Actor, keys: Sequence[int]) -> Mapping[int, str]:
    statement: Any = select(Partner.id, Partner.name).where(Partner.id.in_(keys))
    rows = session.execute(visible(statement, Partner, actor, DirectoryPermission.PARTNER_VIEW))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True)
class LookupFilter(_Chosen):
    """One of too many to list, found by typing; ``expression`` is its key.

    ``suggest`` is the endpoint that answers ``{"items": [{"value", "text", "note"}]}`` to ``?q=``.
    ``names(session, actor, keys)`` names what was chosen, for those whom the actor may see: a key
    that he may not see is not understood, the same as one that does not exist.
    """

    control: ClassVar[str] = "lookup"

    suggest: str
    names: Names

    def options(self, session: Session, actor: Actor, arguments: Arguments) -> Sequence[Option]:
        """What the address has chosen, by name."""
        keys = [int(text) for text in listed(arguments, self.key)[:MAX_CHOSEN] if _is_key(text)]
        if not keys:
            return ()
        return [Option(str(key), name) for key, name in self.names(session, actor, keys).items()]

    def condition(self, value: tuple[str, ...], actor: Actor) -> ColumnElement[bool]:
        """Rows of the chosen."""
        return self.expression.in_([int(one) for one in value])


@dataclass(frozen=True)
class PartnerFilter(LookupFilter):
    """Rows of a partner."""

    names: Names = _partner_names


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
