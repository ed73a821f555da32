"""How values look to readers of both languages."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from core.kernel.text import Message
from core.web.filters import kept_message, money, numbered


@pytest.mark.parametrize(
    ("language", "value", "currency", "shown"),
    [
        ("ru", "1719.41", "RUB", "1\u00a0719,41\u00a0₽"),
        ("ru", "-5", "USD", "-5,00\u00a0$"),
        ("ru", "5", "CNY", "5,00\u00a0CN¥"),
        ("en", "1719.41", "RUB", "₽1,719.41"),
        ("en", "-5", "RUB", "-₽5.00"),
        ("en", "5", "USD", "$5.00"),
        ("en", "1719.41", "BYN", "BYN\u00a01,719.41"),
        ("en", "5", "KZT", "₸5.00"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    app: Flask, language: str, value: str, currency: str, shown: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert money(Decimal(value), currency) == shown


def test_a_number_is_said_with_its_date_for_it_comes_again_each_year(app: Flask) -> None:
    with app.test_request_context(), force_locale("ru"):
        assert numbered("КТ-КП-000015", date(2026, 11, 3)) == "КТ-КП-000015 от 03.11.2026"
        assert numbered(None, date(2026, 11, 3)) == "черновик"


def test_a_kept_message_is_read_in_the_language_of_the_day(app: Flask) -> None:
    kept = Message("Прайс-лист «%(name)s»", name="Опт").to_json()
    with app.test_request_context(), force_locale("ru"):
        assert kept_message(kept) == "Прайс-лист «Опт»"
    with app.test_request_context(), force_locale("en"):
        assert kept_message(kept) == "Price list “Опт”"
    with app.test_request_context():
        assert kept_message({}) == ""
