"""Parts of the core that a plugin's tests look at, though its code may not."""

from core.jobs.models import OutboxJob
from core.mail.letters import LAYOUT as LETTER_LAYOUT
from core.norms.service import all_in_force, set_norm

__all__ = ["LETTER_LAYOUT", "OutboxJob", "all_in_force", "set_norm"]
