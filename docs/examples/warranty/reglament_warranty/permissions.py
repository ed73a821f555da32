"""Who may do what with warranty cards."""

from core.sdk import N_, Permission, PermissionDeclaration, Role, Scope


class WarrantyPermission(Permission):
    """Warranty cards and the claims under them."""

    CARD_VIEW = "warranty.card.view"
    CARD_EDIT = "warranty.card.edit"
    CLAIM_ANSWER = "warranty.claim.answer"


_OWN = {Role.MANAGER: Scope.OWN, Role.HEAD: Scope.DEPARTMENT}
_STAGE = {Role.HEAD: Scope.DEPARTMENT, Role.LOGISTICS: Scope.ALL}

PERMISSIONS = (
    PermissionDeclaration(
        WarrantyPermission.CARD_VIEW,
        N_("Гарантия: просмотр талонов"),
        {**_OWN, Role.LOGISTICS: Scope.ALL, Role.DIRECTOR: Scope.ALL},
    ),
    PermissionDeclaration(
        WarrantyPermission.CARD_EDIT, N_("Гарантия: выдача талонов и приём обращений"), _OWN
    ),
    PermissionDeclaration(
        WarrantyPermission.CLAIM_ANSWER, N_("Гарантия: решение по обращению"), _STAGE
    ),
)
