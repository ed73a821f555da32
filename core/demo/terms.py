"""Small directories of the company: terms, sources, campaigns, reasons, competitors."""

from datetime import date, timedelta
from decimal import Decimal

from core.demo.records import Campaign, DeliveryTerm, Named, PaymentTerm

CUSTOMER_GROUPS = (
    Named("dealers", "Дилеры"),
    Named("foreign-trade", "Проекты под заказ (юани)"),
)

DELIVERY_TERMS = (
    DeliveryTerm("pickup", "Самовывоз со склада в Нижнем Новгороде", "", Decimal(0), Decimal(0)),
    DeliveryTerm("terminal", "Доставка до терминала транспортной компании", "",
                 Decimal(0), Decimal(600)),
    DeliveryTerm("warehouse", "Доставка до склада покупателя по городу и области", "",
                 Decimal("2.5"), Decimal(0)),
    DeliveryTerm("own-transport", "Доставка нашим транспортом до объекта, до 400 км", "",
                 Decimal(1), Decimal(4500)),
    DeliveryTerm("carrier", "Доставка транспортной компанией до двери покупателя", "",
                 Decimal(6), Decimal(0)),
    DeliveryTerm("exw", "EXW Нижний Новгород", "EXW", Decimal("-1"), Decimal(0)),
    DeliveryTerm("fca", "FCA Нижний Новгород", "FCA", Decimal(0), Decimal(0)),
    DeliveryTerm("cpt", "CPT Владивосток", "CPT", Decimal(7), Decimal(0)),
    DeliveryTerm("dap", "DAP Благовещенск", "DAP", Decimal(9), Decimal(0)),
)  # fmt: skip

PAYMENT_TERMS = (
    PaymentTerm("prepaid", "Предоплата 100 %", Decimal(100), 0),
    PaymentTerm("half", "Предоплата 50 %, остаток до отгрузки", Decimal(50), 0),
    PaymentTerm("third-14", "Предоплата 30 %, остаток в течение 14 дней", Decimal(30), 14),
    PaymentTerm("deferral-14", "Отсрочка 14 дней", Decimal(0), 14),
    PaymentTerm("deferral-30", "Отсрочка 30 дней", Decimal(0), 30),
    PaymentTerm("deferral-45", "Отсрочка 45 дней", Decimal(0), 45),
)

SOURCES = (
    Named("context", "Контекстная реклама"),
    Named("site", "Каталог на сайте"),
    Named("exhibition", "Выставка"),
    Named("cold", "Холодный обзвон"),
    Named("mailing", "Рассылка"),
    Named("recommendation", "Рекомендация"),
    Named("tender", "Площадки закупок"),
)


# Code, name, source, started and ended so many days before today.
_CAMPAIGNS = (
    ("ctx-cable", "Контекст: кабель и провод", "context", 250, 120),
    ("ctx-fasteners", "Контекст: метизы оптом", "context", 365, None),
    ("fair-build", "Выставка «Строим на Волге»", "exhibition", 215, 212),
    ("fair-energy", "Выставка «Энергия региона»", "exhibition", 62, 59),
    ("cold-spring", "Обзвон электромонтажных компаний", "cold", 270, 210),
    ("mail-dealers", "Письмо дилерам о новом прайсе", "mailing", 325, 318),
    ("mail-autumn", "Осенняя распродажа светильников", "mailing", 85, 40),
)


def make_campaigns(today: date) -> tuple[Campaign, ...]:
    """Marketing of the last year."""
    return tuple(
        Campaign(
            code,
            name,
            source,
            today - timedelta(days=started),
            None if ended is None else today - timedelta(days=ended),
        )
        for code, name, source, started, ended in _CAMPAIGNS
    )


DECLINE_REASONS = (
    Named("not-ours", "Не наш ассортимент"),
    Named("too-small", "Меньше минимальной суммы заказа"),
    Named("no-details", "Клиент не уточнил, что нужно"),
    Named("terms", "Неприемлемые условия закупки"),
)

UNMET_REASONS = (
    Named("never-sold", "Не торгуем этим"),
    Named("no-size", "Нет нужного типоразмера"),
    Named("withdrawn", "Снято с продажи, замены нет"),
    Named("no-drawing", "Изготовление по чертежу невозможно"),
)

# By the names that a new installation has them under: one set, not two that overlap.
REJECTION_REASONS = (
    Named("price", "Цена выше, чем у конкурента"),
    Named("lead-time", "Не устроил срок поставки"),
    Named("competitor", "Купили у другого поставщика"),
    Named("postponed", "Закупка отложена"),
    Named("payment", "Не устроили условия оплаты"),
    Named("brand", "Нет нужного товара"),
    Named("in-stock", "Потребность отпала"),
)

COMPETITORS = (
    Named("metiz-volga", "Волгометизторг"),
    Named("krepgrad", "Крепёжград-Опт"),
    Named("elektroplus", "Электроплюс-Поволжье"),
    Named("svetokabel", "Светокабель"),
    Named("market", "Маркетплейс"),
    Named("local", "Местный магазин крепежа"),
)
