"""Modular automation, boards and boxes. Makes are invented."""

from core.demo.assortment.draft import METRE, Draft, Drafts, kilograms, plain, ru, rubles

_POLE_FACTOR = {1: 1.0, 2: 2.05, 3: 3.15, 4: 4.3}
_CURVES = {"B": 1.08, "C": 1.0, "D": 1.12}
# Poles and curve: rated currents.
_FAZAR: dict[tuple[int, str], tuple[int, ...]] = {
    (1, "B"): (6, 10, 16), (1, "C"): (6, 10, 16, 20, 25, 32, 40, 50, 63),
    (2, "C"): (16, 25, 32, 40, 63), (3, "C"): (10, 16, 20, 25, 32, 40, 50, 63),
    (3, "D"): (16, 25, 32, 40, 63), (4, "C"): (25, 40, 63),
}  # fmt: skip
_KONTIS: dict[tuple[int, str], tuple[int, ...]] = {
    (1, "C"): (6, 10, 16, 20, 25, 32, 40),
    (3, "C"): (16, 25, 32, 40, 50, 63),
}

# Code, name, description, price, kilograms, days.
_OTHERS = (
    ("SPD-1P", "Ограничитель импульсных напряжений ОПС1-C 1P 20кА Фазар",
     "УЗИП класса II на DIN-рейку", 620.0, 0.12, 4),
    ("SPD-3P", "Ограничитель импульсных напряжений ОПС1-C 3P 20кА Фазар",
     "УЗИП класса II на DIN-рейку", 1780.0, 0.34, 4),
    ("REL-V1-40", "Реле контроля напряжения однофазное 40А на DIN-рейку Контис",
     "Отключает нагрузку при опасном напряжении, с индикацией", 1690.0, 0.16, 4),
    ("REL-V1-63", "Реле контроля напряжения однофазное 63А на DIN-рейку Контис",
     "Отключает нагрузку при опасном напряжении, с индикацией", 1960.0, 0.17, 4),
    ("REL-PH", "Реле контроля фаз трёхфазное 380В Контис",
     "Обрыв, перекос и чередование фаз", 1540.0, 0.11, 4),
    ("TMR-WEEK", "Таймер электронный недельный 16А на DIN-рейку Контис",
     "16 программ, запас хода", 1280.0, 0.13, 5),
    ("REL-PHOTO", "Фотореле 10А IP44 серый Контис", "Включает свет в сумерках", 540.0, 0.09, 3),
    ("SOC-DIN", "Розетка на DIN-рейку с заземлением 16А Фазар", "Модульная розетка для щита",
     210.0, 0.09, 2),
    ("BTN-POST2", "Пост кнопочный ПКЕ 212-2 красная+чёрная 10А IP40",
     "Кнопки «Пуск» и «Стоп» в корпусе", 390.0, 0.18, 3),
    ("MTR-1P", "Счётчик электроэнергии однофазный 5(60)А на DIN-рейку",
     "Класс точности 1, однотарифный", 1450.0, 0.38, 6),
    ("MTR-3P", "Счётчик электроэнергии трёхфазный 5(60)А на DIN-рейку",
     "Класс точности 1, многотарифный", 5400.0, 0.95, 6),
)  # fmt: skip

# Modules: width, height, depth of a steel board in millimetres.
_BOARDS = {
    9: (265, 310, 120), 12: (265, 310, 120), 18: (395, 310, 120), 24: (395, 310, 120),
    36: (480, 300, 120), 48: (620, 300, 120), 54: (480, 440, 120), 72: (580, 440, 120),
}  # fmt: skip
_PLASTIC = (4, 6, 8, 12, 18, 24, 36)
_PANELS = {
    1: (395, 310, 220), 2: (500, 400, 220), 3: (650, 500, 220), 4: (800, 650, 250),
    5: (1000, 650, 300),
}  # fmt: skip


def _breakers() -> Drafts:
    for code, make, breaking, base, table in (
        ("F47", "ВА47-29 4,5кА Фазар", "4,5 кА", 148.0, _FAZAR),
        ("K60", "ВА47-60 6кА Контис", "6 кА", 228.0, _KONTIS),
    ):
        series, *rest = make.split()
        for (poles, curve), ratings in table.items():
            for rating in ratings:
                size = 1.0 if rating <= 32 else 1.12 if rating <= 50 else 1.25
                yield Draft(
                    f"MCB-{code}-{poles}P-{curve}{rating}",
                    f"Выключатель автоматический {series} {poles}P {curve}{rating} "
                    f"{' '.join(rest)}",
                    f"Модульный автомат, {rating} А, характеристика {curve}, {breaking}",
                    "breakers", rubles(base * _POLE_FACTOR[poles] * _CURVES[curve] * size),
                    kilograms(0.115 * poles), pack=12 // poles,
                    lead_days=2 if code == "F47" else 4, like=f"breaker {poles}P {curve}{rating}",
                    grade=int(code == "K60"),
                )  # fmt: skip
    for series, poles, rating, breaking, price, kg in (
        ("ВА88-32", 3, 63, 25, 3950.0, 1.3), ("ВА88-32", 3, 100, 25, 4100.0, 1.3),
        ("ВА88-33", 3, 160, 35, 6900.0, 1.9), ("ВА88-35", 3, 250, 35, 11_800.0, 4.2),
    ):  # fmt: skip
        yield Draft(
            f"MCC-{series[-2:]}-{poles}P-{rating}",
            f"Выключатель автоматический {series} {poles}P {rating}А {breaking}кА Фазар",
            "Автомат в литом корпусе, монтаж на панель",
            "breakers", rubles(price), kilograms(kg), lead_days=6,
        )  # fmt: skip


def _residual_current() -> Drafts:
    for poles, ratings, leakages in (
        (2, (16, 25, 40, 63), (30,)), (4, (25, 40, 63), (30,)), (4, (40, 63), (100, 300)),
    ):  # fmt: skip
        for rating in ratings:
            for leakage in leakages:
                price = (690 if poles == 2 else 1150) * (1.1 if rating > 32 else 1.0)
                yield Draft(
                    f"RCD-F63-{poles}P-{rating}-{leakage}",
                    f"Выключатель дифференциальный (УЗО) ВД1-63 {poles}P {rating}А {leakage}мА "
                    "тип AC Фазар",
                    f"УЗО, утечка {leakage} мА, электромеханическое",
                    "breakers", rubles(price), kilograms(0.1 * poles), pack=6,
                    like=f"rcd {poles}P {rating} {leakage}",
                )  # fmt: skip
    for rating in (25, 40):
        yield Draft(
            f"RCD-K63-2P-{rating}-30",
            f"Выключатель дифференциальный (УЗО) ВД-60 2P {rating}А 30мА тип A Контис",
            "УЗО, утечка 30 мА, реагирует и на пульсирующий постоянный ток",
            "breakers", rubles(1390 if rating == 25 else 1490), kilograms(0.21), pack=6,
            lead_days=5, like=f"rcd 2P {rating} 30", grade=1,
        )  # fmt: skip
    for rating in (10, 16, 20, 25, 32, 40):
        yield Draft(
            f"RCB-F32-1PN-C{rating}",
            f"Дифавтомат АВДТ32 1P+N C{rating} 30мА тип A Фазар",
            "Автомат и УЗО в одном корпусе, 2 модуля",
            "breakers", rubles(980 if rating < 32 else 1060), kilograms(0.19), pack=6, lead_days=3,
        )  # fmt: skip
    for poles, rating in ((1, 40), (2, 63), (3, 40), (3, 63), (3, 100)):
        yield Draft(
            f"ISO-F32-{poles}P-{rating}", f"Выключатель нагрузки ВН-32 {poles}P {rating}А Фазар",
            "Модульный рубильник без расцепителя",
            "breakers", rubles(115 * _POLE_FACTOR[poles] * (1 + rating / 300)),
            kilograms(0.09 * poles), pack=12 // poles,
        )  # fmt: skip


def _contactors() -> Drafts:
    for rating in (9, 12, 18, 25, 32, 40, 65):
        yield Draft(
            f"CNT-KE-{rating}-230",
            f"Контактор КЭ-{rating} {rating}А 230В AC-3 {'1НО' if rating < 40 else '1НО+1НЗ'} "
            "Контис",
            "Контактор электромагнитный трёхполюсный, катушка 230 В",
            "breakers", rubles(520 + 34 * rating), kilograms(0.28 + 0.018 * rating), lead_days=4,
        )  # fmt: skip
    for rating, contacts in ((20, "2НО"), (25, "4НО"), (40, "4НО"), (63, "4НО")):
        yield Draft(
            f"CNT-KM-{rating}-{contacts[0]}NO",
            f"Контактор модульный КМ-{rating} {rating}А {contacts} 230В Контис",
            "Контактор на DIN-рейку для освещения и отопления",
            "breakers", rubles(760 + 38 * rating), kilograms(0.15 + 0.006 * rating), lead_days=4,
        )  # fmt: skip
    for low, high in ((1.6, 2.5), (4, 6), (7, 10), (12, 18), (23, 32)):
        yield Draft(
            f"REL-RT-{plain(low)}X{high}", f"Реле тепловое РТ {ru(low)}–{ru(high)}А Контис",
            "Защита двигателя от перегрузки, к контакторам КЭ",
            "breakers", rubles(690 + 12 * high), kilograms(0.17), lead_days=5,
        )  # fmt: skip
    for code, name, description, price, kg, days in _OTHERS:
        yield Draft(
            f"MOD-{code}", name, description, "breakers", rubles(price), kilograms(kg),
            lead_days=days,
        )  # fmt: skip


def _boards() -> Drafts:
    for code, mount, words, factor in (
        ("N", "навесной ЩРн", "навесной", 1.0), ("V", "встраиваемый ЩРв", "встраиваемый", 1.06),
    ):  # fmt: skip
        for modules, (width, height, depth) in _BOARDS.items():
            area = (width * height * 2 + (width + height) * depth * 2) / 1e6
            yield Draft(
                f"BRD-SHR{code}-{modules}",
                f"Щит распределительный {mount}-{modules} IP31 {width}х{height}х{depth}",
                f"Корпус металлический {words}, {modules} модулей, с замком",
                "boards", rubles((620 + 3600 * area + 9 * modules) * factor),
                kilograms(1.1 + area * 9.4), lead_days=3, like=f"board {modules}",
            )  # fmt: skip
        for modules in _PLASTIC:
            yield Draft(
                f"BRD-SHR{code}P-{modules}",
                f"Бокс пластиковый {words} ЩР{'н' if code == 'N' else 'в'}-П-{modules} IP41 белый",
                f"Бокс на {modules} модулей с прозрачной дверцей, шины N и PE",
                "boards", rubles((110 + 42 * modules) * factor), kilograms(0.16 + 0.055 * modules),
                like=f"plastic board {modules}",
            )  # fmt: skip
    for protection, suffix, factor in (("31", "", 1.0), ("54", "-У2", 1.22)):
        for size, (height, width, depth) in _PANELS.items():
            area = (width * height * 3 + (width + height) * depth * 2) / 1e6
            yield Draft(
                f"BRD-SHMP-{size}-IP{protection}",
                f"Щит с монтажной панелью ЩМП-{size}-0{suffix} IP{protection} "
                f"{height}х{width}х{depth}",
                "Корпус металлический сварной, порошковая окраска RAL 7035",
                "boards", rubles((900 + 4300 * area) * factor), kilograms(1.5 + area * 11),
                lead_days=4, like=f"panel {size}", grade=int(protection == "54"),
            )  # fmt: skip
    for length in (20, 30, 60, 100):
        yield Draft(
            f"BRD-RAIL-{length}", f"DIN-рейка перфорированная 35х7,5 оцинк. {length} см",
            "Рейка TH35 для модульных аппаратов", "boards",
            rubles(1.5 * length + 12), kilograms(0.0034 * length), pack=50,
        )  # fmt: skip
    for holes in (8, 12, 14):
        for colour_code, colour in (("N", "синий изолятор"), ("PE", "жёлто-зелёный изолятор")):
            yield Draft(
                f"BRD-BUS-{holes}-{colour_code}",
                f"Шина нулевая 6х9 {holes} отв. на DIN-рейку {colour}",
                "Шина латунная, до 100 А", "boards", rubles(34 + 8.5 * holes),
                kilograms(0.012 * holes), pack=20,
            )  # fmt: skip
    for poles in (1, 3):
        yield Draft(
            f"BRD-COMB-{poles}P", f"Шина соединительная PIN {poles}P 63А (1 м)",
            "Гребёнка для автоматов, шаг 18 мм", "boards", rubles(210 if poles == 1 else 690),
            kilograms(0.19 * poles), METRE, pack=10,
        )  # fmt: skip
    for pg, low, high in ((9, 4, 8), (11, 5, 10), (13.5, 6, 12), (16, 10, 14), (21, 13, 18),
                          (29, 18, 25)):  # fmt: skip
        yield Draft(
            f"BRD-PG-{plain(pg)}", f"Сальник PG{ru(pg)} d{low}–{high} мм IP54 серый",
            "Кабельный ввод пластиковый с гайкой", "boards", rubles(5.5 + pg * 0.75),
            kilograms(0.0011 * pg), pack=100,
        )  # fmt: skip


def drafts() -> Drafts:
    """All automation and boards."""
    yield from _breakers()
    yield from _residual_current()
    yield from _contactors()
    yield from _boards()
