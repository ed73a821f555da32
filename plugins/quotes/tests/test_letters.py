"""Lines of a request out of customers' letters."""

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sdk import DomainError
from plugins.quotes.letters import (
    MAX_LENGTH,
    LeftoverKind,
    Letter,
    LetterLine,
    read_letter,
)

LETTERS = sorted(
    (Path(__file__).parents[3] / "tests" / "fixtures" / "ugly" / "letters").glob("*.txt")
)
SURE = 0.8


def only_line(text: str) -> LetterLine:
    letter = read_letter(text)
    assert len(letter.lines) == 1, letter
    return letter.lines[0]


def summary(line: LetterLine) -> tuple[str, str | None, str | None, str]:
    quantity = None if line.quantity is None else format(line.quantity, "f")
    return line.name, quantity, line.unit, line.note


def test_there_are_letters_of_many_manners() -> None:
    assert len(LETTERS) >= 16


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_gives_the_lines_a_manager_would_write_out(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    letter = read_letter(path.read_text(encoding="utf-8"))
    assert [
        {
            "name": line.name,
            "quantity": None if line.quantity is None else str(line.quantity),
            "unit": line.unit,
            "note": line.note,
            "sure": line.confidence >= SURE,
        }
        for line in letter.lines
    ] == expected["lines"]
    assert [[left.kind.value, left.text] for left in letter.leftovers] == expected["leftovers"]


@pytest.mark.parametrize(
    "text",
    [
        "болт М8х40 - 200 шт",
        "200 шт болт М8х40",
        "болт М8х40 (200 шт.)",
        "1. болт М8х40 — 200 штук;",
        "• болт М8х40: 200шт",
        "болт М8х40-200шт",
        "болт М8х40 х 200 шт",
        "болт М8х40=200 шт",
        "болт М8х40 ...... 200 шт.",
        "болт М8х40, 200 шт",
        "болт М8х40 в количестве 200 штук",
        "болт М8х40, шт. - 200",
        "болт М8х40\tшт\t200",
        "болт М8х40    200   шт",
        "| болт М8х40 | 200 | шт |",
        "Добрый день! Прошу выставить счёт на болт М8х40 200 шт.",
        "Анна Сергеевна, здравствуйте, нужен болт М8х40 - двести штук",
        "болт М8х40\n200 шт",
        "поз. 7 болт М8х40 0,2 тыс. шт",
    ],
)
def test_one_thing_is_recognised_in_any_manner(text: str) -> None:
    line = only_line(text)
    assert (line.name, line.quantity, line.unit, line.note) == (
        "болт М8х40",
        Decimal(200),
        "796",
        "",
    )


@pytest.mark.parametrize(
    ("text", "name", "quantity", "unit"),
    [
        ("Болт ГОСТ 7798-70 М8х40 25 шт", "Болт ГОСТ 7798-70 М8х40", "25", "796"),
        ("Болт DIN 933 200 шт", "Болт DIN 933", "200", "796"),
        ("Болт DIN 933 1 000 шт", "Болт DIN 933", "1000", "796"),
        ("Автомат ВА47-29 16А 220В 5 шт", "Автомат ВА47-29 16А 220В", "5", "796"),
        ("Кабель КГ 3х2.5 0,66 кВ - 150 м", "Кабель КГ 3х2.5 0,66 кВ", "150", "006"),
        ("Лестница 3 м - 2 шт", "Лестница 3 м", "2", "796"),
        ("Краска белая 10 л 3 банки", "Краска белая 10 л", "3", "own.can"),
        ("Ведро 12 л, 3 шт", "Ведро 12 л", "3", "796"),
        ("Доска 25 х 150 х 6000 - 2 м3", "Доска 25 х 150 х 6000", "2", "113"),
        ("Дюбель 6х40 (1000 шт/уп) - 10 уп", "Дюбель 6х40 (1000 шт/уп)", "10", "778"),
        ("Гвозди 4х100, 200 шт в упаковке, 7 уп", "Гвозди 4х100, 200 шт в упаковке", "7", "778"),
        ("Труба 57х3,5 ГОСТ 10704-91 – 12,5 т", "Труба 57х3,5 ГОСТ 10704-91", "12.5", "168"),
        ("Манометр 10 бар - 3 шт", "Манометр 10 бар", "3", "796"),
    ],
)
def test_a_size_is_never_taken_for_the_quantity(
    text: str, name: str, quantity: str, unit: str
) -> None:
    assert summary(only_line(text))[:3] == (name, quantity, unit)


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("две упаковки дюбелей 6х40", "2", "778"),
        ("пару бухт кабеля ВВГ 3х1,5", "2", "own.coil"),
        ("сто пятьдесят метров трубы ПНД 32", "150", "006"),
        ("две тысячи пятьсот штук саморезов", "2500", "796"),
        ("полтора метра шланга", "1.5", "006"),
        ("5 тыс. пар перчаток", "5000", "715"),
        ("десяток болтов М12х80", "10", None),
    ],
)
def test_numbers_in_words_are_numbers(text: str, quantity: str, unit: str | None) -> None:
    line = only_line(text)
    assert (str(line.quantity), line.unit) == (quantity, unit)


def test_things_in_one_sentence_are_parted() -> None:
    letter = read_letter("болт М8 200 шт, гайка М8 300 шт и шайба 8 - 400 шт. Доставка до Твери.")
    assert [summary(line)[:2] for line in letter.lines] == [
        ("болт М8", "200"),
        ("гайка М8", "300"),
        ("шайба 8", "400"),
    ]
    assert [left.text for left in letter.leftovers] == ["Доставка до Твери."]


def test_things_without_commas_between_them_are_parted_too() -> None:
    letter = read_letter("200 шт болт М8 300 шт гайка М8")
    assert [summary(line)[:2] for line in letter.lines] == [("болт М8", "200"), ("гайка М8", "300")]


def test_quantity_for_each_is_given_to_all_above_it() -> None:
    letter = read_letter("Кабель ВВГ 3х1,5\nКабель ВВГ 3х2,5\nпо 100 м каждого\nТруба - 5 шт")
    assert [line.quantity for line in letter.lines] == [Decimal(100), Decimal(100), Decimal(5)]


def test_bare_sizes_take_the_name_of_what_stands_before() -> None:
    letter = read_letter("Саморезы 3,5х25, 3,5х35 по 10 уп\n\nБолты DIN 933:\nМ8х40 - 5 шт")
    assert [line.name for line in letter.lines] == [
        "Саморезы 3,5х25",
        "Саморезы 3,5х35",
        "Болты DIN 933 М8х40",
    ]


def test_packing_and_remarks_go_to_the_note() -> None:
    line = only_line("Нужно: 3 бухты кабеля ВВГнг 3х2,5 по 100 м")
    assert summary(line) == ("кабеля ВВГнг 3х2,5", "3", "own.coil", "по 100 м")
    assert only_line("Болт М8х40 - 200 шт, оцинкованный, срочно").note == "оцинкованный; срочно"


def test_an_ambiguous_group_of_digits_lowers_confidence() -> None:
    assert only_line("Шайба 8 500 шт").confidence < SURE
    assert only_line("Шайба М8х16 1 500 шт").confidence >= SURE


def test_a_range_is_read_by_its_lower_bound_and_doubted() -> None:
    line = only_line("Кабель ВВГ 3х2,5 - 100-200 м")
    assert (line.quantity, line.note) == (Decimal(100), "100-200 м")
    assert line.confidence < SURE


def test_a_thing_without_quantity_is_kept_but_doubted() -> None:
    line = only_line("Прошу выставить счёт:\nперчатки диэлектрические")
    assert line.quantity is None
    assert line.confidence < 0.5


def test_columns_named_by_the_customer_decide_what_is_what() -> None:
    line = only_line("Код\tТовар\tЕд.\tСрок\tКол-во\n15-7\tКран 11б27п Ду15\tшт\t12 дней\t40")
    assert summary(line) == ("15-7 Кран 11б27п Ду15", "40", "796", "Срок: 12 дней")


def test_the_quantity_beside_the_unit_is_chosen_among_columns_of_numbers() -> None:
    letter = read_letter("1\tБолт М8\t12,50\tшт\t200\n2\tГайка М8\t3,20\tшт\t300\n")
    assert [summary(line)[:3] for line in letter.lines] == [
        ("Болт М8", "200", "796"),
        ("Гайка М8", "300", "796"),
    ]


def test_a_list_below_the_signature_still_counts_but_is_doubted() -> None:
    letter = read_letter("Заявка ниже.\n\nС уважением, Пётр\n\n1. Болт М8х40 - 200 шт\n")
    assert [line.name for line in letter.lines] == ["Болт М8х40"]
    assert letter.lines[0].confidence < SURE


def test_old_letters_are_read_only_when_the_new_one_asks_for_nothing() -> None:
    history = "-----Исходное сообщение-----\nОт: a@b.example\nТема: заявка\n\nболт М8х40 - 200 шт\n"
    assert read_letter(history).lines[0].name == "болт М8х40"
    fresh = read_letter("гайка М8 - 5 шт\n\n" + history)
    assert [line.name for line in fresh.lines] == ["гайка М8"]
    assert LeftoverKind.HISTORY in {left.kind for left in fresh.leftovers}


def test_phones_requisites_and_dates_are_no_quantities() -> None:
    letter = read_letter(
        "тел. 8 800 555-35-35 доб. 100 шт\nИНН 7707083893, КПП 773601001\nдо 15.12.2026\n"
        "Наш бюджет 15 000 руб."
    )
    assert letter.lines == ()


def test_a_line_remembers_where_it_stands_in_the_letter() -> None:
    text = "Добрый день!\r\n\r\n 1) Болт М8х40 –\u00a0200 шт\r\nСпасибо"
    line = only_line(text)
    assert text[line.start : line.end] == "1) Болт М8х40 –\u00a0200 шт"


def test_a_letter_too_long_is_refused_with_advice() -> None:
    with pytest.raises(DomainError, match="Вставьте только перечень"):
        read_letter("а" * (MAX_LENGTH + 1))


def test_an_empty_letter_holds_nothing() -> None:
    assert read_letter(" \n\t\n") == Letter((), ())


WORDS = """
    болт М8х40 200 шт шт. - — , ; . ( ) [ ] « » по каждого и 1. 2) • Нужно: ГОСТ 7798-70 две пару
    тыс 100 000 х * = кол-во: | № > 12.11.2026 м кг руб а@б.рф От: ² ٣ ½ İ ß 1-2 Итого … P.S.
    Наименование Кол-во +7 (495) 123-45-67
"""
GAPS = ["\n", "\n\n", "\t", "\0", "\u2028", "\x85", "\nС уважением\n"]
PIECES = st.sampled_from([*WORDS.split(), *GAPS])
ODD_LETTERS = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\t", "\n"])), max_size=40).map(
        lambda pairs: "".join(piece + gap for piece, gap in pairs)
    ),
)


@settings(max_examples=300, deadline=None)
@given(ODD_LETTERS)
def test_nothing_of_a_letter_is_lost_and_nothing_is_counted_twice(text: str) -> None:
    letter = read_letter(text)
    spans = sorted((part.start, part.end) for part in (*letter.lines, *letter.leftovers))
    covered: set[int] = set()
    end = 0
    for start, following in spans:
        assert end <= start < following <= len(text)
        covered.update(range(start, following))
        end = following
    assert all(place in covered for place, char in enumerate(text) if char.isalnum())
    for line in letter.lines:
        assert line.name
        assert 0 < line.confidence <= 1
        assert line.quantity is None or line.quantity > 0
    assert read_letter(text) == letter


def calls_of(work: Callable[[], object]) -> int:
    """How many functions `work` calls, built-in ones included: a measure without a clock."""
    count = 0

    def on_event(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(on_event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "болт М8 200 шт, ",
        "болт М8\n",
        "a\tb\n",
        "a  b\n",
        "а1. А1 ",
        "! ",
        "((",
        "1 ",
        "сто ",
        "> ",
    ],
)
def test_work_grows_in_proportion_to_the_letter(piece: str) -> None:
    short, long = piece * (4_000 // len(piece)), piece * (16_000 // len(piece))
    assert calls_of(lambda: read_letter(long)) < 5 * calls_of(lambda: read_letter(short)) + 5_000
