"""The session: one per request or job, carrying the registry, watched for unscoped reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from core.db.base import Base
from core.db.engine import begin_write
from core.db.scoping import refuse_unscoped

T = TypeVar("T")

ATTEMPTS = 4
_RETRIED_SQLSTATES = {"40001", "40P01"}  # serialization failure, deadlock


class AppSession(FlaskSession):
    """A session that knows the frozen registry of its application."""

    def __init__(self, db: SQLAlchemy, **kwargs: Any) -> None:
        super().__init__(db, **kwargs)
        self.info["registry"] = current_app.extensions["reglament"].registry


db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={"class_": AppSession, "expire_on_commit": False},
)


event.listen(Session, "do_orm_execute", refuse_unscoped)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A writing transaction outside a request: commits at the end, rolls back on an error.

    Needs an application context. A call inside another unit of work is an error of the caller.
    """
    session = db.session()
    begin_write(session)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        db.session.remove()


def is_conflict(error: SQLAlchemyError) -> bool:
    """True where this transaction failed only because of another one: the database gave up on
    it, or a row that it had read was changed before it could write it."""
    if isinstance(error, StaleDataError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlstate in _RETRIED_SQLSTATES or "database is locked" in str(error.orig)


def retry_on_conflict(work: Callable[[], T]) -> T:
    """Run ``work``, from its beginning, again while it fails by a conflict (see ``is_conflict``).

    A form whose version is old by then is told so in words when its row is read anew.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except SQLAlchemyError as error:
            db.session.rollback()
            if attempt == ATTEMPTS or not is_conflict(error):
                raise
    raise AssertionError("unreachable")
