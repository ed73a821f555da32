"""The editor of an edition over HTTP: saving, preview, norms, two people at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from webtest import TestResponse

from core.sdk import User, actor_by_id, at, attachments, fire
from core.sdk.web import db
from core.testing.browser import Visitor
from plugins.training.models import RegulationVersion
from plugins.training.services import regulations
from plugins.training.tests import regulation_world as world
from plugins.training.text.outline import without_marks
from plugins.training.text.parsing import parse

Visit = Callable[..., Visitor]
KEY = "quotes.discount_without_approval"


def vera_of(session: Any) -> Any:
    return actor_by_id(session, session.scalars(select(User.id).filter_by(login="vera")).one())


@pytest.fixture
def draft_id(app: Flask) -> int:
    """Vera's draft of discount rules."""
    with app.app_context():
        session = db.session()
        made = world.draft(session, vera_of(session))
        session.commit()
        found = made.document_id
        db.session.remove()
    return found


def stored(app: Flask, document_id: int) -> RegulationVersion:
    with app.app_context():
        version = db.session().get_one(RegulationVersion, document_id)
        assert version.norms is not None
        assert version.document.version
        db.session.remove()
    return version


def address(document_id: int) -> str:
    return f"/training/regulations/{document_id}/edit"


def form_of(page: TestResponse) -> Any:
    return next(form for form in page.forms.values() if "body" in form.fields)


def autosaved(visitor: Visitor, page: TestResponse, body: str) -> TestResponse:
    """What the script of the page sends by itself."""
    fields = {name: value for name, value in form_of(page).submit_fields() if "key" not in name}
    return visitor.post(
        page.request.path, {**fields, "body": body}, {"X-Autosave": "1"}, expect_errors=True
    )


def test_the_author_never_sees_the_marks_and_they_survive_his_editing(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    before = parse(stored(app, draft_id).body)
    form = form_of(visit("vera").get(address(draft_id)))
    assert "{#" not in form["body"].value
    form["body"] = form["body"].value.replace("даёт сам", "даёт без согласования")
    form["summary"] = "Проще сказано"
    form.submit(status=303)
    saved = stored(app, draft_id)
    after = parse(saved.body)
    assert [clause.uid for clause in after.clauses] == [clause.uid for clause in before.clauses]
    assert "без согласования" in after.clauses[1].plain
    assert saved.summary == "Проще сказано"


def test_one_edit_changes_the_words_and_the_value_together(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    form = form_of(visit("vera").get(address(draft_id)))
    form["body"] = form["body"].value.replace(", 5)", ", 7)")
    form.submit(status=303)
    assert [(norm.key, int(norm.value)) for norm in stored(app, draft_id).norms] == [(KEY, 7)]


def test_a_faulty_text_comes_back_as_it_was_typed_with_its_line(
    visit: Visit, draft_id: int
) -> None:
    form = form_of(visit("vera").get(address(draft_id)))
    form["body"] = "## Скидки\n\n1. Скидка {{ норма }}"
    page = form.submit(status=422)
    assert form_of(page)["body"].value.replace("\r\n", "\n") == "## Скидки\n\n1. Скидка {{ норма }}"
    assert "Строка 3:" in page.text


def test_the_preview_shows_numbers_values_and_faults_and_saves_nothing(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    vera = visit("vera")
    before = stored(app, draft_id).body
    body = (
        f'## Скидки\n\n1. До {{{{ norm("{KEY}", 7) }}}}.\n1. <b>не</b> {{{{ norm("no.such", 1) }}}}'
    )
    page = vera.act(f"/training/regulations/{draft_id}/preview", body=body, htmx=True)
    assert page.status_code == 200
    mark = page.html.find("button", attrs={"data-norm": KEY})
    assert mark.text == "7\N{NO-BREAK SPACE}%"
    assert [one.text for one in page.html.select(".clause-number")] == ["1.", "1.1", "1.2"]
    assert "такой нормы нет: no.such" in page.text
    assert "&lt;b&gt;не" in page.text
    assert stored(app, draft_id).body == before


def test_without_scripts_the_preview_is_a_button_of_the_form(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    form = form_of(visit("vera").get(address(draft_id)))
    form["body"] = "## Совсем другое\n\n1. Пункт"
    page = form.submit("preview", status=200)
    assert "Совсем другое" in page.html.find(id="preview").text
    assert "Скидки" in stored(app, draft_id).body


def test_the_draft_saves_itself_and_goes_on_from_the_version_it_got(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    vera = visit("vera")
    page = vera.get(address(draft_id))
    first = autosaved(vera, page, "## Скидки\n\n1. Первая правка")
    assert first.status_code == 200
    assert first.json["version"] == stored(app, draft_id).document.version
    form_of(page)["version"] = str(first.json["version"])
    second = autosaved(vera, page, "## Скидки\n\n1. Вторая правка")
    assert second.status_code == 200
    assert "Вторая правка" in stored(app, draft_id).body


def test_what_can_not_be_saved_by_itself_says_why(visit: Visit, draft_id: int) -> None:
    vera = visit("vera")
    answer = autosaved(vera, vera.get(address(draft_id)), "## \n")
    assert answer.status_code == 422
    assert "У раздела нет названия" in answer.json["errors"]["body"][0]


def test_two_people_at_once_see_both_texts_and_lose_neither(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    vera, zhanna = visit("vera"), visit("zhanna")
    mine = form_of(vera.get(address(draft_id)))
    theirs = form_of(zhanna.get(address(draft_id)))
    theirs["body"] = theirs["body"].value.replace(", 5)", ", 3)")
    theirs.submit(status=303)
    mine["body"] = mine["body"].value.replace(", 5)", ", 9)")
    page = mine.submit(status=409)
    assert "Мирная" in page.text
    again = form_of(page)
    assert ", 9)" in again["body"].value
    words = page.html.find(class_="clash").text
    assert "3\N{NO-BREAK SPACE}%" in words
    assert "9\N{NO-BREAK SPACE}%" in words
    again.submit(status=303)
    assert ", 9)" in stored(app, draft_id).body


def test_saving_stays_in_the_editor_and_closing_is_said_apart(visit: Visit, draft_id: int) -> None:
    vera = visit("vera")
    form = form_of(vera.get(address(draft_id)))
    form["summary"] = "Уточнено"
    stays = form.submit(status=303)
    assert stays.location.endswith("/edit?saved=1")
    page = vera.get(stays.location)
    assert "Сохранено в" in page.html.select_one("[data-save-mark]").text
    closed = form_of(page).submit("after", value="close", status=303)
    assert closed.location.endswith(f"/versions/{draft_id}")


def test_the_other_fields_of_a_clash_are_shown_too(visit: Visit, draft_id: int) -> None:
    vera, zhanna = visit("vera"), visit("zhanna")
    mine = form_of(vera.get(address(draft_id)))
    theirs = form_of(zhanna.get(address(draft_id)))
    theirs["summary"] = "Скидки выросли"
    theirs["lowers_pay"] = "yes"
    theirs.submit(status=303)
    page = mine.submit(status=409)
    rows = {
        row.th.text: [cell.text for cell in row("td")]
        for row in page.html.select(".clash tbody tr")
    }
    assert rows == {
        "Что меняется и почему": ["Скидки выросли", "—"],
        "Ухудшает условия оплаты труда": ["да", "нет"],
    }


def test_who_gives_way_keeps_his_text_as_a_file(visit: Visit, app: Flask, draft_id: int) -> None:
    vera, zhanna = visit("vera"), visit("zhanna")
    mine = form_of(vera.get(address(draft_id)))
    theirs = form_of(zhanna.get(address(draft_id)))
    theirs["summary"] = "Уточнено"
    theirs.submit(status=303)
    mine["body"] = "## Моё\n\n1. Моя правка"
    form_of(mine.submit(status=409)).submit("keep", status=303)
    assert "Моё" not in stored(app, draft_id).body
    with app.app_context():
        names = [one.name for one in attachments.of(db.session(), draft_id)]
        db.session.remove()
    assert [name.startswith("Моя правка") for name in names] == [True]


def test_a_script_is_told_that_somebody_else_has_saved(visit: Visit, draft_id: int) -> None:
    vera, zhanna = visit("vera"), visit("zhanna")
    page = vera.get(address(draft_id))
    theirs = form_of(zhanna.get(address(draft_id)))
    theirs["summary"] = "Уточнено"
    theirs.submit(status=303)
    assert autosaved(vera, page, "## А\n\n1. Б").status_code == 409


def test_an_approved_edition_is_not_edited(visit: Visit, app: Flask) -> None:
    with app.app_context():
        session = db.session()
        made = world.in_force(session, vera_of(session))
        session.commit()
        key = made.document_id
        db.session.remove()
    vera = visit("vera")
    left = vera.get(address(key), status=303)
    assert left.location.endswith(f"/versions/{key}")
    assert "меняют новой редакцией" in vera.get(left.location).text


def test_under_discussion_the_text_is_not_saved_half_written(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    with app.app_context():
        session = db.session()
        fire(session, draft_id, "discuss", vera_of(session))
        session.commit()
        db.session.remove()
    page = visit("vera").get(address(draft_id))
    assert page.html.find(attrs={"data-autosave-url": True}) is None
    form = form_of(page)
    form["summary"] = "По замечанию"
    form.submit(status=303)
    assert stored(app, draft_id).summary == "По замечанию"


def test_the_editor_is_not_there_for_who_does_not_prepare_regulations(
    visit: Visit, draft_id: int
) -> None:
    for login in ("anna", "dina"):
        assert visit(login).get(address(draft_id), expect_errors=True).status_code == 404


def test_the_picker_lists_every_norm_with_what_sets_it_now(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    with app.app_context():
        session = db.session()
        world.in_force(session, vera_of(session), code="РП-02", body=world.discount_rules(6))
        session.commit()
        db.session.remove()
    page = visit("vera").get(address(draft_id))
    keys = {one["value"] for one in page.html.select(".norm-option input")}
    assert {KEY, "training.reading_speed"} <= keys
    option = page.html.find("input", attrs={"name": "key", "value": KEY}).parent
    assert "6\N{NO-BREAK SPACE}%" in option.text
    assert "«Регламент РП-02», редакция 1, п. 1.1" in option.text


def test_the_picker_names_the_regulation_that_sets_a_norm_for_some_people(
    visit: Visit, app: Flask, draft_id: int
) -> None:
    with app.app_context():
        session = db.session()
        rules, roles = world.discount_rules(6), frozenset({"manager"})
        world.in_force(session, vera_of(session), code="РП-02", body=rules, roles=roles)
        session.commit()
        db.session.remove()
    page = visit("vera").get(address(draft_id))
    option = page.html.find("input", attrs={"name": "key", "value": KEY}).parent
    assert "6\N{NO-BREAK SPACE}%" in option.text
    assert "«Регламент РП-02», редакция 1, п. 1.1" in option.text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        (KEY, "7,5", f'{{{{ norm("{KEY}", 7.5) }}}}'),
        (KEY, "12 %", f'{{{{ norm("{KEY}", 12) }}}}'),
        ("training.reading_speed", "1 800", '{{ norm("training.reading_speed", 1800) }}'),
    ],
)
def test_a_value_typed_in_the_dialog_becomes_an_insert(
    visit: Visit, key: str, value: str, text: str
) -> None:
    answer = visit("vera").act("/training/regulations/norm-text", key=key, value=value)
    assert answer.json["text"] == text


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (KEY, "101", "Допустимо от"),
        (KEY, "много", "Введите число"),
        ("training.reading_days", "1,5", "Нужно целое число"),
        ("no.such", "1", "Выберите норму"),
    ],
)
def test_a_value_that_may_not_be_set_is_refused_with_the_reason(
    visit: Visit, key: str, value: str, words: str
) -> None:
    answer = visit("vera").act("/training/regulations/norm-text", key=key, value=value)
    assert answer.status_code == 422
    assert words in answer.json["error"]


def test_the_clipboard_of_word_comes_back_as_markdown(visit: Visit) -> None:
    vera = visit("vera")
    marker = "<span style='mso-list:Ignore'>1.</span>"
    html = f"<h1>Скидки</h1><p style='mso-list:l0 level1 lfo1'>{marker}Раз</p>"
    answer = vera.post(
        "/training/regulations/paste",
        {"csrf_token": vera.token()},
        upload_files=[("html", "clipboard.html", html.encode())],
    )
    assert answer.json["text"] == "## Скидки\n\n1. Раз\n"


def test_the_body_is_stored_with_marks_and_shown_without(app: Flask, draft_id: int) -> None:
    body = stored(app, draft_id).body
    assert body != without_marks(body) == world.RULES
    assert regulations.text_hash(body) != regulations.text_hash(world.RULES)


def test_the_editor_tells_when_the_text_was_saved(visit: Visit, draft_id: int) -> None:
    made = datetime(2027, 3, 1, 20, 25, tzinfo=UTC)
    with at(made):
        vera = visit("vera")
        form = form_of(vera.get(address(draft_id)))
        form["body"] = "## Один\n\n1. Первый пункт.\n"
        form.submit(status=303)
    with at(made + timedelta(minutes=2)):
        form = form_of(vera.get(address(draft_id)))
        form["body"] = "## Один\n\n1. Другой пункт.\n"
        page = form.submit(status=303).follow()
    assert page.html.select_one("[data-save-mark]").text == "Сохранено в 23:27"
