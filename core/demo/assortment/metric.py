"""Metric fasteners by DIN, ISO and ГОСТ: bolts, nuts, washers, screws, studs."""

import math
from dataclasses import dataclass

from core.demo.assortment.draft import (
    Draft,
    Drafts,
    Size,
    box,
    disc_mass,
    hexagon_mass,
    kilograms,
    metal,
    plain,
    ring_mass,
    rod_mass,
    ru,
)


@dataclass(frozen=True, slots=True)
class Finish:
    """Material and coating: how they are written, and rubles per kilogram of the thing."""

    code: str
    words: str
    per_kg: float
    lead_days: int
    grade: int = 0


ZINC_88 = Finish("ZN88", "кл. пр. 8.8 оцинк.", 330, 2, grade=1)
ZINC_48 = Finish("ZN48", "кл. пр. 4.8 оцинк.", 290, 2)
ZINC_8 = Finish("ZN8", "кл. пр. 8 оцинк.", 340, 2, grade=1)
ZINC = Finish("ZN", "оцинк.", 300, 2)
PLAIN_58 = Finish("BL58", "кл. пр. 5.8 без покр.", 215, 3)
BLACK_109 = Finish("BL109", "кл. пр. 10.9 чёрн.", 430, 5, grade=2)
A2 = Finish("A2", "нерж. А2", 930, 7, grade=1)

# Thread: width across flats, height of bolt head, height of nut (DIN 933, DIN 934).
_HEX: dict[Size, tuple[float, float, float]] = {
    3: (5.5, 2, 2.4), 4: (7, 2.8, 3.2), 5: (8, 3.5, 4), 6: (10, 4, 5), 8: (13, 5.3, 6.5),
    10: (17, 6.4, 8), 12: (19, 7.5, 10), 14: (22, 8.8, 11), 16: (24, 10, 13), 18: (27, 11.5, 15),
    20: (30, 12.5, 16), 24: (36, 15, 19), 27: (41, 17, 22), 30: (46, 18.7, 24),
}  # fmt: skip

_BOLTS: tuple[tuple[str, str, str, tuple[Finish, ...], dict[Size, tuple[int, ...]]], ...] = (
    ("933", "DIN 933", "Болт с шестигранной головкой, резьба по всей длине", (ZINC_88,), {
        6: (12, 16, 20, 25, 30, 40, 50, 60), 8: (16, 20, 25, 30, 35, 40, 50, 60, 70, 80),
        10: (20, 25, 30, 40, 50, 60, 80, 100), 12: (25, 30, 40, 50, 60, 80, 100, 120),
        16: (40, 50, 60, 80, 100, 120), 20: (50, 60, 80, 100)}),
    ("933", "DIN 933", "Болт с шестигранной головкой, резьба по всей длине", (A2,), {
        6: (16, 20, 30, 40), 8: (20, 25, 30, 40, 50), 10: (30, 40, 50, 60), 12: (40, 50, 60)}),
    ("933", "DIN 933", "Болт с шестигранной головкой, резьба по всей длине", (BLACK_109,), {
        8: (30, 40, 50), 10: (30, 40, 50), 12: (40, 50, 60), 16: (50, 60, 80)}),
    ("931", "DIN 931", "Болт с шестигранной головкой, неполная резьба", (ZINC_88,), {
        10: (70, 80, 100, 120), 12: (80, 100, 120, 150), 16: (90, 100, 120, 150, 180),
        20: (100, 120, 150, 200), 24: (120, 150, 200)}),
    ("7798", "ГОСТ 7798-70", "Болт с шестигранной головкой класса точности В", (PLAIN_58,), {
        10: (40, 60, 80), 12: (50, 60, 80, 100), 16: (60, 70, 80, 100), 20: (80, 100),
        24: (100, 120)}),
)  # fmt: skip

_NUTS: tuple[tuple[str, str, str, float, tuple[Finish, ...], tuple[int, ...]], ...] = (
    ("934", "DIN 934", "Гайка шестигранная", 1.0, (ZINC_8,),
     (3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 27, 30)),
    ("934", "DIN 934", "Гайка шестигранная", 1.0, (A2,), (3, 4, 5, 6, 8, 10, 12, 16)),
    ("985", "DIN 985 самоконтр. с нейлон. кольцом", "Гайка самоконтрящаяся с нейлоновым кольцом",
     1.3, (ZINC_8,), (4, 5, 6, 8, 10, 12, 16, 20)),
    ("985", "DIN 985 самоконтр. с нейлон. кольцом", "Гайка самоконтрящаяся с нейлоновым кольцом",
     1.3, (A2,), (5, 6, 8, 10)),
    ("6923", "DIN 6923 с фланцем", "Гайка шестигранная с зубчатым фланцем", 1.35, (ZINC_8,),
     (5, 6, 8, 10, 12)),
    ("1587", "DIN 1587 колпачковая", "Гайка колпачковая высокая", 2.2, (ZINC,),
     (5, 6, 8, 10, 12)),
    ("6334", "DIN 6334 удлинённая", "Гайка соединительная высотой 3d", 3.4, (ZINC,),
     (6, 8, 10, 12, 16, 20)),
)  # fmt: skip

# Thread: outer diameter and thickness.
_WASHERS_125: dict[Size, tuple[float, float]] = {
    3: (7, 0.5), 4: (9, 0.8), 5: (10, 1), 6: (12, 1.6), 8: (16, 1.6), 10: (20, 2), 12: (24, 2.5),
    14: (28, 2.5), 16: (30, 3), 18: (34, 3), 20: (37, 3), 24: (44, 4), 30: (56, 4),
}  # fmt: skip
_WASHERS_9021: dict[Size, tuple[float, float]] = {
    4: (12, 1), 5: (15, 1.2), 6: (18, 1.6), 8: (24, 2), 10: (30, 2.5), 12: (37, 3), 16: (50, 3),
    20: (60, 4),
}  # fmt: skip
_WASHERS_127: dict[Size, tuple[float, float]] = {
    5: (9.2, 1.2), 6: (11.8, 1.6), 8: (14.8, 2), 10: (18.1, 2.2), 12: (21.1, 2.5),
    16: (27.4, 3.5), 20: (33.6, 4), 24: (40, 5),
}  # fmt: skip

_SCREWS: tuple[tuple[str, str, str, Finish, float, dict[Size, tuple[int, ...]]], ...] = (
    ("912", "DIN 912 внутр. шестигр.", "Винт с цилиндрической головкой, внутренний шестигранник",
     ZINC_88, 1.25,
     {5: (16, 20, 25, 30), 6: (16, 20, 25, 30, 40, 50), 8: (20, 25, 30, 40, 50, 60),
      10: (30, 40, 50, 60), 12: (40, 60, 80)}),
    ("912", "DIN 912 внутр. шестигр.", "Винт с цилиндрической головкой, внутренний шестигранник",
     A2, 1.25, {5: (16, 20), 6: (20, 30), 8: (20, 30, 40)}),
    ("7380", "ISO 7380 полукр. гол. внутр. шестигр.", "Винт с полукруглой головкой", BLACK_109,
     1.3, {5: (10, 16, 20), 6: (16, 20, 30), 8: (20, 30)}),
    ("7985", "DIN 7985 полукр. гол. Ph", "Винт с полукруглой головкой, крестообразный шлиц",
     ZINC_48, 1.1,
     {3: (8, 10, 16, 20), 4: (10, 16, 20, 30), 5: (10, 16, 20, 30), 6: (16, 20, 30, 40)}),
    ("965", "DIN 965 потай Ph", "Винт с потайной головкой, крестообразный шлиц", ZINC_48, 1.1,
     {3: (10, 16, 20), 4: (10, 16, 20, 30), 5: (16, 20, 30), 6: (20, 30, 40)}),
)  # fmt: skip

_STUDS: tuple[tuple[Finish, int, tuple[int, ...]], ...] = (
    (ZINC_48, 1000, (6, 8, 10, 12, 14, 16, 20, 24, 30)),
    (ZINC_48, 2000, (8, 10, 12, 16, 20)),
    (ZINC_88, 1000, (10, 12, 16, 20, 24)),
    (A2, 1000, (6, 8, 10, 12, 16)),
)


def _bolts() -> Drafts:
    for code, standard, description, finishes, sizes in _BOLTS:
        for thread, lengths in sizes.items():
            flats, head, _ = _HEX[thread]
            for length in lengths:
                kg = rod_mass(thread, length) + hexagon_mass(flats, head)
                for finish in finishes:
                    yield Draft(
                        sku=f"BLT-{code}-M{thread}X{length}-{finish.code}",
                        name=f"Болт М{thread}х{length} {standard} {finish.words}",
                        description=f"{description}, {finish.words}",
                        group="bolts",
                        price=metal(kg, finish.per_kg),
                        weight=kilograms(kg),
                        pack=box(kg),
                        lead_days=finish.lead_days,
                        # A bolt of any finish fits where its size fits.
                        like=f"hex-bolt {thread}x{length}",
                        grade=finish.grade,
                    )


def _special_bolts() -> Drafts:
    """Flange bolts DIN 6921 and carriage bolts DIN 603."""
    flange: dict[int, tuple[int, ...]] = {6: (16, 20, 25), 8: (20, 25, 30, 40), 10: (25, 30, 40)}
    carriage: dict[int, tuple[int, ...]] = {
        6: (40, 60, 80), 8: (40, 60, 80, 100, 120), 10: (60, 80, 100, 120),
    }  # fmt: skip
    for thread, lengths in flange.items():
        flats, head, _ = _HEX[thread]
        for length in lengths:
            kg = rod_mass(thread, length) + 1.4 * hexagon_mass(flats, head)
            yield Draft(
                f"BLT-6921-M{thread}X{length}-ZN88",
                f"Болт М{thread}х{length} DIN 6921 с фланцем кл. пр. 8.8 оцинк.",
                "Болт с шестигранной головкой и зубчатым фланцем",
                "bolts", metal(kg, 400), kilograms(kg), pack=box(kg), lead_days=3,
            )  # fmt: skip
    for thread, lengths in carriage.items():
        for length in lengths:
            kg = rod_mass(thread, length) + 0.6 * disc_mass(2.4 * thread, 0.6 * thread)
            yield Draft(
                f"BLT-603-M{thread}X{length}-ZN48",
                f"Болт мебельный М{thread}х{length} DIN 603 кл. пр. 4.8 оцинк.",
                "Болт с полукруглой головкой и квадратным подголовком",
                "bolts", metal(kg, 280), kilograms(kg), pack=box(kg),
            )  # fmt: skip


def _nuts() -> Drafts:
    for code, standard, description, factor, finishes, threads in _NUTS:
        for thread in threads:
            flats, _, height = _HEX[thread]
            kg = hexagon_mass(flats, height, 0.88 * thread) * factor
            for finish in finishes:
                yield Draft(
                    sku=f"NUT-{code}-M{thread}-{finish.code}",
                    name=f"Гайка М{thread} {standard} {finish.words}",
                    description=f"{description}, {finish.words}",
                    group="nuts",
                    price=metal(kg, finish.per_kg * (1 + (factor - 1) * 0.1), 0.25),
                    weight=kilograms(kg),
                    pack=box(kg),
                    lead_days=finish.lead_days,
                    like=f"nut {code} {thread}",
                    grade=finish.grade,
                )


def _washers() -> Drafts:
    tables = (
        ("125", "DIN 125 плоская", "Шайба плоская без фаски", (ZINC, A2), _WASHERS_125),
        ("9021", "DIN 9021 увеличенная", "Шайба с наружным диаметром 3d", (ZINC,), _WASHERS_9021),
        ("127", "DIN 127 пружинная (гровер)", "Шайба пружинная", (ZINC,), _WASHERS_127),
    )
    for code, standard, description, finishes, sizes in tables:
        for thread, (outer, thickness) in sizes.items():
            kg = ring_mass(outer, thread * 1.06, thickness)
            for finish in finishes:
                if finish is A2 and thread > 16:
                    continue
                yield Draft(
                    sku=f"WSH-{code}-M{plain(thread)}-{finish.code}",
                    name=f"Шайба М{ru(thread)} {standard} {finish.words}",
                    description=f"{description}, {finish.words}",
                    group="washers",
                    price=metal(kg, finish.per_kg, 0.12),
                    weight=kilograms(kg),
                    pack=box(kg),
                    lead_days=finish.lead_days,
                    like=f"washer {code} {thread}",
                )


def _screws() -> Drafts:
    for code, standard, description, finish, dearer, sizes in _SCREWS:
        for thread, lengths in sizes.items():
            for length in lengths:
                kg = rod_mass(thread, length) + disc_mass(1.6 * thread, 0.8 * thread)
                yield Draft(
                    sku=f"SCR-{code}-M{thread}X{length}-{finish.code}",
                    name=f"Винт М{thread}х{length} {standard} {finish.words}",
                    description=f"{description}, {finish.words}",
                    group="screws",
                    price=metal(kg, finish.per_kg * dearer, 0.35),
                    weight=kilograms(kg),
                    pack=box(kg),
                    lead_days=finish.lead_days,
                    like=f"screw {code} {thread}x{length}",
                    grade=finish.grade,
                )


def _studs() -> Drafts:
    for finish, length, threads in _STUDS:
        for thread in threads:
            kg = rod_mass(thread, length)
            yield Draft(
                sku=f"STD-975-M{thread}X{length}-{finish.code}",
                name=f"Шпилька резьбовая М{thread}х{length} DIN 975 {finish.words}",
                description=f"Шпилька с резьбой по всей длине, {finish.words}",
                group="studs",
                price=metal(kg, finish.per_kg * 0.72, 6),
                weight=kilograms(kg),
                # Studs come in bundles of about 25 kg.
                pack=max(1, math.floor(25 / kg / 5) * 5),
                lead_days=finish.lead_days,
                like=f"stud {thread}x{length}",
                grade=finish.grade,
            )


def drafts() -> Drafts:
    """All metric fasteners."""
    yield from _bolts()
    yield from _special_bolts()
    yield from _nuts()
    yield from _washers()
    yield from _screws()
    yield from _studs()
