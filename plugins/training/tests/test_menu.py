"""The menu: rules stand apart from what is learnt, and each person's phone leads to his work."""

from collections.abc import Callable

from core.testing.browser import Visitor

Visit = Callable[..., Visitor]


def menu(visitor: Visitor) -> dict[str, list[str]]:
    """Headings of the menu with their lines, in order."""
    found: dict[str, list[str]] = {}
    for section in visitor.get("/").html.select(".side-nav .nav-section"):
        title = section.select_one(".nav-title")
        found[title.text] = [line.text for line in section.select(".nav-text")]
    return found


def test_a_manager_sees_the_rules_apart_from_what_he_learns(visit: Visit) -> None:
    shown = menu(visit("anna"))

    assert shown["Правила"] == ["Регламенты", "На подпись", "Нарушения", "Процессы", "Нормы"]
    assert shown["Обучение"][:3] == ["Адаптация", "Курсы", "Скрипты"]
    assert shown["Обучение"][-1] == "Методическое пособие"


def test_those_who_answer_for_signatures_see_them_beside_the_rules(visit: Visit) -> None:
    shown = menu(visit("vera"))

    assert shown["Правила"][:3] == ["Регламенты", "На подпись", "Кто прочитал"]
    assert shown["Правила"][-1] == "Журнал подписей"


def test_lines_of_the_menu_differ_by_their_pictures(visit: Visit) -> None:
    page = visit("vera").get("/").html

    for section in page.select(".side-nav .nav-section"):
        pictures = [use["href"] for use in section.select("use")]
        assert len(pictures) == len(set(pictures))


def test_the_phone_of_the_trainer_leads_to_who_has_read_and_to_newcomers(visit: Visit) -> None:
    below = visit("zhanna").get("/").html.select(".phone-bar a")

    assert [line.text.strip() for line in below] == [
        "Сегодня",
        "На подпись",
        "Кто прочитал",
        "Адаптация",
    ]
