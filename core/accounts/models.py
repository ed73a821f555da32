"""Tables of people and of what they may do."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, IdMixin
from core.db.types import UtcDateTime
from core.kernel.clock import now


class Department(IdMixin, Base):
    """A department; its head sees the rows of everybody below it."""

    __tablename__ = "core_department"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("core_department.id"), index=True)
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_user.id", use_alter=True, name="fk_core_department_head_id"), index=True
    )

    parent: Mapped["Department | None"] = relationship(remote_side="Department.id")
    head: Mapped["User | None"] = relationship(foreign_keys=[head_id])


class User(IdMixin, Base):
    """A person with an account. ``theme`` is system, light or dark; ``density`` as in the UI.

    ``password_hash`` is empty until the person has set a password. ``password_issued``: somebody
    else set it and may know it, so that it proves nothing until its owner has changed it.
    """

    __tablename__ = "core_user"

    login: Mapped[str] = mapped_column(String(64), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    password_issued: Mapped[bool] = mapped_column(default=False)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("core_department.id"), index=True)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(2), default="ru")
    theme: Mapped[str] = mapped_column(String(6), default="system")
    density: Mapped[str] = mapped_column(String(11), default="comfortable")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])
    roles: Mapped[list["Role"]] = relationship(secondary="core_user_role", order_by="Role.id")

    @property
    def has_own_password(self) -> bool:
        """Whether the person logs in by a secret that nobody else has been told."""
        return bool(self.password_hash) and not self.password_issued

    @property
    def short_name(self) -> str:
        """«Смирнова А. П.» of «Смирнова Анна Петровна»."""
        family, *given = self.full_name.split()
        return " ".join([family, *(f"{name[0]}." for name in given)])

    @property
    def initials(self) -> str:
        """Two letters for the avatar: of the given name, then of the family name."""
        parts = self.full_name.split()
        return "".join(part[0] for part in reversed(parts[:2])).upper()


class Role(IdMixin, Base):
    """A set of permissions. Built-in ones have the codes of ``kernel.declarations.Role``."""

    __tablename__ = "core_role"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))


class UserRole(Base):
    """A person may hold several roles."""

    __tablename__ = "core_user_role"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("core_user.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[int] = mapped_column(
        ForeignKey("core_role.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Membership(IdMixin, Base):
    """A time in which a person had a role, or worked in a department: ``since <= t < until``.

    Either ``role_id`` or ``department_id`` is given; ``until`` is None while it lasts.
    Written by ``accounts.memberships`` alone.
    """

    __tablename__ = "core_membership"
    __table_args__ = (
        CheckConstraint("(role_id IS NULL) <> (department_id IS NULL)", name="one_of_two"),
        CheckConstraint("until IS NULL OR until > since", name="period"),
        Index("ix_core_membership_user", "user_id", "since"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"))
    role_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_role.id", ondelete="CASCADE"), index=True
    )
    department_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_department.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    role: Mapped[Role | None] = relationship()
    department: Mapped[Department | None] = relationship()


class DepartmentPlace(IdMixin, Base):
    """A time in which a department stood below another: ``since <= t < until``.

    Written by ``accounts.memberships`` alone.
    """

    __tablename__ = "core_department_place"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until > since", name="period"),
        Index("ix_core_department_place_department", "department_id", "since"),
    )

    department_id: Mapped[int] = mapped_column(ForeignKey("core_department.id", ondelete="CASCADE"))
    parent_id: Mapped[int] = mapped_column(
        ForeignKey("core_department.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleGrant(IdMixin, Base):
    """What a role may do. ``scope`` is a ``Scope``, or "none" where an administrator took it away.

    The row of a taken-away grant stays, so that a later upgrade does not give it back.
    """

    __tablename__ = "core_role_grant"
    __table_args__ = (UniqueConstraint("role_id", "permission"),)

    role_id: Mapped[int] = mapped_column(ForeignKey("core_role.id", ondelete="CASCADE"))
    permission: Mapped[str] = mapped_column(String(120))
    scope: Mapped[str] = mapped_column(String(12))


class LoginSession(Base):
    """One log-in on one device. The cookie holds the token; only its SHA-256 is kept."""

    __tablename__ = "core_login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ip: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[User] = relationship()


class Invitation(IdMixin, Base):
    """An address by which a person sets his own password, once. Only its key's SHA-256 is kept.

    ``revoked_at``: a later letter, another address of his or a closed account has closed it.
    ``author_id`` is None where the program itself wrote.
    """

    __tablename__ = "core_invitation"
    __table_args__ = (Index("ix_core_invitation_user", "user_id", "created_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("core_user.id", ondelete="SET NULL"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @property
    def is_open(self) -> bool:
        """Whether a password can still be set by it."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > now()


class LoginAttempt(IdMixin, Base):
    """A failed guess. Counted per login and per address; see ``accounts.sessions``."""

    __tablename__ = "core_login_attempt"
    __table_args__ = (
        Index("ix_core_login_attempt_login_at", "login", "at"),
        Index("ix_core_login_attempt_ip_at", "ip", "at"),
    )

    login: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
