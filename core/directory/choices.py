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
    VatMode.INCLUDED: N_("НДС в том числе"),
    VatMode.EXCLUDED: N_("НДС сверху"),
}


class Accent(StrEnum):
    """The company's colour on public pages, letters and printed forms.

    A closed palette: the style sheet has a class ``brand-<name>`` for each.
    """

    TEAL = "teal"
    BLUE = "blue"
    INDIGO = "indigo"
    VIOLET = "violet"
    PLUM = "plum"
    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    GRAPHITE = "graphite"


ACCENTS: Mapping[str, str] = {
    Accent.TEAL: N_("Бирюзовый"),
    Accent.BLUE: N_("Синий"),
    Accent.INDIGO: N_("Индиго"),
    Accent.VIOLET: N_("Фиолетовый"),
    Accent.PLUM: N_("Сливовый"),
    Accent.RED: N_("Красный"),
    Accent.ORANGE: N_("Оранжевый"),
    Accent.GREEN: N_("Зелёный"),
    Accent.GRAPHITE: N_("Графитовый"),
}

ACCENT_COLOURS: Mapping[str, str] = {
    Accent.TEAL: "#0d6472",
    Accent.BLUE: "#1d56b3",
    Accent.INDIGO: "#4340b8",
    Accent.VIOLET: "#6b3fa8",
    Accent.PLUM: "#8c2f6b",
    Accent.RED: "#b02a2a",
    Accent.ORANGE: "#a84a0a",
    Accent.GREEN: "#1f6b3a",
    Accent.GRAPHITE: "#3a3f45",
}
"""sRGB of each accent for paper and letters; contrast with white is at least 4.5:1."""

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
