"""The reading page, and the beats that it sends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk.web import current_actor, db
from core.sdk.web import render as in_words
from plugins.training.forms.reading import ClauseTextForm
from plugins.training.models import Assignment, Clause, RegulationVersion
from plugins.training.screens.comparisons import ShownComparison, shown_comparison
from plugins.training.screens.glossary import terms_for_reader
from plugins.training.screens.norm_marks import norms_for_readers, unit_of
from plugins.training.screens.reading.base import (
    Can,
    due_of,
    own,
    screens,
    secret,
    short_notice,
)
from plugins.training.services import quizzes
from plugins.training.services.reading import asking, reading, signing
from plugins.training.services.reading.reading import BeatRefused, Progress
from plugins.training.services.reading.texts import WHOLE
from plugins.training.text import comparing
from plugins.training.text.comparing import ClauseChange
from plugins.training.text.rendering import PREAMBLE, render

TEXT = "text"
# technical: what a page can bear, and what its line has room for
MAX_SECTIONS = 1000
TITLE_LENGTH = 60


@dataclass(frozen=True)
class ChangedSection:
    """A section that has changed, with all its clauses; ``uid`` is empty for one that is gone."""

    uid: str
    clauses: Sequence[ClauseChange]


@screens.get("/<int:assignment_id>", permission=Can.READING_SIGN)
def show(assignment_id: int) -> str:
    """The text, or what has changed in it, with the progress at its side."""
    assignment = own(assignment_id)
    return reading_page(assignment, form_for(assignment))


def reading_page(assignment: Assignment, form: ClauseTextForm) -> str:
    """The page with the form of notes and questions as it stands."""
    session = db.session()
    version = assignment.regulation_version
    reached = reading.progress(session, assignment)
    before = (
        session.get(RegulationVersion, assignment.based_on_id) if assignment.based_on_id else None
    )
    whole = before is None or request.values.get("view") == TEXT
    shown = shown_comparison(before.body, version.body, whole=True) if before else None
    return render_template(
        "training/reading/show.html",
        page_title=version.regulation.title,
        assignment=assignment,
        version=version,
        before=before,
        whole=whole,
        text=render(version.body, norms_for_readers(), terms_for_reader(version), unit_of)
        if whole
        else None,
        shown=shown,
        changed=changed_sections(shown, reached) if shown and not whole else (),
        progress=reached,
        steps=steps(assignment, reached),
        next_step=next_step(assignment, reached),
        due=due_of(assignment),
        short_notice=short_notice(version),
        reads=assignment.signed_at is None and assignment.withdrawn_at is None,
        interval=int(reading.INTERVAL / reading.MILLISECOND),
        least=int(reading.LEAST / reading.MILLISECOND),
        notes=asking.notes(session, assignment.user_id, version.regulation_id),
        questions=asking.questions(session, assignment),
        numbers=dict(clause_choices(assignment)),
        form=form,
    )


def clause_choices(assignment: Assignment) -> list[tuple[str, str]]:
    """Clauses of the version as a choice: «2. Скидки», «2.1»."""
    clauses = db.session().scalars(
        select(Clause).where(Clause.document_id == assignment.document_id).order_by(Clause.position)
    )
    found = [
        (one.uid, f"{one.number}. {one.title[:TITLE_LENGTH]}" if one.level == 1 else one.number)
        for one in clauses
    ]
    return found or [(WHOLE, _("Весь текст"))]


def form_for(assignment: Assignment) -> ClauseTextForm:
    """The form of a note or a question."""
    form = ClauseTextForm()
    form.clause.choices = clause_choices(assignment)
    return form


def changed_sections(shown: ShownComparison, reached: Progress) -> list[ChangedSection]:
    """Sections in which something came, went or changed, each whole, in the order of the text."""
    known = {part.section.uid for part in reached.parts}
    names = {comparing.PREAMBLE: PREAMBLE}
    groups: list[list[ClauseChange]] = []
    for change in shown.comparison.clauses:
        if change.level <= 1 or not groups:
            groups.append([])
        groups[-1].append(change)
    return [
        ChangedSection(uid if uid in known else "", group)
        for group in groups
        if any(change.kind != "same" for change in group)
        for uid in [names.get(group[0].uid, group[0].uid)]
    ]


def steps(assignment: Assignment, reached: Progress) -> list[dict[str, str]]:
    """Read, answer, sign: how far the person has come, for the ribbon."""
    version = assignment.regulation_version
    titles = [(_("Прочитать"), reached.done)]
    if version.quiz_id is not None:
        passed = signing.passed_attempt(db.session(), assignment) is not None
        titles.append((_("Ответить на вопросы"), passed))
    titles.append((_("Подписать"), assignment.signed_at is not None))
    found: list[dict[str, str]] = []
    reachable = True
    for title, done in titles:
        status = "done" if done else "current" if reachable else "next"
        reachable = reachable and done
        found.append({"title": title, "status": status, "note": ""})
    return found


@dataclass(frozen=True)
class Step:
    """The one thing to do next. ``posts``: the address is posted to, not opened."""

    title: str
    url: str
    posts: bool = False


def next_step(assignment: Assignment, reached: Progress) -> Step | None:
    """What comes after the reading; None while it is not finished, and after the signature."""
    session = db.session()
    if not reached.done or assignment.signed_at is not None or assignment.withdrawn_at is not None:
        return None
    version = assignment.regulation_version
    if version.quiz_id is not None and signing.passed_attempt(session, assignment) is None:
        waits = quizzes.waits_for_mentor(
            session, assignment.user_id, version.quiz_id, signing.subject(version.document_id)
        )
        title = _("Ответ проверяет наставник") if waits else _("Ответить на вопросы")
        return Step(
            title, url_for("training_reading.quiz", assignment_id=assignment.id), posts=True
        )
    return Step(_("Подписать"), url_for("training_reading.sign", assignment_id=assignment.id))


@screens.post("/<int:assignment_id>/start", permission=Can.READING_SIGN)
def start(assignment_id: int) -> Response:
    """The token for the first beat; tokens of other windows are worth nothing from now on."""
    try:
        token = reading.start(db.session(), current_actor(), assignment_id, secret())
    except BeatRefused as error:
        return _refused(error)
    assignment = own(assignment_id)
    return _answer(assignment, token, reading.progress(db.session(), assignment))


@screens.post("/<int:assignment_id>/beat", permission=Can.READING_SIGN)
def beat(assignment_id: int) -> Response:
    """What was in view since the last beat."""
    session, actor = db.session(), current_actor()
    assignment = own(assignment_id)
    try:
        token, reached = reading.beat(
            session, actor, assignment_id, request.form.get("token", ""), _seen(), secret()
        )
    except BeatRefused as error:
        return _refused(error)
    return _answer(assignment, token, reached)


def _seen() -> dict[str, reading.Shown]:
    """What the page tells by section, ``[milliseconds, percent]``. What is no such thing is no
    beat."""
    try:
        given: Any = json.loads(request.form.get("seen", ""))
    except json.JSONDecodeError:
        raise BeatRefused(reading.Fault.UNKNOWN) from None
    if not isinstance(given, dict) or len(given) > MAX_SECTIONS:  # pyright: ignore[reportUnknownArgumentType]
        raise BeatRefused(reading.Fault.UNKNOWN)
    return {str(uid): _shown(value) for uid, value in given.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType, reportUnknownMemberType]


def _shown(given: Any) -> reading.Shown:
    # type(), not isinstance: true is no number of milliseconds.
    if type(given) is not list or [type(one) for one in given] != [int, int]:  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        raise BeatRefused(reading.Fault.UNKNOWN)
    return reading.Shown(*given)  # pyright: ignore[reportUnknownArgumentType]


def _refused(error: BeatRefused) -> Response:
    answer = jsonify(fault=error.fault.value, words=in_words(error.message))
    return make_response(answer, 409)


def _answer(assignment: Assignment, token: str, reached: Progress) -> Response:
    """The token for the next beat, how far each section was read, and the panel of the next step
    once all of them were."""
    following = next_step(assignment, reached)
    panel = (
        render_template("training/reading/_next.html", step=following, assignment=assignment)
        if following is not None
        else ""
    )
    return jsonify(
        token=token,
        done=reached.done,
        read=reached.read,
        panel=panel,
        parts=[
            {
                "uid": part.section.uid,
                "counted": part.counted,
                "required": part.required,
                "down_to": part.down_to,
                "done": part.done,
            }
            for part in reached.parts
            if part.section.changed
        ],
    )
