"""All that a plugin's printed forms may import from the core."""

from core.printing import *  # noqa: F403
from core.printing import __all__ as __all__
