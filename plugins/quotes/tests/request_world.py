"""What tests of requests begin with: lines by their words, requests in a state."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Unit, User, actor_by_id, fire
from core.sdk.web import db
from plugins.quotes.models import Request
from plugins.quotes.services import requests
from plugins.quotes.services.requests import RequestInput, RequestLineInput
from plugins.quotes.tests.offer_world import ROMASHKA, organisation, partner

EXACT_BOLT = "Болт М8х40 DIN 933 оцинк"
EXACT_CABLE = "Кабель ВВГнг(А)-LS 3х2,5"
ANY_BOLT = "Болт М8х40 DIN 933"
"""Fits the galvanised and the stainless one alike."""
UNKNOWN = "Трансформатор ТМГ-160"


def unit(session: Session, code: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def user(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def asked(text: str, quantity: str = "200", **more: Any) -> RequestLineInput:
    return RequestLineInput(text=text, quantity=Decimal(quantity), **more)


def given(
    session: Session, *lines: RequestLineInput, of: str | None = ROMASHKA, **more: Any
) -> RequestInput:
    """A request of a partner; one bolt unless lines are given; ``of=None``: of nobody known."""
    return RequestInput(
        organisation_id=organisation(session).id,
        partner_id=partner(session, of).id if of else None,
        lines=lines or (asked(EXACT_BOLT),),
        **more,
    )


def draft(session: Session, actor: Actor, *lines: RequestLineInput, **more: Any) -> Request:
    return requests.create_request(session, actor, given(session, *lines, **more))


def registered(session: Session, actor: Actor, *lines: RequestLineInput, **more: Any) -> Request:
    request = draft(session, actor, *lines, **more)
    fire(session, request.document_id, "register", actor)
    return request


def same_again(request: Request, **changed: Any) -> RequestInput:
    """The request as a form would send it back, but for what is ``changed``."""
    document = request.document
    values: dict[str, Any] = {
        "organisation_id": document.organisation_id,
        "partner_id": document.partner_id,
        "contact_id": request.contact_id,
        "requester": request.requester,
        "requester_email": request.requester_email,
        "requester_phone": request.requester_phone,
        "channel_id": request.channel_id,
        "campaign_id": request.campaign_id,
        "comment": request.comment,
        "title": document.title,
        "lines": tuple(line_again(request, place) for place in range(len(request.lines))),
    }
    return RequestInput(**{**values, **changed})


def line_again(request: Request, place: int, **changed: Any) -> RequestLineInput:
    """A stored line as a form would send it back."""
    line = request.lines[place]
    values: dict[str, Any] = {
        "id": line.id,
        "text": line.text,
        "quantity": line.quantity,
        "unit_id": line.unit_id,
        "description": line.description,
        "is_special": line.is_special,
        "wanted_on": line.wanted_on,
    }
    return RequestLineInput(**{**values, **changed})


@contextmanager
def at_work(app: Flask, login: str = "anna") -> Iterator[tuple[Session, Actor]]:
    """A session and the actor of that person; what was done is kept at the end.

    Pages are opened outside of the block: an application context of the test's own would be
    shared by all requests, and with it who is logged in.
    """
    with app.app_context():
        session = db.session()
        yield session, actor_by_id(session, user(session, login).id)
        session.commit()
        db.session.remove()
