"""The player: beside a document or on a page of its own, each click one posting."""

from dataclasses import dataclass
from datetime import timedelta

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import Actor, Document, Refused, ValidationFailed
from core.sdk.web import current_actor, db, is_htmx, render, toast, translate
from plugins.training.forms.scripts import MarkForm, TalkForm
from plugins.training.models import MoveKind, ScriptMove, ScriptRun, ScriptStepKind, TalkResult
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.screens.scripts.base import BADGES, result_titles, screens
from plugins.training.services import scripts
from plugins.training.talk.graph import PLACEHOLDERS, Step, filled
from plugins.training.talk.stored import steps_of

Page = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Passed:
    """A click of a path as it is shown."""

    move: ScriptMove
    at: str
    step: str
    answer: str
    to: str
    off: bool


def panel(session: Session, actor: Actor, document: Document) -> Markup | None:
    """Beside a document: the talk that goes on there, or the scripts that fit."""
    going = scripts.unfinished(session, actor.user_id or 0, document.id)
    if going is not None:
        return Markup(_playing(going))  # noqa: S704 - templates escape what stands in them
    offers = scripts.fitting(session, actor, document)
    if not offers:
        return None
    drawn = render_template("training/scripts/_offers.html", offers=offers, document_id=document.id)
    return Markup(drawn)  # noqa: S704


def _playing(
    run: ScriptRun, form: TalkForm | None = None, opened: str = "", *, moved: bool = False
) -> str:
    session = db.session()
    steps = steps_of(session, run.document_id)
    place = scripts.place_of(steps, run.moves)
    values = {
        **({name: f"[{translate(words)}]" for name, words in PLACEHOLDERS.items()}),
        **scripts.values_for(session, run.subject, run.user),
    }
    shown = form or TalkForm(formdata=None)
    shown.to.choices = [
        ("", _("с этого же")),
        *((step.uid, step.title) for step in steps if step.uid != place.step.uid),
    ]
    return render_template(
        "training/scripts/_player.html",
        run=run,
        step=place.step,
        ends=place.step.kind is ScriptStepKind.END and place.step.result is not None,
        refused=place.step.result is TalkResult.REFUSED,
        said=filled(place.step.say, values),
        hint=filled(place.step.hint, values),
        seen=scripts.clicks(run),
        begun=any(move.undone_at is None for move in run.moves),
        results=result_titles(),
        form=shown,
        opened=opened,
        moved=moved,
    )


@screens.post("/start", permission=Can.SCRIPT_USE)
def start() -> Page:
    """Begin a talk, beside a document where one is named."""
    regulation_id = request.form.get("regulation_id", 0, type=int)
    document_id = request.form.get("document_id", type=int)
    run = scripts.start(db.session(), current_actor(), regulation_id, document_id)
    return _answer(run)


def _answer(run: ScriptRun) -> Page:
    if is_htmx():
        return _playing(run, moved=True)
    return redirect(url_for("training_scripts.talk", run_id=run.id), code=303)


@screens.form("/talks/<int:run_id>", permission=Can.SCRIPT_USE)
def talk(run_id: int) -> Page:
    """A talk: led by who began it, read by the others, judged where it was a rehearsal."""
    session, actor = db.session(), current_actor()
    run = scripts.find(session, actor, run_id)
    form = MarkForm()
    form.mark.choices = [(number, str(number)) for number in range(1, 6)]
    code = 200
    if request.method == "POST":
        try:
            scripts.mark(session, actor, run_id, form.mark.data, form.text.data or "")
            toast(_("Оценка поставлена: новичок её увидит"))
            return redirect(url_for("training_scripts.rehearsals"), code=303)
        except ValidationFailed as error:
            form.take(error)
            code = 422
        except Refused as error:
            toast(render(error.refusals[0].message), "info")
            return redirect(url_for("training_scripts.talk", run_id=run_id), code=303)
    return _talk_page(run, form), code


def _talk_page(run: ScriptRun, form: MarkForm, player: str = "") -> str:
    actor = current_actor()
    plays = run.finished_at is None and run.user_id == actor.user_id
    version = run.regulation_version
    waits = run.rehearsal and run.finished_at is not None and run.marked_at is None
    return render_template(
        "training/scripts/talk.html",
        page_title=version.regulation.title,
        run=run,
        version=version,
        player=Markup(player or _playing(run)) if plays else None,  # noqa: S704
        path=_path(run),
        results=result_titles(),
        badges=BADGES,
        form=form,
        may_mark=waits and scripts.may_mark(actor, run),
    )


def _path(run: ScriptRun) -> list[Passed]:
    steps: dict[str, Step] = {step.uid: step for step in steps_of(db.session(), run.document_id)}
    answers = {one.uid: one.text for step in steps.values() for one in step.branches}
    return [
        Passed(
            move,
            _since(move.at - run.started_at),
            steps[move.from_uid].title,
            move.said or answers.get(move.branch_uid, ""),
            steps[move.to_uid].title,
            move.kind == MoveKind.DEVIATION,
        )
        for move in run.moves
    ]


def _since(span: timedelta) -> str:
    """«2:05»: minutes and seconds from the beginning."""
    minutes, seconds = divmod(max(int(span.total_seconds()), 0), 60)
    return f"{minutes}:{seconds:02}"


def _sent() -> int:
    return request.form.get("seen", -1, type=int)


@screens.post("/talks/<int:run_id>/answer", permission=Can.SCRIPT_USE)
def answer(run_id: int) -> Page:
    """The customer has answered."""
    branch = request.form.get("branch", "")
    return _answer(scripts.take(db.session(), current_actor(), run_id, branch, _sent()))


@screens.post("/talks/<int:run_id>/back", permission=Can.SCRIPT_USE)
def back(run_id: int) -> Page:
    """Take the last click back."""
    return _answer(scripts.go_back(db.session(), current_actor(), run_id, _sent()))


@screens.post("/talks/<int:run_id>/off", permission=Can.SCRIPT_USE)
def off(run_id: int) -> Page:
    """The talk has left the script."""
    form = TalkForm()
    try:
        run = scripts.deviate(
            db.session(),
            current_actor(),
            run_id,
            form.said.data or "",
            form.to.data or "",
            _sent(),
        )
    except ValidationFailed as error:
        form.take(error)
        return _refused(run_id, form, "off")
    return _answer(run)


@screens.post("/talks/<int:run_id>/finish", permission=Can.SCRIPT_USE)
def finish(run_id: int) -> Page:
    """The talk has ended."""
    form = TalkForm()
    try:
        run = scripts.finish(
            db.session(),
            current_actor(),
            run_id,
            form.reason.data or "",
            form.note.data or "",
            tell="tell" in request.form,
        )
    except ValidationFailed as error:
        form.take(error)
        return _refused(run_id, form, "finish")
    toast(
        _("Репетиция закончена: её оценит наставник")
        if run.rehearsal
        else _("Итог разговора записан: %(result)s", result=result_titles()[run.result])
    )
    if is_htmx():
        # The page beside shows the history: it must tell of the talk too.
        return make_response("", 200, {"HX-Refresh": "true"})
    return redirect(url_for("training_scripts.talk", run_id=run_id), code=303)


def _refused(run_id: int, form: TalkForm, opened: str) -> Page:
    run = scripts.find(db.session(), current_actor(), run_id)
    player = _playing(run, form, opened)
    if is_htmx():
        return player, 422
    return _talk_page(run, MarkForm(), player), 422
