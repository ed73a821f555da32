"""Screens with the list of deals, as a plugin would write them."""

from collections.abc import Sequence
from dataclasses import replace

from lists_world import DEALS, Deal, DealPermission
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.kernel.declarations import PermissionDeclaration, Role
from core.kernel.permissions import Actor, Scope
from core.kernel.text import N_, Message
from core.web.lists import BulkAction, Empty, list_screen
from core.web.screens import Screens

PERMISSIONS = (
    PermissionDeclaration(
        DealPermission.VIEW, "Сделки", {Role.MANAGER: Scope.ALL, Role.HEAD: Scope.ALL}
    ),
    PermissionDeclaration(DealPermission.MARGIN, "Маржа", {Role.HEAD: Scope.ALL}),
    PermissionDeclaration(DealPermission.CLOSE, "Закрытие", {Role.HEAD: Scope.ALL}),
)


def _send(session: Session, actor: Actor, keys: Sequence[int]) -> Message:
    session.execute(update(Deal).where(Deal.id.in_(keys)).values(state="sent"))
    return Message.plural("Отправлена %(num)s сделка", "Отправлено %(num)s сделки", len(keys))


VISIBLE = replace(
    DEALS,
    base=lambda session, actor: DEALS.base(session, actor).where(Deal.note != "скрытая"),
    empty=Empty(
        N_("Сделок ещё нет"), N_("Начните с первой."), N_("Завести сделку"), lambda: "/deals/new"
    ),
    bulk=(
        BulkAction("send", N_("Отправить"), DealPermission.VIEW, _send),
        BulkAction("close", N_("Закрыть"), DealPermission.CLOSE, _send, confirm=N_("Закрыть?")),
    ),
)

screens = Screens("deals", __name__, url_prefix="/deals")


@screens.form("/", permission=DealPermission.VIEW)
def index() -> Response:
    """All deals but the hidden ones."""
    return list_screen(VISIBLE)
