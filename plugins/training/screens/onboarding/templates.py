"""Templates of plans by role."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import NotFound, StaleVersion, ValidationFailed
from core.sdk.web import current_actor, db, toast, translate
from plugins.training.forms.onboarding import TemplateForm, TemplateRows, template_columns
from plugins.training.models import PlanTemplate
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import onboarding as queries
from plugins.training.screens.onboarding.base import screens, views
from plugins.training.services import onboarding
from plugins.training.services.people import role_titles

# technical: rows of a fresh form; more are added by a button
BLANK_ROWS = 3


def _roles() -> dict[str, str]:
    return {code: translate(title) for code, title in role_titles(db.session()).items()}


@screens.get("/templates", permission=Can.ONBOARDING_LEAD)
def templates() -> str:
    """All templates."""
    return render_template(
        "training/onboarding/templates.html",
        page_title=_("Адаптация"),
        rows=queries.templates(db.session()),
        roles=_roles(),
        tabs_=views("templates"),
    )


@screens.form("/templates/new", permission=Can.ONBOARDING_LEAD)
def new_template() -> Response | tuple[str, int]:
    """A new template."""
    return _edit(None)


@screens.form("/templates/<int:template_id>", permission=Can.ONBOARDING_LEAD)
def edit_template(template_id: int) -> Response | tuple[str, int]:
    """Change a template. Plans already made keep their steps."""
    template = queries.template(db.session(), template_id)
    if template is None:
        raise NotFound()
    return _edit(template)


def _edit(template: PlanTemplate | None) -> Response | tuple[str, int]:
    form = TemplateForm(obj=template)
    form.role.choices = list(_roles().items())
    if request.method == "GET":
        rows = TemplateRows.kept(template.steps) if template else TemplateRows.blank(BLANK_ROWS)
        return _page(template, form, rows)
    rows = TemplateRows.posted(request.form)
    if rows.only_redrawn(request.form):
        return _page(template, form, rows)
    steps = rows.collect(TemplateRows.read)
    if not form.validate() or rows.refused:
        return _page(template, form, rows, 422)
    try:
        onboarding.save_template(
            db.session(),
            current_actor(),
            template.id if template else None,
            form.title.data or "",
            form.role.data or "",
            steps,
            form.seen_version,
        )
    except ValidationFailed as error:
        rest = rows.take(error)
        if rest is not None:
            form.take(rest)
        return _page(template, form, rows, 422)
    except StaleVersion:
        assert template is not None
        form.version.data = template.version
        return _page(template, form, rows, 409, theirs=TemplateRows.kept(template.steps))
    toast(_("Шаблон сохранён"))
    return redirect(url_for("training_onboarding.templates"), code=303)


def _page(
    template: PlanTemplate | None,
    form: TemplateForm,
    rows: TemplateRows,
    code: int = 200,
    theirs: TemplateRows | None = None,
) -> tuple[str, int]:
    page = render_template(
        "training/onboarding/template.html",
        page_title=template.title if template else _("Новый шаблон"),
        template=template,
        form=form,
        rows=rows,
        theirs=theirs,
        columns=template_columns(queries.targets(db.session())),
    )
    return page, code


@screens.post("/templates/<int:template_id>/delete", permission=Can.ONBOARDING_LEAD)
def delete_template(template_id: int) -> Response:
    """Delete a template; plans made of it stay."""
    onboarding.delete_template(db.session(), current_actor(), template_id)
    toast(_("Шаблон удалён"))
    return redirect(url_for("training_onboarding.templates"), code=303)
