"""The demo's mailbox in the browser: letters are shown as strangers' pages."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from core.mail import sink
from core.testing.browser import Visitor

PAGE = (
    "<!DOCTYPE html><html><head><title>КП</title></head><body><script>alert(1)</script>"
    '<a href="https://erp.example/offer/1">Открыть</a></body></html>'
)


@pytest.fixture
def mailbox(app: Flask, data_dir: Path) -> Iterator[Path]:
    """A running mailbox, empty."""
    for letter in (data_dir / sink.FOLDER).glob("*"):
        letter.unlink()
    with sink.serve_sink(data_dir):
        yield data_dir


def deliver(mailbox: Path, subject: str = "Коммерческое предложение", html: str = PAGE) -> str:
    letter = EmailMessage()
    letter["From"] = "Анна <anna@krepezh.example>"
    letter["To"] = "petr@romashka.example"
    letter["Subject"] = subject
    letter.set_content("Здравствуйте!\nВо вложении предложение.")
    if html:
        letter.add_alternative(html, subtype="html")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="КП № 1.pdf")
    sink.server(mailbox).deliver(letter, "anna@krepezh.example", ["petr@romashka.example"])
    return sink.list_mailbox(mailbox)[0].id


def test_an_empty_mailbox_says_what_to_do(mailbox: Path, visit: Callable[..., Visitor]) -> None:
    assert "Писем ещё нет" in visit("anna").get("/demo/mailbox/").text


def test_a_letter_is_found_in_the_list_and_opened(
    mailbox: Path, visit: Callable[..., Visitor]
) -> None:
    letter_id = deliver(mailbox)
    visitor = visit("anna")
    page = visitor.get("/demo/mailbox/").click("Коммерческое предложение", href="mailbox")
    assert page.request.path == f"/demo/mailbox/{letter_id}"
    assert "petr@romashka.example" in page.text
    assert "Во вложении предложение." in page.text
    frame = page.html.find("iframe")
    assert "allow-scripts" not in frame["sandbox"]
    assert "allow-same-origin" not in frame["sandbox"]
    file = page.click("КП № 1.pdf")
    assert file.body == b"%PDF"
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_the_page_of_a_letter_can_run_nothing_and_load_nothing(
    mailbox: Path, visit: Callable[..., Visitor]
) -> None:
    page = visit("anna").get(f"/demo/mailbox/{deliver(mailbox)}/page")
    policy = dict(
        part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert "script-src" not in policy
    assert "allow-scripts" not in policy["sandbox"]
    assert page.html.find("base")["target"] == "_blank"


def test_a_letter_in_plain_text_has_no_frame(mailbox: Path, visit: Callable[..., Visitor]) -> None:
    letter_id = deliver(mailbox, html="")
    visitor = visit("anna")
    assert visitor.get(f"/demo/mailbox/{letter_id}").html.find("iframe") is None
    visitor.get(f"/demo/mailbox/{letter_id}/page", status=404)


@pytest.mark.parametrize(
    "address",
    ["20261123T120000000000-00000000", "..%2Fsecret_key", "{id}/files/1", "{id}/files/x"],
)
def test_what_is_not_in_the_mailbox_is_not_found(
    mailbox: Path, visit: Callable[..., Visitor], address: str
) -> None:
    letter_id = deliver(mailbox)
    visit("anna").get(f"/demo/mailbox/{address.format(id=letter_id)}", status=404)


def test_older_letters_are_a_click_away(
    mailbox: Path, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.web.views.mailbox.PAGE", 2)
    for subject in ("Первое", "Второе", "Третье"):
        deliver(mailbox, subject)
    page = visit("anna").get("/demo/mailbox/")
    assert "Первое" not in page.text
    older = page.click("Более ранние")
    assert "Первое" in older.text
    assert "Второе" not in older.text
    assert "Более ранние" not in older.text


def test_where_mail_really_leaves_there_is_no_mailbox(
    mailbox: Path, app: Flask, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_id = deliver(mailbox)
    visitor = visit("anna")
    monkeypatch.setattr("core.config.Settings.is_demo_mail", False)
    for address in ("", letter_id, f"{letter_id}/page", f"{letter_id}/files/0"):
        visitor.get(f"/demo/mailbox/{address}", status=404)
