"""What the branches of a script lead to: the table with bars, and the same as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from werkzeug.wrappers import Response

from core.sdk import NotFound, norm, now
from core.sdk.web import current_actor, db
from plugins.training.models import BranchKind, Regulation, RegulationVersion, TalkResult
from plugins.training.norms import SCRIPT_SAMPLE
from plugins.training.permissions import TrainingPermission as Can
from plugins.training.queries import scripts as queries
from plugins.training.queries.scripts import Choice, Statistics, Taken, Tally
from plugins.training.screens.scripts.base import (
    BADGES,
    PERIODS,
    found_script,
    result_titles,
    screens,
    tabs_of,
)
from plugins.training.talk.stored import steps_of

# technical: what a page can bear
SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """A branch in the table; ``off`` for leaving the script, which has no branch."""

    step: str
    number: int
    text: str
    objection: bool
    off: bool
    taken: Taken
    of: int
    """How often the talk went on from the step at all."""


@dataclass(frozen=True)
class Chosen:
    """What the page is asked for."""

    regulation: Regulation
    version: RegulationVersion
    versions: Sequence[RegulationVersion]
    days: int
    user_id: int | None

    @property
    def choice(self) -> Choice:
        """The same for the queries."""
        since = now() - timedelta(days=self.days)
        return Choice(self.version.document_id, since, self.user_id)


def _chosen(regulation_id: int) -> Chosen | None:
    """None where no version was ever approved."""
    regulation = found_script(regulation_id)
    versions = [
        one
        for one in queries.editions(db.session(), [regulation_id])[regulation_id]
        if one.document.state in ("in_force", "superseded")
    ]
    if not versions:
        return None
    edition = request.args.get("edition", type=int)
    days = request.args.get("days", type=int)
    return Chosen(
        regulation,
        next((one for one in versions if one.edition == edition), versions[0]),
        versions,
        days if days in PERIODS else PERIODS[1],
        request.args.get("person", type=int),
    )


@screens.get("/<int:regulation_id>/statistics", permission=Can.SCRIPT_USE)
def statistics(regulation_id: int) -> str:
    """How often each branch was taken and what came of it."""
    session, actor = db.session(), current_actor()
    regulation = found_script(regulation_id)
    chosen = _chosen(regulation_id)
    if chosen is None:
        return render_template(
            "training/scripts/statistics.html",
            page_title=regulation.title,
            regulation=regulation,
            chosen=None,
            tabs_=tabs_of(regulation, "statistics"),
        )
    found = queries.statistics(session, actor, chosen.choice)
    titles = {step.uid: step.title for step in steps_of(session, chosen.version.document_id)}
    return render_template(
        "training/scripts/statistics.html",
        page_title=regulation.title,
        regulation=regulation,
        chosen=chosen,
        found=found,
        lines=_lines(chosen.version, found),
        titles=titles,
        least=int(norm(session, SCRIPT_SAMPLE).value),
        results=result_titles(),
        badges=BADGES,
        order=[one.value for one in TalkResult],
        editions=[(one.edition, str(one.edition)) for one in chosen.versions],
        periods=_periods(chosen),
        people=queries.speakers(session, actor, regulation_id),
        deviations=queries.deviations(session, actor, chosen.choice, SHOWN),
        talks=queries.talks(session, actor, chosen.choice, SHOWN),
        tabs_=tabs_of(regulation, "statistics"),
    )


def _periods(chosen: Chosen) -> list[dict[str, Any]]:
    return [
        {
            "title": ngettext("%(num)s день", "%(num)s дня", days),
            "url": url_for(
                "training_scripts.statistics",
                regulation_id=chosen.regulation.id,
                days=days,
                edition=chosen.version.edition,
                person=chosen.user_id,
            ),
            "active": days == chosen.days,
            "counter": None,
        }
        for days in PERIODS
    ]


def _lines(version: RegulationVersion, found: Statistics) -> list[Line]:
    lines: list[Line] = []
    for number, step in enumerate(steps_of(db.session(), version.document_id), start=1):
        ways = [(one, found.branches.get(one.uid, Taken())) for one in step.branches]
        left = found.off.get(step.uid, Taken())
        of = sum(taken.times for _branch, taken in ways) + left.times
        lines += [
            Line(
                step.title,
                number,
                branch.text,
                branch.kind is BranchKind.OBJECTION,
                False,
                taken,
                of,
            )
            for branch, taken in ways
        ]
        if left.times:
            lines.append(Line(step.title, number, _("ушёл от скрипта"), False, True, left, of))
    return lines


@screens.get("/<int:regulation_id>/statistics.xlsx", permission=Can.SCRIPT_USE)
def export(regulation_id: int) -> Response:
    """The figures as they are chosen on the page, for a spreadsheet."""
    chosen = _chosen(regulation_id)
    if chosen is None:
        raise NotFound()
    found = queries.statistics(db.session(), current_actor(), chosen.choice)
    return send_file(
        _workbook(found, _lines(chosen.version, found)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{chosen.regulation.code} {chosen.version.edition}.xlsx",
    )


def _workbook(found: Statistics, lines: Sequence[Line]) -> BytesIO:
    results = result_titles()
    book = Workbook(write_only=True)
    ways: Any = book.create_sheet(_("Ветки")[:31])
    heads = [_("Шаг"), _("Ответ клиента"), _("Сколько раз"), _("Разговоров")]
    _row(ways, [*heads, *results.values()], bold=True)
    for line in lines:
        cells = [line.step, line.text, line.taken.times, line.taken.talks]
        _row(ways, [*cells, *_by_result(line.taken)])
    people: Any = book.create_sheet(_("Люди")[:31])
    heads = [_("Сотрудник"), _("Разговоров"), _("Ушёл от скрипта")]
    _row(people, [*heads, *results.values()], bold=True)
    for person in found.people:
        _row(people, [person.name, person.talks, person.off, *_by_result(person)])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _by_result(tally: Tally) -> list[int]:
    return [tally.results.get(one.value, 0) for one in TalkResult]


def _row(sheet: Any, values: Sequence[str | int], *, bold: bool = False) -> None:
    cells: list[Any] = []
    for value in values:
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            # What a customer answers may begin with «=»: it must not become a formula.
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
