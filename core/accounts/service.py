"""People and roles: making, changing, and the actor that a person is."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import invitations, passwords, sessions
from core.accounts.models import Department, Role, RoleGrant, User, UserRole
from core.extending.registry import registry_of
from core.kernel.clock import now
from core.kernel.declarations import Role as BuiltIn
from core.kernel.errors import ValidationFailed
from core.kernel.identifiers import InvalidIdentifier, parse_email, parse_phone
from core.kernel.permissions import Actor, Scope, widest
from core.kernel.text import N_, Message

NONE = "none"
LOGIN_LENGTH = 64
NAME_LENGTH = 200
ROLE_TITLES: Mapping[BuiltIn, str] = MappingProxyType(
    {
        BuiltIn.HEAD: N_("Руководитель отдела продаж"),
        BuiltIn.MANAGER: N_("Менеджер по продажам"),
        BuiltIn.LOGISTICS: N_("Менеджер по логистике"),
        BuiltIn.ACCOUNTANT: N_("Бухгалтер"),
        BuiltIn.TRAINER: N_("Кадры и обучение"),
        BuiltIn.DIRECTOR: N_("Руководство"),
        BuiltIn.ADMIN: N_("Администратор"),
    }
)


def departments_below(session: Session, user: User) -> frozenset[int]:
    """The person's own department and all below those that he heads."""
    rows = session.execute(select(Department.id, Department.parent_id, Department.head_id)).all()
    children: dict[int | None, list[int]] = {}
    for department_id, parent_id, _ in rows:
        children.setdefault(parent_id, []).append(department_id)
    found = {user.department_id} if user.department_id else set[int]()
    queue = [department_id for department_id, _, head_id in rows if head_id == user.id]
    while queue:
        department_id = queue.pop()
        if department_id not in found or department_id == user.department_id:
            found.add(department_id)
            queue += [child for child in children.get(department_id, []) if child not in found]
    return frozenset(found)


def actor_of(session: Session, user: User) -> Actor:
    """The person as services know him: the widest grant of all his roles for each permission.

    Grants of plugins that are switched off are left out.
    """
    known = registry_of(session).permissions
    rows = session.execute(
        select(RoleGrant.permission, RoleGrant.scope)
        .join(UserRole, UserRole.role_id == RoleGrant.role_id)
        .where(UserRole.user_id == user.id, RoleGrant.scope != NONE)
    )
    scopes: dict[str, list[Scope]] = {}
    for permission, scope in rows:
        if permission in known:
            scopes.setdefault(permission, []).append(Scope(scope))
    return Actor(
        user_id=user.id,
        name=user.full_name,
        roles=frozenset(role.code for role in user.roles),
        departments=departments_below(session, user),
        grants=MappingProxyType({name: widest(found) for name, found in scopes.items()}),
        language=user.language,
        department_id=user.department_id,
    )


def actor_by_id(session: Session, user_id: int | None) -> Actor:
    """The actor of a person by id; the program itself where there is none."""
    user = session.get(User, user_id) if user_id is not None else None
    return actor_of(session, user) if user else Actor.system()


def sync_roles(session: Session) -> None:
    """Bring built-in roles and declared grants into the database.

    Adds what has never been there; leaves alone what an administrator has changed.
    """
    roles = {role.code: role for role in session.scalars(select(Role))}
    for code, title in ROLE_TITLES.items():
        if code.value not in roles:
            roles[code.value] = Role(code=code.value, title=title)
            session.add(roles[code.value])
    session.flush()
    known = {(grant.role_id, grant.permission) for grant in session.scalars(select(RoleGrant))}
    for declaration in registry_of(session).permissions.values():
        for code, scope in declaration.grants.items():
            key = (roles[code.value].id, declaration.permission.value)
            if key not in known:
                session.add(RoleGrant(role_id=key[0], permission=key[1], scope=scope.value))
    session.flush()


def set_grant(session: Session, role_id: int, permission: str, scope: str) -> None:
    """Give a role a permission on a scope, or take it away ("none")."""
    if permission not in registry_of(session).permissions:
        raise KeyError(permission)
    value = NONE if scope == NONE else Scope(scope).value
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.role_id == role_id, RoleGrant.permission == permission)
    ).first()
    if grant is None:
        grant = RoleGrant(role_id=role_id, permission=permission)
        session.add(grant)
    grant.scope = value
    session.flush()


def _roles(session: Session, codes: Iterable[str]) -> list[Role]:
    wanted = set(codes)
    found = list(session.scalars(select(Role).where(Role.code.in_(wanted)).order_by(Role.id)))
    unknown = wanted - {role.code for role in found}
    if unknown:
        raise ValidationFailed(
            {"roles": [Message(N_("Нет такой роли: %(roles)s"), roles=", ".join(sorted(unknown)))]}
        )
    return found


def _checked_names(
    session: Session, login: str, full_name: str, user_id: int | None
) -> tuple[str, str]:
    """Both names as they are kept. Raises ValidationFailed: empty, too long, taken by another."""
    login, full_name = login.strip().lower(), full_name.strip()
    errors: dict[str, list[Message]] = {}
    if not login:
        errors["login"] = [Message(N_("Введите имя для входа"))]
    elif len(login) > LOGIN_LENGTH:
        errors["login"] = [_too_long(LOGIN_LENGTH)]
    elif session.scalars(
        select(User.id).where(User.login == login, User.id.is_distinct_from(user_id))
    ).first():
        errors["login"] = [Message(N_("Имя «%(login)s» уже занято"), login=login)]
    if not full_name:
        errors["full_name"] = [Message(N_("Введите фамилию, имя и отчество"))]
    elif len(full_name) > NAME_LENGTH:
        errors["full_name"] = [_too_long(NAME_LENGTH)]
    if errors:
        raise ValidationFailed(errors)
    return login, full_name


def _checked_position(position: str) -> str:
    if len(position.strip()) > NAME_LENGTH:
        raise ValidationFailed({"position": [_too_long(NAME_LENGTH)]})
    return position.strip()


def _too_long(limit: int) -> Message:
    return Message(N_("Длиннее %(limit)s знаков: сократите"), limit=limit)


def create_user(
    session: Session,
    *,
    login: str,
    full_name: str,
    password: str | None,
    roles: Iterable[str],
    issued: bool = False,
    position: str = "",
    email: str = "",
    phone: str = "",
    department_id: int | None = None,
) -> User:
    """A new account; without a ``password`` nobody logs in until the person has set his own.

    ``issued``: whoever makes the account knows the password. Raises ValidationFailed: name taken,
    empty or too long, password too short or easily guessed.
    """
    login, full_name = _checked_names(session, login, full_name, None)
    if password is not None:
        passwords.check_password(password, (login, full_name))
    user = User(
        login=login,
        full_name=full_name,
        password_hash=passwords.hash_password(password) if password is not None else "",
        password_issued=issued,
        position=_checked_position(position),
        email=email,
        phone=phone,
        department_id=department_id,
        roles=_roles(session, roles),
    )
    session.add(user)
    session.flush()
    return user


def set_roles(session: Session, user: User, codes: Iterable[str]) -> None:
    """Replace the person's roles."""
    user.roles = _roles(session, codes)
    session.flush()


def issue_password(session: Session, user: User, password: str) -> None:
    """A password that somebody else gives the person, who is to change it when he logs in.

    He is logged out everywhere. Raises ValidationFailed where it is too short or easily guessed.
    """
    _set_password(session, user, password)
    user.password_issued = True
    session.flush()


def choose_password(session: Session, user: User, password: str) -> None:
    """The person's own new password; he is logged out everywhere.

    Raises ValidationFailed: too short; easily guessed; the very one that was issued to him.
    """
    if user.password_issued and passwords.matches(user.password_hash, password):
        raise ValidationFailed(
            {"password": [Message(N_("Этот пароль вам выдали: придумайте другой"))]}
        )
    _set_password(session, user, password)
    user.password_issued = False
    session.flush()


def _set_password(session: Session, user: User, password: str) -> None:
    passwords.check_password(password, (user.login, user.full_name))
    user.password_hash = passwords.hash_password(password)
    invitations.revoke_all(session, user)
    sessions.end_all(session, user.id)


def disable(session: Session, user: User) -> None:
    """Close the account; the person is logged out everywhere at once, no invitation opens."""
    user.disabled_at = now()
    invitations.revoke_all(session, user)
    sessions.end_all(session, user.id)
    session.flush()


def enable(session: Session, user: User) -> None:
    """Open the account again."""
    user.disabled_at = None
    session.flush()


def set_contacts(session: Session, user: User, email: str, phone: str) -> None:
    """How to reach the person. Invitations to another address than the new one open no more.

    Raises ValidationFailed for what is no address or no number.
    """
    errors: dict[str, list[Message]] = {}
    values: dict[str, str] = {"email": email.strip(), "phone": phone.strip()}
    for name, check in (("email", parse_email), ("phone", parse_phone)):
        if values[name]:
            try:
                values[name] = check(values[name])
            except InvalidIdentifier as error:
                errors[name] = [error.message]
    if errors:
        raise ValidationFailed(errors)
    if user.email != values["email"]:
        invitations.revoke_all(session, user)
    user.email, user.phone = values["email"], values["phone"]
    session.flush()


def rename(session: Session, user: User, login: str, full_name: str, position: str) -> None:
    """Change the log-in name, the person's name and post. Raises ValidationFailed."""
    user.login, user.full_name = _checked_names(session, login, full_name, user.id)
    user.position = _checked_position(position)
    session.flush()


def find_login(session: Session, login: str) -> User | None:
    """The person who logs in by this name, however it is typed."""
    return session.scalars(select(User).where(User.login == login.strip().lower())).first()


def accept_invitation(session: Session, token: str, password: str) -> User:
    """Set one's own password by the address of a letter, once.

    Raises NotFound, InvitationGone; ValidationFailed, after which nothing may be kept.
    """
    invitation = invitations.claim(session, token)
    invitations.spend(session, invitation)
    choose_password(session, invitation.user, password)
    return invitation.user
