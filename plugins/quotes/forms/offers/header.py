"""The header of an offer."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import Length

from core.sdk import VatMode
from core.sdk.web import DateField, TextField, TradeForm, optional_id
from plugins.quotes.models import Offer
from plugins.quotes.pricing import LineInput
from plugins.quotes.services.offers import MAX_TEXT, MAX_TITLE, OfferInput

TOO_LONG = lazy_gettext("Слишком длинно")


class OfferForm(TradeForm):
    """Everything of an offer but its lines."""

    title = TextField(lazy_gettext("Тема"), [Length(max=MAX_TITLE, message=TOO_LONG)])
    valid_until = DateField(lazy_gettext("Действует до"))
    currency = SelectField(lazy_gettext("Валюта"))
    vat_mode = SelectField(lazy_gettext("НДС"))
    delivery_term_id = SelectField(lazy_gettext("Условия поставки"), coerce=optional_id)
    payment_term_id = SelectField(lazy_gettext("Условия оплаты"), coerce=optional_id)
    opening = TextAreaField(
        lazy_gettext("Текст перед таблицей"), [Length(max=MAX_TEXT, message=TOO_LONG)]
    )
    closing = TextAreaField(
        lazy_gettext("Текст после таблицы"), [Length(max=MAX_TEXT, message=TOO_LONG)]
    )
    not_an_offer = BooleanField(lazy_gettext("Указать, что предложение не является офертой"))

    def values(self, lines: Iterable[LineInput]) -> OfferInput:
        """The form as the service takes it."""
        return OfferInput(
            organisation_id=self.organisation_id.data or 0,
            partner_id=optional_id(self.partner_id.data),
            lines=tuple(lines),
            contact_id=self.contact_id.data,
            responsible_id=self.responsible_id.data,
            valid_until=self.valid_until.data,
            currency=self.currency.data,
            vat_mode=VatMode(self.vat_mode.data),
            delivery_term_id=self.delivery_term_id.data,
            payment_term_id=self.payment_term_id.data,
            opening=(self.opening.data or "").replace("\r\n", "\n"),
            closing=(self.closing.data or "").replace("\r\n", "\n"),
            not_an_offer=self.not_an_offer.data,
            title=self.title.data or "",
        )


def stored_values(offer: Offer) -> dict[str, Any]:
    """The header as the form shows it."""
    document = offer.document
    return {
        "organisation_id": document.organisation_id,
        "partner_id": str(document.partner_id or ""),
        "contact_id": offer.contact_id,
        "responsible_id": document.responsible_id,
        "title": document.title,
        "valid_until": offer.valid_until,
        "currency": document.currency,
        "vat_mode": offer.vat_mode,
        "delivery_term_id": offer.delivery_term_id,
        "payment_term_id": offer.payment_term_id,
        "opening": offer.opening,
        "closing": offer.closing,
        "not_an_offer": offer.not_an_offer,
        "version": str(document.version),
    }
