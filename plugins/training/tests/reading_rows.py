"""Rows of the lists of reading, for whoever counts queries."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import AccountRole, Actor, User
from plugins.training.models import Reason
from plugins.training.services.reading import assigning
from plugins.training.tests.reading_world import TEXT
from plugins.training.tests.regulation_world import in_force

BODY = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")


def make_rows(session: Session, owner: Actor, count: int) -> None:
    """So many more people, each with a document to sign: as many lines of the journal."""
    roles = list(session.scalars(select(AccountRole).where(AccountRole.code == "logistics")))
    known = session.scalar(select(func.count(User.id))) or 0
    version = in_force(session, owner, code=f"ОЗ-{known}", body=BODY, roles=("trainer",))
    for number in range(known, known + count):
        user = User(
            login=f"reader{number}",
            full_name=f"Читатель{number} Иван Иванович",
            password_hash="-",
            roles=roles,
        )
        session.add(user)
        session.flush()
        assigning.assign(session, version, user, Reason.PERSON, actor=owner)
