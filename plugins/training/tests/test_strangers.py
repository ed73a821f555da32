"""What is somebody's own is not opened, moved or guessed by anybody else, whatever the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.sdk import Permission
from core.sdk.web import PUBLIC, Screens
from core.testing.browser import Visitor
from plugins.training import models
from plugins.training.models import Assignment, Plan, QuizAttempt, Signature, Violation
from plugins.training.tests.reading_world import person, user, working
from plugins.training.tests.stage import set_the_stage

Visit = Callable[..., Visitor]
KEPT = (
    models.Assignment,
    models.GateException,
    models.JournalEntry,
    models.OwnerQuestion,
    models.Plan,
    models.PlanStep,
    models.Quiz,
    models.QuizAttempt,
    models.ReaderNote,
    models.SectionReading,
    models.Signature,
    models.SignatureConsent,
    models.TrialMark,
    models.Violation,
)


@dataclass(frozen=True)
class Route:
    """An address of the plugin with ids put in."""

    method: str
    address: str
    endpoint: str


@pytest.fixture
def staged(app: Flask, visit: Visit, run_jobs: Callable[[], int]) -> Flask:
    """Everybody's things in every state."""
    people: dict[str, Visitor] = {}
    set_the_stage(lambda login: people.setdefault(login, visit(login)), run_jobs)
    return app


def own_screens(app: Flask) -> Mapping[str, Screens]:
    registry = app.extensions["reglament"].registry
    return {
        one.name: one for one in registry.screens if one.blueprint.import_name == "plugins.training"
    }


def routes(app: Flask, ids: Mapping[str, object]) -> list[Route]:
    """Every route of the plugin whose arguments are all among ``ids``."""
    own = own_screens(app)
    found: list[Route] = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.split(".")[0] in own and rule.arguments <= set(ids):
                built = rule.build({name: ids[name] for name in rule.arguments})
                assert built is not None, rule
                for method in sorted({"GET", "POST"} & (rule.methods or set())):
                    found.append(Route(method, built[1], rule.endpoint))
    return found


def counts(app: Flask) -> dict[str, int]:
    with working(app) as session:
        return {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in KEPT
        }


def test_every_post_wants_a_token_of_its_sender(staged: Flask, visit: Visit) -> None:
    ids = dict.fromkeys(
        {name for rule in staged.url_map.iter_rules() for name in rule.arguments}, 1
    )
    vera = visit("vera")
    posts = [one for one in routes(staged, ids) if one.method == "POST"]
    assert len(posts) > 50
    before = counts(staged)
    open_without = [
        one.address
        for one in posts
        if vera.post(one.address, {}, expect_errors=True).status_int != 400
    ]
    assert open_without == []
    assert counts(staged) == before


def test_what_is_annas_is_not_boriss(staged: Flask, visit: Visit) -> None:
    """Her reading, her signature, her answers, the plans and cases that are none of his."""
    with working(staged) as session:
        anna, dina = user(session, "anna"), user(session, "dina")
        signature = session.scalars(select(Signature).where(Signature.user_id == anna.id)).one()
        waiting = session.scalars(
            select(Assignment.id).where(
                Assignment.user_id == anna.id, Assignment.signed_at.is_(None)
            )
        ).first()
        attempt = session.scalars(
            select(QuizAttempt.id).where(QuizAttempt.user_id == dina.id)
        ).one()
        plan = session.scalars(select(Plan).where(Plan.user_id == dina.id)).one()
        case = session.scalars(
            select(Violation.document_id).where(Violation.unique_key == "case-1")
        ).one()
        ids = {
            "assignment_id": waiting,
            "signature_id": signature.id,
            "attempt_id": attempt,
            "plan_id": plan.id,
            "step_id": plan.steps[0].id,
        }
        cases = {"document_id": case, "pause_id": 1}
    found = [
        *routes(staged, ids),
        *(one for one in routes(staged, cases) if one.endpoint.startswith("training_violations.")),
    ]
    chosen = [one for one in found if any(part.isdigit() for part in one.address.split("/"))]
    assert len(chosen) > 25
    boris = visit("boris")
    token = boris.token()
    before = counts(staged)
    opened: list[str] = []
    for one in chosen:
        answer = (
            boris.get(one.address, expect_errors=True)
            if one.method == "GET"
            else boris.post(one.address, {"csrf_token": token, "done": "1"}, expect_errors=True)
        )
        if answer.status_int not in {403, 404}:
            opened.append(f"{one.method} {one.address} {answer.status_int} {one.endpoint}")
    assert opened == []
    assert counts(staged) == before


def test_a_role_without_the_right_is_refused_and_a_stranger_logs_in(
    staged: Flask, visit: Visit
) -> None:
    ids = dict.fromkeys(
        {name for rule in staged.url_map.iter_rules() for name in rule.arguments}, 1
    )
    own = own_screens(staged)
    gleb, nobody = visit("gleb"), visit()
    token = gleb.token()
    with working(staged) as session:
        actor = person(session, "gleb")
    wrong: list[str] = []
    for one in routes(staged, ids):
        needed = own[one.endpoint.split(".")[0]].access[one.endpoint]
        if needed is PUBLIC:
            continue
        if one.method == "GET":
            answer = nobody.get(one.address, expect_errors=True)
            if answer.status_int != 302 or "/login" not in answer.location:
                wrong.append(f"nobody {one.address} {answer.status_int}")
        if isinstance(needed, Permission) and not actor.can(needed):
            answer = (
                gleb.get(one.address, expect_errors=True)
                if one.method == "GET"
                else gleb.post(one.address, {"csrf_token": token}, expect_errors=True)
            )
            if answer.status_int not in {403, 404}:
                wrong.append(f"gleb {one.method} {one.address} {answer.status_int}")
    assert wrong == []
