"""The rules of the game of the demo company, lived through from their first edition to today."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from plugins.training.demo import discovery, regulations, scripts, violations


def fill(company: Any, session: Session) -> Callable[[], None]:
    """All areas in the order in which a company would come to them. Talks, which people had beside
    their documents, are left for when there are documents."""
    regulations.fill(company, session)
    discovery.fill(company, session)
    violations.fill(company, session)
    return partial(scripts.fill, company, session)
