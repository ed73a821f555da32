"""The form of an offer on the screen: choices, the grid of lines with prices, the sums."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    CURRENCIES,
    Actor,
    DeliveryTerm,
    DocumentTotals,
    PaymentTerm,
    Unit,
    ValidationFailed,
    VatMode,
    assignees,
    norm,
    today,
)
from core.sdk.web import NOTHING, TradeEditor, amount, money, percent, price, qty, translate
from plugins.quotes.forms.offers import OfferForm, OfferRows
from plugins.quotes.models import Offer
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.pricing import PricedLine, PricedOffer, price_lines, quantity_faults
from plugins.quotes.services.offers import VAT_WORDS, OfferInput

_PRICING = ("organisation_id", "currency", "vat_mode", "delivery_term_id")
"""Fields that prices cannot be found without."""


class Editor(TradeEditor[OfferForm, OfferRows]):
    """One drawing of the form. ``stored`` is the offer that is changed, None for a new one."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        form: OfferForm,
        rows: OfferRows,
        stored: Offer | None = None,
    ) -> None:
        super().__init__(
            session,
            actor,
            form,
            rows,
            document=stored.document if stored else None,
            contact=stored.contact if stored else None,
            assignees=assignees(session, actor, QuotePermission.OFFER_EDIT),
        )
        self.stored = stored
        self.units = session.scalars(
            select(Unit).where(Unit.archived.is_(False)).order_by(Unit.short)
        ).all()
        self._offer_choices()
        self._priced: dict[int, PricedLine] = {}
        self.priced = PricedOffer((), _no_totals())

    def given(self) -> OfferInput | None:
        """The form as the service takes it; None where something in it cannot be understood.

        Prices are found for whatever can be, so that the screen shows them in either case.
        """
        valid = self.form.validate()
        known_partner = self._settle_partner()
        self.rows.read(self.session)
        if not any(self.form[name].errors for name in _PRICING):
            self._price()
        if not valid or not known_partner or self.rows.refused:
            return None
        return self.form.values(self.rows.lines)

    def find_prices(self) -> None:
        """Find prices and sums of what is typed so far; what is wrong stands beside its cell."""
        self.given()
        # While he types, only numbers are remarked on: the rest may still come.
        for errors in (field.errors for field in self.form):
            if isinstance(errors, list):
                errors.clear()

    def _price(self) -> None:
        day = self.stored.document.date if self.stored else today()
        terms = self.form.values(()).terms(day)
        faults = quantity_faults(self.session, self.rows.lines)
        if faults:
            self.take(ValidationFailed(faults))
            self.rows.drop_refused()
        try:
            self._keep(price_lines(self.session, terms, self.rows.lines))
        except ValidationFailed as error:
            self.take(error)
            if self.rows.refused:
                self._keep(price_lines(self.session, terms, self.rows.drop_refused()))

    def _keep(self, priced: PricedOffer) -> None:
        self.priced = priced
        self._priced = {self.rows.place_of(index): line for index, line in enumerate(priced.lines)}

    def _offer_choices(self) -> None:
        form, stored = self.form, self.stored
        form.delivery_term_id.choices = [
            NOTHING,
            *self.book(DeliveryTerm, stored.delivery_term_id if stored else None),
        ]
        form.payment_term_id.choices = [
            NOTHING,
            *self.book(PaymentTerm, stored.payment_term_id if stored else None),
        ]
        # It may come as words instead of a key, so that no validator of the form can ask for it.
        form.partner_id.flags.required = True
        form.currency.choices = [
            (code, f"{code} · {translate(title)}") for code, title in CURRENCIES.items()
        ]
        form.vat_mode.choices = [(mode.value, translate(VAT_WORDS[mode])) for mode in VatMode]

    def _settle_partner(self) -> bool:
        """Whether a partner is chosen: an offer is made to somebody."""
        if self.find_partner() and self.form.partner_id.data:
            return True
        self.form.partner_id.errors = [_("Выберите контрагента из списка")]
        return False

    @property
    def preview_url(self) -> str:
        """Where the grid asks for prices and sums."""
        key = self.stored.document_id if self.stored else None
        return url_for("quotes_offers.preview", offer=key)

    def columns(self) -> list[dict[str, Any]]:
        """Columns of the grid, as ``components/lines.html`` wants them."""
        units = [NOTHING, *((unit.id, unit.short) for unit in self.units)]
        return [
            {"key": "id", "kind": "hidden", "title": ""},
            {"key": "material_id", "kind": "hidden", "title": "", "follows": "name"},
            {
                "key": "name",
                "kind": "combobox",
                "title": _("Товар"),
                "width": "name",
                "required": True,
                "url": url_for("quotes_offers.suggest"),
                "placeholder": _("артикул, название или размер"),
            },
            {
                "key": "quantity",
                "kind": "number",
                "title": _("Кол-во"),
                "width": "sm",
                "required": True,
                "default": "1",
            },
            {
                "key": "unit_id",
                "kind": "select",
                "title": _("Ед."),
                "width": "xs",
                "options": units,
            },
            {"key": "list", "kind": "computed", "title": _("По прайсу"), "width": "sm"},
            {"key": "price", "kind": "number", "title": _("Своя цена"), "width": "sm"},
            {"key": "discount_percent", "kind": "number", "title": _("Скидка, %"), "width": "xs"},
            {"key": "vat", "kind": "computed", "title": _("НДС"), "width": "xs"},
            {"key": "amount", "kind": "computed", "title": self._amount_title(), "width": "sm"},
            {"key": "shipping_days", "kind": "number", "title": _("Срок, дн."), "width": "xs"},
            {"key": "description", "kind": "text", "title": _("Пояснение"), "width": "md"},
            {"key": "instead_of", "kind": "text", "title": _("Взамен чего"), "width": "md"},
            {"key": "instead_reason", "kind": "text", "title": _("Почему замена"), "width": "md"},
        ]

    def _amount_title(self) -> str:
        return _("Сумма") if self._included else _("Сумма без НДС")

    @property
    def _included(self) -> bool:
        return self.form.vat_mode.data != VatMode.EXCLUDED.value

    def drawn(self) -> list[dict[str, Any]]:
        """Rows of the grid with their prices."""
        allowed = self.allowed
        return [
            {
                "cells": row.cells,
                "errors": row.errors,
                "computed": self._computed(self._priced.get(place)),
                "note": self._note(self._priced.get(place), allowed),
            }
            for place, row in enumerate(self.rows.rows)
        ]

    def _computed(self, line: PricedLine | None) -> Mapping[str, str]:
        if line is None:
            return {}
        sums = line.amounts
        return {
            "list": price(line.list_price) or "—",
            "vat": line.rate.code,
            "amount": amount(sums.gross if self._included else sums.net),
        }

    def _note(self, line: PricedLine | None, allowed: Decimal) -> str:
        """What is unusual, what a larger quantity would bring, where the price comes from."""
        if line is None:
            return ""
        parts = [line.material.sku] if line.material else []
        if line.effective_discount > allowed:
            parts.append(
                _(
                    "скидка %(discount)s больше нормы %(allowed)s",
                    discount=percent(line.effective_discount),
                    allowed=percent(allowed),
                )
                if line.given.discount_percent
                else _(
                    "цена ниже прайса на %(discount)s, норма скидки %(allowed)s",
                    discount=percent(line.effective_discount),
                    allowed=percent(allowed),
                )
            )
        if line.material is not None and not line.material.sellable:
            parts.append(_("выведен из ассортимента"))
        if line.next_break is not None and not line.is_manual:
            parts.append(self._hint(line, *line.next_break))
        parts.append(translate(line.price_source))
        return " · ".join(parts)

    def _hint(self, line: PricedLine, quantity: Decimal, cost: Decimal) -> str:
        hint = _("от %(quantity)s по %(price)s", quantity=qty(quantity), price=price(cost))
        if line.list_price and cost < line.list_price:
            cheaper = (1 - cost / line.list_price) * 100
            hint += " " + _("(дешевле на %(percent)s)", percent=percent(round(cheaper, 1)))
        return hint

    def totals(self) -> list[tuple[str, str, bool]]:
        """The block of sums under the grid."""
        currency = self.form.currency.data or "RUB"
        return totals_in_words(self.priced.totals, currency, included=self._included)

    @property
    def deepest(self) -> Decimal:
        """The deepest discount of what is typed."""
        return self.priced.deepest_discount

    @property
    def allowed(self) -> Decimal:
        """Up to which discount the manager decides himself."""
        keeper = self.form.responsible_id.data or self.actor.user_id
        return norm(self.session, DISCOUNT_WITHOUT_APPROVAL, employee=keeper).value


def totals_in_words(
    totals: DocumentTotals, currency: str, *, included: bool
) -> list[tuple[str, str, bool]]:
    """(title, sum, whether it is the main one): the discount, the tax by rate, the whole."""
    lines: list[tuple[str, str, bool]] = []
    if totals.discount:
        lines.append((_("Скидка"), "−" + money(totals.discount, currency), False))
    if not included:
        lines.append((_("Итого без НДС"), money(totals.net, currency), False))
    lines += _taxes(totals, currency, included=included)
    lines.append((_("Всего"), money(totals.gross, currency), True))
    return lines


def _taxes(
    totals: DocumentTotals, currency: str, *, included: bool
) -> Iterable[tuple[str, str, bool]]:
    for part in totals.by_rate:
        if part.rate.percent is None:
            yield _("Без НДС"), money(part.gross, currency), False
        elif included:
            title = _("В том числе НДС %(rate)s", rate=part.rate.code)
            yield title, money(part.vat, currency), False
        else:
            yield _("НДС %(rate)s", rate=part.rate.code), money(part.vat, currency), False


def _no_totals() -> DocumentTotals:
    nothing = Decimal("0.00")
    return DocumentTotals(nothing, nothing, nothing, nothing, ())
