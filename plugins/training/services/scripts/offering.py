"""Which scripts fit a document, and what they say beside it."""

from collections.abc import Mapping

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, StateKind, User, now, registry_of, unrestricted
from plugins.training.audience import Audience, parents, specificity_for
from plugins.training.models import (
    Acquaintance,
    Regulation,
    RegulationKind,
    RegulationVersion,
    Script,
)
from plugins.training.services.regulations.reading import in_force

TRADE = "trade.confirmed"
"""What a document can give whose good end means that a customer buys."""
_PATRONYMICS = ("вич", "вна", "чна", "оглы", "кызы")


def scripts_in_force(session: Session) -> list[tuple[RegulationVersion, Script]]:
    """Versions of scripts that hold now, with when they are offered, by code."""
    rows = session.execute(
        select(RegulationVersion, Script)
        .join(RegulationVersion.regulation)
        .join(Script, Script.document_id == RegulationVersion.document_id)
        .where(in_force(now()), Regulation.kind == RegulationKind.SCRIPT.value)
        .order_by(Regulation.code)
    )
    return [(version, script) for version, script in rows]


def fitting(session: Session, actor: Actor, document: Document) -> list[RegulationVersion]:
    """Scripts in force that hold for the person and fit the document as it is now."""
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    if user is None:
        return []
    found = [
        version for version, script in scripts_in_force(session) if _fits(session, script, document)
    ]
    if not found:
        return []
    tree = parents(session)
    return [version for version in found if specificity_for(Audience.of(version), user, tree)]


def _fits(session: Session, script: Script, document: Document) -> bool:
    if script.stages and f"{document.type}:{document.state}" not in script.stages:
        return False
    partner = document.partner
    if script.groups and (partner is None or partner.customer_group_id not in script.groups):
        return False
    if script.classes and (partner is None or partner.abc_class not in script.classes):
        return False
    wanted = Acquaintance(script.acquaintance)
    return wanted is Acquaintance.ANY or (wanted is Acquaintance.EXISTING) == _has_bought(
        session, document
    )


def _has_bought(session: Session, document: Document) -> bool:
    """Whether the customer has agreed to another trade before, whichever stage confirms trades."""
    if document.partner_id is None:
        return False
    confirmed = [
        (code, state.name)
        for code, kind in registry_of(session).document_types.items()
        if kind.capability == TRADE
        for state in kind.workflow.states
        if state.final and state.kind is StateKind.SUCCESS
    ]
    return (
        session.scalars(
            unrestricted(
                select(Document.id)
                .where(
                    Document.partner_id == document.partner_id,
                    Document.id != document.id,
                    tuple_(Document.type, Document.state).in_(confirmed),
                )
                .limit(1)
            )
        ).first()
        is not None
    )


def values_for(session: Session, document: Document | None, user: User) -> Mapping[str, str]:
    """What stands in the braces of a script beside a document; what is not known is left out."""
    values = {"менеджер": _introduced(user.full_name)}
    if document is None:
        return values
    if document.partner is not None:
        values["клиент"] = document.partner.name
    name = _spoken_to(session, document)
    if name:
        values["контакт"] = addressed(name)
    return values


def _spoken_to(session: Session, document: Document) -> str:
    """The contact of the document, else the main one of the customer; empty where none is known."""
    contact = registry_of(session).document_types[document.type].snapshot(document, session).contact
    if contact is not None and contact.name:
        return contact.name
    known = document.partner.contacts if document.partner is not None else []
    return next((one.name for one in known if not one.archived), "")


def addressed(full_name: str) -> str:
    """«Пётр Петрович» of «Петров Пётр Петрович»: so people are spoken to."""
    words = full_name.split()
    # technical: a family name, a name and a patronymic
    if len(words) == 3 and words[2].lower().endswith(_PATRONYMICS):
        return f"{words[1]} {words[2]}"
    return full_name


def _introduced(full_name: str) -> str:
    """«Анна Смирнова» of «Смирнова Анна Петровна»: so people introduce themselves."""
    words = full_name.split()
    return f"{words[1]} {words[0]}" if len(words) > 1 else full_name
