"""Lists over rows that belong to somebody: scopes, people and partners as filters."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from lists_world import query_of
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from core.accounts.models import User
from core.accounts.policy import visible
from core.db.scoping import UnscopedRead
from core.directory.models import Partner
from core.directory.permissions import DirectoryPermission
from core.kernel.clock import now
from core.kernel.permissions import Actor, Scope
from core.web.lists import (
    Column,
    Empty,
    Kind,
    ListDefinition,
    PartnerFilter,
    PersonFilter,
)
from core.web.lists.state import read

PARTNERS = ListDefinition(
    name="partners",
    title="Контрагенты",
    base=lambda session, actor: visible(
        select(Partner).outerjoin(User, Partner.responsible_id == User.id),
        Partner,
        actor,
        DirectoryPermission.PARTNER_VIEW,
    ),
    key=Partner.id,
    columns=(
        Column("name", "Название", Partner.name, searchable=True, sort_by=Partner.sort_name),
        Column("responsible", "Ответственный", User.full_name, Kind.PERSON),
    ),
    filters=(
        PersonFilter("responsible", "Ответственный", Partner.responsible_id),
        PartnerFilter("partner", "Контрагент", Partner.id, "partners.suggest"),
    ),
    default_sort="name",
    row_url=lambda row: f"/partners/{row.key}",
    empty=Empty("Контрагентов ещё нет"),
)


def person(session: Session, login: str) -> Actor:
    user = session.scalars(select(User).where(User.login == login)).one()
    scope = Scope.ALL if login == "vera" else Scope.OWN
    grants = {DirectoryPermission.PARTNER_VIEW.value: scope}
    return Actor(user_id=user.id, name=user.full_name, grants=grants)


@pytest.fixture
def partners(session: Session) -> dict[str, Partner]:
    """Анна has one, Борис has two."""
    made: dict[str, Partner] = {}
    for name, login in (("Вектор", "anna"), ("Ромашка", "boris"), ("Альфа", "boris")):
        owner = person(session, login).user_id
        made[name] = Partner(
            kind="company",
            name=f"ООО «{name}»",
            sort_name=name.lower(),
            responsible_id=owner,
            author_id=owner,
        )
    session.add_all(made.values())
    session.flush()
    return made


def shown(session: Session, actor: Actor, asked: str = "") -> list[str]:
    page = query_of(session, asked, definition=PARTNERS, actor=actor).page(10)
    return [row["name"].removeprefix("ООО «").removesuffix("»") for row in page.rows]


def test_a_list_shows_counts_and_sums_only_what_the_person_may_see(
    session: Session, partners: dict[str, Partner]
) -> None:
    anna, vera = person(session, "anna"), person(session, "vera")

    assert shown(session, anna) == ["Вектор"]
    assert shown(session, vera) == ["Альфа", "Вектор", "Ромашка"]
    query = query_of(session, definition=PARTNERS, actor=anna)
    assert query.totals().count == 1
    assert query.count().value == 1
    foreign = partners["Ромашка"].id
    assert query.visible_keys([foreign]) == []


def test_a_list_that_forgot_the_scope_does_not_work(
    session: Session, partners: dict[str, Partner]
) -> None:
    from dataclasses import replace

    definition = replace(PARTNERS, base=lambda session, actor: select(Partner))

    with pytest.raises(UnscopedRead):
        query_of(session, definition=definition, actor=person(session, "anna")).page(10)


def test_me_means_whoever_opens_the_link(session: Session, partners: dict[str, Partner]) -> None:
    vera, boris = person(session, "vera"), person(session, "boris")

    assert shown(session, boris, "responsible=me") == ["Альфа", "Ромашка"]
    assert shown(session, vera, "responsible=me") == []
    assert shown(session, vera, f"responsible={boris.user_id}") == ["Альфа", "Ромашка"]


def test_people_who_left_are_offered_last(session: Session) -> None:
    anna = person(session, "anna")
    session.get_one(User, anna.user_id).disabled_at = now()
    session.flush()

    options = PARTNERS.filters[0].options(session, person(session, "vera"), MultiDict())

    assert options[0].value == "me"
    assert options[-1].value == str(anna.user_id)


def _chosen(session: Session, actor: Actor, asked: str) -> tuple[Any, list[str], list[str]]:
    arguments = MultiDict([tuple(asked.split("=", 1))])
    state, options = read(PARTNERS, arguments, session, actor)
    titles = [str(option.title) for option in options["partner"]]
    return state.filters.get("partner"), titles, [str(note) for note in state.notes]


def test_a_chosen_partner_is_named(session: Session, partners: dict[str, Partner]) -> None:
    key = partners["Ромашка"].id

    value, titles, notes = _chosen(session, person(session, "vera"), f"partner={key}")

    assert value == (str(key),)
    assert titles == ["ООО «Ромашка»"]
    assert notes == []


@pytest.mark.parametrize("key", ["foreign", "missing", "0x1", "9" * 30, "-1"])
def test_a_partner_one_may_not_see_is_as_good_as_none(
    session: Session, partners: dict[str, Partner], key: str
) -> None:
    text = {"foreign": str(partners["Ромашка"].id), "missing": "4000000000"}.get(key, key)

    value, titles, notes = _chosen(session, person(session, "anna"), f"partner={text}")

    assert value is None
    assert titles == []
    assert notes == ["Отбор «Контрагент» в адресе страницы не понят и не применён."]


def test_the_address_of_suggestions_is_on_the_page(
    app: Flask, session: Session, partners: dict[str, Partner]
) -> None:
    from core.web.lists.drawing import Reading, draw
    from core.web.lists.query import Page

    vera = person(session, "vera")
    state, options = read(PARTNERS, MultiDict(), session, vera)
    reading = Reading(state, options, PARTNERS.columns, False, Page((), None), None, None, ())
    asked: list[str] = []
    address: Callable[[str], str] = lambda endpoint: asked.append(endpoint) or f"/{endpoint}"  # noqa: E731

    with app.test_request_context():
        drawn = draw(PARTNERS, vera, "/partners", reading, address)

    assert asked == ["partners.suggest"]
    assert drawn.pills[1].suggest == "/partners.suggest"
