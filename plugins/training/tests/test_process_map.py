"""The map of a process: how its steps go in fact, and how they are drawn."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Organisation, at, create, history, now
from plugins.training import charts
from plugins.training.models import MapStep
from plugins.training.queries import discovery as queries

Actors = Callable[[str], Actor]
Moves = Sequence[tuple[int, str, str]]


def _document(session: Session, actor: Actor, kind: str, moves: Moves) -> None:
    """A document made ten days ago with its moves: hours since then, the move, its target."""
    organisation = session.scalars(select(Organisation.id)).one()
    start = now() - timedelta(days=10)
    with at(start):
        made = create(session, actor, kind, organisation_id=organisation)
    for hours, move, to in moves:
        with at(start + timedelta(hours=hours)):
            history.record(session, made, "moved", actor, {"transition": move, "to": to})


def _map(stages: Sequence[str], bypass: tuple[int, int] | None = None) -> list[MapStep]:
    steps = [
        MapStep(position=number, stage=stage, branches=[])
        for number, stage in enumerate(stages, start=1)
    ]
    if bypass:
        steps[bypass[0] - 1].branches = [{"to": bypass[1], "label": ""}]
    return steps


def test_the_map_shows_how_long_a_stage_takes_in_fact(session: Session, actors: Actors) -> None:
    for hours in (2, 4, 30):
        _document(session, actors("anna"), "quotes.request", [(hours, "register", "registered")])
    _document(session, actors("anna"), "quotes.request", [])
    steps = _map(["quotes.request:draft", "quotes.request:registered", "", "quotes.offer:sent"])

    real = queries.real_steps(session, steps, 90)

    assert real == {
        1: queries.Real(4, 4, None),
        2: queries.Real(3, 4, Decimal("4.0")),
        4: queries.Real(0, 0, None),
    }
    assert queries.real_steps(session, steps, 5)[2] == queries.Real(0, 0, None)


def test_a_step_is_counted_of_what_came_to_the_step_before_it(
    session: Session, actors: Actors
) -> None:
    """Of four offers one needed an approval and got it; three were sent; one of them was bought."""
    anna = actors("anna")
    approval = [(2, "submit", "on_approval"), (5, "approve_discount", "approved")]
    plain = [(1, "approve", "approved")]
    _document(session, anna, "quotes.offer", [*approval, (6, "send", "sent")])
    _document(session, anna, "quotes.offer", [*plain, (2, "send", "sent")])
    _document(
        session, anna, "quotes.offer", [*plain, (2, "send", "sent"), (4, "confirm", "confirmed")]
    )
    _document(session, anna, "quotes.offer", [])
    steps = _map(
        [
            "quotes.request:registered",
            "",
            "quotes.offer:on_approval",
            "quotes.offer/approve_discount",
            "quotes.offer:sent",
            "quotes.offer:confirmed",
        ],
        bypass=(2, 5),
    )

    real = queries.real_steps(session, steps, 90)

    assert real[3] == queries.Real(1, 4, Decimal("2.0"))
    assert real[4] == queries.Real(1, 1, Decimal("3.0"))
    # Those that were within the norm came round the approval: they could come to the sending too.
    assert real[5] == queries.Real(3, 4, Decimal("1.0"))
    assert real[6] == queries.Real(1, 3, Decimal("2.0"))
    assert (real[3].share, real[6].share) == (25, 33)
    # Without the bypass only what was approved could be sent.
    straight = _map([step.stage for step in steps])
    assert queries.real_steps(session, straight, 90)[5] == queries.Real(1, 1, Decimal("1.0"))


@pytest.mark.parametrize(
    ("hours", "intended", "broken"),
    [("2", "1", True), ("1", "1", False), ("2", None, False), (None, "1", False)],
)
def test_an_intention_is_broken_only_by_a_longer_time(
    hours: str | None, intended: str | None, broken: bool
) -> None:
    real = queries.Real(1, 1, Decimal(hours) if hours else None)
    assert real.breaks(Decimal(intended) if intended else None) is broken


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


def test_a_box_tells_the_intended_and_the_real_and_marks_what_does_not_hold() -> None:
    notes = ("задумано 2 ч", "на деле 5,4 ч — дольше", "83 % · 10 из 12")
    drawing = charts.draw(
        [charts.Step("Менеджер", "Отправить", notes, broken=True), charts.Step("Менеджер", "Ждать")]
    )
    assert [(box.notes, box.broken) for box in drawing.boxes] == [(notes, True), ((), False)]
