"""The directories of the demo company: rows straight from its records."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.demo import records
from core.directory import match, partners
from core.directory.models import (
    BankAccount,
    Campaign,
    Channel,
    Competitor,
    Contact,
    CustomerGroup,
    DeliveryTerm,
    Material,
    MaterialAlternative,
    MaterialGroup,
    Organisation,
    Partner,
    PaymentTerm,
    PriceItem,
    PriceList,
    RejectionReason,
    Unit,
)
from core.kernel.identifiers import parse_settlement_account
from core.kernel.money import VatMode
from core.kernel.stems import normalise_sku

if TYPE_CHECKING:
    from core.demo.load import DemoCompany


def load_directory(session: Session, company: "DemoCompany") -> None:
    """Everything that documents refer to."""
    _organisation(session, company)
    _reference(session, company)
    _materials(session, company)
    _prices(session, company)
    _partners(session, company)


def _keys(rows: Iterable[tuple[str, Any]]) -> dict[str, int]:
    return {code: row.id for code, row in rows}


def _add(session: Session, company: "DemoCompany", kind: str, rows: dict[str, Any]) -> None:
    session.add_all(rows.values())
    session.flush()
    company.ids[kind] = _keys(rows.items())


def _accounts(found: Iterable[records.BankAccount], **owner: int) -> list[BankAccount]:
    return [
        BankAccount(
            bik=one.bik,
            number=one.account,
            corr_number=one.corr_account,
            bank_name=one.bank,
            is_main=place == 0,
            key_overridden=parse_settlement_account(one.account, one.bik).warning is not None,
            **owner,
        )
        for place, one in enumerate(found)
    ]


def _organisation(session: Session, company: "DemoCompany") -> None:
    record = company.world.organisation
    people = {person.code: person for person in company.world.people}
    signatory = people[record.signatory_code]
    row = Organisation(
        name=record.name,
        full_name=record.full_name,
        inn=record.inn,
        kpp=record.kpp,
        ogrn=record.ogrn,
        okpo=record.okpo,
        legal_address=record.legal_address,
        postal_address=record.postal_address,
        phone=record.phone,
        email=record.email,
        site=record.site,
        tax_system=record.tax_system.value,
        signatory_name=signatory.full_name,
        signatory_position=signatory.position,
        signatory_basis=record.signatory_basis,
        accountant_name=people[record.accountant_code].full_name,
        number_prefix=record.prefix,
        logo_key=company.storage.put(record.logo),
    )
    _add(session, company, "organisation", {record.code: row})
    session.add_all(_accounts(record.accounts, organisation_id=row.id))


def _reference(session: Session, company: "DemoCompany") -> None:
    world = company.world
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    company.ids["unit"] = _keys(units.items())
    channels = {channel.code: channel for channel in session.scalars(select(Channel))}
    for source in world.sources:
        if source.code not in channels:
            channels[source.code] = Channel(code=source.code, name=source.name)
    _add(session, company, "channel", channels)
    channel_ids = company.ids["channel"]
    campaigns = {
        one.code: Campaign(
            name=one.name,
            channel_id=channel_ids[one.source_code],
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in world.campaigns
    }
    _add(session, company, "campaign", campaigns)
    groups = {one.code: CustomerGroup(name=one.name) for one in world.customer_groups}
    _add(session, company, "customer_group", groups)
    _named(session, company, "rejection_reason", RejectionReason, world.rejection_reasons)
    _named(session, company, "competitor", Competitor, world.competitors)
    _terms(session, company)


def _named(
    session: Session,
    company: "DemoCompany",
    kind: str,
    model: Any,
    found: Iterable[records.Named],
) -> None:
    kept = {row.name: row for row in session.scalars(select(model))}
    _add(
        session,
        company,
        kind,
        {one.code: kept.get(one.name) or model(name=one.name) for one in found},
    )


def _terms(session: Session, company: "DemoCompany") -> None:
    world = company.world
    by_code = {row.code: row for row in session.scalars(select(DeliveryTerm))}
    by_name = {row.name: row for row in by_code.values()}
    deliveries: dict[str, DeliveryTerm] = {}
    for one in world.delivery_terms:
        row = by_code.get(one.code) or by_name.get(one.name) or DeliveryTerm(code=one.code)
        row.name = one.name
        row.incoterm = one.incoterms
        row.price_percent = one.percent
        row.order_charge = one.per_order
        deliveries[one.code] = row
    _add(session, company, "delivery_term", deliveries)
    payments = {row.name: row for row in session.scalars(select(PaymentTerm))}
    _add(
        session,
        company,
        "payment_term",
        {
            one.code: payments.get(one.name)
            or PaymentTerm(
                name=one.name,
                prepayment_percent=one.prepayment_percent,
                deferral_days=one.deferral_days,
            )
            for one in world.payment_terms
        },
    )


def _materials(session: Session, company: "DemoCompany") -> None:
    world = company.world
    groups: dict[str, MaterialGroup] = {}
    for record in world.groups:
        parent = groups.get(record.parent_code)
        groups[record.code] = MaterialGroup(
            name=record.name, parent_id=parent.id if parent else None
        )
        session.add(groups[record.code])
        session.flush()
    units = company.ids["unit"]
    rows = {
        one.sku: Material(
            sku=one.sku,
            sku_key=normalise_sku(one.sku),
            name=one.name,
            description=one.description,
            group_id=groups[one.group_code].id,
            unit_id=units[one.unit_code],
            vat_category=one.vat_category.value,
            weight=one.weight_kg,
            is_special=one.special,
            lead_time_days=one.lead_days,
            sellable=one.sellable,
        )
        for one in world.materials
    }
    _add(session, company, "material", rows)
    ids = company.ids["material"]
    session.add_all(
        MaterialAlternative(
            material_id=ids[one.sku],
            alternative_id=ids[other.sku],
            position=place,
            note=other.note,
        )
        for one in world.materials
        for place, other in enumerate(one.alternatives, start=1)
    )
    session.flush()
    match.reindex(session, rows.values())


def _prices(session: Session, company: "DemoCompany") -> None:
    groups, materials = company.ids["customer_group"], company.ids["material"]
    for record in company.world.price_lists:
        row = PriceList(
            name=record.name,
            currency=record.currency_code,
            customer_group_id=groups.get(record.customer_group_code),
            valid_from=record.valid_from,
            valid_to=record.valid_to,
            vat_mode=VatMode.INCLUDED.value,
        )
        session.add(row)
        session.flush()
        session.add_all(
            PriceItem(
                price_list_id=row.id,
                material_id=materials[one.sku],
                min_quantity=one.min_quantity,
                price=one.price,
            )
            for one in record.rows
        )
    session.flush()


def _partners(session: Session, company: "DemoCompany") -> None:
    ids = company.ids
    departments = {user.id: user.department_id for user in session.scalars(select(User))}
    rows: dict[str, Partner] = {}
    for one in company.world.partners:
        responsible = ids["user"][one.responsible_code]
        rows[one.code] = Partner(
            kind=one.kind.value,
            name=one.name,
            sort_name=partners.sort_name(one.name),
            full_name=one.full_name,
            inn=one.inn,
            kpp=one.kpp,
            ogrn=one.ogrn,
            legal_address=one.legal_address,
            postal_address=one.postal_address,
            phone=one.phone,
            email=one.email,
            customer_group_id=ids["customer_group"].get(one.customer_group_code),
            source_channel_id=ids["channel"].get(one.source_code),
            campaign_id=ids["campaign"].get(one.campaign_code),
            preferred_channel_id=ids["channel"].get(one.preferred_channel.value),
            abc_class=one.abc.value,
            is_vip=one.vip,
            comment=one.industry,
            author_id=responsible,
            responsible_id=responsible,
            department_id=departments[responsible],
        )
    _add(session, company, "partner", rows)
    for record in company.world.partners:
        partner_id = ids["partner"][record.code]
        contacts = [
            Contact(
                partner_id=partner_id,
                name=person.name,
                position=person.position,
                phone=person.phone,
                email=person.email,
                messenger=person.messenger,
                decision_role=person.decision_role.value,
                is_main=place == 0,
            )
            for place, person in enumerate(record.contacts)
        ]
        session.add_all([*contacts, *_accounts(record.accounts, partner_id=partner_id)])
        session.flush()
        company.contacts[record.code] = [contact.id for contact in contacts]
    for row in rows.values():
        session.refresh(row, ["contacts"])
        partners.reindex(session, row)
