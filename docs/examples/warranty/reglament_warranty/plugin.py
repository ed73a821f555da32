"""Гарантийные талоны: what the plugin declares. A table of contents, no logic."""

from collections.abc import Sequence
from pathlib import Path

from core.sdk import (
    N_,
    DocumentType,
    IntegrityCheck,
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
from reglament_warranty import jobs, norms, permissions, queries, reactions, slots
from reglament_warranty.permissions import WarrantyPermission
from reglament_warranty.screens import FIELDS, SCREENS
from reglament_warranty.snapshots import card_snapshot
from reglament_warranty.workflow import CARD

MANIFEST = Manifest(
    name="warranty",
    title=N_("Гарантия"),
    description=N_("Гарантийные талоны и обращения по ним"),
    version="0.1.0",
    root=Path(__file__).parent,
)


@hookimpl
def reglament_permissions() -> Sequence[PermissionDeclaration]:
    """See ``permissions``."""
    return permissions.PERMISSIONS


@hookimpl
def reglament_norms() -> Sequence[Norm]:
    """See ``norms``."""
    return norms.NORMS


@hookimpl
def reglament_document_types() -> Sequence[DocumentType]:
    """The card is a document of the registry."""
    return (
        DocumentType(
            code="warranty.card",
            title=N_("Гарантийный талон"),
            short=N_("Талон"),
            prefix="ГТ",
            icon="certificate",
            workflow=CARD,
            view=WarrantyPermission.CARD_VIEW,
            edit=WarrantyPermission.CARD_EDIT,
            endpoint="warranty.show",
            snapshot=card_snapshot,
            field_titles=FIELDS,
        ),
    )


@hookimpl
def reglament_subscriptions() -> Sequence[Subscription]:
    """See ``reactions``."""
    return reactions.SUBSCRIPTIONS


@hookimpl
def reglament_slots() -> Sequence[Slot]:
    """A place for stages that come after this one."""
    return (Slot("warranty.card.show:aside", "Beside a warranty card. Context: document."),)


@hookimpl
def reglament_slot_fills() -> Sequence[SlotFill]:
    """See ``slots``."""
    return slots.SLOT_FILLS


@hookimpl
def reglament_menu() -> Sequence[MenuEntry]:
    """A line in the core's section of sales, with the number of claims that wait."""
    return (
        MenuEntry(
            "sales",
            N_("Гарантия"),
            "certificate",
            "warranty.index",
            WarrantyPermission.CARD_VIEW,
            order=80,
            counter=queries.waiting,
        ),
    )


@hookimpl
def reglament_quick_create() -> Sequence[QuickCreate]:
    """A line of the «Создать» menu."""
    return (
        QuickCreate(
            N_("Гарантийный талон"), "warranty.new", "certificate", WarrantyPermission.CARD_EDIT, 80
        ),
    )


@hookimpl
def reglament_search() -> Sequence[SearchProvider]:
    """Cards in the global search."""
    return (
        SearchProvider(
            "warranty.cards",
            N_("Гарантийные талоны"),
            WarrantyPermission.CARD_VIEW,
            queries.find,
            order=80,
        ),
    )


@hookimpl
def reglament_jobs() -> Sequence[Job]:
    """See ``jobs``."""
    return jobs.JOBS


@hookimpl
def reglament_periodic_jobs() -> Sequence[PeriodicJob]:
    """See ``jobs``."""
    return jobs.PERIODIC


@hookimpl
def reglament_checks() -> Sequence[IntegrityCheck]:
    """A line of ``reglament check``."""
    return (
        IntegrityCheck(
            "warranty.claims", N_("Сроки ответа на обращения"), queries.without_answer_date
        ),
    )


@hookimpl
def reglament_screens() -> Sequence[Screens]:
    """See ``screens``."""
    return SCREENS
