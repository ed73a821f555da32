"""Norms: bounds, moments, what a decision remembers."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.session import db
from core.extending.registry import registry_of
from core.kernel import clock
from core.kernel.clock import now
from core.kernel.declarations import Norm, NormKind
from core.kernel.errors import ValidationFailed
from core.kernel.permissions import Actor
from core.norms import service
from core.norms.models import NormSetting
from core.testing.browser import Visitor
from core.web.norm_words import norm_bounds, norm_value

Visit = Callable[..., Visitor]


@pytest.fixture
def norm(session: Session) -> Norm:
    """Some norm that is a number."""
    return next(one for one in registry_of(session).norms.values() if one.kind is NormKind.INTEGER)


def put(session: Session, norm: Norm, value: Decimal, after: timedelta | None = None) -> None:
    start = now() + after if after is not None else None
    service.set_norm(
        session, norm.key, value, reason="так решили", valid_from=start, actor=Actor.system()
    )


def test_a_norm_that_nobody_has_set_is_its_default(session: Session, norm: Norm) -> None:
    reading = service.norm(session, norm.key)
    assert (reading.value, reading.setting_id) == (norm.default, None)


def test_each_moment_has_the_value_that_was_in_force_then(session: Session, norm: Norm) -> None:
    start = now()
    low, high = norm.minimum, norm.maximum
    with clock.at(start):
        put(session, norm, low)
        put(session, norm, high, timedelta(days=10))
    for days, expected in ((-1, norm.default), (0, low), (9, low), (10, high), (99, high)):
        reading = service.norm(session, norm.key, at=start + timedelta(days=days))
        assert reading.value == expected, days
    with clock.at(start + timedelta(days=11)):
        assert service.all_in_force(session)[norm.key].value == high


def test_the_later_word_on_the_same_moment_counts(session: Session, norm: Norm) -> None:
    with clock.at(now()):
        put(session, norm, norm.minimum, timedelta(days=1))
        put(session, norm, norm.maximum, timedelta(days=1))
        found = service.norm(session, norm.key, at=now() + timedelta(days=2))
    assert found.value == norm.maximum


def test_the_past_is_not_rewritten_and_bounds_hold(session: Session, norm: Norm) -> None:
    with pytest.raises(ValidationFailed) as refused:
        service.set_norm(
            session,
            norm.key,
            norm.maximum + 1,
            reason=" ",
            valid_from=now() - timedelta(seconds=1),
            actor=Actor.system(),
        )
    assert set(refused.value.errors) == {"value", "reason", "valid_from"}
    with pytest.raises(ValidationFailed, match="целое"):
        put(session, norm, norm.minimum + Decimal("0.5"))
    assert session.scalars(select(NormSetting)).all() == []


def test_a_decision_remembers_what_it_and_its_inner_decisions_read(
    session: Session, norm: Norm
) -> None:
    put(session, norm, norm.maximum)
    with service.recorded(session) as outer:
        service.norm(session, norm.key)
        with service.recorded(session) as inner:
            service.norm(session, norm.key)
    service.norm(session, norm.key)
    assert [len(outer), len(inner)] == [2, 1]
    kept = inner[0].to_dict()
    assert Decimal(kept["value"]) == norm.maximum
    assert "." not in kept["value"]
    assert kept["setting_id"] == session.scalars(select(NormSetting.id)).one()


def test_a_norm_of_a_plugin_that_is_off_is_not_read_though_it_was_set(session: Session) -> None:
    session.add(
        NormSetting(key="ghost.limit", value=Decimal(1), valid_from=now(), reason="когда-то")
    )
    session.flush()
    with pytest.raises(KeyError):
        service.norm(session, "ghost.limit")
    assert "ghost.limit" not in service.all_in_force(session)


def test_a_value_is_said_with_its_unit_declined(app: Flask, visit: Visit) -> None:
    vera = visit("vera")
    listed = vera.get("/norms/").html.get_text(" ", strip=True)
    assert "2 рабочих дня" in listed
    assert "2 рабочих дней" not in listed
    page = vera.get("/norms/quotes.answer_days")
    facts = page.html.find("main").get_text(" ", strip=True)
    assert "По умолчанию 2 рабочих дня" in facts
    # After a preposition it stands as in a heading.
    assert "от 1 до 60 рабочих дней" in facts
    form = next(one for one in page.forms.values() if "value" in one.fields)
    form["value"], form["reason"] = "1", "Так решили"
    told = form.submit().follow().html
    assert "Норма изменена: 1 рабочий день" in told.get_text()
    assert told.select_one("tbody td.num").get_text() == "1 рабочий день"


@pytest.mark.parametrize(
    ("kind", "value", "said", "bounds"),
    [
        (NormKind.PERCENT, "12.5", "12,5 %", "от 0 до 5 000 %"),
        (NormKind.MONEY, "1000", "1 000,00 ₽", "от 0,00 ₽ до 5 000,00 ₽"),
        (NormKind.BOOLEAN, "1", "да", ""),
        (NormKind.INTEGER, "1500", "1 500 знаков", "от 0 до 5 000 знаков"),
    ],
)
def test_each_kind_of_value_is_said_in_its_own_way(
    app: Flask, kind: NormKind, value: str, said: str, bounds: str
) -> None:
    unit = {NormKind.PERCENT: "%", NormKind.INTEGER: "знаков"}.get(kind, "")
    norm = Norm("test.norm", kind, "", "", unit, Decimal(0), Decimal(0), Decimal(5000))
    with app.test_request_context(), force_locale("ru"):
        assert norm_value(norm, Decimal(value)).replace("\xa0", " ") == said
        assert norm_bounds(norm).replace("\xa0", " ") == bounds


def test_the_head_sets_a_norm_on_its_page_and_blanks_are_no_zero(app: Flask, visit: Visit) -> None:
    vera = visit("vera")
    registry = app.extensions["reglament"].registry
    norm = next(one for one in registry.norms.values() if one.kind is NormKind.INTEGER)
    url = f"/norms/{norm.key}"
    assert vera.act(url, value="   ", reason="проверка").status_int == 422
    assert vera.act(url, value="1" * 30, reason="проверка").status_int == 422
    value = str(int(norm.maximum))
    assert vera.act(url, value=value, reason="так решили").status_int == 303
    with app.app_context():
        (kept,) = db.session().scalars(select(NormSetting))
        assert (kept.key, kept.value) == (norm.key, norm.maximum)
    page = vera.get(url)
    assert "так решили" in page
    anna = visit("anna")
    assert anna.get(url).status_int == 200
    assert anna.act(url, value=value, reason="и я").status_int == 404
