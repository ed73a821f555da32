"""Luminaires and lamps of two invented makes."""

from core.demo.assortment.draft import PIECE, ROLL, Draft, Drafts, kilograms, ru, rubles

_FLOOD = (10, 20, 30, 50, 70, 100, 150, 200)
_STREET = (50, 80, 100, 150)
_DOWNLIGHTS = ((7, 105), (12, 145), (18, 190), (24, 225))
_ROUND = (8, 12, 18)

# Bulb: sockets, watts, price of the smallest at 3000 K.
_BULBS = (
    ("A60", "груша", ("E27",), (7, 9, 11, 15, 20), 62.0),
    ("C37", "свеча", ("E14", "E27"), (7,), 66.0),
    ("G45", "шар", ("E14", "E27"), (7,), 66.0),
)
_OTHER_LAMPS = (
    ("GX53-8-4000", "Лампа светодиодная GX53 8Вт 4000К Люмвейс", "Таблетка", 98.0, 0.04),
    ("GX53-12-4000", "Лампа светодиодная GX53 12Вт 4000К Люмвейс", "Таблетка", 126.0, 0.05),
    ("MR16-7-3000", "Лампа светодиодная MR16 7Вт GU5.3 3000К Люмвейс", "Софит", 74.0, 0.04),
    ("MR16-7-4000", "Лампа светодиодная MR16 7Вт GU5.3 4000К Люмвейс", "Софит", 74.0, 0.04),
    ("T8-10-4000", "Лампа светодиодная T8 10Вт G13 600 мм 4000К Люмвейс", "Трубка", 142.0, 0.1),
    ("T8-18-4000", "Лампа светодиодная T8 18Вт G13 1200 мм 4000К Люмвейс", "Трубка", 196.0, 0.18),
    ("T8-18-6500", "Лампа светодиодная T8 18Вт G13 1200 мм 6500К Люмвейс", "Трубка", 196.0, 0.18),
    ("HP-30-6500", "Лампа светодиодная HP 30Вт E27 6500К Люмвейс", "Высокая мощность", 310.0, 0.2),
    ("HP-50-6500", "Лампа светодиодная HP 50Вт E40 6500К Люмвейс", "Высокая мощность", 560.0, 0.36),
    ("HP-80-6500", "Лампа светодиодная HP 80Вт E40 6500К Люмвейс", "Высокая мощность", 920.0, 0.55),
    ("DNAT-150", "Лампа натриевая ДНаТ 150Вт E40 Свирь", "Газоразрядная, нужен ПРА", 520.0, 0.18),
    ("DNAT-250", "Лампа натриевая ДНаТ 250Вт E40 Свирь", "Газоразрядная, нужен ПРА", 590.0, 0.2),
    ("MO-36-40", "Лампа местного освещения МО 36В 40Вт E27 Свирь", "Накаливания", 34.0, 0.03),
    ("MO-36-60", "Лампа местного освещения МО 36В 60Вт E27 Свирь", "Накаливания", 36.0, 0.03),
)  # fmt: skip

_OTHER_LUMINAIRES = (
    ("EXIT", "Светильник аварийный «ВЫХОД» двусторонний 3 ч IP20 Люмвейс",
     "Указатель с аккумулятором", 980.0, 0.6),
    ("EMRG", "Светильник аварийный ДБА 3Вт 3 ч IP20 Люмвейс", "Непостоянный, с аккумулятором",
     890.0, 0.5),
    ("NPP-60", "Светильник НПП 60Вт E27 IP54 круг белый Свирь", "Под лампу, стекло с решёткой",
     290.0, 0.7),
    ("PSU-12-60", "Блок питания 12В 60Вт IP20 Люмвейс", "Для светодиодной ленты", 620.0, 0.25),
    ("PSU-12-150", "Блок питания 12В 150Вт IP20 Люмвейс", "Для светодиодной ленты", 1190.0, 0.5),
)  # fmt: skip
_KELVINS = (3000, 4000, 6500)


def _luminaires() -> Drafts:
    for kelvin in (4000, 6500):
        for make_code, make, factor in (("L", "Люмвейс", 1.0), ("S", "Свирь", 1.12)):
            yield Draft(
                f"LUM-PNL-36-{kelvin}-{make_code}",
                f"Панель светодиодная ДВО 36Вт {kelvin}К 595х595 опал IP40 {make}",
                "Светильник для потолка «Армстронг», 3600 лм",
                "luminaires", rubles(1090 * factor), kilograms(1.9), pack=4,
                lead_days=2 if make_code == "L" else 5, like=f"panel 36 {kelvin}",
            )  # fmt: skip
        for watts, length in ((18, 600), (36, 1200), (54, 1500)):
            yield Draft(
                f"LUM-LIN-{watts}-{kelvin}-L",
                f"Светильник линейный ДПП {watts}Вт {kelvin}К {length} мм IP65 Люмвейс",
                "Пылевлагозащищённый, поликарбонат",
                "luminaires", rubles(390 + 21 * watts), kilograms(0.4 + 0.02 * watts), pack=10,
            )  # fmt: skip
        for watts, diameter in _DOWNLIGHTS:
            yield Draft(
                f"LUM-DWN-{watts}-{kelvin}-L",
                f"Светильник встраиваемый ДВО {watts}Вт {kelvin}К d{diameter} мм круг Люмвейс",
                "Даунлайт тонкий с драйвером",
                "luminaires", rubles(120 + 22 * watts), kilograms(0.09 + 0.016 * watts), pack=20,
            )  # fmt: skip
    for watts in _FLOOD:
        for make_code, make, factor in (("L", "Люмвейс", 1.0), ("S", "Свирь", 0.9)):
            if make_code == "S" and watts > 100:
                continue
            yield Draft(
                f"LUM-FLD-{watts}-6500-{make_code}",
                f"Прожектор светодиодный ДО {watts}Вт 6500К IP65 чёрный {make}",
                f"Световой поток {watts * 90} лм",
                "luminaires", rubles((170 + 18.5 * watts) * factor),
                kilograms(0.12 + 0.011 * watts), pack=10, like=f"flood {watts}",
            )  # fmt: skip
    for watts in _STREET:
        yield Draft(
            f"LUM-STR-{watts}-5000-L",
            f"Светильник консольный ДКУ {watts}Вт 5000К IP65 Люмвейс",
            f"Уличный на трубу до 60 мм, {watts * 120} лм",
            "luminaires", rubles(900 + 32 * watts), kilograms(0.9 + 0.018 * watts), lead_days=5,
        )  # fmt: skip
    for watts in _ROUND:
        for sensor_code, sensor, extra in (("N", "", 0), ("D", " с датчиком движения", 260)):
            yield Draft(
                f"LUM-RND-{watts}-{sensor_code}",
                f"Светильник ДБП {watts}Вт 4000К круг IP65{sensor} Люмвейс",
                "Для подъездов и подсобных помещений",
                "luminaires", rubles(230 + 21 * watts + extra), kilograms(0.3 + 0.01 * watts),
                pack=20, like=f"round {watts}",
            )  # fmt: skip
    for watts, protection in ((9.6, 20), (14.4, 20), (14.4, 65)):
        yield Draft(
            f"LUM-STRIP-{watts}-IP{protection}",
            f"Лента светодиодная 12В {ru(watts)}Вт/м 4000К IP{protection} (5 м) Люмвейс",
            "Катушка 5 м, резать по 3 диода",
            "luminaires", rubles(58 * watts + 6 * protection), kilograms(0.09), ROLL, lead_days=3,
        )  # fmt: skip
    for code, name, description, price, kg in _OTHER_LUMINAIRES:
        yield Draft(
            f"LUM-{code}", name, description, "luminaires", rubles(price), kilograms(kg),
            PIECE, lead_days=4,
        )  # fmt: skip


def _lamps() -> Drafts:
    for form, shape, sockets, powers, price in _BULBS:
        for socket in sockets:
            for watts in powers:
                for kelvin in _KELVINS:
                    for make_code, make, factor in (("L", "Люмвейс", 1.0), ("S", "Свирь", 0.92)):
                        if make_code == "S" and (form != "A60" or watts not in (9, 11, 15)):
                            continue
                        yield Draft(
                            f"LMP-{form}-{socket}-{watts}-{kelvin}-{make_code}",
                            f"Лампа светодиодная {form} {watts}Вт {socket} {kelvin}К {make}",
                            f"Лампа-{shape}, {watts * 95} лм, 230 В",
                            "lamps", rubles(price * (0.55 + watts * 0.065) * factor),
                            kilograms(0.02 + watts * 0.0025), pack=10,
                            like=f"{form} {socket} {watts} {kelvin}",
                        )  # fmt: skip
    for code, name, description, price, kg in _OTHER_LAMPS:
        yield Draft(
            f"LMP-{code}", name, description, "lamps", rubles(price), kilograms(kg), pack=10,
            lead_days=3,
        )  # fmt: skip


def drafts() -> Drafts:
    """All luminaires and lamps."""
    yield from _luminaires()
    yield from _lamps()
