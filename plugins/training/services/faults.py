"""What is said of typed values wherever they are typed."""

from core.sdk import N_, Message


def too_long(limit: int) -> Message:
    """Of a text with more characters than ``limit``."""
    return Message(N_("Не длиннее %(limit)s знаков"), limit=limit)
