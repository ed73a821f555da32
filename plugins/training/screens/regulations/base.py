"""What the screens of regulations share."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from core.sdk import N_, Department, NotFound, sees
from core.sdk.web import Screens, current_actor, db, runtime, translate
from plugins.training.models import Regulation, RegulationKind, RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.services import regulations
from plugins.training.services.people import role_titles

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_regulations", "plugins.training", url_prefix="/training/regulations")

KIND_TITLES: Mapping[RegulationKind, str] = {
    RegulationKind.PAY: N_("Оплата и комиссия"),
    RegulationKind.DISPUTES: N_("Спорные ситуации"),
    RegulationKind.PENALTIES: N_("Взыскания"),
    RegulationKind.WORK_NORMS: N_("Нормы работы"),
    RegulationKind.PROCESS_MAP: N_("Карта процесса"),
    RegulationKind.CRM_MANUAL: N_("Методическое пособие"),
    RegulationKind.SCRIPT: N_("Скрипт"),
    RegulationKind.JOB_INSTRUCTION: N_("Должностная инструкция"),
    RegulationKind.TIME_PLAN: N_("Тайм-план"),
}


def found(
    document_id: int, permission: TrainingPermission = TrainingPermission.REGULATION_VIEW
) -> RegulationVersion:
    """The version, where the person may do this to it; NotFound otherwise."""
    actor = current_actor()
    version = regulations.get(db.session(), document_id, actor)
    if not sees(version.document, actor, permission):
        raise NotFound()
    return version


def found_regulation(regulation_id: int) -> Regulation:
    """The regulation; NotFound where there is none."""
    regulation = db.session().get(Regulation, regulation_id)
    if regulation is None:
        raise NotFound()
    return regulation


def may_make() -> bool:
    """Whether the person begins new regulations."""
    return current_actor().can(TrainingPermission.REGULATION_MAKE)


def kind_title(kind: str) -> str:
    """«Оплата и комиссия» of ``pay``."""
    return translate(KIND_TITLES[RegulationKind(kind)])


def roles_in_words() -> dict[str, str]:
    """Titles of all roles by code, in the reader's language."""
    return {code: translate(title) for code, title in role_titles(db.session()).items()}


def audience_in_words(named: Regulation | RegulationVersion) -> str:
    """«Менеджер по продажам; отдел: Склад», or that it holds for everybody."""
    roles = roles_in_words()
    parts = [roles.get(code, code) for code in named.roles]
    if named.departments:
        names = db.session().scalars(
            select(Department.name)
            .where(Department.id.in_(named.departments))
            .order_by(Department.name)
        )
        parts += [_("отдел «%(name)s»", name=name) for name in names]
    return ", ".join(parts) or _("все сотрудники")


def stages_in_words(named: Regulation | RegulationVersion) -> str:
    """Titles of the document types that are closed to who has not signed."""
    types = runtime().registry.document_types
    return ", ".join(translate(types[one].title) if one in types else one for one in named.stages)
