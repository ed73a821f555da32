"""A script as a person gives it."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.sdk import N_
from plugins.training.models import Acquaintance, TalkResult

# technical: lengths of columns, and how large a script a page can draw
MAX_TITLE = 200
MAX_WORDS = 4000
MAX_ANSWER = 300
MAX_STEPS = 200
MAX_BRANCHES = 30
CLASSES = ("A", "B", "C")
RESULT_TITLES: Mapping[TalkResult, str] = {
    TalkResult.AGREED: N_("Договорились"),
    TalkResult.LATER: N_("Перезвонить позже"),
    TalkResult.REFUSED: N_("Отказ"),
    TalkResult.BROKEN: N_("Разговор прервался"),
}
ACQUAINTANCE_TITLES: Mapping[Acquaintance, str] = {
    Acquaintance.ANY: N_("со всеми"),
    Acquaintance.NEW: N_("с новыми: ещё не покупали"),
    Acquaintance.EXISTING: N_("с теми, кто уже покупал"),
}


@dataclass(frozen=True)
class When:
    """When a script is offered; what is empty asks for nothing. See ``models.Script``."""

    stages: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    acquaintance: Acquaintance = Acquaintance.ANY
