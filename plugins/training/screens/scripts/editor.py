"""Preparing the script of an edition: a list of steps, one of them open, and a walk beside."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import (
    N_,
    Message,
    NotFound,
    Refusal,
    Refused,
    StaleVersion,
    ValidationFailed,
    sees,
)
from core.sdk.web import current_actor, db, render, toast, translate
from plugins.training.forms.scripts import NEW, BranchRows, StepForm, WhenForm
from plugins.training.models import (
    BranchKind,
    RegulationKind,
    RegulationVersion,
    ScriptStepKind,
    TalkResult,
)
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import scripts as queries
from plugins.training.screens.scripts.base import (
    kind_titles,
    result_titles,
    screens,
    stage_titles,
    when_in_words,
)
from plugins.training.screens.scripts.drawings import drawing_for
from plugins.training.screens.scripts.trying import tried
from plugins.training.services import regulations, scripts
from plugins.training.services.regulations import OPEN
from plugins.training.talk.graph import BACK, PLACEHOLDERS, Step, check
from plugins.training.talk.stored import steps_of

NOTHING_OPEN = ""


def _seen_edition(document_id: int) -> RegulationVersion:
    """The edition of a script that the person prepares, or has prepared."""
    actor = current_actor()
    edition = regulations.get(db.session(), document_id, actor)
    if edition.regulation.kind != RegulationKind.SCRIPT or not sees(
        edition.document, actor, Can.REGULATION_EDIT
    ):
        raise NotFound()
    return edition


def found(document_id: int) -> RegulationVersion:
    """The edition of a script that the person prepares and that may still change."""
    edition = _seen_edition(document_id)
    if edition.document.state not in OPEN:
        raise Refused(
            [Refusal(Message(N_("Утверждённая редакция не меняется: подготовьте следующую")))]
        )
    return edition


def _to(document_id: int, **more: Any) -> Response:
    return redirect(url_for("training_scripts.edit", document_id=document_id, **more), code=303)


def _seen() -> int:
    return request.form.get("version", 0, type=int)


@screens.form("/editions/<int:document_id>/edit", permission=Can.SCRIPT_EDIT)
def edit(document_id: int) -> Response | tuple[str, int]:
    """The editor: ``step`` of the address is the one that is open, ``new`` is one to be made."""
    if request.method == "GET" and _seen_edition(document_id).document.state not in OPEN:
        toast(_("Утверждённый текст меняют новой редакцией: подготовьте следующую"), "info")
        return redirect(url_for("training_regulations.show", document_id=document_id), code=303)
    edition = found(document_id)
    steps = steps_of(db.session(), document_id)
    opened = request.args.get("step", NEW if not steps else NOTHING_OPEN)
    step = next((one for one in steps if one.uid == opened), None)
    if request.method == "GET":
        if opened not in (NOTHING_OPEN, NEW) and step is None:
            return _to(document_id)
        form = _step_form(formdata=None, data=_stored(edition, step))
        return _page(edition, steps, opened, form, _rows(step))
    form, rows = _step_form(), BranchRows.posted(request.form)
    if rows.only_redrawn(request.form):
        return _page(edition, steps, opened, form, rows)
    branches = rows.collect(BranchRows.read)
    if not form.validate() or rows.refused:
        return _page(edition, steps, opened, form, rows, 422)
    try:
        written = scripts.save_step(
            db.session(),
            current_actor(),
            document_id,
            step.uid if step else "",
            form.step(branches),
            form.seen_version,
            rows.new_steps(),
        )
    except ValidationFailed as error:
        rest = rows.take(error)
        if rest is not None:
            form.take(rest)
        return _page(edition, steps, opened, form, rows, 422)
    except StaleVersion as clash:
        form.version.data = str(clash.actual)
        return _page(edition, steps, opened, form, rows, 409, theirs=step)
    toast(_("Шаг сохранён"))
    return _to(document_id, step=_next(written, rows.new_steps()), _anchor="step-open")


def _next(written: Step, new_steps: dict[int, str]) -> str:
    """After an answer with a step of its own the author goes on to write that step."""
    if new_steps and request.form.get("then") == "follow":
        return written.branches[min(new_steps)].to
    return written.uid


def _step_form(**given: Any) -> StepForm:
    form = StepForm(**given)
    form.kind.choices = [(kind.value, title) for kind, title in kind_titles().items()]
    results = result_titles()
    # A talk breaks off by itself: no script says that it should.
    form.result.choices = [
        ("", _("не выбрано")),
        *((key, title) for key, title in results.items() if key != TalkResult.BROKEN),
    ]
    return form


def _stored(edition: RegulationVersion, step: Step | None) -> dict[str, Any]:
    blank = {"kind": ScriptStepKind.QUESTION.value, "version": edition.document.version}
    if step is None:
        return blank
    return {
        "title": step.title,
        "kind": step.kind.value,
        "say": step.say,
        "hint": step.hint,
        "result": step.result.value if step.result else "",
        "version": edition.document.version,
    }


def _rows(step: Step | None) -> BranchRows:
    if step is None or not step.branches:
        return BranchRows.blank(2 if step is None else 1)
    return BranchRows.kept(step.branches)


def _columns(steps: Sequence[Step], opened: str) -> list[dict[str, Any]]:
    targets = [("", _("не указано")), (NEW, _("новый шаг →")), (BACK, _("↩ вернуться"))]
    targets += [
        (step.uid, f"{number}. {step.title}")
        for number, step in enumerate(steps, start=1)
        if step.uid != opened or len(steps) == 1
    ]
    return [
        {
            "key": "kind",
            "title": _("Что это"),
            "kind": "select",
            "width": "md",
            "options": [
                (BranchKind.ANSWER.value, _("Ответ")),
                (BranchKind.OBJECTION.value, _("Возражение")),
            ],
            "default": BranchKind.ANSWER.value,
        },
        {"key": "text", "title": _("Что говорит клиент"), "kind": "text", "width": "grow"},
        {
            "key": "to",
            "title": _("Что дальше"),
            "kind": "select",
            "width": "lg",
            "options": targets,
        },
        {
            "key": "new",
            "title": _("Название нового шага"),
            "kind": "text",
            "width": "md",
            "placeholder": _("если шага ещё нет"),
        },
        {"key": "uid", "title": "", "kind": "hidden"},
    ]


def _page(
    edition: RegulationVersion,
    steps: Sequence[Step],
    opened: str,
    form: StepForm,
    rows: BranchRows,
    code: int = 200,
    theirs: Step | None = None,
) -> tuple[str, int]:
    faults: dict[str, list[str]] = {}
    for fault in check(steps) if steps else ():
        faults.setdefault(fault.step_uid, []).append(translate(fault.words))
    here = url_for("training_scripts.edit", document_id=edition.document_id, step=opened)
    page = render_template(
        "training/scripts/edit.html",
        page_title=_(
            "%(title)s: редакция %(edition)s",
            title=edition.regulation.title,
            edition=edition.edition,
        ),
        edition=edition,
        steps=steps,
        opened=opened,
        titles={step.uid: step.title for step in steps},
        form=form,
        rows=rows,
        columns=_columns(steps, opened),
        faults=faults,
        kinds=kind_titles(),
        results=result_titles(),
        placeholders=", ".join(
            f"{{{name}}} ({translate(words)})" for name, words in PLACEHOLDERS.items()
        ),
        drawing=drawing_for(steps, faults),
        walk=tried(steps, here, request.args, opened) if steps else None,
        facts_=when_in_words(scripts.when_of(db.session(), edition.document_id)),
        # technical: the code of HTTP for a conflict
        clash=code == 409,
        theirs=theirs,
    )
    return page, code


@screens.post("/editions/<int:document_id>/steps/<uid>/move", permission=Can.SCRIPT_EDIT)
def move_step(document_id: int, uid: str) -> Response:
    """Put a step at another place."""
    found(document_id)
    to = request.form.get("to", 1, type=int)
    try:
        scripts.move_step(db.session(), current_actor(), document_id, uid, to, _seen())
    except StaleVersion as clash:
        toast(render(clash.message), "danger")
    return _to(document_id, _anchor=f"step-{uid}")


@screens.post("/editions/<int:document_id>/steps/<uid>/delete", permission=Can.SCRIPT_EDIT)
def delete_step(document_id: int, uid: str) -> Response:
    """Take a step out."""
    found(document_id)
    try:
        scripts.delete_step(db.session(), current_actor(), document_id, uid, _seen())
    except StaleVersion as clash:
        toast(render(clash.message), "danger")
    else:
        toast(_("Шаг удалён: проверьте ответы, которые к нему вели"))
    return _to(document_id)


@screens.form("/editions/<int:document_id>/when", permission=Can.SCRIPT_EDIT)
def when(document_id: int) -> Response | tuple[str, int]:
    """When the script is offered, and what the edition changes."""
    edition = found(document_id)
    if request.method == "GET":
        stored = scripts.when_of(db.session(), document_id)
        data = {
            "stages": list(stored.stages),
            "groups": list(stored.groups),
            "classes": list(stored.classes),
            "acquaintance": stored.acquaintance.value,
            "summary": edition.summary,
            "version": edition.document.version,
        }
        return _when_page(edition, _when_form(formdata=None, data=data))
    form = _when_form()
    try:
        if form.validate():
            scripts.save_when(
                db.session(),
                current_actor(),
                document_id,
                form.when(),
                form.summary.data or "",
                form.seen_version,
            )
            toast(_("Сохранено"))
            return _to(document_id)
    except ValidationFailed as error:
        form.take(error)
    except StaleVersion as clash:
        form.version.data = str(clash.actual)
        form.form_errors.append(render(clash.message))
        theirs = when_in_words(scripts.when_of(db.session(), document_id))
        return _when_page(edition, form, 409, theirs)
    return _when_page(edition, form, 422)


def _when_form(**given: Any) -> WhenForm:
    form = WhenForm(**given)
    form.stages.choices = list(stage_titles().items())
    form.groups.choices = queries.group_choices(db.session())
    form.classes.choices = [(one, one) for one in scripts.CLASSES]
    form.acquaintance.choices = [
        (one.value, translate(title)) for one, title in scripts.ACQUAINTANCE_TITLES.items()
    ]
    return form


def _when_page(
    edition: RegulationVersion,
    form: WhenForm,
    code: int = 200,
    theirs: list[tuple[str, str]] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "training/scripts/when.html",
        page_title=_("Когда предлагать"),
        edition=edition,
        form=form,
        theirs=theirs,
    )
    return page, code
