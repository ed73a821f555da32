"""The company itself: requisites, mark and accounts."""

from random import Random

from core.demo import numbers
from core.demo.logo import logo_png
from core.demo.records import Organisation
from core.directory.choices import TaxSystem

_REGION = "52"
_YEAR = 2009

# A hexagon nut with a lightning bolt for its hole.
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
    "<title>Резьба и Фаза</title>"
    '<path fill="#1f4e79" d="M32 2 58 17v30L32 62 6 47V17z"/>'
    '<circle cx="32" cy="32" r="17" fill="#ffffff"/>'
    '<path fill="#e08a00" d="M36 17 22 35h8l-3 13 15-19h-8z"/>'
    "</svg>"
)


def make_organisation(rng: Random) -> Organisation:
    """«Резьба и Фаза» of Nizhny Novgorod: fasteners and electrical goods, ОСНО."""
    inn = numbers.company_inn(rng, _REGION)
    return Organisation(
        code="RF",
        name="ООО «Резьба и Фаза»",
        full_name="Общество с ограниченной ответственностью «Резьба и Фаза»",
        inn=inn,
        kpp=numbers.kpp_for(inn),
        ogrn=numbers.company_ogrn(rng, _REGION, _YEAR),
        okpo=numbers.okpo(rng),
        legal_address="603950, Нижегородская область, г. Нижний Новгород, "
        "ул. Метизная, д. 14, помещ. 3",
        postal_address="603950, Нижегородская область, г. Нижний Новгород, "
        "ул. Метизная, д. 14, склад 2",
        phone=numbers.landline(rng, "831"),
        email="info@rezba-faza.example",
        site="https://rezba-faza.example",
        prefix="РФ",
        tax_system=TaxSystem.OSNO,
        accounts=(numbers.bank_account(rng, 1), numbers.bank_account(rng, 6)),
        signatory_code="mihail",
        signatory_basis="Устава",
        accountant_code="dina",
        logo=logo_png(_MARK),
    )
