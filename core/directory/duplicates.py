"""The same partner entered twice: found while it is entered, by what identifies it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.accounts.policy import sees, unrestricted
from core.directory.models import Contact, Partner
from core.directory.permissions import DirectoryPermission
from core.kernel.errors import DomainError
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

_LIMIT = 10


class Likeness(StrEnum):
    """By what two partners are alike."""

    INN_KPP = "inn_kpp"
    INN = "inn"
    PHONE = "phone"
    EMAIL = "email"


LIKENESSES: Mapping[str, str] = {
    Likeness.INN_KPP: N_("те же ИНН и КПП"),
    Likeness.INN: N_("тот же ИНН, другой КПП"),
    Likeness.PHONE: N_("тот же телефон"),
    Likeness.EMAIL: N_("та же почта"),
}


@dataclass(frozen=True)
class Duplicate:
    """A partner that is already there.

    It is named with its responsible even to who may not open it (``visible`` False): a client
    must not be worked by two managers who do not know of each other.
    """

    partner_id: int
    name: str
    inn: str
    responsible: str
    archived: bool
    visible: bool
    likenesses: tuple[Likeness, ...]

    @property
    def blocking(self) -> bool:
        """True where it is surely the same: then another card may not be made."""
        return Likeness.INN_KPP in self.likenesses


@dataclass(frozen=True, slots=True)
class _Asked:
    inn: str
    kpp: str
    phone: str
    email: str


class DuplicatesFound(DomainError):
    """There are partners like this one; unless ``blocking``, the person may go on."""

    def __init__(self, found: Sequence[Duplicate]) -> None:
        self.found = tuple(found)
        self.blocking = any(one.blocking for one in found)
        names = ", ".join(f"{one.name} ({one.responsible or '—'})" for one in found)
        text = (
            Message(N_("Такой контрагент уже есть: %(names)s"), names=names)
            if self.blocking
            else Message(N_("Похоже, такой контрагент уже есть: %(names)s"), names=names)
        )
        super().__init__(text)


def find(
    session: Session,
    actor: Actor,
    *,
    inn: str = "",
    kpp: str = "",
    phone: str = "",
    email: str = "",
    except_id: int | None = None,
) -> list[Duplicate]:
    """Partners with the same ИНН, phone or e-mail (their own or a contact person's).

    Values must be in the stored form (see ``identifiers``). Merged cards are not counted.
    """
    conditions: list[ColumnElement[bool]] = []
    if inn:
        conditions.append(Partner.inn == inn)
    if phone:
        conditions += [_same_phone(Partner.phone, phone), _in_contacts(Contact.phone, phone)]
    if email:
        conditions += [
            Partner.email == email,
            Partner.id.in_(select(Contact.partner_id).where(_live(Contact.email == email))),
        ]
    if not conditions:
        return []
    statement = (
        select(Partner)
        .where(or_(*conditions), Partner.merged_into_id.is_(None))
        .options(joinedload(Partner.responsible), selectinload(Partner.contacts))
        .order_by(Partner.archived, Partner.id)
        .limit(_LIMIT)
    )
    if except_id is not None:
        statement = statement.where(Partner.id != except_id)
    rows = session.scalars(unrestricted(statement))
    asked = _Asked(inn, kpp, phone, email)
    found = [_told(row, actor, asked) for row in rows]
    return sorted(found, key=lambda one: not one.blocking)


def refuse(
    session: Session,
    actor: Actor,
    values: Mapping[str, Any],
    partner: Partner | None,
    *,
    accepted: bool,
) -> None:
    """Raise DuplicatesFound for the values about to be saved, as far as they are new."""

    def new(*names: str) -> bool:
        return partner is None or any(values[name] != getattr(partner, name) for name in names)

    found = find(
        session,
        actor,
        inn=values["inn"] if new("inn", "kpp") else "",
        kpp=values["kpp"],
        phone=values["phone"] if new("phone") else "",
        email=values["email"] if new("email") else "",
        except_id=partner.id if partner is not None else None,
    )
    if any(one.blocking for one in found) or (found and not accepted):
        raise DuplicatesFound(found)


def _told(row: Partner, actor: Actor, asked: _Asked) -> Duplicate:
    phones = [row.phone, *(one.phone for one in row.contacts if not one.archived)]
    emails = [row.email, *(one.email for one in row.contacts if not one.archived)]
    alike: list[Likeness] = []
    if asked.inn and row.inn == asked.inn:
        alike.append(Likeness.INN_KPP if row.kpp == asked.kpp else Likeness.INN)
    if asked.phone and _main(asked.phone) in {_main(one) for one in phones}:
        alike.append(Likeness.PHONE)
    if asked.email and asked.email in emails:
        alike.append(Likeness.EMAIL)
    return Duplicate(
        partner_id=row.id,
        name=row.name,
        inn=row.inn,
        responsible=row.responsible.full_name if row.responsible else "",
        archived=row.archived,
        visible=sees(row, actor, DirectoryPermission.PARTNER_VIEW),
        likenesses=tuple(alike),
    )


def _main(phone: str) -> str:
    """The number without the extension: one switchboard, one company."""
    return phone.partition(";")[0]


def _same_phone(stored: Any, phone: str) -> ColumnElement[bool]:
    main = _main(phone)
    return or_(stored == main, stored.startswith(f"{main};", autoescape=True))


def _in_contacts(stored: Any, phone: str) -> ColumnElement[bool]:
    return Partner.id.in_(select(Contact.partner_id).where(_live(_same_phone(stored, phone))))


def _live(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(condition, Contact.archived.is_(False))
