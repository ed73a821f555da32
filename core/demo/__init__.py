"""A believable company to look at the program with: generated, seeded, belonging to nobody."""

from core.demo.build import build_world
from core.demo.world import World

__all__ = ["World", "build_world"]
