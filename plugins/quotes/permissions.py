"""Who may do what with requests and offers."""

from core.sdk import N_, Permission, PermissionDeclaration, Role, Scope


class QuotePermission(Permission):
    """Requests and commercial offers."""

    REQUEST_VIEW = "quotes.request.view"
    REQUEST_EDIT = "quotes.request.edit"
    OFFER_VIEW = "quotes.offer.view"
    OFFER_EDIT = "quotes.offer.edit"
    OFFER_APPROVE = "quotes.offer.approve"
    OFFER_SEND = "quotes.offer.send"
    OFFER_ANSWER = "quotes.offer.answer"


_OWN = {Role.MANAGER: Scope.OWN, Role.HEAD: Scope.DEPARTMENT}
_SEEN = {**_OWN, Role.DIRECTOR: Scope.ALL}

PERMISSIONS = (
    PermissionDeclaration(QuotePermission.REQUEST_VIEW, N_("Запросы: просмотр"), _SEEN),
    PermissionDeclaration(QuotePermission.REQUEST_EDIT, N_("Запросы: ведение"), _OWN),
    PermissionDeclaration(QuotePermission.OFFER_VIEW, N_("Предложения: просмотр"), _SEEN),
    PermissionDeclaration(QuotePermission.OFFER_EDIT, N_("Предложения: подготовка"), _OWN),
    PermissionDeclaration(
        QuotePermission.OFFER_APPROVE,
        N_("Предложения: согласование скидки сверх нормы"),
        {Role.HEAD: Scope.DEPARTMENT},
    ),
    PermissionDeclaration(QuotePermission.OFFER_SEND, N_("Предложения: отправка"), _OWN),
    PermissionDeclaration(
        QuotePermission.OFFER_ANSWER, N_("Предложения: запись ответа клиента"), _OWN
    ),
)
