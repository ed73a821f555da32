"""Lugs, ferrules, connectors, tubes, tape and cable ties."""

from core.demo.assortment.draft import PACKAGE, ROLL, Draft, Drafts, kilograms, plain, ru, rubles

# Section, hole for the bolt, inner diameter of the barrel (ГОСТ 7386-80).
_COPPER_LUGS = (
    (4, 5, 3), (6, 6, 4), (10, 6, 5), (16, 8, 6), (25, 8, 8), (35, 10, 10), (50, 10, 11),
    (70, 10, 13), (95, 12, 15), (120, 12, 17),
)  # fmt: skip
_ALUMINIUM_LUGS = ((16, 8, 5.4), (25, 8, 7), (35, 10, 8), (50, 10, 9), (70, 10, 12), (95, 12, 13))
_SLEEVES = ((4, 3), (6, 4), (10, 5), (16, 6), (25, 8), (35, 10), (50, 11))
_FERRULES = ((0.75, 8), (1, 8), (1.5, 8), (2.5, 8), (4, 9), (6, 12), (10, 12), (16, 12))
_RINGS = ((1.5, 4), (2.5, 5), (5.5, 6))
_SHRINK = ((2, 1), (4, 2), (6, 3), (8, 4), (10, 5), (12, 6), (16, 8), (20, 10), (30, 15), (40, 20))
_TIES = (
    (2.5, 100), (2.5, 150), (3.6, 150), (3.6, 200), (3.6, 300), (4.8, 200), (4.8, 250),
    (4.8, 300), (4.8, 400), (7.6, 300), (7.6, 400),
)  # fmt: skip
_TAPE = (("BK", "чёрная"), ("BL", "синяя"), ("RD", "красная"), ("YG", "жёлто-зелёная"),
         ("WH", "белая"))  # fmt: skip


def _lugs() -> Drafts:
    for section, bolt, barrel in _COPPER_LUGS:
        yield Draft(
            f"TRM-TML-{section}-{bolt}",
            f"Наконечник кабельный медный лужёный ТМЛ {section}-{bolt}-{barrel}",
            "Наконечник под опрессовку, ГОСТ 7386-80", "terminals",
            rubles(9 + 1.55 * section), kilograms(0.0014 + 0.00072 * section),
            pack=100 if section < 50 else 50,
        )  # fmt: skip
    for section, bolt, barrel in _ALUMINIUM_LUGS:
        yield Draft(
            f"TRM-TA-{section}-{bolt}",
            f"Наконечник кабельный алюминиевый ТА {section}-{bolt}-{ru(barrel)}",
            "Наконечник под опрессовку, ГОСТ 9581-80", "terminals",
            rubles(7 + 0.32 * section), kilograms(0.002 + 0.00031 * section),
            pack=100 if section < 50 else 50,
        )  # fmt: skip
    for section, barrel in _SLEEVES:
        yield Draft(
            f"TRM-GML-{section}", f"Гильза кабельная медная лужёная ГМЛ {section}-{barrel}",
            "Гильза соединительная под опрессовку, ГОСТ 23469.3-79", "terminals",
            rubles(7 + 1.25 * section), kilograms(0.001 + 0.0006 * section), pack=100,
        )  # fmt: skip
    for section, length in _FERRULES:
        yield Draft(
            f"TRM-NSHVI-{plain(section)}",
            f"Наконечник штыревой втулочный НШВИ {ru(section)}-{length} (100 шт)",
            "Наконечник с изолированным фланцем для гибкого провода", "terminals",
            rubles(62 + 21 * section), kilograms(0.012 + 0.011 * section), PACKAGE, pack=10,
        )  # fmt: skip
    for section, bolt in _RINGS:
        yield Draft(
            f"TRM-NKI-{plain(section)}-{bolt}",
            f"Наконечник кольцевой НКИ {ru(section)}-{bolt} (100 шт)",
            "Наконечник кольцевой изолированный", "terminals",
            rubles(230 + 46 * section), kilograms(0.07 + 0.02 * section), PACKAGE, pack=10,
        )  # fmt: skip


def _connectors() -> Drafts:
    for size, low, high in ((1, 1, 3), (2, 1, 4.5), (3, 1.5, 6), (4, 1.5, 9.5), (5, 4, 13.5)):
        yield Draft(
            f"TRM-SIZ-{size}", f"Зажим изолирующий СИЗ-{size} {ru(low)}–{ru(high)} мм² (100 шт)",
            "Соединительный изолирующий зажим-колпачок", "terminals",
            rubles(120 + 45 * size), kilograms(0.08 + 0.05 * size), PACKAGE, pack=10,
        )  # fmt: skip
    for wires, price in ((2, 19.0), (3, 24.0), (5, 36.0)):
        yield Draft(
            f"TRM-LEV-{wires}", f"Клемма соединительная рычажковая {wires}х(0,2–4) мм²",
            "Многоразовая клемма для любых медных проводов", "terminals",
            rubles(price), kilograms(0.0016 * wires), pack=50,
        )  # fmt: skip
    for section, current in ((2.5, 24), (4, 32), (6, 41), (10, 57), (16, 76)):
        for colour_code, colour in (("GY", "серый"), ("BL", "синий")):
            yield Draft(
                f"TRM-ZNI-{plain(section)}-{colour_code}",
                f"Зажим наборный ЗНИ-{ru(section)} мм² {current}А {colour}",
                "Проходная винтовая клемма на DIN-рейку", "terminals",
                rubles(17 + 4.1 * section), kilograms(0.006 + 0.0016 * section), pack=50,
            )  # fmt: skip
    for section, current in ((4, 5), (10, 20), (16, 60)):
        yield Draft(
            f"TRM-ZVI-{current}", f"Зажим винтовой ЗВИ-{current} {section} мм² 12 пар",
            "Клеммная колодка, полистирол", "terminals",
            rubles(26 + 5.4 * section), kilograms(0.02 + 0.005 * section), pack=10,
        )  # fmt: skip
    yield Draft(
        "TRM-ZPI-16-95", "Зажим прокалывающий ЗПИ 16–95/1,5–10 для СИП",
        "Ответвление от магистрали СИП без снятия изоляции", "terminals", rubles(96),
        kilograms(0.12), pack=25, lead_days=4,
    )  # fmt: skip
    yield Draft(
        "TRM-ZAB-16-25", "Зажим анкерный ЗАБ 16–25 для абонентского СИП",
        "Натяжной зажим клиновой", "terminals", rubles(124), kilograms(0.11), pack=25, lead_days=4,
    )  # fmt: skip


def _insulation() -> Drafts:
    for before, after in _SHRINK:
        yield Draft(
            f"TRM-TUT-{before}X{after}",
            f"Трубка термоусадочная ТУТнг {before}/{after} чёрная (1 м)",
            "Термоусадка 2:1, не поддерживает горение", "terminals",
            rubles(6 + 1.9 * before), kilograms(0.0017 * before), pack=50 if before < 20 else 10,
        )  # fmt: skip
    for colour_code, colour in _TAPE:
        yield Draft(
            f"TRM-TAPE-{colour_code}", f"Изолента ПВХ 19 мм х 20 м {colour}",
            "Изоляционная лента 0,13 мм", "terminals", rubles(64), kilograms(0.1), ROLL, pack=10,
            like="insulating tape",
        )  # fmt: skip
    for width, length in _TIES:
        for colour_code, colour in (("WH", "белая"), ("BK", "чёрная УФ")):
            yield Draft(
                f"TRM-TIE-{plain(width)}X{length}-{colour_code}",
                f"Стяжка кабельная {ru(width)}х{length} {colour} (100 шт)",
                "Хомут нейлоновый неразъёмный", "terminals",
                rubles(width * length * 0.105 + 14), kilograms(width * length * 0.00012),
                PACKAGE, pack=50 if length < 300 else 25, like=f"cable tie {width}x{length}",
            )  # fmt: skip


def drafts() -> Drafts:
    """All lugs, connectors and insulation."""
    yield from _lugs()
    yield from _connectors()
    yield from _insulation()
