"""The author of an edition chooses what is asked after it has been read."""

from collections.abc import Callable

from flask import Flask

from core.testing.browser import Visitor, form_with
from plugins.training.models import RegulationVersion
from plugins.training.services import regulations
from plugins.training.tests.quiz_world import quiz_of
from plugins.training.tests.reading_world import person, working
from plugins.training.tests.regulation_world import draft, in_force


def chosen(app: Flask, document_id: int) -> int | None:
    with working(app) as session:
        return session.get_one(RegulationVersion, document_id).quiz_id


def test_questions_are_chosen_for_a_draft_and_come_into_the_next_edition(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        quiz_id = quiz_of(session, title="Скидки: вопросы").id
        document_id = draft(session, vera).document_id
    page = f"/training/regulations/versions/{document_id}"
    form = form_with(visit("vera").get(page), "/questions")
    form["quiz_id"] = str(quiz_id)
    answer = form.submit().follow()
    assert "Скидки: вопросы" in answer.html.select_one("dl").text
    assert chosen(app, document_id) == quiz_id

    # A stranger to the edition chooses nothing, and neither is there anything to press.
    boris = visit("boris")
    assert not [one for one in boris.get(page).forms.values() if one.action.endswith("questions")]
    assert boris.act(f"{page}/questions", quiz_id="").status_int == 404
    assert chosen(app, document_id) == quiz_id
    # What is no set of questions is not taken.
    visit("vera").act(f"{page}/questions", quiz_id="777")
    assert chosen(app, document_id) == quiz_id

    with working(app) as session:
        vera = person(session, "vera")
        rules = in_force(session, vera, code="РП-02", body="## Раздел\n\n1. Пункт.\n")
        rules.quiz_id = quiz_id
        following = regulations.start_edition(session, vera, rules.regulation_id)
        assert following.quiz_id == quiz_id
        approved = rules.document_id
    answer = visit("vera").act(f"/training/regulations/versions/{approved}/questions", quiz_id="")
    assert answer.status_int in {303, 422}
    assert chosen(app, approved) == quiz_id
