"""What one part of the plugin declares, in one object."""

from dataclasses import dataclass
from typing import Any

from core.sdk import (
    DocumentType,
    IntegrityCheck,
    Job,
    MenuEntry,
    PeriodicJob,
    QuickCreate,
    SearchProvider,
    Slot,
    SlotFill,
    Subscription,
)


@dataclass(frozen=True)
class Area:
    """A part of the plugin: regulations, reading, courses… ``plugin.py`` gathers all of them."""

    document_types: tuple[DocumentType, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    quick_create: tuple[QuickCreate, ...] = ()
    search: tuple[SearchProvider, ...] = ()
    slots: tuple[Slot, ...] = ()
    slot_fills: tuple[SlotFill, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    jobs: tuple[Job, ...] = ()
    periodic: tuple[PeriodicJob, ...] = ()
    checks: tuple[IntegrityCheck, ...] = ()
    screens: tuple[Any, ...] = ()
