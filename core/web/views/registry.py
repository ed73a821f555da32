"""The registry over documents of all types."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select, case, false, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.accounts.models import User
from core.accounts.policy import row_filter, unrestricted
from core.directory.models import Partner
from core.documents import stages
from core.documents.models import Document
from core.documents.permissions import RegistryPermission
from core.extending.registry import registry_of
from core.extending.runtime import runtime
from core.kernel.permissions import Actor
from core.kernel.text import N_
from core.kernel.workflow import State, StateKind
from core.web.lists import (
    AmountFilter,
    ChoiceFilter,
    Column,
    Empty,
    Kind,
    ListDefinition,
    PartnerFilter,
    PeriodFilter,
    PersonFilter,
    Row,
    list_screen,
)
from core.web.messages import translate
from core.web.screens import Screens

screens = Screens("registry", __name__, url_prefix="/registry")
SWITCHED_OFF = State("off", N_("модуль отключён"), StateKind.NEUTRAL)


def _base(session: Session, actor: Actor) -> Select[Any]:
    """Documents of each type obey the type's own permission; those of a plugin that is switched
    off are listed, marked, to whoever may see the whole registry. Types of a stage that is closed
    to the person are left out."""
    types = registry_of(session).document_types
    closed = stages.closed_to(session, actor)
    allowed = [
        (Document.type == code) & row_filter(Document, actor, kind.view)
        for code, kind in types.items()
        if code not in closed
    ]
    orphaned = Document.type.not_in(types) & row_filter(Document, actor, RegistryPermission.VIEW)
    # Narrowed by hand, type by type.
    return unrestricted(
        select(Document)
        .outerjoin(Partner, Document.partner_id == Partner.id)
        .outerjoin(User, Document.responsible_id == User.id)
        .where(or_(false(), *allowed, orphaned))
    )


def _state(row: Row) -> State | None:
    kind = runtime().registry.document_types.get(row["type"])
    return kind.workflow.state(row["state"]) if kind else SWITCHED_OFF


def _titles(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """The short title of each document's type; its code where the plugin is switched off."""
    types = registry_of(session).document_types
    table = Document.__table__.c
    rows = session.execute(unrestricted(select(table.id, table.type).where(table.id.in_(keys))))
    return {key: translate(types[code].short) if code in types else code for key, code in rows}


def _types(session: Session, actor: Actor) -> list[tuple[str, str]]:
    return [
        (code, kind.title)
        for code, kind in registry_of(session).document_types.items()
        if actor.can(kind.view)
    ]


REGISTRY = ListDefinition(
    name="core.registry",
    title=N_("Реестр документов"),
    base=_base,
    key=Document.id,
    extra={"type": Document.type},
    columns=(
        Column("number", N_("Номер"), Document.number, searchable=True, blank=N_("черновик")),
        Column("kind", N_("Вид"), kind=Kind.TAG, load_many=_titles),
        Column("date", N_("Дата"), Document.date, Kind.DATE),
        Column(
            "partner",
            N_("Контрагент"),
            Partner.name,
            searchable=True,
            sort_by=Partner.sort_name,
        ),
        Column("state", N_("Состояние"), Document.state, Kind.STATE, state_of=_state),
        # A request has no sum yet: an empty cell says so, a zero would not.
        Column(
            "total",
            N_("Сумма"),
            case((Document.total != 0, Document.total)),
            Kind.MONEY,
            sum=True,
        ),
        Column("responsible", N_("Ответственный"), User.full_name, Kind.PERSON),
        Column("due", N_("Срок"), Document.due, Kind.DATE, default=False),
        Column("created", N_("Создан"), Document.created_at, Kind.DATETIME, default=False),
    ),
    filters=(
        ChoiceFilter("type", N_("Вид"), Document.type, choices=_types),
        PeriodFilter("date", N_("Дата"), Document.date),
        PersonFilter("responsible", N_("Ответственный"), Document.responsible_id),
        PartnerFilter("partner", N_("Контрагент"), Document.partner_id, "partners.suggest"),
        AmountFilter("total", N_("Сумма"), Document.total),
    ),
    search=(Partner.inn,),
    currency=Document.currency,
    default_sort="-date",
    row_url=lambda row: url_for("documents.show", document_id=row.key),
    empty=Empty(
        N_("Документов ещё нет"),
        N_("Здесь появятся документы всех видов, как только в модулях создадут первый."),
    ),
)


@screens.form("/", permission=RegistryPermission.VIEW)
def index() -> Response:
    """Documents of every type that this person may see."""
    return list_screen(REGISTRY, template="documents/registry.html")
