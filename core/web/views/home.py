"""The first page: what each plugin has to say to this person today."""

from flask import render_template
from flask_babel import gettext as _

from core.web.screens import SIGNED_IN, Screens

screens = Screens("home", __name__)


@screens.get("/", permission=SIGNED_IN)
def index() -> str:
    """Filled by plugins through the slots ``core.home:tiles`` and ``core.home:main``."""
    return render_template("home/index.html", page_title=_("Сегодня"))
