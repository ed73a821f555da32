"""A regulation as blocks of a form and as a PDF."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from core.sdk import User, actor_by_id
from core.sdk.web import db
from core.testing.browser import Visitor
from plugins.training.printing.regulation import (
    ApprovalPrint,
    NormPrint,
    RegulationPrint,
    WaiverPrint,
    regulation_data,
    regulation_pdf,
)
from plugins.training.tests import regulation_world as world
from plugins.training.text.parsing import NormMark, with_uids
from plugins.training.text.printing import blocks

TEXT = with_uids("""Вступление.

## Скидки
Абзац **раздела**.

1. До {{ norm("quotes.discount", 5) }} менеджер даёт сам, см. [сайт](https://example.ru).
   1. Вложенный пункт.
2. Перечень:
   - первое;
   - второе.

| Сумма | Кто |
| ---: | :-: |
| до 1000 | РОП |

> Цитата
""")
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def say(mark: NormMark) -> str:
    return f"{mark.value} %"


def printed(**changes: object) -> RegulationPrint:
    values: dict[str, object] = {
        "organisation": "ООО «Крепёж и Ток»",
        "inn": "7708004767",
        "kpp": "770801001",
        "code": "РП-01",
        "title": "Порядок скидок",
        "edition": 2,
        "number": "КТ-РГ-000002",
        "body": TEXT,
        "norms": [NormPrint(title="Скидка без согласования", value="5 %", clause="1.1")],
        "effective_from": date(2026, 12, 1),
        "approval": ApprovalPrint(name="Орлова В. А.", position="РОП", at=date(2026, 11, 20)),
        "text_hash": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    return RegulationPrint(**values | changes)  # pyright: ignore[reportArgumentType]


def words_of(pdf: bytes) -> str:
    """What a reader of the PDF reads."""
    told = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(told.replace("\N{NO-BREAK SPACE}", " ").split())


def test_blocks_keep_numbers_nesting_and_looks() -> None:
    kinds = [block["kind"] for block in blocks(TEXT, say)]
    assert kinds == ["paragraph", "section", "paragraph", "clause", "clause", "table", "quote"]
    first = blocks(TEXT, say)[3]
    assert (first["number"], first["level"]) == ("1.1", 2)
    assert [inner["kind"] for inner in first["blocks"]] == ["paragraph", "clause"]
    assert first["blocks"][1]["number"] == "1.1.1"
    runs = first["blocks"][0]["runs"]
    assert [run["text"] for run in runs if run["norm"]] == ["5 %"]
    assert [run["text"] for run in runs if run["link"]] == ["сайт"]


def test_a_norm_is_told_with_its_clause() -> None:
    told: list[tuple[str, str]] = []

    def listen(mark: NormMark) -> str:
        told.append((mark.key, mark.clause_number))
        return ""

    blocks(TEXT, listen)
    assert told == [("quotes.discount", "1.1")]


def test_a_table_has_its_head_and_the_sides_of_its_columns() -> None:
    table = blocks(TEXT, say)[5]
    assert table["align"] == ["right", "center"]
    assert [cell[0]["text"] for cell in table["head"]] == ["Сумма", "Кто"]
    assert len(table["rows"]) == 1


def test_the_paper_has_the_requisites_the_text_and_the_values() -> None:
    words = words_of(regulation_pdf(printed(), say, timestamp=AT, pdf_a=True))
    for part in (
        "УТВЕРЖДАЮ",
        "Орлова В. А.",
        "20 ноября 2026 г.",
        "Порядок скидок",
        "редакция 2",
        "действует с 1 декабря 2026 г.",
        "1.1.1 Вложенный пункт.",
        "Скидка без согласования 5 % п. 1.1",
        "SHA-256",
    ):
        assert part in words
    assert "{#" not in words


def test_the_paper_says_without_whose_word_it_was_approved() -> None:
    waiver = WaiverPrint(role="Логист", reason="Скидок не даёт и не видит", author="Орлова В. А.")
    words = words_of(regulation_pdf(printed(waivers=[waiver]), say, timestamp=AT))
    assert "Утверждено без слова ролей" in words
    assert "Логист: Скидок не даёт и не видит (Орлова В. А.)" in words
    assert "без слова" not in words_of(regulation_pdf(printed(), say, timestamp=AT))


def test_a_draft_says_that_it_is_one() -> None:
    draft = printed(approval=None, effective_from=None, number="", text_hash="")
    words = words_of(regulation_pdf(draft, say, timestamp=AT))
    assert "ПРОЕКТ" in words
    assert "УТВЕРЖДАЮ" not in words


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert regulation_pdf(printed(), say, timestamp=AT) == regulation_pdf(
        printed(), say, timestamp=AT
    )


@pytest.mark.parametrize("body", ["", "Один абзац", "## А\n\n```\nкод\n```\n\n---\n\n1. Б\\\n   В"])
def test_any_text_can_be_printed(body: str) -> None:
    assert regulation_pdf(printed(body=body, norms=[]), say, timestamp=AT).startswith(b"%PDF")


def test_words_are_typeset_and_code_is_left_alone() -> None:
    data = regulation_data(printed(body='## А\n\nСрок - "год" и `a - "b"`'), say)
    paragraph = data["blocks"][1]["runs"]  # pyright: ignore[reportArgumentType,reportCallIssue,reportIndexIssue,reportOptionalSubscript]
    texts = "".join(run["text"] for run in paragraph)  # pyright: ignore
    assert "«год»" in texts
    assert 'a - "b"' in texts


def test_everybody_takes_the_paper_of_an_edition(visit: Callable[..., Visitor], app: Flask) -> None:
    with app.app_context():
        session = db.session()
        vera = actor_by_id(session, session.scalars(select(User.id).filter_by(login="vera")).one())
        assert vera is not None
        made = world.in_force(session, vera)
        session.commit()
        key = made.document_id
        db.session.remove()
    address = f"/training/regulations/versions/{key}/pdf"
    anna = visit("anna")
    first, second = anna.get(address), anna.get(address)
    assert first.content_type == "application/pdf"
    assert first.body == second.body
    words = words_of(first.body)
    assert "Регламент РП-01" in words
    assert "5 %" in words
