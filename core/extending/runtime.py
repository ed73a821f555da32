"""What one running application consists of; made once by ``core.app.create_app``."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from core.config import Settings
from core.extending.registry import Registry


@dataclass(frozen=True)
class Runtime:
    """``storage`` is a ``Storage``, ``huey`` the queue's runner; ``assets`` the build's digest."""

    settings: Settings
    registry: Registry
    storage: Any
    huey: Any
    assets: str


def runtime() -> Runtime:
    """The runtime of the application whose context is active."""
    return current_app.extensions["reglament"]
