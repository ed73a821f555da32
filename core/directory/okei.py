"""Units of measure: codes of ОКЕИ (ОК 015-94) and the ways in which people write them.

Trade also counts in units that the classifier does not know (бухта, барабан, коробка). They are
here with codes of our own, which begin with ``own.``: `OkeiUnit.okei_code` is None for them, so
that no printed form or electronic format shows an invented number in the column «код по ОКЕИ».
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OkeiUnit:
    """One unit of measure.

    `code` is the key of the unit in the whole program: three digits of ОКЕИ or ``own.…``;
    `short` is the national designation for tables and forms, `name` the full name,
    `spellings` the words met in letters and price lists, declined forms included.
    """

    code: str
    short: str
    name: str
    spellings: tuple[str, ...] = ()

    @property
    def okei_code(self) -> str | None:
        """Three digits of the classifier, None for a unit that it does not know."""
        return self.code if self.code.isdigit() else None


def _unit(code: str, short: str, name: str, spellings: str = "") -> OkeiUnit:
    return OkeiUnit(code, short, name, tuple(spellings.split("|")) if spellings else ())


UNITS: tuple[OkeiUnit, ...] = (
    _unit(
        "796",
        "шт",
        "Штука",
        "штуки|штук|штуку|штуке|штуками|штк|шт-к|штучка|штучки|штучек|pcs|pc|pce|ea",
    ),
    _unit(
        "778",
        "упак",
        "Упаковка",
        "уп|упк|уп-ка|упаковки|упаковок|упаковку|упаковке|упаковками|pack|packs|pkg",
    ),
    _unit(
        "839",
        "компл",
        "Комплект",
        "комплекта|комплектов|комплекты|комплекте|ком-т|ком-кт|к-т|к-та|к-тов|кт|кмпл|комп|kit",
    ),
    _unit("642", "ед", "Единица", "единицы|единиц|единицу"),
    _unit("166", "кг", "Килограмм", "килограмма|килограммов|килограммы|кило|kg|kgs"),
    _unit("168", "т", "Тонна", "тн|тонны|тонн|тонну|тонной"),
    _unit("112", "л", "Литр", "литра|литров|литры|лтр|дм3|ltr"),
    _unit(
        "113",
        "м3",
        "Кубический метр",
        "м.куб|куб.м|куб|куба|кубов|кубы|кубометр|кубометра|кубометров|кубических метров|m3",
    ),
    _unit("006", "м", "Метр", "метра|метров|метры|метрах|мт|мтр|m"),
    _unit(
        "018",
        "пог. м",
        "Погонный метр",
        "м.п|п.м|м/п|п/м|м.пог|пог.метр|пог.метра|пог.метров|мп|пм|погонного метра|"
        "погонных метра|погонных метров|метр погонный|метра погонных|метров погонных",
    ),
    _unit(
        "055",
        "м2",
        "Квадратный метр",
        "м.кв|кв.м|кв.метр|кв.метра|кв.метров|квадрат|квадрата|квадратов|"
        "квадратных метра|квадратных метров|m2",
    ),
    _unit("356", "ч", "Час", "часа|часов|часы"),
    _unit("362", "мес", "Месяц", "месяца|месяцев|месяцы"),
    _unit("876", "усл. ед", "Условная единица", "усл|услуга|услуги|услуг|условных единиц"),
    _unit("003", "мм", "Миллиметр", "миллиметра|миллиметров|mm"),
    _unit("004", "см", "Сантиметр", "сантиметра|сантиметров|cm"),
    _unit("008", "км", "Километр", "километра|километров|километры|тыс.м|тысяча метров|km"),
    _unit("163", "г", "Грамм", "гр|грамма|граммов|граммы"),
    _unit("111", "мл", "Миллилитр", "миллилитра|миллилитров|см3|ml"),
    _unit("245", "кВт·ч", "Киловатт-час", "квтч|квт*ч|квт-ч"),
    _unit("359", "сут", "Сутки", "суток|дн|день|дня|дней"),
    _unit("539", "чел.ч", "Человеко-час", "чел-ч|чел.-ч|чел.час|чел/час|человеко-часов"),
    _unit("616", "боб", "Бобина", "бобины|бобин|бобину"),
    _unit("625", "лист", "Лист", "листа|листов|листы"),
    _unit("641", "дюжина", "Дюжина", "дюжины|дюжин|дюжину|дюж"),
    _unit("657", "изд", "Изделие", "изделия|изделий"),
    _unit("698", "мест", "Место", "места"),
    _unit("704", "набор", "Набор", "наб|набора|наборов|наборы|set"),
    _unit("715", "пар", "Пара", "пары|пару"),
    _unit("728", "пач", "Пачка", "пачки|пачек|пачку"),
    _unit("736", "рул", "Рулон", "рулона|рулонов|рулоны|рулн|roll"),
    _unit("797", "100 шт", "Сто штук", "сто шт|100 штук"),
    _unit("798", "тыс. шт", "Тысяча штук", "т.шт|тысяч штук|1000 шт|1000 штук|1 000 шт"),
    _unit("812", "ящ", "Ящик", "ящика|ящиков|ящики"),
    _unit("840", "секц", "Секция", "секции|секций|секцию"),
    _unit("868", "бут", "Бутылка", "бутылки|бутылок|бутылку"),
    _unit("872", "флак", "Флакон", "фл|флакона|флаконов|флаконы"),
    _unit("917", "смен", "Смена", "смены|смену"),
    _unit("own.coil", "бухта", "Бухта", "бухты|бухт|бухту|бух|бхт"),
    _unit("own.drum", "бараб", "Барабан", "барабана|барабанов|барабаны"),
    _unit("own.box", "кор", "Коробка", "коробки|коробок|коробку|короб|короба|коробов|кор-ка|box"),
    _unit("own.bag", "меш", "Мешок", "мешка|мешков|мешки"),
    _unit("own.spool", "кат", "Катушка", "катушки|катушек|катушку"),
    _unit("own.canister", "кан", "Канистра", "канистры|канистр|канистру"),
    _unit("own.can", "бан", "Банка", "банки|банок|банку|бнк"),
    _unit("own.bucket", "вед", "Ведро", "ведра|вёдра|вёдер"),
    _unit("own.tube", "туба", "Туба", "тубы|туб|тубу|тюбик|тюбика|тюбиков"),
    _unit("own.pallet", "палл", "Паллета", "паллет|паллеты|паллету|поддон|поддона|поддонов|пал"),
)


def _key(text: str) -> str:
    """What two spellings of one unit have in common: «Пог. м.» and «пог.м» are both «погм»."""
    folded = text.casefold().replace("ё", "е").replace("²", "2").replace("³", "3")
    return "".join(char for char in folded if char not in ". \u00a0\u202f\t^")


def _index() -> dict[str, OkeiUnit]:
    found: dict[str, OkeiUnit] = {}
    for unit in UNITS:
        for spelling in (unit.code, unit.short, unit.name, *unit.spellings):
            other = found.setdefault(_key(spelling), unit)
            if other is not unit:
                raise ValueError(f"{spelling!r} is claimed by {other.code} and {unit.code}")
    return found


_BY_KEY = _index()
_BY_CODE = {unit.code: unit for unit in UNITS}


def find_unit(text: str) -> OkeiUnit | None:
    """The unit that a person means by `text`: a code, a short or full name, a usual spelling.

    Case, dots and spaces do not matter. None when the words are unknown: the caller asks the
    person rather than guesses.
    """
    return _BY_KEY.get(_key(text))


def unit_by_code(code: str) -> OkeiUnit | None:
    """The unit with exactly this code, None when there is none."""
    return _BY_CODE.get(code)
