"""Whether a reason that somebody gives is one."""

# technical: «не нужно» is no reason; the shortest sentence that says why is about so long.
LEAST_LETTERS = 20


def is_reason(text: str) -> bool:
    """Whether the text has the letters of a sentence; digits and signs alone give no reason."""
    return sum(letter.isalpha() for letter in text) >= LEAST_LETTERS
