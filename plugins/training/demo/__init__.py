"""The rules of the game of the demo company, lived through from their first edition to today."""

from typing import Any

from sqlalchemy.orm import Session

from plugins.training.demo import discovery, regulations, scripts, violations


def fill(company: Any, session: Session) -> None:
    """All areas in the order in which a company would come to them."""
    regulations.fill(company, session)
    scripts.fill(company, session)
    discovery.fill(company, session)
    violations.fill(company, session)
