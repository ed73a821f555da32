"""Letters about an offer: what stands in them, in HTML and in the plain twin."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

import plugins.quotes
from core.testing.tools import LETTER_LAYOUT

FOLDERS = (
    LETTER_LAYOUT,
    Path(plugins.quotes.__file__).parent / "templates",
)
LETTERS = ("offer", "reminder")
LINK = "https://offers.example.test/o/7tQb2XwYc9LkPz4Nd8RfVh1S"
HOSTILE = '<script>alert("1")</script> & {{ 7*7 }} %(name)s'


def environment(*, autoescape: bool, trim: bool) -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        loader=FileSystemLoader(FOLDERS),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=trim,
        lstrip_blocks=trim,
        extensions=["jinja2.ext.i18n"],
    )
    same: Callable[[str], str] = str
    made.install_gettext_callables(same, lambda one, many, n: one, newstyle=True)  # pyright: ignore
    return made


def context(**changes: object) -> dict[str, object]:
    return {
        "language": "ru",
        "subject": "Коммерческое предложение № КП-000015/2",
        "brand": SimpleNamespace(
            name="ООО «Крепмонтаж»",
            legal_name="Общество с ограниченной ответственностью «Крепмонтаж»",
            inn="7707083893",
            kpp="773601001",
            ogrn="1027700132195",
            address="117312, г. Москва, ул. Вавилова, д. 19, офис 412",
            phone="+7 (495) 123-45-67",
            email="zakaz@krepmontazh.example",
            accent="#b4532a",
            logo_url=None,
        ),
        "sender": SimpleNamespace(
            name="Анна Ковалёва",
            position="менеджер по продажам",
            phone="+7 (495) 123-45-67, доб. 101",
            email="a.kovaleva@krepmontazh.example",
        ),
        "greeting_name": "Пётр Ильич",
        "message": ["Спасибо за запрос.", "Кабель подобрали по вашей спецификации."],
        "offer": SimpleNamespace(
            number="КП-000015/2",
            dated="23 ноября 2026 г.",
            total="135 396,96 ₽",
            valid_until="7 декабря 2026 г.",
        ),
        "sent_on": "23 ноября 2026 г.",
        "public_url": LINK,
        "attachment": "КП-000015-2.pdf",
        **changes,
    }


def rendered(name: str, *, autoescape: bool = True, trim: bool = True, **changes: object) -> str:
    template = environment(autoescape=autoescape, trim=trim).get_template(f"quotes/mail/{name}.j2")
    return template.render(context(**changes))


class Page(HTMLParser):
    """Checks that tags close in order and gathers what is read and where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.mark.parametrize("kind", ["html", "txt"])
@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_names_the_offer_the_sum_the_term_and_the_page(letter: str, kind: str) -> None:
    text = rendered(f"{letter}.{kind}")

    for said in (
        "Здравствуйте, Пётр Ильич!",
        "№ КП-000015/2 от 23 ноября 2026 г.",
        "135 396,96 ₽",
        "7 декабря 2026 г.",
        LINK,
        "Анна Ковалёва",
        "менеджер по продажам",
        "+7 (495) 123-45-67, доб. 101",
        "a.kovaleva@krepmontazh.example",
        "Общество с ограниченной ответственностью «Крепмонтаж»",
        "7707083893",
        "773601001",
        "1027700132195",
    ):
        assert said in text


def test_the_letter_with_the_offer_asks_to_acknowledge_and_names_the_file() -> None:
    for kind in ("html", "txt"):
        text = rendered(f"offer.{kind}")

        assert "Просим подтвердить получение." in text
        assert "Во вложении: КП-000015-2.pdf" in text
        assert "Кабель подобрали по вашей спецификации." in text
        assert "Направляем вам коммерческое предложение" not in text


def test_the_reminder_says_when_the_offer_was_sent() -> None:
    for kind in ("html", "txt"):
        assert "отправили 23 ноября 2026 г." in rendered(f"reminder.{kind}")


@pytest.mark.parametrize("letter", LETTERS)
def test_what_is_unknown_leaves_no_hole(letter: str) -> None:
    bare = context()
    offer = SimpleNamespace(number="КП-1", dated="1 мая 2026 г.", total="1,00 ₽", valid_until="")
    brand = SimpleNamespace(
        **{**vars(bare["brand"]), "kpp": "", "ogrn": "", "address": "", "phone": "", "email": ""}
    )
    sender = SimpleNamespace(name="Анна Ковалёва", position="", phone="", email="")

    for kind in ("html", "txt"):
        text = rendered(
            f"{letter}.{kind}",
            greeting_name="",
            message=[],
            offer=offer,
            brand=brand,
            sender=sender,
        )
        for absent in ("Действительно до", "КПП", "ОГРН", "tel:", "mailto:", "None"):
            assert absent not in text
        assert "Здравствуйте!" in text
        assert "\n\n\n" not in text or kind == "html"


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("autoescape", [True, False])
def test_text_typed_by_people_is_never_markup(letter: str, *, autoescape: bool) -> None:
    changes: dict[str, object] = {
        "greeting_name": HOSTILE,
        "message": [HOSTILE],
        "attachment": HOSTILE,
        "subject": HOSTILE,
        "sender": SimpleNamespace(name=HOSTILE, position=HOSTILE, phone=HOSTILE, email=HOSTILE),
    }
    page = rendered(f"{letter}.html", autoescape=autoescape, **changes)

    assert "<script" not in page
    assert "&amp;amp;" not in page, "escaped once, not twice"
    assert "{{ 7*7 }}" in page
    Page(page)
    assert HOSTILE in rendered(f"{letter}.txt", autoescape=autoescape, **changes)


@pytest.mark.parametrize("letter", LETTERS)
def test_the_page_is_well_formed_and_leads_only_where_it_says(letter: str) -> None:
    page = Page(rendered(f"{letter}.html"))

    assert set(page.links) == {
        LINK,
        "mailto:a.kovaleva@krepmontazh.example",
        "mailto:zakaz@krepmontazh.example",
        "tel:+74951234567",
    }


@pytest.mark.parametrize("letter", LETTERS)
def test_the_plain_twin_does_not_depend_on_how_blocks_are_trimmed(letter: str) -> None:
    twin = rendered(f"{letter}.txt", trim=False)

    assert twin == rendered(f"{letter}.txt", trim=True)
    assert all(part == part.strip() for part in twin.splitlines() if part != "-- ")
    assert twin.endswith("пожалуйста.\n")


@pytest.mark.parametrize("letter", LETTERS)
def test_the_plain_twin_says_the_same_words(letter: str) -> None:
    plain = rendered(f"{letter}.txt")
    page = " ".join(Page(rendered(f"{letter}.html")).words)

    for paragraph in plain.split("\n\n"):
        for sentence in paragraph.splitlines():
            words = sentence.removesuffix(":").split(": ")[-1]
            assert " ".join(words.split()) in page or sentence == "-- "


@pytest.mark.parametrize(
    ("accent", "letters"),
    [
        ("#b4532a", "#ffffff"),
        ("#f2c94c", "#23211e"),
        ("#000000", "#ffffff"),
        ("#ffffff", "#23211e"),
    ],
)
def test_the_button_is_readable_on_any_accent(accent: str, letters: str) -> None:
    brand = SimpleNamespace(**{**vars(context()["brand"]), "accent": accent})

    page = rendered("offer.html", brand=brand)

    assert f"font-weight:bold;color:{letters};" in page


def test_a_logo_stands_in_place_of_the_name_and_reads_as_it() -> None:
    brand = SimpleNamespace(**{**vars(context()["brand"]), "logo_url": "cid:logo@letter"})

    page = rendered("offer.html", brand=brand)

    assert '<img src="cid:logo@letter" alt="ООО «Крепмонтаж»"' in page
