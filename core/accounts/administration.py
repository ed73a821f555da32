"""Keeping other people's accounts, so that nobody gains by it what he does not hold himself.

An address to which the way to a new password is mailed, a taken-away role and a closed account are
power over a person: over whoever may do more, a keeper of accounts has none, and he gives away no
role that may do more than he. Who keeps the roles could give himself anything, and is therefore
bound by neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import service
from core.accounts.models import Role, RoleGrant, User, UserRole
from core.accounts.permissions import AdminPermission
from core.db.locks import hold
from core.extending.registry import registry_of
from core.kernel.errors import Refusal, Refused, StaleVersion, ValidationFailed
from core.kernel.permissions import Actor, Permission, Scope
from core.kernel.text import N_, Message

NO_ADDRESS = N_("Укажите почту: на неё придёт ссылка, по которой сотрудник задаст пароль")


@dataclass(frozen=True)
class UserData:
    """What an administrator types about a person; texts as typed."""

    login: str
    full_name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    department_id: int | None = None
    roles: tuple[str, ...] = ()


def make(session: Session, actor: Actor, data: UserData) -> User:
    """A new account without a password: the person sets it himself by an invitation.

    Raises ValidationFailed, also where there is no address to send one to; Refused on ``roles``.
    """
    _check_given(session, actor, set(data.roles))
    if not data.email.strip():
        raise ValidationFailed({"email": [Message(NO_ADDRESS)]})
    user = service.create_user(
        session,
        login=data.login,
        full_name=data.full_name,
        password=None,
        roles=data.roles,
        position=data.position,
        department_id=data.department_id,
    )
    service.set_contacts(session, user, data.email, data.phone)
    return user


def change(session: Session, actor: Actor, user: User, data: UserData, version: int) -> None:
    """Change a person's data and roles.

    Raises StaleVersion, ValidationFailed; Refused on ``roles``, ``login`` and ``email``.
    """
    if user.version != version:
        raise StaleVersion(expected=version, actual=user.version)
    before, after = {role.code for role in user.roles}, set(data.roles)
    if before != after:
        _check_roles(session, actor, user, before, after)
    if user.login != data.login.strip().lower():
        _check_power(session, actor, user, "login")
    if user.email != data.email.strip():
        # Whoever chooses where the invitation goes could set the password himself.
        _check_power(session, actor, user, "email")
    service.rename(session, user, data.login, data.full_name, data.position)
    user.department_id = data.department_id
    service.set_roles(session, user, data.roles)
    service.set_contacts(session, user, data.email, data.phone)


def check_invitable(session: Session, actor: Actor, user: User) -> None:
    """Whether the actor may have the person sent the way to a new password.

    Raises Refused: the person may do more, his account is closed, he has no address.
    """
    _check_power(session, actor, user)
    if user.disabled_at is not None:
        raise _refused(N_("Доступ закрыт: сначала откройте его"))
    if not user.email:
        raise _refused(NO_ADDRESS)


def close(session: Session, actor: Actor, user: User) -> None:
    """Close an account; its log-ins end at once. Raises Refused: one's own, that of somebody who
    may do more, the last administrator's."""
    if user.id == actor.user_id:
        raise _refused(N_("Себя отключить нельзя: попросите другого администратора"))
    _check_power(session, actor, user)
    for permission in _kept_by(session, user):
        _check_another(session, permission, user)
    service.disable(session, user)


def reopen(session: Session, actor: Actor, user: User) -> None:
    """Open an account again. Raises Refused."""
    _check_power(session, actor, user)
    service.enable(session, user)


def _check_roles(
    session: Session, actor: Actor, user: User, before: set[str], after: set[str]
) -> None:
    _check_power(session, actor, user, "roles")
    _check_given(session, actor, after - before)
    kept = _grants(session, after)
    for permission in _kept_by(session, user):
        if permission in kept:
            continue
        if user.id == actor.user_id:
            raise _refused(
                N_("Роль администратора с себя может снять только другой администратор"), "roles"
            )
        _check_another(session, permission, user, "roles")


def _check_power(session: Session, actor: Actor, user: User, field: str = "") -> None:
    """Refused where the person may do what the actor may not."""
    if user.id == actor.user_id or _may_everything(actor):
        return
    if _exceeds(actor, _grants(session, [role.code for role in user.roles])):
        raise _refused(
            N_(
                "У сотрудника есть права, которых нет у вас. Его пароль, доступ, имя для входа, "
                "почту и роли меняет тот, кто ведёт роли."
            ),
            field,
        )


def _check_given(session: Session, actor: Actor, codes: set[str]) -> None:
    """Refused where a role may do what the actor, who gives it, may not."""
    if _may_everything(actor):
        return
    for role in session.scalars(select(Role).where(Role.code.in_(codes)).order_by(Role.id)):
        if _exceeds(actor, _grants(session, [role.code])):
            message = Message(
                N_("Роль «%(role)s» даёт права, которых нет у вас: её даёт тот, кто ведёт роли"),
                role=Message(role.title),
            )
            raise Refused([Refusal(message, field="roles")])


def _may_everything(actor: Actor) -> bool:
    return actor.is_system or actor.can(AdminPermission.ROLES)


def _grants(session: Session, codes: Iterable[str]) -> dict[str, Scope]:
    """What the roles may do together, as far as the plugins that are on know of it."""
    known = registry_of(session).permissions
    rows = session.execute(
        select(RoleGrant.permission, RoleGrant.scope)
        .join(Role, Role.id == RoleGrant.role_id)
        .where(Role.code.in_(set(codes)), RoleGrant.scope != service.NONE)
    )
    found: dict[str, Scope] = {}
    for permission, text in rows:
        scope = Scope(text)
        if permission in known and scope.width >= found.get(permission, Scope.OWN).width:
            found[permission] = scope
    return found


def _exceeds(actor: Actor, grants: dict[str, Scope]) -> bool:
    held = actor.grants
    return any(name not in held or scope.width > held[name].width for name, scope in grants.items())


def _kept_by(session: Session, user: User) -> list[Permission]:
    """What makes the person an administrator, and must not be left to nobody."""
    grants = _grants(session, [role.code for role in user.roles])
    return [one for one in (AdminPermission.USERS, AdminPermission.ROLES) if one in grants]


def _check_another(session: Session, permission: Permission, user: User, field: str = "") -> None:
    """Refused where nobody else whose account is open holds the permission."""
    # Two administrators who close each other's accounts at once must not both succeed.
    hold(session, "accounts:administrators")
    another = session.scalars(
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(RoleGrant, RoleGrant.role_id == UserRole.role_id)
        .where(
            RoleGrant.permission == permission,
            RoleGrant.scope != service.NONE,
            User.disabled_at.is_(None),
            User.id != user.id,
        )
        .limit(1)
    ).first()
    if another is None:
        raise _refused(
            N_("Это последний администратор: сначала дайте ту же роль ещё кому-нибудь"), field
        )


def _refused(text: str, field: str = "") -> Refused:
    return Refused([Refusal(Message(text), field=field or None)])
