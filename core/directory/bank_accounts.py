"""Bank accounts of organisations and partners."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.accounts.policy import fetch
from core.directory.checking import Checked
from core.directory.choices import CURRENCIES
from core.directory.models import BankAccount, Organisation, Partner
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, create, record, require, update
from core.kernel.errors import NotFound, Refusal, Refused
from core.kernel.identifiers import (
    parse_bik,
    parse_correspondent_account,
    parse_settlement_account,
)
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message


@dataclass(frozen=True)
class AccountData:
    """What a person types about an account.

    ``key_confirmed``: the check digit fails, and the person says that the bank has confirmed it.
    """

    bik: str
    number: str
    bank_name: str
    corr_number: str = ""
    currency: str = "RUB"
    is_main: bool = False
    key_confirmed: bool = False


SHOWN = tuple(field.name for field in fields(AccountData) if field.name != "key_confirmed")


def data_of(account: BankAccount) -> AccountData:
    """An account as the form shows it."""
    return AccountData(
        **{name: getattr(account, name) for name in SHOWN}, key_confirmed=account.key_overridden
    )


def owner_of(
    session: Session, actor: Actor, *, organisation_id: int | None, partner_id: int | None
) -> Organisation | Partner:
    """The owner whose accounts the actor may change. Raises NotFound, Forbidden."""
    if partner_id is not None:
        return fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_EDIT)
    require(actor, DirectoryPermission.ORGANISATION_EDIT)
    owner = session.get(Organisation, organisation_id)
    if owner is None:
        raise NotFound()
    return owner


def find_account(owner: Organisation | Partner, account_id: int) -> BankAccount:
    """The owner's account of that id. Raises NotFound."""
    for account in owner.accounts:
        if account.id == account_id:
            return account
    raise NotFound()


def add_account(
    session: Session, actor: Actor, owner: Organisation | Partner, data: AccountData
) -> BankAccount:
    """A new account of an owner that ``owner_of`` gave. The first one becomes the main one.

    Raises ValidationFailed; the error beside ``number`` may be overridden (``key_confirmed``).
    """
    values = _checked(owner, data, None)
    account = BankAccount(**values)
    account.is_main = account.is_main or not owner.accounts
    owner.accounts.append(account)
    create(session, actor, account)
    _settle_main(session, owner, account)
    return account


def edit_account(
    session: Session,
    actor: Actor,
    owner: Organisation | Partner,
    account: BankAccount,
    data: AccountData,
    *,
    version: int | None,
) -> BankAccount:
    """Change an account. Raises StaleVersion, ValidationFailed."""
    check_version(account, version)
    update(session, actor, account, _checked(owner, data, account))
    _settle_main(session, owner, account)
    return account


def remove_account(
    session: Session, actor: Actor, owner: Organisation | Partner, account: BankAccount
) -> None:
    """Delete an account that no document names. Raises Refused where one does."""
    removed = {"number": [account.number, None], "bik": [account.bik, None]}
    try:
        with session.begin_nested():
            session.delete(account)
    except IntegrityError as error:
        raise Refused(
            [Refusal(Message(N_("Счёт указан в документах, поэтому удалить его нельзя.")))]
        ) from error
    session.refresh(owner, ["accounts"])
    record(session, actor, owner, "changed", removed)


def _checked(
    owner: Organisation | Partner, data: AccountData, account: BankAccount | None
) -> dict[str, Any]:
    checked = Checked()
    bik = checked.optional("bik", data.bik, parse_bik, "")
    if not data.bik.strip():
        checked.wrong("bik", Message(N_("Заполните это поле")))
    if not data.number.strip():
        checked.wrong("number", Message(N_("Заполните это поле")))
    values: dict[str, Any] = {
        "bik": bik,
        "bank_name": checked.required("bank_name", data.bank_name),
        "currency": data.currency,
        "is_main": data.is_main,
    }
    if data.currency not in CURRENCIES:
        checked.wrong("currency", Message(N_("Выберите валюту из списка")))
    if bik:
        found = checked.optional(
            "number", data.number, lambda text: parse_settlement_account(text, bik), None
        )
        if found is not None:
            values["number"] = found.number
            values["key_overridden"] = found.warning is not None and data.key_confirmed
            if found.warning is not None and not data.key_confirmed:
                checked.wrong("number", found.warning)
            if any(one.number == found.number and one is not account for one in owner.accounts):
                checked.wrong("number", Message(N_("Такой счёт уже записан")))
        values["corr_number"] = checked.optional(
            "corr_number", data.corr_number, lambda text: parse_correspondent_account(text, bik), ""
        )
    checked.lengths(BankAccount, values)
    checked.done()
    return values


def _settle_main(session: Session, owner: Organisation | Partner, account: BankAccount) -> None:
    """Exactly one account is the main one; lists show it first."""
    if account.is_main:
        for other in owner.accounts:
            if other is not account:
                other.is_main = False
    elif not any(other.is_main for other in owner.accounts):
        account.is_main = True
    session.flush()
    session.refresh(owner, ["accounts"])
