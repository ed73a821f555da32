"""Finding plugins, putting them in order, collecting what they declare."""

import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module, metadata
from pkgutil import iter_modules
from types import ModuleType

import pluggy
import structlog

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


def _load(loaded: _Loaded, name: str, target: str) -> None:
    try:
        module = import_module(target)
        manifest: Manifest = module.MANIFEST
        if manifest.name != name:
            raise ValueError(f"its manifest says {manifest.name!r}")
        _check_hooks(name, module)
        answers = _declared_by(module)
    except Exception as error:
        log.error("plugin.quarantined", plugin=name, trace=traceback.format_exc())
        loaded.drop(name, f"{type(error).__name__}: {error}")
        return
    loaded.modules[name] = module
    loaded.manifests[name] = manifest
    loaded.answers[name] = answers


def in_order(manifests: Iterable[Manifest]) -> Sequence[Manifest]:
    """Dependencies first; among equals by ``order``, then by name. The core is always first.

    Raises ValueError on a circle.
    """
    waiting = {manifest.name: manifest for manifest in manifests}
    done: list[Manifest] = []
    names: set[str] = set()
    while waiting:
        free = [one for one in waiting.values() if set(one.requires) & set(waiting) == set()]
        if not free:
            raise ValueError(f"plugins require each other: {sorted(waiting)}")
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


def _freeze(loaded: _Loaded, order: Sequence[Manifest]) -> Registry:
    hooks = _manager()
    for manifest in order:
        hooks.register(loaded.modules[manifest.name], name=manifest.name)
    return build(order, loaded.answers, hooks, loaded.quarantined)


def collect(core: str, targets: Mapping[str, str]) -> Registry:
    """Import the core's own declarations and the given plugins (name → module), and freeze them.

    A plugin that cannot be imported, misspells a hook, clashes with one before it or names what
    nobody declares is quarantined whole, and the rest starts without it. The core's own errors
    are raised.
    """
    loaded = _Loaded()
    _load(loaded, CORE, core)
    if CORE in loaded.quarantined:
        raise RuntimeError(f"core: {loaded.quarantined[CORE]}")
    for name, target in targets.items():
        _load(loaded, name, target)
    _drop_orphans(loaded)
    accepted: list[Manifest] = []
    for manifest in in_order(loaded.manifests.values()):
        if any(need in loaded.quarantined for need in manifest.requires):
            loaded.drop(manifest.name, f"requires {', '.join(manifest.requires)}")
            continue
        try:
            _freeze(loaded, [*accepted, manifest])
        except ValueError as error:
            if manifest.name == CORE:
                raise
            log.error("plugin.quarantined", plugin=manifest.name, error=str(error))
            loaded.drop(manifest.name, str(error))
        else:
            accepted.append(manifest)
    return _freeze(loaded, accepted)
