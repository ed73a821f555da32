"""Sending an offer: the form, what has been sent, links for the customer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Message,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    now,
    today,
)
from core.sdk.web import current_actor, db, is_htmx, runtime, toast
from plugins.quotes.correspondence import suggested_recipient, suggested_subject
from plugins.quotes.forms.offers import EmailForm, ManualForm
from plugins.quotes.models import Offer
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import page as reading
from plugins.quotes.queries.offers.page import SendingRow
from plugins.quotes.screens.offers.base import found, number_of, screens
from plugins.quotes.services import answers, links, sending

# technical: how often a page asks for news
SOON, QUICK, SLOW = timedelta(minutes=1), 2, 15
"""For the first minute the page asks every two seconds how a sending goes, then more seldom."""


def sending_context(session: Session, offer: Offer, *, with_form: bool) -> dict[str, Any]:
    """What the block of sendings and the form of a new one draw."""
    rows = reading.sendings(session, offer.document_id)
    context: dict[str, Any] = {
        "sendings": rows,
        "poll": _poll(rows),
        # What is under way or has gone wrong must be seen at once.
        "sendings_first": bool(rows) and (rows[0].under_way or bool(rows[0].problem)),
        "links": reading.links_by_hand(session, offer.document_id, now()),
        "may_link": with_form and offer.document.state in answers.LIVE,
        "out_of_date": offer.valid_until < today(),
    }
    if with_form:
        context |= {"email": _email(offer), "manual": _manual(offer)}
    return context


def _poll(rows: list[SendingRow]) -> int:
    """In how many seconds to ask again; 0 where nothing will change by itself."""
    waiting = [row for row in rows if row.under_way]
    if not waiting:
        return 0
    return QUICK if now() - waiting[0].sending.at < SOON else SLOW


def _email(offer: Offer) -> EmailForm:
    return EmailForm(
        formdata=None,
        data={
            "to": suggested_recipient(offer),
            "subject": suggested_subject(offer),
            "version": offer.document.version,
        },
    )


def _manual(offer: Offer) -> ManualForm:
    return ManualForm(formdata=None, data={"version": offer.document.version})


@screens.get("/<int:document_id>/send", permission=QuotePermission.OFFER_SEND)
def send(document_id: int) -> Response | tuple[str, int]:
    """The form of a sending as a page of its own."""
    offer = found(document_id, QuotePermission.OFFER_SEND)
    if offer.document.state not in sending.SENDABLE:
        raise Refused([Refusal(Message(N_("Отправляют утверждённое предложение")))])
    return _page(offer, _email(offer), _manual(offer))


@screens.post("/<int:document_id>/send/email", permission=QuotePermission.OFFER_SEND)
def send_email(document_id: int) -> Response | tuple[str, int]:
    """Have the letter sent."""
    offer = found(document_id, QuotePermission.OFFER_SEND)
    form = EmailForm()
    return _carry_out(
        offer,
        form,
        lambda: sending.ask_email(
            db.session(),
            current_actor(),
            document_id,
            to=form.to.data or "",
            subject=form.subject.data or "",
            text=(form.text.data or "").replace("\r\n", "\n"),
            version=form.seen_version,
        ),
        told=_("Письмо готовится: через несколько секунд здесь будет видно, отправлено ли оно"),
        page=lambda code: _page(offer, form, _manual(offer), code),
    )


@screens.post("/<int:document_id>/send/manual", permission=QuotePermission.OFFER_SEND)
def send_manual(document_id: int) -> Response | tuple[str, int]:
    """Write down what a person has passed on himself."""
    offer = found(document_id, QuotePermission.OFFER_SEND)
    form = ManualForm()
    return _carry_out(
        offer,
        form,
        lambda: sending.ask_manual(
            db.session(),
            current_actor(),
            document_id,
            recipient=form.recipient.data or "",
            note=form.note.data or "",
            version=form.seen_version,
        ),
        told=_("Отправка записывается вместе с точной копией PDF"),
        page=lambda code: _page(offer, _email(offer), form, code),
    )


def _carry_out(
    offer: Offer,
    form: EmailForm | ManualForm,
    act: Callable[[], object],
    *,
    told: str,
    page: Callable[[int], tuple[str, int]],
) -> Response | tuple[str, int]:
    if not form.validate():
        return page(422)
    try:
        act()
    except (ValidationFailed, Refused) as error:
        form.take(error)
        return page(422)
    except StaleVersion as error:
        form.version.data = str(error.actual)
        form.form_errors.append(
            _("Пока вы писали, предложение изменилось. Проверьте его и отправьте ещё раз.")
        )
        return page(409)
    toast(told)
    return redirect(url_for("quotes_offers.show", document_id=offer.document_id), code=303)


def _page(offer: Offer, email: EmailForm, manual: ManualForm, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "quotes/offers/send.html",
        page_title=_("КП %(number)s: отправка", number=number_of(offer.document)),
        offer=offer,
        document=offer.document,
        email=email,
        manual=manual,
        by_hand=bool(manual.errors),
    )
    return page, code


@screens.get("/<int:document_id>/sendings", permission=QuotePermission.OFFER_VIEW)
def sendings(document_id: int) -> Response | str:
    """The block of sendings, asked for again while one of them is under way.

    Once the offer itself has moved on, the whole page is asked for: its buttons are others now.
    """
    offer = found(document_id)
    here = url_for("quotes_offers.show", document_id=document_id)
    if not is_htmx():
        return redirect(here)
    if request.args.get("state") != offer.document.state:
        response = make_response("")
        response.headers["HX-Redirect"] = here
        return response
    context = sending_context(db.session(), offer, with_form=False)
    context["may_link"] = offer.document.state in answers.LIVE and current_actor().can(
        QuotePermission.OFFER_SEND
    )
    return render_template("quotes/offers/sendings.html", offer=offer, **context)


@screens.post("/<int:document_id>/link", permission=QuotePermission.OFFER_SEND)
def link(document_id: int) -> str:
    """A new address for the customer, shown this once."""
    offer = found(document_id, QuotePermission.OFFER_SEND)
    token = links.issue_by_hand(db.session(), current_actor(), document_id)
    url = f"{runtime().settings.base_url}/offer/{token}"
    template = "link_field.html" if is_htmx() else "link.html"
    return render_template(
        f"quotes/offers/{template}",
        page_title=_("Ссылка для клиента"),
        offer=offer,
        document=offer.document,
        url=url,
    )


@screens.post("/<int:document_id>/links/close", permission=QuotePermission.OFFER_SEND)
def close_links(document_id: int) -> Response:
    """Close every address of the offer: those of letters too."""
    found(document_id, QuotePermission.OFFER_SEND)
    closed = links.revoke_all(db.session(), current_actor(), document_id)
    toast(ngettext("Закрыта %(num)s ссылка", "Закрыто ссылок: %(num)s", closed))
    return redirect(url_for("quotes_offers.show", document_id=document_id), code=303)
