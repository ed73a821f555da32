"""What every plugin must keep to. A plugin's tests inherit this class:

    class TestConformance(PluginConformance):
        name = "quotes"
        norm_proofs = {...}         # a proof for each norm: core.testing.norms

        def make_rows(self, session, who_is, count): ...  # for its lists: core.testing.flat

It boots the program with the plugin and with all that it requires. The plugin may lie in
``plugins/`` or come by a package of its own.
"""

import ast
from collections.abc import Callable, Mapping
from importlib.util import resolve_name
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
from core.testing import catalogues
from core.testing.constants import faults_of_constants
from core.testing.databases import TestDatabases
from core.testing.faults import expect_none
from core.testing.flat import FlatConformance, package_of
from core.testing.norms import NormsConformance
from core.web.screens import Open

CORE_MODULE = "core.plugin"
ALLOWED = ("core.sdk", "core.testing")


class PluginConformance(NormsConformance, FlatConformance):
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

    def test_its_tables_carry_its_name_and_no_others_do(self, manifest: Manifest) -> None:
        expect_none(faults_of_tables(package_of(self.name), manifest.tables))

    def test_it_reaches_the_core_by_the_sdk_only(self, manifest: Manifest) -> None:
        expect_none(faults_of_imports(package_of(self.name), manifest.root))

    def test_its_catalogues_say_everything_in_russian_and_in_english(
        self, manifest: Manifest
    ) -> None:
        expect_none(catalogues.faults(manifest.root, manifest.root / "locales"))

    def test_its_domain_knows_no_flask(self, manifest: Manifest) -> None:
        package = package_of(self.name)
        for part in ("models", "services", "queries", "workflow", "guards", "norms"):
            for path in [manifest.root / f"{part}.py", *(manifest.root / part).rglob("*.py")]:
                if path.exists():
                    names = imported(path, package_at(path, manifest.root, package))
                    flask = [name for name in names if name.split(".")[0].split("_")[0] == "flask"]
                    assert flask == [], f"{path}: {flask}"

    def test_no_parameter_of_the_business_stands_in_its_code(self, manifest: Manifest) -> None:
        expect_none(faults_of_constants(manifest.root))

    def test_its_readme_shows_the_workflows_as_they_are(
        self, registry: Registry, manifest: Manifest
    ) -> None:
        diagrams = {
            code: kind.workflow.diagram()
            for code, kind in registry.document_types.items()
            if code.startswith(f"{self.name}.")
        }
        expect_none(faults_of_readme(manifest.root / "README.md", diagrams))

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


def faults_of_tables(package: str, prefix: str) -> list[str]:
    """Tables of a package's models without the prefix, and others' tables with it."""
    found: list[str] = []
    for mapper in Base.registry.mappers:
        model = mapper.class_
        own = f"{model.__module__}.".startswith(f"{package}.")
        if own != model.__tablename__.startswith(prefix):
            found.append(f"{model.__module__}.{model.__name__}: table {model.__tablename__}")
    return found


def faults_of_imports(package: str, root: Path) -> list[str]:
    """What the files below ``root`` import of the core beside the sdk, and of other plugins."""
    strangers = {"plugins", *(package_of(name) for name in available())} - {package}
    found: list[str] = []
    for path in sorted(root.rglob("*.py")):
        for name in imported(path, package_at(path, root, package)):
            own = within(name, package)
            core = within(name, "core") and not any(within(name, one) for one in ALLOWED)
            if core or (not own and any(within(name, one) for one in strangers)):
                found.append(f"{path.relative_to(root)}: {name}")
    return found


def faults_of_readme(path: Path, diagrams: Mapping[str, str]) -> list[str]:
    """Workflows whose diagram, as their table gives it, the file does not show."""
    if not path.exists():
        return [f"{path.name}: there is none"]
    text = path.read_text(encoding="utf-8")
    return [
        f"{path.name}: lacks the diagram of {code}; it is now:\n{diagram}"
        for code, diagram in diagrams.items()
        if diagram not in text
    ]


def within(name: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return f"{name}.".startswith(f"{package}.")


def package_at(path: Path, root: Path, package: str) -> str:
    """The package that a file lies in, where ``root`` is the folder of ``package``."""
    return ".".join([package, *path.relative_to(root).parent.parts])


def imported(path: Path, package: str) -> list[str]:
    """Full names of all modules that a file imports, also inside functions.

    ``package`` is the one that the file lies in: relative imports start from it.
    """
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            found.append(resolve_name("." * node.level + (node.module or ""), package))
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found
