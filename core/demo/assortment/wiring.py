"""Sockets and switches of two invented series, boxes, extension leads, industrial plugs."""

from core.demo.assortment.draft import Draft, Drafts, kilograms, rubles

# Code, name with a place for the series, description, price of the cheaper series, kilograms.
_MECHANISMS = (
    ("SOC1", "Розетка 1-местная с заземлением 16А", "Розетка со шторками, винтовые зажимы",
     148.0, 0.08),
    ("SOC2", "Розетка 2-местная с заземлением 16А", "Розетка двойная в одну коробку", 262.0, 0.13),
    ("SOC-USB", "Розетка с заземлением 16А и USB A+C", "Розетка с зарядным устройством 18 Вт",
     940.0, 0.12),
    ("SW1", "Выключатель 1-клавишный 10А", "Выключатель скрытой установки", 118.0, 0.07),
    ("SW2", "Выключатель 2-клавишный 10А", "Выключатель скрытой установки", 152.0, 0.08),
    ("SW1P", "Переключатель проходной 1-клавишный 10А", "Управление светом из двух мест",
     164.0, 0.07),
    ("RJ45", "Розетка компьютерная RJ45 cat.5e", "Розетка для витой пары", 285.0, 0.06),
    ("TV", "Розетка телевизионная оконечная", "Розетка 75 Ом", 210.0, 0.06),
    ("FR1", "Рамка 1-местная", "Рамка для механизмов серии", 52.0, 0.02),
    ("FR2", "Рамка 2-местная", "Рамка для механизмов серии", 92.0, 0.03),
    ("FR3", "Рамка 3-местная", "Рамка для механизмов серии", 136.0, 0.04),
)  # fmt: skip
_SERIES = (
    ("ILM", "Ильмень", 1.0, (("WH", "белая"), ("BG", "бежевая"))),
    ("SUR", "Сура", 1.45, (("WH", "белая"), ("AN", "антрацит"))),
)

_SURFACE = (
    ("SOC1", "Розетка накладная 1-местная с крышкой 16А IP44", 226.0, 0.12),
    ("SOC2", "Розетка накладная 2-местная с крышкой 16А IP44", 372.0, 0.19),
    ("SW1", "Выключатель накладной 1-клавишный 10А IP44", 184.0, 0.1),
    ("SW2", "Выключатель накладной 2-клавишный 10А IP44", 218.0, 0.11),
)

_BOXES = (
    ("UST-68X45", "Подрозетник 68х45 для бетона", "Коробка установочная", 14.5, 0.02, 200),
    ("UST-68X62", "Подрозетник 68х62 для бетона углублённый", "Коробка установочная", 24.0,
     0.03, 100),
    ("UST-68X45-G", "Подрозетник 68х45 для гипсокартона", "Коробка с металлическими лапками",
     21.0, 0.03, 200),
    ("JUN-85X85X40", "Коробка распаячная 85х85х40 IP55 6 вводов", "Открытая проводка", 58.0,
     0.08, 60),
    ("JUN-100X100X50", "Коробка распаячная 100х100х50 IP55 8 вводов", "Открытая проводка", 82.0,
     0.11, 50),
    ("JUN-150X110X70", "Коробка распаячная 150х110х70 IP55 10 вводов", "Открытая проводка", 168.0,
     0.2, 24),
    ("JUN-103X47", "Коробка распаячная 103х47 для бетона с крышкой", "Скрытая проводка", 42.0,
     0.06, 60),
)  # fmt: skip

_LEADS = (
    ("4X3", "Удлинитель 4 гнезда 3 м 3х1,0 с заземлением 10А", 590.0, 0.6),
    ("4X5", "Удлинитель 4 гнезда 5 м 3х1,0 с заземлением 10А", 760.0, 0.8),
    ("6X5", "Удлинитель 6 гнёзд 5 м 3х1,0 с заземлением и выключателем 10А", 890.0, 0.95),
    ("REEL-30", "Удлинитель на катушке 30 м ПВС 3х1,5 4 гнезда 16А IP44", 4950.0, 5.8),
    ("REEL-50", "Удлинитель на катушке 50 м КГ 3х2,5 4 гнезда 16А IP44", 11_900.0, 13.2),
)

# Last digits of an industrial connector: amperes, poles, volts (IEC 60309).
_INDUSTRIAL = (
    ("3", 16, "2P+PE", "220В"), ("4", 16, "3P+PE", "380В"), ("5", 16, "3P+N+PE", "380В"),
    ("3", 32, "2P+PE", "220В"), ("4", 32, "3P+PE", "380В"), ("5", 32, "3P+N+PE", "380В"),
)  # fmt: skip


def _coloured(thing: str, feminine: str) -> str:
    """The colour in the gender of the thing: «розетка белая», «выключатель белый»."""
    if thing.startswith(("Розетка", "Рамка")):
        return feminine
    return feminine.replace("ая", "ый")


def drafts() -> Drafts:
    """All sockets, switches, boxes and leads."""
    for series_code, series, factor, colours in _SERIES:
        for code, name, description, price, kg in _MECHANISMS:
            for colour_code, colour in colours:
                yield Draft(
                    f"WRG-{series_code}-{code}-{colour_code}",
                    f"{name} {_coloured(name, colour)} «{series}»",
                    f"{description}, серия «{series}»",
                    "wiring", rubles(price * factor * (1.2 if colour_code == "AN" else 1.0)),
                    kilograms(kg), pack=10, lead_days=2 if series_code == "ILM" else 4,
                    like=f"{code} {colour_code}",
                )  # fmt: skip
    for code, name, price, kg in _SURFACE:
        yield Draft(
            f"WRG-OKA44-{code}-GY",
            f"{name} {'серая' if name.startswith('Розетка') else 'серый'} «Ока»",
            "Открытая установка, для улицы и сырых помещений",
            "wiring", rubles(price), kilograms(kg), pack=10,
        )  # fmt: skip
    for code, name, description, price, kg, pack in _BOXES:
        yield Draft(
            f"WRG-BOX-{code}", name, description, "wiring", rubles(price), kilograms(kg), pack=pack
        )
    for code, name, price, kg in _LEADS:
        yield Draft(
            f"WRG-LEAD-{code}", name, "Удлинитель бытовой и строительный", "wiring",
            rubles(price), kilograms(kg), lead_days=3,
        )  # fmt: skip
    for pole_code, amperes, poles, volts in _INDUSTRIAL:
        for kind_code, kind, place in (
            ("P", "Вилка силовая переносная", "0"), ("S", "Розетка силовая стационарная", "1"),
            ("C", "Розетка силовая переносная", "2"),
        ):  # fmt: skip
            number = f"{place}{'1' if amperes == 16 else '2'}{pole_code}"
            yield Draft(
                f"WRG-IND-{kind_code}-{number}",
                f"{kind} {number} {poles} {amperes}А {volts} IP44",
                "Промышленный разъём по ГОСТ Р 51323.1", "wiring",
                rubles(
                    (92 if kind_code == "P" else 136) * (1 + amperes / 32) + 14 * int(pole_code)
                ),
                kilograms(0.11 + amperes * 0.004), pack=10,
            )  # fmt: skip
    yield Draft(
        "WRG-PLUG-16", "Вилка электрическая с заземлением 16А угловая чёрная",
        "Вилка разборная, каучук IP44", "wiring", rubles(118), kilograms(0.08), pack=20,
    )  # fmt: skip
