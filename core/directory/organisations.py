"""Own organisations."""

import re
from dataclasses import dataclass, fields
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory.checking import Checked, line
from core.directory.choices import (
    ACCENTS,
    TAX_SYSTEMS,
    VAT_OPTIONS,
    Accent,
    TaxSystem,
    VatOption,
)
from core.directory.models import Organisation
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, create, require, unique, update
from core.kernel.errors import NotFound, ValidationFailed
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
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

LOGO_BYTES = 1024 * 1024
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_PREFIX = re.compile(r"[0-9A-ZА-ЯЁ]{0,10}")


class Files(Protocol):
    """Where pictures are kept; see ``core.storage.Storage``."""

    def put(self, content: bytes) -> str:
        """Keep the content and give its key."""
        ...


@dataclass(frozen=True)
class OrganisationData:
    """What a person types about an own organisation."""

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
    tax_system: str = TaxSystem.OSNO.value
    vat_option: str = VatOption.GENERAL.value
    signatory_name: str = ""
    signatory_position: str = ""
    signatory_basis: str = ""
    accountant_name: str = ""
    accent: str = Accent.TEAL.value
    number_prefix: str = ""


EDITABLE = tuple(field.name for field in fields(OrganisationData))


def data_of(organisation: Organisation) -> OrganisationData:
    """An organisation as the form shows it."""
    return OrganisationData(**{name: getattr(organisation, name) for name in EDITABLE})


def active(session: Session) -> list[Organisation]:
    """Organisations in whose name documents may be made."""
    return list(
        session.scalars(
            select(Organisation).where(Organisation.archived.is_(False)).order_by(Organisation.id)
        )
    )


def find(session: Session, organisation_id: int) -> Organisation:
    """The organisation. Raises NotFound."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound()
    return organisation


def create_organisation(session: Session, actor: Actor, data: OrganisationData) -> Organisation:
    """A new organisation. Raises Forbidden, ValidationFailed."""
    require(actor, DirectoryPermission.ORGANISATION_EDIT)
    organisation = Organisation(**_checked(data))
    with unique(session, "name", _taken()):
        create(session, actor, organisation)
    return organisation


def edit_organisation(
    session: Session,
    actor: Actor,
    organisation_id: int,
    data: OrganisationData,
    *,
    version: int | None,
) -> Organisation:
    """Change an organisation; documents already sent keep what they were sent with."""
    require(actor, DirectoryPermission.ORGANISATION_EDIT)
    organisation = find(session, organisation_id)
    check_version(organisation, version)
    values = _checked(data)
    with unique(session, "name", _taken()):
        update(session, actor, organisation, values)
    return organisation


def archive_organisation(
    session: Session, actor: Actor, organisation_id: int, *, archived: bool, version: int | None
) -> Organisation:
    """Stop making documents in its name, or begin again."""
    require(actor, DirectoryPermission.ORGANISATION_EDIT)
    organisation = find(session, organisation_id)
    check_version(organisation, version)
    update(session, actor, organisation, {"archived": archived})
    return organisation


def set_logo(
    session: Session, actor: Actor, organisation_id: int, content: bytes, files: Files
) -> Organisation:
    """Keep the logo for printed forms and public pages: PNG or JPEG up to a megabyte.

    Empty content takes the logo away. Raises ValidationFailed (``logo``).
    """
    require(actor, DirectoryPermission.ORGANISATION_EDIT)
    organisation = find(session, organisation_id)
    if content and logo_type(content) is None:
        raise ValidationFailed(
            {"logo": [Message(N_("Нужна картинка PNG или JPEG: другие форматы не печатаются"))]}
        )
    if len(content) > LOGO_BYTES:
        raise ValidationFailed({"logo": [Message(N_("Картинка больше 1 МБ: уменьшите её"))]})
    update(session, actor, organisation, {"logo_key": files.put(content) if content else ""})
    return organisation


def logo_type(content: bytes) -> str | None:
    """The media type of a picture by its first bytes; None for what is not taken."""
    for head, media_type in _PICTURES.items():
        if content.startswith(head):
            return media_type
    return None


def _taken() -> Message:
    return Message(N_("Организация с таким названием уже есть"))


def _checked(data: OrganisationData) -> dict[str, Any]:
    checked = Checked()
    inn = checked.optional("inn", data.inn, parse_inn, None)
    if not data.inn.strip():
        checked.wrong("inn", Message(N_("Заполните это поле")))
    is_person = inn is not None and inn.kind is InnKind.PERSON
    if is_person and data.kpp.strip():
        checked.wrong("kpp", Message(N_("У индивидуального предпринимателя нет КПП")))
    prefix = line(data.number_prefix).upper()
    if not _PREFIX.fullmatch(prefix):
        checked.wrong("number_prefix", Message(N_("До 10 букв и цифр, без пробелов и знаков")))
    _check_tax(data, checked)
    if data.accent not in ACCENTS:
        checked.wrong("accent", Message(N_("Выберите цвет из палитры")))
    values: dict[str, Any] = {
        name: line(getattr(data, name))
        for name in (
            "full_name",
            "legal_address",
            "postal_address",
            "site",
            "signatory_name",
            "signatory_position",
            "signatory_basis",
            "accountant_name",
            "tax_system",
            "vat_option",
            "accent",
        )
    }
    values |= {
        "name": checked.required("name", data.name),
        "inn": inn.number if inn else "",
        "kpp": checked.optional("kpp", data.kpp, parse_kpp, ""),
        "ogrn": checked.optional("ogrn", data.ogrn, parse_ogrnip if is_person else parse_ogrn, ""),
        "okpo": checked.optional("okpo", data.okpo, parse_okpo, ""),
        "phone": checked.optional("phone", data.phone, parse_phone, ""),
        "email": checked.optional("email", data.email, parse_email, ""),
        "number_prefix": prefix,
    }
    checked.lengths(Organisation, values)
    checked.done()
    return values


def _check_tax(data: OrganisationData, checked: Checked) -> None:
    if data.tax_system not in TAX_SYSTEMS:
        checked.wrong("tax_system", Message(N_("Выберите систему налогообложения")))
    if data.vat_option not in VAT_OPTIONS:
        checked.wrong("vat_option", Message(N_("Выберите порядок расчёта НДС")))
    reduced = data.vat_option in {VatOption.USN_5, VatOption.USN_7}
    if reduced and data.tax_system != TaxSystem.USN:
        checked.wrong(
            "vat_option", Message(N_("Ставки 5 % и 7 % бывают только при упрощённой системе"))
        )
