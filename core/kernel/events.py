"""What one stage tells the others, in words that need no import of the teller."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from core.kernel.permissions import Actor
from core.kernel.snapshot import DocumentSnapshot


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
