"""What the plugin declares about scripts."""

from core.sdk import N_, MenuEntry, SlotFill
from plugins.training.area import Area
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import scripts as queries
from plugins.training.screens.scripts import SCREENS
from plugins.training.screens.scripts.player import panel

# Places of another stage, by name: where its plugin is off, nothing is shown.
BESIDE = (
    ("quotes.request.show:aside", "quotes.request"),
    ("quotes.offer.show:aside", "quotes.offer"),
)

AREA = Area(
    menu=(
        MenuEntry(
            "learning",
            N_("Скрипты"),
            "headset",
            "training_scripts.index",
            Can.SCRIPT_USE,
            40,
            counter=queries.waiting_count,
        ),
    ),
    slot_fills=tuple(
        SlotFill(slot, panel, Can.SCRIPT_USE, 10, stage=stage) for slot, stage in BESIDE
    ),
    screens=SCREENS,
)
