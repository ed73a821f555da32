"""Words that tell a request from the thing asked for, and a remark from both."""

from collections.abc import Sequence

from plugins.quotes.letters.tokens import Kind, Token, vocabulary

# A request begins with one of these…
_ASKING = vocabulary(
    "прошу просим просьба пожалуйста нужно нужны нужен нужна надо необходимо необходим "
    "необходима необходимы требуется требуются потребуется потребуются понадобится интересует "
    "интересуют хотим хочу хотели хотел хотелось заказать заказываем закажем приобрести купить "
    "закупить закупаем купим возьмем берем выставить выставите выставьте рассчитать рассчитайте "
    "посчитать посчитайте просчитать просчитайте отгрузить отгрузите поставить поставьте "
    "пришлите прислать предоставить предоставьте предложить предложите сообщите подскажите "
    "дайте добавить добавьте включите подготовить подготовьте сделайте сделать счет заявка "
    "заявку запрос заказ кп добрый доброе доброго здравствуйте приветствую привет уважаемые "
    "уважаемый уважаемая коллеги господа срочно также еще плюс следующее следующие следующий "
    "цена цены цену стоимость наличие есть сколько какая какой какова можно ждем"
)
_GREETINGS = vocabulary("добрый доброе доброго здравствуйте приветствую привет")
_NAME_WORDS = 5
# …and goes on with any of these.
_ASKING_ON = vocabulary(
    "на по для и в а у с же бы ли вас вам вами нам мне меня нас нами день утро вечер дня суток "
    "оплату коммерческое предложение следующих следующую следующей позиции позиций позицию "
    "позициям товар товары товаров товара материал материалы материалов продукцию продукции "
    "прайс цену цены цен стоимость наличие наличии срок сроки поставку поставки покупку список "
    "перечень возможность стоит стоят ли именно такие такой такую можете ваш ваша ваше лучшую "
    "лучшие"
)
# What a letter says beside that, and no thing to sell is called.
_CHAT = vocabulary(
    "спасибо благодарю благодарим заранее жду ответ ответа ответить ответьте будем буду будет "
    "благодарны благодарен признательны рады скорее быстрее как во вложении вложение прилагаю "
    "прилагаем прикладываю то это этот эти что ниже выше к ко до от с со из о об понедельнику "
    "вторнику среде четвергу пятнице субботе завтра сегодня послезавтра неделе недели закончились "
    "наш наша наше нашей нашего нашу компании компанию организации организацию фирмы выслать "
    "направить направьте вышлите оформить оформите счета счетом счету кп предложения номенклатуру "
    "наименования наименований наименование мы я вы он количестве количество обращаюсь обращаемся "
    "письмо письме уточнить уточните узнать звонить звоните позвоните почту почте почта email "
    "телефону телефон тел номеру номер адресу электронную электронной сразу всё все каждого "
    "каждой каждый чтобы так если сможете возможно возможности необходимости подробности пожалуйста"
)
_SALUTED = 3
# What begins with one of these is about the deal, not a thing to sell.
_ABOUT_DEAL = vocabulary(
    "доставка доставку доставкой самовывоз самовывозом оплата оплату отсрочка отсрочку "
    "предоплата срок сроки адрес объект склад тел телефон моб контакт контактное гарантия "
    "гарантию бюджет скидка скидку отгрузка отгрузку договор инн кпп огрн бик р/с к/с город г "
    "ул улица офис сайт www e-mail email почта реквизиты вложение вложении итого всего общий "
    "общая вес спасибо жду ждем заранее если когда условия резерв кредит лимит"
)
# A piece after a quantity that speaks of the same thing: «…, оцинкованные», «… или аналог».
_BESIDES = (
    "оцинк", "цинк", "нерж", "черн", "белы", "бела", "серы", "сера", "цвет", "срочн", "желат",
    "аналог", "лучше", "можно", "или", "любо", "упаков", "класс", "прочн", "марк", "производ",
    "бренд", "нарез", "одним", "одной", "кроме", "только", "без", "с", "под", "для", "из", "в",
    "к", "до", "не", "по", "примерно", "около", "дин", "din", "гост", "ту", "сталь", "пластик",
    "медн", "алюмин",
)  # fmt: skip
_SHORT_BESIDES = 4
# Words that glue a name and its quantity and belong to neither.
_GLUE = vocabulary(
    "в по и а также еще плюс & на количестве количество кол-во кол-ве к-во кол колво х x хотя "
    "примерно около штук шт от до"
)
# A remark keeps its «по», «до», «около»: they are what it says.
_REMARK_GLUE = vocabulary("и а также еще плюс &")
CONNECTORS = frozenset({"и", "плюс", "также", "&"})


def skip_asking(tokens: Sequence[Token], first: int, last: int) -> int:
    """The first token after «Добрый день! Прошу выставить счёт на …»; `first` if there is none."""
    place, asked = _skip_name(tokens, first, last), False
    while place <= last:
        token = tokens[place]
        if token.kind in (Kind.WORD, Kind.CODE):
            if token.word in _ASKING:
                asked = True
            elif not (asked and token.word in _ASKING_ON) and token.word not in CONNECTORS | {"а"}:
                break
        elif token.kind in (Kind.OPEN, Kind.NUMBER, Kind.RANGE):
            break
        place += 1
    return place


def _skip_name(tokens: Sequence[Token], first: int, last: int) -> int:
    """The greeting in «Анна Сергеевна, добрый день!»; `first` where the line begins otherwise."""
    for place in range(first, min(first + _NAME_WORDS, last) + 1):
        token = tokens[place]
        if token.word in _GREETINGS:
            return place
        if token.kind is Kind.WORD and not (token.text[0].isupper() or token.word == "день"):
            break
        if token.kind not in (Kind.WORD, Kind.SEPARATOR):
            break
    return first


def asks(tokens: Sequence[Token]) -> bool:
    """Does the line ask for something in words?"""
    return any(token.word in _ASKING for token in tokens)


def only_chatter(tokens: Sequence[Token]) -> bool:
    """Is there nothing but greetings, thanks and asking words, so that no thing is named?

    The person saluted («Добрый день, Анна Сергеевна!») counts as a part of the greeting.
    """
    known = _ASKING | _ASKING_ON | _CHAT | CONNECTORS
    greets = any(token.word in _GREETINGS or token.word.startswith("уважаем") for token in tokens)
    names = 0
    for place, token in enumerate(tokens):
        if token.kind in (Kind.NUMBER, Kind.RANGE, Kind.CODE):
            return False
        if token.kind is not Kind.WORD or token.word in known:
            continue
        begins = place > 0 and tokens[place - 1].kind is Kind.STOP
        names += 1
        if not greets or begins or not token.text[0].isupper() or names > _SALUTED:
            return False
    return True


def is_about_deal(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Does the piece speak of delivery, payment, an address and the like?"""
    for token in tokens[first : last + 1]:
        if token.kind in (Kind.WORD, Kind.CODE):
            return token.word in _ABOUT_DEAL
    return False


def is_besides(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Is it a short remark to what stands before it rather than the next thing?"""
    for token in tokens[first : last + 1]:
        if token.kind in (Kind.WORD, Kind.CODE):
            word = token.word
            return any(
                word == part if len(part) < _SHORT_BESIDES else word.startswith(part)
                for part in _BESIDES
            )
    return True


def trim(
    tokens: Sequence[Token], first: int, last: int, *, remark: bool = False
) -> tuple[int, int]:
    """The piece without signs, glue words and lone brackets at its ends; first > last if empty.

    A `remark` keeps the prepositions that a name of a thing loses.
    """
    glue = _REMARK_GLUE if remark else _GLUE
    while first <= last and _is_glue(tokens[first], glue):
        first += 1
    while first <= last and _is_glue(tokens[last], glue):
        last -= 1
    if first < last and tokens[first].kind is Kind.OPEN and tokens[last].kind is Kind.CLOSE:
        inner = tokens[first + 1 : last]
        if not any(token.kind in (Kind.OPEN, Kind.CLOSE) for token in inner):
            return trim(tokens, first + 1, last - 1, remark=remark)
    return _without_lone_brackets(tokens, first, last)


def _is_glue(token: Token, glue: frozenset[str]) -> bool:
    if token.kind in (Kind.WORD, Kind.CODE):
        return token.word in glue
    return token.kind not in (Kind.NUMBER, Kind.RANGE, Kind.OPAQUE, Kind.OPEN, Kind.CLOSE)


def _without_lone_brackets(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    kinds = [token.kind for token in tokens[first : last + 1]]
    extra = kinds.count(Kind.OPEN) - kinds.count(Kind.CLOSE)
    while first <= last and (tokens[first].kind is Kind.CLOSE or tokens[last].kind is Kind.OPEN):
        if tokens[first].kind is Kind.CLOSE:
            first, extra = first + 1, extra + 1
        else:
            last, extra = last - 1, extra - 1
    while extra > 0 and first <= last and tokens[first].kind is Kind.OPEN:
        first, extra = first + 1, extra - 1
    while extra < 0 and first <= last and tokens[last].kind is Kind.CLOSE:
        last, extra = last - 1, extra + 1
    return first, last
