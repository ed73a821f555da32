"""The list of regulations."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import N_, State, User
from core.sdk.lists import (
    ChoiceFilter,
    Column,
    Empty,
    Kind,
    ListDefinition,
    PeriodFilter,
    PersonFilter,
    Row,
    list_screen,
)
from core.sdk.web import day
from plugins.training.models import Regulation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import regulations as queries
from plugins.training.screens.regulations.base import KIND_TITLES, kind_title, may_make, screens
from plugins.training.workflow import REGULATION


def _next_words(session: Session, keys: Any) -> dict[int, str]:
    return {
        key: _("%(edition)s, с %(day)s", edition=one.edition, day=day(one.starts))
        if one.starts
        else str(one.edition)
        for key, one in queries.next_editions(session, keys).items()
    }


def _next_states(session: Session, keys: Any) -> dict[int, str]:
    return {key: one.state for key, one in queries.next_editions(session, keys).items()}


def _kinds(session: Session, keys: Any) -> dict[int, str]:
    return {key: kind_title(kind) for key, kind in queries.kinds(session, keys).items()}


def _state_of(row: Row) -> State | None:
    name = row["next_state"]
    return REGULATION.state(name) if name else None


REGULATIONS = ListDefinition(
    name="training.regulations",
    title=N_("Регламенты"),
    base=queries.all_regulations,
    key=Regulation.id,
    columns=(
        Column("title", N_("Регламент"), Regulation.title, searchable=True, note=Regulation.code),
        Column("code", N_("Обозначение"), Regulation.code, searchable=True, default=False),
        # The filter says it; shown, it would push the state of the next edition off the screen.
        Column("kind", N_("Вид"), load_many=_kinds, default=False),
        Column("owner", N_("Владелец"), User.full_name, Kind.PERSON),
        Column(
            "edition",
            N_("Редакция"),
            queries.Current.edition,
            Kind.NUMBER,
            blank=N_("нет"),
        ),
        Column("since", N_("Действует с"), queries.Current.effective_from, Kind.DATE),
        Column("next", N_("Готовится"), load_many=_next_words),
        Column(
            "next_state",
            N_("Состояние"),
            kind=Kind.STATE,
            load_many=_next_states,
            state_of=_state_of,
        ),
    ),
    filters=(
        ChoiceFilter(
            "kind",
            N_("Вид"),
            Regulation.kind,
            [(kind.value, title) for kind, title in KIND_TITLES.items()],
        ),
        PersonFilter("owner", N_("Владелец"), Regulation.owner_id),
        PeriodFilter("since", N_("Действует с"), queries.Current.effective_from),
    ),
    search_hint=N_("Обозначение или название"),
    default_sort="code",
    row_url=lambda row: url_for("training_regulations.home", regulation_id=row.key),
    empty=Empty(
        N_("Регламентов ещё нет"),
        N_("Регламент читают и подписывают сотрудники, а его нормы исполняет программа."),
        N_("Новый регламент"),
        lambda: url_for("training_regulations.new") if may_make() else None,
    ),
)


@screens.form("/", permission=TrainingPermission.REGULATION_VIEW)
def index() -> Response:
    """All regulations: everybody may know the rules of the game."""
    return list_screen(REGULATIONS, template="training/regulations/index.html", may_make=may_make())
