"""What every plugin must keep to. A plugin's tests inherit this class:

    class TestConformance(PluginConformance):
        name = "quotes"

It boots the program with the plugin and with all that it requires.
"""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import inspect

from core.db.base import Base
from core.db.session import db
from core.extending import migrate
from core.extending.manager import available, collect
from core.extending.manifest import Manifest
from core.extending.registry import Registry
from core.kernel.permissions import Permission
from core.testing.databases import TestDatabases
from core.web.screens import Open

CORE_MODULE = "core.plugin"
ALLOWED = ("core.sdk", "core.testing")


class PluginConformance:
    """Set ``name`` to the plugin's."""

    name: ClassVar[str]

    @pytest.fixture
    def registry(self, application: Flask) -> Registry:
        """The registry of the running program."""
        return application.extensions["reglament"].registry

    @pytest.fixture
    def manifest(self, registry: Registry) -> Manifest:
        """The plugin's own card; a quarantined plugin has none."""
        assert self.name not in registry.quarantined, registry.quarantined[self.name]
        return registry.manifests[self.name]

    def test_it_is_found_among_the_available_plugins(self) -> None:
        assert self.name in available()

    def test_every_template_compiles(self, application: Flask, manifest: Manifest) -> None:
        folder = manifest.root / "templates"
        for path in folder.rglob("*.html"):
            application.jinja_env.get_template(path.relative_to(folder).as_posix())

    def test_templates_lie_in_a_folder_of_the_plugins_own_name(self, manifest: Manifest) -> None:
        folder = manifest.root / "templates"
        assert {path.name for path in folder.iterdir()} <= {self.name}

    def test_every_route_names_a_permission(self, application: Flask, registry: Registry) -> None:
        access = {
            endpoint: allowed
            for screens in registry.screens
            for endpoint, allowed in screens.access.items()
        }
        for rule in application.url_map.iter_rules():
            allowed = access.get(rule.endpoint)
            assert allowed is not None, f"{rule} names no permission"
            assert isinstance(allowed, Open) or allowed.value in registry.permissions

    def test_permissions_carry_the_plugins_name_and_a_title(self, registry: Registry) -> None:
        for code, declared in registry.permissions.items():
            assert isinstance(declared.permission, Permission)
            if code.startswith(f"{self.name}."):
                assert declared.title

    def test_states_and_transitions_have_titles(self, registry: Registry) -> None:
        for code, kind in registry.document_types.items():
            if code.startswith(f"{self.name}."):
                for state in kind.workflow.states:
                    assert state.title, state.name
                for move in kind.workflow.transitions:
                    assert move.title, move.name
                    assert move.done, move.name

    def test_its_tables_carry_its_name_and_the_cores_carry_the_cores(
        self, manifest: Manifest
    ) -> None:
        models = [mapper.class_ for mapper in Base.registry.mappers]
        package = f"plugins.{self.name}."
        own = [model for model in models if model.__module__.startswith(package)]
        assert all(model.__tablename__.startswith(manifest.tables) for model in own)

    def test_it_reaches_the_core_by_the_sdk_only(self, manifest: Manifest) -> None:
        wrong: list[str] = []
        for path in manifest.root.rglob("*.py"):
            for name in imported(path):
                own = name.startswith(f"plugins.{self.name}")
                if name.startswith("plugins.") and not own:
                    wrong.append(f"{path.name}: {name}")
                if name.split(".")[0] == "core" and not name.startswith(ALLOWED):
                    wrong.append(f"{path.name}: {name}")
        assert wrong == []

    def test_its_domain_knows_no_flask(self, manifest: Manifest) -> None:
        for part in ("models", "services", "queries", "workflow", "guards", "norms"):
            for path in [manifest.root / f"{part}.py", *(manifest.root / part).rglob("*.py")]:
                if path.exists():
                    flask = [name for name in imported(path) if name.split("_")[0] == "flask"]
                    assert flask == [], f"{path}: {flask}"

    def test_its_readme_shows_the_workflows_as_they_are(
        self, registry: Registry, manifest: Manifest
    ) -> None:
        readme = (manifest.root / "README.md").read_text(encoding="utf-8")
        for code, kind in registry.document_types.items():
            if code.startswith(f"{self.name}."):
                assert kind.workflow.diagram() in readme, f"README lacks the diagram of {code}"

    def test_migrations_go_up_down_and_up_again_and_match_the_models(
        self,
        databases: TestDatabases,
        make_app: Callable[..., Flask],
    ) -> None:
        app = make_app(databases.create(f"migrations_{self.name}"))
        registry = app.extensions["reglament"].registry
        with app.app_context():
            migrate.upgrade(db.engine, registry)
            migrate.downgrade(db.engine, registry, self.name, "base")
            left = inspect(db.engine).get_table_names()
            assert not [
                table
                for table in left
                if table.startswith(f"{self.name}_") and not table.endswith("_alembic")
            ]
            migrate.upgrade(db.engine, registry)
            assert migrate.pending(db.engine, registry) == []
            assert migrate.differences(db.engine, registry, self.name) == []

    def test_the_program_starts_without_it(self) -> None:
        others = {name: target for name, target in available().items() if name != self.name}
        registry = collect(CORE_MODULE, others)
        assert self.name not in registry.manifests
        assert not [code for code in registry.permissions if code.startswith(f"{self.name}.")]
        assert not [job for job in registry.jobs if job.startswith(f"{self.name}.")]


def imported(path: Path) -> list[str]:
    """Full names of all modules that a file imports, also inside functions."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found
