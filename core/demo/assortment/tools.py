"""Hand tools and consumables of an electrician and a fitter."""

from core.demo.assortment.draft import (
    KIT,
    PACKAGE,
    PIECE,
    Draft,
    Drafts,
    kilograms,
    plain,
    ru,
    rubles,
)

_HAND = (
    ("CUT-32", "Кабелерез ручной до 32 мм", "Для медных и алюминиевых кабелей без брони",
     2450.0, 0.6, PIECE),
    ("STRIP-6", "Стриппер автоматический 0,2–6 мм²", "Снятие изоляции и опрессовка", 1290.0, 0.35,
     PIECE),
    ("CRIMP-6", "Клещи обжимные НШВИ 0,25–6 мм²", "Для втулочных наконечников", 1850.0, 0.45,
     PIECE),
    ("CRIMP-RJ", "Клещи обжимные RJ45/RJ12", "Для витой пары, с ножом", 980.0, 0.4, PIECE),
    ("PRESS-120", "Пресс гидравлический ручной ПГР-120 10–120 мм²", "Для наконечников и гильз",
     9800.0, 4.6, KIT),
    ("TEST-V", "Указатель напряжения однополюсный 100–500 В", "Отвёртка-индикатор", 95.0, 0.03,
     PIECE),
    ("MULTI", "Мультиметр цифровой универсальный", "Постоянный и переменный ток, прозвонка",
     1150.0, 0.3, PIECE),
    ("CLAMP-600", "Клещи токоизмерительные 600А", "Переменный ток без разрыва цепи", 2750.0, 0.35,
     PIECE),
    ("KNIFE", "Нож монтёрский с пяткой", "Снятие оболочки кабеля", 720.0, 0.12, PIECE),
    ("PLIERS-180", "Пассатижи диэлектрические 180 мм 1000В", "Двухкомпонентные рукоятки", 940.0,
     0.3, PIECE),
    ("SIDE-160", "Бокорезы диэлектрические 160 мм 1000В", "Двухкомпонентные рукоятки", 890.0, 0.25,
     PIECE),
    ("SET-SD6", "Набор отвёрток диэлектрических 1000В 6 предметов", "SL и PH", 1690.0, 0.6, KIT),
    ("SET-KEY", "Набор ключей комбинированных 8–24 мм 12 предметов", "Сталь CrV", 3150.0, 2.3, KIT),
    ("RIVETER", "Заклёпочник ручной 2,4–4,8 мм", "Для вытяжных заклёпок", 760.0, 0.55, PIECE),
    ("RIVETER-2", "Заклёпочник двуручный 3,2–6,4 мм", "Для стальных заклёпок", 3900.0, 2.2, PIECE),
    ("HOLE-68", "Коронка по бетону SDS-plus 68 мм под подрозетник", "С центрирующим сверлом",
     1240.0, 0.55, PIECE),
)  # fmt: skip
_SDS = ((6, 110), (6, 160), (8, 110), (8, 160), (10, 160), (12, 160), (14, 210), (16, 260),
        (20, 450))  # fmt: skip
_DRILLS = (3, 3.3, 4.2, 5, 6, 6.8, 8, 8.5, 10, 10.2, 12)
_KEYS = (8, 10, 13, 17, 19, 24)


def drafts() -> Drafts:
    """All tools."""
    for code, name, description, price, kg, unit in _HAND:
        yield Draft(
            f"TLS-{code}", name, description, "tools", rubles(price), kilograms(kg), unit,
            lead_days=3,
        )  # fmt: skip
    for diameter, length in _SDS:
        yield Draft(
            f"TLS-SDS-{diameter}X{length}", f"Бур SDS-plus {diameter}х{length} мм",
            "Бур по бетону с твердосплавной пластиной", "tools",
            rubles(22 + 0.55 * length + 6.5 * diameter), kilograms(diameter**2 * length * 5.2e-6),
            pack=10,
        )  # fmt: skip
    for diameter in _DRILLS:
        yield Draft(
            f"TLS-HSS-{plain(diameter)}", f"Сверло по металлу {ru(diameter)} мм HSS",
            "Сверло шлифованное, ГОСТ 10902-77", "tools", rubles(18 + 4.4 * diameter**1.35),
            kilograms(diameter**2 * 0.00062 * 0.9), pack=10,
        )  # fmt: skip
    for tip in ("PH2", "PZ2", "T25"):
        yield Draft(
            f"TLS-BIT-{tip}", f"Бита {tip}х50 мм (10 шт)", "Сталь S2", "tools", rubles(240),
            kilograms(0.11), PACKAGE, pack=10,
        )  # fmt: skip
    for flats in (8, 10):
        yield Draft(
            f"TLS-NUTDRV-{flats}", f"Головка торцевая магнитная {flats}х48 мм",
            "Для кровельных саморезов", "tools", rubles(58 + flats), kilograms(0.045), pack=10,
        )  # fmt: skip
    for diameter, thick, bore in ((125, 1.0, 22), (125, 1.6, 22), (230, 2.0, 22)):
        yield Draft(
            f"TLS-DISC-{diameter}X{thick}",
            f"Круг отрезной {diameter}х{thick:.1f}х{bore} по металлу".replace(".", ","),
            "Круг армированный", "tools", rubles(diameter * 0.31 * (1 + thick / 8)),
            kilograms(diameter**2 * thick * 2.1e-6), pack=25,
        )  # fmt: skip
    for flats in _KEYS:
        yield Draft(
            f"TLS-KEY-{flats}", f"Ключ комбинированный {flats} мм CrV", "Рожок и накидной",
            "tools", rubles(60 + flats * 12.5), kilograms(0.012 * flats), pack=10,
        )  # fmt: skip
