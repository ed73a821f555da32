"""How people work and how the company has agreed to: descriptions, the common process, its map."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.sdk import NotFound, Refused, StaleVersion, ValidationFailed
from core.sdk.web import Screens, current_actor, db, qty, toast, translate
from plugins.training import charts
from plugins.training.forms.discovery import (
    MapRows,
    ProcessForm,
    StepsForm,
    WayRows,
    branches_in_words,
)
from plugins.training.models import MapStep, Process
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import discovery as queries
from plugins.training.services import discovery as services
from plugins.training.services.people import role_titles

screens = Screens("training_discovery", "plugins.training", url_prefix="/training/discovery")
# technical: periods to choose from, any of them is seen by a click
PERIODS = (30, 90, 365)


def _found(process_id: int) -> Process:
    process = queries.process_with_steps(db.session(), process_id)
    if process is None:
        raise NotFound()
    return process


def _stage_titles() -> dict[str, str]:
    """«КП: Отправлено», «КП → Согласовать скидку» by the stage's name."""
    return {
        stage: f"{translate(one.document)}{' →' if one.is_move else ':'} {translate(one.title)}"
        for stage, one in services.known_stages(db.session()).items()
    }


def _stage_options() -> list[tuple[str, str]]:
    return [("", _("не видно")), *_stage_titles().items()]


def _tabs(process: Process, active: str) -> list[dict[str, Any]]:
    shown = [("show", _("Карта"))]
    if current_actor().can(Can.DISCOVERY_TELL):
        shown.append(("mine", _("Как работаю я")))
    if current_actor().can(Can.DISCOVERY_LEAD):
        shown += [("side_by_side", _("Описания рядом")), ("edit", _("Общий процесс"))]
    return [
        {
            "title": title,
            "url": url_for(f"training_discovery.{name}", process_id=process.id),
            "active": name == active,
            "counter": None,
        }
        for name, title in shown
    ]


@screens.form("/", permission=Can.REGULATION_VIEW)
def index() -> Response | tuple[str, int]:
    """All processes; the head begins a new one here."""
    form = ProcessForm()
    code = 200
    if request.method == "POST":
        try:
            process = services.make_process(db.session(), current_actor(), form.title.data or "")
            toast(_("Процесс заведён: попросите сотрудников описать, как они работают"))
            return redirect(url_for("training_discovery.show", process_id=process.id), code=303)
        except ValidationFailed as error:
            form.take(error)
            code = 422
    page = render_template(
        "training/discovery/index.html",
        page_title=_("Процессы"),
        rows=queries.processes(db.session()),
        form=form,
        may_lead=current_actor().can(Can.DISCOVERY_LEAD),
    )
    return page, code


def _notes(step: MapStep, fact: queries.Real | None) -> tuple[str, ...]:
    """What stands in the box of a step: the intended time, the real one, how many came."""
    intended = (_("задумано %(hours)s ч", hours=qty(step.hours)),) if step.hours is not None else ()
    if fact is None:
        return (*intended, _("на деле: не видно"))
    if not fact.reached:
        return (*intended, _("на деле: не было"))
    if fact.hours is None:
        time = ()
    elif fact.breaks(step.hours):
        time = (_("на деле %(hours)s ч — дольше", hours=qty(fact.hours)),)
    else:
        time = (_("на деле %(hours)s ч", hours=qty(fact.hours)),)
    share = _(
        "%(share)s %% · %(reached)s из %(total)s",
        share=fact.share,
        reached=fact.reached,
        total=fact.total,
    )
    return (*intended, *time, share)


@screens.get("/<int:process_id>", permission=Can.REGULATION_VIEW)
def show(process_id: int) -> str:
    """The map: intended steps, and beside each what the history of documents says of it."""
    process = _found(process_id)
    days = request.args.get("days", type=int)
    days = days if days in PERIODS else PERIODS[1]
    real = queries.real_steps(db.session(), process.steps, days)
    roles = role_titles(db.session())
    drawing = charts.draw(
        [
            charts.Step(
                translate(roles.get(step.role, step.role)),
                step.title,
                _notes(step, fact := real.get(step.position)),
                fact is not None and fact.breaks(step.hours),
                tuple((one["to"], one["label"]) for one in step.branches),
            )
            for step in process.steps
        ]
    )
    return render_template(
        "training/discovery/show.html",
        page_title=process.title,
        process=process,
        drawing=drawing,
        size=charts,
        real=real,
        roles=roles,
        stages=_stage_titles(),
        branches=branches_in_words,
        days=days,
        periods=[
            {
                "title": ngettext("%(num)s день", "%(num)s дня", one),
                "url": url_for("training_discovery.show", process_id=process.id, days=one),
                "active": one == days,
                "counter": None,
            }
            for one in PERIODS
        ],
        tabs_=_tabs(process, "show"),
    )


@screens.form("/<int:process_id>/mine", permission=Can.DISCOVERY_TELL)
def mine(process_id: int) -> Response | tuple[str, int]:
    """The person's own way, step by step."""
    process = _found(process_id)
    session, actor = db.session(), current_actor()
    way = services.own_way(session, actor, process_id)
    form = StepsForm()
    if request.method == "GET":
        form.version.data = way.version if way else 0
        rows = WayRows.kept(way.steps) if way and way.steps else WayRows.blank(3)
        return _way_page(process, form, rows, way)
    rows = WayRows.posted(request.form)
    if rows.only_redrawn(request.form):
        return _way_page(process, form, rows, way)
    steps = rows.collect(WayRows.read)
    if rows.refused:
        return _way_page(process, form, rows, way, 422)
    try:
        services.save_way(session, actor, process_id, steps, form.seen_version)
        if request.form.get("then") == "submit":
            services.submit(session, actor, process_id)
            toast(_("Описание передано владельцу процесса"))
        else:
            toast(_("Сохранено: пока видно только вам"))
    except (ValidationFailed, Refused) as error:
        rest = rows.take(error)
        if rest is not None:
            form.take(rest)
        return _way_page(process, form, rows, way, 422)
    return redirect(url_for("training_discovery.mine", process_id=process_id), code=303)


def _way_page(
    process: Process, form: StepsForm, rows: WayRows, way: Any, code: int = 200
) -> tuple[str, int]:
    page = render_template(
        "training/discovery/mine.html",
        page_title=process.title,
        process=process,
        form=form,
        rows=rows,
        stages=_stage_options(),
        way=way,
        tabs_=_tabs(process, "mine"),
    )
    return page, code


@screens.post("/<int:process_id>/mine/recall", permission=Can.DISCOVERY_TELL)
def recall(process_id: int) -> Response:
    """Take the description back to change it."""
    services.recall(db.session(), current_actor(), process_id)
    toast(_("Описание снова у вас"))
    return redirect(url_for("training_discovery.mine", process_id=process_id), code=303)


@screens.get("/<int:process_id>/descriptions", permission=Can.DISCOVERY_LEAD)
def side_by_side(process_id: int) -> str:
    """What people have told, a column each; steps go into the common process from here."""
    process = _found(process_id)
    return render_template(
        "training/discovery/side_by_side.html",
        page_title=process.title,
        process=process,
        ways=queries.handed_over(db.session(), process_id),
        taken={step.origin_id for step in process.steps},
        stages=_stage_titles(),
        tabs_=_tabs(process, "side_by_side"),
    )


@screens.post("/<int:process_id>/take/<int:step_id>", permission=Can.DISCOVERY_LEAD)
def take(process_id: int, step_id: int) -> Response:
    """Take somebody's step into the common process."""
    step = services.take_step(db.session(), current_actor(), process_id, step_id)
    toast(_("Шаг «%(title)s» взят в общий процесс", title=step.title))
    return redirect(url_for("training_discovery.side_by_side", process_id=process_id), code=303)


@screens.form("/<int:process_id>/edit", permission=Can.DISCOVERY_LEAD)
def edit(process_id: int) -> Response | tuple[str, int]:
    """The common process as a spreadsheet."""
    process = _found(process_id)
    form = StepsForm()
    if request.method == "GET":
        form.version.data = process.version
        rows = MapRows.kept(process.steps) if process.steps else MapRows.blank(3)
        return _map_page(process, form, rows)
    rows = MapRows.posted(request.form)
    if rows.only_redrawn(request.form):
        return _map_page(process, form, rows)
    steps = rows.collect(MapRows.read)
    if rows.refused:
        return _map_page(process, form, rows, 422)
    try:
        services.save_map(db.session(), current_actor(), process_id, steps, form.seen_version)
    except (ValidationFailed, Refused) as error:
        rest = rows.take(error)
        if rest is not None:
            form.take(rest)
        return _map_page(process, form, rows, 422)
    except StaleVersion:
        form.version.data = process.version
        return _map_page(process, form, rows, 409, theirs=MapRows.kept(process.steps))
    toast(_("Общий процесс сохранён"))
    return redirect(url_for("training_discovery.show", process_id=process_id), code=303)


def _map_page(
    process: Process,
    form: StepsForm,
    rows: MapRows,
    code: int = 200,
    theirs: MapRows | None = None,
) -> tuple[str, int]:
    roles = [(role, translate(title)) for role, title in role_titles(db.session()).items()]
    page = render_template(
        "training/discovery/edit.html",
        page_title=process.title,
        process=process,
        form=form,
        rows=rows,
        theirs=theirs,
        stages=_stage_options(),
        roles=roles,
        most=services.MOST_BRANCHES,
        tabs_=_tabs(process, "edit"),
    )
    return page, code
