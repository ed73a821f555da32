"""What the journal says of things that are kept elsewhere too, gathered in one pass."""

from collections.abc import Mapping
from typing import Any

from plugins.training.models import EntryKind, JournalEntry

Said = dict[str, Any]


class Witnessed:
    """The lines of the journal by what they are about.

    ``signed`` and ``consents`` by the position of their line; ``approved`` by the version's
    document, in the order of approval; ``assigned`` and ``exceptions`` by their key, brought to
    what the last line about them says; ``sections`` by assignment: what was read of each section,
    and whether the signature has fixed it; ``attempts`` by their key: what their lines say
    together; ``acquainted`` by the position of the line; ``given`` by assignment: each time that it
    was given.
    """

    def __init__(self) -> None:
        self.signed: dict[int, Said] = {}
        self.consents: dict[int, Said] = {}
        self.approved: dict[int, Said] = {}
        self.assigned: dict[int, Said] = {}
        self.exceptions: dict[int, Said] = {}
        self.sections: dict[int, tuple[list[Said], bool]] = {}
        self.attempts: dict[int, Said] = {}
        self.acquainted: dict[int, Said] = {}
        self.given: dict[int, list[Said]] = {}

    def see(self, entry: JournalEntry) -> None:
        """Take a line in."""
        # What was tampered with may have any shape; its chain is complained of already.
        payload = entry.payload if isinstance(entry.payload, dict) else {}  # pyright: ignore[reportUnnecessaryIsInstance]
        said = {**payload, "user": entry.user_id}
        if entry.kind == EntryKind.SIGNED:
            self.signed[entry.position] = said
        elif entry.kind == EntryKind.CONSENT:
            self.consents[entry.position] = said
        elif entry.kind == EntryKind.APPROVED:
            self.approved[_key(said, "document")] = said
        elif entry.kind in (EntryKind.EXCEPTION, EntryKind.EXCEPTION_ENDED):
            self._follow(self.exceptions, _key(said, "exception"), said)
        elif entry.kind in (EntryKind.ASKED, EntryKind.ANSWERED, EntryKind.REVIEWED):
            self._follow(self.attempts, _key(said, "attempt"), said)
        elif entry.kind in (EntryKind.ACQUAINTED, EntryKind.NOT_ACQUAINTED):
            self.acquainted[entry.position] = {**said, "kind": entry.kind}
        self._see_assignment(entry.kind, _key(said, "assignment"), said)

    def _see_assignment(self, kind: str, key: int, said: Said) -> None:
        if kind == EntryKind.ASSIGNED:
            # Given again after it was withdrawn, or for a firmer reason.
            self._follow(self.assigned, key, {**said, "withdrawn_at": None})
            facts = _part(said, "assigned_at", "owed_since", "reason", "due")
            self.given.setdefault(key, []).append({**facts, "withdrawn_at": None})
        elif kind == EntryKind.WITHDRAWN:
            self._follow(self.assigned, key, _part(said, "user", "document", "withdrawn_at"))
            for last in self.given.get(key, [])[-1:]:
                last["withdrawn_at"] = said.get("withdrawn_at")
        elif kind in (EntryKind.REMINDED, EntryKind.ESCALATED):
            self._follow(self.assigned, key, _part(said, "user", "document", f"{kind}_at"))
        elif kind == EntryKind.READ:
            self._follow(self.assigned, key, _part(said, "user", "document", "read_at"))
            self.sections[key] = (_sections(said), False)
        elif kind == EntryKind.SIGNED:
            self._follow(self.assigned, key, _part(said, "user", "document", "signed_at"))
            self.sections[key] = (_sections(said), True)

    def _follow(self, lines: dict[int, Said], key: int, said: Said) -> None:
        lines[key] = lines.get(key, {}) | said


def _key(said: Mapping[str, Any], name: str) -> int:
    """The key of a thing; 0, which nothing has, where the line does not tell it."""
    found = said.get(name)
    return found if isinstance(found, int) else 0


def _part(said: Said, *names: str) -> Said:
    return {name: said.get(name) for name in names}


def _sections(said: Said) -> list[Said]:
    found = said.get("sections")
    if not isinstance(found, list):
        return []
    return [part for part in found if isinstance(part, dict)]
