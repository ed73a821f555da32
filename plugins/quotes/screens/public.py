"""The customer's page of an offer: no log-in, an address that nobody guesses."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import (
    NotFound,
    Organisation,
    Refused,
    StaleVersion,
    ValidationFailed,
    format_phone,
    logo_type,
    today,
)
from core.sdk.web import (
    PUBLIC,
    Screens,
    begin_write,
    db,
    form_is_ours,
    render,
    runtime,
)
from plugins.quotes.forms.offers import TakenQuantities
from plugins.quotes.models import Offer, PublicLink, Sending
from plugins.quotes.queries.offers import page as reading
from plugins.quotes.screens.offers.taking import Taking, beyond_words
from plugins.quotes.services import answers, links, wishes
from plugins.quotes.services.answers import Rejection
from plugins.quotes.services.wishes import Wish

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("quotes_public", "plugins.quotes", url_prefix="/offer")
HOW = "link"
ASK = "ask"
# technical: length of a column
MAX_REASON = 2000
Page = tuple[str, int]


@screens.blueprint.after_request
def _discreet(response: Response) -> Response:
    """The address is the key: it goes neither into other sites' logs nor into search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@screens.blueprint.errorhandler(links.LinkGone)
def _gone(gone: links.LinkGone) -> Page:
    """An address that was right once: who it was from, and whom to ask for a new one."""
    drawn = render_template(
        "quotes/public/gone.html",
        page_title=_("Ссылка больше не действует"),
        seller={**seller_of(gone.offer, ""), "logo_url": None},
        reason=render(gone.message),
        manager=_manager(gone.offer),
    )
    return drawn, 410


@screens.blueprint.errorhandler(NotFound)
def _unknown(_error: NotFound) -> Page:
    """An address that leads to no offer: what to do, the same words whatever it was."""
    return render_template("quotes/public/unknown.html", code=404), 404


@screens.get("/<token>", permission=PUBLIC)
def show(token: str) -> Page:
    """The offer as the customer sees it. Opening it changes nothing but the note of it: programs
    that check mail open links too."""
    link, offer = links.open_offer(db.session(), token)
    if link.opened_at is None and _is_opened_by_somebody():
        link, offer = _noted(link, token)
    return _page(token, link, offer)


def _is_opened_by_somebody() -> bool:
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")


def _noted(link: PublicLink, token: str) -> tuple[PublicLink, Offer]:
    session, link_id = db.session(), link.id
    session.rollback()
    begin_write(session)
    links.note_opening(session, link_id)
    session.commit()
    session.expire_all()
    return links.open_offer(session, token)


def _page(
    token: str,
    link: PublicLink,
    offer: Offer,
    *,
    code: int = 200,
    problem: str = "",
    taken: TakenQuantities | None = None,
    reason: str = "",
    words: str = "",
) -> Page:
    document = offer.document
    wish = wishes.open_wish(db.session(), document)
    live = document.state in answers.LIVE
    may_answer = live and offer.valid_until >= today()
    quantities = taken or TakenQuantities(offer.lines)
    if document.state == "confirmed":
        quantities = _confirmed(offer)
    drawn = render_template(
        "quotes/public/show.html",
        page_title=_("Коммерческое предложение № %(number)s", number=document.number),
        seller=seller_of(offer, url_for("quotes_public.logo", token=token)),
        token=token,
        offer=offer,
        document=document,
        taking=Taking(
            offer,
            quantities,
            url_for("quotes_public.taken", token=token),
            _("Заказываете"),
            editable=may_answer,
            notes=beyond_words(offer, quantities) if may_answer else {},
        ),
        wish=wish,
        wished=wishes.rows_of(offer, wish) if wish else [],
        words=words,
        may_answer=may_answer,
        may_reject=live,
        over=live and offer.valid_until < today(),
        problem=problem,
        reason=reason,
        manager=_manager(offer),
        has_paper=_paper(link) is not None,
    )
    return drawn, code


def _confirmed(offer: Offer) -> TakenQuantities:
    """What was taken, in place of what is typed."""
    kept = {f"quantity-{line.id}": str(line.confirmed_quantity or 0) for line in offer.lines}
    return TakenQuantities(offer.lines, kept)


def seller_of(offer: Offer, logo_url: str) -> dict[str, Any]:
    """The face of the seller, as ``layout/public.html`` draws it."""
    organisation = offer.document.organisation
    details = [
        (_("Полное название"), organisation.full_name),
        (_("ИНН"), organisation.inn),
        (_("КПП"), organisation.kpp),
        # technical: an ОГРНИП has fifteen digits, an ОГРН thirteen
        (_("ОГРНИП") if len(organisation.ogrn) == 15 else _("ОГРН"), organisation.ogrn),
        (_("Адрес"), organisation.legal_address),
    ]
    return {
        "name": organisation.name,
        "logo_url": logo_url if organisation.logo_key else None,
        "brand": organisation.accent,
        "details": [(label, value) for label, value in details if value],
        "phone": format_phone(organisation.phone) if organisation.phone else "",
        "email": organisation.email,
        "site": organisation.site,
    }


def _manager(offer: Offer) -> Mapping[str, str] | None:
    person = offer.document.responsible
    if person is None:
        return None
    return {
        "name": person.full_name,
        "position": person.position,
        "phone": format_phone(person.phone) if person.phone else "",
        "email": person.email,
    }


def _paper(link: PublicLink) -> Sending | None:
    """The sending whose PDF the customer holds: that of his own letter, else the last one."""
    session = db.session()
    if link.sending_id is not None:
        own = session.get(Sending, link.sending_id)
        if own is not None and own.attachment is not None:
            return own
    return reading.last_paper(session, link.document_id)


@screens.get("/<token>/pdf", permission=PUBLIC)
def pdf(token: str) -> Response:
    """The exact bytes that were sent."""
    link, _offer = links.open_offer(db.session(), token)
    sending = _paper(link)
    if sending is None or sending.attachment is None:
        raise NotFound()
    return send_file(
        BytesIO(runtime().storage.get(sending.attachment.sha256)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=sending.attachment.name,
        etag=sending.attachment.sha256,
    )


@screens.get("/<token>/logo", permission=PUBLIC)
def logo(token: str) -> Response:
    """The seller's logo."""
    session = db.session()
    _link, offer = links.open_offer(session, token)
    organisation = session.get_one(Organisation, offer.document.organisation_id)
    if not organisation.logo_key:
        raise NotFound()
    content = runtime().storage.get(organisation.logo_key)
    return send_file(BytesIO(content), mimetype=logo_type(content))


def _answer(
    token: str,
    act: Callable[[Offer, int], None],
    leads_to: str,
    *,
    taken: Callable[[Offer], TakenQuantities] | None = None,
) -> Response | Page:
    """Carry out an answer and come back to the page, which says what has become of it.

    What went wrong is said on the same page, with everything that was typed. A second press finds
    the offer where the first has led it and comes back too: the forms have no keys of their own,
    since those are kept with the address that the answer leads to, and this address is a secret.
    """
    session = db.session()
    link, offer = links.open_offer(session, token)
    quantities = taken(offer) if taken else None

    def again(code: int, problem: str) -> Response | Page:
        session.rollback()
        if offer.document.state == leads_to:
            return redirect(url_for("quotes_public.show", token=token), code=303)
        return _page(
            token,
            link,
            offer,
            code=code,
            problem=problem,
            taken=quantities,
            reason=request.form.get("reason", ""),
            words=request.form.get("words", ""),
        )

    if not form_is_ours():
        return again(400, _("Страница устарела. Проверьте ответ и нажмите ещё раз."))
    if quantities is not None and not quantities.valid:
        return again(422, _("Проверьте отмеченные количества"))
    try:
        act(offer, request.form.get("version", 0, type=int))
    except StaleVersion:
        return again(
            409,
            _("Пока страница была открыта, предложение изменилось. Ниже его текущая версия."),
        )
    except ValidationFailed as error:
        if quantities is not None:
            quantities.take(error)
        return again(422, _("Проверьте отмеченные количества"))
    except Refused as error:
        return again(422, " ".join(render(refusal.message) for refusal in error.refusals))
    return redirect(url_for("quotes_public.show", token=token), code=303)


@screens.route("/<token>/receipt", permission=PUBLIC, methods=("POST",), csrf=False)
def receipt(token: str) -> Response | Page:
    """The customer has the offer. A second press changes nothing."""
    session = db.session()
    return _answer(
        token,
        lambda offer, _version: answers.confirm_receipt(
            session, links.customer(offer), offer.document_id, HOW
        ),
        "received",
    )


@screens.route("/<token>/taken", permission=PUBLIC, methods=("POST",), csrf=False)
def taken(token: str) -> str:
    """Sums of the quantities typed so far; nothing is saved."""
    session = db.session()
    # Nothing is written: others' writing must not wait for somebody's typing.
    session.rollback()
    _link, offer = links.open_offer(session, token)
    quantities = TakenQuantities(offer.lines, request.form)
    url = url_for("quotes_public.taken", token=token)
    notes = beyond_words(offer, quantities)
    taking = Taking(offer, quantities, url, _("Заказываете"), notes=notes)
    return render_template("quotes/taken.html", taking=taking)


@screens.route("/<token>/accept", permission=PUBLIC, methods=("POST",), csrf=False)
def accept(token: str) -> Response | Page:
    """The customer takes the offer in his quantities, or asks for it to be changed.

    To take what was not offered is to ask for a change as well.
    """
    session = db.session()
    words = request.form.get("words", "")
    if "recalculate" in request.form:
        link, offer = links.open_offer(session, token)
        typed = TakenQuantities(offer.lines, request.form)
        return _page(token, link, offer, taken=typed, words=words)

    def act(offer: Offer, version: int) -> None:
        quantities = TakenQuantities(offer.lines, request.form).quantities
        carry_out = wishes.ask_for_change if ASK in request.form else wishes.answer
        carry_out(
            session,
            links.customer(offer),
            offer.document_id,
            Wish(quantities, words),
            how=HOW,
            version=version,
        )

    return _answer(
        token,
        act,
        "confirmed",
        taken=lambda offer: TakenQuantities(offer.lines, request.form),
    )


@screens.route("/<token>/reject", permission=PUBLIC, methods=("POST",), csrf=False)
def reject(token: str) -> Response | Page:
    """The customer does not take it, and says why."""
    session = db.session()

    def act(offer: Offer, version: int) -> None:
        answers.reject(
            session,
            links.customer(offer),
            offer.document_id,
            Rejection(request.form.get("reason", "").strip()[:MAX_REASON]),
            how=HOW,
            version=version,
        )

    return _answer(token, act, "rejected")
