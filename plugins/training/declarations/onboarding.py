"""What the plugin declares about new hires."""

from core.sdk import N_, MenuEntry, SlotFill
from plugins.training.area import Area
from plugins.training.jobs import onboarding as jobs
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.onboarding import home, screens

AREA = Area(
    menu=(
        MenuEntry(
            "learning",
            N_("Адаптация"),
            "user-plus",
            "training_onboarding.index",
            TrainingPermission.ONBOARDING_VIEW,
            25,
            phone=True,
        ),
    ),
    slot_fills=(
        SlotFill("core.home:main", home.own_plan, TrainingPermission.ONBOARDING_VIEW, 0),
        SlotFill("core.home:main", home.newcomers, TrainingPermission.ONBOARDING_VIEW, 30),
    ),
    jobs=jobs.JOBS,
    periodic=jobs.PERIODIC,
    screens=(screens,),
)
