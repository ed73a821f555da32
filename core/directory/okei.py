"""Units of measure: codes of ОКЕИ (ОК 015-94) and the ways in which people write them.

Trade also counts in units that the classifier does not know (бухта, барабан, коробка). They are
here with codes of our own, which begin with ``own.``: `OkeiUnit.okei_code` is None for them, so
that no printed form or electronic format shows an invented number in the column «код по ОКЕИ».
"""

from dataclasses import dataclass

from core.kernel.money import QUANTITY_PLACES


@dataclass(frozen=True, slots=True)
class OkeiUnit:
    """One unit of measure.

    `code` is the key of the unit in the whole program: three digits of ОКЕИ or ``own.…``;
    `short` is the national designation for tables and forms, `name` the full name,
    `spellings` the words met in letters and price lists, declined forms included, `decimals`
    how finely it is divided: places after the point, 0 for what is counted and not measured.
    """

    code: str
    short: str
    name: str
    spellings: tuple[str, ...] = ()
    decimals: int = QUANTITY_PLACES

    @property
    def okei_code(self) -> str | None:
        """Three digits of the classifier, None for a unit that it does not know."""
        return self.code if self.code.isdigit() else None


def _measured(
    code: str, short: str, name: str, spellings: str = "", decimals: int = QUANTITY_PLACES
) -> OkeiUnit:
    words = tuple(spellings.split("|")) if spellings else ()
    return OkeiUnit(code, short, name, words, decimals)


def _counted(code: str, short: str, name: str, spellings: str = "") -> OkeiUnit:
    return _measured(code, short, name, spellings, decimals=0)


UNITS: tuple[OkeiUnit, ...] = (
    _counted(
        "796",
        "шт",
        "Штука",
        "штуки|штук|штуку|штуке|штуками|штк|шт-к|штучка|штучки|штучек|pcs|pc|pce|ea",
    ),
    _counted(
        "778",
        "упак",
        "Упаковка",
        "уп|упк|уп-ка|упаковки|упаковок|упаковку|упаковке|упаковками|pack|packs|pkg",
    ),
    _counted(
        "839",
        "компл",
        "Комплект",
        "комплекта|комплектов|комплекты|комплекте|ком-т|ком-кт|к-т|к-та|к-тов|кт|кмпл|комп|kit",
    ),
    _counted("642", "ед", "Единица", "единицы|единиц|единицу"),
    _measured("166", "кг", "Килограмм", "килограмма|килограммов|килограммы|кило|kg|kgs"),
    _measured("168", "т", "Тонна", "тн|тонны|тонн|тонну|тонной"),
    _measured("112", "л", "Литр", "литра|литров|литры|лтр|дм3|ltr"),
    _measured(
        "113",
        "м3",
        "Кубический метр",
        "м.куб|куб.м|куб|куба|кубов|кубы|кубометр|кубометра|кубометров|кубических метров|m3",
    ),
    _measured("006", "м", "Метр", "метра|метров|метры|метрах|мт|мтр|m"),
    _measured(
        "018",
        "пог. м",
        "Погонный метр",
        "м.п|п.м|м/п|п/м|м.пог|пог.метр|пог.метра|пог.метров|мп|пм|погонного метра|"
        "погонных метра|погонных метров|метр погонный|метра погонных|метров погонных",
    ),
    _measured(
        "055",
        "м2",
        "Квадратный метр",
        "м.кв|кв.м|кв.метр|кв.метра|кв.метров|квадрат|квадрата|квадратов|"
        "квадратных метра|квадратных метров|m2",
    ),
    _measured("356", "ч", "Час", "часа|часов|часы"),
    _measured("362", "мес", "Месяц", "месяца|месяцев|месяцы"),
    _measured("876", "усл. ед", "Условная единица", "усл|услуга|услуги|услуг|условных единиц"),
    _measured("003", "мм", "Миллиметр", "миллиметра|миллиметров|mm"),
    _measured("004", "см", "Сантиметр", "сантиметра|сантиметров|cm"),
    _measured("008", "км", "Километр", "километра|километров|километры|тыс.м|тысяча метров|km"),
    _measured("163", "г", "Грамм", "гр|грамма|граммов|граммы"),
    _measured("111", "мл", "Миллилитр", "миллилитра|миллилитров|см3|ml"),
    _measured("245", "кВт·ч", "Киловатт-час", "квтч|квт*ч|квт-ч"),
    _measured("359", "сут", "Сутки", "суток|дн|день|дня|дней"),
    _measured("539", "чел.ч", "Человеко-час", "чел-ч|чел.-ч|чел.час|чел/час|человеко-часов"),
    _counted("616", "боб", "Бобина", "бобины|бобин|бобину"),
    _counted("625", "лист", "Лист", "листа|листов|листы"),
    _measured("641", "дюжина", "Дюжина", "дюжины|дюжин|дюжину|дюж"),
    _counted("657", "изд", "Изделие", "изделия|изделий"),
    _counted("698", "мест", "Место", "места"),
    _counted("704", "набор", "Набор", "наб|набора|наборов|наборы|set"),
    _counted("715", "пар", "Пара", "пары|пару"),
    _counted("728", "пач", "Пачка", "пачки|пачек|пачку"),
    _counted("736", "рул", "Рулон", "рулона|рулонов|рулоны|рулн|roll"),
    _measured("797", "100 шт", "Сто штук", "сто шт|100 штук", decimals=2),
    _measured(
        "798", "тыс. шт", "Тысяча штук", "т.шт|тысяч штук|1000 шт|1000 штук|1 000 шт", decimals=3
    ),
    _counted("812", "ящ", "Ящик", "ящика|ящиков|ящики"),
    _counted("840", "секц", "Секция", "секции|секций|секцию"),
    _counted("868", "бут", "Бутылка", "бутылки|бутылок|бутылку"),
    _counted("872", "флак", "Флакон", "фл|флакона|флаконов|флаконы"),
    _measured("917", "смен", "Смена", "смены|смену"),
    _counted("own.coil", "бухта", "Бухта", "бухты|бухт|бухту|бух|бхт"),
    _counted("own.drum", "бараб", "Барабан", "барабана|барабанов|барабаны"),
    _counted(
        "own.box", "кор", "Коробка", "коробки|коробок|коробку|короб|короба|коробов|кор-ка|box"
    ),
    _counted("own.bag", "меш", "Мешок", "мешка|мешков|мешки"),
    _counted("own.spool", "кат", "Катушка", "катушки|катушек|катушку"),
    _counted("own.canister", "кан", "Канистра", "канистры|канистр|канистру"),
    _counted("own.can", "бан", "Банка", "банки|банок|банку|бнк"),
    _counted("own.bucket", "вед", "Ведро", "ведра|вёдра|вёдер"),
    _counted("own.tube", "туба", "Туба", "тубы|туб|тубу|тюбик|тюбика|тюбиков"),
    _counted("own.pallet", "палл", "Паллета", "паллет|паллеты|паллету|поддон|поддона|поддонов|пал"),
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
