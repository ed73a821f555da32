"""Background jobs: the list, and the page of one with its progress, log, result and buttons."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.accounts.models import User
from core.db.session import db
from core.extending.registry import registry_of
from core.extending.runtime import runtime
from core.jobs import queries, service
from core.jobs.declarations import JobPermission
from core.jobs.models import JobState, OutboxJob
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor, Scope
from core.kernel.text import N_
from core.kernel.workflow import State, StateKind
from core.web.identity import current_actor
from core.web.lists import (
    ChoiceFilter,
    Column,
    Empty,
    Kind,
    ListDefinition,
    PeriodFilter,
    StateFilter,
    list_screen,
)
from core.web.messages import is_htmx, toast, translate
from core.web.screens import Screens

screens = Screens("jobs", __name__, url_prefix="/jobs")
LOG_LINES = 500
"""How much of a log the page shows; its end is what matters."""
STATES = (
    State(JobState.WAITING, N_("Ждёт"), StateKind.WAITING),
    State(JobState.RUNNING, N_("Выполняется"), StateKind.ACTIVE),
    State(JobState.DONE, N_("Выполнено"), StateKind.SUCCESS),
    State(JobState.CANCELLED, N_("Отменено"), StateKind.NEUTRAL),
    State(JobState.FAILED, N_("Ошибка"), StateKind.DANGER),
)


def _title(kind: str) -> str:
    """What the job does; the code where its module is switched off."""
    declared = runtime().registry.jobs.get(kind)
    return translate(declared.title) if declared else kind


def _base(_session: Session, actor: Actor) -> Select[Any]:
    return (
        select(OutboxJob)
        .outerjoin(User, OutboxJob.author_id == User.id)
        .where(queries.visible(actor, JobPermission.VIEW))
    )


def _titles(session: Session, keys: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(OutboxJob.id, OutboxJob.kind).where(OutboxJob.id.in_(keys)))
    return {key: _title(kind) for key, kind in rows}


def _kinds(session: Session, _actor: Actor) -> list[tuple[str, str]]:
    return [(job.kind, job.title) for job in registry_of(session).jobs.values()]


JOBS = ListDefinition(
    name="core.jobs",
    title=N_("Фоновые задания"),
    base=_base,
    key=OutboxJob.id,
    columns=(
        Column("title", N_("Задание"), load_many=_titles),
        Column("state", N_("Состояние"), queries.state_expression(), Kind.STATE, states=STATES),
        Column("author", N_("Автор"), User.full_name, Kind.PERSON),
        # In the order of keys, which is the same and has the indexes.
        Column(
            "created", N_("Поставлено"), OutboxJob.created_at, Kind.DATETIME, sort_by=OutboxJob.id
        ),
        Column("started", N_("Начато"), OutboxJob.started_at, Kind.DATETIME, default=False),
        Column("done", N_("Закончено"), OutboxJob.done_at, Kind.DATETIME),
        Column("attempts", N_("Попыток"), OutboxJob.attempts, Kind.NUMBER, default=False),
        Column("result", N_("Файл"), OutboxJob.result_name, default=False),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), queries.state_expression(), states=STATES),
        ChoiceFilter("kind", N_("Задание"), OutboxJob.kind, choices=_kinds),
        PeriodFilter("created", N_("Поставлено"), OutboxJob.created_at),
    ),
    default_sort="-created",
    row_url=lambda row: url_for("jobs.show", job_id=row.key),
    empty=Empty(
        N_("Заданий нет"),
        N_("Здесь видна долгая работа: загрузка прайс-листа, отправка писем и предложений."),
        icon="robot",
    ),
)


@screens.form("/", permission=JobPermission.VIEW)
def index() -> Response:
    """Jobs that this person may see: his own, and all of them for an administrator."""
    return list_screen(JOBS)


def _fetch(job_id: int) -> OutboxJob:
    return queries.fetch(db.session(), job_id, current_actor(), JobPermission.VIEW)


@screens.get("/<int:job_id>", permission=JobPermission.VIEW)
def show(job_id: int) -> str:
    """The job's page; while the job lives, the page asks for its own middle every second."""
    job = _fetch(job_id)
    declared = runtime().registry.jobs.get(job.kind)
    lines = job.log.splitlines()
    return render_template(
        "jobs/job.html" if is_htmx() else "jobs/show.html",
        page_title=_title(job.kind),
        job=job,
        state=next(state for state in STATES if state.name == job.state),
        author=db.session().get(User, job.author_id) if job.author_id else None,
        attempts=declared.attempts if declared else None,
        log=lines[-LOG_LINES:],
        log_cut=max(0, len(lines) - LOG_LINES),
        shows_trace=current_actor().scope(JobPermission.VIEW) is Scope.ALL,
    )


@screens.get("/<int:job_id>/result", permission=JobPermission.VIEW)
def result(job_id: int) -> Response:
    """The file that the job has made."""
    job = _fetch(job_id)
    if job.result_file is None:
        raise NotFound()
    return send_file(
        BytesIO(runtime().storage.get(job.result_file)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=job.result_name,
        etag=job.result_file,
    )


@screens.post("/<int:job_id>/cancel", permission=JobPermission.VIEW)
def cancel(job_id: int) -> Response:
    """Call the job off."""
    job = _fetch(job_id)
    service.cancel(db.session(), job)
    if job.state is JobState.CANCELLED:
        toast(_("Задание отменено"))
    elif not job.finished:
        toast(_("Задание остановится, закончив начатую часть"), "info")
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


@screens.post("/<int:job_id>/retry", permission=JobPermission.VIEW)
def retry(job_id: int) -> Response:
    """Begin a failed job anew."""
    service.retry(db.session(), _fetch(job_id))
    toast(_("Задание поставлено снова"))
    return redirect(url_for("jobs.show", job_id=job_id), code=303)
