"""No statement reads rows that belong to somebody before it is asked whose they are."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    union,
    update,
)
from sqlalchemy.orm import Session, aliased, joinedload
from test_documents import draft

from core.accounts.models import User
from core.accounts.policy import fetch, find, unrestricted, visible
from core.db.scoping import UnscopedRead, unscoped_table
from core.directory.models import Contact, Partner
from core.directory.permissions import DirectoryPermission
from core.documents.models import Comment, Document
from core.kernel.permissions import Actor

Actors = Callable[[str], Actor]
VIEW = DirectoryPermission.PARTNER_VIEW
OTHER = aliased(Partner)
HIS = Partner.id == Contact.partner_id

READS: dict[str, Any] = {
    "rows": select(Partner),
    "one column": select(Partner.id),
    "a count from the table": select(func.count()).select_from(Partner),
    "a count of a column": select(func.count(Partner.id)),
    "an expression": select(case((Partner.is_vip, 1), else_=0)),
    "a window": select(func.row_number().over(order_by=Partner.id)),
    "an alias": select(OTHER.id),
    "the table past the ORM": select(Partner.__table__.c.id),
    "a join by a condition": select(Contact.name).join(Partner, HIS),
    "an outer join": select(Contact.name).outerjoin(Partner, HIS),
    "a join by a relation": select(Document.id).join(Document.partner),
    "a condition alone": select(literal(1)).where(Partner.id == 1),
    "an order alone": select(Contact.name).order_by(select(Partner.name).where(HIS).exists()),
    "EXISTS": select(Contact.name).where(exists().where(HIS)),
    "IN": select(Contact.name).where(Contact.partner_id.in_(select(Partner.id))),
    "a scalar subquery": select(select(Partner.name).limit(1).scalar_subquery()),
    "a subquery": select(select(Partner.id).subquery().c.id),
    "a lateral subquery": select(select(Partner.id).where(HIS).lateral().c.id),
    "a CTE": select(select(Partner.id).cte().c.id),
    "a count of a subquery": select(func.count()).select_from(select(Partner.id).subquery()),
    "a union": union(select(Contact.id), select(Partner.id)),
    "an update": update(Partner).values(comment=""),
    "an update by a condition": update(Contact).where(HIS).values(name=""),
    "an update of values": update(Contact).values(
        name=select(Partner.name).limit(1).scalar_subquery()
    ),
    "a deletion": delete(Partner).where(Partner.id == 0),
    "an insert from a select": insert(Contact).from_select(
        ["partner_id", "name"], select(Partner.id, Partner.name)
    ),
}
# Portable enough to be executed on both databases; the others are judged only.
EXECUTED = sorted(set(READS) - {"a lateral subquery", "an insert from a select"})


@pytest.mark.parametrize("form", READS)
def test_no_form_of_reading_passes_without_a_scope(form: str) -> None:
    assert unscoped_table(READS[form]) in {"core_partner", "core_document"}


@pytest.mark.parametrize("form", READS)
def test_every_form_of_reading_passes_with_one(form: str) -> None:
    assert unscoped_table(unrestricted(READS[form])) is None


@pytest.mark.parametrize("form", EXECUTED)
def test_the_session_refuses_what_is_not_scoped_and_runs_what_is(
    session: Session, form: str
) -> None:
    with pytest.raises(UnscopedRead, match="without a scope"):
        session.execute(READS[form], execution_options={"synchronize_session": False})
    session.execute(unrestricted(READS[form]), execution_options={"synchronize_session": False})


SCOPED_PARTS: dict[str, Callable[[Any], Any]] = {
    "itself": lambda part: part,
    "a count": lambda part: select(func.count()).select_from(part.subquery()),
    "EXISTS": lambda part: select(literal(1)).where(part.exists()),
    "IN": lambda part: select(Contact.name).where(Contact.partner_id.in_(part)),
    "a CTE": lambda part: select(func.max(part.cte().c.id)),
    "a union": lambda part: union(part, part),
    "a scalar subquery": lambda part: select(part.limit(1).scalar_subquery()),
    "a join": lambda part: select(Contact.name).join(part.subquery(), true()),
    "an update": lambda part: (
        update(Contact).where(Contact.partner_id.in_(part)).values(name=Contact.name)
    ),
    "a deletion": lambda part: delete(Contact).where(Contact.partner_id.in_(part), Contact.id == 0),
}


@pytest.mark.parametrize("form", SCOPED_PARTS)
def test_a_part_that_was_narrowed_may_stand_anywhere(
    session: Session, actors: Actors, form: str
) -> None:
    part = visible(select(Partner.id), Partner, actors("anna"), VIEW)
    session.execute(SCOPED_PARTS[form](part), execution_options={"synchronize_session": False})


def test_a_narrowed_part_does_not_speak_for_its_neighbour(session: Session, actors: Actors) -> None:
    narrowed = visible(select(Partner.id), Partner, actors("anna"), VIEW)
    with pytest.raises(UnscopedRead):
        session.execute(union(narrowed, select(OTHER.id)))


def test_visible_narrows_a_count_an_update_and_a_deletion(session: Session, actors: Actors) -> None:
    total = session.scalar(unrestricted(select(func.count()).select_from(Partner))) or 0
    stranger = Actor.outsider("чужой", {})
    counted = select(func.count()).select_from(Partner)
    assert session.scalar(visible(counted, Partner, stranger, VIEW)) == 0
    assert session.scalar(visible(counted, Partner, Actor.system(), VIEW)) == total > 0
    changed = visible(update(Partner).values(comment="чужое"), Partner, stranger, VIEW)
    session.execute(changed, execution_options={"synchronize_session": False})
    session.execute(
        visible(delete(Partner), Partner, stranger, VIEW),
        execution_options={"synchronize_session": False},
    )
    untouched = unrestricted(counted.where(Partner.comment != "чужое"))
    assert session.scalar(untouched) == total


def test_a_row_of_ones_own_making_is_written_freely() -> None:
    assert unscoped_table(insert(Partner).values(name="Ромашка").returning(Partner.id)) is None


def test_what_belongs_to_nobody_is_read_freely(session: Session) -> None:
    assert session.scalars(select(User)).first() is not None
    assert session.scalars(select(Comment.id)).all() == []


def test_relations_and_refreshes_of_rows_in_hand_are_let_through(
    session: Session, actors: Actors
) -> None:
    partner = session.scalars(unrestricted(select(Partner)).limit(1)).one()
    document = draft(session, actors("anna"), partner_id=partner.id)
    session.expire_all()
    assert document.partner is not None
    assert document.partner.name
    session.refresh(document)


def test_a_row_by_its_key_is_asked_for_by_the_policy(session: Session, actors: Actors) -> None:
    key = session.scalars(unrestricted(select(Partner.id)).limit(1)).one()
    session.expunge_all()
    with pytest.raises(UnscopedRead):
        session.get(Partner, key)
    assert find(session, Partner, key) is not None
    assert fetch(session, Partner, key, Actor.system(), VIEW).id == key


def test_eager_relations_of_what_is_open_are_loaded_with_it(session: Session) -> None:
    rows = unrestricted(select(Document).options(joinedload(Document.partner)))
    assert session.scalars(rows).all() == []
