"""What plugins bring for the tests of everybody, found by the name of its file."""

from collections.abc import Iterator
from importlib.util import find_spec

from core.extending.manager import available
from core.extending.registry import Registry


def test_modules(registry: Registry, module: str) -> Iterator[str]:
    """Full names of the modules ``module``, such as ``tests.stage``, of the plugins that are on,
    in order of dependence; a plugin without one is left out."""
    targets = available()
    for name in registry.manifests:
        package = targets.get(name, "").rpartition(".")[0]
        full = f"{package}.{module}"
        if package and find_spec(f"{package}.tests") and find_spec(full):
            yield full


test_modules.__test__ = False
