"""How people work is told by themselves; the common process is built of it; the map shows facts."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Forbidden,
    NotFound,
    Refused,
    StaleVersion,
    ValidationFailed,
)
from core.testing.browser import Visitor
from plugins.training.forms.discovery import MapRows
from plugins.training.models import Process, Way
from plugins.training.queries import discovery as queries
from plugins.training.services import discovery
from plugins.training.services.discovery import BranchInput, MapStepInput, WayStepInput

Actors = Callable[[str], Actor]
CALL = WayStepInput("Перезвонить", what="Уточняю размеры", hours=Decimal("0.5"))
ANSWER = WayStepInput("Отправить КП", hours=Decimal(2), stage="quotes.offer:sent")


@pytest.fixture
def process(session: Session, actors: Actors) -> Process:
    return discovery.make_process(session, actors("vera"), "Продажа со склада")


def test_only_the_head_begins_a_process_and_names_it_once(
    session: Session, actors: Actors, process: Process
) -> None:
    with pytest.raises(Forbidden):
        discovery.make_process(session, actors("anna"), "Моя продажа")
    with pytest.raises(ValidationFailed, match="уже есть"):
        discovery.make_process(session, actors("vera"), " Продажа со склада ")


def test_a_description_is_private_until_it_is_handed_over(
    session: Session, actors: Actors, process: Process
) -> None:
    way = discovery.save_way(session, actors("anna"), process.id, [CALL, ANSWER], 0)

    assert queries.handed_over(session, process.id) == []
    with pytest.raises(NotFound):
        discovery.take_step(session, actors("vera"), process.id, way.steps[0].id)
    discovery.submit(session, actors("anna"), process.id)

    assert [step.title for step in queries.handed_over(session, process.id)[0].steps] == [
        "Перезвонить",
        "Отправить КП",
    ]
    with pytest.raises(Refused, match="отзовите"):
        discovery.save_way(session, actors("anna"), process.id, [CALL], way.version)


def test_two_windows_do_not_overwrite_each_other(
    session: Session, actors: Actors, process: Process
) -> None:
    seen = discovery.save_way(session, actors("anna"), process.id, [CALL], 0).version
    discovery.save_way(session, actors("anna"), process.id, [CALL, ANSWER], seen)

    with pytest.raises(StaleVersion):
        discovery.save_way(session, actors("anna"), process.id, [ANSWER], seen)


def test_a_step_taken_keeps_whose_it_was_and_survives_the_editing_of_the_source(
    session: Session, actors: Actors, process: Process
) -> None:
    way = discovery.save_way(session, actors("anna"), process.id, [CALL, ANSWER], 0)
    discovery.submit(session, actors("anna"), process.id)
    taken = discovery.take_step(session, actors("vera"), process.id, way.steps[0].id)

    assert (taken.role, taken.title, taken.origin_id) == (
        "manager",
        "Перезвонить",
        way.steps[0].id,
    )
    discovery.recall(session, actors("anna"), process.id)
    discovery.save_way(session, actors("anna"), process.id, [ANSWER, CALL], way.version)
    assert taken.title == "Перезвонить"


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (MapStepInput("", "manager", what="без названия"), "lines-1-title"),
        (MapStepInput("Шаг", "nobody"), "lines-1-role"),
        (MapStepInput("Шаг", "manager", stage="quotes.offer:flown"), "lines-1-stage"),
        (MapStepInput("Шаг", "manager", branches=(BranchInput("far"),)), "lines-1-branches"),
        (
            MapStepInput("Шаг", "manager", key="own", branches=(BranchInput("own"),)),
            "lines-1-branches",
        ),
        (
            MapStepInput("Шаг", "manager", branches=(BranchInput("first"),) * 4),
            "lines-1-branches",
        ),
        (MapStepInput("Шаг", "manager", tools="т" * 301), "lines-1-tools"),
        (MapStepInput("Шаг", "manager", hours=Decimal(-1)), "lines-1-hours"),
    ],
)
def test_a_wrong_step_is_named_beside_its_cell(
    session: Session, actors: Actors, process: Process, step: MapStepInput, field: str
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        discovery.save_map(
            session,
            actors("vera"),
            process.id,
            [MapStepInput("Первый", "manager", key="first"), step],
            process.version,
        )
    assert set(refused.value.errors) == {field}


def test_a_step_taken_brings_the_words_and_the_tools_of_its_author(
    session: Session, actors: Actors, process: Process
) -> None:
    told = WayStepInput("Позвонить", arguments="На улице\nпроживёт дольше", tools="телефон")
    way = discovery.save_way(session, actors("anna"), process.id, [told], 0)
    discovery.submit(session, actors("anna"), process.id)

    taken = discovery.take_step(session, actors("vera"), process.id, way.steps[0].id)

    assert (taken.arguments, taken.tools) == ("На улице\nпроживёт дольше", "телефон")


def test_bypasses_follow_the_steps_they_lead_to(
    session: Session, actors: Actors, process: Process
) -> None:
    steps = [
        MapStepInput("Посчитать", "manager", key="a", branches=(BranchInput("c", "в норме"),)),
        MapStepInput("Согласовать", "head", key="b"),
        MapStepInput("Отправить", "manager", key="c"),
    ]
    discovery.save_map(session, actors("vera"), process.id, steps, process.version)
    assert process.steps[0].branches == [{"to": 3, "label": "в норме"}]

    moved = [steps[2], steps[0], steps[1]]
    discovery.save_map(session, actors("vera"), process.id, moved, process.version)

    assert [step.title for step in process.steps] == ["Отправить", "Посчитать", "Согласовать"]
    assert process.steps[1].branches == [{"to": 1, "label": "в норме"}]


def test_a_step_may_be_tied_to_what_is_off_the_main_road(session: Session) -> None:
    known = discovery.known_stages(session)

    assert known["quotes.offer:on_approval"].title == "На согласовании"
    assert known["quotes.offer/approve_discount"].is_move
    assert not any(stage.startswith("training.") for stage in known)


def test_a_manager_tells_and_the_head_builds(visit: Callable[..., Visitor]) -> None:
    vera, anna = visit("vera"), visit("anna")
    address = _begin(vera, "Продажа со склада")

    form = _form(anna.get(f"{address}/mine"))
    form["lines-0-title"], form["lines-0-hours"] = "Перезвонить", "полчаса"
    refused = form.submit(status=422)
    assert "Перезвонить" in refused
    assert "число" in refused.text.lower()
    form = _form(refused)
    form["lines-0-hours"] = "0,5"
    form.submit("then", value="submit", status=303)

    told = vera.get(f"{address}/descriptions")
    assert "Смирнова А. П." in told
    _form(told).submit(status=303)
    edited = _form(vera.get(f"{address}/edit"))
    assert edited["lines-0-title"].value == "Перезвонить"
    edited["lines-0-stage"] = "quotes.request:registered"
    edited.submit(status=303)

    shown = anna.get(address)
    assert "Запрос: Зарегистрирован" in shown
    assert "задумано 0,5 ч" in shown
    assert "на деле: не было" in shown
    anna.get(f"{address}/descriptions", status=404)
    anna.get(f"{address}/edit", status=404)


def test_steps_are_moved_added_and_removed_without_scripts(visit: Callable[..., Visitor]) -> None:
    vera = visit("vera")
    address = _begin(vera, "Продажа со склада")
    form = _form(vera.get(f"{address}/edit"))
    for place, title in enumerate(("Принять", "Посчитать", "Отправить")):
        form[f"lines-{place}-title"] = title
    form["lines-0-what"] = "Первое\nВторое"

    form = _form(form.submit("lines-down", index=0, status=200))
    assert _titles(form) == ["Посчитать", "Принять", "Отправить"]
    assert form["lines-1-what"].value.splitlines() == ["Первое", "Второе"]
    # A bypass is chosen of the steps themselves and goes where the step goes.
    form["lines-0-to_0"].select(text="3. Отправить")
    form["lines-0-label_0"] = "клиент ждёт"
    form = _form(form.submit("lines-up", index=2, status=200))
    form = _form(form.submit("lines-add", status=200))
    assert _titles(form) == ["Посчитать", "Отправить", "Принять", ""]
    form = _form(form.submit("lines-remove", index=2, status=200))
    form.submit(status=303)

    assert "2: клиент ждёт" in vera.get(address)
    form = _form(vera.get(f"{address}/edit"))
    assert _titles(form) == ["Посчитать", "Отправить"]
    # Where the step is gone, so is what led to it, and the person is told.
    lost = _form(form.submit("lines-remove", index=1, status=200)).submit(status=422)
    assert "Выберите шаг, к которому ведёт переход" in lost


def test_steps_are_kept_in_the_order_in_which_they_stand() -> None:
    rows = MapRows.posted({"lines-7-title": "Первый", "lines-2-title": "Второй"})

    assert [row.text("title") for row in rows.rows] == ["Первый", "Второй"]
    assert len({row.text("key") for row in rows.rows}) == 2


def test_words_that_were_typed_in_quotes_are_quoted_once(visit: Callable[..., Visitor]) -> None:
    vera, anna = visit("vera"), visit("anna")
    address = _begin(vera, "Продажа со склада")
    form = _form(anna.get(f"{address}/mine"))
    form["lines-0-title"], form["lines-0-arguments"] = "Позвонить", "«Технолог уже считает»"
    form["lines-1-title"], form["lines-1-arguments"] = "Послать", "Отгрузим сегодня"
    form.submit("then", value="submit", status=303)

    told = vera.get(f"{address}/descriptions")
    assert "««" not in told
    assert "«Технолог уже считает»" in told
    assert "«Отгрузим сегодня»" in told


def test_a_stale_map_shows_both_versions(visit: Callable[..., Visitor]) -> None:
    vera = visit("vera")
    address = _begin(vera, "Возврат")
    first, second = _form(vera.get(f"{address}/edit")), _form(vera.get(f"{address}/edit"))
    first["lines-0-title"] = "Принять"
    first.submit(status=303)
    second["lines-0-title"] = "Осмотреть"

    clash = second.submit(status=409)

    assert "Принять" in clash
    assert "Осмотреть" in clash
    _form(clash).submit(status=303)
    assert "Осмотреть" in vera.get(address)


def test_the_way_of_another_is_nobodys_business(session: Session, actors: Actors) -> None:
    process = discovery.make_process(session, actors("vera"), "Возврат")
    discovery.save_way(session, actors("anna"), process.id, [CALL], 0)

    assert discovery.own_way(session, actors("boris"), process.id) is None
    assert session.scalars(select(Way.user_id)).all() == [actors("anna").user_id]


def _begin(visitor: Visitor, title: str) -> str:
    """Begin a process; the address of its page."""
    form = _form(visitor.get("/training/discovery/"))
    form["title"] = title
    return form.submit(status=303).location


def _titles(form: Any) -> list[str]:
    return [form[f"lines-{place}-title"].value for place in range(_steps_in(form))]


def _steps_in(form: Any) -> int:
    return sum(1 for name in form.fields if name and re.fullmatch(r"lines-\d+-title", name))


def _form(page: Any) -> Any:
    """The last form of the page: those of the frame stand before it."""
    return list(page.forms.values())[-1]
