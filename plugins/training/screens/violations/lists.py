"""The register of violations and the list of cases outside the rules."""

from flask import url_for
from flask_babel import gettext
from sqlalchemy import BindParameter, String, bindparam, case, null
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.sdk import N_, Actor, Document, User, registry_of
from core.sdk.lists import (
    AmountFilter,
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    PeriodFilter,
    PersonFilter,
    StateFilter,
    list_screen,
)
from core.sdk.web import current_actor, translate
from plugins.training.discipline import SANCTIONS
from plugins.training.models import BonusReduction, Regulation, Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations import listing, outside
from plugins.training.queries.violations.listing import Reporter
from plugins.training.screens.violations.base import OUTCOMES, screens, views
from plugins.training.workflow_violations import VIOLATION

STATES = [state for state in VIOLATION.states if state.name != "noted"]
SOURCES = (("program", N_("Нашла программа")), ("person", N_("Сообщил сотрудник")))


def rule_in_words(session: Session, norm: str, code: str, clause: str) -> str:
    """«Срок ответа на запрос · РП-01, п. 1.1»; the parts that there are."""
    declared = registry_of(session).norms.get(norm)
    name = translate(declared.title) if declared else norm
    place = gettext("%(code)s, п. %(clause)s", code=code, clause=clause) if code else ""
    return " · ".join(part for part in (name, place) if part) or gettext("Вне правил")


def _norms(session: Session, actor: Actor) -> list[tuple[str, str]]:
    declared = registry_of(session).norms
    return [
        (key, declared[key].title if key in declared else key)
        for key in listing.norms_broken(session)
    ]


def _regulations(session: Session, actor: Actor) -> list[tuple[str, str]]:
    return [(str(key), code) for key, code in listing.regulations_broken(session)]


def _said(name: str, text: str) -> BindParameter[str]:
    """A word of the reader's language as a value of the query, asked for at each execution."""
    return bindparam(name, callable_=lambda: gettext(text), type_=String, unique=True)


_OUTCOME = case(
    *((Violation.outcome == key, _said(key, title)) for key, title in OUTCOMES.items()),
    else_=null(),
)
_SANCTION = case(
    *((Violation.outcome == key, _said(key, OUTCOMES[key])) for key in SANCTIONS),
    else_=null(),
)
_RULE = case(
    (
        Regulation.code.is_not(None),
        Regulation.code + ", " + _said("clause", N_("п.")) + " " + Violation.clause_number,
    ),
    (Violation.norm != "", _said("norm", N_("Норма"))),
    else_=_said("outside", N_("Вне правил")),
)
_NUMBER = Column("number", N_("Номер"), Document.number, searchable=True, note=Document.title)
_HAPPENED = Column("happened", N_("Когда было"), Violation.happened_at, Kind.DATE)
_ACCUSED = Column("accused", N_("Сотрудник"), User.full_name, Kind.PERSON, searchable=True)
_FACTS = Column("facts", N_("Что произошло"), Document.title, searchable=True, default=False)
_STATE = Column("state", N_("Состояние"), Document.state, Kind.STATE, states=STATES)

REGISTER = ListDefinition(
    name="training.violations",
    title=N_("Нарушения и жалобы"),
    base=lambda session, actor: listing.visible_violations(actor),
    key=Document.id,
    columns=(
        _NUMBER,
        _HAPPENED,
        _ACCUSED,
        _FACTS,
        Column("rule", N_("Правило"), _RULE),
        Column("state", N_("Состояние"), Document.state, Kind.STATE, states=STATES, note=_SANCTION),
        Column("taken", N_("Снижение премии"), BonusReduction.amount, Kind.MONEY, sum=True),
        Column("due", N_("Решить до"), Document.due, Kind.DATE, default=False),
        Column("outcome", N_("Решение"), _OUTCOME, default=False),
        Column("repeated", N_("Повторное"), Violation.repeated, Kind.FLAG, default=False),
        Column(
            "reporter",
            N_("Кто сообщил"),
            Reporter.full_name,
            Kind.PERSON,
            default=False,
            blank=N_("не указан"),
        ),
        Column("decided", N_("Решено"), Violation.decided_at, Kind.DATETIME, default=False),
        Column("date", N_("Зарегистрировано"), Document.date, Kind.DATE, default=False),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), Document.state, STATES),
        PeriodFilter("happened", N_("Когда было"), Violation.happened_at),
        PersonFilter("accused", N_("Сотрудник"), Document.responsible_id),
        ChoiceFilter("norm", N_("Норма"), Violation.norm, _norms),
        ChoiceFilter("regulation", N_("Регламент"), Regulation.id, _regulations, int),
        ChoiceFilter("outcome", N_("Решение"), Violation.outcome, tuple(OUTCOMES.items())),
        ChoiceFilter("source", N_("Откуда"), Violation.source, SOURCES),
        AmountFilter("taken", N_("Снижение премии"), BonusReduction.amount),
        FlagFilter("waiting", N_("Ждут меня"), listing.waits_for_me),
        FlagFilter("repeated", N_("Повторные"), lambda actor: Violation.repeated.is_(True)),
    ),
    search_hint=N_("Номер, сотрудник, что произошло"),
    default_sort="-happened",
    row_url=lambda row: url_for("training_violations.show", document_id=row.key),
    empty=Empty(
        N_("Нарушений и жалоб нет"),
        N_("Программа сама запишет нарушенную норму. Об остальном можно сообщить."),
        N_("Сообщить"),
        lambda: url_for("training_violations.new") if _may_report() else None,
        icon="scale",
    ),
)

OUTSIDE = ListDefinition(
    name="training.violations.outside",
    title=N_("Случаи вне правил"),
    base=lambda session, actor: outside.visible_cases(actor),
    key=Document.id,
    columns=(
        _NUMBER,
        _HAPPENED,
        _FACTS,
        _STATE,
        Column(
            "regulation",
            N_("Куда передано"),
            outside.PassedTo.code,
            note=outside.answer_in(_said),
            blank=N_("не передано"),
        ),
        Column("proposal", N_("Чего не хватает в правилах"), outside.Remark.text),
        Column("edition", N_("Редакция"), outside.Draft.edition, Kind.NUMBER, default=False),
        Column("accused", N_("Сотрудник"), User.full_name, Kind.PERSON, default=False),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), Document.state, STATES),
        PeriodFilter("happened", N_("Когда было"), Violation.happened_at),
        FlagFilter("loose", N_("Никуда не переданы"), lambda actor: outside.is_loose()),
    ),
    search_hint=N_("Номер, что произошло"),
    default_sort="-happened",
    row_url=lambda row: url_for("training_violations.show", document_id=row.key),
    empty=Empty(
        N_("Случаев вне правил нет"),
        N_("Сюда попадает то, чего правила не предусмотрели, пока это не вошло в редакцию."),
        icon="bulb",
    ),
)


def _may_report() -> bool:
    return current_actor().can(TrainingPermission.VIOLATION_REPORT)


def _report_button() -> tuple[str, str, str] | None:
    if not _may_report():
        return None
    return gettext("Сообщить"), url_for("training_violations.new"), "flag"


@screens.form("/", permission=TrainingPermission.VIOLATION_VIEW)
def index() -> Response:
    """Cases that the person sees: his own, those he reported, those of his department."""
    return list_screen(
        REGISTER,
        template="training/violations/index.html",
        views=views("index"),
        primary=_report_button(),
        lead="",
    )


@screens.form("/outside", permission=TrainingPermission.VIOLATION_VIEW)
def outside_rules() -> Response:
    """What the rules did not know, and where it went."""
    return list_screen(
        OUTSIDE,
        template="training/violations/index.html",
        views=views("outside_rules"),
        primary=_report_button(),
        lead=gettext(
            "Чего правила не предусмотрели. Переданный случай становится замечанием к следующей "
            "редакции: по нему отвечает владелец процесса."
        ),
    )
