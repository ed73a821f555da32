"""What customers of each industry ask for, how much of it, and what is asked for in vain."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from core.demo import partner_names as names
from core.demo.assortment.draft import KILOGRAM, METRE, PIECE, SET
from core.demo.records import Material
from core.directory.choices import AbcClass

# Shares of the leaf groups in what an industry buys.
APPETITE: dict[str, dict[str, int]] = {
    names.BUILDERS: {
        "self-tapping": 9, "anchors": 8, "dowels": 7, "bolts": 5, "studs": 4, "nuts": 3,
        "washers": 3, "nails": 4, "perforated": 5, "rigging": 2, "power-cable": 2, "lamps": 1,
        "wiring": 1, "tools": 3, "clamps": 1,
    },
    names.ELECTRICIANS: {
        "power-cable": 10, "wire": 7, "breakers": 10, "boards": 6, "terminals": 8, "wiring": 6,
        "trays": 7, "luminaires": 5, "lamps": 2, "signal-cable": 4, "tools": 3, "dowels": 2,
        "anchors": 1, "clamps": 1,
    },
    names.MAKERS: {
        "bolts": 10, "nuts": 8, "washers": 7, "screws": 8, "rivets": 4, "studs": 3, "rigging": 3,
        "clamps": 3, "terminals": 3, "breakers": 3, "wire": 3, "power-cable": 2, "tools": 4,
        "luminaires": 1,
    },
    names.TRADERS: {
        "self-tapping": 8, "dowels": 6, "bolts": 6, "nuts": 4, "washers": 3, "nails": 3,
        "anchors": 4, "perforated": 3, "wiring": 6, "lamps": 7, "terminals": 3, "wire": 3,
        "power-cable": 4, "breakers": 4, "tools": 4, "rigging": 2, "clamps": 3, "rivets": 2,
    },
    names.UTILITIES: {
        "lamps": 7, "luminaires": 7, "breakers": 6, "power-cable": 6, "terminals": 4, "wiring": 3,
        "boards": 3, "clamps": 3, "bolts": 3, "anchors": 1, "tools": 2, "wire": 2, "trays": 2,
    },
    names.FARMS: {
        "bolts": 7, "nuts": 4, "washers": 3, "self-tapping": 4, "power-cable": 4, "lamps": 4,
        "luminaires": 3, "breakers": 3, "rigging": 4, "nails": 3, "clamps": 4, "trays": 2,
    },
    names.HOUSEHOLD: {
        "self-tapping": 4, "wiring": 4, "lamps": 3, "power-cable": 3, "wire": 2, "breakers": 3,
        "tools": 2, "dowels": 2,
    },
}  # fmt: skip

# Things that the company does not have: words, unit, usual quantities, reason.
UNMET = (
    ("Электроды МР-3С ф3 мм", KILOGRAM, (5, 10, 25, 50), "never-sold"),
    ("профнастил С8 0,4 RAL 8017", "055", (80, 120, 200, 340), "never-sold"),
    ("Труба профильная 40х20х2", METRE, (24, 60, 120), "never-sold"),
    ("пена монтажная всесезонная 750 мл", PIECE, (12, 24, 48), "never-sold"),
    ("утеплитель базальтовый 100 мм", "113", (6, 12, 30), "never-sold"),
    ("Двигатель АИР 100L4 4 кВт 1500 об", PIECE, (1, 2), "never-sold"),
    ("генератор бензиновый 5 квт", PIECE, (1,), "never-sold"),
    ("перчатки х/б с ПВХ 5 нитей", "715", (50, 100, 300), "never-sold"),
    ("Арматура А500С д12", "168", (1, 2, 5), "never-sold"),
    ("Трансформатор ТМГ-160/10/0,4", PIECE, (1,), "never-sold"),
    ("Болт М42х160 DIN 931 10.9", PIECE, (8, 16, 40), "no-size"),
    ("Гайка М36 DIN 934 кл.10", PIECE, (10, 40, 100), "no-size"),
    ("анкер клиновой М24х300", PIECE, (8, 20, 40), "no-size"),
    ("Шпилька М36х1000 8.8", PIECE, (4, 10), "no-size"),
    ("Кабель ВВГнг(А)-LS 5х95", METRE, (40, 85, 120), "no-size"),
    ("Автомат 3P 400А 50кА", PIECE, (1, 2), "no-size"),
    ("болт М10х40 А4 нержавейка кислотостойкая", PIECE, (50, 200, 500), "no-size"),
    ("саморез 3,5х35 жёлтый квадрат", PIECE, (1000, 2000), "no-size"),
    ("Лоток лестничный 400х100х6000", PIECE, (10, 24), "no-size"),
    ("Люстра потолочная 5 рожков", PIECE, (1, 2), "never-sold"),
)  # fmt: skip

# Free text that a manager understood: words, what he chose.
FREE_TEXTS = (
    ("чёрные саморезы по дереву 51, мешок или коробку", "SLF-SHSGD-3.5X51"),
    ("чем крепить блок кондиционера к кирпичу, штук 40", "ANC-SLV-10X97"),
    ("кабель на розетки медный, чтобы по новым правилам", "CBL-VVGLS-3X2.5"),
    ("кабель на свет в квартиру", "CBL-VVGLS-3X1.5"),
    ("кабель от столба к дому 16 квадрат, два провода", "CBL-SIP4-2X16"),
    ("автомат на 25 ампер на плиту однофазный", "MCB-F47-1P-C25"),
    ("вводной автомат трёхфазный 40А", "MCB-F47-3P-C40"),
    ("узо на ванную", "RCD-F63-2P-16-30"),
    ("щиток на 12 мест пластиковый, наружный", "BRD-SHRNP-12"),
    ("гофра серая двадцатка с протяжкой", "PIP-PVC-20"),
    ("квадратные светильники в армстронг, белый свет", "LUM-PNL-36-4000-L"),
    ("прожектор поярче на столб ватт 100", "LUM-FLD-100-6500-L"),
    ("шпильки метровые на 10", "STD-975-M10X1000-ZN48"),
    ("гайки с резинкой на 8, чтобы не откручивались", "NUT-985-M8-ZN8"),
    ("шайбы большие на 10 под дерево", "WSH-9021-M10-ZN"),
    ("трос 5 мм в оплётке для теплицы", "RIG-3055-4-PVC5"),
    ("грибки для пеноплекса 100", "DWL-INS-10X140-P"),
    ("кровельные саморезы шоколад 35", "SLF-ROOF-4.8X35-8017"),
    ("ваги на три провода", "TRM-LEV-3"),
    ("хомуты пластиковые белые 200", "TRM-TIE-3.6X200-WH"),
)

# Requests for whole groups: words, group.
GROUP_TEXTS = (
    ("саморезы и шурупы в ассортименте, пришлите цены", "self-tapping"),
    ("нужен прайс на автоматику", "breakers"),
    ("светильники для склада 600 м2, предложите варианты", "luminaires"),
    ("кабельные лотки, подберите по проекту", "trays"),
    ("такелаж для монтажа, что есть в наличии", "rigging"),
    ("наконечники и гильзы, полный список с ценами", "terminals"),
)

# Things to a drawing: words, description, what was made before (empty: it was refused).
SPECIAL_TEXTS = (
    ("Шпилька М24х650 по чертежу", "Чертёж РФ-014.01, сталь 40Х, две резьбы по 90 мм", "SPC-001"),
    ("болты фундаментные М20х710", "ГОСТ 24379.1-2012, исполнение 1.1, сталь 09Г2С", "SPC-002"),
    ("Закладные ЗД-3", "Пластина 200х200х10, четыре анкера d12, чертёж во вложении", "SPC-004"),
    ("кронштейн КР-2 как в прошлый раз", "400х250, горячий цинк, отверстия по чертежу РФ-030",
     "SPC-007"),
    ("Гайка М36 левая", "Шаг 3, сталь 35, для натяжителя", "SPC-005"),
    ("ВРУ на 250 А по однолинейной схеме", "Два ввода с перекидным рубильником, учёт, УХЛ4",
     "SPC-101"),
    ("Шкаф АВР 40А", "Два ввода, IP54, схема во вложении", "SPC-102"),
    ("щит освещения собранный на 12 групп", "По схеме заказчика, УЗО на группы розеток", "SPC-104"),
    ("Вал шлицевой D6x28x34", "По образцу, термообработка 45 HRC", ""),
    ("пружина сжатия под нагрузку 300 кг", "По эскизу от руки, сталь 60С2А", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """The materials of a group in the order of their popularity."""

    materials: tuple[Material, ...]

    def pick(self, rng: Random) -> Material:
        """The squared die makes the first of the shelf be asked for far more often."""
        return self.materials[int(rng.random() ** 2 * len(self.materials))]


def make_shelves(rng: Random, materials: tuple[Material, ...]) -> dict[str, Shelf]:
    """Shelves by group; which material is popular is a matter of chance."""
    by_group: dict[str, list[Material]] = {}
    for material in materials:
        if not material.special:
            by_group.setdefault(material.group_code, []).append(material)
    return {
        group: Shelf(tuple(rng.sample(members, len(members))))
        for group, members in by_group.items()
    }


def quantity_of(rng: Random, material: Material, abc: AbcClass) -> Decimal:
    """How much of it a customer of the class asks for at once, in the material's unit."""
    scale = {AbcClass.A: 6, AbcClass.B: 2, AbcClass.C: 0.7}[abc]
    if material.special:
        return Decimal(rng.choice((1, 1, 2)) if material.price > 5000 else rng.choice((4, 10, 24)))
    if material.unit_code == METRE:
        lengths = (20, 30, 50, 80) if material.price > 300 else (50, 100, 100, 200, 300)
        return _rounded(rng.choice(lengths) * scale, 10)
    if material.unit_code == KILOGRAM:
        return _rounded(rng.choice((10, 20, 25, 50)) * scale, 5)
    if material.unit_code not in (PIECE, SET):
        return _rounded(rng.choice((2, 3, 5, 10, 15)) * scale, 1)
    if material.price > 1500:
        return _rounded(rng.choice((1, 1, 2, 3, 5)) * scale, 1)
    if material.price > 100:
        return _rounded(rng.choice((2, 4, 6, 10, 20, 30)) * scale, 1)
    if material.price > 15:
        return _rounded(rng.choice((10, 20, 40, 60, 100, 200)) * scale, 5)
    return _rounded(rng.choice((100, 200, 500, 500, 1000, 2000)) * scale, 50)


def _rounded(value: float, step: int) -> Decimal:
    return Decimal(max(1, round(value / step)) * step)
