"""Who has read what: the matrix, the list, the exceptions, the journal, as people see them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, text

from core.sdk import MailMessage, at, seals
from core.testing.browser import Visitor, form_with
from plugins.training.models import (
    Assignment,
    GateException,
    JournalEntry,
    RegulationVersion,
    Signature,
)
from plugins.training.printing import acknowledgement
from plugins.training.services import regulations
from plugins.training.tests.reading_world import (
    MONDAY,
    TEXT,
    assigned,
    person,
    rules,
    signed,
    user,
    working,
)
from plugins.training.tests.regulation_world import KNOWINGLY, discussed

Visit = Callable[..., Visitor]
LATE = MONDAY + timedelta(days=4)


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("\xa0", " ")).strip()


@pytest.fixture
def late(app: Flask) -> Iterator[int]:
    """Friday: rules for everybody since Monday, signed by Анна alone. The version's document."""
    with working(app) as session:
        version = rules(session, person(session, "vera"), roles=())
        with at(MONDAY):
            signed(session, person(session, "anna"), assigned(session, version, "anna"))
            seals.seal(session)
        document_id = version.document_id
    with at(LATE):
        yield document_id


def key_of(app: Flask, document_id: int, login: str) -> int:
    with working(app) as session:
        return assigned(session, session.get_one(RegulationVersion, document_id), login).id


def rows(page: Any) -> dict[str, str]:
    """Lines of the matrix: family name → what stands in its cells."""
    found: dict[str, str] = {}
    for line in page.html.select(".reading-matrix tbody tr"):
        name = plain(line.select_one("th").text).split()[0]
        found[name] = plain(" ".join(cell.text for cell in line.select("td")))
    return found


def test_the_matrix_shows_whom_one_watches_with_words_beside_the_colours(
    visit: Visit, late: int
) -> None:
    vera = rows(visit("vera").get("/training/watch/"))
    # Вера heads the department of sales with its groups.
    assert set(vera) == {"Смирнова", "Козлов", "Лапин", "Орлова"}
    assert vera["Смирнова"] == "подписано 16.11.2026"
    assert "просрочено" in vera["Козлов"]
    assert "срок 19.11.2026" in vera["Козлов"]
    assert len(rows(visit("director").get("/training/watch/"))) == 9
    for stranger in ("anna", "dina", "admin"):
        assert visit(stranger).get("/training/watch/", expect_errors=True).status_int == 404


def test_the_home_page_names_the_late_to_those_who_watch(visit: Visit, late: int) -> None:
    def shown(login: str) -> str:
        found = visit(login).get("/").html.find("h2", string="Не подписали в срок")
        return plain(found.find_parent("section").text) if found else ""

    assert "Лапин" in shown("zhanna")
    assert "срок был 19.11.2026" in shown("zhanna")
    # Вера is told of her department, and not of herself.
    assert "Козлов" in shown("vera")
    assert "Орлова" not in shown("vera")
    assert shown("anna") == ""


def test_the_matrix_is_filtered_by_department_document_and_state(
    app: Flask, visit: Visit, late: int
) -> None:
    with working(app) as session:
        sales = user(session, "anna").department_id
    zhanna = visit("zhanna")
    assert set(rows(zhanna.get("/training/watch/", {"department": sales}))) == {
        "Смирнова",
        "Лапин",
    }
    assert set(rows(zhanna.get("/training/watch/", {"state": "signed"}))) == {"Смирнова"}
    assert rows(zhanna.get("/training/watch/", {"state": "read"})) == {}
    # What is no filter is no fault either.
    assert len(rows(zhanna.get("/training/watch/", {"state": "чепуха", "regulation": "x"}))) == 9


def test_the_matrix_goes_to_excel_with_the_same_words(visit: Visit, late: int) -> None:
    answer = visit("zhanna").get("/training/watch/", {"export": "xlsx"})
    sheet = load_workbook(BytesIO(answer.body)).active
    assert sheet is not None
    table = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert table[0][0] == "Сотрудник"
    assert "РП-01" in table[0][3]
    said = {line[0]: line[3] for line in table[1:]}
    assert said["Смирнова Анна Петровна"] == "подписано 16.11.2026"
    assert said["Козлов Борис Ильич"] == "просрочено, срок 19.11.2026"


def test_the_chosen_are_reminded_and_their_heads_told(app: Flask, visit: Visit, late: int) -> None:
    vera = visit("vera")
    keys = [key_of(app, late, login) for login in ("boris", "egor", "dina")]
    assert "Отметьте в таблице" in vera.act("/training/watch/remind").follow()
    vera.act("/training/watch/remind", assignment=keys)
    vera.act("/training/watch/remind", assignment=keys[0], act="escalate")
    with working(app) as session:
        sent = [
            (one.to[0], one.subject)
            for one in session.scalars(select(MailMessage).order_by(MailMessage.id))
        ]
    # Дина is not Вера's to remind.
    assert sorted(sent[:2]) == [
        ("boris@krepezh.example", "Документы ждут вашей подписи"),
        ("egor@krepezh.example", "Документы ждут вашей подписи"),
    ]
    assert sent[2:] == [("vera@krepezh.example", "Не подписано в срок: Козлов Борис Ильич")]


def test_the_list_is_filtered_and_reminds_in_bulk(app: Flask, visit: Visit, late: int) -> None:
    zhanna = visit("zhanna")
    page = zhanna.get("/training/watch/people", {"state": "overdue"})
    assert len(page.html.select("tr.list-row")) == 8
    assert len(zhanna.get("/training/watch/people", {"late": "1"}).html.select("tr.list-row")) == 8
    key = key_of(app, late, "boris")
    answer = zhanna.act("/training/watch/people", list_action="bulk", bulk="remind", key=key)
    assert "Напоминаний отправлено: 1" in answer.follow()


def test_a_document_is_assigned_by_name(app: Flask, visit: Visit, late: int) -> None:
    with working(app) as session:
        plain_text = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")
        version = rules(session, person(session, "vera"), code="РП-02", body=plain_text)
        document_id = version.document_id
        gleb = user(session, "gleb").id
    zhanna = visit("zhanna")
    form = form_with(zhanna.get("/training/watch/assign"), "/assign")
    form["document"] = str(document_id)
    form["due"] = "01.11.2026"
    refused = form.submit(expect_errors=True)
    assert refused.status_int == 422
    answer = zhanna.act(
        "/training/watch/assign", document=document_id, people=gleb, due="01.12.2026"
    )
    assert answer.status_int == 303
    with working(app) as session:
        given = session.scalars(
            select(Assignment).where(
                Assignment.document_id == document_id, Assignment.user_id == gleb
            )
        ).one()
        assert (given.reason, given.due.isoformat()) == ("person", "2026-12-01")
    assert visit("director").get("/training/watch/assign", expect_errors=True).status_int == 404


def test_an_exception_is_granted_listed_and_taken_back(app: Flask, visit: Visit, late: int) -> None:
    boris, vera = visit("boris"), visit("vera")
    assert boris.get("/quotes/offers/", expect_errors=True).status_int == 403
    form = form_with(vera.get("/training/watch/exceptions/new"), "/new")
    names = [name for _key, _chosen, name in form["person"].options]
    # Nobody lets himself through: Вера is not among the choices.
    assert names == ["Козлов Борис Ильич", "Лапин Егор Сергеевич", "Смирнова Анна Петровна"]
    form["person"].select(text="Козлов Борис Ильич")
    form["until"] = "31.12.2026"
    form["reason"] = "На выставке"
    refused = form.submit(expect_errors=True)
    assert refused.status_int == 422
    assert "не позже 27.11.2026" in refused
    form["until"] = "23.11.2026"
    listed = form.submit().follow()
    assert "На выставке" in listed
    # Вера has not signed herself, and is as closed out as anybody.
    assert vera.get("/quotes/offers/", expect_errors=True).status_int == 403
    assert boris.get("/quotes/offers/").status_int == 200
    with working(app) as session:
        key = session.scalars(select(GateException.id)).one()
    vera.act(f"/training/watch/exceptions/{key}/end")
    assert boris.get("/quotes/offers/", expect_errors=True).status_int == 403
    zhanna = visit("zhanna")
    assert "На выставке" in zhanna.get("/training/watch/exceptions")
    assert zhanna.get("/training/watch/exceptions/new", expect_errors=True).status_int == 404


def test_the_journal_is_listed_verified_and_names_the_first_broken_place(
    app: Flask, visit: Visit, late: int
) -> None:
    zhanna = visit("zhanna")
    page = zhanna.get("/training/journal/", {"kind": "signed"})
    assert len(page.html.select("tr.list-row")) == 1
    assert "Последняя печать № 1" in page
    entry = page.click("1[0-9]|[0-9]+", href="/training/journal/[0-9]+$")
    said = entry.html.select_one(".card .facts-1 + details").find_previous_sibling("dl")
    assert "Полное имя" in said.get_text()
    assert not re.search(r"\d{4}-\d\d-\d\d|[a-z]+_[a-z]+", said.get_text())
    assert "full_name" in entry.html.select_one("details pre").get_text()
    assert "Журнал цел" in zhanna.get("/training/journal/check")
    with working(app) as session:
        session.execute(
            text("UPDATE training_journal SET actor_name = 'Другой' WHERE position = 4")
        )
    broken = zhanna.get("/training/journal/check")
    assert plain(broken.html.select_one(".alert-danger").text).endswith(
        "запись 4: содержание изменено"
    )
    assert zhanna.get("/training/journal/999", expect_errors=True).status_int == 404


def test_the_page_of_a_signature_and_its_paper_tell_the_same_seconds(
    app: Flask, visit: Visit, late: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[dict[str, Any]] = []

    def print_it(_template: object, data: dict[str, Any], **_more: object) -> bytes:
        printed.append(data)
        return b"%PDF"

    monkeypatch.setattr(acknowledgement.printing, "render_pdf", print_it)
    with working(app) as session:
        signature = session.scalars(select(Signature)).one()
        parts = session.get_one(JournalEntry, signature.journal_position).payload["sections"]
    assert any(part["required_ms"] % 1000 for part in parts), "else rounding cannot differ"
    anna = visit("anna")
    page = anna.get(f"/training/reading/signatures/{signature.id}")
    shown = [
        [plain(cell.text) for cell in line.select("td")][1:]
        for line in page.html.select(".reading-table tbody tr")
    ]
    anna.get(f"/training/reading/signatures/{signature.id}/sheet.pdf")
    assert shown == [
        [
            plain(part[name]).removesuffix(" с").removeprefix("0 мин ")
            for name in ("required", "counted")
        ]
        for part in printed[0]["sections"]
    ]


def test_the_page_of_the_printed_code_tells_that_a_signature_was_touched(
    app: Flask, visit: Visit, late: int
) -> None:
    with working(app) as session:
        code = session.scalar(text("SELECT check_code FROM training_signature"))
    address = f"/training/check/{code}"
    assert "подпись есть в журнале" in visit().get(address)
    assert visit().get(address).headers["Referrer-Policy"] == "no-referrer"
    with working(app) as session:
        session.execute(text("UPDATE training_signature SET full_name = 'Кто-то Другой'"))
    assert "подпись нарушена" in visit().get(address)


def test_who_is_bound_and_was_not_assigned_begins_by_himself(
    app: Flask, visit: Visit, late: int
) -> None:
    with working(app) as session:
        session.execute(text("DELETE FROM training_assignment WHERE signed_at IS NULL"))
    boris = visit("boris")
    page = boris.get(f"/training/reading/version/{late}")
    assert "ещё не назначен" in page
    reading = form_with(page, f"/version/{late}").submit().follow()
    assert "0 / 2" in plain(reading.html.select_one(".reading-total").text)
    assert boris.get(f"/training/reading/version/{late}").status_int == 302


def test_the_reader_is_told_of_worse_pay_announced_too_late(app: Flask, visit: Visit) -> None:
    with working(app) as session:
        vera = person(session, "vera")
        with at(MONDAY):
            pay = discussed(session, vera, code="РП-09", body=TEXT, lowers_pay=True)
            regulations.approve(
                session, vera, pay.document_id, MONDAY + timedelta(days=20), short_notice=KNOWINGLY
            )
            key = assigned(session, pay, "anna").id
    with at(MONDAY):
        page = visit("anna").get(f"/training/reading/{key}")
    assert "Условия оплаты меняются раньше, чем через два месяца" in page
    assert "ст. 74" in page


def test_the_questions_of_readers_reach_the_owner_alone(
    app: Flask, visit: Visit, late: int
) -> None:
    anna = visit("anna")
    page = f"/training/reading/{key_of(app, late, 'anna')}"
    anna.act(f"{page}/questions", clause="aaaaa3", text="А в выходной?")
    anna.act(f"{page}/questions", clause="нет-такого", text="Куда?")
    vera = visit("vera")
    assert "А в выходной?" in vera.get("/")
    assert "А в выходной?" not in visit("zhanna").get("/training/questions/")
    listed = vera.get("/training/questions/")
    assert listed.text.count("<textarea") == 1
    address = form_with(listed, "1").action
    assert vera.act(address, answer="  ").status_int == 422
    assert visit("zhanna").act(address, answer="Чужой ответ").status_int == 404
    vera.act(address, answer="Нет, в будни")
    assert "Нет, в будни" in anna.get(page)


def test_a_note_is_seen_by_its_author_alone_until_he_takes_it_away(
    app: Flask, visit: Visit, late: int
) -> None:
    boris, egor = visit("boris"), visit("egor")
    page = f"/training/reading/{key_of(app, late, 'boris')}"
    boris.act(f"{page}/notes", clause="aaaaa3", text="Звонить до обеда")
    boris.act(f"{page}/notes", clause="aaaaa3", text="Звонить утром")
    assert "Звонить утром" in boris.get(page)
    assert "до обеда" not in boris.get(page)
    assert "Звонить утром" not in egor.get(f"/training/reading/{key_of(app, late, 'egor')}")
    form_with(boris.get(page), "/remove").submit(status=303)
    assert "Звонить утром" not in boris.get(page)
    assert boris.act(f"{page}/notes/aaaaa3/remove").status_int == 303


@pytest.mark.parametrize(
    ("where", "typed", "fault"),
    [
        ("notes", "   ", "Напишите, что запомнить"),
        ("questions", " \n ", "Напишите вопрос"),
        ("notes", "я" * 5000, "Не длиннее 4000 знаков: сократите"),
    ],
)
def test_what_cannot_be_kept_comes_back_in_its_form_with_the_reason_beside_it(
    app: Flask, visit: Visit, late: int, where: str, typed: str, fault: str
) -> None:
    boris = visit("boris")
    page = f"/training/reading/{key_of(app, late, 'boris')}"
    boris.act(f"{page}/notes", clause="aaaaa3", text="Звонить утром")
    form = form_with(boris.get(page), "/notes")
    form["clause"], form["text"] = "aaaaa4", typed
    refused = boris.act(f"{page}/{where}", **dict(form.submit_fields()))
    assert refused.status_int == 422
    field = refused.html.find("textarea", attrs={"name": "text"})
    assert refused.html.find(id=field["aria-describedby"]).get_text(strip=True) == fault
    kept = form_with(refused, "/notes")
    assert kept["clause"].value == "aaaaa4"
    assert kept["text"].value.strip("\r\n") == typed.strip("\n")
    # What was there before is there still.
    assert "Звонить утром" in boris.get(page)


def test_a_new_edition_opens_on_what_its_author_says_has_changed(
    app: Flask, visit: Visit, late: int
) -> None:
    listed = TEXT.replace("## Скидки", "## Скидки\n\n- оптом\n- в розницу\n\n", 1)
    with working(app) as session:
        fresh = rules(
            session,
            person(session, "vera"),
            roles=(),
            when=LATE,
            body=listed,
            summary="Скидки даём двум видам клиентов",
        )
        anna = assigned(session, fresh, "anna").id
        boris = assigned(session, fresh, "boris").id

    again = visit("anna").get(f"/training/reading/{anna}")
    assert "Что меняется" in again
    assert "Скидки даём двум видам клиентов" in again
    # A list looks like one in the differences too.
    assert "• оптом" in again.html.select_one(".diff-words ins, ins.diff").parent.text
    # For who reads the rules for the first time nothing has changed.
    assert "Что меняется" not in visit("boris").get(f"/training/reading/{boris}")
