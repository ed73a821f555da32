"""Plugins: order, duplicates, dangling names, quarantine, third parties."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from core.db.base import Base
from core.extending import enabled
from core.extending.hookspecs import hookimpl
from core.extending.manager import CORE, available, collect, in_order
from core.extending.manifest import Manifest
from core.kernel.declarations import MenuEntry, MenuSection, PermissionDeclaration, Slot, SlotFill
from core.kernel.permissions import Permission
from core.web.screens import Screens


class CorePermission(Permission):
    SEE = "core.thing.see"


class OtherPermission(Permission):
    SEE = "other.thing.see"


@pytest.fixture(autouse=True)
def _forget_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("made_"):
            del sys.modules[name]


def make(name: str, *, requires: tuple[str, ...] = (), order: int = 100, **hooks: object) -> str:
    """A plugin module with the given answers; its import path."""
    module = ModuleType(f"made_{name}")
    module.MANIFEST = Manifest(  # type: ignore[attr-defined]
        name=name,
        title=name,
        description="",
        version="1",
        root=Path(__file__).parent,
        requires=requires,
        order=order,
    )
    for hook, answer in hooks.items():
        setattr(module, hook, hookimpl(_answering(answer)))
    sys.modules[module.__name__] = module
    return module.__name__


def _answering(answer: object):
    def hook() -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return hook


def core_with(**hooks: object) -> str:
    declared = {"reglament_permissions": (PermissionDeclaration(CorePermission.SEE, "t"),)}
    return make(CORE, order=0, **{**declared, **hooks})


def test_dependencies_come_first_then_order_then_name() -> None:
    def manifest(name: str, order: int, *requires: str) -> Manifest:
        return Manifest(name, name, "", "1", Path(), requires, order)

    ordered = in_order(
        [
            manifest("zeta", 1),
            manifest("beta", 5, "omega"),
            manifest("core", 900),
            manifest("omega", 9),
            manifest("alpha", 9),
        ]
    )
    assert [one.name for one in ordered] == ["core", "zeta", "alpha", "omega", "beta"]


def test_plugins_that_require_each_other_are_refused() -> None:
    first = Manifest("one", "", "", "1", Path(), ("two",))
    second = Manifest("two", "", "", "1", Path(), ("one",))
    with pytest.raises(ValueError, match="require each other"):
        in_order([first, second])


def test_a_plugin_that_fails_to_import_is_quarantined_and_the_rest_starts() -> None:
    registry = collect(core_with(), {"broken": "made_absent", "good": make("good")})
    assert list(registry.manifests) == ["core", "good"]
    assert "ModuleNotFoundError" in registry.quarantined["broken"]


def test_a_plugin_whose_hook_raises_leaves_nothing_half_registered() -> None:
    broken = make(
        "broken",
        reglament_permissions=(PermissionDeclaration(OtherPermission.SEE, "t"),),
        reglament_menu=ValueError("no menu today"),
    )
    registry = collect(core_with(), {"broken": broken})
    assert OtherPermission.SEE.value not in registry.permissions
    assert "no menu today" in registry.quarantined["broken"]


def test_a_misspelt_hook_is_an_error_not_a_silence() -> None:
    registry = collect(core_with(), {"typo": make("typo", reglament_permisions=())})
    assert "typo" in registry.quarantined


def test_a_duplicate_permission_quarantines_the_later_plugin() -> None:
    copy = make("copy", reglament_permissions=(PermissionDeclaration(CorePermission.SEE, "t"),))
    registry = collect(core_with(), {"copy": copy})
    assert "declared twice" in registry.quarantined["copy"]


def test_a_menu_entry_that_names_an_undeclared_permission_is_refused() -> None:
    entry = MenuEntry("work", "t", "icon", "x.y", OtherPermission.SEE)
    core = core_with(reglament_menu_sections=(MenuSection("work", "t", "i"),))
    registry = collect(core, {"other": make("other", reglament_menu=(entry,))})
    assert "nobody declares" in registry.quarantined["other"]


def test_a_menu_entry_that_names_an_undeclared_section_is_refused() -> None:
    entry = MenuEntry("nowhere", "t", "icon", "x.y", CorePermission.SEE)
    registry = collect(core_with(), {"other": make("other", reglament_menu=(entry,))})
    assert "nowhere" in registry.quarantined["other"]


def test_a_fill_for_a_slot_of_an_absent_plugin_is_allowed_but_not_for_one_that_is_misspelt() -> (
    None
):
    absent = SlotFill("ghost.page:aside", lambda *_: None, CorePermission.SEE)
    wrong = SlotFill("core.home:nowhere", lambda *_: None, CorePermission.SEE)
    registry = collect(
        core_with(),
        {
            "fine": make("fine", reglament_slot_fills=(absent,)),
            "wrong": make("wrong", reglament_slot_fills=(wrong,)),
        },
    )
    assert "fine" in registry.manifests
    assert "core.home:nowhere" in registry.quarantined["wrong"]


def test_whatever_requires_a_quarantined_plugin_goes_with_it() -> None:
    targets = {
        "base": "made_absent",
        "middle": make("middle", requires=("base",)),
        "top": make("top", requires=("middle",)),
        "aside": make("aside"),
    }
    registry = collect(core_with(), targets)
    assert set(registry.quarantined) == {"base", "middle", "top"}
    assert list(registry.manifests) == ["core", "aside"]


def test_the_registry_is_frozen() -> None:
    registry = collect(core_with(), {})
    with pytest.raises(TypeError):
        registry.permissions["x"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        registry.menu = ()  # type: ignore[misc]


def test_bundled_plugins_are_found_and_cannot_be_replaced_by_a_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Point:
        def __init__(self, name: str, value: str) -> None:
            self.name, self.value = name, value

    def entry_points(group: str) -> list[Point]:
        assert group == "reglament.plugins"
        return [Point("quotes", "evil.plugin"), Point("thirdparty", "their.plugin")]

    monkeypatch.setattr("core.extending.manager.metadata.entry_points", entry_points)
    found = available()
    assert found["quotes"] == "plugins.quotes.plugin"
    assert found["thirdparty"] == "their.plugin"


def test_a_switch_in_the_database_holds_unless_the_setting_speaks() -> None:
    engine = create_engine("sqlite://")
    assert "quotes" in enabled.chosen(None, engine)
    Base.metadata.create_all(engine, tables=[enabled.PluginSwitch.__table__])
    with Session(engine) as session:
        enabled.switch(session, "quotes", False)
        session.commit()
    assert "quotes" not in enabled.chosen(None, engine)
    assert "quotes" in enabled.chosen(["quotes"], engine)
    with Session(engine) as session, pytest.raises(KeyError):
        enabled.switch(session, "ghost", True)


def test_plugins_that_wait_for_each_other_are_quarantined_and_the_rest_starts() -> None:
    targets = {
        "one": make("one", requires=("two",)),
        "two": make("two", requires=("one",)),
        "three": make("three", requires=("one",)),
        "aside": make("aside"),
    }
    registry = collect(core_with(), targets)
    assert list(registry.manifests) == ["core", "aside"]
    assert set(registry.quarantined) == {"one", "two", "three"}


def test_an_answer_that_is_no_declaration_quarantines_its_plugin() -> None:
    registry = collect(core_with(), {"odd": make("odd", reglament_menu=("a menu",))})
    assert list(registry.manifests) == ["core"]
    assert "odd" in registry.quarantined


def test_a_name_that_does_not_carry_the_plugins_own_is_refused() -> None:
    foreign = make(
        "guest", reglament_permissions=(PermissionDeclaration(OtherPermission.SEE, "t"),)
    )
    registry = collect(core_with(), {"guest": foreign})
    assert "not in its own name" in registry.quarantined["guest"]


def test_a_menu_entry_that_leads_to_no_route_quarantines_its_plugin() -> None:
    entry = MenuEntry("work", "t", "icon", "nowhere.index", CorePermission.SEE)
    core = core_with(reglament_menu_sections=(MenuSection("work", "t", "i"),))
    registry = collect(core, {"lost": make("lost", reglament_menu=(entry,))})
    assert "nowhere.index" in registry.quarantined["lost"]


def test_routes_under_a_taken_name_or_an_undeclared_permission_are_refused() -> None:
    taken, unheard = Screens("taken", __name__), Screens("unheard", __name__)
    unheard.get("/", permission=OtherPermission.SEE)(lambda: "")
    registry = collect(
        core_with(reglament_screens=(taken,)),
        {
            "twin": make("twin", reglament_screens=(Screens("taken", __name__),)),
            "unheard": make("unheard", reglament_screens=(unheard,)),
        },
    )
    assert "declared twice" in registry.quarantined["twin"]
    assert "nobody declares" in registry.quarantined["unheard"]


HALF = """
from sqlalchemy.orm import Mapped, mapped_column, relationship
from core.db.base import Base, IdMixin

class Half(IdMixin, Base):
    __tablename__ = "made_half_thing"
    others: Mapped[list["NeverDefined"]] = relationship("NeverDefined")
"""


@pytest.mark.parametrize("failing", ["raise RuntimeError('half way')", "from ._manifest import *"])
def test_the_tables_of_a_plugin_that_fails_half_way_are_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    package = tmp_path / "made_half"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(HALF)
    (package / "_manifest.py").write_text(
        "from pathlib import Path\n"
        "from core.extending.manifest import Manifest\n"
        "MANIFEST = Manifest('half', 'half', '', '1', Path(__file__).parent)\n"
    )
    (package / "plugin.py").write_text(f"import made_half.models\n{failing}\n")
    monkeypatch.syspath_prepend(tmp_path)

    for _start in range(2):
        registry = collect(core_with(), {"half": "made_half.plugin"})
        assert "half" in registry.quarantined
        assert "made_half_thing" not in Base.metadata.tables
        assert not [name for name in sys.modules if name.startswith("made_half")]
        # Every query of the program needs this to succeed.
        Base.registry.configure()


def test_commands_of_plugins_stand_under_the_name_of_their_plugin() -> None:
    hello = click.Command("hello", callback=lambda: click.echo("здравствуйте"))
    registry = collect(core_with(), {"other": make("other", reglament_commands=(hello,))})
    assert [one.name for one in registry.commands["other"]] == ["hello"]
    assert CORE not in registry.commands


def test_two_commands_of_one_name_quarantine_their_plugin() -> None:
    twins = (click.Command("hello"), click.Command("hello"))
    registry = collect(core_with(), {"other": make("other", reglament_commands=twins)})
    assert "hello" in registry.quarantined["other"]


def test_a_slot_of_a_plugin_that_comes_later_in_the_order_may_be_filled() -> None:
    fill = SlotFill("later.page:aside", lambda session, actor: None, CorePermission.SEE)
    targets = {
        "early": make("early", order=10, reglament_slot_fills=(fill,)),
        "later": make("later", order=90, reglament_slots=(Slot("later.page:aside", "t"),)),
    }
    registry = collect(core_with(), targets)
    assert registry.quarantined == {}
    assert len(registry.slot_fills["later.page:aside"]) == 1
    wrong = SlotFill("later.page:asides", lambda session, actor: None, CorePermission.SEE)
    targets["early"] = make("early", order=10, reglament_slot_fills=(wrong,))
    assert "asides" in collect(core_with(), targets).quarantined["early"]
