"""What the page of a version says of its discussion, and the discussion itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.sdk import NotFound, ValidationFailed, sees
from core.sdk.web import current_actor, db, is_htmx, toast
from plugins.training.forms.regulations_talk import AnswerForm, RemarkForm, WaiverForm
from plugins.training.models import Regulation, RegulationVersion, Remark, RemarkOutcome
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import regulations as queries
from plugins.training.screens.regulations.base import found, roles_in_words, screens
from plugins.training.services import regulations
from plugins.training.voices import Voice, Word, to_answer, voices, word_of

WHOLE = "whole"
"""In addresses: a remark on the version as a whole, on no clause of it."""


@dataclass(frozen=True)
class Talk:
    """Everything that is said of a version, and what this person may say.

    ``agreed``: he has spoken of the text as it is; ``outdated`` is what he said of another text,
    where he has to speak again. ``takes`` says that remarks are taken now; ``until`` is their end
    for a version in force.
    ``follows`` is the draft into which they go. ``speaks`` are the roles for which he may speak.
    """

    version: RegulationVersion
    words: Sequence[Word]
    voices: Sequence[Voice]
    unanswered: int
    takes: bool
    until: datetime | None
    follows: RegulationVersion | None
    speaks: Sequence[str]
    agreed: bool
    outdated: Word | None
    answers: bool
    is_owner: bool

    @property
    def open(self) -> bool:
        """Whether the version is on discussion: its roles must speak."""
        return self.version.document.state == "discussion"

    @property
    def settled(self) -> int:
        """How many roles nothing more is asked of."""
        return sum(voice.settled for voice in self.voices)

    def of(self, uid: str) -> list[Word]:
        """Remarks on one clause; on the whole where ``uid`` is empty."""
        return [word for word in self.words if (word.remark.clause_uid or "") == uid]

    def homeless(self, known: set[str]) -> list[Word]:
        """Remarks on clauses that the text has lost since."""
        return [
            word
            for word in self.words
            if word.remark.clause_uid and word.remark.clause_uid not in known
        ]


def talk_of(version: RegulationVersion) -> Talk:
    """What the page draws; the number of queries does not depend on how much was said."""
    session, actor = db.session(), current_actor()
    state = version.document.state
    heard = voices(session, version) if state == "discussion" else []
    takes = regulations.takes_remarks(session, version)
    regulation: Regulation = version.regulation
    mine = [
        word for voice in heard for word in voice.words if word.remark.author_id == actor.user_id
    ]
    agreed = any(word.stands for word in mine)
    return Talk(
        version=version,
        words=[word_of(one, version) for one in queries.remarks_shown(session, version)],
        voices=heard,
        unanswered=len(to_answer(session, version.document_id)),
        takes=takes and actor.can(TrainingPermission.REGULATION_DISCUSS),
        until=regulations.remarks_until(session, version),
        follows=regulations.open_version(session, regulation.id) if state == "in_force" else None,
        speaks=regulations.speaking_roles(session, version, actor) if takes else [],
        agreed=agreed,
        outdated=mine[-1] if mine and not agreed else None,
        answers=state in regulations.OPEN
        and sees(version.document, actor, TrainingPermission.REGULATION_EDIT),
        is_owner=actor.user_id == regulation.owner_id,
    )


def block(
    talk: Talk,
    uid: str,
    form: RemarkForm | None = None,
    *,
    alone: bool = False,
    refused: tuple[int, AnswerForm] | None = None,
) -> Markup:
    """What is said of a clause, and the way to say something; empty where there is neither.

    ``alone``: on a page of its own, where what is sent leads back to the text, for no fragment has
    a place there. ``refused`` is the remark that could not be answered so, with what was typed.
    """
    if not talk.takes and not talk.of(uid):
        return Markup()
    answering, answer = refused or (None, AnswerForm(formdata=None))
    return Markup(  # noqa: S704 - a template's own markup
        render_template(
            "training/regulations/talk.html",
            talk=talk,
            uid=uid,
            form=form,
            alone=alone,
            roles=roles_in_words(),
            answering=answering,
            answer=answer,
        )
    )


def panel(
    talk: Talk, *, out_of_band: bool = False, refused: tuple[str, WaiverForm] | None = None
) -> Markup:
    """Who has spoken and who has not: the card beside the text. ``refused`` is the role that could
    not be waived so, with what was typed."""
    waiving, waiver = refused or (None, WaiverForm(formdata=None))
    return Markup(  # noqa: S704 - a template's own markup
        render_template(
            "training/regulations/voices.html",
            talk=talk,
            roles=roles_in_words(),
            waiving=waiving,
            waiver=waiver,
            out_of_band=out_of_band,
        )
    )


def remark_form(talk: Talk, *, empty: bool = True) -> RemarkForm:
    """The form of a remark with the roles for which this person may speak."""
    form = RemarkForm(formdata=None) if empty else RemarkForm()
    titles = roles_in_words()
    form.role.choices = [(code, titles.get(code, code)) for code in talk.speaks]
    return form


def _uid(clause: str, version: RegulationVersion) -> str:
    if clause == WHOLE:
        return ""
    if clause not in {one.uid for one in version.clauses}:
        raise NotFound()
    return clause


def _there(document_id: int, uid: str) -> Response:
    page = url_for("training_regulations.show", document_id=document_id)
    return redirect(f"{page}#talk-{uid or WHOLE}", code=303)


def _said(document_id: int, uid: str, words: str) -> Response | str:
    """The clause's block and the panel as they have become; to the text, from a page of its own."""
    if not is_htmx():
        toast(words)
        return _there(document_id, uid)
    talk = talk_of(found(document_id))
    return block(talk, uid) + panel(talk, out_of_band=True)


@screens.form(
    "/versions/<int:document_id>/remarks/<clause>",
    permission=TrainingPermission.REGULATION_DISCUSS,
)
def remark(document_id: int, clause: str) -> Response | str | tuple[str, int]:
    """Say something of a clause where it stands."""
    version = found(document_id)
    uid = _uid(clause, version)
    talk = talk_of(version)
    if request.method == "GET":
        if "close" in request.args and is_htmx():
            return block(talk, uid)
        return _remark_page(talk, uid, remark_form(talk))
    form = remark_form(talk, empty=False)
    if not form.validate():
        return _remark_page(talk, uid, form, 422)
    try:
        regulations.add_remark(
            db.session(),
            current_actor(),
            document_id,
            form.text.data or "",
            clause_uid=uid or None,
            role=form.role.data,
        )
    except ValidationFailed as error:
        db.session().rollback()
        form.take(error)
        return _remark_page(talk_of(found(document_id)), uid, form, 422)
    return _said(document_id, uid, _("Замечание отправлено"))


def _remark_page(
    talk: Talk,
    uid: str,
    form: RemarkForm | None,
    code: int = 200,
    refused: tuple[int, AnswerForm] | None = None,
) -> tuple[str, int]:
    if is_htmx():
        return block(talk, uid, form, refused=refused), code
    clause = next((one for one in talk.version.clauses if one.uid == uid), None)
    page = render_template(
        "training/regulations/remark.html",
        page_title=_("Замечание к п. %(number)s", number=clause.number)
        if clause
        else _("Замечание к документу"),
        version=talk.version,
        clause=clause,
        block=block(talk, uid, form, alone=True, refused=refused),
    )
    return page, code


@screens.post("/versions/<int:document_id>/agree", permission=TrainingPermission.REGULATION_DISCUSS)
def agree(document_id: int) -> Response | str:
    """«Замечаний нет»."""
    found(document_id)
    role = request.form.get("role") or None
    regulations.agree(db.session(), current_actor(), document_id, role)
    if is_htmx():
        return panel(talk_of(found(document_id)))
    toast(_("Записано: замечаний нет"))
    return _there(document_id, "")


@screens.post("/remarks/<int:remark_id>/answer", permission=TrainingPermission.REGULATION_EDIT)
def answer(remark_id: int) -> Response | str | tuple[str, int]:
    """Accept or decline one remark."""
    session = db.session()
    form = AnswerForm()
    outcome = (
        RemarkOutcome.ACCEPTED
        if request.form.get("outcome") == RemarkOutcome.ACCEPTED.value
        else RemarkOutcome.DECLINED
    )
    try:
        answered = regulations.answer_remark(
            session, current_actor(), remark_id, outcome, form.answer.data or ""
        )
    except ValidationFailed as error:
        session.rollback()
        form.take(error)
        kept = session.get_one(Remark, remark_id)
        talk = talk_of(found(kept.carried_to_id or kept.document_id))
        return _remark_page(talk, kept.clause_uid or "", None, 422, (remark_id, form))
    place = answered.carried_to_id or answered.document_id
    return _said(place, answered.clause_uid or "", _("Ответ записан"))


@screens.post(
    "/versions/<int:document_id>/waivers/<role>", permission=TrainingPermission.REGULATION_APPROVE
)
def waive(document_id: int, role: str) -> Response | str | tuple[str, int]:
    """Record why a role is not waited for."""
    found(document_id)
    form = WaiverForm()
    try:
        regulations.waive(db.session(), current_actor(), document_id, role, form.reason.data or "")
    except ValidationFailed as error:
        if not is_htmx():
            raise
        form.take(error)
        return panel(talk_of(found(document_id)), refused=(role, form)), 422
    if is_htmx():
        return panel(talk_of(found(document_id)))
    toast(_("Записано: утвердить можно без этой роли"))
    return redirect(url_for("training_regulations.show", document_id=document_id), code=303)
