"""Parts of the core that a plugin's tests look at, though its code may not."""

from core.jobs.models import OutboxJob
from core.norms.service import set_norm

__all__ = ["OutboxJob", "set_norm"]
