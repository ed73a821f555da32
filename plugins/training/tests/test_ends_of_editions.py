"""Until when an edition holds, as people read it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from flask import Flask

from core.sdk import DEFAULT_ZONE, at
from core.testing.browser import Visitor
from plugins.training.services import regulations
from plugins.training.tests.reading_world import MONDAY, TEXT, person, working
from plugins.training.tests.regulation_world import discussed

Visit = Callable[..., Visitor]


def test_ends_of_editions_are_the_last_days_and_a_first_one_has_none_before_it(
    app: Flask, visit: Visit
) -> None:
    with working(app) as session, at(MONDAY):
        vera = person(session, "vera")
        first = discussed(session, vera, body=TEXT)
        regulations.approve(session, vera, first.document_id, midnight(10))
        coming = f"/training/regulations/versions/{first.document_id}"
        home = f"/training/regulations/{first.regulation_id}"
    with at(MONDAY):
        main = visit("boris").get(coming).html.find("main").text
        assert "До этого дня её правила не действуют" in main
        assert "прежняя" not in main
    with working(app) as session, at(midnight(11)):
        vera = person(session, "vera")
        second = discussed(session, vera, body=TEXT.replace('approval", 5)', 'approval", 3)'))
        regulations.approve(session, vera, second.document_id, midnight(20))
        later = f"/training/regulations/versions/{second.document_id}"
    with at(midnight(12)):
        boris = visit("boris")
        assert "До этого действует прежняя" in boris.get(later)
        for page in (boris.get(home), visit("zhanna").get("/training/watch/sheets")):
            assert f"по {midnight(19):%d.%m.%Y}" in page
            assert f"{midnight(20):%d.%m.%Y}" in page
            assert f"по {midnight(20):%d.%m.%Y}" not in page


def midnight(days: int) -> datetime:
    """The first moment of a day, so many days after the Monday."""
    return datetime.combine(MONDAY.date() + timedelta(days=days), time(), DEFAULT_ZONE)
