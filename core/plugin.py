"""The core's own declarations, made through the same hooks as any plugin's."""

from collections.abc import Sequence
from pathlib import Path

from core.accounts import dating
from core.accounts import jobs as account_jobs
from core.accounts import permissions as accounts
from core.directory import declarations as directory
from core.documents import history, numbering, seals
from core.documents import jobs as document_jobs
from core.documents import permissions as documents
from core.extending.hookspecs import hookimpl
from core.extending.manifest import Manifest
from core.jobs import declarations as jobs
from core.kernel.declarations import (
    HelpPage,
    IntegrityCheck,
    Job,
    MenuEntry,
    MenuSection,
    PeriodicJob,
    PermissionDeclaration,
    QuickCreate,
    SearchProvider,
    Slot,
)
from core.kernel.text import N_
from core.mail import declarations as mail
from core.mail import sealing
from core.norms import permissions as norms
from core.web.help import HELP
from core.web.screens import Screens
from core.web.views import SCREENS

MANIFEST = Manifest(
    name="core",
    title=N_("Ядро"),
    description=N_("Пользователи, роли, справочники, реестр документов, нормы"),
    version="0.1.0",
    root=Path(__file__).parent,
    order=0,
)


@hookimpl
def reglament_permissions() -> Sequence[PermissionDeclaration]:
    return (
        *accounts.PERMISSIONS,
        *directory.PERMISSIONS,
        *documents.PERMISSIONS,
        *norms.PERMISSIONS,
        *jobs.PERMISSIONS,
        *mail.PERMISSIONS,
    )


@hookimpl
def reglament_menu_sections() -> Sequence[MenuSection]:
    return (
        MenuSection("work", N_("Работа"), "home", order=10),
        MenuSection("sales", N_("Продажи"), "file-text", order=20),
        MenuSection("directory", N_("Справочники"), "books", order=60),
        MenuSection("rules", N_("Правила"), "scale", order=70),
        MenuSection("admin", N_("Администрирование"), "settings", order=90),
    )


@hookimpl
def reglament_menu() -> Sequence[MenuEntry]:
    from core.web.views.menu import MENU

    return (*MENU, *directory.MENU, *jobs.MENU, *mail.MENU)


@hookimpl
def reglament_quick_create() -> Sequence[QuickCreate]:
    return directory.QUICK_CREATE


@hookimpl
def reglament_slots() -> Sequence[Slot]:
    return (
        Slot("core.home:tiles", "Numbers on top of the home page. No context."),
        Slot("core.home:main", "Panels of the home page. No context."),
        Slot("core.norms.show:main", "Panels of a norm's page. Context: key."),
        Slot("core.help:actions", "Buttons over the contents of the help. No context."),
        *directory.SLOTS,
    )


@hookimpl
def reglament_jobs() -> Sequence[Job]:
    return (
        *account_jobs.JOBS,
        *document_jobs.JOBS,
        *directory.JOBS,
        *jobs.JOBS,
        *mail.JOBS,
        *sealing.JOBS,
    )


@hookimpl
def reglament_periodic_jobs() -> Sequence[PeriodicJob]:
    return (
        *account_jobs.PERIODIC,
        *document_jobs.PERIODIC,
        *jobs.PERIODIC,
        *mail.PERIODIC,
        *sealing.PERIODIC,
    )


@hookimpl
def reglament_search() -> Sequence[SearchProvider]:
    return directory.SEARCH


@hookimpl
def reglament_checks() -> Sequence[IntegrityCheck]:
    return (
        IntegrityCheck("core.history", N_("История документов"), history.check),
        IntegrityCheck("core.seals", N_("Печати истории и журналов"), seals.check),
        IntegrityCheck("core.numbering", N_("Номера без пропусков"), numbering.gaps),
        IntegrityCheck("core.memberships", N_("Роли и отделы по дням"), dating.check),
        *directory.CHECKS,
        *jobs.CHECKS,
    )


@hookimpl
def reglament_help() -> Sequence[HelpPage]:
    return HELP


@hookimpl
def reglament_screens() -> Sequence[Screens]:
    return SCREENS
