"""Lines of a request out of what the customer has sent: a letter or a table.

Nothing is saved here. Whatever is found goes into the form, where a person corrects it; whatever
is not taken is handed back too, so that nothing is lost in silence.
"""

from plugins.quotes.services.intake.columns import ColumnGuess, SheetField, guess_columns
from plugins.quotes.services.intake.found import FoundLine, Skipped
from plugins.quotes.services.intake.letter import LetterPiece, LetterReading, from_letter
from plugins.quotes.services.intake.sender import Sender, find_sender
from plugins.quotes.services.intake.table import TableReading, check_mapping, from_sheet

__all__ = [
    "ColumnGuess",
    "FoundLine",
    "LetterPiece",
    "LetterReading",
    "Sender",
    "SheetField",
    "Skipped",
    "TableReading",
    "check_mapping",
    "find_sender",
    "from_letter",
    "from_sheet",
    "guess_columns",
]
