"""Every route of a governed stage is closed over HTTP until the signature."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from core.sdk import Document, Organisation, Partner, Permission, at, create, unrestricted
from core.sdk.web import PUBLIC, Screens
from core.testing.browser import Visitor
from plugins.training.models import RegulationVersion
from plugins.training.tests.reading_world import (
    MONDAY,
    assigned,
    person,
    rules,
    signed,
    working,
)

STAGE = "quotes.offer"
Visit = Callable[..., Visitor]


def _ruled(app: Flask, login: str) -> tuple[int, int]:
    """Rules in force for a week; a draft of the person. The version's and the draft's keys."""
    with working(app) as session:
        vera = person(session, "vera")
        organisation = session.scalars(select(Organisation.id)).first()
        partner = session.scalars(unrestricted(select(Partner.id))).first()
        assert organisation is not None
        with at(MONDAY):
            own = create(
                session,
                person(session, login),
                STAGE,
                organisation_id=organisation,
                partner_id=partner,
            )
        version = rules(session, vera)
        return version.document_id, own.id


def _governed(app: Flask) -> dict[str, Screens]:
    registry = app.extensions["reglament"].registry
    return {one.name: one for one in registry.screens if one.stage == STAGE}


def _addresses(app: Flask, document_id: int) -> list[tuple[str, str, object]]:
    """Every route of the governed screens: method, address, permission."""
    governed = _governed(app)
    found: list[tuple[str, str, object]] = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            screens = governed.get(rule.endpoint.split(".")[0])
            if screens is None:
                continue
            values = dict.fromkeys(rule.arguments, document_id)
            built = rule.build(values)
            assert built is not None, rule
            for method in {"GET", "POST"} & (rule.methods or set()):
                found.append((method, built[1], screens.access[rule.endpoint]))
    return found


def test_every_route_of_a_governed_stage_is_closed_until_the_signature(
    app: Flask, visit: Visit
) -> None:
    version, own = _ruled(app, "egor")
    with at(MONDAY + timedelta(days=7)):
        egor = visit("egor")
        csrf = egor.token()
        with working(app) as session:
            actor = person(session, "egor")
        routes = _addresses(app, own)
        assert len(routes) > 20

        def answers() -> dict[tuple[str, str], str]:
            found: dict[tuple[str, str], str] = {}
            for method, address, permission in routes:
                if permission is PUBLIC or (
                    isinstance(permission, Permission) and not actor.can(permission)
                ):
                    continue
                send = egor.get if method == "GET" else egor.post
                more = {} if method == "GET" else {"params": {"csrf_token": csrf}}
                answer = send(address, expect_errors=True, **more)
                refused = answer.status_int == 403 and "редакция 1" in answer
                found[(method, address)] = "closed" if refused else "open"
            return found

        assert set(answers().values()) == {"closed"}
        # The registry's own ways to a document of the stage are closed as well.
        for address in (f"/documents/{own}/fire/discard", f"/documents/{own}/comments"):
            assert egor.act(address, text="слово").status_int == 403
        assert "РП-01" in egor.get(f"/documents/{own}", expect_errors=True)
        with working(app) as session:
            state = session.scalar(unrestricted(select(Document.state).where(Document.id == own)))
            assert state == "draft"
            found = session.get_one(RegulationVersion, version)
            signed(session, actor, assigned(session, found, "egor"))
        assert set(answers().values()) == {"open"}


def test_no_public_screen_belongs_to_a_governed_stage(app: Flask) -> None:
    for screens in _governed(app).values():
        assert PUBLIC not in screens.access.values()
