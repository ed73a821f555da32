"""What the plugin declares about reading, signing and the gate."""

from core.sdk import N_, IntegrityCheck, MenuEntry, SlotFill
from plugins.training.area import Area
from plugins.training.jobs import reading as jobs
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import reading as queries
from plugins.training.screens.reading import SCREENS, asking, mine, watching
from plugins.training.services import histories
from plugins.training.services.reading import following, integrity

AREA = Area(
    menu=(
        MenuEntry(
            "rules",
            N_("На подпись"),
            "signature",
            "training_reading.index",
            Can.READING_SIGN,
            20,
            counter=queries.waiting_count,
            phone=True,
        ),
        MenuEntry(
            "rules",
            N_("Кто прочитал"),
            "user-check",
            "training_watch.index",
            Can.READING_WATCH,
            22,
            counter=queries.overdue_count,
            phone=True,
            short=N_("Чтение"),
        ),
        MenuEntry(
            "rules",
            N_("Журнал подписей"),
            "shield",
            "training_journal.index",
            Can.JOURNAL_VIEW,
            90,
        ),
    ),
    slot_fills=(
        SlotFill("core.home:main", mine.home, Can.READING_SIGN, 1),
        SlotFill("core.home:main", asking.home, Can.REGULATION_APPROVE, 7),
        SlotFill("core.home:main", watching.home, Can.READING_WATCH, 28),
    ),
    subscriptions=following.SUBSCRIPTIONS,
    jobs=jobs.JOBS,
    periodic=jobs.PERIODIC,
    checks=(
        IntegrityCheck("training.journal", N_("Журнал подписей"), integrity.check),
        IntegrityCheck(
            "training.histories", N_("Замечания, решения и снижения премии"), histories.check
        ),
    ),
    screens=SCREENS,
)
