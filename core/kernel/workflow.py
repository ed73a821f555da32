"""States and transitions of a document, as a table that stands beside its model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.kernel.errors import Refusal
from core.kernel.permissions import Actor, Permission


class StateKind(StrEnum):
    """How a state looks everywhere: the badge's colour follows from the kind, not from the name."""

    DRAFT = "draft"
    WAITING = "waiting"
    ACTIVE = "active"
    SUCCESS = "success"
    DANGER = "danger"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class State:
    """One state. ``on_ribbon`` puts it on the main road that the document page shows as steps."""

    name: str
    title: str
    kind: StateKind
    final: bool = False
    on_ribbon: bool = True


@dataclass(frozen=True)
class GuardContext:
    """What a guard may look at: the document's header, who acts, the session, the caller's data."""

    document: Any
    actor: Actor
    session: Any
    data: dict[str, Any]


Guard = Callable[[GuardContext], Refusal | None]


@dataclass(frozen=True)
class Transition:
    """One allowed move. ``title`` is the button, ``done`` the line in the history.

    ``reason_required``: the actor must say why. ``internal``: fired by services and jobs only,
    never drawn as a button. ``confirm``: a question asked before it is carried out.
    ``registers``: the document gets its number with this move, unless it has one.
    """

    name: str
    title: str
    done: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    guards: tuple[Guard, ...] = ()
    primary: bool = False
    reason_required: bool = False
    internal: bool = False
    registers: bool = False
    confirm: str | None = None
    icon: str = "arrow-right"


class WorkflowError(ValueError):
    """The table itself is wrong: a programmer's mistake, found when the program starts."""


@dataclass(frozen=True)
class Workflow:
    """The table. Checked whole when it is made; raises ``WorkflowError``."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        names = [state.name for state in self.states]
        if len(set(names)) != len(names):
            raise WorkflowError(f"duplicate state in {names}")
        moves = [transition.name for transition in self.transitions]
        if len(set(moves)) != len(moves):
            raise WorkflowError(f"duplicate transition in {moves}")
        for transition in self.transitions:
            unknown = {transition.target, *transition.sources} - set(names)
            if unknown:
                raise WorkflowError(f"{transition.name}: unknown states {sorted(unknown)}")
            if any(self.state(source).final for source in transition.sources):
                raise WorkflowError(f"{transition.name}: leaves a final state")
        unreachable = set(names) - self._reachable()
        if unreachable:
            raise WorkflowError(f"unreachable states {sorted(unreachable)}")

    def _reachable(self) -> set[str]:
        seen = {self.initial.name}
        grown = True
        while grown:
            grown = False
            for transition in self.transitions:
                if transition.target not in seen and seen & set(transition.sources):
                    seen.add(transition.target)
                    grown = True
        return seen

    @property
    def initial(self) -> State:
        """The first row of the table."""
        return self.states[0]

    @property
    def ribbon(self) -> Sequence[State]:
        """The main road, in order."""
        return [state for state in self.states if state.on_ribbon]

    def state(self, name: str) -> State:
        """The state called ``name``; KeyError where the table has none."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def transition(self, name: str) -> Transition:
        """The transition called ``name``; KeyError where the table has none."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

    def leaving(self, state: str) -> Sequence[Transition]:
        """The moves that start in ``state``, in the table's order."""
        return [move for move in self.transitions if state in move.sources]

    def diagram(self) -> str:
        """The table as a Mermaid state diagram: what a plugin's README shows."""
        rows = ["stateDiagram-v2", f"    [*] --> {self.initial.name}"]
        for move in self.transitions:
            rows += [f"    {source} --> {move.target}: {move.name}" for source in move.sources]
        rows += [f"    {state.name} --> [*]" for state in self.states if state.final]
        return "\n".join(rows)
