"""Differences of two texts: clauses by their marks, words, values."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.training.text.comparing import Comparison, compare, spans_of
from plugins.training.text.identity import carry_marks
from plugins.training.text.parsing import parse, with_uids

OLD = with_uids("""Вводная часть.

## Лимиты
1. Не более {{ norm("crm.calls", 5) }} звонков без ответа.
2. Отчёт сдают по пятницам.
3. Клиента передают.

## Скидки
1. Скидку больше {{ norm("quotes.discount", 10) }} согласует РОП.
""")


def compared(after: str) -> Comparison:
    return compare(parse(OLD), parse(with_uids(carry_marks(OLD, after))))


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(one.kind, one.old_number, one.new_number) for one in comparison.changed]


def without_marks(text: str) -> str:
    import re

    return re.sub(r" \{#\w+\}", "", text)


PLAIN = without_marks(OLD)


def test_the_same_text_differs_in_nothing() -> None:
    comparison = compared(PLAIN)
    assert comparison.changed == ()
    assert comparison.values == ()
    assert len(comparison.clauses) == 7


def test_a_changed_value_is_told_with_its_clause_and_shown_in_its_words() -> None:
    comparison = compared(PLAIN.replace('"crm.calls", 5', '"crm.calls", 3'))
    assert told(comparison) == [("changed", "1.1", "1.1")]
    value = comparison.values[0]
    assert (value.key, value.old, value.new, value.new_clause) == (
        "crm.calls",
        Decimal(5),
        Decimal(3),
        "1.1",
    )
    spans = [(span.kind, span.text) for span in comparison.changed[0].spans]
    assert spans == [
        ("same", "Не более "),
        ("delete", "5"),
        ("insert", "3"),
        ("same", " звонков без ответа."),
    ]


def test_a_clause_put_in_between_changes_only_numbers_of_those_below() -> None:
    comparison = compared(PLAIN.replace("2. Отчёт", "2. Новый пункт.\n2. Отчёт"))
    assert told(comparison) == [("added", "", "1.2")]
    numbers = {one.old_number: one.new_number for one in comparison.clauses if one.old_number}
    assert numbers["1.2"] == "1.3"


def test_a_clause_that_went_stands_where_it_was() -> None:
    comparison = compared(PLAIN.replace("2. Отчёт сдают по пятницам.\n", ""))
    kinds = [(one.kind, one.old_number) for one in comparison.clauses]
    assert kinds[3] == ("removed", "1.2")


def test_a_clause_carried_to_another_section_is_moved() -> None:
    line = "2. Отчёт сдают по пятницам.\n"
    comparison = compared(PLAIN.replace(line, "") + line)
    assert told(comparison) == [("moved", "1.2", "2.2")]


def test_two_clauses_that_changed_places_are_one_move() -> None:
    second, third = "2. Отчёт сдают по пятницам.\n", "3. Клиента передают.\n"
    comparison = compared(PLAIN.replace(second + third, third + second))
    assert [one.kind for one in comparison.changed] == ["moved"]


def test_a_clause_moved_and_rewritten_shows_both() -> None:
    marked = next(line for line in OLD.split("\n") if "Отчёт" in line)
    text = OLD.replace(f"{marked}\n", "") + marked.replace("пятницам", "средам") + "\n"
    comparison = compare(parse(OLD), parse(text))
    change = next(one for one in comparison.changed)
    assert (change.kind, change.is_moved, change.new_number) == ("changed", True, "2.2")


def test_norms_that_came_and_went_are_told() -> None:
    comparison = compared(PLAIN.replace('{{ norm("crm.calls", 5) }}', '{{ norm("crm.days", 2) }}'))
    assert [(one.key, one.old, one.new) for one in comparison.values] == [
        ("crm.days", None, Decimal(2)),
        ("crm.calls", Decimal(5), None),
    ]


def test_the_preamble_is_compared_too() -> None:
    comparison = compared(PLAIN.replace("Вводная", "Общая"))
    assert [one.kind for one in comparison.changed] == ["changed"]
    assert comparison.changed[0].uid == ""


def test_a_clause_written_anew_is_shown_whole() -> None:
    spans = spans_of("Звонят клиенту утром.", "Договор хранит бухгалтер пять лет после окончания")
    assert [span.kind for span in spans] == ["delete", "insert"]


WORDS = st.lists(
    st.sampled_from(["звонок", "в", "день", "5", "3", ".", ",", "клиент"]), max_size=30
)


@settings(deadline=None)
@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_the_spans_hold_both_texts_whole(old: str, new: str) -> None:
    spans = spans_of(old, new)
    assert "".join(span.text for span in spans if span.kind != "insert") == old
    assert "".join(span.text for span in spans if span.kind != "delete") == new


@pytest.mark.parametrize("seed", [1, 2])
@settings(deadline=None)
@given(data=st.data())
def test_every_clause_of_both_texts_stands_in_the_comparison_once(seed: int, data) -> None:
    pool = [f"Пункт {seed} номер {n} о работе" for n in range(12)]
    first = data.draw(st.lists(st.sampled_from(pool), unique=True))
    second = data.draw(st.lists(st.sampled_from(pool), unique=True))
    old = with_uids("## А\n" + "\n".join(f"1. {line}" for line in first))
    new = with_uids(carry_marks(old, "## А\n" + "\n".join(f"1. {line}" for line in second)))
    comparison = compare(parse(old), parse(new))
    old_uids = {clause.uid for clause in parse(old).clauses}
    new_uids = {clause.uid for clause in parse(new).clauses}
    told_uids = [one.uid for one in comparison.clauses]
    assert sorted(told_uids) == sorted(old_uids | new_uids)
    assert [uid for uid in told_uids if uid in new_uids] == [c.uid for c in parse(new).clauses]
