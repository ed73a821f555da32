"""Егор reads, signs and is let in; everything over HTTP, by the clock of the server.

Егор is a new manager, Вера heads the department and owns the rules, Дина is an accountant.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from core.sdk import at, now, seals
from core.testing.browser import Visitor, form_with
from core.testing.house import PASSWORD
from plugins.training.commands import verify
from plugins.training.models import Assignment, JournalEntry, Signature
from plugins.training.tests.reading_world import MONDAY, TEXT, person, rules, user, working

Visit = Callable[..., Visitor]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def with_password(page: Any) -> Any:
    """The form of the page that asks for the password."""
    return next(form for form in page.forms.values() if "password" in form.fields)


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """``clock(moment)``: from now on it is that moment."""
    held: list[object] = []

    def set_to(moment: datetime) -> None:
        if held:
            held.pop().__exit__(None, None, None)  # type: ignore[attr-defined]
        context = at(moment)
        context.__enter__()
        held.append(context)

    yield set_to
    if held:
        held.pop().__exit__(None, None, None)  # type: ignore[attr-defined]


@pytest.fixture
def ruled(app: Flask) -> int:
    """Rules for managers that govern offers, in force since Monday; the version's document."""
    with working(app) as session:
        return rules(session, person(session, "vera")).document_id


def assignment_of(app: Flask, document_id: int, login: str) -> int:
    with working(app) as session:
        return session.scalars(
            select(Assignment.id).where(
                Assignment.document_id == document_id,
                Assignment.user_id == user(session, login).id,
            )
        ).one()


def read_honestly(
    visitor: Visitor, page: str, clock: Callable[[datetime], None], moment: datetime
) -> datetime:
    """What the page's script does: start, then a beat every ten seconds until all is read."""
    token = visitor.token()
    clock(moment)
    answer = visitor.post(f"{page}/start", {"csrf_token": token}).json
    while not answer["done"]:
        part = next(one for one in answer["parts"] if not one["done"])
        moment += timedelta(seconds=10)
        clock(moment)
        seen = json.dumps({part["uid"]: [10_000, 100]})
        answer = visitor.post(
            f"{page}/beat", {"csrf_token": token, "token": answer["token"], "seen": seen}
        ).json
    return moment


def test_from_the_closed_stage_to_the_signed_sheet(
    app: Flask,
    visit: Visit,
    ruled: int,
    clock: Callable[[datetime], None],
    tmp_path: Path,
    run_jobs: Callable[[], int],
) -> None:
    # A week has passed, the grace is over, and offers are closed to Егор.
    clock(MONDAY + timedelta(days=7))
    egor = visit("egor")
    closed = egor.get("/quotes/offers/", expect_errors=True)
    assert closed.status_int == 403
    assert "Регламент РП-01" in closed
    page = closed.html.select_one("a.btn-primary")["href"]
    assert page == f"/training/reading/{assignment_of(app, ruled, 'egor')}"

    # His first page says so too, with the date that has passed.
    home = egor.get("/")
    task = home.html.find("h2", string="Прочитать и подписать").find_parent("section")
    assert "срок был 19.11.2026" in plain(task.text)

    # He opens the text: nothing is read, and the signature sends him back to it.
    text = egor.get(page)
    assert "0 / 2" in plain(text.html.select_one(".reading-total").text)
    assert text.html.select_one(".norm[data-norm='quotes.discount_without_approval']")
    assert egor.get(f"{page}/sign").location == page

    # He notes something for himself and asks Вера; she answers; he sees the answer.
    form = form_with(egor.get(page), "/notes")
    form["clause"], form["text"] = "aaaaa3", "Звонить до обеда"
    form.submit()
    egor.act(f"{page}/questions", clause="bbbbb3", text="А если клиент торгуется?")
    vera = visit("vera")
    asked = vera.get("/training/questions/")
    assert "А если клиент торгуется?" in asked
    question = asked.html.select_one("form[action*='/training/questions/']")["action"]
    vera.act(question, answer="Зовите меня")
    text = egor.get(page)
    assert "Звонить до обеда" in text
    assert "Зовите меня" in text

    # He reads honestly, agrees to sign electronically and signs with his password.
    done = read_honestly(egor, page, clock, MONDAY + timedelta(days=7, minutes=5))
    assert "2 / 2" in plain(egor.get(page).html.select_one(".reading-total").text)
    consent = egor.get(f"{page}/sign").follow()
    assert "63-ФЗ" in consent
    form = with_password(consent)
    form["password"] = PASSWORD
    assert form.submit(expect_errors=True).status_int == 422
    form["agree"] = True
    form["password"] = "не тот пароль"
    assert "Это не ваш пароль" in form.submit(expect_errors=True)
    form["password"] = PASSWORD
    sign = form.submit().follow()
    assert "Лапин Егор Сергеевич, Стажёр" in sign
    form = with_password(sign)
    form["password"] = "снова не тот"
    assert form.submit(expect_errors=True).status_int == 422
    form["password"] = PASSWORD
    clock(done + timedelta(minutes=1))
    signed = form.submit()
    # The second press of the same button leads to the same signature.
    assert form.submit().location == signed.location
    with working(app) as session:
        assert session.scalar(select(func.count(Signature.id))) == 1

    # The stage is open, nothing waits any more.
    assert egor.get("/quotes/offers/").status_int == 200
    assert "Прочитать и подписать" not in [
        head.text for head in egor.get("/").html.select("main h2")
    ]

    # The sheet: a PDF, and JSON that the console verifies without the database.
    signature = signed.follow()
    assert "Дальше" not in signature
    pdf = egor.get(f"{signature.request.path}/sheet.pdf")
    assert pdf.body.startswith(b"%PDF")
    with working(app) as session:
        made = seals.seal(session)
        assert made is not None
        letter = f"{made.number}:{made.hash}"
    sheet = tmp_path / "sheet.json"
    sheet.write_bytes(egor.get(f"{signature.request.path}/sheet.json").body)
    verified = CliRunner().invoke(verify, [str(sheet), "--seal", letter])
    assert verified.exit_code == 0, verified.output
    assert "✓ Целостность: да. Подлинность: да" in verified.output
    assert "совпадает с письмом" in verified.output

    # Whoever holds the paper sees at the address of its code that the signature is there.
    address = signature.html.select_one("a[href*='/training/check/']")["href"]
    seen = visit().get(address.removeprefix("http://localhost"))
    assert "подпись есть в журнале" in seen
    assert "Л•••• Е. С." in seen
    assert "Лапин" not in seen
    assert visit().get("/training/check/no-such-code", expect_errors=True).status_int == 404

    # Вера sees who has signed and who has not, and prints the sheet of the version.
    matrix = vera.get("/training/watch/")
    assert "подписано: 1" in plain(matrix.html.select_one(".reading-legend").text)
    assert vera.get(f"/training/watch/sheets/{ruled}.pdf").body.startswith(b"%PDF")
    # The journal is whole, and Дина, whom it does not concern, does not see it.
    assert "Журнал цел" in vera.get("/training/journal/check")
    assert visit("dina").get("/training/journal/", expect_errors=True).status_int == 404


def test_a_signature_of_another_is_not_shown_to_a_colleague(
    app: Flask, visit: Visit, ruled: int, clock: Callable[[datetime], None]
) -> None:
    clock(MONDAY)
    anna = visit("anna")
    page = f"/training/reading/{assignment_of(app, ruled, 'anna')}"
    assert visit("boris").get(page, expect_errors=True).status_int == 404
    done = read_honestly(anna, page, clock, MONDAY)
    clock(done)
    anna.act(f"{page}/consent", agree="y", password=PASSWORD)
    where = anna.act(f"{page}/sign", password=PASSWORD).location
    assert anna.get(where).status_int == 200
    for stranger in ("boris", "gleb"):
        assert visit(stranger).get(where, expect_errors=True).status_int == 404
        assert visit(stranger).get(f"{where}/sheet.json", expect_errors=True).status_int == 404
    assert visit("zhanna").get(where).status_int == 200


def test_no_request_fakes_the_reading(
    app: Flask, visit: Visit, ruled: int, clock: Callable[[datetime], None]
) -> None:
    clock(MONDAY)
    anna = visit("anna")
    page = f"/training/reading/{assignment_of(app, ruled, 'anna')}"
    csrf = anna.token()
    first = anna.post(f"{page}/start", {"csrf_token": csrf}).json["token"]

    def beat(token: str, seen: object, **more: object) -> tuple[int, str]:
        answer = anna.post(
            f"{page}/beat",
            {"csrf_token": csrf, "token": token, "seen": json.dumps(seen), **more},
            expect_errors=True,
        )
        return answer.status_int, answer.json.get("fault", "")

    everything = {"aaaaa2": [10**9, 100], "bbbbb2": [10**9, 100]}
    # Signing without reading, whatever the form says.
    assert anna.act(f"{page}/sign", password=PASSWORD).location == page
    # A beat at once; without a token; with another's; with an invented section; with no numbers.
    assert beat(first, everything) == (409, "early")
    clock(MONDAY + timedelta(seconds=5))
    assert beat("", everything) == (409, "forged")
    assert beat(f"{first[:-1]}x", everything) == (409, "forged")
    boris = visit("boris")
    other = f"/training/reading/{assignment_of(app, ruled, 'boris')}"
    stolen = boris.post(f"{other}/start", {"csrf_token": boris.token()}).json["token"]
    assert beat(stolen, everything) == (409, "foreign")
    assert beat(first, {"ccccc2": [1, 100]}) == (409, "unknown")
    lies = (
        "много",
        5,
        [5],
        ["5", 100],
        [-1, 100],
        [1.5, 100],
        [True, 100],
        [5, 101],
        [5, -1],
        [5, 1, 1],
    )
    for junk in (*({"aaaaa2": lie} for lie in lies), [1], 7):
        assert beat(first, junk) == (409, "unknown")
    # An honest beat that lies about its length counts for the five seconds that have passed.
    answer = anna.post(
        f"{page}/beat", {"csrf_token": csrf, "token": first, "seen": json.dumps(everything)}
    ).json
    assert sum(part["counted"] for part in answer["parts"]) <= 5000
    # The same beat again, in another window too.
    clock(MONDAY + timedelta(seconds=30))
    assert beat(first, everything) == (409, "stale")
    # Without the token of the form there is no beat at all.
    bare = anna.post(f"{page}/beat", {"token": answer["token"]}, expect_errors=True)
    assert bare.status_int == 400
    with working(app) as session:
        lines = session.scalars(select(JournalEntry.kind)).all()
    assert not {"read", "signed"} & set(lines)


def test_a_new_edition_opens_on_what_has_changed(
    app: Flask, visit: Visit, ruled: int, clock: Callable[[datetime], None]
) -> None:
    clock(MONDAY)
    anna = visit("anna")
    page = f"/training/reading/{assignment_of(app, ruled, 'anna')}"
    clock(read_honestly(anna, page, clock, MONDAY))
    anna.act(f"{page}/consent", agree="y", password=PASSWORD)
    anna.act(f"{page}/sign", password=PASSWORD)
    tuesday = MONDAY + timedelta(days=1)
    changed = TEXT.replace('approval", 5)', 'approval", 3)')
    with working(app) as session:
        second = rules(session, person(session, "vera"), when=tuesday, body=changed).document_id
    clock(tuesday)
    anna = visit("anna")
    again = f"/training/reading/{assignment_of(app, second, 'anna')}"
    shown = anna.get(again)
    assert [plain(one.text) for one in shown.html.select("del.diff, ins.diff")][:2] == [
        "5 %",
        "3 %",
    ]
    sections = [one["data-section"] for one in shown.html.select("[data-section]")]
    assert sections == ["bbbbb2"]
    whole = shown.click("Весь текст")
    assert [one["data-section"] for one in whole.html.select("[data-section]")] == [
        "aaaaa2",
        "bbbbb2",
    ]
    assert "не изменился" in whole
    done = read_honestly(anna, again, clock, tuesday)
    clock(done)
    # The agreement is there already: straight to the signature.
    assert anna.act(f"{again}/sign", password=PASSWORD).location.startswith(
        "/training/reading/signatures/"
    )


def test_what_closes_stages_is_signed_before_what_was_wanted_earlier(
    app: Flask, visit: Visit, ruled: int, clock: Callable[[datetime], None]
) -> None:
    with working(app) as session, at(MONDAY - timedelta(days=10)):
        body = "## Звонки\n\n1. Звонят в день обращения.\n"
        rules(session, person(session, "vera"), code="РП-00", stages=(), when=now(), body=body)
    clock(MONDAY + timedelta(days=7))
    anna = visit("anna")
    tasks = anna.get("/training/reading/").html.select(".reading-task")
    assert [one.h2.text for one in tasks] == ["Регламент РП-01", "Регламент РП-00"]
    assert "закрывает «Коммерческое предложение»" in plain(tasks[0].text)
    assert "закрывает" not in tasks[1].text
    home = anna.get("/").html.find("h2", string="Прочитать и подписать").find_parent("section")
    first, second = home.select("li")
    assert "РП-01" in first.text
    assert "закрывает «Коммерческое предложение»" in plain(first.text)
    assert "закрывает" not in second.text
