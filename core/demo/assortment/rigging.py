"""Rigging: wire rope, clips, thimbles, turnbuckles, hooks, eye bolts, shackles, chain."""

from core.demo.assortment.draft import (
    METRE,
    Draft,
    Drafts,
    Size,
    box,
    kilograms,
    metal,
    plain,
    rod_mass,
    ru,
    rubles,
)

_ROPE = (2, 3, 4, 5, 6, 8, 10, 12)
_COATED = ((2, 3), (3, 4), (4, 5), (5, 6))
_CLIPS = (3, 5, 6, 8, 10, 13, 16)
_THIMBLES = (3, 4, 5, 6, 8, 10, 12)
_TURNBUCKLES = (5, 6, 8, 10, 12, 16, 20)
_SNAP_HOOKS = ((4, 40), (5, 50), (6, 60), (8, 80), (10, 100), (12, 140))
# Thread: kilograms of one and its working load in tonnes (DIN 580, DIN 582).
_EYES: dict[int, tuple[float, float]] = {
    8: (0.06, 0.14), 10: (0.11, 0.23), 12: (0.18, 0.34), 16: (0.28, 0.7), 20: (0.45, 1.2),
    24: (0.74, 1.8), 30: (1.66, 3.2),
}  # fmt: skip
# Working load in tonnes: pin diameter and kilograms (bow shackle G209).
_SHACKLES: dict[Size, tuple[int, float]] = {
    0.5: (8, 0.05), 1: (11, 0.14), 2: (16, 0.33), 3.25: (19, 0.62), 4.75: (22, 1.02),
    6.5: (25, 1.6), 8.5: (28, 2.3),
}  # fmt: skip
_CHAIN = ((2, 22), (3, 26), (4, 32), (5, 35), (6, 42), (8, 52))


def drafts() -> Drafts:
    """All rigging."""
    for diameter in _ROPE:
        kg = diameter**2 * 0.00375
        yield Draft(
            f"RIG-3055-{diameter}",
            f"Трос стальной d{diameter} мм DIN 3055 оцинк.",
            "Канат 6х7 с органическим сердечником, на отрез",
            "rigging", metal(kg, 410, 4), kilograms(kg), METRE, pack=200 if diameter < 8 else 100,
            like=f"rope {diameter}",
        )  # fmt: skip
    for inner, outer in _COATED:
        kg = inner**2 * 0.00375 + 0.006
        yield Draft(
            f"RIG-3055-{inner}-PVC{outer}",
            f"Трос стальной в оплётке ПВХ d{inner}/{outer} мм DIN 3055",
            "Канат 6х7 в прозрачной оболочке ПВХ",
            "rigging", metal(kg, 430, 5), kilograms(kg), METRE, pack=200, like=f"rope {inner}",
        )  # fmt: skip
    for size in _CLIPS:
        kg = 0.00055 * size**2.1
        yield Draft(
            f"RIG-741-{size}", f"Зажим для троса {size} мм DIN 741 оцинк.",
            "Зажим канатный дуговой с двумя гайками",
            "rigging", metal(kg, 380, 5), kilograms(kg), pack=box(kg),
        )  # fmt: skip
    for size in _THIMBLES:
        kg = 0.00035 * size**2
        yield Draft(
            f"RIG-6899-{size}", f"Коуш для троса {size} мм DIN 6899 оцинк.",
            "Коуш открытый для петли каната",
            "rigging", metal(kg, 420, 3), kilograms(kg), pack=box(kg),
        )  # fmt: skip
    for thread in _TURNBUCKLES:
        for ends_code, ends in (("HE", "крюк-кольцо"), ("EE", "кольцо-кольцо")):
            kg = rod_mass(thread, thread * 18) * 1.6
            yield Draft(
                f"RIG-1480-M{thread}-{ends_code}",
                f"Талреп М{thread} {ends} DIN 1480 оцинк.",
                "Стяжка винтовая для натяжения каната",
                "rigging", metal(kg, 330, 25), kilograms(kg), pack=box(kg),
                like=f"turnbuckle {thread}",
            )  # fmt: skip
    for wire, length in _SNAP_HOOKS:
        kg = rod_mass(wire, length * 2.6)
        yield Draft(
            f"RIG-5299-{wire}X{length}", f"Карабин пожарный {wire}х{length} DIN 5299 С оцинк.",
            "Карабин винтовой грушевидный, не для подъёма людей",
            "rigging", metal(kg, 520, 12), kilograms(kg), pack=box(kg),
        )  # fmt: skip
    for code, kind, gender in (("580", "Рым-болт", "DIN 580"), ("582", "Рым-гайка", "DIN 582")):
        for thread, (kg, load) in _EYES.items():
            yield Draft(
                f"RIG-{code}-M{thread}",
                f"{kind} М{thread} {gender} оцинк.",
                f"{kind} для подъёма груза, до {ru(load)} т на одну петлю",
                "rigging", metal(kg, 370, 14), kilograms(kg), pack=box(kg),
            )  # fmt: skip
    for load, (pin, kg) in _SHACKLES.items():
        yield Draft(
            f"RIG-G209-{plain(load)}T", f"Скоба такелажная G209 {ru(load)} т омега оцинк.",
            f"Скоба омегообразная с ввёртным пальцем {pin} мм",
            "rigging", metal(kg, 560, 40), kilograms(kg), pack=box(kg), lead_days=5,
        )  # fmt: skip
    for wire, link in _CHAIN:
        kg = wire**2 * 0.0215
        yield Draft(
            f"RIG-5685-{wire}X{link}",
            f"Цепь длиннозвенная {wire}х{link} DIN 5685 С оцинк.",
            "Цепь сварная, на отрез",
            "rigging", metal(kg, 300, 10), kilograms(kg), METRE, pack=30,
        )  # fmt: skip
    for load, length, price in ((1.0, 2, 690.0), (2.0, 3, 1480.0), (3.0, 4, 2350.0)):
        yield Draft(
            f"RIG-STP-{plain(load)}X{length}",
            f"Строп текстильный петлевой СТП-{load:.1f}/{length * 1000}".replace(".", ",", 1),
            "Строп ленточный, запас прочности 7:1, с паспортом",
            "rigging", rubles(price), kilograms(load * length * 0.17), lead_days=5,
        )  # fmt: skip
