"""Who may do what with the rules of the game."""

from core.sdk import N_, Permission, PermissionDeclaration, Role, Scope


class TrainingPermission(Permission):
    """Regulations, reading, onboarding, courses, scripts, violations."""

    REGULATION_VIEW = "training.regulation.view"
    REGULATION_MAKE = "training.regulation.make"
    REGULATION_EDIT = "training.regulation.edit"
    REGULATION_APPROVE = "training.regulation.approve"
    REGULATION_DISCUSS = "training.regulation.discuss"
    DISCOVERY_TELL = "training.discovery.tell"
    DISCOVERY_LEAD = "training.discovery.lead"
    READING_SIGN = "training.reading.sign"
    READING_ASSIGN = "training.reading.assign"
    READING_WATCH = "training.reading.watch"
    EXCEPTION_GRANT = "training.exception.grant"
    JOURNAL_VIEW = "training.journal.view"
    ONBOARDING_VIEW = "training.onboarding.view"
    ONBOARDING_LEAD = "training.onboarding.lead"
    QUIZ_REVIEW = "training.quiz.review"
    COURSE_VIEW = "training.course.view"
    COURSE_EDIT = "training.course.edit"
    SCRIPT_USE = "training.script.use"
    SCRIPT_EDIT = "training.script.edit"
    VIOLATION_VIEW = "training.violation.view"
    VIOLATION_REPORT = "training.violation.report"
    VIOLATION_DECIDE = "training.violation.decide"


_ALL_ROLES = dict.fromkeys(Role, Scope.ALL)
_OWN = dict.fromkeys(Role, Scope.OWN)
_LEADS = {Role.HEAD: Scope.ALL, Role.TRAINER: Scope.ALL}
_WATCHES = {Role.HEAD: Scope.DEPARTMENT, Role.TRAINER: Scope.ALL, Role.DIRECTOR: Scope.ALL}
Can = TrainingPermission

PERMISSIONS = (
    PermissionDeclaration(Can.REGULATION_VIEW, N_("Регламенты: просмотр"), _ALL_ROLES),
    PermissionDeclaration(Can.REGULATION_MAKE, N_("Регламенты: создание"), _LEADS),
    # The owner of a process may be anybody: on his own regulations he does all.
    PermissionDeclaration(
        Can.REGULATION_EDIT, N_("Регламенты: подготовка редакций"), {**_OWN, **_LEADS}
    ),
    PermissionDeclaration(
        Can.REGULATION_APPROVE, N_("Регламенты: утверждение владельцем процесса"), _OWN
    ),
    PermissionDeclaration(
        Can.REGULATION_DISCUSS, N_("Регламенты: замечания при обсуждении"), _ALL_ROLES
    ),
    PermissionDeclaration(
        Can.DISCOVERY_TELL,
        N_("Описание процесса: рассказать, как работаю я"),
        {Role.MANAGER: Scope.OWN, Role.LOGISTICS: Scope.OWN, Role.ACCOUNTANT: Scope.OWN},
    ),
    PermissionDeclaration(
        Can.DISCOVERY_LEAD,
        N_("Описание процесса: общий процесс и карта"),
        {Role.HEAD: Scope.ALL},
    ),
    PermissionDeclaration(
        Can.READING_SIGN,
        N_("Ознакомление: чтение и подпись"),
        dict.fromkeys(Role, Scope.OWN),
    ),
    PermissionDeclaration(Can.READING_ASSIGN, N_("Ознакомление: назначение"), _LEADS),
    PermissionDeclaration(Can.READING_WATCH, N_("Ознакомление: кто прочитал"), _WATCHES),
    PermissionDeclaration(
        Can.EXCEPTION_GRANT,
        N_("Ознакомление: временный допуск без подписи"),
        # The director lets through whom no head can: the heads themselves.
        {Role.HEAD: Scope.DEPARTMENT, Role.DIRECTOR: Scope.ALL},
    ),
    PermissionDeclaration(
        Can.JOURNAL_VIEW,
        N_("Ознакомление: проверка журнала подписей"),
        dict.fromkeys((Role.HEAD, Role.TRAINER, Role.DIRECTOR, Role.ADMIN), Scope.ALL),
    ),
    PermissionDeclaration(
        Can.ONBOARDING_VIEW,
        N_("Адаптация: просмотр планов"),
        {**dict.fromkeys(Role, Scope.OWN), **_WATCHES},
    ),
    PermissionDeclaration(
        Can.ONBOARDING_LEAD,
        N_("Адаптация: шаблоны и планы"),
        {Role.HEAD: Scope.DEPARTMENT, Role.TRAINER: Scope.ALL},
    ),
    PermissionDeclaration(
        Can.QUIZ_REVIEW,
        N_("Вопросы: проверка развёрнутых ответов и новые попытки"),
        # Own: those of whom one is the mentor.
        {Role.MANAGER: Scope.OWN, Role.HEAD: Scope.DEPARTMENT, Role.TRAINER: Scope.ALL},
    ),
    PermissionDeclaration(Can.COURSE_VIEW, N_("Курсы: прохождение"), _ALL_ROLES),
    PermissionDeclaration(Can.COURSE_EDIT, N_("Курсы: подготовка"), _LEADS),
    PermissionDeclaration(
        Can.SCRIPT_USE,
        N_("Скрипты: разговор по скрипту"),
        {Role.MANAGER: Scope.OWN, Role.HEAD: Scope.DEPARTMENT, Role.TRAINER: Scope.ALL},
    ),
    PermissionDeclaration(Can.SCRIPT_EDIT, N_("Скрипты: подготовка"), {**_OWN, **_LEADS}),
    PermissionDeclaration(
        Can.VIOLATION_VIEW,
        N_("Нарушения: просмотр"),
        {
            **dict.fromkeys(Role, Scope.OWN),
            Role.HEAD: Scope.DEPARTMENT,
            Role.DIRECTOR: Scope.ALL,
        },
    ),
    PermissionDeclaration(
        Can.VIOLATION_REPORT,
        N_("Нарушения: сообщить или пожаловаться"),
        dict.fromkeys(Role, Scope.OWN),
    ),
    PermissionDeclaration(
        Can.VIOLATION_DECIDE,
        N_("Нарушения: решение"),
        {Role.HEAD: Scope.DEPARTMENT, Role.DIRECTOR: Scope.ALL},
    ),
)
