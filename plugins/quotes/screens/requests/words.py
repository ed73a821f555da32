"""Words for what the history of a request names."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from core.sdk import N_
from core.sdk.web import day, moment, qty, translate

HEADER: Mapping[str, str] = {
    "organisation": N_("Наша организация"),
    "partner": N_("Контрагент"),
    "contact": N_("Контактное лицо"),
    "responsible": N_("Ответственный"),
    "channel": N_("Канал"),
    "campaign": N_("Рекламная кампания"),
    "received_at": N_("Получен"),
    "due": N_("Ответить до"),
    "title": N_("О чём запрос"),
    "requester": N_("Кто спрашивает"),
    "requester_email": N_("Почта для ответа"),
    "requester_phone": N_("Телефон для ответа"),
    "comment": N_("Комментарий для своих"),
}
LINE: Mapping[str, str] = {
    "text": N_("строка %(number)s, текст"),
    "quantity": N_("строка %(number)s, количество"),
    "unit": N_("строка %(number)s, единица"),
    "description": N_("строка %(number)s, описание"),
    "is_special": N_("строка %(number)s, особое изделие"),
    "wanted_on": N_("строка %(number)s, желаемая дата"),
    "added": N_("строка %(number)s добавлена"),
    "removed": N_("строка %(number)s удалена"),
    "open": N_("строка %(number)s, решение снято"),
    "accepted": N_("строка %(number)s, подобрано"),
    "matched": N_("строка %(number)s, подобрано по сходству"),
    "alternative": N_("строка %(number)s, аналог"),
    "unmet": N_("строка %(number)s, не продаём"),
}
ASIDE = "aside "
_OF_LINE = re.compile(r"line (\d+) (\w+)")


def word_of(name: str) -> str:
    """The title of a field of the header, or of what has happened to a line; the name itself
    where nothing is known of it."""
    if name.startswith(ASIDE):
        return _("Отложено: %(what)s", what=word_of(name.removeprefix(ASIDE)).lower())
    if name in HEADER:
        return translate(HEADER[name])
    found = _OF_LINE.fullmatch(name)
    if found is None or found[2] not in LINE:
        return name
    return _(LINE[found[2]], number=found[1]).capitalize()


class FieldTitles(Mapping[str, str]):
    """``word_of`` as the timeline of a document asks for it."""

    def __getitem__(self, name: str) -> str:
        """The title; KeyError where the name has none, so that it is shown as it is."""
        word = word_of(name)
        if word == name:
            raise KeyError(name)
        return word

    def __iter__(self) -> Iterator[str]:
        return iter(HEADER)

    def __len__(self) -> int:
        return len(HEADER)


def value_in_words(value: Any) -> str:
    """A value of the header or of a line as the reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return qty(value)
    return str(value)
