"""Who a plugin is and what it stands on."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Manifest:
    """The identity card of a plugin; the module's ``MANIFEST``.

    ``requires`` names plugins without which it cannot work; ``root`` is its folder, in which
    ``templates``, ``static``, ``migrations`` and ``locales`` are looked for.
    """

    name: str
    title: str
    description: str
    version: str
    root: Path
    requires: tuple[str, ...] = ()
    order: int = 100

    @property
    def tables(self) -> str:
        """The prefix that each of its tables carries."""
        return f"{self.name}_"
