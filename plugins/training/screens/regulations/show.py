"""The page of a version."""

from flask import render_template
from flask_babel import gettext as _

from core.sdk import now, sees
from core.sdk.web import current_actor, day, db, document_page, norm_value
from plugins.training.models import RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import regulations as queries
from plugins.training.screens.glossary import terms_for_reader
from plugins.training.screens.norm_marks import declared_norms, norms_for_readers, unit_of
from plugins.training.screens.regulations.base import (
    audience_in_words,
    found,
    roles_in_words,
    screens,
    stages_in_words,
)
from plugins.training.screens.regulations.placing import placed
from plugins.training.screens.regulations.questions import questions_form, questions_title
from plugins.training.screens.regulations.talk import block, panel, talk_of
from plugins.training.services import regulations
from plugins.training.text.rendering import render
from plugins.training.voices import unheard


@screens.get("/versions/<int:document_id>", permission=TrainingPermission.REGULATION_VIEW)
def show(document_id: int) -> str:
    """The text with its clauses and norms, what was said of it, its history."""
    session, actor = db.session(), current_actor()
    version = found(document_id)
    document = version.document
    talk = talk_of(version)
    text = render(
        version.body, norms_for_readers(stories(version)), terms_for_reader(version), unit_of
    )
    edits = sees(document, actor, TrainingPermission.REGULATION_EDIT)
    return render_template(
        "training/regulations/show.html",
        page_title=_(
            "%(title)s, редакция %(edition)s",
            title=version.regulation.title,
            edition=version.edition,
        ),
        page=document_page.build(session, document, actor),
        version=version,
        regulation=version.regulation,
        text=placed(text, lambda uid: block(talk, uid)),
        whole=block(talk, ""),
        lost=talk.homeless({clause.uid for clause in version.clauses}),
        talk=talk,
        panel=panel(talk),
        waivers=unheard(session, version) if version.approved_at else [],
        roles=roles_in_words(),
        audience=audience_in_words(version),
        stages=stages_in_words(version),
        current=regulations.version_in_force(session, version.regulation_id, now()),
        may_edit=edits and document.state in regulations.OPEN,
        questions=questions_title(version),
        questions_form=questions_form(version),
        may_approve=talk.is_owner and document.state == "discussion",
        now=now(),
    )


def stories(version: RegulationVersion) -> dict[str, str]:
    """By the key of the norm: what the value was, since when it is so, who has decided."""
    declared = declared_norms()
    words: dict[str, str] = {}
    for key, story in queries.norm_stories(db.session(), version).items():
        if key not in declared:
            continue
        parts: list[str] = []
        if story.before is not None:
            parts.append(
                _(
                    "В редакции %(edition)s было %(value)s.",
                    edition=story.before.edition,
                    value=norm_value(declared[key], story.before.value),
                )
            )
        else:
            parts.append(
                _(
                    "Раньше регламент этого не задавал; без него действует %(value)s.",
                    value=norm_value(declared[key], declared[key].default),
                )
            )
        parts.append(_decided(story.version))
        words[key] = " ".join(parts)
    return words


def _decided(version: RegulationVersion) -> str:
    if version.approved_by is None or version.approved_at is None:
        return _("Значение ещё обсуждается.")
    words = _(
        "Так с редакции %(edition)s, её утвердил(а) %(name)s %(day)s.",
        edition=version.edition,
        name=version.approved_by.short_name,
        day=day(version.approved_at),
    )
    return f"{words} {version.summary}".strip()
