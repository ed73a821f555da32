"""The program in every composition: each set of plugins that can work boots, migrates and shows
its menu; one that is switched off is gone from everywhere but the registry of documents."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from random import Random

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from core.accounts import service as accounts
from core.accounts.models import RoleGrant, User
from core.accounts.policy import unrestricted
from core.db.session import db, unit_of_work
from core.directory import seed
from core.directory.models import Organisation
from core.documents import service as documents
from core.documents.models import Document
from core.extending import enabled, migrate
from core.extending.manager import available
from core.extending.registry import Registry
from core.kernel.declarations import Role
from core.testing.browser import Visitor
from core.testing.databases import TestDatabases
from core.testing.fixtures import TEMPLATE, MakeApp
from core.testing.house import PASSWORD

SAMPLE = 12
ALL = tuple(available())
Sets = Collection[frozenset[str]]


# --- which sets there are ---


def _requirements() -> Mapping[str, frozenset[str]]:
    """What each plugin on this machine stands on. One that cannot be imported stands on nothing:
    its own tests say what is wrong with it."""
    found: dict[str, frozenset[str]] = {}
    for name, target in available().items():
        try:
            found[name] = frozenset(import_module(target).MANIFEST.requires)
        except Exception:
            found[name] = frozenset()
    return found


def _closed(names: Collection[str], requires: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The names with all that they stand on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += requires[name]
    return frozenset(found)


def closed_sets(requires: Mapping[str, frozenset[str]], sample: int = SAMPLE) -> Sets:
    """The empty set, all, every single one, every pair, all but one, and a seeded sample of the
    rest; each with whatever it stands on, or without whatever stands on the one left out."""
    names = sorted(requires)
    found = {frozenset[str](), frozenset(names)}
    for size in (1, 2):
        found |= {_closed(chosen, requires) for chosen in combinations(names, size)}
    for left_out in names:
        found.add(frozenset(name for name in names if left_out not in _closed([name], requires)))
    rng = Random(2026)
    for _ in range(sample if len(names) > 3 else 0):
        found.add(_closed(rng.sample(names, rng.randint(3, len(names) - 1)), requires))
    return sorted(found, key=lambda one: (len(one), sorted(one)))


def test_the_sets_to_try_are_closed_and_hold_singles_pairs_and_all_but_one() -> None:
    requires = {
        "quotes": frozenset[str](),
        "crm": frozenset[str](),
        "orders": frozenset({"quotes"}),
        "invoicing": frozenset({"orders"}),
        "logistics": frozenset({"orders"}),
    }

    found = closed_sets(requires)

    assert all(requires[name] <= chosen for chosen in found for name in chosen)
    assert len(found) == len(set(found))
    for chosen in (
        {"quotes"},
        {"crm", "quotes"},
        {"quotes", "orders", "invoicing"},
        {"quotes", "orders", "invoicing", "logistics"},
        {"crm"},
        {"quotes", "orders", "crm", "logistics"},
        {"quotes", "orders", "crm", "invoicing"},
    ):
        assert frozenset(chosen) in found
    assert closed_sets(requires) == found


# --- each of them ---


def _name(chosen: Collection[str]) -> str:
    return "+".join(sorted(chosen)) or "core"


@pytest.fixture(params=closed_sets(_requirements()), ids=_name)
def composition(
    request: pytest.FixtureRequest, databases: TestDatabases, make_app: MakeApp
) -> Iterator[Flask]:
    """The program with one set of plugins over a database that has just been made."""
    # A comma alone names no plugin, where an empty setting leaves the choice to the database.
    app = make_app(databases.create("composition"), plugins=",".join(request.param) or ",")
    with app.app_context():
        migrate.upgrade(db.engine, app.extensions["reglament"].registry)
        with unit_of_work() as session:
            accounts.sync_roles(session)
            seed.fill(session)
            accounts.create_user(
                session,
                login="everybody",
                full_name="Единая в семи лицах",
                password=PASSWORD,
                roles=[role.value for role in Role],
            )
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_set_of_plugins_boots_migrates_and_shows_its_menu(
    composition: Flask, request: pytest.FixtureRequest
) -> None:
    registry: Registry = composition.extensions["reglament"].registry
    chosen = request.node.callspec.params["composition"]
    assert registry.quarantined == {}
    assert set(registry.manifests) == {"core", *chosen}
    with composition.app_context():
        assert migrate.pending(db.engine, registry) == []
        tables = set(inspect(db.engine).get_table_names())
    assert {name.split("_")[0] for name in tables} == {"core", *chosen}

    visitor = Visitor(composition)
    visitor.log_in("everybody")
    links = {link["href"] for link in visitor.get("/").html.select(".side-nav a.nav-link")}

    shown = [one for one in registry.menu if one.shown is None]
    with composition.test_request_context():
        expected = {composition.url_for(entry.endpoint) for entry in shown}
    assert expected <= links
    for address in links:
        # A line may lead to a list with its filter already chosen.
        assert visitor.get(address).maybe_follow().status_int == 200, address


# --- without one of them ---


@dataclass(frozen=True)
class Installation:
    """The small company's database and the program started over it, as often as wanted."""

    url: str
    start: Callable[[str], Flask]

    def started(self) -> Flask:
        """The program as it is after a restart."""
        return self.start(self.url)

    def switch(self, app: Flask, name: str, on: bool) -> Flask:
        """Switch a plugin, as the command does, and start again."""
        with app.app_context():
            with unit_of_work() as session:
                enabled.switch(session, name, on)
            db.engine.dispose()
        return self.started()


@pytest.fixture
def installation(
    application: Flask, databases: TestDatabases, make_app: MakeApp
) -> Iterator[Installation]:
    # ``application`` has made the template.
    started: list[Flask] = []

    def start(url: str) -> Flask:
        started.append(make_app(url))
        return started[-1]

    yield Installation(databases.copy(TEMPLATE, "installation"), start)
    for app in started:
        with app.app_context():
            db.engine.dispose()


def _register_a_draft(app: Flask, code: str) -> int:
    """A document of a type, Anna's, without anything that its plugin would add."""
    with app.app_context(), unit_of_work() as session:
        anna = session.scalars(select(User).where(User.login == "anna")).one()
        document = documents.create(
            session,
            accounts.actor_of(session, anna),
            code,
            organisation_id=session.scalars(select(Organisation.id)).first() or 0,
        )
        return document.id


def _own(registry: Registry, name: str) -> dict[str, list[str]]:
    """What a plugin has brought in, by kind."""
    prefix = f"{name}."
    return {
        "permissions": [code for code in registry.permissions if code.startswith(prefix)],
        "types": [code for code in registry.document_types if code.startswith(prefix)],
        "jobs": [kind for kind in registry.jobs if kind.startswith(prefix)],
        "periodic": [one.kind for one in registry.periodic_jobs if one.kind.startswith(prefix)],
        "norms": [key for key in registry.norms if key.startswith(prefix)],
        "menu": [one.endpoint for one in registry.menu if one.endpoint.startswith(prefix)],
    }


@pytest.mark.parametrize("name", ALL)
def test_a_plugin_switched_off_is_gone_from_everywhere_but_the_registry(
    name: str, installation: Installation
) -> None:
    before = installation.started()
    registry: Registry = before.extensions["reglament"].registry
    own = _own(registry, name)
    screens = {
        rule.endpoint: str(rule)
        for rule in before.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in {one.name for one in registry.screens}
        and "GET" in (rule.methods or ())
        and not rule.arguments
    }
    ids = {code: _register_a_draft(before, code) for code in own["types"]}

    after = installation.switch(before, name, on=False)

    left: Registry = after.extensions["reglament"].registry
    assert name not in left.manifests
    assert not any(_own(left, name).values())
    gone = set(screens) - {rule.endpoint for rule in after.url_map.iter_rules()}
    assert gone, "the plugin had no screen of its own"
    anna = Visitor(after)
    anna.log_in("anna")
    for endpoint in gone:
        assert anna.get(screens[endpoint], expect_errors=True).status_int == 404, endpoint
    links = {link["href"] for link in anna.get("/").html.select(".side-nav a.nav-link")}
    assert not links & {screens[endpoint] for endpoint in gone}
    _its_documents_stay_and_are_marked(after, ids)
    _its_permissions_are_kept_but_given_to_nobody(after, own["permissions"])

    again = installation.switch(after, name, on=True)

    assert _own(again.extensions["reglament"].registry, name) == own
    with again.app_context():
        found = db.session().scalars(unrestricted(select(Document.id)))
        assert set(ids.values()) <= set(found)


def _its_documents_stay_and_are_marked(app: Flask, ids: Mapping[str, int]) -> None:
    vera = Visitor(app)
    vera.log_in("vera")
    page = vera.get("/registry/")
    for code, document_id in ids.items():
        address = f"/documents/{document_id}"
        row = page.html.find("a", href=lambda href, end=address: bool(href) and href.endswith(end))
        assert row is not None, f"the registry does not list {code}"
        assert "модуль отключён" in row.find_parent("tr").get_text(" ")
        answer = vera.get(address, expect_errors=True)
        assert answer.status_int == 404
        assert "Модуль этого документа отключён" in answer


def _its_permissions_are_kept_but_given_to_nobody(app: Flask, codes: Collection[str]) -> None:
    with app.app_context():
        session = db.session()
        kept = session.scalars(select(RoleGrant.permission).where(RoleGrant.permission.in_(codes)))
        assert set(kept) == set(codes), "the roles have forgotten what they were granted"
        for user in session.scalars(select(User)):
            assert not set(accounts.actor_of(session, user).grants) & set(codes)
    admin = Visitor(app)
    admin.log_in("admin")
    page = admin.get("/admin/roles")
    assert not [code for code in codes if code in page]
    assert "выключен" in admin.get("/admin/plugins")
