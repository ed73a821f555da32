"""Partners: identifiers, duplicates, whose they are, contacts, history."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.policy import unrestricted
from core.directory import bank_accounts, contacts, duplicates, partners, saving
from core.directory.contacts import ContactData
from core.directory.duplicates import DuplicatesFound, Likeness
from core.directory.models import Partner
from core.directory.partners import PartnerData
from core.directory.providers import suggest_partners
from core.kernel.errors import Forbidden, NotFound, StaleVersion, ValidationFailed
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


@pytest.fixture
def vera(actors: Actors) -> Actor:
    """The head of sales."""
    return actors("vera")


def _partner(session: Session, inn: str) -> Partner:
    return session.scalars(unrestricted(select(Partner).where(Partner.inn == inn))).one()


def _errors(data: PartnerData, session: Session, actor: Actor) -> dict[str, list[str]]:
    with pytest.raises(ValidationFailed) as caught:
        partners.create_partner(session, actor, data)
    return {name: [str(one) for one in told] for name, told in caught.value.errors.items()}


def test_a_partner_is_stored_in_one_spelling_and_belongs_to_who_entered_it(
    session: Session, anna: Actor
) -> None:
    partner = partners.create_partner(session, anna, STEEL)

    assert partner.phone == "+74957654321"
    assert partner.email == "info@stal.ru"
    assert partner.sort_name == "сталь"
    assert partner.author_id == partner.responsible_id == anna.user_id
    assert partner.department_id == anna.department_id
    [entry] = saving.history(session, partner)
    assert (entry.action, entry.actor_name) == ("created", "Смирнова Анна Петровна")


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"name": " "}, "name", "Заполните это поле"),
        ({"kind": "robot"}, "kind", "Выберите вид"),
        ({"inn": "7708004768"}, "inn", "Контрольная цифра"),
        ({"inn": "500100732259"}, "inn", "ИНН из 10 цифр"),
        ({"kind": "sole_proprietor", "kpp": "", "ogrn": ""}, "inn", "ИНН из 12 цифр"),
        ({"kind": "person", "inn": "", "ogrn": ""}, "kpp", "только у юридического лица"),
        ({"kind": "person", "inn": "", "kpp": ""}, "ogrn", "нет ОГРН"),
        ({"phone": "123"}, "phone", "Не хватает цифр"),
        ({"email": "нет"}, "email", "нет знака @"),
        ({"abc_class": "Z"}, "abc_class", "A, B или C"),
        ({"customer_group_id": 10**9}, "customer_group_id", "нет"),
        ({"responsible_id": 10**9}, "responsible_id", "Такого сотрудника нет"),
        ({"name": "я" * 201}, "name", "Не длиннее 200"),
    ],
)
def test_each_wrong_value_is_told_beside_its_field(
    session: Session, anna: Actor, changed: dict[str, Any], field: str, told: str
) -> None:
    errors = _errors(replace(STEEL, **changed), session, anna)

    assert list(errors) == [field]
    assert told in " ".join(errors[field])


def test_all_errors_are_told_at_once(session: Session, anna: Actor) -> None:
    errors = _errors(replace(STEEL, name="", inn="1", phone="x"), session, anna)

    assert set(errors) == {"name", "inn", "phone"}


def test_a_sole_proprietor_has_its_own_registration_number(session: Session, anna: Actor) -> None:
    partner = partners.create_partner(
        session,
        anna,
        PartnerData(
            kind="sole_proprietor",
            name="ИП Иванов",
            inn="500100732259",
            ogrn="304500116000157",
        ),
    )

    assert partner.ogrn == "304500116000157"
    assert partner.sort_name == "иванов"


def test_the_same_company_is_refused_even_when_the_person_insists(
    session: Session, anna: Actor, vera: Actor
) -> None:
    partners.create_partner(session, vera, STEEL)

    with pytest.raises(DuplicatesFound) as caught:
        partners.create_partner(
            session, anna, replace(STEEL, name="Сталь", phone="", email=""), accept_duplicates=True
        )

    assert caught.value.blocking
    [found] = caught.value.found
    assert found.responsible == "Орлова Вера Андреевна"
    assert not found.visible


@pytest.mark.parametrize(
    ("changed", "likeness"),
    [
        ({"inn": "", "kpp": "", "email": ""}, Likeness.PHONE),
        ({"inn": "", "kpp": "", "email": "", "phone": "+7 495 765-43-21 доб. 5"}, Likeness.PHONE),
        ({"inn": "", "kpp": "", "phone": ""}, Likeness.EMAIL),
        ({"kpp": "771501001", "phone": "", "email": ""}, Likeness.INN),
    ],
)
def test_a_likely_duplicate_is_told_and_may_be_gone_past(
    session: Session, anna: Actor, changed: dict[str, Any], likeness: Likeness
) -> None:
    first = partners.create_partner(session, anna, STEEL)
    again = replace(STEEL, name="ООО «Сталь-2»", ogrn="", **changed)

    with pytest.raises(DuplicatesFound) as caught:
        partners.create_partner(session, anna, again)
    assert not caught.value.blocking
    [found] = caught.value.found
    assert (found.partner_id, found.likenesses, found.visible) == (first.id, (likeness,), True)

    assert partners.create_partner(session, anna, again, accept_duplicates=True).id != first.id


def test_a_duplicate_is_found_by_the_telephone_of_a_contact_person(
    session: Session, anna: Actor
) -> None:
    partner = partners.create_partner(session, anna, STEEL)
    contacts.add_contact(
        session, anna, partner.id, ContactData(name="Пётр", phone="8 916 111-22-33")
    )

    found = duplicates.find(session, anna, phone="+79161112233")

    assert [one.partner_id for one in found] == [partner.id]


def test_saving_without_a_change_of_identity_asks_nothing(session: Session, anna: Actor) -> None:
    first = partners.create_partner(session, anna, STEEL)
    second = partners.create_partner(
        session,
        anna,
        replace(STEEL, name="Филиал", kpp="771501001", ogrn=""),
        accept_duplicates=True,
    )

    partners.edit_partner(
        session,
        anna,
        second.id,
        replace(partners.data_of(second), comment="филиал"),
        version=second.version,
    )

    assert second.comment == "филиал"
    assert first.id != second.id


def test_a_stale_version_is_refused_and_nothing_is_written(session: Session, anna: Actor) -> None:
    partner = partners.create_partner(session, anna, STEEL)
    seen = partner.version
    partners.edit_partner(session, anna, partner.id, replace(STEEL, comment="первая"), version=seen)

    with pytest.raises(StaleVersion):
        partners.edit_partner(
            session, anna, partner.id, replace(STEEL, comment="вторая"), version=seen
        )

    assert partner.comment == "первая"


def test_the_history_tells_who_changed_what(session: Session, anna: Actor, vera: Actor) -> None:
    partner = partners.create_partner(session, anna, STEEL)

    partners.edit_partner(
        session, vera, partner.id, replace(STEEL, is_vip=True, name="АО «Сталь»"), version=None
    )

    entry = saving.history(session, partner)[0]
    assert entry.actor_name == "Орлова Вера Андреевна"
    assert entry.changes["is_vip"] == [False, True]
    assert entry.changes["name"] == ["ООО «Сталь»", "АО «Сталь»"]


def test_saving_the_same_leaves_no_trace(session: Session, anna: Actor) -> None:
    partner = partners.create_partner(session, anna, STEEL)

    partners.edit_partner(session, anna, partner.id, STEEL, version=partner.version)

    assert len(saving.history(session, partner)) == 1


def test_a_stranger_finds_nothing(session: Session, actors: Actors) -> None:
    partner = _partner(session, "7736050003")

    for action in (
        lambda: partners.current(session, actors("anna"), partner.id),
        lambda: partners.edit_partner(session, actors("anna"), partner.id, STEEL, version=None),
        lambda: contacts.add_contact(session, actors("anna"), partner.id, ContactData(name="x")),
        lambda: bank_accounts.owner_of(
            session, actors("anna"), partner_id=partner.id, organisation_id=None
        ),
    ):
        with pytest.raises(NotFound):
            action()


def test_who_may_not_edit_is_forbidden(session: Session, actors: Actors) -> None:
    with pytest.raises(Forbidden):
        partners.create_partner(session, actors("gleb"), STEEL)


def test_a_manager_keeps_his_partners_and_the_head_gives_them(
    session: Session, anna: Actor, vera: Actor
) -> None:
    boris = session.scalars(select(User).where(User.login == "boris")).one()
    partner = partners.create_partner(session, anna, STEEL)
    given = replace(STEEL, responsible_id=boris.id)

    with pytest.raises(ValidationFailed, match="только сотруднику своего отдела"):
        partners.edit_partner(session, anna, partner.id, given, version=None)

    partners.edit_partner(session, vera, partner.id, given, version=None)
    assert partner.responsible_id == boris.id
    assert partner.department_id == boris.department_id


def test_the_head_gives_partners_only_within_the_department(
    session: Session, vera: Actor, anna: Actor
) -> None:
    gleb = session.scalars(select(User).where(User.login == "gleb")).one()
    partner = partners.create_partner(session, anna, STEEL)

    with pytest.raises(ValidationFailed, match="своего отдела"):
        partners.assign(session, vera, [partner.id], gleb.id)


def test_only_one_contact_is_the_main_one(session: Session, anna: Actor) -> None:
    partner = partners.create_partner(session, anna, STEEL)
    first = contacts.add_contact(
        session, anna, partner.id, ContactData(name="Первый", is_main=True)
    )
    second = contacts.add_contact(
        session, anna, partner.id, ContactData(name="Второй", is_main=True)
    )

    assert (first.is_main, second.is_main) == (False, True)


def test_a_contact_is_found_in_search_until_he_leaves(session: Session, anna: Actor) -> None:
    partner = partners.create_partner(session, anna, STEEL)
    contact = contacts.add_contact(
        session, anna, partner.id, ContactData(name="Кржижановский Глеб")
    )
    assert suggest_partners(session, anna, "кржижановский", 5) == [partner]

    contacts.archive_contact(session, anna, contact, archived=True, version=contact.version)

    assert suggest_partners(session, anna, "кржижановский", 5) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ромашка", True),
        ("ООО Ромашка", True),
        ("рамашка", True),
        ("ром", True),
        ("Петров ромашка", True),  # the contact person and the company
        ("ромашка василёк", False),
        ("балт м8х50", False),
        ("77362", True),
        ("zakaz@rom", True),
    ],
)
def test_search_shows_nobody_rather_than_somebody_else(
    session: Session, anna: Actor, text: str, found: bool
) -> None:
    partners.reindex(session, _partner(session, "7736207543"))

    names = [row.name for row in suggest_partners(session, anna, text, 5)]

    assert names == (["ООО «Ромашка»"] if found else [])
