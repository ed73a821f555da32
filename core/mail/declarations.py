"""What mail declares: the sending job, and the mailbox of the demo."""

from datetime import timedelta

from core.kernel.declarations import Job, MenuEntry, PeriodicJob, PermissionDeclaration, Role
from core.kernel.permissions import Permission, Scope
from core.kernel.text import N_
from core.mail.sending import send
from core.mail.service import SEND_JOB

ATTEMPTS = 8
"""Spread over some fifteen hours: a night's outage of a mail server loses nothing."""


class MailPermission(Permission):
    """Who looks into the mailbox of the demo."""

    MAILBOX = "core.mailbox.view"


PERMISSIONS = (
    PermissionDeclaration(
        MailPermission.MAILBOX,
        N_("Почтовый ящик демонстрации: просмотр"),
        dict.fromkeys(Role, Scope.ALL),
    ),
)
MENU = (
    MenuEntry(
        "work",
        N_("Ушедшие письма"),
        "mail",
        "mailbox.index",
        MailPermission.MAILBOX,
        95,
        shown=lambda settings: settings.is_demo_mail,
    ),
)
JOBS = (Job(SEND_JOB, N_("Отправка письма"), send, attempts=ATTEMPTS, lease=timedelta(minutes=5)),)
PERIODIC: tuple[PeriodicJob, ...] = ()
