"""What the directories declare to the rest of the program."""

from datetime import timedelta

from core.directory import checks, providers
from core.directory.permissions import PERMISSIONS, DirectoryPermission
from core.directory.price_import import JOB as IMPORT_JOB
from core.directory.price_import import applying
from core.kernel.declarations import (
    IntegrityCheck,
    Job,
    MenuEntry,
    QuickCreate,
    SearchProvider,
    Slot,
)
from core.kernel.text import N_

__all__ = ["CHECKS", "JOBS", "MENU", "PERMISSIONS", "QUICK_CREATE", "SEARCH", "SLOTS"]

MENU: tuple[MenuEntry, ...] = (
    MenuEntry(
        "directory",
        N_("Контрагенты"),
        "building",
        "partners.index",
        DirectoryPermission.PARTNER_VIEW,
        10,
        phone=True,
        short=N_("Партнёры"),
    ),
    MenuEntry(
        "directory",
        N_("Номенклатура"),
        "package",
        "materials.index",
        DirectoryPermission.MATERIAL_VIEW,
        20,
        phone=True,
        short=N_("Товары"),
    ),
    MenuEntry(
        "directory",
        N_("Прайс-листы"),
        "tags",
        "prices.index",
        DirectoryPermission.PRICE_VIEW,
        30,
    ),
    MenuEntry(
        "directory",
        N_("Наши организации"),
        "building-store",
        "organisations.index",
        DirectoryPermission.ORGANISATION_VIEW,
        40,
    ),
    MenuEntry(
        "directory",
        N_("Справочники"),
        "category",
        "reference.index",
        DirectoryPermission.REFERENCE_VIEW,
        50,
    ),
)

QUICK_CREATE: tuple[QuickCreate, ...] = (
    QuickCreate(N_("Контрагент"), "partners.new", "building", DirectoryPermission.PARTNER_EDIT, 50),
    QuickCreate(N_("Товар"), "materials.new", "package", DirectoryPermission.MATERIAL_EDIT, 60),
    QuickCreate(
        N_("Загрузка прайс-листа"),
        "prices.upload",
        "file-import",
        DirectoryPermission.PRICE_IMPORT,
        70,
    ),
)

SLOTS: tuple[Slot, ...] = (
    Slot("core.partner.show:main", "Panels of a partner's card. Context: partner."),
    Slot("core.partner.show:aside", "Beside a partner's card. Context: partner."),
    Slot("core.material.show:main", "Panels of a material's card. Context: material."),
)

JOBS: tuple[Job, ...] = (
    Job(
        IMPORT_JOB,
        N_("Загрузка номенклатуры и цен"),
        applying.run,
        lease=timedelta(minutes=5),
    ),
)

SEARCH: tuple[SearchProvider, ...] = (
    SearchProvider(
        "core.partners",
        N_("Контрагенты"),
        DirectoryPermission.PARTNER_VIEW,
        providers.find_partners,
        20,
    ),
    SearchProvider(
        "core.materials",
        N_("Номенклатура"),
        DirectoryPermission.MATERIAL_VIEW,
        providers.find_materials,
        30,
    ),
)

CHECKS: tuple[IntegrityCheck, ...] = (
    IntegrityCheck("core.merged", N_("Объединённые контрагенты"), checks.merged_partners),
    IntegrityCheck("core.groups", N_("Дерево номенклатуры"), checks.group_circles),
    IntegrityCheck("core.vat", N_("Ставки НДС"), checks.vat_rates),
    IntegrityCheck("core.index", N_("Поисковый указатель справочников"), checks.unsearchable),
    IntegrityCheck("core.prices", N_("Цены снятых с учёта товаров"), checks.prices_of_archived),
)
