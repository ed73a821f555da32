"""Closed lists of values that the directories store, with their Russian names for the screen."""

from collections.abc import Mapping
from enum import StrEnum

from core.kernel.money import VatMode
from core.kernel.text import N_


class PartnerKind(StrEnum):
    """Who the partner is by law: decides which identifiers it has."""

    COMPANY = "company"
    SOLE_PROPRIETOR = "sole_proprietor"
    PERSON = "person"


PARTNER_KINDS: Mapping[str, str] = {
    PartnerKind.COMPANY: N_("Юридическое лицо"),
    PartnerKind.SOLE_PROPRIETOR: N_("Индивидуальный предприниматель"),
    PartnerKind.PERSON: N_("Физическое лицо"),
}


class AbcClass(StrEnum):
    """Class of a customer by volume."""

    A = "A"
    B = "B"
    C = "C"


ABC_CLASSES: Mapping[str, str] = {
    AbcClass.A: N_("A — основная выручка"),
    AbcClass.B: N_("B — заметная выручка"),
    AbcClass.C: N_("C — малая выручка"),
}


class DecisionRole(StrEnum):
    """What a contact person decides in a purchase."""

    DECIDES = "decides"
    INFLUENCES = "influences"
    BUYS = "buys"
    USES = "uses"
    OTHER = "other"


DECISION_ROLES: Mapping[str, str] = {
    DecisionRole.DECIDES: N_("Принимает решение"),
    DecisionRole.INFLUENCES: N_("Влияет на решение"),
    DecisionRole.BUYS: N_("Закупает"),
    DecisionRole.USES: N_("Пользуется"),
    DecisionRole.OTHER: N_("Другое"),
}


class TaxSystem(StrEnum):
    """The tax system of an own organisation."""

    OSNO = "osno"
    USN = "usn"


TAX_SYSTEMS: Mapping[str, str] = {
    TaxSystem.OSNO: N_("Общая (ОСНО)"),
    TaxSystem.USN: N_("Упрощённая (УСН)"),
}


class VatOption(StrEnum):
    """How an own organisation charges VAT. ОСНО knows the general rates only (НК ст. 164)."""

    GENERAL = "general"
    EXEMPT = "exempt"
    USN_5 = "usn_5"
    USN_7 = "usn_7"


VAT_OPTIONS: Mapping[str, str] = {
    VatOption.GENERAL: N_("Общие ставки (по товару)"),
    VatOption.EXEMPT: N_("Освобождена: без НДС"),
    VatOption.USN_5: N_("Пониженная ставка 5 %"),
    VatOption.USN_7: N_("Пониженная ставка 7 %"),
}


class VatCategory(StrEnum):
    """What a rate is for; which percentage that means on a day is said by ``VatRate``.

    ``NONE` («без НДС») is not the same as the zero rate.
    """

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    NONE = "none"
    USN_5 = "usn_5"
    USN_7 = "usn_7"


VAT_CATEGORIES: Mapping[str, str] = {
    VatCategory.STANDARD: N_("Основная ставка"),
    VatCategory.REDUCED: N_("Пониженная ставка"),
    VatCategory.ZERO: N_("Ставка 0 %"),
    VatCategory.NONE: N_("Без НДС"),
    VatCategory.USN_5: N_("УСН, ставка 5 %"),
    VatCategory.USN_7: N_("УСН, ставка 7 %"),
}

MATERIAL_VAT_CATEGORIES: tuple[VatCategory, ...] = (
    VatCategory.STANDARD,
    VatCategory.REDUCED,
    VatCategory.ZERO,
    VatCategory.NONE,
)
"""What a material may carry: the rates of УСН belong to the seller, not to the goods."""


PRICE_VAT: Mapping[str, str] = {
    VatMode.INCLUDED: N_("Цены с НДС"),
    VatMode.EXCLUDED: N_("Цены без НДС"),
}


class Accent(StrEnum):
    """The company's colour on public pages, letters and printed forms.

    A closed palette: each has enough contrast with white in both themes.
    """

    BLUE = "blue"
    INDIGO = "indigo"
    PURPLE = "purple"
    CRIMSON = "crimson"
    ORANGE = "orange"
    GREEN = "green"
    TEAL = "teal"
    GRAPHITE = "graphite"


ACCENTS: Mapping[str, str] = {
    Accent.BLUE: N_("Синий"),
    Accent.INDIGO: N_("Индиго"),
    Accent.PURPLE: N_("Фиолетовый"),
    Accent.CRIMSON: N_("Малиновый"),
    Accent.ORANGE: N_("Оранжевый"),
    Accent.GREEN: N_("Зелёный"),
    Accent.TEAL: N_("Бирюзовый"),
    Accent.GRAPHITE: N_("Графитовый"),
}

ACCENT_COLOURS: Mapping[str, str] = {
    Accent.BLUE: "#1f5fbf",
    Accent.INDIGO: "#4048b0",
    Accent.PURPLE: "#7a3fa8",
    Accent.CRIMSON: "#b3204d",
    Accent.ORANGE: "#b4500b",
    Accent.GREEN: "#1e7a3c",
    Accent.TEAL: "#0b7285",
    Accent.GRAPHITE: "#3d4654",
}
"""sRGB of each accent; contrast with white is at least 4.5:1 (WCAG 2.2, 1.4.3)."""

CURRENCIES: Mapping[str, str] = {
    "RUB": N_("Российский рубль"),
    "USD": N_("Доллар США"),
    "EUR": N_("Евро"),
    "CNY": N_("Китайский юань"),
    "BYN": N_("Белорусский рубль"),
    "KZT": N_("Казахстанский тенге"),
}
"""Currencies of prices and accounts, by the letter code of ОКВ."""

INCOTERMS: tuple[str, ...] = (
    "EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF",
)  # fmt: skip
"""Incoterms 2020."""
