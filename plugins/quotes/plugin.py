"""Запросы и коммерческие предложения: what the plugin declares."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    DocumentType,
    HelpPage,
    Job,
    Manifest,
    MenuEntry,
    Norm,
    PeriodicJob,
    PermissionDeclaration,
    QuickCreate,
    SearchProvider,
    Slot,
    SlotFill,
    Subscription,
    hookimpl,
)
from core.sdk.web import Screens
from plugins.quotes import demo, jobs, norms, permissions, reactions
from plugins.quotes.declarations import offers, requests
from plugins.quotes.help import HELP
from plugins.quotes.queries.rehearsing import REHEARSALS
from plugins.quotes.screens import SCREENS

MANIFEST = Manifest(
    name="quotes",
    title=N_("Запросы и предложения"),
    description=N_("От запроса клиента до коммерческого предложения и ответа на него"),
    version="0.1.0",
    root=Path(__file__).parent,
)


@hookimpl
def reglament_permissions() -> Sequence[PermissionDeclaration]:
    return permissions.PERMISSIONS


@hookimpl
def reglament_document_types() -> Sequence[DocumentType]:
    return (requests.DOCUMENT_TYPE, offers.DOCUMENT_TYPE)


@hookimpl
def reglament_norms() -> Sequence[Norm]:
    return [replace(one, rehearse=REHEARSALS.get(one.key)) for one in norms.NORMS]


@hookimpl
def reglament_subscriptions() -> Sequence[Subscription]:
    return reactions.SUBSCRIPTIONS


@hookimpl
def reglament_slots() -> Sequence[Slot]:
    return offers.SLOTS


@hookimpl
def reglament_slot_fills() -> Sequence[SlotFill]:
    return (*requests.SLOT_FILLS, *offers.SLOT_FILLS)


@hookimpl
def reglament_menu() -> Sequence[MenuEntry]:
    return (*requests.MENU, *offers.MENU)


@hookimpl
def reglament_quick_create() -> Sequence[QuickCreate]:
    return (*requests.QUICK_CREATE, *offers.QUICK_CREATE)


@hookimpl
def reglament_search() -> Sequence[SearchProvider]:
    return (*requests.SEARCH, *offers.SEARCH)


@hookimpl
def reglament_jobs() -> Sequence[Job]:
    return jobs.JOBS


@hookimpl
def reglament_periodic_jobs() -> Sequence[PeriodicJob]:
    return jobs.PERIODIC


@hookimpl
def reglament_help() -> Sequence[HelpPage]:
    return HELP


@hookimpl
def reglament_screens() -> Sequence[Screens]:
    return SCREENS


@hookimpl
def reglament_demo(world: Any, session: Session) -> None:
    demo.fill(world, session)
