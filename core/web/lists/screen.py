"""Where a list meets a request: the page, its fragments, the file, and what is posted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from flask import Response, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from core.db.session import db
from core.kernel.clock import today
from core.kernel.errors import Forbidden, NotFound
from core.kernel.permissions import Actor
from core.web.identity import current_actor
from core.web.lists import export, saved
from core.web.lists.definition import Column, ListDefinition
from core.web.lists.drawing import Reading, draw, list_id
from core.web.lists.filters import Arguments
from core.web.lists.query import SMALL, Count, ListQuery, Page, Totals
from core.web.lists.state import ListState, address, known_columns, read
from core.web.lists.view import ListView
from core.web.messages import is_htmx, render, toast, translate

PAGE = "lists/page.html"
PART = "lists/part.html"
MAX_SELECTED = 1000


def list_screen(
    definition: ListDefinition, *, template: str = PAGE, **context: Any
) -> BaseResponse:
    """Answer a request to a route declared by ``screens.form``: GET draws, POST carries out."""
    session, actor = db.session(), current_actor()
    if request.method == "POST":
        return act_on_list(definition, session=session, actor=actor, form=request.form)
    return render_list(
        definition,
        session=session,
        actor=actor,
        request_args=request.args,
        template=template,
        **context,
    )


def render_list(
    definition: ListDefinition,
    *,
    session: Session,
    actor: Actor,
    request_args: Arguments,
    template: str = PAGE,
    **context: Any,
) -> BaseResponse:
    """The whole page, the fragment that htmx asks for, or the XLSX file of ``?export=xlsx``.

    ``template`` extends ``layout/base.html`` and draws ``list_block(list)`` of
    ``components/list.html``; it gets ``list`` (a ``ListView``), ``page_title`` and ``context``.
    """
    path = request.path
    views = saved.views_of(session, actor, definition.name)
    if not request.query_string and not is_htmx():
        default = next((one for one in views if one.is_default), None)
        if default is not None:
            return redirect(f"{path}?view={default.id}&{default.query}".rstrip("&"))
    state, options = read(definition, request_args, session, actor)
    chosen = saved.chosen_columns(session, actor, definition.name)
    columns = shown_columns(definition, actor, state, chosen)
    query = ListQuery(definition, session, actor, state, columns)
    if "xlsx" in request_args.getlist("export"):
        return _file(definition, query, path)

    part = _part(definition)
    page = Page((), None) if part == "totals" else query.page(definition.page_size)
    asked_for_sums = "totals" in request_args.getlist("part")
    count, totals = (None, None) if part == "rows" else _figures(query, asked_for_sums)
    reading = Reading(
        state=state,
        options=options,
        columns=columns,
        columns_chosen=chosen is not None or state.columns is not None,
        page=page,
        count=count,
        totals=totals,
        views=views,
    )
    drawn = draw(definition, actor, path, reading, url_for)
    if part:
        return _fragment(part, drawn)
    title = {"page_title": drawn.title, **context}
    return make_response(render_template(template, list=drawn, **title))


def shown_columns(
    definition: ListDefinition, actor: Actor, state: ListState, chosen: Sequence[str] | None
) -> list[Column]:
    """The columns to show: those of the address, else the person's own, else the default ones."""
    open_columns = {column.key: column for column in definition.open_to(actor)}
    keys = state.columns or known_columns(definition, actor, chosen or ())
    shown = [open_columns[key] for key in keys]
    return shown or [column for column in open_columns.values() if column.default]


def _figures(query: ListQuery, asked_for_sums: bool) -> tuple[Count, Totals | None]:
    if asked_for_sums:
        totals = query.totals()
        return Count(totals.count), totals
    few = query.totals(SMALL + 1)
    return query.count(few), few if few.count <= SMALL else None


def _part(definition: ListDefinition) -> str:
    """Which part of the list the request wants to replace; "" for the whole page."""
    if not is_htmx():
        return ""
    name = list_id(definition)
    parts = {f"{name}-more": "rows", f"{name}-totals": "totals"}
    return parts.get(request.headers.get("HX-Target", ""), "body")


def _fragment(part: str, drawn: ListView) -> Response:
    response = make_response(render_template(PART, part=part, list=drawn))
    if part == "body":
        # Typing a word must not leave a step of history behind each letter.
        typed = request.headers.get("HX-Trigger") == f"{drawn.id}-search"
        response.headers["HX-Replace-Url" if typed else "HX-Push-Url"] = drawn.url
    return response


def _file(definition: ListDefinition, query: ListQuery, path: str) -> BaseResponse:
    title = translate(definition.title)
    try:
        file = export.workbook(query, title)
    except export.TooMany as error:
        toast(render(error.message), "danger")
        return redirect(address(definition, query.state.first_page(), path), code=303)
    return send_file(
        file,
        mimetype=export.MEDIA_TYPE,
        as_attachment=True,
        download_name=f"{title} {today():%Y-%m-%d}.xlsx",
    )


def act_on_list(
    definition: ListDefinition, *, session: Session, actor: Actor, form: MultiDict[str, str]
) -> BaseResponse:
    """Carry out what the list's own forms post, and lead back to the list as it was.

    Raises NotFound for anything that the list does not offer, Forbidden for a bulk action
    without its permission, and what services and handlers raise.
    """
    state = _posted_state(definition, form, session, actor)
    match form.get("list_action"):
        case "columns":
            keys = known_columns(definition, actor, form.getlist("column"))
            saved.choose_columns(session, actor, definition.name, keys or None)
            state = replace(state, columns=None)
        case "columns_reset":
            saved.choose_columns(session, actor, definition.name, None)
            state = replace(state, columns=None)
        case "view_save":
            state = _save_view(definition, session, actor, form, state)
        case "view_remove":
            name = saved.remove_view(session, actor, definition.name, _view_id(form))
            toast(_("Вид «%(name)s» удалён", name=name))
            state = replace(state, view="")
        case "view_default":
            view_id = _view_id(form)
            saved.set_default(session, actor, definition.name, view_id or None)
            toast(_("Этот вид будет открываться первым"))
        case "bulk":
            toast(render(_bulk(definition, session, actor, form)))
        case _:
            raise NotFound()
    return redirect(address(definition, state, request.path), code=303)


def _posted_state(
    definition: ListDefinition, form: MultiDict[str, str], session: Session, actor: Actor
) -> ListState:
    arguments = MultiDict(parse_qs(form.get("here", "").removeprefix("?")))
    state, _options = read(definition, arguments, session, actor)
    return state.first_page()


def _save_view(
    definition: ListDefinition,
    session: Session,
    actor: Actor,
    form: MultiDict[str, str],
    state: ListState,
) -> ListState:
    chosen = saved.chosen_columns(session, actor, definition.name)
    if state.columns is None and chosen is not None:
        # A view looks the same later and to others, whatever columns are chosen then.
        state = replace(state, columns=known_columns(definition, actor, chosen) or None)
    kept = address(definition, replace(state, view=""), "").removeprefix("?")
    row = saved.save_view(
        session,
        actor,
        definition.name,
        name=form.get("name", ""),
        query=kept,
        shared="shared" in form,
        default="default" in form,
    )
    toast(_("Вид «%(name)s» сохранён", name=row.name))
    return replace(state, view=str(row.id))


def _view_id(form: MultiDict[str, str]) -> int:
    text = form.get("view_id", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound()
    return int(text)


def _bulk(
    definition: ListDefinition, session: Session, actor: Actor, form: MultiDict[str, str]
) -> Any:
    action = next((one for one in definition.bulk if one.name == form.get("bulk")), None)
    if action is None:
        raise NotFound()
    if not actor.can(action.permission):
        raise Forbidden()
    texts = form.getlist("key")[:MAX_SELECTED]
    asked = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 18]
    query = ListQuery(
        definition, session, actor, _posted_state(definition, form, session, actor), ()
    )
    keys = query.visible_keys(asked)
    if not keys:
        raise NotFound()
    return action.handler(session, actor, keys)
