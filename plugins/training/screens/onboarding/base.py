"""What the screens of onboarding share."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.sdk.web import Screens, current_actor, db
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import onboarding as queries

screens = Screens("training_onboarding", "plugins.training", url_prefix="/training/onboarding")


def may_lead() -> bool:
    """Whether the person prepares templates and plans."""
    return current_actor().can(Can.ONBOARDING_LEAD)


def views(active: str) -> list[dict[str, Any]]:
    """Tabs over the lists."""
    shown = [("index", _("В работе")), ("finished", _("Закрытые"))]
    if may_lead():
        shown.append(("templates", _("Шаблоны")))
    return [
        {
            "title": title,
            "url": url_for(f"training_onboarding.{name}"),
            "active": name == active,
            "counter": None,
        }
        for name, title in shown
    ]


def people_choices() -> list[tuple[int | str, str]]:
    """Everybody with an open account, for a choice."""
    return [
        ("", "—"),
        *((user.id, f"{user.full_name}, {user.position}") for user in queries.people(db.session())),
    ]
