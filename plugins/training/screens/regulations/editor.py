"""Writing the text of an edition: the page, saving it, the preview, two people at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.sdk import (
    StaleVersion,
    ValidationFailed,
    attachments,
    history,
    now,
)
from core.sdk.web import current_actor, db, moment, runtime, toast, translate
from plugins.training.forms.regulation_text import TextForm
from plugins.training.guards import text_faults
from plugins.training.models import RegulationKind, RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.comparisons import ShownComparison, shown_comparison
from plugins.training.screens.glossary import terms_for_author
from plugins.training.screens.norm_marks import declared_norms, norms_for_author, unit_of
from plugins.training.screens.regulations.base import found, screens
from plugins.training.screens.regulations.picker import norm_choices
from plugins.training.services import regulations
from plugins.training.text.engine import MAX_REASON
from plugins.training.text.identity import carry_marks
from plugins.training.text.outline import without_marks
from plugins.training.text.parsing import parse
from plugins.training.text.rendering import render
from plugins.training.worse_pay import PAY_KINDS

AUTOSAVE = "X-Autosave"
DRAFT = "draft"


@dataclass(frozen=True)
class Preview:
    """The text as it will be read, with what is wrong in it: (line or 0, words)."""

    html: Markup
    faults: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class TextClash:
    """What somebody saved while the author was writing: who, when, and both texts compared.

    ``fields`` are the other fields that differ: (title, theirs, mine).
    """

    who: str
    at: str
    comparison: ShownComparison
    theirs: str
    fields: tuple[tuple[str, str, str], ...]


@screens.form("/<int:document_id>/edit", permission=TrainingPermission.REGULATION_EDIT)
def edit(document_id: int) -> Response | tuple[str, int] | tuple[Response, int]:
    """The editor. The address answers the script that saves by itself with JSON."""
    edition = found(document_id, TrainingPermission.REGULATION_EDIT)
    if edition.regulation.kind == RegulationKind.SCRIPT:
        # Its text is made of its steps: typed by hand it would say what nobody plays.
        return redirect(url_for("training_scripts.edit", document_id=document_id), code=303)
    if request.method == "GET":
        if edition.document.state not in regulations.OPEN:
            toast(_("Утверждённый текст меняют новой редакцией: подготовьте следующую"), "info")
            return redirect(url_for("training_regulations.show", document_id=document_id), code=303)
        form = TextForm(formdata=None, data=_stored(edition))
        form.ask_about_pay(_is_about_pay(edition))
        return _page(edition, form)
    form = TextForm()
    form.ask_about_pay(_is_about_pay(edition))
    if "preview" in request.form:
        return _page(edition, form)
    if request.form.get("keep") == "theirs":
        return _keep_theirs(edition, form)
    if request.headers.get(AUTOSAVE):
        return _autosave(edition, form)
    try:
        _save(edition, form)
    except StaleVersion as clash:
        return _clash_page(document_id, form, clash.actual)
    except ValidationFailed as error:
        db.session().rollback()
        form.take(error)
        return _page(found(document_id, TrainingPermission.REGULATION_EDIT), form, 422)
    if request.form.get("after") == "close":
        toast(_("Текст сохранён"))
        return redirect(url_for("training_regulations.show", document_id=document_id), code=303)
    here = url_for("training_regulations.edit", document_id=document_id, saved=1)
    return redirect(here, code=303)


@screens.post("/<int:document_id>/preview", permission=TrainingPermission.REGULATION_EDIT)
def preview(document_id: int) -> str:
    """The text as typed so far; nothing is saved."""
    # Nothing is written: others' writing must not wait for somebody's typing.
    db.session().rollback()
    edition = found(document_id, TrainingPermission.REGULATION_EDIT)
    previewed = _previewed(edition, request.form.get("body", ""))
    return render_template("training/regulations/_preview.html", preview=previewed)


def _stored(edition: RegulationVersion) -> dict[str, Any]:
    return {
        "body": without_marks(edition.body),
        "summary": edition.summary,
        "lowers_pay": edition.lowers_pay,
        "version": edition.document.version,
    }


def _is_about_pay(edition: RegulationVersion) -> bool:
    return edition.regulation.kind in PAY_KINDS


def _typed(form: TextForm) -> str:
    """The text as the author sees it: lines end as they do in the database."""
    return without_marks(form.body.data or "")


def _save(edition: RegulationVersion, form: TextForm) -> RegulationVersion:
    return regulations.save_text(
        db.session(),
        current_actor(),
        edition.document_id,
        # The author has not seen the marks; each clause gets its own back.
        carry_marks(edition.body, form.body.data or ""),
        form.summary.data or "",
        form.lowers_pay.data,
        form.seen_version,
    )


def _autosave(edition: RegulationVersion, form: TextForm) -> tuple[Response, int]:
    try:
        saved = _save(edition, form)
    except StaleVersion:
        words = _("Редакцию сохранили в другом окне. Нажмите «Сохранить», чтобы сверить.")
        return jsonify(errors={"body": [words]}), 409
    except ValidationFailed as error:
        errors = {
            name: [translate(message) for message in messages]
            for name, messages in error.errors.items()
        }
        return jsonify(errors=errors), 422
    # The version is counted when the row is written.
    db.session().flush()
    return jsonify(version=saved.document.version, words=_saved_words(now())), 200


def _saved_words(at: datetime) -> str:
    return _("Сохранено в %(time)s", time=moment(at).split(" ")[-1])


def _keep_theirs(edition: RegulationVersion, form: TextForm) -> Response:
    """The author gives way: his own text becomes a file of the edition, so that nothing is lost."""
    session, actor = db.session(), current_actor()
    document = regulations.editable(session, actor, edition.document_id)
    text = _typed(form)
    if text.strip() and text != without_marks(edition.body):
        name = _("Моя правка %(moment)s", moment=f"{now():%d.%m.%Y %H-%M}") + ".md"
        attachments.add(session, runtime().storage, document, actor, name, text.encode())
        toast(_("Оставлена версия коллеги. Ваш текст приложен к редакции файлом."), "info")
    return redirect(url_for("training_regulations.show", document_id=edition.document_id), code=303)


def _clash_page(document_id: int, form: TextForm, actual: int) -> tuple[str, int]:
    """The form stays as it was typed; sent again over the new version, it is a decision."""
    session = db.session()
    # What this transaction has seen may be older than what the clash was found against.
    session.rollback()
    edition = found(document_id, TrainingPermission.REGULATION_EDIT)
    last = history.entries(session, edition.document)[-1]
    form.version.data = str(actual)
    mine = carry_marks(edition.body, form.body.data or "")
    clash = TextClash(
        who=last.actor_name,
        at=moment(last.at),
        comparison=shown_comparison(edition.body, mine),
        theirs=without_marks(edition.body),
        fields=_other_fields(edition, form),
    )
    return _page(edition, form, 409, clash)


def _other_fields(edition: RegulationVersion, form: TextForm) -> tuple[tuple[str, str, str], ...]:
    answers = {True: _("да"), False: _("нет"), None: _("Ещё не сказано")}
    rows = (
        (str(form.summary.label.text), edition.summary, (form.summary.data or "").strip()),
        (
            str(form.lowers_pay.label.text),
            answers[edition.lowers_pay],
            answers[form.lowers_pay.data],
        ),
    )
    return tuple(row for row in rows if row[1] != row[2])


def _previewed(edition: RegulationVersion, typed: str) -> Preview:
    text = parse(typed)
    faults = [(fault.line, translate(fault.message)) for fault in text.faults]
    # The rest is known only where the norms are: unknown keys, values out of bounds.
    rest = text_faults(replace(text, faults=()), declared_norms()) if typed.strip() else []
    faults += [(0, translate(message)) for message in rest]
    html = render(typed, norms_for_author(), terms_for_author(edition, text.terms), unit_of)
    return Preview(html, tuple(faults))


def _page(
    edition: RegulationVersion, form: TextForm, code: int = 200, clash: TextClash | None = None
) -> tuple[str, int]:
    before = regulations.latest_approved(db.session(), edition.regulation_id)
    page = render_template(
        "training/regulations/edit.html",
        page_title=_(
            "%(title)s: редакция %(edition)s",
            title=edition.regulation.title,
            edition=edition.edition,
        ),
        edition=edition,
        before=before,
        form=form,
        preview=_previewed(edition, form.body.data or ""),
        choices=norm_choices(db.session(), before.document_id if before else None),
        longest_reason=MAX_REASON,
        kept_key=f"regulation:{edition.document_id}:{current_actor().user_id}",
        saved=_saved_words(edition.document.updated_at) if "saved" in request.args else "",
        autosaves=edition.document.state == DRAFT and clash is None,
        clash=clash,
    )
    return page, code
