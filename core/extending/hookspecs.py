"""All the hooks, in one file.

The first group is asked once, when the program starts; the answers are checked against each
other and frozen in the registry. The second is called while the program runs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
import pluggy

from core.kernel.chain import Head
from core.kernel.declarations import (
    DocumentAction,
    DocumentType,
    HelpPage,
    IntegrityCheck,
    Job,
    MenuEntry,
    MenuSection,
    Norm,
    PeriodicJob,
    PermissionDeclaration,
    QuickCreate,
    SearchProvider,
    Slot,
    SlotFill,
)
from core.kernel.errors import Refusal
from core.kernel.events import NormBreach, NormSource, Subscription
from core.kernel.permissions import Actor
from core.kernel.workflow import Transition

PROJECT = "reglament"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Declarations:
    """Asked once, at start."""

    @hookspec
    def reglament_permissions(self) -> Sequence[PermissionDeclaration]:  # type: ignore[empty-body]
        """Permissions, with what the built-in roles are granted at first."""

    @hookspec
    def reglament_document_types(self) -> Sequence[DocumentType]:  # type: ignore[empty-body]
        """Kinds of documents for the registry."""

    @hookspec
    def reglament_document_actions(self) -> Sequence[DocumentAction]:  # type: ignore[empty-body]
        """Buttons on documents of other stages."""

    @hookspec
    def reglament_norms(self) -> Sequence[Norm]:  # type: ignore[empty-body]
        """Parameters of the business that a regulation may set."""

    @hookspec
    def reglament_subscriptions(self) -> Sequence[Subscription]:  # type: ignore[empty-body]
        """Reactions to events of documents."""

    @hookspec
    def reglament_slots(self) -> Sequence[Slot]:  # type: ignore[empty-body]
        """Places on own pages that others may fill."""

    @hookspec
    def reglament_slot_fills(self) -> Sequence[SlotFill]:  # type: ignore[empty-body]
        """What is shown in slots, own or others'."""

    @hookspec
    def reglament_menu_sections(self) -> Sequence[MenuSection]:  # type: ignore[empty-body]
        """Headings of the navigation."""

    @hookspec
    def reglament_menu(self) -> Sequence[MenuEntry]:  # type: ignore[empty-body]
        """Lines of the navigation."""

    @hookspec
    def reglament_quick_create(self) -> Sequence[QuickCreate]:  # type: ignore[empty-body]
        """Lines of the «Создать» menu."""

    @hookspec
    def reglament_jobs(self) -> Sequence[Job]:  # type: ignore[empty-body]
        """Work that is done outside the request."""

    @hookspec
    def reglament_periodic_jobs(self) -> Sequence[PeriodicJob]:  # type: ignore[empty-body]
        """Which of the jobs the schedule starts by itself."""

    @hookspec
    def reglament_search(self) -> Sequence[SearchProvider]:  # type: ignore[empty-body]
        """Where the global search looks."""

    @hookspec
    def reglament_checks(self) -> Sequence[IntegrityCheck]:  # type: ignore[empty-body]
        """Checks of ``reglament check``."""

    @hookspec
    def reglament_help(self) -> Sequence[HelpPage]:  # type: ignore[empty-body]
        """What the plugin's screens are for: the help and the manual of the program."""

    @hookspec
    def reglament_screens(self) -> Sequence[Any]:  # type: ignore[empty-body]
        """``core.web.screens.Screens`` with the plugin's routes."""

    @hookspec
    def reglament_commands(self) -> Sequence[click.Command]:  # type: ignore[empty-body]
        """Commands of the console: ``reglament <plugin> <command>``.

        They are there whether or not the plugin is switched on, and start without an application:
        a command that reads what another installation has printed needs no database.
        """


class Runtime:
    """Called while the program runs."""

    @hookspec
    def reglament_check_transition(
        self, document: Any, transition: Transition, actor: Actor, session: Any
    ) -> Sequence[Refusal]:  # type: ignore[empty-body]
        """Veto: reasons against a move of any document; empty where there are none."""

    @hookspec
    def reglament_check_stages(
        self, stages: Collection[str], actor: Actor, session: Any
    ) -> Mapping[str, Sequence[Refusal]]:  # type: ignore[empty-body]
        """Veto: which of the stages are closed to the person, and why; open ones are left out.

        A stage is a document type's code. Asked of one stage before a screen of it opens, before
        one of its documents is made and before one is moved, so that no way leads round it; of
        all of them for the menu, the registry and the search. The number of queries must not
        depend on how many stages are asked about.
        """

    @hookspec
    def reglament_norms_set(
        self, keys: Sequence[str], at: datetime, employee_id: int | None, session: Any
    ) -> Mapping[str, NormSource]:  # type: ignore[empty-body]
        """Values that the regulations in force at ``at`` set for the employee, by key.

        ``employee_id`` is None where a question concerns nobody in particular. Keys that no
        regulation sets are left out. The first plugin that knows a key has the word.
        """

    @hookspec
    def reglament_norm_sources(
        self, keys: Sequence[str], at: datetime, session: Any
    ) -> Mapping[str, Sequence[NormSource]]:  # type: ignore[empty-body]
        """Every value that the regulations in force at ``at`` set, whomever they hold for, by key.

        A norm that is named here is changed by a new edition only, never beside it.
        """

    @hookspec
    def reglament_norm_broken(self, breach: NormBreach, session: Any) -> None:
        """The program has found that a norm was broken; told in the transaction that found it."""

    @hookspec
    def reglament_journal_heads(self, session: Any) -> Iterable[Head]:  # type: ignore[empty-body]
        """How far the plugin's own append-only journals have come: kept by the daily seal.

        A chain that has once been told of must be told of ever after, or the check misses it.
        """

    @hookspec
    def reglament_demo(self, world: Any, session: Any) -> Callable[[], None] | None:
        """Fill the demo company with the stage's own data; ``world`` is ``core.demo.World``.

        What stands beside the documents of other stages is done by the answer, which is called
        when all stages have filled theirs.
        """


DECLARATIONS = tuple(name for name in vars(Declarations) if name.startswith("reglament_"))
