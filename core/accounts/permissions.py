"""Permissions of the administrator's and the process owner's own screens."""

from core.kernel.declarations import PermissionDeclaration, Role
from core.kernel.permissions import Permission, Scope
from core.kernel.text import N_


class AdminPermission(Permission):
    """Who keeps people, roles and plugins."""

    USERS = "core.admin.users"
    ROLES = "core.admin.roles"
    PLUGINS = "core.admin.plugins"


PERMISSIONS = (
    PermissionDeclaration(
        AdminPermission.USERS, N_("Сотрудники: ведение"), {Role.ADMIN: Scope.ALL}
    ),
    PermissionDeclaration(AdminPermission.ROLES, N_("Роли: ведение"), {Role.ADMIN: Scope.ALL}),
    PermissionDeclaration(
        AdminPermission.PLUGINS, N_("Модули: состояние"), {Role.ADMIN: Scope.ALL}
    ),
)
