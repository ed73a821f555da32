"""Materials, their alternatives and their groups."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import (
    groups,
    materials,
    providers,
    saving,
)
from core.directory.materials import MaterialData
from core.directory.models import (
    Material,
    Unit,
)
from core.kernel.errors import Forbidden, StaleVersion, ValidationFailed
from core.kernel.permissions import Actor

Actors = Callable[[str], Actor]


@pytest.fixture
def vera(actors: Actors) -> Actor:
    """The head of sales: keeps materials, prices and books."""
    return actors("vera")


@pytest.fixture
def bolt(session: Session) -> Material:
    """A bolt of the house."""
    return session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()


def _errors(action: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(ValidationFailed) as caught:
        action()
    return {name: " ".join(map(str, told)) for name, told in caught.value.errors.items()}


# Materials


def _data(session: Session, **changed: Any) -> MaterialData:
    unit = session.scalars(select(Unit).where(Unit.code == "796")).one()
    return replace(MaterialData(sku="NEW-1", name="Новая вещь", unit_id=unit.id), **changed)


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"sku": " "}, "sku", "Заполните"),
        ({"sku": "din933 м8х40"}, "sku", "уже есть"),
        ({"sku": "x" * 61}, "sku", "Не длиннее 60"),
        ({"name": ""}, "name", "Заполните"),
        ({"unit_id": None}, "unit_id", "единицу измерения"),
        ({"group_id": 10**9}, "group_id", "Такой группы нет"),
        ({"vat_category": "usn_5"}, "vat_category", "ставку НДС"),
        ({"weight": Decimal(-1)}, "weight", "Недопустимое число"),
        ({"lead_time_days": 1001}, "lead_time_days", "От 0 до 1000"),
        ({"is_special": True}, "lead_time_days", "нужен срок изготовления"),
    ],
)
def test_each_wrong_value_of_a_material_is_told_beside_its_field(
    session: Session, vera: Actor, changed: dict[str, Any], field: str, told: str
) -> None:
    errors = _errors(lambda: materials.create_material(session, vera, _data(session, **changed)))

    assert list(errors) == [field]
    assert told in errors[field]


def test_a_material_is_found_under_its_new_name_at_once(session: Session, vera: Actor) -> None:
    material = materials.create_material(session, vera, _data(session))

    materials.edit_material(
        session, vera, material.id, _data(session, name="Кронштейн угловой"), version=1
    )

    assert providers.suggest_materials(session, "кронштейны", 5) == [material]
    assert material not in providers.suggest_materials(session, "новая вещь", 5)
    assert saving.history(session, material)[0].changes["name"][1] == "Кронштейн угловой"


def test_a_material_put_away_is_suggested_no_more(
    session: Session, vera: Actor, bolt: Material
) -> None:
    materials.archive_material(session, vera, bolt.id, archived=True, version=bolt.version)

    assert bolt not in providers.suggest_materials(session, "DIN933-M8x40", 10)


def test_what_is_out_of_the_assortment_is_suggested_only_where_it_is_asked_for(
    session: Session, bolt: Material
) -> None:
    bolt.sellable = False
    session.flush()

    assert bolt in providers.suggest_materials(session, "DIN933-M8x40", 10)
    assert bolt not in providers.suggest_materials(session, "DIN933-M8x40", 10, sellable_only=True)


def test_the_beginning_of_an_article_number_is_enough(session: Session) -> None:
    found = providers.suggest_materials(session, "din933", 10)

    assert {row.sku for row in found[:3]} == {
        "DIN933-M8x40",
        "DIN933-M8x50",
        "DIN933-M8x40-A2",
    }


def test_alternatives_keep_their_order(session: Session, vera: Actor, bolt: Material) -> None:
    ids = [key for key in session.scalars(select(Material.id)) if key != bolt.id][:3]

    materials.set_alternatives(
        session, vera, bolt.id, [(ids[2], "в"), (ids[0], "")], version=bolt.version
    )
    materials.set_alternatives(
        session, vera, bolt.id, [(ids[0], "а"), (ids[1], ""), (ids[2], "в")], version=None
    )

    found = materials.alternatives_of(session, [bolt.id])[bolt.id]
    assert [(one.alternative_id, one.note) for one in found] == [
        (ids[0], "а"),
        (ids[1], ""),
        (ids[2], "в"),
    ]


def test_alternatives_that_make_no_sense_are_refused(
    session: Session, vera: Actor, bolt: Material
) -> None:
    def put(*chosen: int) -> dict[str, str]:
        return _errors(
            lambda: materials.set_alternatives(
                session, vera, bolt.id, [(key, "") for key in chosen], version=None
            )
        )

    other = bolt.id + 1
    assert "самому себе" in put(bolt.id)["alternatives"]
    assert "дважды" in put(other, other)["alternatives"]
    assert "из номенклатуры" in put(10**9)["alternatives"]
    assert "Не больше 20" in put(*range(10**6, 10**6 + 21))["alternatives"]


def test_alternatives_seen_before_another_change_are_not_saved(
    session: Session, vera: Actor, bolt: Material
) -> None:
    with pytest.raises(StaleVersion):
        materials.set_alternatives(session, vera, bolt.id, [], version=bolt.version - 1)


def test_a_manager_may_not_change_materials(session: Session, actors: Actors) -> None:
    with pytest.raises(Forbidden):
        materials.create_material(session, actors("anna"), _data(session))


# Groups


def test_the_tree_stands_in_order_with_whole_paths(session: Session, vera: Actor) -> None:
    top = groups.create_group(session, vera, "Электрика")
    groups.create_group(session, vera, "Реле", top.id)
    groups.create_group(session, vera, "Лампы", top.id)

    nodes = [node for node in groups.tree(session) if node.path.startswith("Электрика")]

    assert [(node.depth, node.path) for node in nodes] == [
        (0, "Электрика"),
        (1, "Электрика / Лампы"),
        (1, "Электрика / Реле"),
    ]
    assert groups.below(session, top.id) == {node.id for node in nodes}


def test_a_group_cannot_be_put_under_itself(session: Session, vera: Actor) -> None:
    top = groups.create_group(session, vera, "Верх")
    low = groups.create_group(session, vera, "Низ", top.id)

    errors = _errors(
        lambda: groups.edit_group(session, vera, top.id, name="Верх", parent_id=low.id)
    )

    assert "в саму себя" in errors["parent_id"]


def test_two_groups_of_one_name_stand_only_in_different_places(
    session: Session, vera: Actor
) -> None:
    top = groups.create_group(session, vera, "Прочее")
    groups.create_group(session, vera, "Прочее", top.id)

    assert "уже есть" in _errors(lambda: groups.create_group(session, vera, "Прочее"))["name"]


def test_a_group_put_away_hides_what_is_under_it(session: Session, vera: Actor) -> None:
    top = groups.create_group(session, vera, "Старое")
    groups.create_group(session, vera, "Совсем старое", top.id)

    groups.edit_group(session, vera, top.id, name="Старое", parent_id=None, archived=True)

    assert not [node for node in groups.tree(session) if "старое" in node.path.lower()]
