"""How people work is told by themselves; the common process is built of it; the map shows facts."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Forbidden,
    NotFound,
    Organisation,
    Refused,
    StaleVersion,
    ValidationFailed,
    at,
    create,
    history,
    now,
)
from core.testing.browser import Visitor
from plugins.training import charts
from plugins.training.models import Process, Way
from plugins.training.queries import discovery as queries
from plugins.training.services import discovery
from plugins.training.services.discovery import MapStepInput, WayStepInput
from plugins.training.services.discovery.building import read_branches

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
        (MapStepInput("Шаг", "manager", branches="9: далеко"), "lines-1-branches"),
        (MapStepInput("Шаг", "manager", branches="2: сам в себя"), "lines-1-branches"),
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
            [MapStepInput("Первый", "manager"), step],
            process.version,
        )
    assert set(refused.value.errors) == {field}


def test_branches_are_read_as_they_are_typed() -> None:
    assert read_branches("3: скидка выше нормы; 2", own=1, last=3) == [
        {"to": 3, "label": "скидка выше нормы"},
        {"to": 2, "label": ""},
    ]
    assert read_branches(" ; ", own=1, last=3) == []


def test_the_map_shows_how_long_a_stage_takes_in_fact(session: Session, actors: Actors) -> None:
    organisation = session.scalars(select(Organisation.id)).one()
    start = now() - timedelta(days=10)
    for hours in (2, 4, 30):
        with at(start):
            made = create(session, actors("anna"), "quotes.request", organisation_id=organisation)
        with at(start + timedelta(hours=hours)):
            history.record(
                session, made, "moved", actors("anna"), {"from": "draft", "to": "registered"}
            )
    with at(start):
        create(session, actors("anna"), "quotes.request", organisation_id=organisation)

    real = queries.real_stages(session, ["quotes.request:registered", "quotes.offer:sent"], 90)

    assert real["quotes.request:registered"] == queries.Real(3, 4, Decimal("4.0"))
    assert real["quotes.offer:sent"] == queries.Real(0, 0, None)
    assert queries.real_stages(session, ["quotes.request:registered"], 5)[
        "quotes.request:registered"
    ] == queries.Real(0, 0, None)


def test_each_role_has_a_lane_and_each_step_a_box_of_its_own() -> None:
    drawing = charts.draw(
        [
            charts.Step("Менеджер", "Зарегистрировать запрос клиента в программе сразу"),
            charts.Step("Руководитель", "Согласовать", branches=((1, "вернуть"),)),
            charts.Step("Менеджер", "Отправить"),
        ]
    )

    assert [lane.title for lane in drawing.lanes] == ["Менеджер", "Руководитель"]
    places = {(box.x, box.y) for box in drawing.boxes}
    assert len(places) == 3
    assert drawing.boxes[0].y == drawing.boxes[2].y != drawing.boxes[1].y
    assert [arrow.label for arrow in drawing.arrows if arrow.branch] == ["вернуть"]
    # The words of a bypass are below the boxes, not under them.
    assert all(
        arrow.y > drawing.boxes[1].y + charts.BOX_HEIGHT + 12 for arrow in drawing.arrows[2:]
    )
    # Nothing leaves the drawing, and no box leaves the lane of its role.
    assert all(box.x > 0 and box.x + charts.BOX_WIDTH < drawing.width for box in drawing.boxes)
    assert all(
        any(
            lane.y < box.y and box.y + charts.BOX_HEIGHT < lane.y + charts.LANE_HEIGHT
            for lane in drawing.lanes
        )
        for box in drawing.boxes
    )
    assert all(len(line) <= charts.LINE_LETTERS for box in drawing.boxes for line in box.lines)


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
    anna.get(f"{address}/descriptions", status=404)
    anna.get(f"{address}/edit", status=404)


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


def _form(page: Any) -> Any:
    """The last form of the page: those of the frame stand before it."""
    return list(page.forms.values())[-1]
