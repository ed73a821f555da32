"""The help: a button on each screen, the contents, the search, two languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from test_plugin_registry import core_with, make

from core.extending import manual
from core.extending.manager import CORE, collect
from core.extending.registry import Registry
from core.kernel.declarations import HelpPage
from core.kernel.markdown import marked_up, words_of
from core.printing import blocks
from core.testing.browser import Visitor
from core.web.screens import SIGNED_IN, Screens

Visit = Callable[..., Visitor]


def screens_of(name: str) -> Screens:
    made = Screens(name, __name__)
    made.get("/thing", permission=SIGNED_IN)(_thing)
    return made


def _thing() -> str:
    return ""


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/", "home.index"),
        ("/directory/partners/", "partners.index"),
        ("/directory/partners/new", "partners.new"),
        ("/norms/", "norms.index"),
    ],
)
def test_the_question_mark_leads_to_the_page_about_the_screen(
    visit: Visit, address: str, page: str
) -> None:
    vera = visit("vera")
    [button] = vera.get(address).html.select('.top-tools a[href^="/help/"]')

    assert button["href"] == f"/help/{page}"
    assert button["target"] == "_blank"
    assert vera.get(button["href"]).html.select_one(".help-text").text.strip()


def test_one_text_serves_all_faces_of_a_form(visit: Visit) -> None:
    assert visit("vera").get("/help/partners.edit").html.h1.text == (
        visit("vera").get("/help/partners.new").html.h1.text
    )


def test_the_contents_show_the_screens_that_the_person_has(visit: Visit) -> None:
    ours, theirs = visit("admin").get("/help/"), visit("anna").get("/help/")

    assert "/help/admin.users" in ours
    assert "/help/admin.users" not in theirs
    assert visit("anna").get("/help/admin.users", status=404)
    assert visit("anna").get("/help/no.such", status=404)


def test_words_are_found_in_any_form_titles_first(visit: Visit) -> None:
    page = visit("anna").get("/help/", {"q": "контрагента"})
    found = [one["href"] for one in page.html.select(".card .card-note a")]

    assert found[0] == "/help/partners.index"
    assert len(found) > 3
    assert "Ничего не найдено" in visit("anna").get("/help/", {"q": "синхрофазотрон"})


def test_the_text_comes_in_the_readers_language(visit: Visit) -> None:
    anna = visit("anna")
    assert anna.get("/help/home.index").html.h1.text == "Сегодня"
    anna.act("/profile/preferences", language="en", next="/")
    assert anna.get("/help/home.index").html.h1.text == "Today"


def test_the_help_needs_a_log_in(visit: Visit) -> None:
    assert visit().get("/help/").status_int in {302, 303}


def test_where_a_language_has_no_text_the_source_answers(tmp_path: Path) -> None:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "a.b.md").write_text("# Название\n\nТекст\n", encoding="utf-8")
    page = HelpPage(("a.b",), "Глава", tmp_path)

    assert manual.help_text(page, "en") == manual.HelpText("Название", "Текст")
    with pytest.raises(manual.NoHelp):
        manual.help_text(HelpPage(("c.d",), "Глава", tmp_path), "ru")
    (tmp_path / "ru" / "e.f.md").write_text("Без названия\n", encoding="utf-8")
    with pytest.raises(manual.NoHelp):
        manual.help_text(HelpPage(("e.f",), "Глава", tmp_path), "ru")


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((HelpPage(("made.absent",), "Г", Path()),), "made.absent"),
        (
            (
                HelpPage(("made._thing",), "Г", Path()),
                HelpPage(("made._thing",), "Г", Path("x")),
            ),
            "twice",
        ),
    ],
)
def test_help_about_no_screen_and_two_texts_about_one_are_refused(
    pages: tuple[HelpPage, ...], words: str
) -> None:
    plugin = make("made", reglament_screens=(screens_of("made"),), reglament_help=pages)

    registry = collect(core_with(), {"made": plugin})

    assert words in registry.quarantined["made"]


def test_the_program_has_help_without_the_plugins(application: Flask) -> None:
    registry: Registry = collect("core.plugin", {})

    assert set(registry.help) == {CORE}
    assert registry.help_of["home.index"].chapter


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[щёлк](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "![x](//evil.example/x.png)",
        '[x](/ok "onmouseover=alert(1)")',
        "<img src=x onerror=alert(1)>",
    ],
)
def test_markdown_lets_nothing_run_and_calls_no_other_site(source: str) -> None:
    drawn = BeautifulSoup(marked_up(source), "html.parser")

    assert drawn.select("script, img, iframe") == []
    for element in drawn.find_all():
        assert set(element.attrs) <= {"href", "rel"}
        assert not element.get("href", "").startswith("javascript:")


def test_tables_have_no_style_attribute() -> None:
    drawn = marked_up("| А | Б |\n| :-: | --: |\n| 1 | 2 |")

    assert "style=" not in drawn
    assert '<td class="align-end">2</td>' in drawn


@pytest.mark.parametrize(("top", "tags"), [(2, ["h2", "h2", "h3"]), (5, ["h5", "h5", "h6"])])
def test_headings_of_a_text_stand_below_those_of_its_page(top: int, tags: list[str]) -> None:
    drawn = BeautifulSoup(marked_up("# А\n\n## Б\n\n### В", top), "html.parser")

    assert [one.name for one in drawn.find_all()] == tags


def test_words_of_a_text_leave_its_marks_out() -> None:
    found = words_of("# Заголовок\n\nСлово **жирное** и `код`\n\n- пункт").split()

    assert found == ["Заголовок", "Слово", "жирное", "и", "код", "пункт"]


def test_blocks_keep_the_structure_of_a_text() -> None:
    found = blocks("## Шаги\n\n1. Раз\n   - внутри\n2. **Два**\n")

    assert [one["kind"] for one in found] == ["heading", "list"]
    first, second = found[1]["items"]  # type: ignore[misc]
    assert [one["kind"] for one in first] == ["paragraph", "list"]  # type: ignore[union-attr]
    assert second[0]["spans"] == [{"text": "Два", "bold": True}]  # type: ignore[index, union-attr]
