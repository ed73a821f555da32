"""Permissions on the registry itself; what is in it obeys each type's own."""

from core.kernel.declarations import PermissionDeclaration, Role
from core.kernel.permissions import Permission, Scope
from core.kernel.text import N_


class RegistryPermission(Permission):
    """Who opens the screen over all types."""

    VIEW = "core.registry.view"


PERMISSIONS = (
    PermissionDeclaration(
        RegistryPermission.VIEW,
        N_("Реестр документов: просмотр"),
        {
            Role.HEAD: Scope.DEPARTMENT,
            Role.MANAGER: Scope.OWN,
            Role.LOGISTICS: Scope.ALL,
            Role.ACCOUNTANT: Scope.ALL,
            Role.DIRECTOR: Scope.ALL,
            Role.ADMIN: Scope.ALL,
        },
    ),
)
