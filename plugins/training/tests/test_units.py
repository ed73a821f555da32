"""Words after a value: in the form that the value and the sentence want."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from core.sdk import Actor
from core.sdk.web import db
from core.testing.browser import Visitor
from plugins.training.tests import regulation_world as world
from plugins.training.text.engine import Values, with_values
from plugins.training.text.parsing import parse
from plugins.training.text.printing import blocks
from plugins.training.text.rendering import render
from plugins.training.text.units import Unit, UnitOf

DAYS = Unit("рабочий день", "рабочих дня", "рабочих дней")
TRIES = Unit("попытка", "попытки", "попыток")
MARKS = Unit("балл из 5", "балла из 5", "баллов из 5")
KEY = "training.reading_days"


def unit_of(key: str) -> Unit | None:
    return DAYS if key == KEY else None


def agreed(unit: Unit, words: str, value: str) -> str:
    """The sentence with the value in place of N."""
    before, _n, after = words.partition("N")
    found = unit.agreed(Decimal(value), before, after)
    return f"{before}{value}{found[1] + after[found[0] :] if found else after}"


@pytest.mark.parametrize(
    ("typed", "value", "read"),
    [
        ("подписывают за N рабочий день.", "5", "подписывают за 5 рабочих дней."),
        ("подписывают за N рабочих дня.", "5", "подписывают за 5 рабочих дней."),
        ("подписывают за N рабочих дней", "3", "подписывают за 3 рабочих дня"),
        ("подписывают за N рабочих дней", "21", "подписывают за 21 рабочий день"),
        ("подписывают за N рабочих дня", "11", "подписывают за 11 рабочих дней"),
        ("не более N рабочих дней", "3", "не более 3 рабочих дней"),
        ("не более N рабочих дня", "2", "не более 2 рабочих дней"),
        ("в течение N рабочих дней", "1", "в течение 1 рабочего дня"),
        ("в течение N рабочего дня", "4", "в течение 4 рабочих дней"),
        ("в течение первых N рабочих дней", "2", "в течение первых 2 рабочих дней"),
        ("через 1 или N рабочих дней", "2", "через 1 или 2 рабочих дней"),
        ("срок: N рабочих дней", "1", "срок: 1 рабочий день"),
        ("за N Рабочих  дня", "2", "за 2 Рабочих  дня"),
        ("рабочие дни: за N дня", "5", "рабочие дни: за 5 дней"),
    ],
)
def test_the_unit_agrees_with_the_value_and_the_sentence(typed: str, value: str, read: str) -> None:
    assert agreed(DAYS, typed, value) == read


@pytest.mark.parametrize(
    ("typed", "value", "read"),
    [
        ("даётся N попытки", "1", "даётся 1 попытка"),
        ("даёт N попытку", "1", "даёт 1 попытку"),
        ("даёт N попытку", "3", "даёт 3 попытки"),
        ("за N попытки", "1", "за 1 попытку"),
        ("не больше N попыток", "1", "не больше 1 попытки"),
    ],
)
def test_feminine_units_have_an_accusative_of_their_own(typed: str, value: str, read: str) -> None:
    assert agreed(TRIES, typed, value) == read


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("за N календарных дня", "5"),
        ("за N рабочих дняя", "5"),
        ("Nрабочих дня", "5"),
        ("за N, рабочих дня", "5"),
        ("уложиться в N рабочими днями", "5"),
    ],
)
def test_other_words_stay_as_they_were_typed(typed: str, value: str) -> None:
    assert agreed(DAYS, typed, value) == typed.replace("N", value)


def test_a_part_of_a_value_takes_the_form_of_two() -> None:
    assert agreed(MARKS, "не хуже N баллов из 5", "2.5") == "не хуже 2.5 балла из 5"


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (f'за {{{{ norm("{KEY}", 5) }}}} рабочий день', "за 5 рабочих дней"),
        (f'за **{{{{ norm("{KEY}", 5) }}}}** рабочий день', "за 5 рабочих дней"),
        (f'за **{{{{ norm("{KEY}", 5) }}}} рабочий день**', "за 5 рабочих дней"),
        (f'за {{{{ norm("{KEY}", 5) }}}}\nрабочий день', "за 5 рабочих дней"),
        (f'не более\n{{{{ norm("{KEY}", 2) }}}} рабочих дней', "не более 2 рабочих дней"),
        ('за {{ norm("a.b", 1) }} рабочих дня', "за 1 рабочих дня"),
    ],
)
def test_screen_paper_and_plain_words_read_the_same(source: str, read: str) -> None:
    text = f"## Сроки\n\n1. {source}\n"
    screen = render(text, lambda mark: Markup(mark.value), unit_of=unit_of)
    values = Values(lambda _key, value: f"{value}", unit_of)
    assert read in " ".join(screen.striptags().split())
    assert parse(text, values).clauses[1].plain == read
    assert words_on_paper(text, unit_of) == read


def test_a_definition_reads_as_the_clause_does() -> None:
    values = Values(lambda _key, value: f"{value}", unit_of)
    words = f'ответ за {{{{ norm("{KEY}", 1) }}}} рабочих дня, не {{{{ norm("a.b", 2) }}}} рабочий'
    assert with_values(words, values) == "ответ за 1 рабочий день, не 2 рабочий"


def words_on_paper(text: str, units: UnitOf) -> str:
    clause: Any = blocks(text, lambda mark: f"{mark.value}", units)[1]
    return "".join(run["text"] for run in clause["blocks"][0]["runs"])


def test_the_editor_shows_and_the_paper_prints_the_words_of_the_value(
    app: Flask, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = f'## Сроки\n\n1. Подписывают за {{{{ norm("{KEY}", 5) }}}} рабочий день.\n'
    with app.app_context():
        session = db.session()
        draft_id = world.draft(session, Actor.system(), owner_id=1, body=body).document_id
        session.commit()
        db.session.remove()
    printed: list[str] = []

    def paper(act: Any, say: Any, units: UnitOf, **_rest: Any) -> bytes:
        printed.append(words_on_paper(act.body, units))
        return b"%PDF"

    monkeypatch.setattr("plugins.training.screens.regulations.paper.regulation_pdf", paper)
    vera = visit("vera")
    preview = vera.act(f"/training/regulations/{draft_id}/preview", body=body)
    read = vera.get(f"/training/regulations/versions/{draft_id}")
    vera.get(f"/training/regulations/versions/{draft_id}/pdf")

    assert "5 рабочих дней" in preview.html.text
    assert "5 рабочих дней" in read.html.text
    assert printed == ["Подписывают за 5 рабочих дней."]


@pytest.mark.parametrize(
    ("before", "after", "text", "taken"),
    [
        ("1. Подписывают за ", ".", " рабочих дней", 0),
        ("1. Подписывают за ", " рабочий день.", " рабочих дней", 13),
        ("1. Подписывают за ", " рабочих дней.", " рабочих дней", 13),
    ],
)
def test_a_norm_that_is_picked_brings_its_unit_once(
    visit: Callable[..., Visitor], before: str, after: str, text: str, taken: int
) -> None:
    asked = {"key": KEY, "value": "5", "before": before, "after": after, "new": "1"}
    answer = visit("vera").act("/training/regulations/norm-text", **asked)
    assert answer.json["text"] == f'{{{{ norm("{KEY}", 5) }}}}{text}'
    assert answer.json["taken"] == taken


def test_a_value_that_is_changed_takes_the_words_after_it_along(
    visit: Callable[..., Visitor],
) -> None:
    asked = {"key": KEY, "value": "3", "before": "за ", "after": " рабочих дней."}
    answer = visit("vera").act("/training/regulations/norm-text", **asked)
    assert answer.json["text"].endswith(" рабочих дня")
    alone = visit("vera").act("/training/regulations/norm-text", key=KEY, value="3", after=" суток")
    assert alone.json["text"].endswith("}}")
