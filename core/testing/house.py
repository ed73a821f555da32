"""A small company that tests start from: one organisation, seven people, a few things to sell."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import service as accounts
from core.accounts.models import Department, User
from core.directory import match, partners, seed
from core.directory.models import (
    BankAccount,
    Contact,
    CustomerGroup,
    Material,
    MaterialAlternative,
    MaterialGroup,
    Organisation,
    Partner,
    PriceItem,
    PriceList,
    Unit,
)
from core.kernel.clock import at
from core.kernel.declarations import Role
from core.kernel.stems import normalise_sku

PASSWORD = "пароль для тестов"  # noqa: S105 - lives in throw-away databases only

FOUNDED = datetime(2020, 1, 9, tzinfo=UTC)
"""Everybody has his roles and his department since then, long before whatever a test tells of."""


@dataclass(frozen=True)
class Person:
    """Somebody of the company, by the name that tests call him."""

    login: str
    full_name: str
    position: str
    roles: tuple[Role, ...]
    department: str


PEOPLE = (
    Person("anna", "Смирнова Анна Петровна", "Менеджер", (Role.MANAGER,), "Первая группа"),
    Person("boris", "Козлов Борис Ильич", "Менеджер", (Role.MANAGER,), "Вторая группа"),
    Person("vera", "Орлова Вера Андреевна", "РОП", (Role.HEAD,), "Отдел продаж"),
    Person("gleb", "Титов Глеб Олегович", "Логист", (Role.LOGISTICS,), "Склад"),
    Person("dina", "Белова Дина Юрьевна", "Бухгалтер", (Role.ACCOUNTANT,), "Бухгалтерия"),
    Person("egor", "Лапин Егор Сергеевич", "Стажёр", (Role.MANAGER,), "Первая группа"),
    Person("zhanna", "Мирная Жанна Львовна", "Кадры", (Role.TRAINER,), "Кадры"),
    Person("director", "Громов Иван Павлович", "Директор", (Role.DIRECTOR,), "Дирекция"),
    Person("admin", "Админов Антон Антонович", "Администратор", (Role.ADMIN,), "Дирекция"),
)
DEPARTMENTS = (
    ("Дирекция", None),
    ("Отдел продаж", "Дирекция"),
    ("Первая группа", "Отдел продаж"),
    ("Вторая группа", "Отдел продаж"),
    ("Склад", "Дирекция"),
    ("Бухгалтерия", "Дирекция"),
    ("Кадры", "Дирекция"),
)
GOODS = (
    ("DIN933-M8x40", "Болт М8х40 DIN 933 кл. пр. 8.8 оцинк.", "Болты", "18.50"),
    ("DIN933-M8x50", "Болт М8х50 DIN 933 кл. пр. 8.8 оцинк.", "Болты", "21.30"),
    ("DIN933-M8x40-A2", "Болт М8х40 DIN 933 нерж. А2", "Болты", "64.00"),
    ("DIN934-M8", "Гайка М8 DIN 934 оцинк.", "Гайки", "4.20"),
    ("VVG-3x2.5", "Кабель ВВГнг(А)-LS 3х2,5 ок(N,PE)-0,66", "Кабель", "118.00"),
    ("AB-3P-C25", "Выключатель автоматический 3P C25 6кА", "Автоматика", "1240.00"),
)


def build(session: Session) -> None:
    """Fill an empty, migrated database. Roles must have been synchronised."""
    seed.fill(session)
    with at(FOUNDED):
        _people(session)
    _organisation(session)
    _goods(session)
    _partners(session)


def _people(session: Session) -> None:
    departments: dict[str, Department] = {}
    for name, parent in DEPARTMENTS:
        department = Department(
            name=name, parent_id=departments[parent].id if parent is not None else None
        )
        session.add(department)
        session.flush()
        departments[name] = department
    for person in PEOPLE:
        user = accounts.create_user(
            session,
            login=person.login,
            full_name=person.full_name,
            password=PASSWORD,
            roles=[role.value for role in person.roles],
            position=person.position,
            email=f"{person.login}@krepezh.example",
            department_id=departments[person.department].id,
        )
        if person.login == "vera":
            departments["Отдел продаж"].head_id = user.id
    session.flush()


def _organisation(session: Session) -> None:
    organisation = Organisation(
        name="ООО «Крепёж и Ток»",
        full_name="Общество с ограниченной ответственностью «Крепёж и Ток»",
        inn="7708004767",
        kpp="770801001",
        ogrn="1027700035769",
        legal_address="101000, г. Москва, ул. Примерная, д. 1",
        phone="+74951234567",
        email="info@krepezh.example",
        signatory_name="Громов Иван Павлович",
        signatory_position="Генеральный директор",
        signatory_basis="Устава",
        number_prefix="КТ",
    )
    session.add(organisation)
    session.flush()
    session.add(
        BankAccount(
            organisation_id=organisation.id,
            bik="044525225",
            number="40702810938000000001",
            corr_number="30101810400000000225",
            bank_name="ПАО Сбербанк",
            is_main=True,
        )
    )
    session.add(CustomerGroup(name="Дилеры"))


def _goods(session: Session) -> None:
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    piece, metre = units["796"], units["006"]
    prices = PriceList(
        name="Розница 2026", currency="RUB", valid_from=date(2025, 1, 1), vat_mode="included"
    )
    session.add(prices)
    session.flush()
    groups: dict[str, MaterialGroup] = {}
    materials: dict[str, Material] = {}
    for sku, name, group_name, price in GOODS:
        if group_name not in groups:
            groups[group_name] = MaterialGroup(name=group_name)
            session.add(groups[group_name])
            session.flush()
        material = Material(
            sku=sku,
            sku_key=normalise_sku(sku),
            name=name,
            group_id=groups[group_name].id,
            unit_id=(metre if group_name == "Кабель" else piece).id,
            lead_time_days=3,
        )
        session.add(material)
        session.flush()
        materials[sku] = material
        session.add(
            PriceItem(
                price_list_id=prices.id,
                material_id=material.id,
                min_quantity=Decimal(1),
                price=Decimal(price),
            )
        )
        if sku == "DIN933-M8x40":
            session.add(
                PriceItem(
                    price_list_id=prices.id,
                    material_id=material.id,
                    min_quantity=Decimal(100),
                    price=Decimal("16.00"),
                )
            )
    session.add(
        MaterialAlternative(
            material_id=materials["DIN933-M8x40"].id,
            alternative_id=materials["DIN933-M8x40-A2"].id,
            position=1,
            note="нержавеющая сталь",
        )
    )
    session.flush()
    match.reindex(session, materials.values())


def _partners(session: Session) -> None:
    users = {user.login: user for user in session.scalars(select(User))}
    for login, name, inn, email in (
        ("anna", "ООО «Ромашка»", "7736207543", "zakaz@romashka.example"),
        ("boris", "АО «Василёк»", "7736050003", "info@vasilek.example"),
    ):
        owner = users[login]
        partner = Partner(
            kind="company",
            name=name,
            sort_name=name.split("«")[1].rstrip("»").lower(),
            inn=inn,
            kpp="773601001",
            email=email,
            author_id=owner.id,
            responsible_id=owner.id,
            department_id=owner.department_id,
        )
        session.add(partner)
        session.flush()
        session.add(
            Contact(
                partner_id=partner.id,
                name="Петров Пётр Петрович",
                position="Снабженец",
                email=email,
                is_main=True,
            )
        )
        session.flush()
        session.refresh(partner, ["contacts"])
        partners.reindex(session, partner)
