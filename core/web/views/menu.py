"""Lines of the navigation that lead to the core's own screens."""

from core.accounts.permissions import AdminPermission
from core.documents.permissions import RegistryPermission
from core.kernel.declarations import MenuEntry
from core.kernel.text import N_
from core.norms.permissions import NormPermission

MENU = (
    MenuEntry("work", N_("Сегодня"), "home", "home.index", NormPermission.VIEW, 10, phone=True),
    MenuEntry(
        "work",
        N_("Реестр документов"),
        "files",
        "registry.index",
        RegistryPermission.VIEW,
        20,
        phone=True,
        short=N_("Реестр"),
    ),
    MenuEntry("rules", N_("Нормы"), "scale", "norms.index", NormPermission.VIEW, 60),
    MenuEntry("admin", N_("Сотрудники"), "users", "admin.users", AdminPermission.USERS, 10),
    MenuEntry("admin", N_("Отделы"), "sitemap", "departments.index", AdminPermission.USERS, 15),
    MenuEntry("admin", N_("Роли"), "shield", "admin.roles", AdminPermission.ROLES, 20),
    MenuEntry("admin", N_("Модули"), "puzzle", "admin.plugins", AdminPermission.PLUGINS, 30),
    MenuEntry(
        "admin",
        N_("Составные части"),
        "adjustments-horizontal",
        "design.index",
        AdminPermission.PLUGINS,
        90,
    ),
)
