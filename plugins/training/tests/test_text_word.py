"""What is pasted from office programs keeps its headings, lists and tables."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.training.text.parsing import parse
from plugins.training.text.word import from_html

CLIPBOARD = Path(__file__).parent / "fixtures" / "clipboard"
SAMPLES = sorted(path.stem for path in CLIPBOARD.glob("*.html"))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_clipboard_becomes_the_markdown_that_an_author_would_type(name: str) -> None:
    html = (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")
    wanted = (CLIPBOARD / f"{name}.md").read_text(encoding="utf-8")
    assert from_html(html).replace("\N{NO-BREAK SPACE}", " ") == wanted


def test_a_pasted_document_is_numbered_as_it_was_in_word() -> None:
    html = (CLIPBOARD / "word_desktop.html").read_text(encoding="utf-8")
    text = parse(from_html(html))
    assert [clause.number for clause in text.clauses] == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]
    assert text.faults == ()


def test_a_norm_in_the_clipboard_stays_a_norm() -> None:
    html = (CLIPBOARD / "typed_numbers.html").read_text(encoding="utf-8")
    assert [mark.key for mark in parse(from_html(html)).norms] == ["crm.max_calls"]


def test_words_without_any_structure_stay_paragraphs() -> None:
    assert from_html("<p>один</p><p>два</p>") == "один\n\nдва\n"


@pytest.mark.parametrize(
    "html",
    ["", "   ", "<p>&nbsp;</p>", "<img src='x.png'>", "<!--StartFragment--><!--EndFragment-->"],
)
def test_a_clipboard_without_words_gives_nothing(html: str) -> None:
    assert from_html(html) == ""


def test_a_script_or_a_foreign_address_does_not_come_along() -> None:
    text = from_html(
        '<p onclick="x()">текст<script>alert(1)</script> <a href="javascript:x">там</a></p>'
    )
    assert text == "текст там\n"


def test_a_cell_that_claims_a_million_columns_takes_as_many_as_a_table_has() -> None:
    text = from_html("<table><tr><td colspan=1000000>а</td></tr></table>")
    assert len(text) < 2000


def test_spans_that_grow_from_row_to_row_do_not_stop_the_program() -> None:
    row = "<tr><td rowspan=60 colspan=60>а</td></tr>"
    assert len(from_html(f"<table>{row * 100}</table>")) < 100_000


def test_what_is_nested_without_end_is_left_to_be_pasted_plain() -> None:
    assert from_html(f"{'<ol><li>' * 5000}слово") == ""


TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<ol>", "</ol>", "<ul>", "<li>", "</li>", "<table>", "<tr>",
     "<td rowspan=3>", "<td colspan=2>", "</td>", "</table>", "<h1>", "</h1>", "<h3>", "<br>",
     "<p style='mso-list:l0 level2 lfo1'>", "<span style='mso-list:Ignore'>1.</span>",
     "<![if !supportLists]>", "<![endif]>", "<o:p>", "слово ", "1.2. ", "– ", "<!--", "-->",
     "<li data-aria-level=2>", "<a href='https://x.ru'>", "</a>", "<del>",
     "<b style='font-weight:400'>"]
)  # fmt: skip


@settings(deadline=None)
@example("слово <!--<p style='mso-list:l0 level2 lfo1'>")
@given(st.lists(TAGS, max_size=40).map("".join) | st.text(max_size=100))
def test_any_clipboard_is_read_without_an_error(html: str) -> None:
    text = from_html(html)
    assert "mso-list" not in text
    parse(text)
