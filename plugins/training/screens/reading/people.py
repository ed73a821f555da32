"""Assignments as a list: filtered, exported, reminded of in bulk."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Date, bindparam, case, func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import N_, Actor, Department, Message, State, StateKind, User, today
from core.sdk.lists import (
    BulkAction,
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    PeriodFilter,
    PersonFilter,
    Row,
    StateFilter,
    list_screen,
)
from core.sdk.web import runtime
from plugins.training.models import (
    Assignment,
    EarlierGiving,
    Reason,
    Regulation,
    RegulationVersion,
    Signature,
)
from plugins.training.queries.reading import is_open, watched_people
from plugins.training.queries.reading_matrix import department_choices, regulation_choices
from plugins.training.screens.reading.base import Can, watch, watch_tabs
from plugins.training.services.reading import reminding

STATES = (
    State("signed", N_("подписано"), StateKind.SUCCESS),
    State("overdue", N_("просрочено"), StateKind.DANGER),
    State("read", N_("прочитано"), StateKind.ACTIVE),
    State("assigned", N_("назначено"), StateKind.NEUTRAL),
)
REASONS = {
    Reason.AUDIENCE.value: N_("по роли или отделу"),
    Reason.VERSION.value: N_("новая редакция"),
    Reason.PERSON.value: N_("лично"),
    Reason.ONBOARDING.value: N_("адаптация"),
}
# The day is asked for when the list is read, not when this module is.
_TODAY = bindparam("reading_today", callable_=today, type_=Date)
_STATE = case(
    (Assignment.signed_at.is_not(None), "signed"),
    (Assignment.due < _TODAY, "overdue"),
    (Assignment.read_at.is_not(None), "read"),
    else_="assigned",
)

_FIRST = func.coalesce(
    select(func.min(EarlierGiving.assigned_at))
    .where(EarlierGiving.assignment_id == Assignment.id)
    .correlate(Assignment)
    .scalar_subquery(),
    Assignment.assigned_at,
)


def _remind(session: Session, actor: Actor, keys: Sequence[int]) -> Message:
    count = reminding.remind_now(session, actor, runtime().settings.base_url, keys)
    return Message(N_("Напоминаний отправлено: %(count)s"), count=count)


def _escalate(session: Session, actor: Actor, keys: Sequence[int]) -> Message:
    count = reminding.escalate_now(session, actor, runtime().settings.base_url, keys)
    return Message(N_("Руководителям сообщено о сотрудниках: %(count)s"), count=count)


def _late(_actor: Actor) -> ColumnElement[bool]:
    return is_open() & (Assignment.due < today())


def _address(row: Row) -> str:
    """The signature where there is one, else the person's line of the matrix."""
    if row["signature"]:
        return url_for("training_reading.signature", signature_id=row["signature"])
    return url_for("training_watch.index", person=row["user"])


ASSIGNMENTS = ListDefinition(
    name="training.assignments",
    title=N_("Ознакомление"),
    base=lambda session, actor: (
        select(Assignment)
        .join(User, Assignment.user_id == User.id)
        .outerjoin(Department, User.department_id == Department.id)
        .join(RegulationVersion, RegulationVersion.document_id == Assignment.document_id)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .outerjoin(Signature, Signature.assignment_id == Assignment.id)
        .where(
            watched_people(actor),
            Assignment.withdrawn_at.is_(None) | Assignment.signed_at.is_not(None),
        )
    ),
    key=Assignment.id,
    columns=(
        Column("person", N_("Сотрудник"), User.full_name, Kind.PERSON, searchable=True),
        Column("code", N_("Документ"), Regulation.code, note=Regulation.title, searchable=True),
        Column("edition", N_("Редакция"), RegulationVersion.edition, Kind.NUMBER),
        Column("state", N_("Состояние"), _STATE, Kind.STATE, states=STATES),
        Column("due", N_("Срок"), Assignment.due, Kind.DATE),
        Column("signed", N_("Подписано"), Assignment.signed_at, Kind.DATETIME),
        Column("department", N_("Отдел"), Department.name, default=False),
        Column("first", N_("Назначено впервые"), _FIRST, Kind.DATETIME, default=False),
        Column("assigned", N_("Назначено"), Assignment.assigned_at, Kind.DATETIME, default=False),
        Column("reminded", N_("Напомнили"), Assignment.reminded_at, Kind.DATETIME, default=False),
        Column(
            "escalated",
            N_("Сообщено руководителю"),
            Assignment.escalated_at,
            Kind.DATETIME,
            default=False,
        ),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), _STATE, STATES),
        PersonFilter("person", N_("Сотрудник"), Assignment.user_id),
        ChoiceFilter(
            "regulation",
            N_("Документ"),
            Regulation.id,
            lambda session, actor: [(str(key), name) for key, name in regulation_choices(session)],
            int,
        ),
        ChoiceFilter(
            "department",
            N_("Отдел"),
            User.department_id,
            lambda session, actor: [(str(key), name) for key, name in department_choices(session)],
            int,
        ),
        ChoiceFilter("reason", N_("Основание"), Assignment.reason, tuple(REASONS.items())),
        PeriodFilter("due", N_("Срок"), Assignment.due),
        FlagFilter(
            "late", N_("Просроченные"), lambda actor: is_open() & (Assignment.due < today())
        ),
    ),
    extra={"signature": Signature.id, "user": Assignment.user_id},
    search=(Regulation.title,),
    search_hint=N_("Сотрудник или документ"),
    default_sort="due",
    row_url=_address,
    empty=Empty(
        N_("Ещё ничего не назначено"),
        N_("Документ назначается сам, когда владелец процесса утверждает редакцию."),
    ),
    bulk=(
        BulkAction("remind", N_("Напомнить"), Can.READING_WATCH, _remind, icon="bell"),
        BulkAction(
            "escalate",
            N_("Сообщить руководителю"),
            Can.READING_WATCH,
            _escalate,
            icon="bell-ringing",
            confirm=N_("Руководители получат письма о просроченных документах. Отправить?"),
        ),
    ),
)


@watch.form("/people", permission=Can.READING_WATCH)
def people() -> Response:
    """Assignments of the people whom this person watches."""
    return list_screen(
        ASSIGNMENTS,
        template="training/reading/people.html",
        tabs=watch_tabs("training_watch.people"),
        heading=_("Кто прочитал"),
    )
