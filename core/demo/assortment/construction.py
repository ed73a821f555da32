"""Fasteners of the building site: screws, anchors, dowels, rivets, nails, plates, clamps."""

from core.demo.assortment.draft import (
    KILOGRAM,
    PACKAGE,
    ROLL,
    Draft,
    Drafts,
    Size,
    box,
    kilograms,
    metal,
    plain,
    ring_mass,
    rod_mass,
    ru,
    rubles,
)

_Sizes = tuple[tuple[Size, tuple[int, ...]], ...]

_DRYWALL: _Sizes = (
    (3.5, (16, 19, 25, 32, 35, 41, 45, 51, 55)), (3.8, (64,)), (4.2, (70, 76)), (4.8, (102, 127)),
)  # fmt: skip
_YELLOW: _Sizes = (
    (3, (16, 20, 25, 30)), (3.5, (20, 30, 40, 50)), (4, (30, 40, 50, 60, 70)),
    (5, (50, 60, 70, 80, 100)), (6, (80, 100, 120, 160)),
)  # fmt: skip
_LAG: _Sizes = (
    (6, (40, 60, 80)), (8, (50, 60, 80, 100, 120)), (10, (80, 100, 120)), (12, (100, 120)),
)  # fmt: skip
_TRUSS = (13, 16, 19, 25, 32, 41, 51, 76)
_ROOF = ((4.8, 35), (5.5, 19), (5.5, 32))
_RAL = (("ZN", "цинк"), ("8017", "RAL 8017"), ("3005", "RAL 3005"), ("6005", "RAL 6005"))

# Outer diameter, length, thread inside.
_SLEEVE = (
    (6.5, 36, 5), (6.5, 56, 5), (8, 40, 6), (8, 65, 6), (8, 85, 6), (10, 40, 8), (10, 60, 8),
    (10, 77, 8), (10, 97, 8), (10, 125, 8), (12, 60, 10), (12, 99, 10), (12, 129, 10),
    (16, 111, 12), (16, 147, 12), (20, 107, 16), (20, 151, 16),
)  # fmt: skip
_WEDGE: _Sizes = (
    (8, (75, 95, 115)), (10, (80, 95, 120)), (12, (100, 120, 150)), (16, (105, 140, 180)),
    (20, (170, 200)),
)  # fmt: skip
_DROP_IN = ((6, 8, 25), (8, 10, 30), (10, 12, 40), (12, 16, 50), (16, 20, 65), (20, 25, 80))
_FRAME = (72, 92, 112, 132, 152, 182)

_EXPANSION = ((5, 25), (6, 30), (6, 40), (8, 40), (8, 50), (10, 50), (10, 60), (12, 70), (14, 75))
_HAMMER = ((6, 40), (6, 60), (6, 80), (8, 60), (8, 80), (8, 100), (8, 120), (10, 100), (10, 120))
_INSULATION = (100, 120, 140, 160, 180, 200)

_RIVETS: _Sizes = (
    (3.2, (6, 8, 10, 12)), (4, (8, 10, 12, 16)), (4.8, (8, 10, 12, 16, 18)), (6.4, (12, 18)),
)  # fmt: skip
_NAILS = (
    (2.0, 40), (2.5, 50), (2.5, 60), (3.0, 70), (3.0, 80), (3.5, 90), (4.0, 100), (4.0, 120),
    (5.0, 150), (6.0, 200),
)  # fmt: skip


def _self_tapping() -> Drafts:
    for code, thread_words, thread_text in (
        ("SHSGD", "крупная резьба", "по гипсокартону к дереву"),
        ("SHSGM", "частая резьба", "по гипсокартону к металлу"),
    ):
        for diameter, lengths in _DRYWALL:
            if code == "SHSGM" and diameter > 3.8:
                continue
            for length in lengths:
                kg = rod_mass(diameter, length) * 0.75 + 0.0002
                yield Draft(
                    f"SLF-{code}-{plain(diameter)}X{length}",
                    f"Саморез {ru(diameter)}х{length} {thread_text} "
                    f"({thread_words}) фосфат.",
                    f"Саморез с потайной головкой Ph2, {thread_words}, фосфатированный",
                    "self-tapping", metal(kg, 330, 0.15), kilograms(kg), pack=box(kg),
                )  # fmt: skip
    for diameter, lengths in _YELLOW:
        for length in lengths:
            kg = rod_mass(diameter, length) * 0.75 + 0.0002
            yield Draft(
                f"SLF-UNI-{plain(diameter)}X{length}-YZ",
                f"Саморез универсальный {ru(diameter)}х{length} жёлт. цинк",
                "Саморез универсальный, потайная головка, шлиц Pz",
                "self-tapping", metal(kg, 360, 0.2), kilograms(kg), pack=box(kg),
            )  # fmt: skip
    for tip_code, tip in (("DRL", "сверло"), ("SHP", "острый")):
        for length in _TRUSS:
            kg = rod_mass(4.2, length) * 0.75 + 0.0009
            yield Draft(
                f"SLF-TRS-4.2X{length}-{tip_code}",
                f"Саморез с пресс-шайбой 4,2х{length} {tip} оцинк.",
                f"Саморез для тонкого листа с пресс-шайбой, {tip}",
                "self-tapping", metal(kg, 370, 0.2), kilograms(kg), pack=box(kg),
                like=f"truss {length}",
            )  # fmt: skip
    for diameter, length in _ROOF:
        for colour_code, colour in _RAL:
            kg = rod_mass(diameter, length) * 0.8 + 0.0025
            yield Draft(
                f"SLF-ROOF-{plain(diameter)}X{length}-{colour_code}",
                f"Саморез кровельный {ru(diameter)}х{length} {colour} с шайбой EPDM",
                "Саморез кровельный с шестигранной головкой и уплотнительной шайбой",
                "self-tapping",
                metal(kg, 370 if colour_code == "ZN" else 450, 0.6), kilograms(kg), pack=box(kg),
                like=f"roof {diameter}x{length}",
            )  # fmt: skip
    for diameter, lengths in _LAG:
        for length in lengths:
            kg = rod_mass(diameter, length) * 0.9 + 0.00004 * diameter**2
            yield Draft(
                f"SLF-571-{diameter}X{length}-ZN",
                f"Шуруп сантехнический (глухарь) {diameter}х{length} DIN 571 оцинк.",
                "Шуруп с шестигранной головкой под ключ",
                "self-tapping", metal(kg, 290), kilograms(kg), pack=box(kg),
            )  # fmt: skip


def _anchors() -> Drafts:
    for outer, length, thread in _SLEEVE:
        kg = rod_mass(outer, length) * 0.95
        yield Draft(
            f"ANC-SLV-{plain(outer)}X{length}",
            f"Анкерный болт с гайкой {ru(outer)}х{length} (М{thread}) оцинк.",
            "Распорный анкер с гайкой для бетона и полнотелого кирпича",
            "anchors", metal(kg, 330, 2.5), kilograms(kg), pack=box(kg),
        )  # fmt: skip
    for thread, lengths in _WEDGE:
        for length in lengths:
            kg = rod_mass(thread, length) * 1.15
            yield Draft(
                f"ANC-WDG-M{thread}X{length}",
                f"Анкер клиновой М{thread}х{length} оцинк.",
                "Клиновой анкер для тяжёлых нагрузок в бетоне",
                "anchors", metal(kg, 380, 3.5), kilograms(kg), pack=box(kg), lead_days=3,
            )  # fmt: skip
    for thread, outer, length in _DROP_IN:
        kg = rod_mass(outer, length) * 0.6
        yield Draft(
            f"ANC-DRP-M{thread}X{length}",
            f"Анкер забивной М{thread} ({outer}х{length}) оцинк.",
            "Забивной анкер с внутренней резьбой под шпильку или болт",
            "anchors", metal(kg, 410, 1.5), kilograms(kg), pack=box(kg),
        )  # fmt: skip
    for length in _FRAME:
        kg = rod_mass(10, length) * 0.55
        yield Draft(
            f"ANC-FRM-10X{length}",
            f"Анкер рамный металлический 10х{length} оцинк.",
            "Рамный анкер для крепления оконных и дверных коробок",
            "anchors", metal(kg, 340, 2), kilograms(kg), pack=box(kg),
        )  # fmt: skip
    for volume, price in ((300, 690.0), (400, 860.0)):
        yield Draft(
            f"ANC-CHM-VE-{volume}",
            f"Анкер химический винилэстеровый, картридж {volume} мл",
            "Двухкомпонентный состав для вклейки шпилек и арматуры, два смесителя в комплекте",
            "anchors", rubles(price), kilograms(volume * 0.0017), pack=12, lead_days=5,
        )  # fmt: skip


def _dowels() -> Drafts:
    for diameter, length in _EXPANSION:
        kg = diameter**2 * length * 0.0000006
        yield Draft(
            f"DWL-EXP-{diameter}X{length}",
            f"Дюбель распорный {diameter}х{length} нейлон",
            "Дюбель распорный с усами для бетона и кирпича",
            "dowels", metal(kg, 750, 0.25), kilograms(kg), pack=box(kg * 6),
        )  # fmt: skip
    for diameter, length in _HAMMER:
        for collar_code, collar in (("C", "потай"), ("G", "гриб")):
            if collar_code == "G" and diameter == 10:
                continue
            kg = rod_mass(diameter * 0.6, length) + diameter**2 * length * 0.0000005
            yield Draft(
                f"DWL-NAIL-{diameter}X{length}-{collar_code}",
                f"Дюбель-гвоздь {diameter}х{length} {collar} полипропилен",
                f"Дюбель с забивным винтом, борт {collar}",
                "dowels", metal(kg, 260, 0.5), kilograms(kg), pack=box(kg),
                like=f"hammer dowel {diameter}x{length}",
            )  # fmt: skip
    for core_code, core, factor in (("P", "пласт. гвоздь", 0.55), ("M", "метал. гвоздь", 1.0)):
        for length in _INSULATION:
            kg = 0.00021 * length * factor
            yield Draft(
                f"DWL-INS-10X{length}-{core_code}",
                f"Дюбель тарельчатый для теплоизоляции 10х{length} {core}",
                "Дюбель с тарелкой 60 мм для крепления утеплителя",
                "dowels", rubles((2.2 + 0.058 * length) * factor + 1), kilograms(kg),
                pack=box(kg * 2), like=f"insulation dowel {length}",
            )  # fmt: skip
    for thread, length in ((4, 32), (5, 52), (6, 52), (6, 65)):
        kg = rod_mass(thread, length) * 1.6
        yield Draft(
            f"DWL-MOLLY-{thread}X{length}",
            f"Дюбель «Молли» металлический М{thread}х{length} с винтом",
            "Дюбель для пустотелых конструкций и гипсокартона",
            "dowels", metal(kg, 460, 4), kilograms(kg), pack=box(kg),
        )  # fmt: skip


def _rivets() -> Drafts:
    for body_code, body, factor in (("ALST", "алюм./сталь", 1.0), ("STST", "сталь/сталь", 1.35)):
        for diameter, lengths in _RIVETS:
            for length in lengths:
                if body_code == "STST" and diameter > 4.8:
                    continue
                kg = rod_mass(diameter, length + 28) * 0.55
                yield Draft(
                    f"RVT-7337-{plain(diameter)}X{length}-{body_code}",
                    f"Заклёпка вытяжная {ru(diameter)}х{length} DIN 7337 {body}",
                    f"Заклёпка вытяжная с плоским бортом, {body}",
                    "rivets", metal(kg, 480 * factor, 0.5), kilograms(kg), pack=box(kg),
                    like=f"rivet {diameter}x{length}", grade=int(body_code == "STST"),
                )  # fmt: skip
    for thread in (4, 5, 6, 8, 10):
        kg = ring_mass(thread * 1.5, thread, 14)
        yield Draft(
            f"RVT-NUT-M{thread}-ZN",
            f"Заклёпка резьбовая М{thread} цилиндр. борт рифлёная оцинк.",
            "Гайка-заклёпка для тонкого листа",
            "rivets", metal(kg, 900, 2.2), kilograms(kg), pack=box(kg), lead_days=4,
        )  # fmt: skip


def _nails() -> Drafts:
    tables = (
        ("4028", "Гвоздь строительный", "ГОСТ 4028-63 без покр.", 112.0, _NAILS),
        ("SCR", "Гвоздь винтовой", "оцинк.", 178.0, ((2.5, 50), (2.8, 70), (3.4, 90), (4.2, 110))),
        ("RNG", "Гвоздь ершёный", "оцинк.", 196.0, ((2.8, 50), (3.1, 70), (3.1, 80))),
        ("ROOF", "Гвоздь толевый", "ГОСТ 4029-63 оцинк.", 189.0, ((2.5, 32), (3.0, 40))),
    )  # fmt: skip
    for code, kind, finish, per_kg, sizes in tables:
        for diameter, length in sizes:
            yield Draft(
                f"NAI-{code}-{plain(diameter)}X{length}",
                f"{kind} {diameter:.1f}х{length} {finish}".replace(".", ",", 1),
                f"{kind}, продаётся на вес, короб 5 кг",
                # Thin wire costs more to draw.
                "nails", rubles(per_kg * (1 + 0.25 / diameter)), kilograms(1), KILOGRAM, pack=5,
            )  # fmt: skip


def _perforated() -> Drafts:
    corners = ((40, 40, 40), (50, 50, 40), (60, 60, 60), (80, 80, 60), (100, 100, 100))
    strong = ((50, 50, 35), (70, 70, 55), (90, 90, 65), (105, 105, 90), (130, 130, 100))
    plates = ((100, 35), (140, 55), (180, 65), (200, 90), (240, 100), (300, 100))
    for code, kind, sizes in (
        ("KUR", "Уголок крепёжный равносторонний", corners),
        ("KUU", "Уголок крепёжный усиленный", strong),
    ):
        for a, b, width in sizes:
            kg = (a + b) * width * 2.0 * 7.85e-6 * 0.88
            yield Draft(
                f"PRF-{code}-{a}X{b}X{width}",
                f"{kind} {code} {a}х{b}х{width}х2,0 оцинк.",
                f"{kind}, сталь 2 мм",
                "perforated", metal(kg, 250, 3), kilograms(kg), pack=box(kg * 2),
            )  # fmt: skip
    for length, width in plates:
        kg = length * width * 2.0 * 7.85e-6 * 0.88
        yield Draft(
            f"PRF-PK-{length}X{width}",
            f"Пластина крепёжная PK {length}х{width}х2,0 оцинк.",
            "Пластина соединительная перфорированная",
            "perforated", metal(kg, 245, 2), kilograms(kg), pack=box(kg * 2),
        )  # fmt: skip
    for width, height in ((51, 135), (76, 152), (100, 140), (150, 160)):
        kg = (width + 2 * height) * 76 * 2.0 * 7.85e-6
        yield Draft(
            f"PRF-OBR-{width}X{height}",
            f"Опора бруса раскрытая OBR {width}х{height}х76х2,0 оцинк.",
            "Опора для балки из бруса, открытая",
            "perforated", metal(kg, 260, 6), kilograms(kg), pack=20, lead_days=4,
        )  # fmt: skip
    for width, thickness in ((12, 0.55), (17, 0.7), (20, 1.0)):
        kg = width * thickness * 25_000 * 7.85e-6 * 0.8
        yield Draft(
            f"PRF-LENT-{width}X{plain(thickness)}",
            f"Лента монтажная перфорированная {width}х{ru(thickness)} (25 м) оцинк.",
            "Перфолента для подвеса труб и воздуховодов",
            "perforated", metal(kg, 270, 40), kilograms(kg), ROLL, pack=10,
        )  # fmt: skip


def _clamps() -> Drafts:
    sizes = ((8, 12), (10, 16), (12, 20), (16, 27), (20, 32), (25, 40), (32, 50), (40, 60),
             (50, 70), (60, 80), (70, 90), (90, 110), (110, 130))  # fmt: skip
    for steel_code, steel, factor in (("W1", "оцинк. W1", 1.0), ("W4", "нерж. W4", 2.3)):
        for low, high in sizes:
            if steel_code == "W4" and high > 80:
                continue
            kg = 0.006 + high * 0.00022
            yield Draft(
                f"CLP-3017-{low}X{high}-{steel_code}",
                f"Хомут червячный {low}–{high} мм DIN 3017 {steel}",
                "Хомут ленточный с червячным замком, лента 9 мм",
                "clamps", metal(kg, 820 * factor, 3), kilograms(kg), pack=50,
                like=f"worm clamp {low}-{high}", grade=int(steel_code == "W4"),
            )  # fmt: skip
    for inch, low, high in (("1/2", 20, 24), ("3/4", 25, 30), ("1", 32, 37), ("1 1/4", 40, 45),
                            ("1 1/2", 47, 51), ("2", 59, 63), ("4", 108, 116)):  # fmt: skip
        kg = 0.05 + high * 0.0011
        yield Draft(
            f"CLP-PIPE-{low}X{high}",
            f"Хомут трубный {inch}\" ({low}–{high} мм) с гайкой М8 и резиной",
            "Хомут сантехнический двухвинтовой с виброгасящей вставкой",
            "clamps", metal(kg, 390, 8), kilograms(kg), pack=50,
        )  # fmt: skip
    yield Draft(
        "CLP-BAND-20-0.7", "Лента бандажная стальная 20х0,7 (50 м) нерж. 201",
        "Лента для крепления СИП и кабеля на опорах", "clamps", rubles(3150), kilograms(5.6),
        PACKAGE, lead_days=5,
    )  # fmt: skip


def drafts() -> Drafts:
    """All fasteners of the building site."""
    yield from _self_tapping()
    yield from _anchors()
    yield from _dowels()
    yield from _rivets()
    yield from _nails()
    yield from _perforated()
    yield from _clamps()
