"""Lines of a request out of the pasted text of a customer's letter.

`read_letter` recognises what is asked for, how much and in which unit, in the manners in which
people write it, and hands back the rest of the text so that nothing is lost in silence. It is
deterministic, works in time proportional to the length of the letter, and never raises on odd
text: a person looks through the result anyway.
"""

from plugins.quotes.letters.model import Leftover, LeftoverKind, Letter, LetterLine
from plugins.quotes.letters.reading import MAX_LENGTH, read_letter

__all__ = ["MAX_LENGTH", "Leftover", "LeftoverKind", "Letter", "LetterLine", "read_letter"]
