"""Things made to the customer's drawing or scheme (особое изделие) that were made before."""

from core.demo.assortment.draft import SET, Draft, Drafts, kilograms, rubles

# Code, name, drawing, group, price, kilograms, days of making.
_SPECIALS = (
    ("001", "Шпилька М24х650 ст. 40Х с двумя резьбами по 90 мм", "РФ-014.01", "drawn-metal",
     690.0, 2.3, 20),
    ("002", "Болт фундаментный 1.1 М20х710 ст. 09Г2С", "РФ-017.02", "drawn-metal",
     780.0, 2.1, 18),
    ("003", "Болт фундаментный 2.1 М30х1000 ст. 09Г2С с анкерной плитой", "РФ-017.05",
     "drawn-metal", 3450.0, 9.4, 25),
    ("004", "Закладная деталь ЗД-3 200х200х10 с анкерами d12", "РФ-021.00", "drawn-metal",
     1480.0, 4.1, 15),
    ("005", "Гайка М36х3 левая ст. 35", "РФ-025.01", "drawn-metal", 540.0, 0.45, 25),
    ("006", "Шайба косая 60х22х8 ст. 09Г2С", "РФ-026.03", "drawn-metal", 96.0, 0.18, 14),
    ("007", "Кронштейн консольный КР-2 400х250 оцинк.", "РФ-030.00", "drawn-metal",
     1190.0, 3.6, 15),
    ("008", "Ось 20х120 с отверстием под шплинт ст. 45", "РФ-033.01", "drawn-metal",
     320.0, 0.3, 18),
    ("101", "Устройство вводно-распределительное ВРУ1-11-10 УХЛ4 250А", "РФ-Э-104",
     "drawn-boards", 78_500.0, 95.0, 30),
    ("102", "Шкаф АВР 40А на два ввода IP54", "РФ-Э-108", "drawn-boards", 64_200.0, 42.0, 28),
    ("103", "Шкаф управления насосом ШУН 5,5 кВт с плавным пуском IP54", "РФ-Э-111",
     "drawn-boards", 53_900.0, 24.0, 35),
    ("104", "Щит освещения ЩО-12 собранный с УЗО и автоматами", "РФ-Э-115", "drawn-boards",
     14_700.0, 8.5, 12),
    ("105", "Жгут проводов с разъёмами L=1,8 м для станка", "РФ-Э-119", "drawn-boards",
     2850.0, 0.6, 20),
)  # fmt: skip


def drafts() -> Drafts:
    """All things made to a drawing."""
    for code, name, drawing, group, price, kg, days in _SPECIALS:
        made_by = "чертежу" if group == "drawn-metal" else "схеме"
        yield Draft(
            f"SPC-{code}", f"{name} по {'черт.' if group == 'drawn-metal' else 'схеме'} {drawing}",
            f"Особое изделие: изготавливается по {made_by} {drawing}",
            group, rubles(price), kilograms(kg), SET if code == "105" else "796",
            lead_days=days, special=True,
        )  # fmt: skip
