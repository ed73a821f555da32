"""The page of a case, and the steps that are a press of a button with a word or two."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import registry_of, today
from core.sdk.web import current_actor, db, document_page, toast, translate
from plugins.training.labour_law import Bound, Term
from plugins.training.models import Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations import page as queries
from plugins.training.screens.norm_marks import VALUES
from plugins.training.screens.violations.base import (
    OUTCOMES,
    WORDS,
    back,
    found,
    month_name,
    screens,
)
from plugins.training.screens.violations.money import taken_in_words
from plugins.training.services import violations
from plugins.training.services.violations.pausing import KINDS
from plugins.training.workflow_violations import OPEN


@screens.get("/<int:document_id>", permission=TrainingPermission.VIOLATION_VIEW)
def show(document_id: int) -> str:
    """What happened, which rule, the word of the accused, the decision; to each his part."""
    session, actor = db.session(), current_actor()
    violation = found(document_id)
    document = violation.document
    is_open = document.state in OPEN
    view = queries.case_view(session, violation, actor, VALUES, is_open=is_open)
    page = document_page.build(session, document, actor)
    # Files of a case come through its own forms and are not taken off again.
    page = replace(
        page, can_edit=False, files=document_page.files(session, document, can_edit=False)
    )
    return render_template(
        "training/violations/show.html",
        page_title=page.title,
        page=page,
        violation=violation,
        view=view,
        is_open=is_open,
        steps=_steps(violation, view),
        term_note=_term_note(view.term) if view.term else "",
        outcome=translate(OUTCOMES[violation.outcome]) if violation.outcome else "",
        money=taken_in_words(violation) if view.part.sees_money else [],
        month=month_name(violation.reduction.period) if violation.reduction else "",
        grounds=_grounds(violation),
        pause_kinds={kind.value: translate(title) for kind, title in KINDS.items()},
        overdue=_explanation_overdue(violation),
        sign_late=_signature_overdue(violation),
        outcomes=OUTCOMES,
        **WORDS,
    )


def _steps(violation: Violation, view: queries.CaseView) -> dict[str, bool]:
    """Which steps are the person's now."""
    state, part = violation.document.state, view.part
    decides = part.decider and state in OPEN
    term = view.term
    late = term is not None and term.passed(today())
    return {
        "explain": part.accused and state in ("reported", "awaiting", "unexplained"),
        "demand": part.hears and state == "reported" and not late,
        "refusal": part.hears and state == "awaiting" and _explanation_overdue(violation),
        "decide": decides,
        "decide_first": decides and state in ("explained", "unexplained"),
        "qualify": decides and violation.source == "person",
        "withdraw": part.reporter and state in OPEN,
        "supplement": state in OPEN,
        "lift": part.decider and state == "sanctioned",
        "acquaint": part.accused and _awaits_signature(violation),
        "not_acquainted": part.decider and _awaits_signature(violation),
    }


def _awaits_signature(violation: Violation) -> bool:
    return violation.notice is not None and violation.notice.closed_at is None


def _signature_overdue(violation: Violation) -> bool:
    notice = violation.notice
    return notice is not None and notice.closed_at is None and today() > notice.due


def _explanation_overdue(violation: Violation) -> bool:
    return violation.explain_by is not None and today() > violation.explain_by


def _term_note(term: Term) -> str:
    """By which term, and what has been taken out of it."""
    if term.bound is Bound.ACT:
        note = _("шесть месяцев со дня нарушения (ТК ст. 193)")
    else:
        note = _("месяц со дня обнаружения (ТК ст. 193)")
    if term.paused:
        note += _(", без %(days)s дн. болезни и отпуска", days=term.paused)
    return note


def _grounds(violation: Violation) -> list[dict[str, Any]]:
    """The norms that the decision was taken under, each with its clause."""
    declared = registry_of(db.session()).norms
    found: dict[str, dict[str, Any]] = {}
    for reading in violation.readings:
        norm = declared.get(reading["key"])
        if norm is not None:
            found[reading["key"]] = {
                "norm": norm,
                "value": Decimal(reading["value"]),
                "regulation": reading.get("regulation"),
            }
    return list(found.values())


@screens.post("/<int:document_id>/demand", permission=TrainingPermission.VIOLATION_VIEW)
def demand(document_id: int) -> Response:
    """Ask the person for a written explanation."""
    violations.demand(db.session(), current_actor(), document_id, _seen())
    toast(_("Объяснение запрошено, сотруднику отправлено письмо"))
    return back(document_id)


@screens.post("/<int:document_id>/refusal", permission=TrainingPermission.VIOLATION_VIEW)
def refusal(document_id: int) -> Response:
    """Draw up the act that no explanation was given."""
    violations.record_refusal(
        db.session(), current_actor(), document_id, request.form.get("reason", ""), _seen()
    )
    toast(_("Акт составлен: можно решать без объяснения"))
    return back(document_id)


@screens.post("/<int:document_id>/withdraw", permission=TrainingPermission.VIOLATION_REPORT)
def withdraw(document_id: int) -> Response:
    """Take back what one has reported."""
    violations.withdraw(
        db.session(), current_actor(), document_id, request.form.get("reason", ""), _seen()
    )
    toast(_("Сообщение отозвано"))
    return back(document_id)


@screens.post("/<int:document_id>/lift", permission=TrainingPermission.VIOLATION_VIEW)
def lift(document_id: int) -> Response:
    """Lift a sanction before its year has passed."""
    violations.lift(
        db.session(), current_actor(), document_id, request.form.get("reason", ""), _seen()
    )
    toast(_("Взыскание снято"))
    return back(document_id)


def _seen() -> int | None:
    return request.form.get("version", type=int)
