"""What is typed about a card."""

from flask_babel import lazy_gettext
from wtforms import SelectField, TextAreaField

from core.sdk.web import AppForm, DecimalField, TextField, VersionedForm, required
from reglament_warranty.services import CardInput, ItemInput

# technical: any number of so many digits fits the key type of both databases.
MAX_DIGITS = 18


class CardForm(VersionedForm):
    """The header. ``partner_id`` is filled by a combobox: the field holds the id as text."""

    organisation_id = SelectField(lazy_gettext("Наша организация"), coerce=int)
    partner_id = TextField(lazy_gettext("Контрагент"))
    months = DecimalField(lazy_gettext("Гарантия"), places=0)

    def given(self) -> CardInput:
        """What the service takes."""
        partner = self.partner_id.data or ""
        is_id = partner.isascii() and partner.isdigit() and len(partner) <= MAX_DIGITS
        months = self.months.data
        return CardInput(
            organisation_id=self.organisation_id.data,
            partner_id=int(partner) if is_id else None,
            months=int(months) if months is not None else None,
        )


class ItemForm(AppForm):
    """A thing under warranty."""

    name = TextField(lazy_gettext("Изделие"), [required()])
    serial = TextField(lazy_gettext("Серийный номер"))
    quantity = DecimalField(lazy_gettext("Количество"), [required()], places=6)

    def given(self) -> ItemInput:
        """What the service takes."""
        return ItemInput(
            name=self.name.data or "", quantity=self.quantity.data, serial=self.serial.data or ""
        )


class ClaimForm(VersionedForm):
    """What the customer says."""

    complaint = TextAreaField(lazy_gettext("Что случилось"), [required()])
