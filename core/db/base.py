"""The declarative base that tables of the core and of every plugin stand on."""

from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.db.types import BigId

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Constraint names are given by a convention, so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)
    # Whole numbers are as wide as keys, so that a foreign key has the type of what it points to.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[dict[str, Any]]: JSON,
        int: BigId,
    }


class IdMixin:
    """A surrogate key."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class RowScoped:
    """Marks a table whose rows belong to somebody: reading it without a scope is an error.

    The table must have ``author_id``, ``responsible_id`` and ``department_id``.
    See ``core.accounts.policy.visible`` and ``core.db.scoping``.
    """

    tables: ClassVar[set[str]] = set()
    """Names of all tables so marked."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        RowScoped.tables.add(cls.__tablename__)  # type: ignore[attr-defined]
