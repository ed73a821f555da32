"""How the managers of the demo company sell, in their own words, and the process built of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from core.sdk import actor_by_id, at, now
from plugins.training.queries.discovery import handed_over
from plugins.training.services import discovery
from plugins.training.services.discovery import BranchInput, MapStepInput, WayStepInput

TOLD_DAYS_AGO = 300
WAYS = {
    "anna": (
        WayStepInput(
            "Принять запрос",
            what="Открываю письмо, сразу регистрирую, чтобы не забыть",
            hours=Decimal("0.3"),
            tools="почта, программа",
            stage="quotes.request:registered",
        ),
        WayStepInput(
            "Позвонить и уточнить",
            what="Спрашиваю, куда пойдёт крепёж: половина ошибок в покрытии и классе прочности",
            hours=Decimal("0.5"),
            arguments="Подскажите, где будет стоять? На улице оцинковка проживёт дольше",
            tools="телефон",
            stage="quotes.request:in_work",
        ),
        WayStepInput(
            "Собрать предложение",
            what="Подбираю аналоги, ставлю сроки со склада",
            hours=Decimal(2),
            tools="прайс-лист, остатки",
        ),
        WayStepInput(
            "Отправить и предупредить звонком",
            what="Звоню через десять минут: письмо ушло, посмотрите страницу второй строки",
            hours=Decimal("0.3"),
            arguments="Вторую позицию можем отгрузить сегодня",
            tools="почта, телефон",
            stage="quotes.offer:sent",
        ),
        WayStepInput(
            "Получить ответ",
            what="Записываю количества или причину отказа их словами",
            hours=Decimal(24),
            stage="quotes.offer:confirmed",
        ),
    ),
    "boris": (
        WayStepInput(
            "Записать запрос",
            what="Сначала в блокнот, вечером в программу",
            hours=Decimal(6),
            tools="блокнот, программа",
            stage="quotes.request:registered",
        ),
        WayStepInput(
            "Посчитать",
            what="Считаю по прайсу, скидку постоянным даю сразу",
            hours=Decimal(4),
            arguments="Для вас дешевле, чем у соседей",
            tools="Excel",
        ),
        WayStepInput(
            "Согласовать скидку",
            what="Если больше обычной, пишу руководителю",
            hours=Decimal(3),
            stage="quotes.offer/approve_discount",
        ),
        WayStepInput(
            "Отправить предложение",
            what="Письмом, коротко",
            hours=Decimal("0.2"),
            tools="почта",
            stage="quotes.offer:sent",
        ),
    ),
}
COMMON = (
    MapStepInput(
        "Зарегистрировать запрос",
        "manager",
        what="В день получения, в программе",
        hours=Decimal(1),
        stage="quotes.request:registered",
    ),
    MapStepInput(
        "Уточнить по телефону",
        "manager",
        what="Куда пойдёт, сколько, к какому сроку, кто решает",
        hours=Decimal(2),
        stage="quotes.request:in_work",
        arguments="Подскажите, где будет стоять? На улице оцинковка проживёт дольше",
        tools="телефон, программа",
    ),
    MapStepInput(
        "Подобрать и посчитать",
        "manager",
        what="Позиция или аналог на каждую строку, цены по прайс-листу",
        hours=Decimal(4),
        tools="прайс-лист, остатки",
        branches=(BranchInput("send", "скидка в норме"),),
    ),
    MapStepInput(
        "Попросить скидку выше нормы",
        "manager",
        what="С объяснением, почему клиенту нужна именно такая",
        hours=Decimal(2),
        stage="quotes.offer:on_approval",
    ),
    MapStepInput(
        "Согласовать скидку",
        "head",
        what="Только выше нормы",
        hours=Decimal(4),
        stage="quotes.offer/approve_discount",
    ),
    MapStepInput(
        "Отправить и позвонить",
        "manager",
        what="Через программу; звонок в тот же день",
        hours=Decimal(1),
        stage="quotes.offer:sent",
        arguments="Вторую позицию можем отгрузить сегодня",
        tools="программа, телефон",
        branches=(BranchInput("answer", "ответил сразу"),),
        key="send",
    ),
    MapStepInput(
        "Узнать, что письмо дошло",
        "manager",
        what="Клиент нажал кнопку на странице предложения или сказал по телефону",
        hours=Decimal(24),
        stage="quotes.offer:received",
    ),
    MapStepInput(
        "Записать заказанное",
        "manager",
        what="Количества по строкам, как подтвердил клиент",
        hours=Decimal(48),
        stage="quotes.offer:confirmed",
        key="answer",
    ),
)


def fill(company: Any, session: Session) -> None:
    """Two managers have told how they sell; the head has built one process."""
    people = {code: actor_by_id(session, company.ids["user"][code]) for code in ("vera", *WAYS)}
    with at(now() - timedelta(days=TOLD_DAYS_AGO)):
        process = discovery.make_process(session, people["vera"], "Продажа со склада")
        for code, steps in WAYS.items():
            discovery.save_way(session, people[code], process.id, steps, 0)
            discovery.submit(session, people[code], process.id)
        told = handed_over(session, process.id)[0]
        common = [replace(COMMON[0], origin_id=told.steps[0].id), *COMMON[1:]]
        discovery.save_map(session, people["vera"], process.id, common, process.version)
