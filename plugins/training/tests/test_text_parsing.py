"""The text of a regulation: clauses, permanent marks, norms and faults."""

import re
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.training.text.engine import NormInsert, NormSyntax, read_norm, write_norm
from plugins.training.text.identity import carry_marks
from plugins.training.text.outline import without_marks
from plugins.training.text.parsing import parse, with_uids

SAMPLE = """Вступление, которое никому не принадлежит.

## Первый контакт
Абзац раздела.

5. Менеджер отвечает в течение {{ norm("crm.hours", 4) }} часов.
   Продолжение первого пункта.

   | Канал | Срок |
   |-------|-----:|
   | сайт  | {{ norm("crm.site", 1.5) }} |
    1. По почте отвечают письмом.
    2. По телефону перезванивают.
5. Второй пункт
   - не пункт, а перечисление
     1. и это не пункт

### Подзаголовок без номера

9) Третий пункт того же раздела

## Передача клиента
1. Передаётся автоматически: {{ norm("crm.auto", да) }}.
"""


def numbers(source: str) -> list[str]:
    return [clause.number for clause in parse(source).clauses]


def test_clauses_are_numbered_by_their_place_and_not_by_typed_digits() -> None:
    assert numbers(SAMPLE) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.3", "2", "2.1"]


def test_a_clause_has_its_own_words_without_those_nested_in_it() -> None:
    clause = parse(SAMPLE).clauses[1]
    assert clause.level == 2
    assert clause.plain.split("\n") == [
        "Менеджер отвечает в течение 4 часов. Продолжение первого пункта.",
        "Канал | Срок",
        "сайт | 1.5",
    ]
    assert clause.length == len(clause.plain.replace("\n", ""))
    assert clause.source.startswith("Менеджер отвечает")
    assert "По почте" not in clause.source


def test_a_section_has_its_title_and_the_paragraphs_that_stand_in_it() -> None:
    section = parse(SAMPLE).clauses[0]
    assert (section.level, section.title) == (1, "Первый контакт")
    assert section.plain.split("\n") == [
        "Первый контакт",
        "Абзац раздела.",
        "Подзаголовок без номера",
    ]


def test_what_stands_before_the_first_section_has_no_number() -> None:
    text = parse(SAMPLE)
    assert text.preamble == "Вступление, которое никому не принадлежит."
    assert numbers("1. Пункт без раздела") == []


def test_norms_are_found_with_their_clause() -> None:
    source = with_uids(SAMPLE)
    text = parse(source)
    uids = {clause.number: clause.uid for clause in text.clauses}
    assert [(mark.key, mark.value, mark.clause_number) for mark in text.norms] == [
        ("crm.hours", Decimal(4), "1.1"),
        ("crm.site", Decimal("1.5"), "1.1"),
        ("crm.auto", Decimal(1), "2.1"),
    ]
    assert [mark.clause_uid for mark in text.norms] == [uids["1.1"], uids["1.1"], uids["2.1"]]


def test_a_norm_inside_code_is_an_example_and_sets_nothing() -> None:
    assert parse('## А\n`{{ norm("crm.hours", 4) }}`').norms == ()


def faults(source: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message.msgid) for fault in parse(source).faults]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("## А\n\n1. x {{ norm(crm.hours, 4) }}", 3, "Норму пишут так"),
        ("## А\nодин\nдва {{ не норма }}", 3, "Норму пишут так"),
        ("## А\n{{ не закрыто", 2, "Норму пишут так"),
        ('## А\n{{ norm("crm.hours") }}', 2, "не задано значение"),
        ('## А\n{{ norm("crm.hours", много) }}', 2, "не прочитано"),
        ('## А\n{{ norm("crm.hours", 0.1234567) }}', 2, "не прочитано"),
        ('## А\n{{ norm("a.b", 4) }}\n\n1. {{ norm("a.b", 4) }}', 4, "уже задана в строке"),
        ('{{ norm("a.b", 4) }}\n\n## А', 1, "стоит до первого раздела"),
        ("## А\n\n## \n", 3, "У раздела нет названия"),
        ("## А\n1. один\n2.\n", 3, "Пункт должен начинаться с текста"),
        ("# Регламент\n\n## А", 1, "Название документа уже есть"),
        ("## А\n1. a\n   1. a\n      1. a\n         1. a", 5, "глубже четырёх"),
    ],
)
def test_a_fault_names_its_line(source: str, line: int, words: str) -> None:
    found = faults(source)
    assert [at for at, _text in found] == [line]
    assert words in found[0][1]


def test_faults_come_in_the_order_of_lines() -> None:
    found = faults("{{ а }}\n\n## \n\n1.\n\n## В\n{{ б }}")
    assert [line for line, _text in found] == [1, 3, 5, 8]


def test_marks_stand_at_the_end_of_the_first_line_and_nobody_reads_them() -> None:
    source = with_uids(SAMPLE)
    marked_lines = [line for line in source.split("\n") if re.search(r"\{#[a-z2-7]{6}\}$", line)]
    assert len(marked_lines) == 8
    assert without_marks(source) == SAMPLE
    assert all("{#" not in clause.plain + clause.source for clause in parse(source).clauses)


def test_a_copied_clause_gets_a_mark_of_its_own_and_the_first_keeps_its() -> None:
    source = with_uids("## А\n1. Пункт")
    clause = source.split("\n")[1]
    copied = with_uids(f"{source}\n{clause}")
    first, second = parse(copied).clauses[1:]
    assert first.uid == parse(source).clauses[1].uid
    assert second.uid not in ("", first.uid)


def test_a_mark_that_lost_its_clause_disappears() -> None:
    assert with_uids("Абзац {#abcdef}\nещё {#abcdeg} слово") == "Абзац\nещё слово"


def test_a_line_that_is_broken_by_two_spaces_stays_broken() -> None:
    source = with_uids("## А\n1. Один  \n   два")
    assert re.search(r"1\. Один \{#[a-z2-7]{6}\} {2}\n", source)


def test_a_norm_is_read_back_as_it_was_written() -> None:
    assert read_norm(write_norm("a.b", Decimal("2.500000"))) == NormInsert("a.b", Decimal("2.5"))
    assert write_norm("a.b", Decimal(100)) == '{{ norm("a.b", 100) }}'
    assert read_norm(write_norm("a.b", Decimal(0), boolean=True)) == NormInsert("a.b", Decimal(0))
    with pytest.raises(NormSyntax):
        read_norm('{{ norm("без точки", 5) }}')


WORDS = st.sampled_from(
    ["Менеджер звонит клиенту", "Отчёт сдают до пятницы", "Скидку согласует РОП", "Лимит: 5",
     "*важно*", "один | два", "## ##", "---", "хвост  ", "слеш\\", "`код", "{#", "}}"]
)  # fmt: skip
LINES = st.builds(
    lambda indent, bullet, words: " " * indent + bullet + words,
    st.sampled_from([0, 0, 0, 2, 3, 4, 6]),
    st.sampled_from(["", "1. ", "7. ", "2) ", "- ", "## ", "### ", "> ", "|"]),
    WORDS | st.just(""),
)
SOURCES = st.lists(LINES, max_size=25).map("\n".join)


@settings(deadline=None)
@given(SOURCES | st.text(max_size=200))
def test_giving_marks_is_idempotent_and_changes_neither_the_skeleton_nor_the_words(
    source: str,
) -> None:
    marked = with_uids(source)
    assert with_uids(marked) == marked
    plain, read = parse(source), parse(marked)
    assert [clause.number for clause in plain.clauses] == [c.number for c in read.clauses]
    assert [clause.plain for clause in plain.clauses] == [c.plain for c in read.clauses]
    uids = [clause.uid for clause in read.clauses if clause.uid]
    assert len(uids) == len(set(uids))


@settings(deadline=None)
@given(SOURCES)
def test_every_clause_that_begins_with_text_has_a_mark(source: str) -> None:
    text = parse(with_uids(source))
    faulty = {fault.line for fault in text.faults}
    assert all(clause.uid or faulty for clause in text.clauses)


TITLES = st.lists(
    st.text("абвгдежзиклмнопрстуфхцчшэюя ", min_size=12, max_size=60)
    .map(str.strip)
    .filter(lambda title: len(title) > 10),
    min_size=1,
    max_size=12,
    unique=True,
)


def listed(titles: list[str]) -> str:
    return "## Раздел\n" + "\n".join(f"1. {title}" for title in titles)


def by_words(source: str) -> dict[str, str]:
    return {clause.plain: clause.uid for clause in parse(source).clauses}


@settings(deadline=None)
@given(TITLES, st.randoms(use_true_random=False))
def test_clauses_keep_their_marks_when_they_change_places(titles: list[str], random) -> None:
    before = with_uids(listed(titles))
    moved = list(titles)
    random.shuffle(moved)
    after = with_uids(carry_marks(before, listed(moved)))
    assert by_words(after) == by_words(before)


@settings(deadline=None)
@given(TITLES, st.integers(min_value=0), st.integers(min_value=0, max_value=12))
def test_a_new_clause_takes_nobodys_mark(titles: list[str], which: int, place: int) -> None:
    new = titles.pop(which % len(titles))
    before = with_uids(listed(titles))
    after = with_uids(carry_marks(before, listed([*titles[:place], new, *titles[place:]])))
    kept = by_words(after)
    assert kept.pop(new) not in by_words(before).values()
    assert kept == by_words(before)


@settings(deadline=None)
@given(TITLES, st.integers(min_value=0))
def test_a_clause_that_is_rewritten_in_its_place_stays_itself(
    titles: list[str], which: int
) -> None:
    before = with_uids(listed(titles))
    at = which % len(titles)
    changed = [*titles[:at], f"Совсем другие слова N {at}", *titles[at + 1 :]]
    after = with_uids(carry_marks(before, listed(changed)))
    assert [c.uid for c in parse(after).clauses] == [c.uid for c in parse(before).clauses]


def test_of_a_clause_copied_in_the_editor_the_original_stays_itself() -> None:
    before = with_uids("## А\n1. Первый пункт\n2. Второй пункт")
    after = with_uids(
        carry_marks(before, "## А\n1. Первый пункт\n1. Первый пункт\n2. Второй пункт")
    )
    old, new = parse(before).clauses, parse(after).clauses
    assert [new[1].uid, new[3].uid] == [old[1].uid, old[2].uid]


def test_two_clauses_rewritten_at_once_are_told_apart_by_their_words() -> None:
    before = with_uids("## А\n1. Звонок клиенту в течение часа\n2. Отчёт сдают по пятницам")
    after = with_uids(
        carry_marks(before, "## А\n1. Отчёт сдают по понедельникам\n2. Звонок клиенту за полчаса")
    )
    old, new = parse(before).clauses, parse(after).clauses
    assert [new[1].uid, new[2].uid] == [old[2].uid, old[1].uid]


def test_a_clause_moved_and_reworded_in_one_save_stays_itself() -> None:
    before = with_uids(
        "## А\n1. Скидку до пяти процентов менеджер даёт клиенту сам\n2. Остальное решает РОП"
    )
    after = with_uids(
        carry_marks(
            before,
            "## А\n1. Остальное решает РОП\n2. Скидку до трёх процентов менеджер даёт партнёру сам",
        )
    )
    old, new = parse(before).clauses, parse(after).clauses
    assert [new[1].uid, new[2].uid] == [old[2].uid, old[1].uid]


def test_a_new_clause_in_the_place_of_one_that_moved_is_not_taken_for_it() -> None:
    before = with_uids("## А\n1. Звонок клиенту в течение часа\n2. Отчёт по пятницам\n3. План")
    after = with_uids(
        carry_marks(
            before,
            "## А\n1. Совсем новое правило\n2. Отчёт по пятницам\n"
            "3. Звонок клиенту в течение дня\n4. План",
        )
    )
    old, new = parse(before).clauses, parse(after).clauses
    assert [one.uid for one in new[2:]] == [old[2].uid, old[1].uid, old[3].uid]
    assert new[1].uid not in {one.uid for one in old}


WORDS = st.sampled_from(
    "клиент заказ отчёт скидка звонок договор отгрузка счёт возврат склад оплата план".split()
)
SENTENCES = st.lists(
    st.lists(WORDS, min_size=7, max_size=10, unique=True).map(" ".join),
    min_size=2,
    max_size=6,
    unique_by=lambda words: frozenset(words.split()),
)


@settings(deadline=None)
@given(SENTENCES, st.randoms(use_true_random=False))
def test_whatever_is_moved_and_reworded_no_mark_is_given_twice(
    sentences: list[str], random: Random
) -> None:
    before = with_uids(listed(sentences))
    changed = [" ".join([*one.split()[1:], "иначе"]) for one in sentences]
    random.shuffle(changed)

    after = parse(with_uids(carry_marks(before, listed(changed)))).clauses

    marks = [one.uid for one in after]
    assert len(set(marks)) == len(marks)
    # The section is itself still: no clause has taken its mark.
    assert marks[0] == parse(before).clauses[0].uid


@settings(deadline=None)
@given(TITLES, st.integers(min_value=0), st.randoms(use_true_random=False))
def test_one_clause_reworded_by_a_word_is_known_wherever_it_went(
    titles: list[str], which: int, random: Random
) -> None:
    at = which % len(titles)
    long = "Скидку, о которой клиент просит письмом, менеджер согласует с руководителем отдела"
    sentences = [*titles[:at], long, *titles[at + 1 :]]
    before = with_uids(listed(sentences))
    moved = [one.replace("письмом", "устно") for one in sentences]
    random.shuffle(moved)

    after = with_uids(carry_marks(before, listed(moved)))

    old, new = by_words(before), by_words(after)
    assert new[long.replace("письмом", "устно")] == old[long]


def test_a_long_text_that_is_wholly_replaced_does_not_stop_the_editor() -> None:
    before = with_uids(listed([f"Старый пункт номер {n} о работе с клиентом" for n in range(300)]))
    after = carry_marks(before, listed([f"Новое правило {n} о скидках" for n in range(300)]))
    assert len(parse(after).clauses) == 301


def test_items_of_a_list_keep_their_bullets_which_nobody_reads() -> None:
    clause = parse("## Скидки\n\n1. Даём:\n   - оптом\n   * в розницу\n").clauses[1]
    assert clause.plain == "Даём:\n• оптом\n• в розницу"
    assert clause.length == len("Даём:оптомв розницу")
