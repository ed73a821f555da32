"""How what people have typed is put into a sentence of the program's own."""

ENDINGS = (".", "!", "?", "…")


def ended(text: str) -> str:
    """The words as a sentence that another one may follow: with a full stop where they have no
    mark of their own at the end."""
    typed = text.rstrip()
    return typed if typed.endswith(ENDINGS) else f"{typed}."
