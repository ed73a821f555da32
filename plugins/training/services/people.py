"""People and roles as the plugin's screens name them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import AccountRole


def role_titles(session: Session) -> dict[str, str]:
    """Titles of all roles by code, built-in ones first; texts to be translated by the screen."""
    return {
        role.code: role.title
        for role in session.scalars(select(AccountRole).order_by(AccountRole.id))
    }
