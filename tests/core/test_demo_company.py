"""The demo company: the same from the same seed, its numbers valid, its references whole."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from demo_facts import (  # noqa: F401 - fixtures are used by name
    TODAY,
    _account_agrees,
    _assert_references_resolve,
    _moments,
    materials,
    world,
)
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from core.demo import World, build_world
from core.demo.people import NEWCOMER
from core.demo.towns import TOWN_BY_NAME
from core.directory import seed
from core.directory.choices import PartnerKind
from core.kernel import identifiers
from core.kernel.declarations import Role


def test_the_same_seed_and_day_give_the_same_world(world: World):
    assert build_world(2026, today=TODAY).fingerprint() == world.fingerprint()


def test_the_world_does_not_depend_on_the_hash_seed_of_the_process(world: World):
    script = (
        "from datetime import date; from core.demo import build_world; "
        f"print(build_world(today=date.fromisoformat('{TODAY}')).fingerprint())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == world.fingerprint()


def test_another_seed_or_day_gives_another_world(world: World):
    assert build_world(7, today=TODAY).fingerprint() != world.fingerprint()
    assert build_world(today=TODAY - timedelta(days=1)).fingerprint() != world.fingerprint()


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2027, 1, 11), date(2028, 2, 29)])
def test_the_world_can_be_built_on_any_day(today: date):
    built = build_world(5, today=today)
    _assert_references_resolve(built)
    assert len(built.requests) > 400
    assert all(moment.date() < today for moment in _moments(built))


def test_every_inn_kpp_and_ogrn_is_valid_and_fits_the_kind(world: World):
    for partner in world.partners:
        if not partner.inn:
            assert not partner.kpp
            assert not partner.ogrn
            continue
        assert identifiers.parse_inn(partner.inn).number == partner.inn
        assert stdnum_inn.is_valid(partner.inn)
        assert stdnum_ogrn.is_valid(partner.ogrn)
        if partner.kind is PartnerKind.COMPANY:
            assert len(partner.inn) == 10
            assert identifiers.parse_kpp(partner.kpp) == partner.kpp
            assert identifiers.parse_ogrn(partner.ogrn) == partner.ogrn
        else:
            assert len(partner.inn) == 12
            assert not partner.kpp
            assert identifiers.parse_ogrnip(partner.ogrn) == partner.ogrn


def test_the_company_has_valid_requisites_and_two_accounts_that_agree_with_their_banks(
    world: World,
):
    own = world.organisation
    assert identifiers.parse_inn(own.inn).number == own.inn
    assert identifiers.parse_kpp(own.kpp) == own.kpp
    assert identifiers.parse_ogrn(own.ogrn) == own.ogrn
    assert identifiers.parse_okpo(own.okpo) == own.okpo
    assert len(own.accounts) == 2
    assert all(_account_agrees(account) for account in own.accounts)
    assert len({account.bik for account in own.accounts}) == 2


def test_most_partners_have_accounts_and_only_a_few_of_these_are_mistyped(world: World):
    owners = [partner for partner in world.partners if partner.accounts]
    accounts = [account for partner in owners for account in partner.accounts]
    assert len(owners) > len(world.partners) * 0.8
    assert sum(not _account_agrees(account) for account in accounts) == 3
    assert len({account.account for account in accounts}) == len(accounts)


def test_numbers_of_a_partner_begin_with_the_codes_of_his_region_and_town(world: World):
    for partner in world.partners:
        town = TOWN_BY_NAME[partner.town]
        if partner.inn:
            assert partner.inn.startswith(town.region_code)
            assert partner.ogrn[3:5] == town.region_code
            assert partner.legal_address.startswith(town.post)
            assert f"г. {town.name}" in partner.legal_address
        if partner.phone and partner.kind is PartnerKind.COMPANY:
            assert partner.phone.startswith(f"+7{town.area_code}")


def test_no_number_can_belong_to_anybody(world: World):
    partners = world.partners
    phones = [entry.phone for entry in partners if entry.phone]
    phones += [contact.phone for entry in partners for contact in entry.contacts]
    areas = {town.area_code for town in TOWN_BY_NAME.values()}
    for phone in phones:
        assert identifiers.parse_phone(phone) == phone
        unused_code = re.fullmatch(r"\+797[2-6]\d{7}", phone)
        unused_local = any(phone.startswith(f"+7{area}0") for area in areas)
        assert unused_code or unused_local, phone
    for entry in partners:
        assert not entry.inn or entry.inn[2:4] in ("96", "97", "98")
        assert all(account.bik[4:6] == "98" for account in entry.accounts)
    assert all(account.bik[4:6] == "98" for account in world.organisation.accounts)
    assert identifiers.parse_phone(world.people[0].phone) == world.people[0].phone


def test_every_email_is_in_a_reserved_domain_and_fit_for_the_directory(world: World):
    emails = [world.organisation.email]
    emails += [person.email for person in world.people]
    emails += [partner.email for partner in world.partners if partner.email]
    emails += [contact.email for partner in world.partners for contact in partner.contacts]
    for email in emails:
        assert email.endswith(".example")
        assert identifiers.parse_email(email) == email
    letters = "\n".join(request.letter for request in world.requests)
    assert set(re.findall(r"@\S+?(\.\w+)\b", letters)) <= {".example"}


def test_inn_of_partners_do_not_repeat(world: World):
    inns = [partner.inn for partner in world.partners if partner.inn]
    assert len(set(inns)) == len(inns)
    assert world.organisation.inn not in inns


def test_planted_duplicates_share_a_phone_or_an_email_with_their_original(world: World):
    partners = {partner.code: partner for partner in world.partners}
    assert len(world.duplicate_partners) >= 5
    for repeated_code, original_code in world.duplicate_partners:
        repeated, original = partners[repeated_code], partners[original_code]
        same_phone = repeated.phone and repeated.phone == original.phone
        same_email = repeated.email and repeated.email == original.email
        assert same_phone or same_email
        assert repeated.name != original.name


def test_every_reference_resolves(world: World):
    _assert_references_resolve(world)


def test_all_roles_are_there_and_one_manager_is_new(world: World):
    assert {person.role for person in world.people} == set(Role)
    names = [person.full_name.split()[1] for person in world.people]
    assert {"Анна", "Борис", "Вера", "Глеб", "Дина", "Егор", "Жанна"} <= set(names)
    newcomer = next(person for person in world.people if person.code == NEWCOMER)
    assert timedelta(0) < TODAY - newcomer.hired_on < timedelta(days=90)


def test_reasons_of_refusal_are_those_of_every_installation(world: World) -> None:
    assert {one.name for one in world.rejection_reasons} <= set(seed.REJECTION_REASONS)
