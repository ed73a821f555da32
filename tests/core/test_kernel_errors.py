"""Errors of the domain carry messages for a person."""

import pytest

from core.kernel.errors import (
    DomainError,
    Forbidden,
    NotFound,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
)
from core.kernel.text import Message


def test_refused_keeps_all_reasons_and_says_all_of_them():
    limit = Refusal(Message("Скидка больше %(limit)s %%", limit=10), field="discount")
    unsigned = Refusal(Message("Не подписан регламент"), link="/regulation/3")

    error = Refused([limit, unsigned])

    assert error.refusals == (limit, unsigned)
    assert str(error) == "Скидка больше 10 %; Не подписан регламент"


def test_every_reason_of_a_refusal_is_translated_by_itself():
    catalogue = {"Нет цены": "No price", "Нет срока": "No term"}
    error = Refused([Refusal(Message("Нет цены")), Refusal(Message("Нет срока"))])

    text = error.message.render(lambda msgid: catalogue.get(msgid, msgid), lambda one, _, __: one)

    assert text == "No price; No term"


def test_validation_keeps_messages_by_field():
    error = ValidationFailed({"inn": [Message("Нет ИНН")], "": [Message("Форма пуста")]})

    assert error.errors == {"inn": [Message("Нет ИНН")], "": [Message("Форма пуста")]}
    assert str(error) == "Нет ИНН; Форма пуста"


def test_later_changes_of_the_given_errors_do_not_reach_the_exception():
    given = {"inn": [Message("Нет ИНН")]}
    error = ValidationFailed(given)
    given["inn"].append(Message("Лишнее"))

    assert error.errors == {"inn": [Message("Нет ИНН")]}


@pytest.mark.parametrize("make", [lambda: Refused([]), lambda: ValidationFailed({"inn": []})])
def test_an_error_without_a_reason_cannot_be_made(make):
    with pytest.raises(ValueError, match="at least one"):
        make()


def test_stale_version_knows_both_versions():
    error = StaleVersion(expected=3, actual=5)

    assert (error.expected, error.actual) == (3, 5)
    assert "обе версии" in str(error)


@pytest.mark.parametrize("error_class", [NotFound, Forbidden])
def test_says_something_useful_by_default_and_what_it_is_told_otherwise(error_class):
    assert str(error_class())
    assert str(error_class(Message("КП-15 удалено"))) == "КП-15 удалено"
    assert isinstance(error_class(), DomainError)
