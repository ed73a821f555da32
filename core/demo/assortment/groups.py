"""The tree of material groups: two branches, the leaves hold materials."""

from core.demo.records import Group

FASTENERS = "fasteners"
ELECTRICAL = "electrical"

GROUPS = (
    Group(FASTENERS, "Крепёж", ""),
    Group("metric", "Метрический крепёж", FASTENERS),
    Group("bolts", "Болты", "metric"),
    Group("nuts", "Гайки", "metric"),
    Group("washers", "Шайбы", "metric"),
    Group("screws", "Винты", "metric"),
    Group("studs", "Шпильки", "metric"),
    Group("construction", "Строительный крепёж", FASTENERS),
    Group("self-tapping", "Саморезы и шурупы", "construction"),
    Group("anchors", "Анкеры", "construction"),
    Group("dowels", "Дюбели", "construction"),
    Group("rivets", "Заклёпки", "construction"),
    Group("nails", "Гвозди", "construction"),
    Group("perforated", "Перфорированный крепёж", "construction"),
    Group("clamps", "Хомуты", "construction"),
    Group("rigging", "Такелаж", FASTENERS),
    Group("drawn-metal", "Метизы по чертежам", FASTENERS),
    Group(ELECTRICAL, "Электротехника", ""),
    Group("cables", "Кабель и провод", ELECTRICAL),
    Group("power-cable", "Силовой кабель", "cables"),
    Group("wire", "Провод и шнур", "cables"),
    Group("signal-cable", "Слаботочный кабель", "cables"),
    Group("panel", "Щитовое оборудование", ELECTRICAL),
    Group("breakers", "Автоматика", "panel"),
    Group("boards", "Щиты и боксы", "panel"),
    Group("terminals", "Клеммы и наконечники", "panel"),
    Group("drawn-boards", "Щиты по схеме заказчика", "panel"),
    Group("wiring", "Розетки и выключатели", ELECTRICAL),
    Group("light", "Свет", ELECTRICAL),
    Group("luminaires", "Светильники", "light"),
    Group("lamps", "Лампы", "light"),
    Group("trays", "Лотки и трубы", ELECTRICAL),
    Group("tools", "Инструмент", ELECTRICAL),
)

LEAVES = frozenset(group.code for group in GROUPS) - {group.parent_code for group in GROUPS}


_BY_CODE = {group.code: group for group in GROUPS}


def path_of(code: str) -> tuple[Group, ...]:
    """The group with all the groups over it, the widest first."""
    path = [_BY_CODE[code]]
    while path[0].parent_code:
        path.insert(0, _BY_CODE[path[0].parent_code])
    return tuple(path)


def branch_of(code: str) -> str:
    """Code of the widest group over the group `code`: FASTENERS or ELECTRICAL."""
    return path_of(code)[0].code
