"""What the plugin declares about reading, signing and the gate."""

from core.sdk import N_, IntegrityCheck
from plugins.training.area import Area
from plugins.training.jobs import reading as jobs
from plugins.training.services.reading import following, journal

AREA = Area(
    subscriptions=following.SUBSCRIPTIONS,
    jobs=jobs.JOBS,
    periodic=jobs.PERIODIC,
    checks=(IntegrityCheck("training.journal", N_("Журнал подписей"), journal.check),),
)
