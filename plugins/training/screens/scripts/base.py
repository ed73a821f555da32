"""What the screens of scripts share."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.sdk import NotFound, now
from core.sdk.web import Screens, current_actor, db, translate
from plugins.training.models import (
    Acquaintance,
    Regulation,
    RegulationKind,
    RegulationVersion,
    ScriptStepKind,
    TalkResult,
)
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import scripts as queries
from plugins.training.services import regulations, scripts

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_scripts", "plugins.training", url_prefix="/training/scripts")
# technical: periods to choose from, any of them is seen by a click
PERIODS = (30, 90, 365)
BADGES = {
    TalkResult.AGREED: "success",
    TalkResult.LATER: "waiting",
    TalkResult.REFUSED: "danger",
    TalkResult.BROKEN: "draft",
}


def found_script(regulation_id: int) -> Regulation:
    """The regulation, where it is a script; NotFound otherwise."""
    regulation = db.session().get(Regulation, regulation_id)
    if regulation is None or regulation.kind != RegulationKind.SCRIPT:
        raise NotFound()
    return regulation


def version_now(regulation_id: int) -> RegulationVersion | None:
    """The version in force."""
    return regulations.version_in_force(db.session(), regulation_id, now())


def kind_titles() -> dict[ScriptStepKind, str]:
    """Kinds of steps in words."""
    return {
        ScriptStepKind.PHRASE: _("Говорим"),
        ScriptStepKind.QUESTION: _("Спрашиваем"),
        ScriptStepKind.OBJECTION: _("Работаем с возражением"),
        ScriptStepKind.END: _("Итог"),
    }


def result_titles() -> dict[str, str]:
    """Results of talks in words."""
    return {one.value: translate(title) for one, title in scripts.RESULT_TITLES.items()}


def stage_titles() -> dict[str, str]:
    """«КП: Отправлено» by the stage's name."""
    return {
        stage: f"{translate(short)}: {translate(title)}"
        for stage, (short, title) in scripts.stage_titles(db.session()).items()
    }


def when_in_words(when: scripts.When) -> list[tuple[str, str]]:
    """When a script is offered, as facts for a page."""
    stages = stage_titles()
    groups = dict(queries.group_choices(db.session())) if when.groups else {}
    whom: list[str] = []
    if when.acquaintance is not Acquaintance.ANY:
        whom.append(translate(scripts.ACQUAINTANCE_TITLES[when.acquaintance]))
    if when.groups:
        whom.append(", ".join(groups[key] for key in when.groups if key in groups))
    if when.classes:
        whom.append(_("класс %(classes)s", classes=", ".join(when.classes)))
    return [
        (
            _("Когда предлагается"),
            "; ".join(stages[one] for one in when.stages if one in stages)
            or _("у любого документа"),
        ),
        (_("С кем"), "; ".join(whom) or _("со всеми клиентами")),
    ]


def tabs_of(regulation: Regulation, active: str) -> list[dict[str, Any]]:
    """Views of one script."""
    shown: Iterable[tuple[str, str]] = (
        ("show", _("Скрипт")),
        ("statistics", _("Что выходит")),
    )
    return [
        {
            "title": title,
            "url": url_for(f"training_scripts.{name}", regulation_id=regulation.id),
            "active": name == active,
            "counter": None,
        }
        for name, title in shown
    ]


def may_edit() -> bool:
    """Whether the person prepares scripts."""
    return current_actor().can(Can.SCRIPT_EDIT)
