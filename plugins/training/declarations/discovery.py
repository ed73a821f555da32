"""What the plugin declares about processes and how people work."""

from core.sdk import N_, MenuEntry
from plugins.training.area import Area
from plugins.training.permissions import TrainingPermission
from plugins.training.screens import discovery

AREA = Area(
    menu=(
        MenuEntry(
            "rules",
            N_("Процессы"),
            "route",
            "training_discovery.index",
            TrainingPermission.REGULATION_VIEW,
            50,
        ),
    ),
    screens=(discovery.screens,),
)
