"""What one stage tells the others, in words that need no import of the teller."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from core.kernel.permissions import Actor
from core.kernel.snapshot import DocumentSnapshot
from core.kernel.text import Message


@dataclass(frozen=True)
class DocumentEvent:
    """A document has moved. ``name`` reads ``plugin.type:transition``; ``document`` is its header.

    ``load_snapshot`` makes the neutral copy of header and lines only when somebody asks.
    """

    name: str
    document: Any
    transition: str
    from_state: str
    to_state: str
    actor: Actor
    at: datetime
    load_snapshot: Callable[[], DocumentSnapshot]
    data: dict[str, Any] = field(default_factory=dict)

    def snapshot(self) -> DocumentSnapshot:
        """Header and lines as they stand at the moment of the call."""
        return self.load_snapshot()


When = Literal["same_transaction", "after_commit"]


@dataclass(frozen=True)
class Subscription:
    """``handler(event, session)`` is called on each event called ``event``.

    ``same_transaction``: its failure undoes the move. ``after_commit``: carried by the outbox,
    at least once, so the handler must bear a second call.
    """

    event: str
    handler: Callable[[DocumentEvent, Any], None]
    when: When = "same_transaction"

    @property
    def handler_name(self) -> str:
        """What a job that waits calls the handler by. A place in the list of subscribers would
        mean another one as soon as a plugin is switched."""
        return f"{self.handler.__module__}:{self.handler.__qualname__}"


@dataclass(frozen=True)
class NormSource:
    """A value that a regulation sets, and the place where it stands.

    ``document_id`` is the version's document, ``edition`` its number, ``clause`` the clause's
    number («3.2») and ``clause_uid`` its permanent name. ``since`` is when the version came into
    force, ``link`` the address of the clause. ``roles`` (codes) and ``departments`` (ids) are those
    that it holds for: any of them is enough, none at all means everybody.
    """

    value: Decimal
    document_id: int
    title: str
    edition: int
    clause: str
    clause_uid: str
    since: datetime
    link: str
    roles: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()

    @property
    def for_everybody(self) -> bool:
        """True where it names nobody in particular."""
        return not self.roles and not self.departments

    def to_dict(self) -> dict[str, Any]:
        """As kept beside a decision: all that names the clause even if its plugin is absent."""
        return {
            "document_id": self.document_id,
            "title": self.title,
            "edition": self.edition,
            "clause": self.clause,
            "clause_uid": self.clause_uid,
            "link": self.link,
        }


@dataclass(frozen=True)
class NormBreach:
    """A norm broken by an employee, as the program found it.

    ``reading`` is ``NormReading.to_dict()`` of the norm that was broken; ``found`` says what
    happened. ``unique_key`` names the case: telling it twice makes one violation.

    ``needs`` are the stages without which nobody could have kept the norm, and ``last_day_from``
    the beginning of the last day on which it could be kept: to whom one of them was closed then,
    it was not open to keep it. Empty and None: nothing of the kind stands in the way.
    """

    norm: str
    reading: dict[str, Any]
    employee_id: int
    at: datetime
    found: Message
    unique_key: str
    document_id: int | None = None
    needs: frozenset[str] = frozenset()
    last_day_from: datetime | None = None
