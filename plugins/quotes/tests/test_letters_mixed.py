"""Letters of mixed manners: no thing is glued to another, none is lost without a mark."""

import pytest

from plugins.quotes.letters import LeftoverKind, read_letter

SURE = 0.8


def told(text: str) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (line.name, line.quantity and format(line.quantity, "f"), line.unit, line.note)
        for line in read_letter(text).lines
    ]


def missed(text: str) -> list[str]:
    return [left.text for left in read_letter(text).leftovers if left.kind is LeftoverKind.REMARK]


@pytest.mark.parametrize("count", ["x 500", "х500", "× 500", "*500"])
def test_a_line_with_its_own_quantity_is_never_glued_to_the_one_above(count: str) -> None:
    letter = (
        f"Прошу выставить счёт:\nБолт М8х40 - 200 шт\nДюбель-гвоздь 6х40 {count}\n5 шт перчатки х/б"
    )
    assert told(letter) == [
        ("Болт М8х40", "200", "796", ""),
        ("Дюбель-гвоздь 6х40", "500", None, ""),
        ("перчатки х/б", "5", "796", ""),
    ]
    assert read_letter(letter).lines[1].confidence < SURE


def test_neither_is_it_glued_to_a_line_without_a_quantity() -> None:
    letter = "Прошу выставить счёт:\nДюбель-гвоздь 6х40\n5 шт перчатки х/б\nболт\n3 кабеля 3х2,5"
    assert [line[:2] for line in told(letter)] == [
        ("Дюбель-гвоздь 6х40", None),
        ("перчатки х/б", "5"),
        ("болт", None),
        ("кабеля 3х2,5", "3"),
    ]


@pytest.mark.parametrize(
    "text", ["Уголок 50х50 х 5 - 10 шт", "Уголок 50х50 х 5, 10 шт", "Уголок 50х50 х 5\n10 шт"]
)
def test_a_third_size_stays_one_where_another_number_counts(text: str) -> None:
    assert told(text) == [("Уголок 50х50 х 5", "10", "796", "")]


@pytest.mark.parametrize(
    ("words", "quantity", "unit"),
    [
        ("штук двадцать", "20", "796"),
        ("двадцать штук", "20", "796"),
        ("пару", "2", None),
        ("десяток", "10", None),
        ("пару десятков", "20", None),
        ("дюжину", "12", None),
        ("полсотни", "50", None),
        ("полторы сотни штук", "150.0", "796"),
    ],
)
def test_quantities_are_understood_in_words(words: str, quantity: str, unit: str | None) -> None:
    asked = [("лента изоляционная", quantity, unit, "")]
    assert told(f"Нужна ещё лента изоляционная, {words}") == asked
    assert told(f"лента изоляционная {words}") == asked
    assert told(f"Нужно {words} лент")[0][1:3] == (quantity, unit)


def test_two_days_and_a_couple_of_questions_are_no_goods() -> None:
    assert told("Есть пара вопросов по доставке\nнужно за два дня") == []


@pytest.mark.parametrize("between", [" и ", ", ", " + "])
def test_the_second_thing_of_a_sentence_is_a_line_of_its_own(between: str) -> None:
    assert told(f"розетка двойная белая 5 шт{between}подрозетник 20") == [
        ("розетка двойная белая", "5", "796", ""),
        ("подрозетник", "20", None, ""),
    ]


@pytest.mark.parametrize(
    "text",
    ["розетка белая 5 шт и подрозетник", "розетка белая 5 шт. Нужен также подрозетник."],
)
def test_a_second_thing_without_a_quantity_is_kept_and_doubted(text: str) -> None:
    assert [line[:2] for line in told(text)] == [("розетка белая", "5"), ("подрозетник", None)]
    assert read_letter(text).lines[1].confidence < SURE


def test_words_that_may_be_another_thing_lower_the_confidence() -> None:
    doubted = read_letter("Перчатки 5 шт, подшлемник тёплый").lines[0]
    assert (doubted.note, doubted.confidence < SURE) == ("подшлемник тёплый", True)
    assert read_letter("Болт М8 - 5 шт, оцинкованный").lines[0].confidence >= SURE


@pytest.mark.parametrize(
    "text",
    [
        "Нужна лента изоляционная",
        "Добрый день! Нужна лента изоляционная",
        "Нужна лента, звоните +7 495 123-45-67",
    ],
)
def test_a_thing_that_was_not_recognised_is_shown_though_the_line_asks(text: str) -> None:
    assert told(text) == []
    assert missed(text) == [text]


def test_a_sentence_before_a_thing_is_not_hidden_under_it() -> None:
    letter = "Нужна лента изоляционная. Ещё болт М8 - 5 шт."
    assert told(letter) == [("болт М8", "5", "796", "")]
    assert missed(letter) == ["Нужна лента изоляционная."]


def test_what_is_asked_for_below_the_signature_is_shown_and_the_signature_is_not() -> None:
    letter = (
        "Болт М8 - 5 шт\nС уважением, Пётр\nлента ПВХ 5 шт\nНужна ещё стремянка\nтел. 8 495 1234567"
    )
    assert missed(letter) == ["лента ПВХ 5 шт", "Нужна ещё стремянка"]


def test_greetings_thanks_and_asking_words_are_chatter() -> None:
    letter = (
        "Добрый день, Анна Сергеевна!\nПрошу выставить счёт на следующие позиции:\nБолт М8 - 5 шт"
    )
    assert missed(letter) == []
