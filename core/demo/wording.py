"""How people write what they want: exactly, carelessly, with typos, in letters and messages."""

import re
from collections.abc import Sequence
from random import Random

from core.demo.history import RequestLine
from core.demo.records import Channel, Contact, Material
from core.directory.okei import unit_by_code

# What the name says and how a busy person shortens it; some shorten in several ways.
_SHORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"Выключатель автоматический ВА\d+-\d+", ("автомат", "автом. выкл.", "ВА")),
    (r"Выключатель дифференциальный \(УЗО\) ВД1?-\d+", ("УЗО", "узо")),
    (r"Выключатель нагрузки ВН-32", ("рубильник мод.", "ВН-32")),
    (r"Выключатель (\d)-клавишный", (r"выкл \1кл", r"выключатель \1-кл")),
    (r"Розетка (\d)-местная с заземлением", (r"розетка \1м с/з", r"розетка \1-ая с/з")),
    (r"^(Кабель|Провод) ", ("", r"\1 ")),
    (r"нг\(А\)-", ("нг-", "нг ", "нг(а)-")),
    (r" (ок|мк)\([NPE,]+\)-[\d,]+$", ("",)),
    (r"\([NPE,]+\)-[\d,/]+$", ("",)),
    (r"Лампа светодиодная", ("лампа LED", "лампа с/д", "светод. лампа")),
    (r"светодиодн(ый|ая)", ("LED", "с/д")),
    (r"Наконечник кабельный (медный лужёный|алюминиевый) ", ("наконечник ", "")),
    (r"Наконечник штыревой втулочный ", ("наконечник ", "")),
    (r" \(\d+ (шт|м)\)", ("",)),
    (r"Труба гофрированная", ("гофра", "труба гофр.")),
    (r"Щит распределительный (навесной|встраиваемый)", ("щит", "щиток")),
    (r"Анкерный болт с гайкой", ("анкер с гайкой", "анкер-болт")),
    (r"Шпилька резьбовая", ("шпилька",)),
    (r"Шуруп сантехнический \(глухарь\)", ("глухарь", "шуруп сантех.")),
    (r"по гипсокартону к (дереву|металлу) \((крупная|частая) резьба\) фосфат\.",
     (r"гкл \1", r"чёрный по \1", "чёрный")),
    (r"Дюбель тарельчатый для теплоизоляции", ("дюбель тарельчатый", "грибок")),
    (r"самоконтр\. с нейлон\. кольцом", ("с нейлоном", "самоконтр.")),
    (r"кл\. пр\. ", ("", "кл.")),
    (r"оцинк\.", ("оц.", "цинк", "оц", "")),
    (r"нерж\. А2", ("нерж", "А2", "нержавейка")),
    (r"\(гровер\)", ("гровер", "")),
    (r"DIN ", ("дин ", "DIN", "din ", "DIN ")),
    (r" (Фазар|Контис|Люмвейс|Свирь|«Ильмень»|«Сура»|«Ока»)$", ("", r" \1")),
)  # fmt: skip
_CROSS = ("х", "x", "*", "Х", " х ")
_NEIGHBOURS = "йцукенгшщзхъ фывапролджэ ячсмитьбю"
_GREETINGS = ("Добрый день!", "Здравствуйте!", "Здравствуйте, коллеги!", "Доброго дня.", "")
_ASKS = ("Просим выставить КП на:", "Пришлите, пожалуйста, цены и сроки:", "Нужно следующее:",
         "Прошу счёт или КП на позиции ниже", "Заявка:", "интересует наличие и цена:")  # fmt: skip
_CLOSINGS = ("С уважением,", "Жду ответа.", "Спасибо!", "Заранее благодарю,", "Срочно!")
_SEPARATORS = (" - ", " — ", "  ", " : ", ", ")


def sloppy(rng: Random, name: str) -> str:
    """The name as a customer remembers it: shortened, other crosses, often in lower case."""
    text = name
    for pattern, variants in _SHORT:
        if rng.random() < 0.75:
            text = re.sub(pattern, rng.choice(variants), text)
    cross = rng.choice(_CROSS)
    text = re.sub(r"(?<=\d)х(?=\d)", cross, text)
    if rng.random() < 0.4:
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    if rng.random() < 0.55:
        text = text.lower()
    return " ".join(text.split())


def misspelt(rng: Random, text: str) -> str:
    """One slip of the fingers in one of the longer words."""
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if re.fullmatch(r"[А-Яа-яё]{5,}", word)]
    if not long:
        return text
    index = rng.choice(long)
    word = words[index]
    at = rng.randrange(1, len(word) - 1)
    slip = rng.choice(("swap", "drop", "double", "neighbour"))
    if slip == "swap":
        word = f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
    elif slip == "drop":
        word = word[:at] + word[at + 1 :]
    elif slip == "double":
        word = word[:at] + word[at] + word[at:]
    else:
        word = f"{word[:at]}{_neighbour(rng, word[at])}{word[at + 1 :]}"
    words[index] = word
    return " ".join(words)


def _neighbour(rng: Random, char: str) -> str:
    """A key beside the meant one."""
    at = _NEIGHBOURS.find(char)
    near = _NEIGHBOURS[max(0, at - 1) : at + 2].replace(char, "").replace(" ", "")
    return rng.choice(near) if at >= 0 and near else char


def material_text(rng: Random, material: Material, manner: str) -> str:
    """The words for a material in a manner: `sku`, `name`, `sloppy` or `typo`."""
    if manner == "sku":
        return material.sku if rng.random() < 0.6 else f"{material.sku} {material.name}"
    if manner == "name":
        return material.name
    text = sloppy(rng, material.name)
    return misspelt(rng, text) if manner == "typo" else text


def _amount(rng: Random, line: RequestLine) -> str:
    unit = unit_by_code(line.unit_code)
    assert unit is not None
    number = f"{line.quantity:f}"
    if len(number) > 3 and rng.random() < 0.3:
        number = f"{number[:-3]} {number[-3:]}"
    spellings = [unit.short, f"{unit.short}.", unit.short]
    # «60 штук», but «24 шт»: the genitive plural, which comes second, suits round numbers best.
    if line.quantity % 10 in (0, 5) and len(unit.spellings) > 1:
        spellings.append(unit.spellings[1])
    written = rng.choice(spellings)
    return rng.choice((f"{number} {written}", f"{number}{written}", f"{number} {written}"))


def _listing(rng: Random, lines: Sequence[RequestLine], numbered: bool) -> str:
    separator = rng.choice(_SEPARATORS)
    return "\n".join(
        f"{f'{number}. ' if numbered else ''}{line.text}{separator}{_amount(rng, line)}"
        for number, line in enumerate(lines, 1)
    )


def letter(
    rng: Random,
    channel: Channel,
    lines: Sequence[RequestLine],
    *,
    sender: str,
    phone: str,
    contact: Contact | None = None,
) -> str:
    """The message that brought the request; empty for what was said aloud."""
    if channel in (Channel.PHONE, Channel.MEETING):
        return ""
    if channel is Channel.MESSENGER:
        return "\n".join(part for part in (rng.choice(("Привет!", "Добрый день", "")),
                                           _listing(rng, lines, False)) if part)  # fmt: skip
    if channel is Channel.SITE:
        name = contact.name if contact else sender
        return f"Имя: {name}\nТелефон: {phone or '—'}\nСообщение: {_listing(rng, lines, False)}"
    if channel is Channel.TENDER:
        return (
            "Запрос котировок на поставку товара.\n"
            f"Заказчик: {sender}\n\n{_listing(rng, lines, True)}\n\n"
            "Цену указать с НДС и доставкой. Срок действия предложения не менее 30 дней."
        )
    signature = [rng.choice(_CLOSINGS)]
    person = (contact.name, contact.position) if contact and contact.position else ()
    signature += [part for part in (*person, sender, phone) if part]
    head = [part for part in (rng.choice(_GREETINGS), rng.choice(_ASKS)) if part]
    body = _listing(rng, lines, rng.random() < 0.6)
    return "\n".join(head) + f"\n\n{body}\n\n" + "\n".join(signature)
