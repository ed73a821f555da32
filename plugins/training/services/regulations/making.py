"""Making a regulation and its editions."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    AccountRole,
    Actor,
    Department,
    Document,
    Forbidden,
    Message,
    NotFound,
    Organisation,
    Refusal,
    Refused,
    Scope,
    StaleVersion,
    User,
    ValidationFailed,
    create,
    hand_over,
    history,
    link,
    registry_of,
)
from plugins.training.models import (
    Regulation,
    RegulationKind,
    RegulationVersion,
    Remark,
    RemarkOutcome,
    Script,
    ScriptStep,
)
from plugins.training.permissions import TrainingPermission
from plugins.training.services.faults import too_long
from plugins.training.services.people import role_titles
from plugins.training.services.regulations.given import (
    MAX_CODE,
    MAX_TITLE,
    TYPE,
    RegulationInput,
)
from plugins.training.services.regulations.parts import parts
from plugins.training.services.regulations.reading import open_version, versions_of
from plugins.training.worse_pay import PAY_KINDS


def make_regulation(session: Session, actor: Actor, given: RegulationInput) -> Regulation:
    """A regulation without a version yet. Raises Forbidden, ValidationFailed."""
    if not actor.can(TrainingPermission.REGULATION_MAKE):
        raise Forbidden()
    _check(session, given, None)
    regulation = Regulation()
    _write(regulation, given)
    session.add(regulation)
    session.flush()
    return regulation


def edit_regulation(
    session: Session,
    actor: Actor,
    regulation_id: int,
    given: RegulationInput,
    version: int | None = None,
) -> Regulation:
    """Change what a regulation is. Versions that are approved keep whom they were approved for;
    the one in preparation follows. Raises NotFound, Forbidden, StaleVersion, ValidationFailed.
    """
    regulation = locked(session, regulation_id)
    if not leads(actor, regulation):
        raise Forbidden()
    if version is not None and regulation.version != version:
        raise StaleVersion(expected=version, actual=regulation.version)
    _check(session, given, regulation)
    _write(regulation, given)
    session.flush()
    session.expire(regulation, ["owner"])
    draft = open_version(session, regulation_id)
    if draft is not None:
        _follow(session, actor, draft, regulation)
    return regulation


def start_edition(session: Session, actor: Actor, regulation_id: int) -> RegulationVersion:
    """A draft of the next version: a copy of the latest approved one, or empty.

    Remarks on what is in force that were meant for a draft since thrown away come into this one.
    Raises NotFound, Forbidden, Refused where a version is being prepared already.
    """
    regulation = locked(session, regulation_id)
    if not leads(actor, regulation):
        raise Forbidden()
    others = list(session.scalars(versions_of(regulation_id)))
    if any(version.document.state in {"draft", "discussion"} for version in others):
        raise Refused([Refusal(Message(N_("Следующая редакция уже готовится: продолжите её")))])
    latest = next((version for version in others if version.approved_at is not None), None)
    edition = max((version.edition for version in others), default=0) + 1
    document = create(
        session,
        actor,
        TYPE,
        organisation_id=_organisation(session),
        responsible_id=regulation.owner_id,
        title=regulation.title,
    )
    started = RegulationVersion(
        document_id=document.id,
        document=document,
        regulation_id=regulation.id,
        regulation=regulation,
        edition=edition,
        body=latest.body if latest else "",
        quiz_id=latest.quiz_id if latest else None,
        # Of what is not about pay nobody is asked.
        lowers_pay=None if regulation.kind in PAY_KINDS else False,
        roles=list(regulation.roles),
        departments=list(regulation.departments),
        stages=list(regulation.stages),
    )
    session.add(started)
    session.flush()
    if latest is not None:
        _copy_parts(session, latest, started)
        link(session, latest.document, document)
    _take_over_remarks(session, others, started)
    return started


def leads(actor: Actor, regulation: Regulation) -> bool:
    """Whether the person prepares the regulation: its owner, or one who prepares all."""
    scope = actor.scope(TrainingPermission.REGULATION_EDIT)
    return scope is Scope.ALL or (scope is not None and regulation.owner_id == actor.user_id)


def locked(session: Session, regulation_id: int) -> Regulation:
    """The regulation's row, locked and fresh. Raises NotFound."""
    regulation = session.scalars(
        select(Regulation)
        .where(Regulation.id == regulation_id)
        .with_for_update(of=Regulation)
        .execution_options(populate_existing=True)
    ).first()
    if regulation is None:
        raise NotFound()
    return regulation


def _organisation(session: Session) -> int:
    """Regulations are local acts of the first organisation: the one that employs the people."""
    found = session.scalar(select(Organisation.id).order_by(Organisation.id).limit(1))
    if found is None:
        raise Refused([Refusal(Message(N_("Сначала заведите в справочнике свою организацию")))])
    return found


def _copy_parts(session: Session, latest: RegulationVersion, started: RegulationVersion) -> None:
    session.add_all(parts(started.document_id, latest.clauses, latest.norms, latest.terms))
    _copy_script(session, latest.document_id, started.document_id)
    session.flush()
    session.expire(started, ["clauses", "norms", "terms"])


def _copy_script(session: Session, latest_id: int, started_id: int) -> None:
    script = session.get(Script, latest_id)
    if script is None:
        return
    session.add(
        Script(
            document_id=started_id,
            stages=list(script.stages),
            groups=list(script.groups),
            classes=list(script.classes),
            acquaintance=script.acquaintance,
        )
    )
    for step in session.scalars(select(ScriptStep).where(ScriptStep.document_id == latest_id)):
        session.add(
            ScriptStep(
                document_id=started_id,
                uid=step.uid,
                position=step.position,
                kind=step.kind,
                title=step.title,
                say=step.say,
                hint=step.hint,
                result=step.result,
                branches=list(step.branches),
            )
        )


def _take_over_remarks(
    session: Session, others: list[RegulationVersion], started: RegulationVersion
) -> None:
    thrown_away = [
        version.document_id for version in others if version.document.state == "discarded"
    ]
    waiting = session.scalars(
        select(Remark).where(
            Remark.carried_to_id.in_(thrown_away), Remark.outcome == RemarkOutcome.OPEN.value
        )
    )
    for remark in waiting:
        remark.carried_to_id = started.document_id
    session.flush()


def _follow(
    session: Session, actor: Actor, draft: RegulationVersion, regulation: Regulation
) -> None:
    """Bring a version in preparation to what the regulation has become, and tell its history."""
    document: Document = draft.document
    before = _told(session, draft)
    document.title = regulation.title
    hand_over(session, document, regulation.owner_id)
    draft.roles = list(regulation.roles)
    draft.departments = list(regulation.departments)
    draft.stages = list(regulation.stages)
    session.flush()
    session.expire(document, ["responsible"])
    after = _told(session, draft)
    history.record_changes(
        session, document, actor, {name: (before[name], after[name]) for name in after}
    )


def _told(session: Session, draft: RegulationVersion) -> dict[str, str]:
    """What of a version's settings the history tells, in words."""
    document, roles = draft.document, role_titles(session)
    types = registry_of(session).document_types
    return {
        "title": document.title,
        "owner": document.responsible.full_name if document.responsible else "",
        "roles": ", ".join(roles.get(code, code) for code in draft.roles),
        "departments": _names(session, draft.departments),
        "stages": ", ".join(types[one].title if one in types else one for one in draft.stages),
    }


def _names(session: Session, departments: list[int]) -> str:
    found = session.scalars(
        select(Department.name).where(Department.id.in_(departments)).order_by(Department.name)
    )
    return ", ".join(found)


def _write(regulation: Regulation, given: RegulationInput) -> None:
    regulation.code = given.code.strip()
    regulation.title = given.title.strip()
    regulation.kind = given.kind.value
    regulation.owner_id = given.owner_id
    regulation.roles = sorted(set(given.roles))
    regulation.departments = sorted(set(given.departments))
    regulation.stages = sorted(set(given.stages))


def _check(session: Session, given: RegulationInput, regulation: Regulation | None) -> None:
    errors: dict[str, list[Message]] = {}
    for name, longest, empty in (
        ("code", MAX_CODE, N_("Введите обозначение, например РП-01")),
        ("title", MAX_TITLE, N_("Введите название")),
    ):
        typed = getattr(given, name).strip()
        if not typed:
            errors[name] = [Message(empty)]
        elif len(typed) > longest:
            errors[name] = [too_long(longest)]
    taken = select(Regulation.id).where(Regulation.code == given.code.strip())
    if regulation is not None:
        taken = taken.where(Regulation.id != regulation.id)
    if "code" not in errors and session.scalar(taken) is not None:
        errors["code"] = [Message(N_("Такое обозначение уже есть у другого регламента"))]
    script = RegulationKind.SCRIPT
    if regulation is not None and (given.kind is script) != (regulation.kind == script):
        # A script is made of steps and an act of typed text: neither becomes the other.
        errors["kind"] = [Message(N_("Скрипт не становится документом, а документ скриптом"))]
    owner = session.get(User, given.owner_id)
    if owner is None or owner.disabled_at is not None:
        errors["owner_id"] = [Message(N_("Выберите владельца процесса из сотрудников"))]
    _check_known(
        errors,
        "roles",
        set(given.roles) - set(session.scalars(select(AccountRole.code))),
        N_("Нет такой роли: %(names)s"),
    )
    _check_known(
        errors,
        "departments",
        {str(one) for one in set(given.departments) - set(session.scalars(select(Department.id)))},
        N_("Нет такого отдела: %(names)s"),
    )
    _check_known(
        errors,
        "stages",
        set(given.stages) - set(registry_of(session).document_types),
        N_("Нет такого этапа: %(names)s"),
    )
    if errors:
        raise ValidationFailed(errors)


def _check_known(
    errors: dict[str, list[Message]], field: str, unknown: set[str], words: str
) -> None:
    if unknown:
        errors[field] = [Message(words, names=", ".join(sorted(unknown)))]
