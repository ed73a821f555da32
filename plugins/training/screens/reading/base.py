"""What the screens of reading share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from core.sdk import today
from core.sdk.web import Screens, current_actor, db, runtime, translate
from plugins.training.guards import earliest_for_worse_pay
from plugins.training.models import Assignment, RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import reading as queries
from plugins.training.services.reading import gate, reading
from plugins.training.services.reading.agreeing import Signed

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_reading", "plugins.training", url_prefix="/training/reading")
watch = Screens("training_watch", "plugins.training", url_prefix="/training/watch")
owner = Screens("training_questions", "plugins.training", url_prefix="/training/questions")
Can = TrainingPermission
Page = tuple[str, int]


def own(assignment_id: int) -> Assignment:
    """The reader's own assignment; NotFound for anybody else's."""
    return reading.own(db.session(), current_actor(), assignment_id)


def how() -> Signed:
    """From where the person signs."""
    return Signed(ip=request.remote_addr or "", agent=request.user_agent.string)


def secret() -> str:
    """What tokens of reading are signed with."""
    return runtime().settings.secret_key


@dataclass(frozen=True)
class Due:
    """A due date in words and the kind of badge that it gets."""

    text: str
    kind: str


def due_of(assignment: Assignment) -> Due:
    """«просрочено на 2 дня», «сегодня», «до 23.11.2026»."""
    left = (assignment.due - today()).days
    day = f"{assignment.due:%d.%m.%Y}"
    if left < 0:
        return Due(_("срок был %(day)s", day=day), "danger")
    if left == 0:
        return Due(_("сегодня последний день"), "waiting")
    return Due(_("до %(day)s", day=day), "waiting" if left <= 1 else "neutral")


@dataclass(frozen=True)
class Closing:
    """A document without which stages are closed: its title, the stages in words, how many they
    are, and where it is signed."""

    document_id: int
    title: str
    stages: str
    count: int
    link: str


@dataclass(frozen=True)
class Closings:
    """What closes stages to the person now, by version, and what does so from tomorrow on."""

    now: Mapping[int, Closing]
    tomorrow: Sequence[Closing]

    @property
    def urgent(self) -> list[int]:
        """Documents to sign before all others: of now, or where nothing is closed of tomorrow."""
        return list(self.now) or [one.document_id for one in self.tomorrow]


def closings() -> Closings:
    """What the person has to sign so that he works, today and tomorrow."""
    found = gate.closings(db.session(), current_actor())
    closed = {one.document_id: _in_words(one) for one in found.now}
    return Closings(closed, [_in_words(one) for one in found.tomorrow])


def _in_words(one: gate.Closing) -> Closing:
    types = runtime().registry.document_types
    # A stage whose plugin was switched off closes nothing.
    codes = sorted(code for code in one.stages if code in types)
    stages = ", ".join(f"«{translate(types[code].title)}»" for code in codes)
    return Closing(one.document_id, one.title, stages, len(codes), one.link)


def short_notice(version: RegulationVersion) -> bool:
    """Whether worse terms of pay were announced less than two months ahead (ТК ст. 74)."""
    starts, announced = version.effective_from, version.approved_at
    if not version.lowers_pay or starts is None or announced is None:
        return False
    return starts < earliest_for_worse_pay(announced)


def watch_tabs(active: str) -> list[dict[str, Any]]:
    """Tabs over the screens of who has read what: those that the person may open."""
    actor = current_actor()
    tabs = (
        ("training_watch.index", _("Матрица"), Can.READING_WATCH),
        ("training_watch.people", _("Список"), Can.READING_WATCH),
        ("training_watch.sheets_list", _("Листы ознакомления"), Can.READING_WATCH),
        ("training_watch.exceptions", _("Допуски без подписи"), Can.READING_WATCH),
    )
    return [
        {"title": title, "url": url_for(endpoint), "active": endpoint == active, "counter": None}
        for endpoint, title, permission in tabs
        if actor.can(permission)
    ]


def reader_tabs(active: str) -> list[dict[str, Any]]:
    """Tabs over the reader's screens; none for who owns no process and is asked nothing."""
    session, actor = db.session(), current_actor()
    if not actor.can(Can.REGULATION_APPROVE) or not queries.owns_processes(session, actor):
        return []
    tabs = (
        ("training_reading.index", _("Прочитать и подписать"), 0),
        (
            "training_questions.index",
            _("Вопросы читателей"),
            queries.question_count(session, actor),
        ),
    )
    return [
        {"title": title, "url": url_for(endpoint), "active": endpoint == active, "counter": count}
        for endpoint, title, count in tabs
    ]
