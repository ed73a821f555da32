"""The trial period: as long as the law allows to the position (ТК ст. 70)."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.sdk import ValidationFailed
from plugins.training.labour_law import trial_limit
from plugins.training.services import onboarding
from plugins.training.services.onboarding import PlanInput
from plugins.training.tests.reading_world import Actors
from plugins.training.tests.test_onboarding import FIRST_DAY, person, template

ARTICLE = r"ст\. 70"


def test_a_trial_longer_than_the_law_allows_to_the_position_is_refused(
    session: Session, actors: Actors
) -> None:
    half_a_year = date(2027, 5, 17)
    made = template(session, actors("zhanna"))
    egor, anna = person(session, "egor"), person(session, "anna")
    given = PlanInput(egor.id, anna.id, made.id, FIRST_DAY, half_a_year)
    with pytest.raises(ValidationFailed, match=ARTICLE) as refused:
        onboarding.make_plan(session, actors("zhanna"), given)
    assert set(refused.value.errors) == {"trial_until"}

    egor.position = "Главный бухгалтер"
    plan = onboarding.make_plan(session, actors("zhanna"), given)
    assert plan.trial_until == half_a_year

    egor.position = "Менеджер"
    with pytest.raises(ValidationFailed, match=ARTICLE):
        onboarding.change_plan(
            session, actors("zhanna"), plan.id, plan.mentor_id, half_a_year, plan.version
        )


@pytest.mark.parametrize(
    ("position", "months"),
    [
        ("Менеджер", 3),
        ("Директор", 6),
        ("Заместитель генерального директора по продажам", 6),
        ("Коммерческий директор", 3),
        ("Директор по продажам", 3),
        ("Директор магазина", 3),
        ("Заместитель главного бухгалтера", 6),
        ("Руководитель отдела продаж", 3),
        ("Директор филиала в Твери", 6),
    ],
)
def test_the_law_lets_heads_alone_be_tried_for_half_a_year(position: str, months: int) -> None:
    assert trial_limit(position) == months
