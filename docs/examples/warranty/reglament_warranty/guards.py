"""Conditions of the transitions."""

from sqlalchemy import func, select

from core.sdk import N_, GuardContext, Message, Refusal, today
from reglament_warranty.models import Card, CardItem


def has_owner(context: GuardContext) -> Refusal | None:
    """A warranty is given to somebody."""
    if context.document.partner_id is not None:
        return None
    return Refusal(Message(N_("Выберите контрагента")), field="partner_id")


def has_items(context: GuardContext) -> Refusal | None:
    """A warranty is given on something."""
    found = context.session.scalar(
        select(func.count()).where(CardItem.document_id == context.document.id)
    )
    return None if found else Refusal(Message(N_("Добавьте в талон хотя бы одно изделие")))


def term_holds(context: GuardContext) -> Refusal | None:
    """A claim comes within the term."""
    card = context.session.get_one(Card, context.document.id)
    if card.valid_until is None or card.valid_until >= today():
        return None
    return Refusal(Message(N_("Гарантия закончилась %(day)s"), day=f"{card.valid_until:%d.%m.%Y}"))
