"""From a customer's words to the assortment."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import match, search
from core.directory.models import Material, Unit
from core.kernel.stems import normalise_sku
from core.testing.queries import counted

GOODS = {
    "BLT-840": "Болт М8х40 DIN 933 оцинкованный",
    "BLT-850": "Болт М8х50 DIN 933 оцинкованный",
    "BLT-851": "Болт М8х50 DIN 931 нержавеющий А2",
    "NUT-8": "Гайка М8 DIN 934 оцинкованная",
    "AV-16": "Автоматический выключатель ВА47-29 1Р 16А C",
    "AV-25": "Автоматический выключатель ВА47-29 1Р 25А C",
    "KAB-25": "Кабель ВВГнг(А)-LS 3х2,5",
    "KAB-15": "Кабель ВВГнг(А)-LS 3х1,5",
    "RZ-2": "Розетка двойная с заземлением белая",
    "ANK-10": "Анкер клиновой 10х100",
}


@pytest.fixture
def goods(session: Session) -> dict[str, Material]:
    """A small assortment of its own; the house's is put away."""
    unit = session.scalars(select(Unit).where(Unit.code == "796")).one()
    for row in session.scalars(select(Material)).all():
        row.archived = True
        match.reindex(session, [row])
    found = {
        sku: Material(sku=sku, sku_key=normalise_sku(sku), name=name, unit_id=unit.id)
        for sku, name in GOODS.items()
    }
    session.add_all(found.values())
    session.flush()
    match.reindex(session, found.values())
    return found


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("text", "sku", "how"),
    [
        ("BLT-850", "BLT-850", "sku"),
        ("blt 850", "BLT-850", "sku"),
        ("ВLТ-850", "BLT-850", "sku"),  # the first and the third letter are Cyrillic
        ("арт. BLT-851 болт", "BLT-851", "sku"),
        ("Болт М8х50 DIN 933", "BLT-850", "words"),
        ("болты м8 * 50 din933 оцинкованные", "BLT-850", "words"),
        ("оцинкованных гаек м8", "NUT-8", "words"),
        ("анкер 10 х 100", "ANK-10", "words"),
        ("разетка двойная", "RZ-2", "fuzzy"),
        ("розетка дв. белая", "RZ-2", "fuzzy"),
        ("автомат 16а", "AV-16", "fuzzy"),
        ("кабель ввг нг ls 3*2.5", "KAB-25", "words"),
    ],
)
def test_people_write_as_they_like_and_are_understood(
    session: Session, text: str, sku: str, how: str
) -> None:
    [[best, *_]] = match.match(session, [text])

    assert best.material.sku == sku
    assert best.how == how
    assert not best.differs


@pytest.mark.usefixtures("goods")
def test_a_wrong_size_ranks_below_the_right_one_and_says_what_differs(session: Session) -> None:
    [found] = match.match(session, ["Болт М8х50 DIN 933 оцинкованный"])

    by_sku = {one.material.sku: one for one in found}
    assert found[0].material.sku == "BLT-850"
    assert by_sku["BLT-840"].score < found[0].score / 2
    assert [(one.asked, one.found) for one in by_sku["BLT-840"].differs] == [("М8х50", "М8х40")]
    assert [(one.asked, one.found) for one in by_sku["BLT-851"].differs] == [("DIN 933", "DIN 931")]


@pytest.mark.usefixtures("goods")
def test_a_size_that_nobody_makes_gives_neighbours_that_are_all_marked(session: Session) -> None:
    [found] = match.match(session, ["болт м8х60"])

    assert {one.material.sku for one in found} == {"BLT-840", "BLT-850", "BLT-851"}
    assert all(one.differs for one in found)
    assert all(one.score < 0.5 for one in found)


@pytest.mark.usefixtures("goods")
def test_amperes_are_no_slip_of_the_pen(session: Session) -> None:
    [found] = match.match(session, ["Автоматический выключатель 1Р 25А"])

    assert found[0].material.sku == "AV-25"
    other = next(one for one in found if one.material.sku == "AV-16")
    assert [(one.asked, one.found) for one in other.differs] == [("25А", "С16")]


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("text", ["", "   ", "???", "цемент М500", "100"])
def test_what_is_not_sold_matches_nothing(session: Session, text: str) -> None:
    assert match.match(session, [text]) == [[]]


def test_what_is_put_away_is_not_found(session: Session, goods: dict[str, Material]) -> None:
    goods["BLT-850"].archived = True
    match.reindex(session, [goods["BLT-850"]])

    [found] = match.match(session, ["BLT-850", "Болт М8х50 DIN 933"])[:1]

    assert found == []


def test_what_is_out_of_the_assortment_is_found_so_that_another_can_be_offered(
    session: Session, goods: dict[str, Material]
) -> None:
    goods["RZ-2"].sellable = False

    [[best]] = match.match(session, ["розетка двойная"])

    assert not best.material.sellable


@pytest.mark.usefixtures("goods")
def test_scores_stay_between_zero_and_one_and_fall(session: Session) -> None:
    for found in match.match(session, [*GOODS, *GOODS.values(), "болт", "м8", "16"]):
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


@pytest.mark.usefixtures("goods")
def test_a_long_letter_takes_as_many_questions_as_a_short_one(session: Session) -> None:
    def asked(texts: list[str]) -> int:
        session.expire_all()
        with counted(session.get_bind()) as statements:
            match.match(session, texts)
        return len(statements)

    assert asked(["болт м8х50", "разетка"]) == asked([*GOODS.values(), "разетка"] * 20)


@pytest.mark.usefixtures("goods")
def test_the_same_texts_always_give_the_same_answer(session: Session) -> None:
    texts = list(GOODS.values())

    def told() -> list[list[tuple[str, float]]]:
        return [
            [(one.material.sku, one.score) for one in line] for line in match.match(session, texts)
        ]

    assert told() == told()


def test_an_entity_is_found_by_what_it_is_called_now(
    session: Session, goods: dict[str, Material]
) -> None:
    bolt = goods["BLT-840"]
    bolt.name = "Хомут червячный"
    match.reindex(session, [bolt])

    assert search.candidates(session, "material", "хомуты", 5)[0][0] == bolt.id
    assert bolt.id not in [key for key, _ in search.candidates(session, "material", "болт", 50)]


def test_kinds_do_not_mix(session: Session) -> None:
    search.index(session, "one", 1, [("василёк", 3)])
    search.index(session, "two", 2, [("василёк", 3)])

    assert [key for key, _ in search.candidates(session, "one", "василек", 5)] == [1]


def test_a_rare_word_counts_for_more_than_a_common_one(session: Session) -> None:
    for key in range(1, 50):
        search.index(session, "thing", key, [("болт обычный", 3)])
    search.index(session, "thing", 100, [("винт кадмированный", 3)])

    assert search.candidates(session, "thing", "болт кадмированный", 1)[0][0] == 100
