"""The page of a request: what was asked, what of ours answers it, and the way to an offer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Actor,
    DirectoryPermission,
    Material,
    Message,
    NotFound,
    Partner,
    Refused,
    ValidationFailed,
    format_phone,
    sees,
    stages,
    today,
    visible,
)
from core.sdk.web import (
    current_actor,
    db,
    document_page,
    is_htmx,
    optional_id,
    render,
    toast,
    toast_header,
)
from plugins.quotes.models import Request, RequestLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.queries.offers.page import Waiting, waiting_on
from plugins.quotes.queries.requests.page import Twin, line_views, twins
from plugins.quotes.screens.requests.base import screens
from plugins.quotes.services import intake, offers, requests
from plugins.quotes.services.offers import TYPE as OFFERS

HOW = {"sku": N_("по артикулу"), "words": N_("по словам"), "fuzzy": N_("по сходству")}


@dataclass(frozen=True)
class Progress:
    """How many lines are answered, and with what."""

    total: int
    accepted: int
    alternative: int
    unmet: int

    @property
    def open(self) -> int:
        """Lines on which nobody has decided."""
        return self.total - self.accepted - self.alternative - self.unmet


def progress_of(lines: Sequence[RequestLine]) -> Progress:
    """Lines by what they are answered with."""
    states = [line.status for line in lines]
    return Progress(
        total=len(states),
        accepted=states.count(requests.ACCEPTED),
        alternative=states.count(requests.ALTERNATIVE),
        unmet=states.count(requests.UNMET),
    )


@dataclass(frozen=True)
class Preparing:
    """The button that makes an offer: drawn at all, pressed, or with the reason against it."""

    drawn: bool
    primary: bool
    reason: str
    confirm: str


def _load(session: Session, actor: Actor, document_id: int) -> Request:
    requests.get(session, document_id, actor)
    lines = selectinload(Request.lines)
    return session.scalars(
        select(Request)
        .where(Request.document_id == document_id)
        .options(
            lines.joinedload(RequestLine.material),
            lines.joinedload(RequestLine.asked),
            joinedload(Request.channel),
            joinedload(Request.campaign),
            joinedload(Request.contact),
        )
        .execution_options(populate_existing=True)
    ).one()


def _can_decide(found: Request, actor: Actor) -> bool:
    open_state = found.document.state in requests.EDITABLE
    return open_state and sees(found.document, actor, QuotePermission.REQUEST_EDIT)


@screens.get("/<int:document_id>", permission=QuotePermission.REQUEST_VIEW)
def show(document_id: int) -> str:
    """Facts, lines with what answers them, candidates for those that nobody has decided on."""
    session, actor = db.session(), current_actor()
    found = _load(session, actor, document_id)
    can_decide = _can_decide(found, actor)
    opened = {request.args.get("line", type=int) or 0} if can_decide else set[int]()
    page = document_page.build(session, found.document, actor)
    progress = progress_of(found.lines)
    return render_template(
        "quotes/requests/show.html",
        page_title=page.title,
        page=page,
        found=found,
        views=line_views(session, found, _undecided(found) | opened if can_decide else ()),
        opened=opened,
        how=HOW,
        progress=progress,
        can_decide=can_decide,
        preparing=_preparing(found, actor, progress),
        waiting=_waiting(session, actor, found),
        twins=_twins(session, actor, found),
        likely_partner=_likely_partner(session, actor, found) if can_decide else None,
        overdue=_is_overdue(found),
        phone=format_phone(found.requester_phone) if found.requester_phone else "",
    )


def _undecided(found: Request) -> set[int]:
    return {line.id for line in found.lines if line.status == requests.OPEN}


def _is_overdue(found: Request) -> bool:
    due = found.document.due
    return due is not None and due < today() and found.document.state in requests.EDITABLE


def _twins(session: Session, actor: Actor, found: Request) -> list[Twin]:
    if found.document.state not in requests.EDITABLE:
        return []
    return twins(
        session,
        actor,
        found.document.partner_id,
        [line.text for line in found.lines],
        except_id=found.document_id,
    )


def _waiting(session: Session, actor: Actor, found: Request) -> list[Waiting]:
    if found.document.state not in requests.EDITABLE or stages.refusals(session, actor, OFFERS):
        return []
    return waiting_on(session, actor, found.document_id)


def _likely_partner(session: Session, actor: Actor, found: Request) -> Partner | None:
    """The partner that the free-text requester seems to be, once he is in the directory."""
    if found.document.partner_id is not None:
        return None
    written = f"{found.requester} {found.requester_email} {found.requester_phone}"
    sender = intake.find_sender(session, actor, written)
    if sender.partner is not None or not found.requester:
        return sender.partner
    return session.scalars(
        visible(
            select(Partner)
            .where(Partner.archived.is_(False), Partner.name == found.requester)
            .limit(1),
            Partner,
            actor,
            DirectoryPermission.PARTNER_VIEW,
        )
    ).first()


def _preparing(found: Request, actor: Actor, progress: Progress) -> Preparing:
    document = found.document
    drawn = document.state in requests.EDITABLE and actor.can(QuotePermission.OFFER_EDIT)
    reason = confirm = ""
    if document.state == "draft":
        reason = _("Сначала зарегистрируйте запрос")
    elif document.partner_id is None:
        reason = _("Сначала заведите контрагента: предложение делают на его имя")
    elif progress.total == progress.unmet:
        reason = _("Предлагать нечего: все строки в неудовлетворённом спросе")
    elif progress.open:
        confirm = ngettext(
            "Не подобрана %(num)s строка: она перейдёт словами клиента и без цены. Продолжить?",
            "Не подобрано строк: %(num)s. Они перейдут словами клиента и без цены. Продолжить?",
            progress.open,
        )
    return Preparing(drawn, document.state == "in_work", reason, confirm)


@screens.get("/<int:document_id>/lines/<int:line_id>", permission=QuotePermission.REQUEST_EDIT)
def line(document_id: int, line_id: int) -> Response | str:
    """One line with its candidates, though it is decided on already."""
    if not is_htmx():
        return redirect(_address(document_id, line_id, opened=True))
    return _line_fragment(document_id, line_id, opened=True)


def _address(document_id: int, line_id: int, *, opened: bool = False) -> str:
    values: dict[str, Any] = {"line": line_id} if opened else {}
    return url_for(
        "quotes_requests.show", document_id=document_id, _anchor=f"line-{line_id}", **values
    )


def _line_fragment(document_id: int, line_id: int, *, opened: bool = False, error: str = "") -> str:
    session, actor = db.session(), current_actor()
    found = _load(session, actor, document_id)
    can_decide = _can_decide(found, actor)
    looked = can_decide and (opened or line_id in _undecided(found))
    views = line_views(session, found, {line_id} if looked else ())
    chosen = next((view for view in views if view.line.id == line_id), None)
    if chosen is None:
        raise NotFound()
    progress = progress_of(found.lines)
    return render_template(
        "quotes/requests/line_fragment.html",
        found=found,
        view=chosen,
        opened={line_id} if opened else set[int](),
        how=HOW,
        can_decide=can_decide,
        progress=progress,
        preparing=_preparing(found, actor, progress),
        error=error,
    )


def _decide(document_id: int, line_id: int, decision: Callable[[], RequestLine]) -> Any:
    """Carry out a decision on a line: the line itself is the answer, or the page without htmx."""
    try:
        decision()
    except (ValidationFailed, Refused) as error:
        if not is_htmx():
            toast(render(error.message), "danger")
            return redirect(_address(document_id, line_id, opened=True), code=303)
        text = render(error.message)
        answer = make_response(_line_fragment(document_id, line_id, opened=True, error=text), 422)
        return toast_header(answer, text, "danger")
    if is_htmx():
        return _line_fragment(document_id, line_id)
    return redirect(_address(document_id, line_id), code=303)


def _chosen_material(session: Session) -> int:
    """The chosen material; without scripts its article number is typed instead."""
    chosen = optional_id(request.form.get("material_id"))
    if chosen is not None:
        return chosen
    typed = request.form.get("material_id_text", "").strip()
    found = session.scalars(select(Material.id).where(Material.sku == typed)).first()
    if found is None:
        raise ValidationFailed(
            {"material_id": [Message(N_("Выберите товар из списка или впишите его артикул"))]}
        )
    return found


@screens.post(
    "/<int:document_id>/lines/<int:line_id>/accept", permission=QuotePermission.REQUEST_EDIT
)
def accept(document_id: int, line_id: int) -> Any:
    """A person says which material the line means."""
    session, actor = db.session(), current_actor()
    return _decide(
        document_id,
        line_id,
        lambda: requests.accept(session, actor, document_id, line_id, _chosen_material(session)),
    )


@screens.post(
    "/<int:document_id>/lines/<int:line_id>/alternative", permission=QuotePermission.REQUEST_EDIT
)
def alternative(document_id: int, line_id: int) -> Any:
    """Offer another material, with the reason that the customer will read."""
    session, actor = db.session(), current_actor()
    return _decide(
        document_id,
        line_id,
        lambda: requests.offer_alternative(
            session,
            actor,
            document_id,
            line_id,
            _chosen_material(session),
            reason=request.form.get("reason", ""),
            asked_id=optional_id(request.form.get("asked_id")),
        ),
    )


@screens.post(
    "/<int:document_id>/lines/<int:line_id>/unmet", permission=QuotePermission.REQUEST_EDIT
)
def unmet_line(document_id: int, line_id: int) -> Any:
    """We do not sell it."""
    session, actor = db.session(), current_actor()
    return _decide(
        document_id,
        line_id,
        lambda: requests.mark_unmet(
            session, actor, document_id, line_id, request.form.get("reason", "")
        ),
    )


@screens.post(
    "/<int:document_id>/lines/<int:line_id>/reopen", permission=QuotePermission.REQUEST_EDIT
)
def reopen(document_id: int, line_id: int) -> Any:
    """Take the decision back."""
    session, actor = db.session(), current_actor()
    return _decide(
        document_id,
        line_id,
        lambda: requests.reopen_line(session, actor, document_id, line_id),
    )


@screens.post("/<int:document_id>/match", permission=QuotePermission.REQUEST_EDIT)
def match_all(document_id: int) -> Response:
    """Look up all lines that nobody has decided on."""
    session, actor = db.session(), current_actor()
    matched = requests.match_lines(session, actor, document_id)
    found = _load(session, actor, document_id)
    left = progress_of(found.lines).open
    told = ngettext("Подобрана %(num)s строка", "Подобрано строк: %(num)s", matched)
    if left:
        told += ". " + ngettext(
            "Осталась %(num)s: выберите сами", "Осталось %(num)s: выберите сами", left
        )
    toast(told, "success" if matched else "info")
    return redirect(url_for("quotes_requests.show", document_id=document_id), code=303)


@screens.post("/<int:document_id>/partner", permission=QuotePermission.REQUEST_EDIT)
def link_partner(document_id: int) -> Response:
    """Put the partner, found or made meanwhile, in place of the free-text requester."""
    session, actor = db.session(), current_actor()
    partner_id = optional_id(request.form.get("partner_id"))
    if partner_id is None:
        raise NotFound()
    found = requests.set_partner(session, actor, document_id, partner_id)
    assert found.document.partner is not None
    toast(_("Контрагент запроса: %(name)s", name=found.document.partner.name))
    return redirect(url_for("quotes_requests.show", document_id=document_id), code=303)


@screens.post("/<int:document_id>/offer", permission=QuotePermission.OFFER_EDIT)
def prepare_offer(document_id: int) -> Response:
    """Make the offer that answers the request, and go on there."""
    session, actor = db.session(), current_actor()
    offer = offers.from_request(session, actor, document_id)
    toast(_("Черновик предложения готов: проверьте цены и условия"))
    return redirect(url_for("quotes_offers.show", document_id=offer.document_id), code=303)
