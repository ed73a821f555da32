"""«Почему столько»: the author's reason is kept with the value and told to who asks."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sdk import at
from core.testing.browser import Visitor, form_with
from plugins.training.models import RegulationVersion
from plugins.training.printing.regulation import NormPrint, regulation_pdf
from plugins.training.services import regulations
from plugins.training.services.reading import reading
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    assigned,
    person,
    rules,
    signed,
    working,
)
from plugins.training.tests.test_regulation_paper import AT, printed, say, words_of
from plugins.training.text.comparing import compare
from plugins.training.text.engine import (
    MAX_REASON,
    NormInsert,
    read_norm,
    tidy_reason,
    without_reasons,
    write_norm,
)
from plugins.training.text.outline import without_marks
from plugins.training.text.parsing import parse, with_uids
from plugins.training.text.word import from_html

Visit = Callable[..., Visitor]
KEY = "quotes.discount_without_approval"
WHY = "наценка держится около 25 %, меньше работать в убыток"
MARK = f'{{{{ norm("{KEY}", 5) }}}}'
EXPLAINED = f'{{{{ norm("{KEY}", 5, "{WHY}") }}}}'
REASONED = TEXT.replace(MARK, EXPLAINED)


def plain(words: str) -> str:
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


# In the text


@settings(deadline=None)
@given(st.text(max_size=MAX_REASON), st.decimals(0, 10**6, places=2))
def test_whatever_is_typed_as_a_reason_is_read_back_and_breaks_no_text(
    typed: str, value: Decimal
) -> None:
    reason = tidy_reason(typed)
    written = write_norm("a.b", value, reason=reason)
    assert read_norm(written) == NormInsert("a.b", value, reason)
    assert tidy_reason(reason) == reason
    text = parse(with_uids(f"## Раздел\n\n| а | б |\n| --- | --- |\n| {written} | слово |"))
    assert [(mark.value, mark.reason) for mark in text.norms] == [(value, reason)]
    assert text.faults == ()


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        (' клиент "Ромашка"\n  просил ', "клиент «Ромашка» просил"),
        ("{скобки} | черта", "(скобки) / черта"),
        ("", ""),
    ],
)
def test_a_reason_is_one_line_that_the_text_can_hold(typed: str, tidy: str) -> None:
    assert tidy_reason(typed) == tidy


@pytest.mark.parametrize("value", ["5", "2,5", "2.5", "да"])
def test_a_reason_stands_after_any_value(value: str) -> None:
    found = read_norm(f'{{{{ norm("a.b", {value} , "не (совсем) меньше, чем «5»" ) }}}}')
    assert found.reason == "не (совсем) меньше, чем «5»"


@pytest.mark.parametrize(
    ("insert", "words"),
    [
        ('{{ norm("a.b", 5, потому что) }}', "в прямых кавычках"),
        ('{{ norm("a.b", 5, «потому что») }}', "в прямых кавычках"),
        ('{{ norm("a.b", 5, "") }}', "пустое"),
        (f'{{{{ norm("a.b", 5, "{"о" * (MAX_REASON + 1)}") }}}}', "длиннее"),
        ('{{ norm("a.b", "потому что") }}', "не задано значение"),
        ('{{ norm("a.b", 5, "раз", "два") }}', "Норму пишут так"),
    ],
)
def test_a_reason_that_cannot_be_read_is_a_fault_with_its_line(insert: str, words: str) -> None:
    faults = parse(f"## А\n\n1. До {insert}.").faults
    assert [fault.line for fault in faults] == [3]
    assert words in faults[0].message.msgid


def test_a_text_binds_by_values_and_not_by_their_reasons() -> None:
    assert without_reasons(REASONED) == TEXT
    assert without_reasons("{{ не норма }}") == "{{ не норма }}"


def test_a_pasted_norm_keeps_its_reason() -> None:
    assert EXPLAINED in from_html(f"<ol><li>Скидка {EXPLAINED} <b>сразу</b></li></ol>")


def test_a_reason_changes_no_word_and_is_told_among_the_values() -> None:
    comparison = compare(parse(TEXT), parse(REASONED))
    assert comparison.changed == ()
    (change,) = comparison.values
    assert (change.old, change.new) == (Decimal(5), Decimal(5))
    assert (change.old_reason, change.new_reason) == ("", WHY)


def test_the_paper_has_the_reason_in_the_table_of_values() -> None:
    norms = [NormPrint(title="Скидка без согласования", value="5 %", clause="1.1", reason=WHY)]
    words = words_of(regulation_pdf(printed(norms=norms), say, timestamp=AT))
    assert WHY in words


# On the screens


@pytest.fixture
def editions(app: Flask) -> tuple[int, int, int]:
    """Rules signed by Анна on Monday, then the same with a reason: both documents and what Анна
    has to sign."""
    with working(app) as session:
        vera = person(session, "vera")
        first = rules(session, vera)
        with at(MONDAY):
            signed(session, person(session, "anna"), assigned(session, first, "anna"))
        second = rules(session, vera, body=REASONED, when=MONDAY + timedelta(days=1))
        return first.document_id, second.document_id, assigned(session, second, "anna").id


def test_the_reason_is_kept_with_the_version_and_goes_on_to_the_next(
    app: Flask, editions: tuple[int, int, int]
) -> None:
    with working(app) as session:
        held = session.get_one(RegulationVersion, editions[1])
        assert [norm.reason for norm in held.norms] == [WHY]
        draft = regulations.start_edition(session, person(session, "vera"), held.regulation_id)
        assert [norm.reason for norm in draft.norms] == [WHY]


def test_the_reader_finds_the_reason_beside_the_value(
    visit: Visit, editions: tuple[int, int, int]
) -> None:
    anna = visit("anna")
    for address in (
        f"/training/regulations/versions/{editions[1]}",
        f"/training/reading/{editions[2]}?view=text",
    ):
        mark = anna.get(address).html.select_one(f'[data-norm="{KEY}"]')
        told = anna.get(address).html.find(id=mark["aria-describedby"])
        assert f"Почему столько: {WHY}" in plain(told.text)


def test_without_a_reason_the_story_of_the_value_is_the_answer(
    visit: Visit, editions: tuple[int, int, int]
) -> None:
    page = visit("anna").get(f"/training/regulations/versions/{editions[0]}")
    assert "Почему столько: Раньше регламент этого не задавал" in plain(page.text)


def test_a_new_reason_is_shown_and_no_section_is_read_anew_for_it(
    app: Flask, visit: Visit, editions: tuple[int, int, int]
) -> None:
    with at(MONDAY + timedelta(days=1, hours=1)):
        page = visit("anna").get(f"/training/reading/{editions[2]}")
    row = plain(page.html.find("table").text)
    assert f"Почему столько: [добавлено: {WHY}]" in row
    assert "5 % 5 %" in row
    assert "[удалено: 5" not in row
    with working(app) as session:
        task = assigned(session, session.get_one(RegulationVersion, editions[1]), "anna")
        assert all(part.done for part in reading.progress(session, task).parts)


def test_the_page_of_the_norm_says_why_the_regulation_sets_it_so(
    visit: Visit, editions: tuple[int, int, int]
) -> None:
    page = visit("vera").get(f"/norms/{KEY}")
    rows = [plain(row.text) for row in page.html.select("tbody tr") if "редакция" in row.text]
    told = [f"Почему столько: {WHY}" in row for row in rows]
    assert (told.count(True), told.count(False) > 0) == (1, True)


def test_the_dialog_writes_the_reason_into_the_text(visit: Visit) -> None:
    vera = visit("vera")
    typed = f" {WHY.replace('наценка', chr(34) + 'наценка' + chr(34))}\n"
    answer = vera.act("/training/regulations/norm-text", key=KEY, value="5", reason=typed)
    assert answer.json["text"] == EXPLAINED.replace("наценка", "«наценка»")
    refused = vera.act(
        "/training/regulations/norm-text", key=KEY, value="5", reason="о" * (MAX_REASON + 1)
    )
    assert refused.status_code == 422
    assert refused.json["field"] == "reason"


def test_a_reason_typed_by_hand_is_saved_and_comes_back_to_the_editor(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        held = rules(session, vera)
        draft = regulations.start_edition(session, vera, held.regulation_id).document_id
    address = f"/training/regulations/{draft}/edit"
    form: Any = form_with(visit("vera").get(address), address)
    form["body"] = form["body"].value.replace(MARK, EXPLAINED)
    form.submit(status=303)
    assert EXPLAINED in visit("vera").get(address).html.find("textarea", id="body").text
    with working(app) as session:
        saved = session.get_one(RegulationVersion, draft)
        assert without_marks(saved.body).count(EXPLAINED) == 1
        assert [norm.reason for norm in saved.norms] == [WHY]
