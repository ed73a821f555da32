"""What the outbox declares: who sees jobs, its own housekeeping, its check."""

from datetime import timedelta

from core.jobs.queries import stuck
from core.jobs.schedule import purge
from core.kernel.declarations import (
    IntegrityCheck,
    Job,
    MenuEntry,
    PeriodicJob,
    PermissionDeclaration,
    Role,
)
from core.kernel.permissions import Permission, Scope
from core.kernel.text import N_

PURGE_JOB = "core.jobs.purge"


class JobPermission(Permission):
    """Who sees jobs, calls them off and tries them again."""

    VIEW = "core.job.view"


PERMISSIONS = (
    PermissionDeclaration(
        JobPermission.VIEW,
        N_("Фоновые задания: просмотр, отмена, повтор"),
        {role: Scope.ALL if role is Role.ADMIN else Scope.OWN for role in Role},
    ),
)
MENU = (MenuEntry("work", N_("Фоновые задания"), "robot", "jobs.index", JobPermission.VIEW, 90),)
JOBS = (Job(PURGE_JOB, N_("Очистка журнала заданий"), purge),)
PERIODIC = (PeriodicJob(PURGE_JOB, timedelta(days=1)),)
CHECKS = (IntegrityCheck("core.outbox", N_("Очередь заданий"), stuck),)
