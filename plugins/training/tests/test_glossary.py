"""The glossary: definitions in a text, and words explained wherever they are met."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from sqlalchemy import event

from core.sdk.web import db
from core.testing.browser import Visitor
from plugins.training.models import RegulationVersion
from plugins.training.queries.glossary import defined
from plugins.training.services import regulations
from plugins.training.tests import regulation_world as world
from plugins.training.tests.reading_world import (
    MONDAY,
    assigned,
    person,
    rules,
    set_roles,
    user,
    working,
)
from plugins.training.tests.test_text_rendering import PIECES
from plugins.training.text.glossary import Glossary, Meaning
from plugins.training.text.parsing import NormMark, parse, with_uids
from plugins.training.text.rendering import Terms, render
from plugins.training.text.terms import MAX_TERM, TermText, form

Visit = Callable[..., Visitor]
SOURCE = """## Работа

1. Запрос отвечают в срок. О запросе помнят.
2. См. [запрос](/x) и `запрос`, **Запросами** гордятся.
   1. Коммерческие
      предложения шлют; КП не теряют.

## Термины и определения

1. **Запрос** — обращение клиента, на которое отвечают запросом сведений.
2. **Коммерческое предложение (далее — КП)** — ответ на запрос за {{ norm("crm.days", 2) }} дня:
   - с ценами;
   - со сроком.
- **Аналог** – замена.
"""


def terms_of(source: str) -> tuple[TermText, ...]:
    return parse(source).terms


def glossary(*defined: tuple[str, str], source: str = "") -> list[Meaning]:
    """Meanings of «term (abbreviation)» and its definition."""
    text = "## Термины\n" + "\n".join(f"1. **{term}** — {words}" for term, words in defined)
    return [Meaning(term, source) for term in terms_of(text)]


def found(meanings: list[Meaning], text: str) -> list[str]:
    return [text[use.start : use.end] for use in Glossary(meanings).uses(text)]


def shown(source: str, others: tuple[Meaning, ...] = ()) -> Any:
    def show(words: str, meanings: Any) -> Markup:
        told = "; ".join(f"{one.source}{one.term.definition}" for one in meanings)
        return Markup('<dfn title="{}">{}</dfn>').format(told, words)

    def norm(mark: NormMark) -> Markup:
        return Markup("<i>запрос {}</i>").format(mark.value)

    own = [Meaning(term) for term in terms_of(source)]
    html = render(source, norm, Terms(Glossary([*own, *others]), show))
    return BeautifulSoup(html, "html.parser")


# Definitions


def test_items_of_a_section_of_terms_are_definitions() -> None:
    found = {one.term: one for one in terms_of(SOURCE)}
    assert list(found) == ["Запрос", "Коммерческое предложение", "Аналог"]
    assert found["Запрос"].stems == ("запрос",)
    assert found["Запрос"].clause_number == "2.1"
    offer = found["Коммерческое предложение"]
    assert offer.stems == ("коммерческ предложен", "КП")
    assert offer.definition.split("\n") == [
        'ответ на запрос за {{ norm("crm.days", 2) }} дня:',
        "с ценами;",
        "со сроком.",
    ]
    # An item that is no clause belongs to its section.
    assert found["Аналог"].clause_number == "2"


@pytest.mark.parametrize(
    ("item", "stems"),
    [
        ("**Запрос** — слова", ("запрос",)),
        ("**Запрос** - слова", ("запрос",)),
        ("**«Прайс-лист»** – слова", ("прайс-лист",)),
        ("**Лицо, принимающее решение (ЛПР)** — кто решает", ("лиц принима решен", "ЛПР")),
        ("**Товарное предложение** (далее по тексту — ТКП, КП) — слова", None),
        ("**Владелец *процесса*** — слова", ("владельц процесс",)),
        ("Запрос — слова", ()),
        ("Наш **запрос** — слова", ()),
        ("**Запрос**: слова", ()),
        ("**Запрос**-слова", ()),
        ("**Запрос** —", ()),
        ("**—** — слова", ()),
        ("**Я** — слова", ()),
        (f"**{'о' * (MAX_TERM + 1)}** — слова", ()),
    ],
)
def test_a_definition_is_a_bold_term_and_what_follows_the_dash(
    item: str, stems: tuple[str, ...] | None
) -> None:
    wanted = ("товарн предложен", "ТКП", "КП") if stems is None else stems
    found = [one.stems for one in terms_of(f"## Термины\n\n1. {item}")]
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize("heading", ["Понятия", "Прочее: термины", "Терминалы"])
def test_other_sections_define_nothing(heading: str) -> None:
    assert terms_of(f"## {heading}\n\n1. **Запрос** — слова") == ()


# Words in a text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Запросам, запросов и ЗАПРОСОМ.", ["Запросам", "запросов", "ЗАПРОСОМ"]),
        ("запроситель, незапрос, запрос-ответ, запрос_1", ["запрос"]),
        ("коммерческих предложений", ["коммерческих предложений"]),
        ("коммерческое. Предложение; коммерческое «предложение»", []),
        ("решает лицо, принимающее решения", ["лицо, принимающее решения"]),
        ("нового клиента и клиента", ["нового клиента", "клиента"]),
        ("ПО клиента ставят по запросу", ["ПО", "клиента", "запросу"]),
        ("", []),
    ],
)
def test_whole_words_are_found_in_any_form(text: str, wanted: list[str]) -> None:
    meanings = glossary(
        ("Запрос", "а"),
        ("Коммерческое предложение", "б"),
        ("Клиент", "в"),
        ("Новый клиент", "г"),
        ("Программа (ПО)", "д"),
        ("Лицо, принимающее решение", "е"),
    )
    assert found(meanings, text) == wanted


@settings(deadline=None)
@given(st.text("абвзапрос ЗАПРОСАМ.,-«»\n1_", max_size=80))
def test_uses_stand_in_order_apart_and_at_the_edges_of_words(text: str) -> None:
    last = 0
    for use in Glossary(glossary(("Запрос", "а"), ("Запрос вас (З, ВС)", "б"))).uses(text):
        assert last <= use.start < use.end
        around = text[max(0, use.start - 1) : use.start] + text[use.end : use.end + 1]
        assert not any(letter.isalnum() for letter in around)
        assert form(text[use.start : use.end]).lower() in {
            one.lower() for one in use.meanings[0].term.stems
        }
        last = use.end


def test_of_two_definitions_the_texts_own_holds_and_of_others_both_are_told() -> None:
    first = glossary(("Клиент", "кто платит"), source="РП-02")
    second = glossary(("Клиент", "кто спрашивает"), source="РП-03")
    own = glossary(("Клиент", "кто звонит"))
    (use,) = Glossary([*first, *second]).uses("клиенту")
    assert [one.source for one in use.meanings] == ["РП-02", "РП-03"]
    (use,) = Glossary([*first, *own]).uses("клиенту")
    assert [one.source for one in use.meanings] == [""]


# In the page


def test_the_first_use_in_each_clause_is_explained_and_no_more() -> None:
    page = shown(with_uids(SOURCE))
    told = [(one.find_parent("li"), one.text) for one in page.find_all("dfn")]
    numbers = [item.select_one(".clause-number").text for item, _words in told if item]
    words = [" ".join(words.split()) for _item, words in told]
    assert words == ["Запрос", "Запросами", "Коммерческие предложения", "запрос"]
    assert numbers == ["1.1", "1.2", "1.2.1", "2.2"]


def test_headings_links_code_and_norms_are_left_alone() -> None:
    source = (
        "## Термины: запрос\n\n1. **Запрос** — слова\n\n## Запрос\n\n### Запрос\n\n"
        '1. [запрос](/x) `запрос` {{ norm("a.b", 1) }} ![запрос](/y)'
    )
    assert shown(source).find_all("dfn") == []


def test_the_text_reads_the_same_with_its_words_explained() -> None:
    source = with_uids(SOURCE)
    plain = render(source, lambda mark: Markup("<i>запрос {}</i>").format(mark.value))
    assert shown(source).text == BeautifulSoup(plain, "html.parser").text


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_is_spoilt_by_its_terms(source: str) -> None:
    text = f"{source}\n\n## Термины\n\n1. **Слово** — слова"
    page, others = shown(text), tuple(glossary(("Один два", "слова"), source="РП-02"))
    assert shown(text, others).text == page.text
    for use in page.find_all("dfn"):
        assert use.find_parent(["a", "code", "h1", "h2", "h3", "h4", "h5", "h6"]) is None


# On the screens

OWN = """## Работа {#aaaaa2}

1. О запросе помнит менеджер, о сделке тоже. {#aaaaa3}

## Термины {#bbbbb2}

1. **Запрос** — обращение, на которое отвечают за {{ norm("quotes.answer_days", 2) }} дня. {#bbbbb3}
"""
OTHER = "## Термины {#ccccc2}\n\n1. **%s** — %s. {#ccccc3}\n"


@pytest.fixture
def acts(app: Flask) -> dict[str, int]:
    """Вера's rules for managers, and other acts that define words for managers and for others."""
    with working(app) as session:
        vera = person(session, "vera")
        set_roles(session, "dina", "accountant")
        version = rules(session, vera, body=OWN)
        for code, words, role in (
            ("РП-02", ("Сделка", "всё от запроса до оплаты"), "manager"),
            ("РП-03", ("Сделка", "договор"), "manager"),
            ("РП-04", ("Менеджер", "тайное слово бухгалтеров"), "accountant"),
            ("РП-05", ("Запрос", "чужое слово"), "manager"),
        ):
            world.in_force(session, vera, code=code, body=OTHER % words, roles=(role,), at=MONDAY)
        return {
            "version": version.document_id,
            "task": assigned(session, version, "anna").id,
            "regulation": version.regulation_id,
        }


def explained(page: Any) -> dict[str, str]:
    """The words that are explained, and what is said of them."""
    told: dict[str, str] = {}
    for word in page.html.select("dfn"):
        meaning = page.html.find(id=word["aria-describedby"])
        words = " ".join(meaning.text.replace("\N{NO-BREAK SPACE}", " ").split())
        told[word.find(string=True)] = words
    return told


def test_a_reader_is_told_by_the_text_and_by_the_rules_that_hold_for_him(
    visit: Visit, acts: dict[str, int]
) -> None:
    anna = visit("anna")
    for address in (
        f"/training/regulations/versions/{acts['version']}",
        f"/training/reading/{acts['task']}",
    ):
        page = anna.get(address)
        assert explained(page) == {
            "запросе": "Запрос обращение, на которое отвечают за 2 дня. п. 2.1",
            "сделке": "Сделка всё от запроса до оплаты. РП-02 «Регламент РП-02», п. 1.1 "
            "договор. РП-03 «Регламент РП-03», п. 1.1",
        }
        links = [link["href"] for link in page.html.select("dfn a")]
        assert links[0] == "#c-bbbbb3"
        assert links[1].endswith("#c-ccccc3")
    assert "менеджер" in explained(visit("dina").get(address_of(acts)))


def address_of(acts: dict[str, int]) -> str:
    return f"/training/regulations/versions/{acts['version']}"


def test_all_definitions_are_asked_for_at_once(app: Flask, acts: dict[str, int]) -> None:
    with working(app) as session:
        version = session.get_one(RegulationVersion, acts["version"])
        anna = user(session, "anna").id
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        found = defined(session, version, anna, MONDAY)
        assert [one.term.term for one in found] == ["Запрос", "Сделка", "Сделка", "Запрос"]
        assert len(asked) == 1
        nobody = defined(session, version, None, MONDAY)
        assert [one.document_id for one in nobody] == [acts["version"]]


def test_terms_go_on_to_the_next_edition_and_follow_its_text(
    app: Flask, acts: dict[str, int]
) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        draft = regulations.start_edition(session, vera, acts["regulation"])
        assert [one.term for one in draft.terms] == ["Запрос"]
        body = draft.body.replace("**Запрос**", "**Обращение**")
        saved = regulations.save_text(session, vera, draft.document_id, body, "", False)
        assert [(one.term, one.stems) for one in saved.terms] == [("Обращение", ["обращен"])]
        # What the draft no longer defines is not read into it from the edition in force.
        told = defined(session, saved, user(session, "anna").id, MONDAY)
        sources = [one.code for one in told if one.term.term in ("Запрос", "Обращение")]
        assert sources == ["РП-01", "РП-05"]


def test_the_preview_explains_what_is_being_typed(
    app: Flask, visit: Visit, acts: dict[str, int]
) -> None:
    with working(app) as session:
        set_roles(session, "vera", "head", "manager")
        draft = regulations.start_edition(session, person(session, "vera"), acts["regulation"])
        address = f"/training/regulations/{draft.document_id}/preview"
    body = "## Работа\n\n1. О встрече и сделке.\n\n## Термины\n\n1. **Встреча** — разговор лично."
    page = visit("vera").act(address, body=body, htmx=True)
    told = explained(page)
    assert told["встрече"] == "Встреча разговор лично. п. 2.1"
    assert "РП-02" in told["сделке"]
