"""Bank accounts of partners, and own organisations."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import bank_accounts, organisations, partners, saving
from core.directory.bank_accounts import AccountData
from core.directory.models import Organisation, Partner
from core.directory.organisations import OrganisationData
from core.directory.partners import PartnerData
from core.kernel.errors import Forbidden, ValidationFailed
from core.kernel.permissions import Actor

Actors = Callable[[str], Actor]
STEEL = PartnerData(
    kind="company",
    name="ООО «Сталь»",
    inn="7708004767",
    kpp="770801001",
    ogrn="1027700035769",
    phone="8 (495) 765-43-21",
    email="Info@Stal.RU",
)


@pytest.fixture
def anna(actors: Actors) -> Actor:
    """A manager of the first group."""
    return actors("anna")


ACCOUNT = AccountData(
    bik="044525225",
    number="40702810938000000001",
    bank_name="ПАО Сбербанк",
    corr_number="30101810400000000225",
)


def _owner(session: Session, actor: Actor) -> Partner:
    partner = partners.create_partner(session, actor, STEEL)
    owner = bank_accounts.owner_of(session, actor, partner_id=partner.id, organisation_id=None)
    assert isinstance(owner, Partner)
    return owner


def test_the_first_account_is_the_main_one_and_another_may_take_its_place(
    session: Session, anna: Actor
) -> None:
    owner = _owner(session, anna)
    first = bank_accounts.add_account(session, anna, owner, ACCOUNT)
    assert first.is_main

    second = bank_accounts.add_account(
        session,
        anna,
        owner,
        AccountData(bik="044525974", number="40702810238000000001", bank_name="Банк", is_main=True),
    )

    assert (first.is_main, second.is_main) == (False, True)
    assert owner.accounts == [second, first]


def test_an_account_that_breaks_the_key_needs_a_persons_word(session: Session, anna: Actor) -> None:
    owner = _owner(session, anna)
    doubtful = replace(ACCOUNT, number="40702810938000000002")

    with pytest.raises(ValidationFailed, match="не сходится с БИК"):
        bank_accounts.add_account(session, anna, owner, doubtful)

    account = bank_accounts.add_account(session, anna, owner, replace(doubtful, key_confirmed=True))
    assert account.key_overridden
    sound = bank_accounts.edit_account(
        session, anna, owner, account, replace(ACCOUNT, key_confirmed=True), version=None
    )
    assert not sound.key_overridden


def test_one_account_is_not_written_twice(session: Session, anna: Actor) -> None:
    owner = _owner(session, anna)
    bank_accounts.add_account(session, anna, owner, ACCOUNT)

    with pytest.raises(ValidationFailed, match="уже записан"):
        bank_accounts.add_account(session, anna, owner, ACCOUNT)


def test_a_removed_account_stays_in_the_history_of_its_owner(session: Session, anna: Actor) -> None:
    owner = _owner(session, anna)
    account = bank_accounts.add_account(session, anna, owner, ACCOUNT)

    bank_accounts.remove_account(session, anna, owner, account)

    assert owner.accounts == []
    assert saving.history(session, owner)[0].changes["number"] == [ACCOUNT.number, None]


OWN = OrganisationData(name="ООО «Вторая»", inn="7736207543", tax_system="usn", vat_option="usn_5")


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"inn": ""}, "inn", "Заполните"),
        ({"tax_system": "osno"}, "vat_option", "только при упрощённой"),
        ({"number_prefix": "А Б"}, "number_prefix", "без пробелов"),
        ({"accent": "pink"}, "accent", "из палитры"),
        ({"inn": "500100732259", "kpp": "770801001"}, "kpp", "нет КПП"),
    ],
)
def test_requisites_of_an_own_organisation_are_checked(
    session: Session, actors: Actors, changed: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(ValidationFailed) as caught:
        organisations.create_organisation(session, actors("dina"), replace(OWN, **changed))

    assert list(caught.value.errors) == [field]
    assert told in str(caught.value.errors[field][0])


def test_an_organisation_out_of_use_is_offered_no_more(session: Session, actors: Actors) -> None:
    dina = actors("dina")
    own = organisations.create_organisation(session, dina, OWN)
    assert own in organisations.active(session)

    organisations.archive_organisation(session, dina, own.id, archived=True, version=own.version)

    assert own not in organisations.active(session)
    assert session.scalars(select(Organisation.id)).all()


def test_a_manager_may_not_change_own_organisations(session: Session, anna: Actor) -> None:
    with pytest.raises(Forbidden):
        organisations.create_organisation(session, anna, OWN)
