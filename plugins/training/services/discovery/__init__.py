"""Discovery: people tell how they work, the owner builds one process of it."""

from plugins.training.services.discovery.building import MapStepInput, save_map, take_step
from plugins.training.services.discovery.telling import (
    WayStepInput,
    make_process,
    own_way,
    recall,
    save_way,
    submit,
)

__all__ = [
    "MapStepInput",
    "WayStepInput",
    "make_process",
    "own_way",
    "recall",
    "save_map",
    "save_way",
    "submit",
    "take_step",
]
