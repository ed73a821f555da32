"""The customer's own page of an offer: no log-in, one unguessable address, one offer."""

from io import BytesIO
from typing import Any

from flask import make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import (
    DomainError,
    NotFound,
    Organisation,
    Refused,
    StaleVersion,
    ValidationFailed,
    format_phone,
    logo_type,
    today,
)
from core.sdk.web import PUBLIC, Screens, begin_write, db, render, runtime, toast
from plugins.quotes.forms.offers import TakenQuantities
from plugins.quotes.models import Offer, PublicLink
from plugins.quotes.paper import shipping_text
from plugins.quotes.queries.offers.page import last_paper
from plugins.quotes.services import answers, links
from plugins.quotes.services.answers import Rejection
from plugins.quotes.services.links import LinkGone
from plugins.quotes.workflow import OFFER

screens = Screens("quotes_public", "plugins.quotes", url_prefix="/offer")
LIVE = frozenset({"sent", "received"})
# The palette of the organisations, in the words of the style sheet.
BRANDS = {"purple": "violet", "crimson": "red"}
MAX_REASON = 2000


@screens.blueprint.after_request
def _keep_the_address(response: Response) -> Response:
    """The address is the key: it must not leak by a referrer or a search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@screens.blueprint.errorhandler(LinkGone)
def _gone(error: LinkGone) -> tuple[str, int]:
    """An address that once opened: the seller's face, and what to do."""
    page = render_template(
        "quotes/public/gone.html",
        page_title=_("Ссылка больше не открывается"),
        reason=render(error.message),
        seller=_seller(error.offer, None),
    )
    return page, 410


def _seller(offer: Offer, token: str | None) -> dict[str, Any]:
    """The company's face: name, logo, colour, requisites."""
    organisation = offer.document.organisation
    details = [
        (_("Юридическое лицо"), organisation.full_name or organisation.name),
        (_("ИНН / КПП"), " / ".join(filter(None, (organisation.inn, organisation.kpp)))),
        (_("ОГРН"), organisation.ogrn),
        (_("Адрес"), organisation.legal_address),
    ]
    has_logo = bool(organisation.logo_key) and token is not None
    return {
        "name": organisation.name,
        "logo_url": url_for("quotes_public.logo", token=token) if has_logo else None,
        "brand": BRANDS.get(organisation.accent, organisation.accent),
        "details": [(label, value) for label, value in details if value],
        "phone": format_phone(organisation.phone) if organisation.phone else "",
        "email": organisation.email,
        "site": organisation.site or None,
    }


def _page(
    token: str,
    offer: Offer,
    *,
    code: int = 200,
    taken: TakenQuantities | None = None,
    reason: str = "",
    problems: tuple[str, ...] = (),
) -> Response:
    document = offer.document
    state = OFFER.state(document.state)
    quantities = taken or TakenQuantities(offer.lines)
    live = document.state in LIVE
    lapsed = live and offer.valid_until < today()
    page = render_template(
        "quotes/public/show.html",
        page_title=_("Коммерческое предложение %(number)s", number=document.number),
        seller=_seller(offer, token),
        offer=offer,
        document=document,
        token=token,
        state=state,
        live=live and not lapsed,
        lapsed=lapsed,
        taken=quantities,
        totals=_totals(offer, quantities),
        shipping=shipping_text,
        paper=last_paper(db.session(), document.id),
        reason=reason,
        problems=problems,
    )
    return make_response(page, code)


def _totals(offer: Offer, taken: TakenQuantities) -> Any:
    """Sums of the quantities as they stand in the form; of nothing where they cannot be."""
    try:
        return answers.taken_totals(offer, taken.quantities)
    except ValidationFailed as error:
        taken.take(error)
        return answers.taken_totals(offer, {})


def _open(token: str) -> tuple[PublicLink, Offer]:
    return links.open_offer(db.session(), token)


@screens.get("/<token>", permission=PUBLIC)
def show(token: str) -> Response:
    """The offer. Opening it tells the manager that it was opened, and changes nothing else:
    scanners of mail open links too."""
    link, offer = _open(token)
    if link.opened_at is None:
        session = db.session()
        session.rollback()
        begin_write(session)
        links.note_opening(session, link.id)
        session.commit()
        session.expire_all()
        link, offer = _open(token)
    return _page(token, offer)


@screens.get("/<token>/file", permission=PUBLIC)
def file(token: str) -> Response:
    """The PDF, byte for byte as it was sent."""
    link, offer = _open(token)
    paper = last_paper(db.session(), offer.document_id)
    if paper is None or paper.attachment is None:
        raise NotFound()
    return send_file(
        BytesIO(runtime().storage.get(paper.attachment.sha256)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=paper.attachment.name,
    )


@screens.get("/<token>/logo", permission=PUBLIC)
def logo(token: str) -> Response:
    """The seller's logo."""
    _link, offer = _open(token)
    organisation = db.session().get_one(Organisation, offer.document.organisation_id)
    if not organisation.logo_key:
        raise NotFound()
    content: bytes = runtime().storage.get(organisation.logo_key)
    return send_file(BytesIO(content), mimetype=logo_type(content) or "image/png")


@screens.post("/<token>/receipt", permission=PUBLIC)
def receipt(token: str) -> Response:
    """«Получение подтверждаю»; a second click changes nothing."""
    _link, offer = _open(token)
    answers.confirm_receipt(db.session(), links.customer(offer), offer.document_id, "link")
    toast(_("Спасибо! Менеджер видит, что вы получили предложение."))
    return redirect(url_for("quotes_public.show", token=token), code=303)


@screens.post("/<token>/total", permission=PUBLIC)
def total(token: str) -> Response:
    """The same page with the sums of the quantities as typed; nothing is stored."""
    _link, offer = _open(token)
    return _page(token, offer, taken=TakenQuantities(offer.lines, request.form))


@screens.post("/<token>/accept", permission=PUBLIC)
def accept(token: str) -> Response:
    """«Принимаю» in these quantities."""
    _link, offer = _open(token)
    taken = TakenQuantities(offer.lines, request.form)
    if not taken.valid:
        return _page(token, offer, code=422, taken=taken)
    try:
        answers.accept(
            db.session(),
            links.customer(offer),
            offer.document_id,
            taken.quantities,
            how="link",
            version=_version(),
        )
    except ValidationFailed as error:
        taken.take(error)
        return _page(token, offer, code=422, taken=taken)
    except (Refused, StaleVersion) as error:
        return _refused(token, error, taken)
    toast(_("Спасибо! Предложение принято, менеджер свяжется с вами."))
    return redirect(url_for("quotes_public.show", token=token), code=303)


@screens.post("/<token>/reject", permission=PUBLIC)
def reject(token: str) -> Response:
    """«Отказываюсь», with a reason."""
    _link, offer = _open(token)
    words = request.form.get("reason", "").strip()[:MAX_REASON]
    try:
        answers.reject(
            db.session(),
            links.customer(offer),
            offer.document_id,
            Rejection(words),
            how="link",
            version=_version(),
        )
    except (Refused, StaleVersion) as error:
        return _refused(token, error, reason=words)
    toast(_("Ответ записан. Спасибо, что сообщили."))
    return redirect(url_for("quotes_public.show", token=token), code=303)


def _version() -> int | None:
    return request.form.get("version", type=int)


def _refused(
    token: str, error: DomainError, taken: TakenQuantities | None = None, reason: str = ""
) -> Response:
    """The offer as it stands now, with the reason why the answer was not taken. What was typed
    stays in the form."""
    session = db.session()
    session.rollback()
    _link, offer = _open(token)
    code = 409 if isinstance(error, StaleVersion) else 422
    words = (
        _("Предложение изменилось, пока страница была открыта. Проверьте и ответьте ещё раз.")
        if code == 409
        else render(error.message)
    )
    return _page(token, offer, code=code, taken=taken, reason=reason, problems=(words,))
