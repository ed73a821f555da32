"""The global search finds the partner that is meant, and nobody who is not."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.directory import partners
from core.directory.models import Partner
from core.directory.providers import find_partners
from core.kernel.permissions import Actor


@pytest.fixture
def found(session: Session, actors: Callable[[str], Actor]) -> Callable[[str], list[str]]:
    for partner in session.scalars(unrestricted(select(Partner))):
        partners.reindex(session, partner)
    session.flush()
    return lambda text: [hit.title for hit in find_partners(session, actors("vera"), text, 10)]


@pytest.mark.parametrize(
    "text", ["ромашка", "Ромаш", "рамашка", "zakaz@romashka", "7736207", "петров василёк"]
)
def test_a_name_a_part_of_it_a_typo_and_a_number_find_the_partner(
    found: Callable[[str], list[str]], text: str
) -> None:
    assert found(text)


@pytest.mark.parametrize("text", ["болт м8", "ромашка кабель", "ывапр"])
def test_words_that_the_partner_does_not_have_find_nobody(
    found: Callable[[str], list[str]], text: str
) -> None:
    assert found(text) == []
