"""What may be done in the directories."""

from collections.abc import Mapping

from core.kernel.declarations import PermissionDeclaration, Role
from core.kernel.permissions import Permission, Scope
from core.kernel.text import N_


class DirectoryPermission(Permission):
    """Permissions of the directories. Only partners belong to somebody; the rest is common."""

    PARTNER_VIEW = "core.partner.view"
    PARTNER_EDIT = "core.partner.edit"
    PARTNER_MERGE = "core.partner.merge"
    MATERIAL_VIEW = "core.material.view"
    MATERIAL_EDIT = "core.material.edit"
    PRICE_VIEW = "core.price.view"
    PRICE_EDIT = "core.price.edit"
    PRICE_IMPORT = "core.price.import"
    ORGANISATION_VIEW = "core.organisation.view"
    ORGANISATION_EDIT = "core.organisation.edit"
    REFERENCE_VIEW = "core.reference.view"
    REFERENCE_EDIT = "core.reference.edit"


def _everyone(*roles: Role) -> Mapping[Role, Scope]:
    return dict.fromkeys(roles, Scope.ALL)


_TRADE = (Role.HEAD, Role.MANAGER, Role.LOGISTICS, Role.ACCOUNTANT, Role.DIRECTOR, Role.ADMIN)

PERMISSIONS: tuple[PermissionDeclaration, ...] = (
    PermissionDeclaration(
        DirectoryPermission.PARTNER_VIEW,
        N_("Контрагенты: просмотр"),
        {
            Role.MANAGER: Scope.OWN,
            Role.HEAD: Scope.DEPARTMENT,
            **_everyone(Role.LOGISTICS, Role.ACCOUNTANT, Role.DIRECTOR),
        },
    ),
    PermissionDeclaration(
        DirectoryPermission.PARTNER_EDIT,
        N_("Контрагенты: создание и изменение"),
        {
            Role.MANAGER: Scope.OWN,
            Role.HEAD: Scope.DEPARTMENT,
            Role.ACCOUNTANT: Scope.ALL,
        },
    ),
    PermissionDeclaration(
        DirectoryPermission.PARTNER_MERGE,
        N_("Контрагенты: объединение дублей"),
        {Role.HEAD: Scope.DEPARTMENT},
    ),
    PermissionDeclaration(
        DirectoryPermission.MATERIAL_VIEW, N_("Номенклатура: просмотр"), _everyone(*_TRADE)
    ),
    PermissionDeclaration(
        DirectoryPermission.MATERIAL_EDIT,
        N_("Номенклатура: изменение"),
        _everyone(Role.HEAD, Role.LOGISTICS),
    ),
    PermissionDeclaration(
        DirectoryPermission.PRICE_VIEW, N_("Прайс-листы: просмотр"), _everyone(*_TRADE)
    ),
    PermissionDeclaration(
        DirectoryPermission.PRICE_EDIT, N_("Прайс-листы: изменение"), _everyone(Role.HEAD)
    ),
    PermissionDeclaration(
        DirectoryPermission.PRICE_IMPORT,
        N_("Прайс-листы: загрузка номенклатуры и цен из файла"),
        _everyone(Role.HEAD, Role.MANAGER, Role.LOGISTICS),
    ),
    PermissionDeclaration(
        DirectoryPermission.ORGANISATION_VIEW, N_("Наши организации: просмотр"), _everyone(*_TRADE)
    ),
    PermissionDeclaration(
        DirectoryPermission.ORGANISATION_EDIT,
        N_("Наши организации: изменение"),
        _everyone(Role.ACCOUNTANT, Role.ADMIN),
    ),
    PermissionDeclaration(
        DirectoryPermission.REFERENCE_VIEW, N_("Справочники: просмотр"), _everyone(*_TRADE)
    ),
    PermissionDeclaration(
        DirectoryPermission.REFERENCE_EDIT,
        N_("Справочники: изменение"),
        _everyone(Role.HEAD, Role.ACCOUNTANT, Role.ADMIN),
    ),
)
