"""The inverted index of the directories."""

from sqlalchemy import Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.types import BigId


class SearchToken(Base):
    """A token of one thing's text. ``kind`` says what thing, ``weight`` what a hit is worth.

    The primary key is in the order of the search, so that a search reads only the index.
    """

    __tablename__ = "core_search_token"
    __table_args__ = (Index("ix_core_search_token_entity", "kind", "entity_id"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    token: Mapped[str] = mapped_column(String(60), primary_key=True)
    entity_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    weight: Mapped[int] = mapped_column(SmallInteger)
