"""The text as a reader sees it: safe, numbered, norms where their author put them."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.training.text.parsing import NormMark, parse, with_uids
from plugins.training.text.rendering import render

TEXT = with_uids("""Вступление.

## Скидки
Абзац раздела.

1. До {{ norm("quotes.discount", 5) }} менеджер даёт сам.
   1. Вложенный.

   Второй абзац пункта.
2. Перечень:
   - первое
     1. не пункт

### Подзаголовок

| Сумма | Кто |
| ---: | :-: |
| до 1000 | РОП |
""")


def show(mark: NormMark) -> Markup:
    return Markup('<span class="norm" data-norm="{}">{}</span>').format(mark.key, mark.value)


def page_of(source: str) -> Any:
    return BeautifulSoup(render(source, show), "html.parser")


def test_sections_and_clauses_carry_their_identity_and_number() -> None:
    page = page_of(TEXT)
    for clause in parse(TEXT).clauses:
        element = page.find(id=f"c-{clause.uid}")
        number = element.select_one(".clause-number").text
        assert number.rstrip(".") == clause.number
        assert element.name == ("section" if clause.level == 1 else "li")
    assert page.section["data-section"] == parse(TEXT).clauses[0].uid


def test_what_stands_in_a_clause_is_inside_it() -> None:
    page = page_of(TEXT)
    first, nested = parse(TEXT).clauses[1:3]
    assert page.find(id=f"c-{nested.uid}").find_parent(id=f"c-{first.uid}")
    assert "Второй абзац" in page.find(id=f"c-{first.uid}").text
    assert page.p.find_parent("section") is None
    assert page.p.parent["data-section"] == "preamble"
    # A text without sections has nothing before them.
    assert page_of("Одни слова.").select("[data-section]") == []


def test_a_norm_is_drawn_by_the_caller_with_its_clause() -> None:
    told: list[NormMark] = []

    def listen(mark: NormMark) -> Markup:
        told.append(mark)
        return Markup("<b>5</b>")

    assert "До <b>5</b> менеджер" in render(TEXT, listen)
    assert [(mark.key, mark.clause_number) for mark in told] == [("quotes.discount", "1.1")]


def test_a_table_is_aligned_without_styles() -> None:
    page = page_of(TEXT)
    assert [cell["class"] for cell in page.find_all("td")] == [["align-end"], ["align-center"]]
    assert {cell["scope"] for cell in page.find_all("th")} == {"col"}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("<b onclick=x>а</b>", "&lt;b onclick=x&gt;"),
        ("[а](javascript:alert(1))", "[а](javascript:alert(1))"),
        ("[а](https://x.ru)", '<a href="https://x.ru" rel="noopener noreferrer">а</a>'),
        ("[а](/orders/1)", '<a href="/orders/1">а</a>'),
        ("![а](https://evil.ru/p.png)", "<p>а</p>"),
        ("![а](//evil.ru/p.png)", "<p>а</p>"),
        ("![а](/files/1)", '<img src="/files/1" alt="а" loading="lazy">'),
        ("{{ <i> }}", '<mark class="text-fault">{{ &lt;i&gt; }}</mark>'),
    ],
)
def test_what_the_author_typed_can_do_no_harm(source: str, wanted: str) -> None:
    assert wanted in render(source, show)


PIECES = st.sampled_from(
    ["## ", "1. ", "   ", "\n", "- ", "| a | b |\n|:-|-:|\n", "<script>", "</section>", "<li id=x>",
     "[x](javascript:1)", "[x](data:text/html,1)", "![](//x)", "**", "`", "{{ ", " }}", '"', "'",
     "слово ", "&lt;", "&#60;", 'onload="x"', "<https://x.ru>", '{{ norm("a.b", 1) }}', "> ", "\\"]
)  # fmt: skip
KNOWN = {
    "section", "h1", "h2", "h3", "p", "ol", "ul", "li", "div", "span", "table", "thead", "tbody",
    "tr", "th", "td", "strong", "em", "s", "code", "pre", "a", "img", "br", "hr", "blockquote",
    "mark",
}  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_becomes_known_elements_that_are_all_closed(source: str) -> None:
    html = render(with_uids(source), show)
    page = BeautifulSoup(html, "html.parser")
    assert {tag.name for tag in page.find_all(True)} <= KNOWN | {"h4", "h5", "h6"}
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]
        assert not str(tag.get("href", "")).lower().startswith(("javascript", "data", "vbscript"))
    for name in ("section", "div", "ol", "li", "table"):
        assert len(re.findall(rf"<{name}\b", html)) == html.count(f"</{name}>")
