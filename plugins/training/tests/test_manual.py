"""The manual: the help of all screens in one piece, on the screen and on paper."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from core.sdk import manual
from core.testing.browser import Visitor, form_with
from plugins.training.printing.manual import ChapterPrint, ModulePrint, PagePrint, manual_pdf

Visit = Callable[..., Visitor]
BASE = "/training/manual/"


def test_the_manual_is_the_help_of_the_screens_that_the_person_has(
    visit: Visit, app: Flask
) -> None:
    registry = app.extensions["reglament"].registry
    page = visit("anna").get(BASE)

    shown = {one["id"] for one in page.html.select(".manual-page")}
    assert {"home.index", "quotes_offers.show"} <= shown
    assert "admin.users" not in shown
    assert manual.help_text(registry.help_of["quotes_offers.show"], "ru").title in page
    assert "admin.users" in {
        one["id"] for one in visit("admin").get(BASE).html.select(".manual-page")
    }


def test_the_search_leaves_the_pages_with_the_words(visit: Visit) -> None:
    page = visit("vera").get(BASE, {"q": "объединить карточки"})

    shown = {one["id"] for one in page.html.select(".manual-page")}
    assert "partners.merge" in shown
    assert "quotes_offers.board" not in shown
    assert "Ничего не найдено" in visit("anna").get(BASE, {"q": "синхрофазотрон"})


def test_the_manual_is_printed_by_a_job_for_whoever_asks(
    visit: Visit, run_jobs: Callable[[], int]
) -> None:
    anna = visit("anna")
    page = form_with(anna.get(BASE), "/pdf").submit().follow()
    assert run_jobs() >= 1

    answer = anna.get(f"{page.request.path}/result")

    assert answer.body.startswith(b"%PDF-")
    assert visit("boris").get(f"{page.request.path}/result", status=404)


def test_every_kind_of_markup_is_set_on_paper() -> None:
    body = """Слова **жирные**, *наклонные*, ~~лишние~~ и `код`.

## Подзаголовок

1. первый
2. второй
   - вложенный

> Цитата

| А | Б |
| --- | --- |
| 1 | **2** |

    строка кода

---
"""
    modules = [ModulePrint("Модуль", [ChapterPrint("Глава", [PagePrint("Страница", body)])])]

    pdf = manual_pdf(
        modules, organisation="ООО", language="ru", timestamp=datetime(2026, 1, 1, tzinfo=UTC)
    )

    assert pdf.startswith(b"%PDF-")


@pytest.mark.parametrize("login", ["anna", "gleb", "dina", "director"])
def test_the_help_leads_to_the_manual(visit: Visit, login: str) -> None:
    assert BASE in visit(login).get("/help/")
