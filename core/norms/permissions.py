"""Who sees the norms and who sets them."""

from core.kernel.declarations import PermissionDeclaration, Role
from core.kernel.permissions import Permission, Scope
from core.kernel.text import N_


class NormPermission(Permission):
    """Everybody who works under a norm may read it; the owner of the process sets it."""

    VIEW = "core.norms.view"
    EDIT = "core.norms.edit"


PERMISSIONS = (
    PermissionDeclaration(
        NormPermission.VIEW, N_("Нормы: просмотр"), dict.fromkeys(Role, Scope.ALL)
    ),
    PermissionDeclaration(NormPermission.EDIT, N_("Нормы: изменение"), {Role.HEAD: Scope.ALL}),
)
