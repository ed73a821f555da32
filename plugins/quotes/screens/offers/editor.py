"""The form of an offer on the screen: choices, the grid of lines with prices, the sums."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask import request as web_request
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.sdk import (
    CURRENCIES,
    Actor,
    DeliveryTerm,
    DirectoryPermission,
    DocumentTotals,
    Organisation,
    Partner,
    PaymentTerm,
    Unit,
    ValidationFailed,
    VatMode,
    norm,
    today,
    visible,
)
from core.sdk.web import amount, money, percent, price, qty, translate
from plugins.quotes.forms.offers import OfferForm, OfferRows
from plugins.quotes.forms.requests import optional_id
from plugins.quotes.models import Offer
from plugins.quotes.norms import DISCOUNT_WITHOUT_APPROVAL
from plugins.quotes.pricing import PricedLine, PricedOffer, price_lines
from plugins.quotes.screens.requests.editor import contact_choices, partner_of
from plugins.quotes.services.offers import VAT_WORDS, OfferInput

Choices = list[tuple[Any, str]]
_PRICING = ("organisation_id", "currency", "vat_mode", "delivery_term_id")
"""Fields that prices cannot be found without."""


class Editor:
    """One drawing of the form. ``stored`` is the offer that is changed, None for a new one."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        form: OfferForm,
        rows: OfferRows,
        stored: Offer | None = None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.form = form
        self.rows = rows
        self.stored = stored
        self.units = session.scalars(
            select(Unit).where(Unit.archived.is_(False)).order_by(Unit.short)
        ).all()
        self.partner_text = web_request.form.get("partner_id_text", "").strip()
        self._offer_choices()
        self._priced: dict[int, PricedLine] = {}
        self.priced = PricedOffer((), _no_totals())

    def given(self) -> OfferInput | None:
        """The form as the service takes it; None where something in it cannot be understood.

        Prices are found for whatever can be, so that the screen shows them in either case.
        """
        valid = self.form.validate()
        known_partner = self._find_partner()
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

    def take(self, error: ValidationFailed) -> None:
        """Put what the service has against the form beside its fields and cells."""
        rest = self.rows.take(error)
        if rest is not None:
            self.form.take(rest)

    def _price(self) -> None:
        day = self.stored.document.date if self.stored else today()
        terms = self.form.values(()).terms(day)
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
        kept = stored.document.organisation_id if stored else None
        form.organisation_id.choices = self._book(Organisation, kept)
        form.delivery_term_id.choices = [
            ("", "—"),
            *self._book(DeliveryTerm, stored.delivery_term_id if stored else None),
        ]
        form.payment_term_id.choices = [
            ("", "—"),
            *self._book(PaymentTerm, stored.payment_term_id if stored else None),
        ]
        # It may come as words instead of a key, so that no validator of the form can ask for it.
        form.partner_id.flags.required = True
        form.currency.choices = [
            (code, f"{code} · {translate(title)}") for code, title in CURRENCIES.items()
        ]
        form.vat_mode.choices = [(mode.value, translate(VAT_WORDS[mode])) for mode in VatMode]
        contacts = contact_choices(self.session, self.actor, optional_id(form.partner_id.data))
        form.contact_id.choices = self._with_kept_contact(contacts)

    def _with_kept_contact(self, contacts: Choices) -> Choices:
        """The contact that the offer already has may have been put away meanwhile."""
        contact = self.stored.contact if self.stored else None
        if contact is None or str(contact.partner_id) != self.form.partner_id.data:
            return contacts
        known = contact.id in [key for key, _title in contacts]
        return contacts if known else [*contacts, (contact.id, contact.name)]

    def _book(self, model: Any, kept: int | None) -> Choices:
        rows = self.session.scalars(
            select(model).where(or_(model.archived.is_(False), model.id == kept)).order_by(model.id)
        )
        return [(row.id, row.name) for row in rows]

    def _find_partner(self) -> bool:
        """Whether a partner is chosen. His name alone comes where there are no scripts."""
        chosen, kept = optional_id(self.form.partner_id.data), self._kept_partner
        if chosen is not None:
            if kept is not None and kept.id == chosen:
                # A colleague's partner may stand in one's own offer.
                return True
            if partner_of(self.session, self.actor, chosen) is not None:
                return True
        found = partner_by_words(self.session, self.actor, self.partner_text)
        self.form.partner_id.data = str(found.id) if found is not None else ""
        if found is None:
            self.form.partner_id.errors = [_("Выберите контрагента из списка")]
            return False
        contacts = contact_choices(self.session, self.actor, found.id)
        self.form.contact_id.choices = contacts
        if self.form.contact_id.data is None and len(contacts) > 1:
            self.form.contact_id.data = contacts[1][0]
        return True

    @property
    def _kept_partner(self) -> Partner | None:
        return self.stored.document.partner if self.stored else None

    @property
    def partner_name(self) -> str:
        """What stands in the field of the partner: his name, or what was typed."""
        chosen, kept = optional_id(self.form.partner_id.data), self._kept_partner
        if kept is not None and kept.id == chosen:
            return kept.name
        partner = partner_of(self.session, self.actor, chosen)
        return partner.name if partner is not None else self.partner_text

    @property
    def several_organisations(self) -> bool:
        """Whether there is anything to choose from."""
        return len(self.form.organisation_id.choices or ()) > 1

    @property
    def preview_url(self) -> str:
        """Where the grid asks for prices and sums."""
        key = self.stored.document_id if self.stored else None
        return url_for("quotes_offers.preview", offer=key)

    def columns(self) -> list[dict[str, Any]]:
        """Columns of the grid, as ``components/lines.html`` wants them."""
        units = [("", "—"), *((unit.id, unit.short) for unit in self.units)]
        return [
            {"key": "id", "kind": "hidden", "title": ""},
            {"key": "material_id", "kind": "hidden", "title": "", "follows": "name"},
            {
                "key": "name",
                "kind": "combobox",
                "title": _("Товар"),
                "width": "grow",
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
        allowed = norm(self.session, DISCOUNT_WITHOUT_APPROVAL).value
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
        return norm(self.session, DISCOUNT_WITHOUT_APPROVAL).value


def partner_by_words(session: Session, actor: Actor, words: str) -> Partner | None:
    """The one partner whose name or ИНН was typed in full."""
    if not words:
        return None
    by_words = or_(Partner.name == words, Partner.inn == words)
    found = session.scalars(
        visible(
            select(Partner).where(Partner.archived.is_(False), by_words).limit(2),
            Partner,
            actor,
            DirectoryPermission.PARTNER_VIEW,
        )
    ).all()
    return found[0] if len(found) == 1 else None


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
