"""The page of an offer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from core.sdk import (
    N_,
    Document,
    DocumentTotals,
    Message,
    Organisation,
    Refusal,
    Refused,
    VatMode,
    VatRate,
    document_totals,
    format_phone,
    line_amounts,
    now,
    sees,
    today,
)
from core.sdk.web import begin_write, current_actor, db, document_page, runtime
from plugins.quotes import paper
from plugins.quotes.models import Offer, OfferLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers import page as reading
from plugins.quotes.screens.offers.base import found, screens
from plugins.quotes.screens.offers.editor import totals_in_words
from plugins.quotes.screens.offers.sending import sending_context
from plugins.quotes.services import answers, offers, replies, sending, wishes
from plugins.quotes.services.offers import VAT_WORDS

# technical: what a page can bear
PREVIEWED_LINES = 200
"""Longer ones are set in print only when somebody asks for them."""
REVISABLE = ("approved", *answers.LIVE)


@dataclass(frozen=True)
class Paper:
    """The PDF beside the page: the bytes that were sent, or a draft of them."""

    url: str
    sent: bool
    shown: bool


@dataclass(frozen=True)
class May:
    """What this person may do on the page beside the moves of the workflow."""

    edit: bool
    send: bool
    answer: bool
    copy: bool
    revise: bool


@screens.get("/<int:document_id>", permission=QuotePermission.OFFER_VIEW)
def show(document_id: int) -> str:
    """Facts, lines, sums, approval, the paper, what was sent and what came of it."""
    session, actor = db.session(), current_actor()
    offer = found(document_id)
    if _is_news(session, offer):
        offer = _heard(session, document_id)
    document = offer.document
    page = _with_next_step(document_page.build(session, document, actor))
    may = _may(document)
    wish = wishes.open_wish(session, document)
    return render_template(
        "quotes/offers/show.html",
        page_title=page.title,
        page=page,
        offer=offer,
        may=may,
        approval=reading.approval(session, offer),
        waiting=reading.waiting_beside(session, actor, document_id) if may.edit else [],
        vat_words=VAT_WORDS[VatMode(offer.vat_mode)],
        included=offer.vat_mode == VatMode.INCLUDED.value,
        totals=_totals(offer),
        taken=_taken(offer),
        wish=wish,
        wished=wishes.rows_of(offer, wish) if wish else [],
        wish_behind=wishes.wish_behind(session, document),
        refusal=reading.refusal_words(session, document_id) if document.state == "rejected" else "",
        paper=_paper(session, offer),
        phone=format_phone(offer.contact.phone) if offer.contact and offer.contact.phone else "",
        overdue=offer.valid_until < today() and document.state in answers.LIVE,
        today=today(),
        now=now(),
        **sending_context(session, offer, with_form=may.send),
    )


def _is_news(session: Session, offer: Offer) -> bool:
    """Whether the person responsible opens what he has not seen the customer's answer to."""
    mine = offer.document.responsible_id == current_actor().user_id
    opened = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    return mine and opened and replies.has_news(session, offer.document_id)


def _heard(session: Session, document_id: int) -> Offer:
    session.rollback()
    begin_write(session)
    replies.saw(session, document_id)
    session.commit()
    session.expire_all()
    return found(document_id)


def _may(document: Document) -> May:
    actor = current_actor()
    edits = sees(document, actor, QuotePermission.OFFER_EDIT)
    return May(
        edit=edits and document.state == offers.EDITABLE,
        send=sees(document, actor, QuotePermission.OFFER_SEND)
        and document.state in sending.SENDABLE,
        answer=sees(document, actor, QuotePermission.OFFER_ANSWER)
        and document.state in answers.LIVE,
        copy=actor.can(QuotePermission.OFFER_EDIT),
        revise=edits and document.state in REVISABLE,
    )


def _with_next_step(page: document_page.DocumentPage) -> document_page.DocumentPage:
    """Above the norm the next step of a draft is the head's approval, not one's own."""
    submit = next((move for move in page.moves if move.transition.name == "submit"), None)
    if page.primary is None or page.primary.open or submit is None or not submit.open:
        return page
    rest = [page.primary, *(move for move in page.moves if move is not submit)]
    return replace(page, primary=submit, moves=rest)


def stored_totals(lines: Sequence[OfferLine], mode: VatMode) -> DocumentTotals:
    """Sums of the lines as they were offered."""
    return document_totals(
        [
            line_amounts(
                line.quantity, line.price, line.discount_percent, VatRate.parse(line.vat_code), mode
            )
            for line in lines
        ]
    )


def _totals(offer: Offer) -> list[tuple[str, str, bool]]:
    mode = VatMode(offer.vat_mode)
    return totals_in_words(
        stored_totals(offer.lines, mode),
        offer.document.currency,
        included=mode is VatMode.INCLUDED,
    )


def _taken(offer: Offer) -> list[tuple[str, str, bool]] | None:
    """Sums of what the customer took; None while he has not."""
    if offer.document.state != "confirmed":
        return None
    quantities = {line.id: line.confirmed_quantity for line in offer.lines}
    totals = answers.taken_totals(offer, {key: one for key, one in quantities.items() if one})
    included = offer.vat_mode == VatMode.INCLUDED.value
    return totals_in_words(totals, offer.document.currency, included=included)


def _paper(session: Session, offer: Offer) -> Paper | None:
    if not offer.lines:
        return None
    kept = reading.last_paper(session, offer.document_id)
    if kept is not None:
        url = url_for(
            "documents.preview",
            document_id=offer.document_id,
            attachment_id=kept.attachment_id,
        )
        return Paper(url, sent=True, shown=True)
    url = url_for(
        "quotes_offers.pdf", document_id=offer.document_id, version=offer.document.version
    )
    return Paper(url, sent=False, shown=len(offer.lines) <= PREVIEWED_LINES)


@screens.get("/<int:document_id>/pdf", permission=QuotePermission.OFFER_VIEW)
def pdf(document_id: int) -> BaseResponse:
    """The paper: the bytes that were sent, or what would be sent now."""
    session = db.session()
    offer = found(document_id)
    if not offer.lines:
        raise Refused([Refusal(Message(N_("Добавьте в предложение хотя бы одну строку")))])
    kept = reading.last_paper(session, document_id)
    if kept is not None:
        name = "documents.attachment" if request.args.get("download") else "documents.preview"
        return redirect(url_for(name, document_id=document_id, attachment_id=kept.attachment_id))
    organisation = session.get_one(Organisation, offer.document.organisation_id)
    logo = runtime().storage.get(organisation.logo_key) if organisation.logo_key else None
    content = paper.pdf_of(session, offer, timestamp=now(), public_url=None, logo=logo)
    return send_file(
        BytesIO(content),
        mimetype="application/pdf",
        as_attachment=bool(request.args.get("download")),
        download_name=paper.file_name(offer),
    )
