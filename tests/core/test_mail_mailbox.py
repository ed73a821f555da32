"""The demo's mailbox, the address it goes by, and letters made of templates."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ConfigError, Settings, load
from core.mail import sink
from core.mail.addresses import Mailbox, NotAnAddress
from core.mail.letters import render_letter
from core.mail.smtp import SmtpServer, Unavailable

PICTURE = b"\x89PNG\r\n\x1a\n\x00"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"REGLAMENT_DATA_DIR": str(tmp_path)})


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Path]:
    """The folder of a running mailbox."""
    with sink.serve_sink(settings.data_dir):
        yield settings.data_dir


def letter(subject: str = "Предложение", text: str = "Здравствуйте!") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "anna@krepezh.example"
    made["To"] = "petr@romashka.example"
    made["Subject"] = subject
    made.set_content(text)
    return made


def deliver(data_dir: Path, one: EmailMessage, to: str = "petr@romashka.example") -> None:
    assert sink.server(data_dir).deliver(one, "anna@krepezh.example", [to]) == {}


# --- the mailbox ---


def test_letters_lie_in_the_mailbox_newest_first(mailbox: Path) -> None:
    for subject in ("Первое", "Второе", "Третье"):
        deliver(mailbox, letter(subject))
    lines = sink.list_mailbox(mailbox)
    assert [line.subject for line in lines] == ["Третье", "Второе", "Первое"]
    assert {(line.sender, line.recipients) for line in lines} == {
        ("anna@krepezh.example", "petr@romashka.example")
    }
    assert lines == sorted(lines, key=lambda line: line.at, reverse=True)
    older = sink.list_mailbox(mailbox, limit=1, before=lines[0].id)
    assert [line.subject for line in older] == ["Второе"]
    assert {path.suffix for path in (mailbox / "mailbox").iterdir()} == {".eml"}


def test_a_letter_is_read_with_its_page_its_pictures_and_its_files(mailbox: Path) -> None:
    sent = letter()
    sent.add_alternative('<img src="cid:logo@letter"><p>Здравствуйте!</p>', subtype="html")
    page = sent.get_body(("html",))
    assert isinstance(page, EmailMessage)
    page.add_related(PICTURE, "image", "png", cid="<logo@letter>")
    sent.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="КП № 1.pdf")
    deliver(mailbox, sent)
    read = sink.read_message(mailbox, sink.list_mailbox(mailbox)[0].id)
    assert read is not None
    assert read.text.strip() == "Здравствуйте!"
    assert '<img src="data:image/png;base64,iVBORw0KGgoA">' in read.html
    assert [(file.name, file.media_type, file.content) for file in read.files] == [
        ("КП № 1.pdf", "application/pdf", b"%PDF")
    ]


def test_a_letter_says_whom_it_was_delivered_to(mailbox: Path) -> None:
    deliver(mailbox, letter(), to="hidden@romashka.example")
    (file,) = (mailbox / "mailbox").glob("*.eml")
    assert file.read_bytes().startswith(b"Delivered-To: hidden@romashka.example\r\n")


@pytest.mark.parametrize(
    "letter_id",
    ["", "../secret_key", "20261123T120000000000-00000000", "20261123T120000000000-00000000/.."],
)
def test_what_is_not_in_the_mailbox_is_not_read(mailbox: Path, letter_id: str) -> None:
    assert sink.read_message(mailbox, letter_id) is None


def test_a_full_disk_is_told_to_the_sender(mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Unavailable, match="451 No space left"):
        deliver(mailbox, letter())


def test_a_mailbox_outlives_another_one_beside_it_and_one_that_was_killed(
    settings: Settings,
) -> None:
    data_dir = settings.data_dir
    with socket.create_server(("127.0.0.1", 0)) as unused:
        dead = unused.getsockname()[1]
    with sink.serve_sink(data_dir), sink.serve_sink(data_dir):
        pass
    (data_dir / "mailbox-ports" / str(dead)).touch()
    with pytest.raises(Unavailable, match="не запущен"):
        sink.server(data_dir)
    with sink.serve_sink(data_dir):
        with sink.serve_sink(data_dir):
            pass
        deliver(data_dir, letter())
    assert len(sink.list_mailbox(data_dir)) == 1


def test_an_empty_mailbox_is_an_empty_list(settings: Settings) -> None:
    assert sink.list_mailbox(settings.data_dir) == []


# --- the address of the server ---


def test_an_address_says_it_all() -> None:
    url = "smtp://robot%40k.example:p%40ss@mail.k.example:2525?tls=ssl&from=office@k.example"
    assert SmtpServer.from_url(url) == SmtpServer(
        host="mail.k.example",
        port=2525,
        tls="ssl",
        user="robot@k.example",
        password="p@ss",
        sender="office@k.example",
        fallback="robot@k.example",
    )


@pytest.mark.parametrize(
    ("query", "port", "sender"),
    [
        ("", 587, "robot@k.example"),
        ("?tls=ssl", 465, "robot@k.example"),
        ("?tls=none", 25, "robot@k.example"),
        ("?from=author", 587, ""),
    ],
)
def test_what_an_address_leaves_out_is_usual(query: str, port: int, sender: str) -> None:
    server = SmtpServer.from_url(f"smtp://robot%40k.example:x@mail.k.example{query}")
    assert (server.port, server.sender, server.fallback) == (port, sender, "robot@k.example")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("smtp://", "не указан узел"),
        ("smtp://host:port", "порт"),
        ("smtp://host?tls=maybe", "tls=maybe"),
        ("smtp://host?from=nobody", "from=nobody"),
        ("smtp://host?tsl=ssl", "непонятно: tsl"),
        ("smtp://robot:секрет@host", "латинских"),
    ],
)
def test_a_wrong_address_is_named(url: str, fault: str) -> None:
    with pytest.raises(ConfigError, match=f"REGLAMENT_MAIL_URL: .*{fault}"):
        SmtpServer.from_url(url)


# --- addresses of people ---


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40),
    st.sampled_from(["petr@romashka.example", "a.b+c@xn--80a1acny.xn--p1ai"]),
)
def test_an_address_is_read_back_as_it_was_written(name: str, email: str) -> None:
    written = Mailbox(" ".join(name.split()), email)
    if set(name) & set('<>"'):
        return
    assert Mailbox.parse(str(written)) == written


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("petr@romashka.example", "", "petr@romashka.example"),
        (" Пётр  Ильич <petr@ROMASHKA.example> ", "Пётр Ильич", "petr@romashka.example"),
        ('"Ильин, Пётр" <petr@romashka.example>', "Ильин, Пётр", "petr@romashka.example"),
        ("Ильин, Пётр <petr@romashka.example>", "Ильин, Пётр", "petr@romashka.example"),
        ("boss@a.example <petr@romashka.example>", "boss@a.example", "petr@romashka.example"),
        ("zakaz@почта.рф", "", "zakaz@xn--80a1acny.xn--p1ai"),
    ],
)
def test_addresses_are_read_as_people_write_them(text: str, name: str, email: str) -> None:
    assert Mailbox.parse(text) == Mailbox(name, email)


@pytest.mark.parametrize("text", ["", "Пётр", "a@b@c.ru", "a@b.ru, c@d.ru", "<a@b.ru> <c@d.ru>"])
def test_what_is_not_one_address_is_refused(text: str) -> None:
    with pytest.raises(NotAnAddress):
        Mailbox.parse(text)


# --- letters made of templates ---


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "note.html.j2").write_text(
        '{% extends "layout.html.j2" %}{% block content %}<p>{{ words }}</p>{% endblock %}',
        encoding="utf-8",
    )
    (tmp_path / "note.txt.j2").write_text(
        '{%- extends "layout.txt.j2" -%}{%- block content -%}{{ words }}{%- endblock -%}',
        encoding="utf-8",
    )
    return tmp_path


def company() -> dict[str, Any]:
    return {
        "brand": SimpleNamespace(
            name="ООО «Крепёж и Ток»",
            legal_name="ООО «Крепёж и Ток»",
            inn="7708004767",
            kpp="770801001",
            ogrn="1027700035769",
            address="101000, г. Москва",
            phone="",
            email="info@krepezh.example",
            accent="#b4532a",
            logo_url=None,
        ),
        "sender": SimpleNamespace(name="Анна", position="Менеджер", phone="", email=""),
    }


def test_a_letter_of_a_plugin_stands_on_the_common_layout(templates: Path) -> None:
    made = render_letter(
        templates, "note", "ru", subject="Болты & гайки", words="<b>М8</b>", **company()
    )
    assert made.subject == "Болты & гайки"
    assert "<p>&lt;b&gt;М8&lt;/b&gt;</p>" in made.html
    assert "<title>Болты &amp; гайки</title>" in made.html
    assert "<b>М8</b>" in made.text
    assert "С уважением," in made.text
    assert "7708004767" in made.html


def test_a_letter_with_a_hole_is_not_made(templates: Path) -> None:
    with pytest.raises(jinja2.UndefinedError, match="words"):
        render_letter(templates, "note", "ru", subject="Тема", **company())


def test_a_template_cannot_reach_into_the_program(templates: Path) -> None:
    (templates / "note.txt.j2").write_text(
        "{{ words.__class__.__mro__[1].__subclasses__() }}", encoding="utf-8"
    )
    with pytest.raises(jinja2.exceptions.SecurityError):
        render_letter(templates, "note", "ru", subject="Тема", words="x", **company())
