"""Cable and wire: power, installation, signal. All by the metre.

A price is copper (or aluminium) by section plus insulation; marks of cores follow ГОСТ 31996:
«ок» is a round solid conductor, «мк» a round stranded one, (N,PE) are the marked cores.
"""

import math

from core.demo.assortment.draft import METRE, Draft, Drafts, Size, kilograms, plain, ru, rubles

_COPPER_PRICE = 11.2  # rubles for a metre of 1 mm²
_ALUMINIUM_PRICE = 1.9
_COPPER_KG = 0.0089
_ALUMINIUM_KG = 0.0027

_MARKS = {2: "(N)", 3: "(N,PE)", 4: "(PE)", 5: "(N,PE)"}

_LS: tuple[tuple[int, tuple[Size, ...]], ...] = (
    (2, (1.5, 2.5, 4)), (3, (1.5, 2.5, 4, 6, 10)), (4, (2.5, 4, 6, 10, 16)),
    (5, (1.5, 2.5, 4, 6, 10, 16, 25, 35)),
)  # fmt: skip
_FRLS: tuple[tuple[int, tuple[Size, ...]], ...] = (
    (2, (1.5,)), (3, (1.5, 2.5, 4, 6)), (5, (2.5, 4, 6, 10)),
)  # fmt: skip
_FLAT: tuple[tuple[int, tuple[Size, ...]], ...] = ((2, (1.5, 2.5)), (3, (1.5, 2.5, 4, 6)))
_NYM: tuple[tuple[int, tuple[Size, ...]], ...] = ((3, (1.5, 2.5, 4)), (5, (2.5, 4, 6)))
_ARMOURED: tuple[tuple[int, tuple[Size, ...]], ...] = ((3, (4, 6)), (5, (4, 6, 10, 16)))
_RUBBER = ((1, 16), (1, 25), (1, 35), (1, 50), (2, 1.5), (3, 1.5), (3, 2.5), (3, 4))
_PVS = ((2, 0.75), (2, 1.5), (2, 2.5), (3, 0.75), (3, 1.5), (3, 2.5), (3, 4), (4, 1.5), (5, 2.5))
_COLOURS = (("W", "белый"), ("BL", "голубой"), ("YG", "жёлто-зелёный"), ("BK", "чёрный"))


def _insulation(cores: int, section: Size) -> float:
    """Rubles of plastic in a metre: grows with the girth of the cores."""
    return cores * (1.6 + 1.5 * math.sqrt(section))


def _copper(
    sku: str,
    name: str,
    description: str,
    cores: int,
    section: Size,
    *,
    factor: float = 1.0,
    like: str = "",
    group: str = "power-cable",
    lead_days: int = 2,
    grade: int = 1,
) -> Draft:
    area = cores * section
    plastic = _insulation(cores, section)
    return Draft(
        sku, name, description, group,
        price=rubles((area * _COPPER_PRICE + plastic) * factor),
        weight=kilograms(area * _COPPER_KG + plastic * 0.0065 * factor),
        unit=METRE, pack=100, like=like, grade=grade, lead_days=lead_days,
    )  # fmt: skip


def _aluminium(sku: str, name: str, description: str, area: Size, extra: float) -> Draft:
    return Draft(
        sku, name, description, "power-cable",
        price=rubles(area * _ALUMINIUM_PRICE + extra),
        weight=kilograms(area * _ALUMINIUM_KG + extra * 0.0045),
        unit=METRE, pack=100, lead_days=5,
    )  # fmt: skip


def _power() -> Drafts:
    for code, mark, text, sizes, factor in (
        ("VVGLS", "ВВГнг(А)-LS", "не распространяет горение, мало дыма", _LS, 1.0),
        ("VVGFRLS", "ВВГнг(А)-FRLS", "огнестойкий, мало дыма", _FRLS, 1.55),
    ):
        for cores, sections in sizes:
            for section in sections:
                solid = section <= 16
                yield _copper(
                    f"CBL-{code}-{cores}X{plain(section)}",
                    f"Кабель {mark} {cores}х{ru(section)} {'ок' if solid else 'мк'}"
                    f"{_MARKS[cores]}-{'0,66' if solid else '1'}",
                    f"Кабель силовой медный, {text}, ГОСТ 31996-2012",
                    cores, section, factor=factor, like=f"power cable {cores}x{section}",
                    # Behaviour in fire: NYM 0, LS 1, FRLS 2.
                    grade=2 if code == "VVGFRLS" else 1,
                )  # fmt: skip
    for cores, sections in _FLAT:
        for section in sections:
            yield _copper(
                f"CBL-VVGPLS-{cores}X{plain(section)}",
                f"Кабель ВВГ-Пнг(А)-LS {cores}х{ru(section)} ок{_MARKS[cores]}-0,66",
                "Кабель силовой медный плоский, мало дыма, ГОСТ 31996-2012",
                cores, section, factor=0.97, like=f"power cable {cores}x{section}",
            )  # fmt: skip
    for cores, sections in _NYM:
        for section in sections:
            yield _copper(
                f"CBL-NYM-{cores}X{plain(section)}",
                f"Кабель NYM-J {cores}х{ru(section)}",
                "Кабель силовой медный с заполнением, серая оболочка",
                cores, section, factor=1.18, like=f"power cable {cores}x{section}", grade=0,
            )  # fmt: skip
    for cores, sections in _ARMOURED:
        for section in sections:
            yield _copper(
                f"CBL-VBSHV-{cores}X{plain(section)}",
                f"Кабель ВБШвнг(А)-LS {cores}х{ru(section)} ок{_MARKS[cores]}-1",
                "Кабель силовой медный бронированный стальными лентами",
                cores, section, factor=1.35, lead_days=4,
            )  # fmt: skip


def _flexible_and_outdoor() -> Drafts:
    for cores, section in _RUBBER:
        mark = "-380" if cores == 1 else f"{_MARKS[cores]}-220/380"
        yield _copper(
            f"CBL-KG-{cores}X{plain(section)}",
            f"Кабель КГтп-ХЛ {cores}х{ru(section)}{mark}",
            "Кабель гибкий для подвижных механизмов и сварки, хладостойкий",
            cores, section, factor=1.12,
        )  # fmt: skip
    for section in (16, 25, 35, 50, 70):
        mark = "ок" if section == 16 else "мк"
        yield _aluminium(
            f"CBL-AVBSHV-4X{section}", f"Кабель АВБШв 4х{section} {mark}(N)-1",
            "Кабель силовой алюминиевый бронированный для прокладки в земле",
            4 * section, 72,
        )  # fmt: skip
    for cores, section in ((2, 16), (2, 25), (4, 16), (4, 25), (4, 35)):
        yield _aluminium(
            f"CBL-SIP4-{cores}X{section}", f"Провод СИП-4 {cores}х{section}-0,6/1",
            "Самонесущий изолированный провод без несущей жилы, ГОСТ 31946-2012",
            cores * section, 4.0 * cores,
        )  # fmt: skip
    for phase, carrier in ((35, 54.6), (50, 54.6), (70, 54.6)):
        yield _aluminium(
            f"CBL-SIP2-3X{phase}", f"Провод СИП-2 3х{phase}+1х{ru(carrier)}-0,6/1",
            "Самонесущий изолированный провод с изолированной нулевой несущей жилой",
            3 * phase + carrier, 18,
        )  # fmt: skip


def _wire() -> Drafts:
    for code, mark, text, sections in (
        ("PUV", "ПуВ", "однопроволочный", (1.5, 2.5, 4, 6)),
        ("PUGV", "ПуГВ", "гибкий", (1.5, 2.5, 4, 6)),
    ):
        for section in sections:
            for colour_code, colour in _COLOURS:
                if code == "PUV" and colour_code == "BK":
                    continue
                yield _copper(
                    f"WIR-{code}-1X{plain(section)}-{colour_code}",
                    f"Провод {mark} 1х{ru(section)} {colour}",
                    f"Провод установочный медный {text}, 450/750 В, ГОСТ 31947-2012",
                    1, section, factor=1.0 if code == "PUV" else 1.06,
                    like=f"installation wire 1x{section} {colour_code}", group="wire",
                )  # fmt: skip
    for section in (10, 16, 25):
        yield _copper(
            f"WIR-PUGV-1X{section}-YG", f"Провод ПуГВ 1х{section} жёлто-зелёный",
            "Провод установочный медный гибкий для заземления, 450/750 В",
            1, section, factor=1.06, group="wire",
        )  # fmt: skip
    for cores, section in _PVS:
        yield _copper(
            f"WIR-PVS-{cores}X{plain(section)}", f"Провод ПВС {cores}х{ru(section)} белый",
            "Провод соединительный гибкий, 380 В, ГОСТ 7399-97",
            cores, section, factor=1.1, group="wire",
        )  # fmt: skip
    for cores, section in ((2, 0.5), (2, 0.75), (3, 0.75)):
        yield _copper(
            f"WIR-SHVVP-{cores}X{plain(section)}", f"Шнур ШВВП {cores}х{ru(section)} белый",
            "Шнур плоский гибкий, 380 В, ГОСТ 7399-97",
            cores, section, factor=1.0, group="wire",
        )  # fmt: skip


_SIGNAL = (
    ("UTP5E-IN", "Кабель U/UTP cat.5e 4х2х0,52 внутренний PVC серый",
     "Витая пара для локальных сетей, бухта 305 м", 26.0, 0.032, 305),
    ("UTP5E-OUT", "Кабель U/UTP cat.5e 4х2х0,52 внешний PE чёрный",
     "Витая пара для наружной прокладки, бухта 305 м", 31.0, 0.038, 305),
    ("FTP5E-IN", "Кабель F/UTP cat.5e 4х2х0,52 внутренний LSZH оранжевый",
     "Витая пара экранированная, без галогенов, бухта 305 м", 39.0, 0.041, 305),
    ("UTP6-IN", "Кабель U/UTP cat.6 4х2х0,57 внутренний LSZH",
     "Витая пара категории 6, бухта 305 м", 52.0, 0.045, 305),
    ("KPS-1X2X0.5", "Кабель КПСнг(А)-FRLS 1х2х0,5",
     "Кабель пожарной сигнализации", 23.0, 0.032, 200),
    ("KPS-1X2X0.75", "Кабель КПСнг(А)-FRLS 1х2х0,75",
     "Кабель пожарной сигнализации", 31.0, 0.04, 200),
    ("KPS-1X2X1", "Кабель КПСнг(А)-FRLS 1х2х1,0", "Кабель пожарной сигнализации", 38.0, 0.05, 200),
    ("KPS-2X2X0.5", "Кабель КПСнг(А)-FRLS 2х2х0,5",
     "Кабель пожарной сигнализации", 45.0, 0.059, 200),
    ("KSPV-2X0.5", "Кабель КСПВ 2х0,5",
     "Кабель для систем передачи и сигнализации", 8.9, 0.013, 200),
    ("KSPV-4X0.5", "Кабель КСПВ 4х0,5",
     "Кабель для систем передачи и сигнализации", 15.6, 0.022, 200),
    ("RG6", "Кабель коаксиальный RG-6U 75 Ом белый", "Телевизионный кабель, бухта 100 м",
     24.0, 0.043, 100),
    ("KVKV-2", "Кабель КВК-В-2 2х0,75 внутренний белый", "Кабель видеонаблюдения с питанием",
     41.0, 0.052, 200),
    ("KVKP-2", "Кабель КВК-П-2 2х0,75 уличный чёрный", "Кабель видеонаблюдения с питанием",
     44.0, 0.056, 200),
)  # fmt: skip


def _signal() -> Drafts:
    for code, name, description, price, kg, coil in _SIGNAL:
        yield Draft(
            f"SIG-{code}", name, description, "signal-cable", rubles(price), kilograms(kg),
            METRE, pack=coil, lead_days=3,
        )  # fmt: skip


def drafts() -> Drafts:
    """All cables and wires."""
    yield from _power()
    yield from _flexible_and_outdoor()
    yield from _wire()
    yield from _signal()
