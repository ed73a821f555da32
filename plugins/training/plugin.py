"""Правила игры: what the plugin declares, gathered from its areas."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    DocumentType,
    HelpPage,
    IntegrityCheck,
    Job,
    Manifest,
    MenuEntry,
    MenuSection,
    Norm,
    NormBreach,
    NormSource,
    PeriodicJob,
    PermissionDeclaration,
    QuickCreate,
    Refusal,
    SearchProvider,
    Slot,
    SlotFill,
    Subscription,
    chain,
    hookimpl,
)
from core.sdk.web import Screens
from plugins.training import commands, demo, models, norms, permissions
from plugins.training.declarations import AREAS
from plugins.training.help import HELP
from plugins.training.queries.rehearsing import REHEARSALS
from plugins.training.services import regulations, violations
from plugins.training.services.reading import gate, journal

MANIFEST = Manifest(
    name="training",
    title=N_("Правила игры"),
    description=N_("Регламенты, которые читают, подписывают и по которым работает программа"),
    version="0.1.0",
    root=Path(__file__).parent,
    # Before the stages: their history is lived under the rules that were in force.
    order=50,
)
__all__ = ["MANIFEST", "models"]


@hookimpl
def reglament_permissions() -> Sequence[PermissionDeclaration]:
    return permissions.PERMISSIONS


@hookimpl
def reglament_document_types() -> Sequence[DocumentType]:
    return [one for area in AREAS for one in area.document_types]


@hookimpl
def reglament_norms() -> Sequence[Norm]:
    return [replace(one, rehearse=REHEARSALS.get(one.key)) for one in norms.NORMS]


@hookimpl
def reglament_subscriptions() -> Sequence[Subscription]:
    return [one for area in AREAS for one in area.subscriptions]


@hookimpl
def reglament_slots() -> Sequence[Slot]:
    return [one for area in AREAS for one in area.slots]


@hookimpl
def reglament_slot_fills() -> Sequence[SlotFill]:
    return [one for area in AREAS for one in area.slot_fills]


@hookimpl
def reglament_menu_sections() -> Sequence[MenuSection]:
    # After the rules: what is learnt stands apart from what is signed and obeyed.
    return (MenuSection("learning", N_("Обучение"), "school", order=75),)


@hookimpl
def reglament_menu() -> Sequence[MenuEntry]:
    return [one for area in AREAS for one in area.menu]


@hookimpl
def reglament_quick_create() -> Sequence[QuickCreate]:
    return [one for area in AREAS for one in area.quick_create]


@hookimpl
def reglament_search() -> Sequence[SearchProvider]:
    return [one for area in AREAS for one in area.search]


@hookimpl
def reglament_checks() -> Sequence[IntegrityCheck]:
    return [one for area in AREAS for one in area.checks]


@hookimpl
def reglament_jobs() -> Sequence[Job]:
    return [one for area in AREAS for one in area.jobs]


@hookimpl
def reglament_periodic_jobs() -> Sequence[PeriodicJob]:
    return [one for area in AREAS for one in area.periodic]


@hookimpl
def reglament_help() -> Sequence[HelpPage]:
    return HELP


@hookimpl
def reglament_screens() -> Sequence[Screens]:
    return [one for area in AREAS for one in area.screens]


@hookimpl
def reglament_norms_set(
    keys: Sequence[str], at: datetime, employee_id: int | None, session: Session
) -> Mapping[str, NormSource]:
    return regulations.norms_set(keys, at, employee_id, session)


@hookimpl
def reglament_norm_sources(
    keys: Sequence[str], at: datetime, session: Session
) -> Mapping[str, Sequence[NormSource]]:
    return regulations.norm_sources(keys, at, session)


@hookimpl
def reglament_norm_broken(breach: NormBreach, session: Session) -> None:
    violations.found(session, breach)


@hookimpl
def reglament_commands() -> Sequence[click.Command]:
    return commands.COMMANDS


@hookimpl
def reglament_check_stages(
    stages: Collection[str], actor: Actor, session: Session
) -> Mapping[str, Sequence[Refusal]]:
    return gate.stage_refusals(stages, actor, session)


@hookimpl
def reglament_journal_heads(session: Session) -> Iterable[chain.Head]:
    return (journal.head(session),)


@hookimpl
def reglament_demo(world: Any, session: Session) -> Callable[[], None]:
    return demo.fill(world, session)
