"""The customer's answer, written down by the manager who heard it."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Competitor,
    Message,
    Refusal,
    Refused,
    RejectionReason,
    StaleVersion,
    ValidationFailed,
)
from core.sdk.web import VersionedForm, current_actor, db, toast, translate
from plugins.quotes.forms.offers import ANSWER_CHANNELS, RejectForm, TakenQuantities
from plugins.quotes.models import Offer
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.screens.offers.base import found, number_of, screens
from plugins.quotes.screens.offers.taking import Taking, beyond_words
from plugins.quotes.services import answers, wishes
from plugins.quotes.services.wishes import Wish

RECALCULATE = "recalculate"
ASK = "ask"


def _how() -> str:
    how = request.form.get("how", "")
    return how if how in dict(ANSWER_CHANNELS) else ANSWER_CHANNELS[0][0]


def _reject_form(offer: Offer, *, posted: bool) -> RejectForm:
    session = db.session()
    form = RejectForm() if posted else RejectForm(formdata=None)
    if not posted:
        form.version.data = str(offer.document.version)
    reasons = session.scalars(
        select(RejectionReason)
        .where(RejectionReason.archived.is_(False))
        .order_by(RejectionReason.id)
    )
    competitors = session.scalars(
        select(Competitor).where(Competitor.archived.is_(False)).order_by(Competitor.name)
    )
    form.offer([(one.id, one.name) for one in reasons], [(one.id, one.name) for one in competitors])
    return form


def _page(
    offer: Offer,
    taken: TakenQuantities,
    accept: VersionedForm,
    reject: RejectForm,
    code: int = 200,
) -> tuple[str, int]:
    page = render_template(
        "quotes/offers/answer.html",
        page_title=_("КП %(number)s: ответ клиента", number=number_of(offer.document)),
        offer=offer,
        document=offer.document,
        taking=_taking(offer, taken),
        accept=accept,
        reject=reject,
        how=_how(),
        words=request.form.get("words", ""),
        channels=[(key, translate(title)) for key, title in ANSWER_CHANNELS],
    )
    return page, code


def _accept_form(offer: Offer) -> VersionedForm:
    form = VersionedForm(formdata=None)
    form.version.data = str(offer.document.version)
    return form


@screens.get("/<int:document_id>/answer", permission=QuotePermission.OFFER_ANSWER)
def answer(document_id: int) -> tuple[str, int]:
    """Both answers on one page: what he takes, or why not."""
    offer = found(document_id, QuotePermission.OFFER_ANSWER)
    if offer.document.state not in answers.LIVE:
        raise Refused([Refusal(Message(N_("Предложение не ждёт ответа клиента")))])
    return _page(
        offer, TakenQuantities(offer.lines), _accept_form(offer), _reject_form(offer, posted=False)
    )


@screens.post("/<int:document_id>/taken", permission=QuotePermission.OFFER_ANSWER)
def taken(document_id: int) -> str:
    """Sums of the quantities typed so far; nothing is saved."""
    session = db.session()
    # Nothing is written: others' writing must not wait for somebody's typing.
    session.rollback()
    offer = found(document_id, QuotePermission.OFFER_ANSWER)
    quantities = TakenQuantities(offer.lines, request.form)
    return render_template("quotes/taken.html", taking=_taking(offer, quantities))


def _taking(offer: Offer, quantities: TakenQuantities) -> Taking:
    url = url_for("quotes_offers.taken", document_id=offer.document_id)
    notes = beyond_words(offer, quantities)
    return Taking(offer, quantities, url, _("Заказывает"), notes=notes)


@screens.post("/<int:document_id>/accept", permission=QuotePermission.OFFER_ANSWER)
def accept(document_id: int) -> Response | tuple[str, int]:
    """The customer takes it in these quantities, or wants it changed."""
    session, actor = db.session(), current_actor()
    offer = found(document_id, QuotePermission.OFFER_ANSWER)
    form = VersionedForm()
    quantities = TakenQuantities(offer.lines, request.form)
    reject = _reject_form(offer, posted=False)
    if RECALCULATE in request.form:
        return _page(offer, quantities, form, reject)
    if not quantities.valid:
        return _page(offer, quantities, form, reject, 422)
    asks = ASK in request.form
    try:
        if asks:
            wish = Wish(quantities.quantities, request.form.get("words", ""))
            wishes.ask_for_change(
                session, actor, document_id, wish, how=_how(), version=form.seen_version
            )
        else:
            answers.accept(
                session,
                actor,
                document_id,
                quantities.quantities,
                how=_how(),
                version=form.seen_version,
            )
    except ValidationFailed as error:
        quantities.take(error)
        return _page(offer, quantities, form, reject, 422)
    except Refused as error:
        session.rollback()
        form.take(error)
        return _page(offer, quantities, form, reject, 422)
    except StaleVersion as error:
        session.rollback()
        _stale(form, error)
        return _page(offer, quantities, form, reject, 409)
    toast(_("Просьба клиента записана") if asks else _("Комплектация подтверждена"))
    return redirect(url_for("quotes_offers.show", document_id=document_id), code=303)


@screens.post("/<int:document_id>/reject", permission=QuotePermission.OFFER_ANSWER)
def reject(document_id: int) -> Response | tuple[str, int]:
    """The customer does not take it."""
    session, actor = db.session(), current_actor()
    offer = found(document_id, QuotePermission.OFFER_ANSWER)
    form = _reject_form(offer, posted=True)
    quantities = TakenQuantities(offer.lines)
    if not form.validate():
        return _page(offer, quantities, _accept_form(offer), form, 422)
    try:
        answers.reject(
            session,
            actor,
            document_id,
            form.rejection(),
            how=_how(),
            version=form.seen_version,
        )
    except Refused as error:
        form.take(error)
        return _page(offer, quantities, _accept_form(offer), form, 422)
    except StaleVersion as error:
        session.rollback()
        _stale(form, error)
        return _page(offer, quantities, _accept_form(offer), form, 409)
    toast(_("Отказ записан"))
    return redirect(url_for("quotes_offers.show", document_id=document_id), code=303)


def _stale(form: VersionedForm, error: StaleVersion) -> None:
    form.version.data = str(error.actual)
    form.form_errors.append(
        _("Пока вы писали, предложение изменилось. Проверьте его и запишите ответ ещё раз.")
    )
