"""A customer writes a letter, and two days later has an offer in preparation.

Анна is a manager, Вера heads the department, Борис is the manager of the neighbouring group.
"""

from collections.abc import Callable

from flask import Flask

from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]

LETTER = """Анна, здравствуйте!

Прошу подготовить предложение:
1) Болт М8х40 DIN 933 оцинк — 1 200 шт
2) гайка м8 — 1 200 шт
3) кабель ВВГнг(А)-LS 3х2,5 — 300 м
4) трансформатор ТМГ-160 — 1 шт

Доставка до склада в Химках.

С уважением,
Пётр Петров, ООО «Ромашка»
zakaz@romashka.example
"""


def line(page, number: int):
    """The block of a line on the page of the request."""
    return page.html.select(".request-line")[number - 1]


def badge(page, number: int) -> str:
    """What the line is answered with, in a word."""
    return line(page, number).select_one(".badge").get_text(strip=True)


def decision(page, number: int, action: str):
    """The form of a decision on a line."""
    address = line(page, number).find("form", action=lambda url: url and url.endswith(action))
    return form_with(page, address["action"])


def test_from_a_letter_to_an_offer_in_preparation(visit: Visit, app: Flask) -> None:
    anna = visit("anna")

    # In the morning there is nothing to do but to wait for letters.
    assert "Все ваши запросы отвечены" in anna.get("/")

    # A letter comes. Anna copies all of it into the program.
    letter = form_with(anna.get("/quotes/requests/new/letter"), "/new/letter")
    letter["letter"] = LETTER
    recognised = letter.submit()

    # The program has found four lines and the sender; about the delivery it is not sure.
    form = form_with(recognised, "/quotes/requests/new")
    assert form["partner_id_text"].value == "ООО «Ромашка»"
    assert [form[f"lines-{row}-quantity"].value for row in range(4)] == ["1200", "1200", "300", "1"]
    missed = recognised.html.select_one(".request-letter-missed")
    assert missed.get_text(strip=True) == "Доставка до склада в Химках."

    # Anna writes the delivery down for herself, corrects a quantity, and registers the request.
    form["comment"] = "Доставка до склада в Химках"
    form["lines-1-quantity"] = "1 250"
    page = form.submit("then", value="register").follow()
    assert "Запрос КТ-ЗП-000001 зарегистрирован" in page
    assert "Доставка до склада в Химках" in page

    # What could be nothing else has been matched by itself; the norm of likeness is 80 %.
    assert [badge(page, number) for number in (1, 2, 3, 4)] == [
        "Подобрано",
        "Подобрано",
        "Подобрано",
        "Не подобрано",
    ]
    assert "DIN933-M8x40" in line(page, 1).get_text()

    # The head sees the request; the neighbour does not even know that there is one.
    assert "КТ-ЗП-000001" in visit("vera").get("/quotes/requests/")
    assert "КТ-ЗП-000001" not in visit("boris").get("/quotes/requests/")

    # There are no galvanised bolts till December: Anna offers stainless ones and says why.
    opened = anna.get(line(page, 1).select_one(".request-undo a")["href"]).follow()
    instead = next(
        form
        for form in opened.forms.values()
        if form.action.endswith("/alternative") and form["reason"].value == "нержавеющая сталь"
    )
    instead["reason"] = "Оцинкованные будут в декабре, нержавеющие на складе"
    page = instead.submit().follow()
    assert badge(page, 1) == "Аналог"

    # The company sells no transformers: the line goes to unmet demand.
    unmet = decision(page, 4, "/unmet")
    unmet["reason"] = "Трансформаторами не торгуем"
    page = unmet.submit().follow()
    assert badge(page, 4) == "Не продаём"
    assert "трансформатор ТМГ-160" in anna.get("/quotes/requests/unmet")

    # The same letter comes once more through the site; Anna is warned before she saves it.
    again = form_with(anna.get("/quotes/requests/new/letter"), "/new/letter")
    again["letter"] = LETTER
    warned = form_with(again.submit(), "/quotes/requests/new").submit(status=422)
    assert "Похоже, этот запрос уже есть" in warned
    assert "совпали 4 строки" in warned

    # Everything is decided: Anna prepares the offer and is led to it.
    page = anna.get(page.request.url)
    offer = form_with(page, "/offer").submit().follow()
    assert offer.status_int == 200
    text = offer.html.find("main").get_text(" ", strip=True)
    assert "Болт М8х40 DIN 933 нерж. А2" in text
    assert "Оцинкованные будут в декабре" in text
    assert "ТМГ-160" not in text

    # The request is in work and stands in one chain with its offer.
    page = anna.get("/quotes/requests/?q=000001").click("КТ-ЗП-000001")
    assert "В работе" in page.html.select_one(".page-title").get_text()
    chain = page.html.select_one(".chain").get_text(" ", strip=True)
    assert "Запрос" in chain
    assert "КП" in chain
    history = page.html.find(id="document-timeline").get_text(" ", strip=True)
    for words in ("Запрос взят в работу", "Строка 4, не продаём", "Строка 1, аналог"):
        assert words in history
