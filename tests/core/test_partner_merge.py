"""Two cards of one partner become one, and nothing of either is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.directory import bank_accounts, checks, merging, partners, providers
from core.directory.bank_accounts import AccountData
from core.directory.models import BankAccount, Contact, Organisation, Partner
from core.directory.saving import history
from core.documents.models import Document
from core.kernel.errors import NotFound, Refused, StaleVersion
from core.kernel.permissions import Actor

Actors = Callable[[str], Actor]


@pytest.fixture
def vera(actors: Actors) -> Actor:
    """The head of sales: sees both cards."""
    return actors("vera")


@pytest.fixture
def target(session: Session) -> Partner:
    """Anna's partner, which stays."""
    return _partner(session, "7736207543")


@pytest.fixture
def source(session: Session) -> Partner:
    """Boris's partner, which goes away."""
    return _partner(session, "7736050003")


def _partner(session: Session, inn: str) -> Partner:
    return session.scalars(unrestricted(select(Partner).where(Partner.inn == inn))).one()


def _merge(session: Session, actor: Actor, source: Partner, target: Partner, *take: str) -> Partner:
    return merging.merge(session, actor, source_id=source.id, target_id=target.id, take=take)


def test_contacts_accounts_and_documents_go_over(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    owner = bank_accounts.owner_of(session, vera, partner_id=source.id, organisation_id=None)
    bank_accounts.add_account(
        session,
        vera,
        owner,
        AccountData(bik="044525225", number="40702810938000000001", bank_name="ПАО Сбербанк"),
    )
    session.execute(
        insert(Document).values(
            type="test.thing",
            organisation_id=session.scalars(select(Organisation.id)).first(),
            date=date(2026, 11, 1),
            state="draft",
            partner_id=source.id,
        )
    )
    before = len(session.scalars(select(Contact)).all())

    merged = _merge(session, vera, source, target)

    assert merged is target
    for model in (Contact, BankAccount, Document):
        rows: Any = unrestricted(select(model).where(model.partner_id == source.id))
        assert session.scalars(rows).all() == []
    assert len(session.scalars(select(Contact)).all()) == before
    assert len(target.accounts) == 1
    [main] = [one for one in target.contacts if one.is_main]
    assert main.partner_id == target.id


def test_the_card_that_goes_away_leads_to_the_other_and_stays_as_it_was(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    _merge(session, vera, source, target)

    assert source.archived
    assert source.merged_into_id == target.id
    assert source.inn == "7736050003"
    assert partners.current(session, vera, source.id) is target
    assert providers.suggest_partners(session, vera, "василек", 5) == []
    assert checks.merged_partners(session) == []


def test_empty_fields_are_filled_and_chosen_ones_taken(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    source.phone, target.phone = "+74951112233", ""
    source.comment, target.comment = "платят вовремя", "просят отсрочку"
    target.site, source.site = "romashka.example", "vasilek.example"
    session.flush()

    merged = _merge(session, vera, source, target, "name")

    assert merged.name == "АО «Василёк»"
    assert merged.sort_name == "василек"
    assert merged.phone == "+74951112233"
    assert merged.site == "romashka.example"
    assert merged.inn == "7736207543"
    assert merged.comment == "просят отсрочку\n\nплатят вовремя"


def test_requisites_are_taken_together_or_not_at_all(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    target.kpp, source.kpp = "773601001", "771501001"
    target.ogrn, source.ogrn = "1027700229193", ""
    session.flush()

    merged = _merge(session, vera, source, target, "inn")

    assert (merged.inn, merged.kpp, merged.ogrn) == ("7736050003", "771501001", "")


def test_what_was_done_is_written_down(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    contact_ids = [one.id for one in source.contacts]

    _merge(session, vera, source, target, "name")

    entry = history(session, target)[0]
    assert entry.action == "merged"
    assert entry.changes["source"] == [source.id, "АО «Василёк»"]
    assert entry.changes["moved"]["core_contact.partner_id"] == contact_ids
    assert entry.changes["fields"]["name"] == ["ООО «Ромашка»", "АО «Василёк»"]
    assert history(session, source)[0].changes["target"][0] == target.id


def test_a_row_whose_like_is_already_there_stays_and_is_written_down(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    # Nothing in the program knows this table: it may be that of a plugin switched off.
    session.execute(
        text(
            "CREATE TABLE test_seat (room INTEGER, partner_id BIGINT REFERENCES core_partner (id),"
            " PRIMARY KEY (room, partner_id))"
        )
    )
    for room, partner in ((1, source), (1, target), (2, source)):
        session.execute(
            text("INSERT INTO test_seat VALUES (:room, :partner)"),
            {"room": room, "partner": partner.id},
        )

    _merge(session, vera, source, target)

    seats = session.execute(text("SELECT room, partner_id FROM test_seat")).all()
    assert sorted(seats) == sorted([(1, source.id), (1, target.id), (2, target.id)])
    assert history(session, target)[0].changes["kept"] == {"test_seat.partner_id": [[1, source.id]]}


def test_a_chain_of_merges_leads_to_its_end(
    session: Session, vera: Actor, actors: Actors, source: Partner, target: Partner
) -> None:
    third = partners.create_partner(
        session, actors("anna"), partners.PartnerData(kind="company", name="Третья")
    )
    _merge(session, vera, source, target)
    _merge(session, vera, target, third)

    assert partners.current(session, vera, source.id) is third
    assert source.merged_into_id == third.id


def test_merging_is_refused_where_it_makes_no_sense(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    with pytest.raises(Refused, match="одна и та же"):
        _merge(session, vera, target, target)
    _merge(session, vera, source, target)
    with pytest.raises(Refused, match="уже объединена"):
        _merge(session, vera, source, target)


def test_a_card_changed_meanwhile_is_not_merged_unseen(
    session: Session, vera: Actor, source: Partner, target: Partner
) -> None:
    with pytest.raises(StaleVersion):
        merging.merge(
            session,
            vera,
            source_id=source.id,
            target_id=target.id,
            target_version=target.version - 1,
        )


def test_who_sees_only_one_of_the_cards_cannot_merge_them(
    session: Session, actors: Actors, source: Partner, target: Partner
) -> None:
    with pytest.raises(NotFound):
        _merge(session, actors("anna"), source, target)


def test_every_column_that_names_a_partner_is_known(session: Session) -> None:
    found = {one.name for one in merging.references(session)}

    assert {
        "core_contact.partner_id",
        "core_bank_account.partner_id",
        "core_document.partner_id",
        "core_partner.merged_into_id",
    } <= found
