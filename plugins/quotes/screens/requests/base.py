"""What the screens of requests share."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.sdk.web import Screens, current_actor
from plugins.quotes.permissions import QuotePermission

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens(
    "quotes_requests", "plugins.quotes", url_prefix="/quotes/requests", stage="quotes.request"
)


def views(active: str) -> list[dict[str, Any]]:
    """Tabs over the screens of requests."""
    titles = (
        ("index", _("Список")),
        ("board", _("Доска")),
        ("unmet", _("Неудовлетворённый спрос")),
        ("demand_analysis", _("Анализ спроса")),
    )
    return [
        {
            "title": title,
            "url": url_for(f"quotes_requests.{name}"),
            "active": name == active,
            "counter": None,
        }
        for name, title in titles
    ]


def may_edit() -> bool:
    """Whether the person keeps requests at all."""
    return current_actor().can(QuotePermission.REQUEST_EDIT)


def ways_to_create() -> Sequence[tuple[str, str, str]]:
    """Title, address and icon of each way in which a request begins."""
    return (
        (_("Вручную"), url_for("quotes_requests.new"), "pencil"),
        (_("Из письма"), url_for("quotes_requests.letter"), "mail"),
        (_("Из таблицы"), url_for("quotes_requests.table"), "file-spreadsheet"),
    )
