"""The page of a version."""

from flask import render_template

from core.sdk.web import current_actor, db, document_page
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.regulations.base import found, screens


@screens.get("/versions/<int:document_id>", permission=TrainingPermission.REGULATION_VIEW)
def show(document_id: int) -> str:
    """The text with its clauses and norms, what was said of it, its history."""
    version = found(document_id)
    page = document_page.build(db.session(), version.document, current_actor())
    return render_template(
        "training/regulations/show.html", page_title=page.title, page=page, version=version
    )
