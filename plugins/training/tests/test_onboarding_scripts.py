"""A script of a plan is rehearsed with the mentor: the program sees it, nobody ticks it off."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, Refused
from plugins.training.models import StepKind
from plugins.training.services import onboarding, scripts
from plugins.training.services.onboarding import PlanInput, StepInput
from plugins.training.tests import script_world
from plugins.training.tests.reading_world import user


def test_a_script_of_the_plan_is_done_when_its_rehearsal_is_accepted(
    session: Session, actors: Callable[[str], Actor]
) -> None:
    vera, egor, zhanna = actors("vera"), actors("egor"), actors("zhanna")
    script = script_world.in_force(session, vera)
    steps = [StepInput(StepKind.SCRIPT, "Первый звонок", target_id=script.regulation_id)]
    made = onboarding.save_template(session, zhanna, None, "Менеджер", "manager", steps)
    given = PlanInput(
        user(session, "egor").id, user(session, "anna").id, made.id, date(2026, 11, 17)
    )
    plan = onboarding.make_plan(session, zhanna, given)
    (before,) = onboarding.states(session, plan)
    assert (before.done, before.link) == (False, f"/training/scripts/{script.regulation_id}")
    with pytest.raises(Refused, match="сама"):
        onboarding.set_done(session, egor, before.step.id, True)

    for mark, done in ((2, False), (5, True)):
        run = scripts.start(session, egor, script.regulation_id, rehearsal=True)
        for branch in ("yesaaa", "outaaa"):
            scripts.take(session, egor, run.id, branch, scripts.clicks(run))
        scripts.finish(session, egor, run.id)
        scripts.mark(session, vera, run.id, mark, "Разобрали вместе")
        assert onboarding.states(session, plan)[0].done is done
