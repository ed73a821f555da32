"""The help about the core's own screens: contents here, texts in files beside, one a language."""

from pathlib import Path

from core.kernel.declarations import HelpPage, help_chapter
from core.kernel.text import N_

FOLDER = Path(__file__).parent
HELP: tuple[HelpPage, ...] = (
    *help_chapter(
        FOLDER,
        N_("Начало работы"),
        ("auth.login", "invitation.accept", "profile.password"),
        "home.index",
        "search.results",
        "profile.show",
        ("help.index", "help.show"),
    ),
    *help_chapter(FOLDER, N_("Документы и задания"), "registry.index", "jobs.index", "jobs.show"),
    *help_chapter(
        FOLDER,
        N_("Контрагенты"),
        "partners.index",
        "partners.show",
        ("partners.new", "partners.edit"),
        ("partners.new_contact", "partners.edit_contact"),
        ("partners.new_account", "partners.edit_account"),
        "partners.merge",
    ),
    *help_chapter(
        FOLDER,
        N_("Номенклатура"),
        "materials.index",
        "materials.show",
        ("materials.new", "materials.edit"),
        "materials.alternatives",
        ("materials.new_group", "materials.edit_group"),
    ),
    *help_chapter(
        FOLDER,
        N_("Прайс-листы"),
        "prices.index",
        "prices.show",
        ("prices.new", "prices.edit"),
        "prices.breaks",
        "prices.upload",
        "prices.columns",
        "prices.check",
        "prices.progress",
    ),
    *help_chapter(
        FOLDER,
        N_("Организации и справочники"),
        "organisations.index",
        "organisations.show",
        ("organisations.new", "organisations.edit"),
        ("organisations.new_own_account", "organisations.edit_own_account"),
        "reference.index",
        "reference.show",
        "reference.edit",
    ),
    *help_chapter(FOLDER, N_("Нормы"), "norms.index", "norms.show"),
    *help_chapter(
        FOLDER,
        N_("Администрирование"),
        "admin.users",
        ("admin.new_user", "admin.edit_user"),
        "departments.index",
        ("departments.new", "departments.edit"),
        "admin.roles",
        "admin.plugins",
        "mailbox.index",
        "mailbox.show",
        "design.index",
    ),
)
