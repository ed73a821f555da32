"""Messages: source text and parameters apart, rendered by whoever knows the reader."""

import json
import pickle
from decimal import Decimal
from io import BytesIO

import pytest
from babel.messages.extract import extract

from core.kernel.text import N_, Message, Sum

ENGLISH = {
    "Скидка %(d)s %% больше разрешённой": "Discount of %(d)s %% is above the limit",
    "Поле «%(field)s» пусто": "Field “%(field)s” is empty",
    "Сумма": "Amount",
}


def english(msgid: str) -> str:
    return ENGLISH.get(msgid, msgid)


def english_plural(one: str, many: str, n: int) -> str:
    return "%(num)s order" if n == 1 else "%(num)s orders"


def test_shows_russian_source_with_parameters_in_logs_and_console():
    assert str(Message(N_("Скидка %(d)s %% больше разрешённой"), d=15)) == (
        "Скидка 15 % больше разрешённой"
    )


def test_takes_percent_literally_when_there_are_no_parameters():
    assert str(Message(N_("Скидка 100 %"))) == "Скидка 100 %"


def test_renders_in_the_language_of_the_given_catalogue():
    message = Message(N_("Скидка %(d)s %% больше разрешённой"), d=15)

    assert message.render(english, english_plural) == "Discount of 15 % is above the limit"


def test_translates_a_message_inside_a_message():
    message = Message(N_("Поле «%(field)s» пусто"), field=Message(N_("Сумма")))

    assert str(message) == "Поле «Сумма» пусто"
    assert message.render(english, english_plural) == "Field “Amount” is empty"


@pytest.mark.parametrize(
    ("count", "russian", "translated"),
    [
        (1, "1 заказ", "1 order"),
        (2, "2 заказа", "2 orders"),
        (11, "11 заказа", "11 orders"),
        (21, "21 заказ", "21 orders"),
    ],
)
def test_chooses_the_form_by_the_count(count, russian, translated):
    message = Message.plural("%(num)s заказ", "%(num)s заказа", count)

    assert str(message) == russian
    assert message.render(english, english_plural) == translated


def test_plural_takes_further_parameters():
    message = Message.plural("%(num)s заказ у %(who)s", "%(num)s заказа у %(who)s", 3, who="Анны")

    assert str(message) == "3 заказа у Анны"


def test_equal_messages_are_one_key_of_a_dictionary():
    first = Message("%(a)s и %(b)s", a=1, b=2)
    second = Message("%(a)s и %(b)s", b=2, a=1)

    assert {first: "есть"}[second] == "есть"
    assert first != Message("%(a)s и %(b)s", a=1, b=3)
    assert Message.plural("%(num)s", "%(num)s", 1) != Message("%(num)s", num=1)


def test_params_given_out_do_not_change_the_message():
    message = Message("%(a)s", a=1)
    message.params["a"] = 2

    assert message.params == {"a": 1}


@pytest.mark.parametrize(
    ("msgid", "params"),
    [
        ("%(нет)s", {"a": 1}),
        ("скидка 10 %", {"a": 1}),
        ("%(a)d", {"a": "слово"}),
    ],
)
def test_text_that_does_not_fit_its_parameters_fails_where_it_is_written(msgid, params):
    with pytest.raises((KeyError, ValueError, TypeError)):
        Message(msgid, **params)


def test_refuses_parameters_that_cannot_be_hashed():
    with pytest.raises(TypeError):
        Message("%(a)s", a=[1])


def test_survives_pickling():
    message = Message.plural("%(num)s заказ", "%(num)s заказа", 5)

    assert pickle.loads(pickle.dumps(message)) == message


def test_babel_extracts_both_kinds_by_the_documented_keywords():
    source = 'Message(N_("Черновик"))\nMessage.plural("%(num)s заказ", "%(num)s заказа", n)\n'

    found = extract("python", BytesIO(source.encode()), keywords={"N_": None, "plural": (1, 2)})

    assert [messages for _, messages, _, _ in found] == [
        "Черновик",
        ("%(num)s заказ", "%(num)s заказа"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        Message("Просто 100 %"),
        Message("%(rule)s, цена от %(n)s", rule=Message("Прайс-лист «%(name)s»", name="Опт"), n=5),
        Message.plural("%(num)s заказ", "%(num)s заказа", 3, who="Анна"),
    ],
)
def test_a_message_kept_as_json_comes_back_the_same(message: Message) -> None:
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message


def test_money_is_said_by_the_reader_and_kept_as_it_is() -> None:
    message = Message("Больше %(allowed)s нельзя: %(why)s", allowed=Sum(Decimal("1500.50")), why="")
    around = Message("%(fault)s!", fault=message)

    assert str(around) == "Больше 1500.50 RUB нельзя: !"
    said = around.render(str, lambda one, _many, _n: one, lambda value, code: f"{code} {value:,}")
    assert said == "Больше RUB 1,500.50 нельзя: !"
    assert Message.from_json(json.loads(json.dumps(around.to_json()))) == around
