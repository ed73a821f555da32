"""Making and changing partners."""

import re
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from core.accounts import policy
from core.accounts.models import User
from core.accounts.policy import fetch
from core.directory import duplicates, search
from core.directory.checking import Checked, line
from core.directory.choices import ABC_CLASSES, PARTNER_KINDS, PartnerKind
from core.directory.models import Campaign, Channel, Contact, CustomerGroup, Partner
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, create, require, unique, update
from core.kernel.errors import NotFound, Refusal, Refused
from core.kernel.identifiers import (
    InnKind,
    parse_email,
    parse_inn,
    parse_kpp,
    parse_ogrn,
    parse_ogrnip,
    parse_okpo,
    parse_phone,
)
from core.kernel.permissions import Actor, Scope
from core.kernel.text import N_, Message

KIND = "partner"
_LEGAL_FORM = re.compile(
    r"^(?:ооо|оао|зао|пао|нао|ао|ип|гуп|муп|фгуп|ано|нко|кфх|тоо|чуп|уп|llc|ltd|gmbh)\b[\s.,]*"
)
_QUOTES = str.maketrans("", "", "«»\"'„“”’`")


@dataclass(frozen=True)
class PartnerData:
    """What a person types about a partner; texts as typed, empty where left empty."""

    kind: str
    name: str
    full_name: str = ""
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    okpo: str = ""
    legal_address: str = ""
    postal_address: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""
    customer_group_id: int | None = None
    source_channel_id: int | None = None
    campaign_id: int | None = None
    preferred_channel_id: int | None = None
    abc_class: str = ""
    is_vip: bool = False
    comment: str = ""
    responsible_id: int | None = None


EDITABLE = tuple(field.name for field in fields(PartnerData))


def data_of(partner: Partner) -> PartnerData:
    """A partner as the form shows it."""
    return PartnerData(**{name: getattr(partner, name) for name in EDITABLE})


def current(
    session: Session,
    actor: Actor,
    partner_id: int,
    permission: DirectoryPermission = DirectoryPermission.PARTNER_VIEW,
) -> Partner:
    """The partner, or the one into which it was merged. Raises NotFound for a stranger's."""
    # The redirect is followed for everybody; rights are checked at its end.
    partner = policy.find(session, Partner, partner_id)
    while partner is not None and partner.merged_into_id is not None:
        partner = policy.find(session, Partner, partner.merged_into_id)
    if partner is None:
        raise NotFound()
    return fetch(session, Partner, partner.id, actor, permission)


def create_partner(
    session: Session, actor: Actor, data: PartnerData, *, accept_duplicates: bool = False
) -> Partner:
    """A new partner; its author is responsible unless another is named.

    Raises Forbidden, ValidationFailed with errors by field, DuplicatesFound.
    """
    require(actor, DirectoryPermission.PARTNER_EDIT)
    values = _checked(session, actor, data, None)
    duplicates.refuse(session, actor, values, None, accepted=accept_duplicates)
    partner = Partner(**values, author_id=actor.user_id)
    with unique(session, "inn", _taken()):
        create(session, actor, partner)
    reindex(session, partner)
    return partner


def edit_partner(
    session: Session,
    actor: Actor,
    partner_id: int,
    data: PartnerData,
    *,
    version: int | None,
    accept_duplicates: bool = False,
) -> Partner:
    """Change a partner. Duplicates are looked for only by what has changed.

    Raises NotFound, StaleVersion, ValidationFailed, DuplicatesFound.
    """
    partner = fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_EDIT)
    _refuse_merged(partner)
    check_version(partner, version)
    values = _checked(session, actor, data, partner)
    duplicates.refuse(session, actor, values, partner, accepted=accept_duplicates)
    with unique(session, "inn", _taken()):
        changed = update(session, actor, partner, values)
    if changed:
        reindex(session, partner)
    return partner


def archive_partner(
    session: Session, actor: Actor, partner_id: int, *, archived: bool, version: int | None
) -> Partner:
    """Take a partner out of lists and choices, or bring it back; documents keep it."""
    partner = fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_EDIT)
    _refuse_merged(partner)
    check_version(partner, version)
    update(session, actor, partner, {"archived": archived})
    reindex(session, partner)
    return partner


def assign(session: Session, actor: Actor, partner_ids: list[int], responsible_id: int) -> int:
    """Give partners to another person; how many have changed hands.

    Raises NotFound where one of them is a stranger's, ValidationFailed (``responsible_id``).
    """
    changed = 0
    for partner_id in sorted(partner_ids):
        partner = fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_EDIT)
        checked = Checked()
        values = _responsible(session, actor, responsible_id, partner, checked)
        checked.done()
        changed += update(session, actor, partner, values)
    return changed


def reindex(session: Session, partner: Partner) -> None:
    """Bring the search index up to date with the partner and its contacts."""
    if partner.merged_into_id is not None or partner.archived:
        search.remove(session, KIND, [partner.id])
        return
    search.index(session, KIND, partner.id, index_texts(partner, partner.contacts))


def index_texts(partner: Partner, contacts: list[Contact]) -> list[tuple[str, int]]:
    """What a partner is found by."""
    texts = [
        (partner.name, 3),
        (partner.full_name, 2),
        (partner.inn, 3),
        (partner.email, 2),
    ]
    for contact in contacts:
        if not contact.archived:
            texts += [(contact.name, 2), (contact.email, 1)]
    return texts


def sort_name(name: str) -> str:
    """«ООО «Ромашка»» → «ромашка»: so that lists are not ordered by legal form."""
    plain = line(name.casefold().replace("ё", "е").translate(_QUOTES))
    return (_LEGAL_FORM.sub("", plain) or plain)[:200]


def _taken() -> Message:
    return Message(N_("Контрагент с такими ИНН и КПП уже есть"))


def _refuse_merged(partner: Partner) -> None:
    if partner.merged_into_id is not None:
        raise Refused(
            [Refusal(Message(N_("Карточка объединена с другой. Откройте основную карточку.")))]
        )


def _checked(
    session: Session, actor: Actor, data: PartnerData, partner: Partner | None
) -> dict[str, Any]:
    checked = Checked()
    if data.kind not in PARTNER_KINDS:
        checked.wrong("kind", Message(N_("Выберите вид контрагента")))
    name = checked.required("name", data.name)
    values: dict[str, Any] = {
        "kind": data.kind,
        "name": name,
        "sort_name": sort_name(name),
        "full_name": line(data.full_name),
        "legal_address": line(data.legal_address),
        "postal_address": line(data.postal_address),
        "site": line(data.site),
        "comment": data.comment.strip(),
        "is_vip": data.is_vip,
        "abc_class": data.abc_class,
        "okpo": checked.optional("okpo", data.okpo, parse_okpo, ""),
        "phone": checked.optional("phone", data.phone, parse_phone, ""),
        "email": checked.optional("email", data.email, parse_email, ""),
        **_identifiers(data, checked),
        **_references(session, data, checked),
        **_responsible(session, actor, data.responsible_id, partner, checked),
    }
    if data.abc_class and data.abc_class not in ABC_CLASSES:
        checked.wrong("abc_class", Message(N_("Класс бывает A, B или C")))
    checked.lengths(Partner, values)
    checked.done()
    return values


def _identifiers(data: PartnerData, checked: Checked) -> dict[str, str]:
    if checked.has("kind"):
        # Which numbers are right depends on the kind.
        return {}
    inn = checked.optional("inn", data.inn, parse_inn, None)
    is_company = data.kind == PartnerKind.COMPANY
    if inn is not None and (inn.kind is InnKind.COMPANY) != is_company:
        checked.wrong(
            "inn",
            Message(N_("У юридического лица ИНН из 10 цифр"))
            if is_company
            else Message(N_("У предпринимателя и физического лица ИНН из 12 цифр")),
        )
    kpp = checked.optional("kpp", data.kpp, parse_kpp, "")
    if data.kpp.strip() and not is_company:
        checked.wrong("kpp", Message(N_("КПП бывает только у юридического лица")))
    if data.kind == PartnerKind.PERSON and data.ogrn.strip():
        checked.wrong("ogrn", Message(N_("У физического лица нет ОГРН")))
    ogrn = checked.optional("ogrn", data.ogrn, parse_ogrn if is_company else parse_ogrnip, "")
    return {"inn": inn.number if inn else "", "kpp": kpp, "ogrn": ogrn}


def _references(session: Session, data: PartnerData, checked: Checked) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, model in (
        ("customer_group_id", CustomerGroup),
        ("source_channel_id", Channel),
        ("campaign_id", Campaign),
        ("preferred_channel_id", Channel),
    ):
        key = getattr(data, field)
        values[field] = key
        if key is not None and session.get(model, key) is None:
            checked.wrong(field, Message(N_("Такого значения в справочнике нет")))
    campaign = session.get(Campaign, data.campaign_id) if data.campaign_id else None
    if campaign is not None:
        if data.source_channel_id is None:
            values["source_channel_id"] = campaign.channel_id
        elif data.source_channel_id != campaign.channel_id:
            checked.wrong("campaign_id", Message(N_("Эта кампания идёт по другому каналу")))
    return values


def _responsible(
    session: Session,
    actor: Actor,
    responsible_id: int | None,
    partner: Partner | None,
    checked: Checked,
) -> dict[str, Any]:
    """Whose the partner is. Only who sees others' rows may give one to another person."""
    kept = partner.responsible_id if partner is not None else actor.user_id
    chosen = responsible_id if responsible_id is not None else kept
    if partner is not None and chosen == kept:
        return {"responsible_id": kept, "department_id": partner.department_id}
    user = session.get(User, chosen) if chosen is not None else None
    if chosen is not None and (user is None or user.disabled_at is not None):
        checked.wrong("responsible_id", Message(N_("Такого сотрудника нет или он отключён")))
    elif user is not None and not _may_give(actor, user):
        checked.wrong(
            "responsible_id",
            Message(N_("Передать контрагента можно только сотруднику своего отдела")),
        )
    return {"responsible_id": chosen, "department_id": user.department_id if user else None}


def _may_give(actor: Actor, user: User) -> bool:
    scope = actor.scope(DirectoryPermission.PARTNER_EDIT)
    if scope is Scope.ALL or user.id == actor.user_id:
        return True
    return scope is Scope.DEPARTMENT and user.department_id in actor.departments
