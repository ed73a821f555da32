"""A discount too deep for the manager alone, and a customer who takes less than was offered.

Анна is a manager, Вера heads the department; Пётр Петров buys for «Ромашка».
"""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.db.session import db
from core.mail.models import MailMessage
from core.testing.browser import Visitor, form_with

Visit = Callable[..., Visitor]


def plain(text: str) -> str:
    """What the reader sees: spaces of all kinds are spaces."""
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def title(page: Any) -> str:
    """Heading of the page with its badge."""
    return plain(page.html.select_one(".page-title, .public-title").text)


def primary(page: Any) -> str:
    """The one next step."""
    return plain(page.html.select_one(".page-actions .btn-primary").text).strip()


def test_from_a_deep_discount_to_a_confirmed_configuration(
    visit: Visit, app: Flask, run_jobs: Callable[[], int]
) -> None:
    anna, vera, customer = visit("anna"), visit("vera"), visit()

    # Anna offers bolts and cable to «Ромашка» and, to win the order, takes fifteen percent off
    # the bolts. The program adds up while she types and warns her.
    form = form_with(anna.get("/quotes/offers/new"), "/new")
    form["partner_id_text"] = "ООО «Ромашка»"
    form["lines-0-name"] = "DIN933-M8x40"
    form["lines-0-quantity"] = "1 000"
    form["lines-0-discount_percent"] = "15"
    form = form_with(form.submit("lines-add", value="1"), "/new")
    form["lines-1-name"] = "VVG-3x2.5"
    form["lines-1-quantity"] = "100"
    counted = form.submit("lines-recalculate", value="1")
    assert "25 400,00" in plain(counted.text)
    assert "предложение пойдёт руководителю" in plain(counted.text)
    offer = form_with(counted, "/new").submit().follow()
    address = offer.request.path

    # She cannot approve it herself: the norm leaves her ten percent.
    assert primary(offer) == "Отправить на согласование"
    assert "Орлова Вера Андреевна" in offer
    offer = form_with(offer, "/fire/submit").submit().follow()
    assert "На согласовании" in title(offer)
    assert offer.html.select(".page-actions .btn-primary") == []

    # Vera sees it on her first page, with the discount, and lets it pass.
    home = vera.get("/")
    waiting = home.html.find("h2", string="Ждут вашего согласования").find_parent("section")
    assert "15 %" in plain(waiting.text)
    before = vera.get(waiting.select_one("li a")["href"])
    assert primary(before) == "Согласовать скидку"
    form_with(before, "/fire/approve_discount").submit()

    # Anna sends it with a word of her own. The letter leaves by itself, in a moment.
    offer = anna.get(address)
    assert "Утверждено" in title(offer)
    letter = form_with(offer, "/send/email")
    assert letter["to"].value == "zakaz@romashka.example"
    letter["text"] = "Пётр Петрович, цена держится до конца недели."
    letter.submit()
    run_jobs()
    offer = anna.get(address)
    assert "Отправлено" in title(offer)

    # In the customer's mailbox there is the letter with the paper and his own address.
    with app.app_context():
        [message] = db.session.scalars(select(MailMessage)).all()
        assert message.to == ["zakaz@romashka.example"]
        assert "цена держится до конца недели" in message.text
        assert [one["media_type"] for one in message.attachments] == ["application/pdf"]
        link = re.search(r"http://localhost(/offer/\S+)", message.text)
        db.session.remove()
    assert link is not None

    # He opens it: no password. He says that it has come.
    page = customer.get(link[1])
    assert "Ждёт вашего ответа" in title(page)
    page = form_with(page, "/receipt").submit().follow()
    assert "Спасибо, что подтвердили получение" in page

    # The same evening he needs no cable, looks at the sum, and takes the bolts, all of them: the
    # discount was approved for so many.
    form = form_with(page, "/accept")
    _bolts, cable = [name for name in form.fields if name and name.startswith("quantity-")]
    form[cable] = "0"
    counted = form.submit("recalculate", value="1")
    assert "13 600,00" in plain(counted.text)
    answered = form_with(counted, "/accept").submit().follow()
    assert "Вы приняли предложение" in title(answered)

    # Anna sees what he took beside what she offered, and who said it.
    offer = anna.get(address)
    assert "Подтверждено" in title(offer)
    text = plain(offer.html.text)
    assert "25 400,00 ₽" in text
    assert "13 600,00 ₽" in text
    assert "Петров Пётр Петрович (по ссылке)" in text
    assert "по норме «Скидка без согласования»: 10 %" in text
    assert "13 600,00" in plain(anna.get("/").text)
