"""What a plugin may declare. Frozen, checked at start, collected once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from core.kernel.permissions import Actor, Permission, Scope
from core.kernel.snapshot import DocumentSnapshot
from core.kernel.text import Message, PluralForms
from core.kernel.workflow import Workflow


class Role(StrEnum):
    """The built-in roles. An installation may add its own beside them."""

    HEAD = "head"
    MANAGER = "manager"
    LOGISTICS = "logistics"
    ACCOUNTANT = "accountant"
    TRAINER = "trainer"
    DIRECTOR = "director"
    ADMIN = "admin"


@dataclass(frozen=True)
class PermissionDeclaration:
    """A permission, its title on the screen of roles, and what the built-in roles get at first."""

    permission: Permission
    title: str
    grants: Mapping[Role, Scope] = field(default_factory=dict[Role, Scope])


@dataclass(frozen=True)
class DocumentType:
    """One kind of document in the registry.

    ``code`` reads ``plugin.type``. ``short`` stands in numbers' captions and chains («КП»),
    ``prefix`` in the number itself. ``endpoint`` is the page, called with ``document_id``.
    ``snapshot(document, session)`` gives the neutral copy for other stages. ``field_titles``:
    what the history calls the fields that it names; titles come marked with ``N_``.
    ``opened_to(session, document, actor)`` opens files and comments of one document to a person
    whose permissions do not, where the stage has entrusted it to him; None: to nobody.
    """

    code: str
    title: str
    short: str
    prefix: str
    icon: str
    workflow: Workflow
    view: Permission
    edit: Permission
    endpoint: str
    snapshot: Callable[[Any, Any], DocumentSnapshot]
    capability: str | None = None
    field_titles: Mapping[str, str] = field(default_factory=dict[str, str])
    opened_to: Callable[[Any, Any, Actor], bool] | None = None


@dataclass(frozen=True)
class MenuEntry:
    """A line of the navigation. ``counter(session, actor)`` says how many wait; None shows none.

    ``shown(settings)`` hides a line that this installation has no use for; None: always shown.
    ``concerns(session, actor)`` hides it from a person who may open it but has nothing there; it is
    asked on every page, so it takes one query at most. None: it concerns everybody who may.
    ``phone`` offers it for the bar of five at the foot of a phone; ``short`` is its name there,
    where ``title`` is longer than nine letters or so.
    """

    section: str
    title: str
    icon: str
    endpoint: str
    permission: Permission
    order: int = 100
    counter: Callable[[Any, Any], int] | None = None
    phone: bool = False
    short: str = ""
    shown: Callable[[Any], bool] | None = None
    concerns: Callable[[Any, Any], bool] | None = None


@dataclass(frozen=True)
class MenuSection:
    """A heading of the navigation under which entries of any plugin may stand."""

    name: str
    title: str
    icon: str
    order: int = 100


@dataclass(frozen=True)
class QuickCreate:
    """A line of the «Создать» menu of the top bar."""

    title: str
    endpoint: str
    icon: str
    permission: Permission
    order: int = 100


@dataclass(frozen=True)
class Slot:
    """A named place on a page where others may show something."""

    name: str
    description: str


@dataclass(frozen=True)
class SlotFill:
    """``render(session, actor, **context)`` gives markup for a slot, or None to stay silent.

    ``stage`` is the document type whose data it shows: silent to whom that stage is closed.
    """

    slot: str
    render: Callable[..., Any]
    permission: Permission
    order: int = 100
    stage: str | None = None


@dataclass(frozen=True)
class DocumentAction:
    """A button on another stage's document: «Создать заказ» on a confirmed offer.

    ``capability`` names what the document must be able to give (see ``DocumentType.capability``),
    ``states`` the states of it in which the button stands there.
    """

    name: str
    title: str
    icon: str
    capability: str
    states: tuple[str, ...]
    endpoint: str
    permission: Permission
    order: int = 100


class NormKind(StrEnum):
    """What a norm's value is."""

    INTEGER = "integer"
    PERCENT = "percent"
    MONEY = "money"
    BOOLEAN = "boolean"


Concerned = Callable[[int | None, datetime], bool]
"""Whether a value of a norm would have held for the employee at the moment. None is for what is
read without an employee: only a value that holds for everybody concerns that."""


def everybody(_employee_id: int | None, _at: datetime) -> bool:
    """A value that holds for the whole company."""
    return True


@dataclass(frozen=True)
class Rehearsal:
    """What a value of a norm would have meant: ``count`` of ``total`` cases of the period.

    ``words`` says it whole («Согласований: 12 из 140»). ``outcomes`` tells by the id of a case
    what would have come of it: True, or what can be compared; of a case that is not there nothing
    would have. ``documents``: the ids are those of documents.
    """

    count: int
    total: int
    words: Message
    outcomes: Mapping[int, Any]
    documents: bool = True

    def unlike(self, other: "Rehearsal") -> tuple[int, ...]:
        """Cases of which something else would have come under another value."""
        mine, others = self.outcomes, other.outcomes
        ids = sorted(mine.keys() | others.keys())
        return tuple(one for one in ids if mine.get(one) != others.get(one))


@dataclass(frozen=True)
class Norm:
    """A parameter of the business that a regulation may set.

    ``unit`` names what is counted, as a heading does («рабочих дней», «%»); ``forms`` are what
    follows a value of its own («1 рабочий день», «2 рабочих дня»), marked with ``plural``. Without
    them the value is followed by the unit. Bounds are inclusive.
    ``rehearse(session, since, until, value, concerned)`` tells from the data of
    ``since <= t < until`` what the program would have done under ``value``, of those cases alone
    whose employee was ``concerned`` at their moment; None where there were no such cases. A norm
    of which the past cannot tell has no ``rehearse``. ``worse`` is the direction in which a change
    worsens the pay of employees (ТК ст. 74); None for what does not concern pay.
    """

    key: str
    kind: NormKind
    title: str
    explanation: str
    unit: str
    default: Decimal
    minimum: Decimal
    maximum: Decimal
    rehearse: Callable[[Any, datetime, datetime, Decimal, Concerned], Rehearsal | None] | None = (
        None
    )
    forms: PluralForms | None = None
    worse: Literal["up", "down"] | None = None

    def __post_init__(self) -> None:
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(f"norm {self.key}: the default is out of bounds")


@dataclass(frozen=True)
class Job:
    """Work done outside the request. ``handler(context, payload)`` must bear a second run.

    ``title`` is what the page of jobs calls it; ``attempts`` how often it is tried in all.
    """

    kind: str
    title: str
    handler: Callable[[Any, Mapping[str, Any]], None]
    attempts: int = 5
    lease: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class PeriodicJob:
    """A job that the schedule starts: once per ``every``, whatever the number of workers."""

    kind: str
    every: timedelta


@dataclass(frozen=True)
class IntegrityCheck:
    """One check of ``reglament check``: ``run(session)`` gives a line for each fault found."""

    name: str
    title: str
    run: Callable[[Any], list[str]]


@dataclass(frozen=True)
class SearchProvider:
    """Where the global search looks. ``find(session, actor, text, limit)`` gives hits.

    ``stage`` is the document type that is looked through: skipped for whom it is closed.
    """

    name: str
    title: str
    permission: Permission
    find: Callable[[Any, Any, str, int], list["SearchHit"]]
    order: int = 100
    stage: str | None = None


@dataclass(frozen=True)
class HelpPage:
    """What a screen is for, in the words of whoever made it.

    ``endpoints`` are the screens that the text is about: one, or the several faces of one form.
    The text lies in ``folder``, a file a language: ``ru/<first endpoint>.md``, whose first line is
    the title («# …»). ``chapter`` is the heading under which it stands in the contents.
    """

    endpoints: tuple[str, ...]
    chapter: str
    folder: Path

    @property
    def name(self) -> str:
        """How the page is called in addresses and files."""
        return self.endpoints[0]


def help_chapter(folder: Path, title: str, *screens: str | tuple[str, ...]) -> tuple[HelpPage, ...]:
    """The help pages of one chapter, in their order: an endpoint, or several that share a text."""
    return tuple(
        HelpPage((screen,) if isinstance(screen, str) else screen, title, folder)
        for screen in screens
    )


@dataclass(frozen=True)
class SearchHit:
    """A line of the search's answer."""

    title: str
    note: str
    endpoint: str
    values: Mapping[str, Any]
