"""A script is written, approved, led beside a request and judged by what came of it.

Вера heads the department and owns the script, Анна is a manager, Егор a newcomer.
"""

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from core.sdk import fire
from core.sdk.web import db
from core.testing.browser import Visitor, form_with
from plugins.quotes.tests import request_world
from plugins.training.models import RegulationVersion, ScriptRun
from plugins.training.services import regulations
from plugins.training.tests import regulation_world
from plugins.training.tests.script_world import actor, draft

Visit = Callable[..., Visitor]
BASE = "/training/scripts/"


def form_of(page, field: str):
    """The form that has a field."""
    return next(form for form in page.forms.values() if field in form.fields)


def step_form(page):
    return form_of(page, "say")


def write_script(vera: Visitor) -> str:
    """Вера makes a script with an objection; the address of its editor."""
    form = form_of(vera.get("/training/regulations/new?kind=script"), "code")
    assert form["kind"].value == "script"
    form["code"], form["title"] = "СК-01", "Первый звонок"
    # The way leads through the editor of texts to the one of scripts.
    page = form.submit().follow().follow()
    assert page.request.path.startswith(f"{BASE}editions/")
    form = step_form(page)
    form["title"] = "Приветствие"
    form["say"] = "{контакт}, это {менеджер}. Удобно?"
    form["lines-0-text"], form["lines-0-to"], form["lines-0-new"] = "Да", "new", "Согласие"
    form["lines-1-kind"], form["lines-1-text"] = "objection", "Дорого"
    form["lines-1-to"], form["lines-1-new"] = "new", "Возражение «дорого»"
    page = form.submit("then", value="follow").follow()
    assert "не приходит ни к какому итогу" in page
    form = step_form(page)
    assert form["title"].value == "Согласие"
    form["kind"], form["result"] = "end", "agreed"
    page = form.submit().follow()
    page = page.click("Возражение «дорого»", index=0)
    form = step_form(page)
    form["say"] = "С чем вы сравниваете?"
    form["lines-0-text"], form["lines-0-to"] = "Понятно", "back"
    page = form.submit().follow()
    assert "Скрипт цел" in page
    return page.request.path


def approve(app: Flask) -> int:
    """The edition goes through its discussion; the number of its regulation."""
    with app.app_context():
        session = db.session()
        vera = actor(session, "vera")
        edition = session.scalars(select(RegulationVersion)).one()
        fire(session, edition.document_id, "discuss", vera)
        regulation_world.waive_all(session, vera, edition)
        regulations.approve(session, vera, edition.document_id, None)
        session.commit()
        found = edition.regulation_id
        db.session.remove()
    return found


def request_of_anna(app: Flask) -> str:
    with app.app_context():
        session = db.session()
        made = request_world.registered(session, actor(session, "anna"))
        session.commit()
        found = made.document_id
        db.session.remove()
    return f"/quotes/requests/{found}"


def click(page, words: str):
    """Press the answer that the customer has given."""
    form = next(form for form in page.forms.values() if form.action.endswith("/answer"))
    for button in page.html.find_all("button", attrs={"name": "branch"}):
        if words in button.get_text():
            return form.submit("branch", value=button["value"]).follow()
    raise AssertionError(f"no answer {words}")


def test_from_an_empty_script_to_its_figures(visit: Visit, app: Flask) -> None:
    vera, anna = visit("vera"), visit("anna")
    editor = write_script(vera)

    # Вера says when it is offered, and walks through it before anybody hears it.
    form = form_of(vera.get(editor).click("Изменить", href="/when"), "stages")
    for box in form.fields["stages"]:
        box.checked = box._value == "quotes.request:registered"
    page = form.submit().follow()
    assert "Запрос: Зарегистрирован" in page
    walk = page.click("Дорого", href="try=")
    assert "С чем вы сравниваете?" in walk.html.select_one("#script-walk").get_text()

    # What people discuss and sign is the same script in words.
    text = vera.get(editor).click("Как документ").html.get_text()
    assert "Возражение: «Дорого» → Возражение «дорого»" in " ".join(text.split())
    regulation_id = approve(app)
    assert "/edit" not in vera.get(editor).location

    # A request has come: the script stands beside it.
    request = request_of_anna(app)
    page = anna.get(request)
    assert "Скрипты разговора" in page
    page = form_with(page, "/scripts/start").submit().follow()
    assert "Пётр Петрович, это Анна Смирнова. Удобно?" in page
    assert "Пётр Петрович, это Анна Смирнова" in anna.get(request), "the talk goes on there too"

    page = click(page, "Дорого")
    page = click(page, "Понятно")
    off = form_with(page, "/off")
    empty = off.submit(expect_errors=True)
    assert (empty.status_int, "Напишите, о чём зашла речь" in empty) == (422, True)
    off["said"] = "Спросил про отсрочку"
    page = click(off.submit().follow(), "Да")
    ending = form_with(page, "/finish")
    ending["note"] = "Ждёт предложение к пятнице"
    page = ending.submit().follow()
    assert "Договорились" in page
    told = anna.get(request).html.get_text()
    assert "Разговор по скрипту «Первый звонок» (редакция 1): договорились" in told
    assert "Ждёт предложение к пятнице · Спросил про отсрочку" in told

    # Вера sees what came of the branches, and that one talk proves nothing.
    figures = vera.get(f"{BASE}{regulation_id}/statistics")
    assert "Данных мало" in figures
    assert "Спросил про отсрочку" in figures
    book = load_workbook(BytesIO(vera.get(f"{BASE}{regulation_id}/statistics.xlsx").body))
    ways = list(book.worksheets[0].iter_rows(values_only=True))
    assert ("Приветствие", "Дорого", 1, 1, 1, 0, 0, 0) in ways
    assert ("Приветствие", "ушёл от скрипта", 1, 1, 1, 0, 0, 0) in ways

    # Анна's path is hers and her head's; a neighbour finds nothing there.
    with app.app_context():
        run = db.session().scalars(select(ScriptRun.id)).one()
        db.session.remove()
    assert "нажато" not in vera.get(f"{BASE}talks/{run}")
    assert visit("boris").get(f"{BASE}talks/{run}", expect_errors=True).status_int == 404


def test_a_newcomer_rehearses_and_reads_the_mark(visit: Visit, app: Flask) -> None:
    vera, egor = visit("vera"), visit("egor")
    write_script(vera)
    regulation_id = approve(app)

    page = form_with(egor.get(f"{BASE}{regulation_id}"), "/rehearse").submit().follow()
    assert "репетиция" in page
    page = click(page, "Да")
    form_with(page, "/finish").submit()
    assert "ждёт оценки" in egor.get(f"{BASE}rehearsals")

    page = vera.get(f"{BASE}rehearsals").click("Первый звонок", index=0)
    form = form_of(page, "mark")
    refused = form.submit(expect_errors=True)
    assert (refused.status_int, "Поставьте оценку" in refused) == (422, True)
    form["mark"], form["text"] = "5", "Уверенно, держите темп"
    form.submit()

    page = egor.get(f"{BASE}rehearsals")
    assert "5 из 5" in page
    assert "Уверенно, держите темп" in page.click("Первый звонок", index=0)


def test_two_people_who_write_one_script_see_each_others_words(visit: Visit, app: Flask) -> None:
    vera, zhanna = visit("vera"), visit("zhanna")
    editor = write_script(vera)
    mine = step_form(vera.get(editor).click("Приветствие", index=0))
    theirs = step_form(zhanna.get(editor).click("Приветствие", index=0))
    theirs["say"] = "Добрый день!"
    theirs.submit()
    mine["say"] = "Здравствуйте!"
    clash = mine.submit(expect_errors=True)
    assert clash.status_int == 409
    assert "Добрый день!" in clash
    again = step_form(clash)
    assert again["say"].value == "Здравствуйте!"
    assert "Здравствуйте!" in again.submit().follow()


def test_the_owner_of_a_script_prepares_it_whoever_he_is(visit: Visit, app: Flask) -> None:
    with app.app_context():
        session = db.session()
        anna = actor(session, "anna")
        edition = draft(session, anna)
        session.commit()
        address = f"{BASE}editions/{edition.document_id}/edit"
        db.session.remove()
    assert "Скрипт цел" in visit("anna").get(address)
    assert visit("boris").get(address, expect_errors=True).status_int == 404
