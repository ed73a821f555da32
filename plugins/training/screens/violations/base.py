"""What the screens of violations share."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import redirect, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import N_, NotFound, Refused, StaleVersion, ValidationFailed, today
from core.sdk.web import Screens, VersionedForm, current_actor, db, norm_value
from plugins.training.forms.violations import RuleForm
from plugins.training.models import Outcome, Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations import page as queries
from plugins.training.screens.norm_marks import VALUES
from plugins.training.services import violations
from plugins.training.workflow_violations import OPEN

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_violations", "plugins.training", url_prefix="/training/violations")

OUTCOMES: Mapping[str, str] = {
    Outcome.DISMISSED.value: N_("Нарушения нет"),
    Outcome.REPROOF.value: N_("Замечание"),
    Outcome.REPRIMAND.value: N_("Выговор"),
    Outcome.PASSED_ON.value: N_("Передано в правила"),
    Outcome.JOINED.value: N_("Тот же поступок"),
}
FIELD_TITLES: Mapping[str, str] = {
    "pause": N_("Приостановка срока"),
    "due": N_("Решить до"),
    "happened": N_("Когда это было"),
    "rule": N_("Правило"),
    "related": N_("Документ"),
}


WORDS = {"norm_value": norm_value}
"""How templates say the value of a norm."""


def may_decide() -> bool:
    """Whether the person decides on anybody's cases."""
    return current_actor().can(TrainingPermission.VIOLATION_DECIDE)


def views(active: str) -> list[dict[str, Any]]:
    """Tabs over the screens of violations; figures are for those who decide."""
    titles = [("index", _("Реестр")), ("outside_rules", _("Случаи вне правил"))]
    if may_decide():
        titles.append(("analysis", _("Анализ")))
    return [
        {
            "title": title,
            "url": url_for(f"training_violations.{name}"),
            "active": name == active,
            "counter": None,
        }
        for name, title in titles
    ]


def month_name(day: date) -> str:
    """«ноябрь 2026»."""
    return format_date(day, "LLLL yyyy")


def found(document_id: int) -> Violation:
    """The case, where the person sees it."""
    return violations.get(db.session(), document_id, current_actor())


def found_to_decide(document_id: int) -> Violation:
    """The case, where the person decides on it and nobody has yet; NotFound otherwise."""
    violation = found(document_id)
    part = violations.part_of(violation, current_actor())
    if not part.decider or violation.document.state not in OPEN:
        raise NotFound()
    return violation


def offer_rules(form: RuleForm) -> None:
    """Set the regulations, and the clauses of the one chosen as it stood on the day given."""
    session = db.session()
    form.offer_rules(queries.rules_to_choose(session))
    day = form.happened_on.data or today()
    form.offer_clauses(queries.clauses_to_choose(session, form.regulation_id.data, day, VALUES))


def rule_of(violation: Violation) -> queries.RuleView:
    """The rule of the case as its reader sees it."""
    return queries.rule_view(db.session(), violation, VALUES)


def back(document_id: int) -> Response:
    """To the page of the case."""
    return redirect(url_for("training_violations.show", document_id=document_id), code=303)


def attempt(form: VersionedForm, act: Callable[[], object]) -> int | None:
    """Do what a form asks for. None: it is done; else the form says why it is not, and the answer
    has this status."""
    if not form.validate():
        return 422
    try:
        act()
    except (ValidationFailed, Refused) as error:
        db.session().rollback()
        form.take(error)
        return 422
    except StaleVersion as error:
        stale(form, error)
        return 409
    return None


def stale(form: VersionedForm, error: StaleVersion) -> None:
    """Somebody was first: what was typed stays, sent again it is a decision on what is new."""
    db.session().rollback()
    form.version.data = str(error.actual)
    form.form_errors.append(
        _("Пока вы писали, случай изменился. Проверьте его на странице и отправьте ещё раз.")
    )
