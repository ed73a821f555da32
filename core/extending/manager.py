"""Finding plugins, putting them in order, collecting what they declare."""

import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module, metadata
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pluggy
import structlog

from core.db.base import Base
from core.extending.hookspecs import DECLARATIONS, PROJECT, Declarations, Runtime
from core.extending.manifest import Manifest
from core.extending.registry import Answers, Registry, build

ENTRY_POINTS = "reglament.plugins"
CORE = "core"
log = structlog.get_logger(__name__)


def available() -> Mapping[str, str]:
    """Plugins on this machine: name → module to import.

    Those bundled in ``plugins/`` and those that other packages offer by the entry point group
    ``reglament.plugins``. A package cannot take the name of a bundled plugin.
    """
    found: dict[str, str] = {
        point.name: point.value for point in metadata.entry_points(group=ENTRY_POINTS)
    }
    import plugins

    for module in iter_modules(plugins.__path__):
        if module.ispkg:
            found[module.name] = f"plugins.{module.name}.plugin"
    return dict(sorted(found.items()))


@dataclass
class _Loaded:
    """Plugins that have answered so far, by name."""

    modules: dict[str, ModuleType] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    answers: dict[str, Answers] = field(default_factory=dict)
    quarantined: dict[str, str] = field(default_factory=dict)

    def drop(self, name: str, why: str) -> None:
        self.quarantined[name] = why
        for part in (self.modules, self.manifests, self.answers):
            part.pop(name, None)


def _declared_by(module: ModuleType) -> Answers:
    return {hook: tuple(getattr(module, hook)()) for hook in DECLARATIONS if hasattr(module, hook)}


def _check_hooks(name: str, module: ModuleType) -> None:
    """A misspelt hook is an error of the plugin, not a silence."""
    scratch = _manager()
    scratch.register(module, name=name)
    scratch.check_pending()
    known = {*DECLARATIONS, *(hook for hook in vars(Runtime) if hook.startswith("reglament_"))}
    strange = [hook for hook in vars(module) if hook.startswith("reglament_") and hook not in known]
    if strange:
        raise ValueError(f"unknown hooks: {', '.join(sorted(strange))}")


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Declarations)
    manager.add_hookspecs(Runtime)
    return manager


def _unmap(manager: Any) -> None:
    """Take one class out of the mapping: SQLAlchemy offers it in public for all at once only."""
    Base.registry._dispose_manager_and_mapper(manager)  # pyright: ignore[reportPrivateUsage]
    Base.registry._managers.pop(manager, None)  # pyright: ignore[reportPrivateUsage]


@contextmanager
def _models_whole_or_none(target: str) -> Iterator[None]:
    """Take back the tables and classes of a plugin that fails in the middle of its import.

    One relationship to a class that has not been defined would keep every query of the program
    from being made; its modules are forgotten too, so that a second try finds no halves.
    """
    mappers, tables = set(Base.registry.mappers), set(Base.metadata.tables)
    modules = set(sys.modules)
    try:
        yield
    except Exception:
        for mapper in set(Base.registry.mappers) - mappers:
            _unmap(mapper.class_manager)
        for name in set(Base.metadata.tables) - tables:
            Base.metadata.remove(Base.metadata.tables[name])
        package = target.rpartition(".")[0] or target
        for name in set(sys.modules) - modules:
            if name == package or name.startswith(f"{package}."):
                del sys.modules[name]
        raise


def _import(name: str, target: str) -> tuple[ModuleType, Manifest, Answers]:
    with _models_whole_or_none(target):
        module = import_module(target)
        manifest: Manifest = module.MANIFEST
        if manifest.name != name:
            raise ValueError(f"its manifest says {manifest.name!r}")
        _check_hooks(name, module)
        answers = _declared_by(module)
        # A relationship that leads nowhere shows itself now, not in somebody's first query.
        Base.registry.configure()
    return module, manifest, answers


def _load(loaded: _Loaded, name: str, target: str) -> None:
    try:
        module, manifest, answers = _import(name, target)
    except Exception as error:
        log.error("plugin.quarantined", plugin=name, trace=traceback.format_exc())
        loaded.drop(name, f"{type(error).__name__}: {error}")
        return
    loaded.modules[name] = module
    loaded.manifests[name] = manifest
    loaded.answers[name] = answers


class Circle(ValueError):
    """Plugins that wait for each other; ``names`` are they and whatever waits for them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(f"plugins require each other: {list(self.names)}")


def in_order(manifests: Iterable[Manifest]) -> Sequence[Manifest]:
    """Dependencies first; among equals by ``order``, then by name. The core is always first.

    Raises Circle.
    """
    waiting = {manifest.name: manifest for manifest in manifests}
    done: list[Manifest] = []
    names: set[str] = set()
    while waiting:
        free = [one for one in waiting.values() if set(one.requires) & set(waiting) == set()]
        if not free:
            raise Circle(waiting)
        chosen = min(free, key=lambda one: (one.name != CORE, one.order, one.name))
        done.append(chosen)
        names.add(chosen.name)
        del waiting[chosen.name]
    return done


def _drop_orphans(loaded: _Loaded) -> None:
    """Quarantine, until nothing changes, whatever requires an absent plugin."""
    changed = True
    while changed:
        changed = False
        for name, manifest in list(loaded.manifests.items()):
            missing = [need for need in manifest.requires if need not in loaded.manifests]
            if missing:
                loaded.drop(name, f"requires {', '.join(missing)}")
                changed = True


def _drop_circles(loaded: _Loaded) -> None:
    """Quarantine plugins that require each other."""
    try:
        in_order(loaded.manifests.values())
    except Circle as circle:
        for name in circle.names:
            loaded.drop(name, str(circle))


def _freeze(loaded: _Loaded, order: Sequence[Manifest]) -> Registry:
    hooks = _manager()
    for manifest in order:
        hooks.register(loaded.modules[manifest.name], name=manifest.name)
    return build(order, loaded.answers, hooks, loaded.quarantined)


def collect(core: str, targets: Mapping[str, str]) -> Registry:
    """Import the core's own declarations and the given plugins (name → module), and freeze them.

    A plugin that cannot be imported, misspells a hook, clashes with one before it, waits in a
    circle or names what nobody declares is quarantined whole, and the rest starts without it. The
    core's own errors are raised.
    """
    loaded = _Loaded()
    _load(loaded, CORE, core)
    if CORE in loaded.quarantined:
        raise RuntimeError(f"core: {loaded.quarantined[CORE]}")
    for name, target in targets.items():
        _load(loaded, name, target)
    _drop_orphans(loaded)
    _drop_circles(loaded)
    accepted: list[Manifest] = []
    for manifest in in_order(loaded.manifests.values()):
        if any(need in loaded.quarantined for need in manifest.requires):
            loaded.drop(manifest.name, f"requires {', '.join(manifest.requires)}")
            continue
        try:
            _freeze(loaded, [*accepted, manifest])
        except Exception as error:
            # Not RegistryError alone: a hook may answer with what is no declaration at all.
            if manifest.name == CORE:
                raise
            log.error("plugin.quarantined", plugin=manifest.name, error=repr(error))
            loaded.drop(manifest.name, str(error))
        else:
            accepted.append(manifest)
    return _freeze(loaded, accepted)
