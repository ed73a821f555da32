"""Questions, the agreement, the signature."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import Document, Refused, User, fetch
from core.sdk.web import AppForm, current_actor, db, proves_himself, toast
from core.sdk.web import render as in_words
from plugins.training.forms.reading import SignForm
from plugins.training.models import Assignment
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.agreeing import NOT_YOURS, ask_to_agree
from plugins.training.screens.reading.base import Can, Page, how, own, screens
from plugins.training.services import quizzes
from plugins.training.services.reading import reading, signing
from plugins.training.services.reading.agreeing import Signable, consent_of
from plugins.training.services.regulations import text_hash


@screens.post("/<int:assignment_id>/quiz", permission=Can.READING_SIGN)
def quiz(assignment_id: int) -> Response:
    """The questions about what was read: the unfinished paper, or a new one."""
    session, actor = db.session(), current_actor()
    assignment = own(assignment_id)
    version = assignment.regulation_version
    if version.quiz_id is None or not reading.progress(session, assignment).done:
        return redirect(url_for("training_reading.show", assignment_id=assignment_id), code=303)
    attempt = quizzes.start(session, actor, version.quiz_id, signing.subject(version.document_id))
    return redirect(url_for("training_quizzes.attempt", attempt_id=attempt.id), code=303)


@screens.form("/<int:assignment_id>/consent", permission=Can.READING_SIGN)
def consent(assignment_id: int) -> Response | Page:
    """The agreement to sign by simple electronic signature, before the first signature."""
    session, actor = db.session(), current_actor()
    assignment = own(assignment_id)
    document = fetch(
        session, Document, assignment.document_id, actor, TrainingPermission.REGULATION_VIEW
    )
    here = url_for("training_reading.show", assignment_id=assignment_id)
    return ask_to_agree(
        document,
        Signable.LOCAL_ACT,
        lambda shown: signing.give_consent(session, actor, assignment_id, how(), shown),
        onwards=url_for("training_reading.sign", assignment_id=assignment_id),
        back=here,
        crumbs=[
            (_("Прочитать и подписать"), url_for("training_reading.index")),
            (assignment.regulation_version.regulation.code, here),
        ],
    )


@screens.form("/<int:assignment_id>/sign", permission=Can.READING_SIGN)
def sign(assignment_id: int) -> Response | Page:
    """The statement with the password again. Signed already: the signature."""
    session, actor = db.session(), current_actor()
    assignment = own(assignment_id)
    made = signing.signature_of(session, assignment_id)
    if made is not None:
        return redirect(url_for("training_reading.signature", signature_id=made.id), code=303)
    refusals = signing.obstacles(session, assignment)
    if refusals:
        return _sent_back(assignment, refusals[0].link, in_words(refusals[0].message))
    form = SignForm()
    if not form.is_submitted():
        return _sign(session, assignment, form)
    if not form.validate() or not proves_himself(form.password, _(NOT_YOURS)):
        return _sign(session, assignment, form, 422)
    shown = form.shown.data or None
    return _carried_out(
        form,
        lambda: signing.sign(session, actor, assignment_id, how(), shown).id,
        lambda: _sign(session, assignment, form, 422),
    )


def _carried_out(
    form: AppForm, act: Callable[[], int], again: Callable[[], Page]
) -> Response | Page:
    try:
        signature_id = act()
    except Refused as error:
        form.take(error)
        return again()
    toast(_("Подписано. Этапы, которые регулирует документ, открыты."))
    return redirect(url_for("training_reading.signature", signature_id=signature_id), code=303)


def _sent_back(assignment: Assignment, link: str | None, words: str) -> Response:
    """To the step that is still to be done; the questions are reached from the reading page."""
    toast(words, "info")
    here = url_for("training_reading.show", assignment_id=assignment.id)
    consent = url_for("training_reading.consent", assignment_id=assignment.id)
    return redirect(consent if link == consent else here, code=303)


def _sign(session: Session, assignment: Assignment, form: SignForm, code: int = 200) -> Page:
    version = assignment.regulation_version
    words = signing.statement(session.get_one(User, assignment.user_id), version)
    form.shown.data = text_hash(words)
    page = render_template(
        "training/reading/sign.html",
        page_title=_("Подпись под документом"),
        assignment=assignment,
        version=version,
        statement=words,
        consent=consent_of(session, assignment.user_id, Signable.LOCAL_ACT),
        form=form,
    )
    return page, code
