"""Scripts: prepared as editions of a regulation, played beside a call, rehearsed."""

from plugins.training.services.scripts.given import (
    ACQUAINTANCE_TITLES,
    CLASSES,
    MAX_ANSWER,
    MAX_TITLE,
    MAX_WORDS,
    RESULT_TITLES,
    When,
)
from plugins.training.services.scripts.offering import fitting, scripts_in_force, values_for
from plugins.training.services.scripts.playing import (
    Place,
    clicks,
    deviate,
    finish,
    go_back,
    place_of,
    start,
    take,
    unfinished,
    unfinished_alone,
)
from plugins.training.services.scripts.rehearsing import mark, rehearsed, waiting
from plugins.training.services.scripts.seeing import find, may_mark
from plugins.training.services.scripts.writing import (
    delete_step,
    move_step,
    save_step,
    save_when,
    save_whole,
    stage_titles,
    when_of,
)

__all__ = [
    "ACQUAINTANCE_TITLES",
    "CLASSES",
    "MAX_ANSWER",
    "MAX_TITLE",
    "MAX_WORDS",
    "RESULT_TITLES",
    "Place",
    "When",
    "clicks",
    "delete_step",
    "deviate",
    "find",
    "finish",
    "fitting",
    "go_back",
    "mark",
    "may_mark",
    "move_step",
    "place_of",
    "rehearsed",
    "save_step",
    "save_when",
    "save_whole",
    "scripts_in_force",
    "stage_titles",
    "start",
    "take",
    "unfinished",
    "unfinished_alone",
    "values_for",
    "waiting",
    "when_of",
]
