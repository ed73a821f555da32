"""Discovery: people tell how they work, the owner builds one process of it."""

from plugins.training.services.discovery.building import (
    MOST_BRANCHES,
    BranchInput,
    MapStepInput,
    save_map,
    take_step,
)
from plugins.training.services.discovery.telling import (
    KnownStage,
    WayStepInput,
    known_stages,
    make_process,
    own_way,
    recall,
    save_way,
    submit,
)

__all__ = [
    "MOST_BRANCHES",
    "BranchInput",
    "KnownStage",
    "MapStepInput",
    "WayStepInput",
    "known_stages",
    "make_process",
    "own_way",
    "recall",
    "save_map",
    "save_way",
    "submit",
    "take_step",
]
