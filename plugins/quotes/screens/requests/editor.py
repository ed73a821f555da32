"""The form of a request on the screen: choices, the grid of lines, what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Campaign, Channel, Unit, assignees, match
from core.sdk.web import NOTHING, TradeEditor, optional_id
from plugins.quotes.forms.requests import RequestForm, RequestRow, RequestRows
from plugins.quotes.models import Request
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.requests import RequestInput

# technical: what a keystroke can bear
LOOKED_UP = 200
"""So many lines are looked up while they are typed; of more, the rest is when they are saved."""
# technical: of the method; a line is marked for the eye, a person decides
DOUBTFUL = 70
"""Percent of confidence below which a person is asked to compare a line with the letter."""
# technical: of the method


@dataclass(frozen=True)
class Decided:
    """What a stored line has been answered with, as long as its words stay."""

    text: str
    title: str


class Editor(TradeEditor[RequestForm, RequestRows]):
    """One drawing of the form. ``stored`` is the request that is changed, None for a new one."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        form: RequestForm,
        rows: RequestRows,
        stored: Request | None = None,
    ) -> None:
        super().__init__(
            session,
            actor,
            form,
            rows,
            document=stored.document if stored else None,
            contact=stored.contact if stored else None,
            assignees=assignees(session, actor, QuotePermission.REQUEST_EDIT),
        )
        self.stored = stored
        self.units = session.scalars(select(Unit).order_by(Unit.short)).all()
        form.channel_id.choices = self._optional(Channel, stored.channel_id if stored else None)
        form.campaign_id.choices = self._optional(Campaign, stored.campaign_id if stored else None)

    def given(self) -> RequestInput | None:
        """The form as the service takes it; None where something in it cannot be understood."""
        valid = self.form.validate()
        found = self._settle_partner()
        lines = self.rows.read(self.units)
        if not valid or not found or self.rows.refused:
            return None
        given = self.form.values(lines)
        if self.stored is not None and given.received_at is not None:
            # The field knows no seconds: untouched, it must not look like a change.
            kept = self.stored.received_at.replace(second=0, microsecond=0)
            given = replace(given, received_at=None) if given.received_at == kept else given
        return given

    def choose_channel(self, code: str) -> None:
        """Set the channel that the program knows by this code, where there is one."""
        found = self.session.scalars(select(Channel.id).where(Channel.code == code)).first()
        self.form.channel_id.data = found

    def _optional(self, model: Any, kept: int | None) -> list[tuple[Any, str]]:
        return [NOTHING, *self.book(model, kept)]

    def _settle_partner(self) -> bool:
        """Whether it is clear who asks: a partner, or nobody that the directory knows."""
        if self.find_partner():
            return True
        self.form.partner_id.errors = [
            _("Выберите контрагента из списка. Если его там нет, напишите, кто спрашивает.")
        ]
        return False

    @property
    def preview_url(self) -> str:
        """Where the grid asks what the server thinks of it."""
        key = self.stored.document_id if self.stored else None
        return url_for("quotes_requests.preview", request=key)

    def columns(self) -> list[dict[str, Any]]:
        """Columns of the grid, as ``components/lines.html`` wants them."""
        special = [NOTHING, ("1", _("да"))]
        columns: list[dict[str, Any]] = [
            {"key": "id", "kind": "hidden", "title": ""},
            {"key": "confidence", "kind": "hidden", "title": "", "follows": "text"},
            {
                "key": "text",
                "kind": "text",
                "title": _("Что просит клиент"),
                "width": "grow",
                "required": True,
            },
            {
                "key": "quantity",
                "kind": "number",
                "title": _("Кол-во"),
                "width": "sm",
                "required": True,
            },
            {
                "key": "unit",
                "kind": "combobox",
                "title": _("Ед."),
                "width": "xs",
                "url": url_for("quotes_requests.suggest_units"),
            },
            {"key": "description", "kind": "text", "title": _("Описание"), "width": "md"},
            {
                "key": "is_special",
                "kind": "select",
                "title": _("Особое"),
                "width": "xs",
                "options": special,
            },
            {"key": "wanted_on", "kind": "date", "title": _("К дате"), "width": "sm"},
        ]
        if self.form.letter.data and self.stored is None:
            title = _("Уверенность")
            columns.append({"key": "sure", "kind": "computed", "title": title, "width": "xs"})
        title = _("В номенклатуре")
        columns.append({"key": "match", "kind": "computed", "title": title, "width": "lg"})
        return columns

    def drawn(self) -> list[dict[str, Any]]:
        """Rows of the grid with what the program thinks of each."""
        likely = self._likely()
        return [
            {
                "cells": row.cells,
                "errors": row.errors,
                "computed": {"match": likely.get(place, ""), "sure": _sure(row)},
                "note": _doubt(row),
            }
            for place, row in enumerate(self.rows.rows)
        ]

    def _likely(self) -> dict[int, str]:
        """Row → the decided material, or the likeliest one with its score."""
        decided = decisions(self.stored)
        found: dict[int, str] = {}
        asked: dict[int, str] = {}
        for place, row in enumerate(self.rows.rows):
            text = row.cells.get("text", "").strip()
            known = decided.get(optional_id(row.cells.get("id")) or 0)
            if known is not None and known.text == text:
                found[place] = known.title
            elif text and len(asked) < LOOKED_UP:
                asked[place] = text
        answers = match.match(self.session, list(asked.values()), 1) if asked else []
        for place, candidates in zip(asked, answers, strict=True):
            found[place] = _likeliest(candidates)
        return found


def _likeliest(candidates: Sequence[match.MatchCandidate]) -> str:
    best = candidates[0] if candidates else None
    if best is None or (best.score < match.LIKELY and not best.differs):
        return _("нет похожего")
    shown = f"{best.material.name} · {round(best.score * 100)}\u00a0%"
    if best.differs:
        sizes = ", ".join(difference.found for difference in best.differs)
        return _("%(shown)s, другой размер: %(sizes)s", shown=shown, sizes=sizes)
    return shown


def _sure(row: RequestRow) -> str:
    return "" if row.confidence is None else f"{row.confidence}\u00a0%"


def _doubt(row: RequestRow) -> str:
    sure = row.confidence
    if sure is None or sure >= DOUBTFUL or row.blank:
        return ""
    if not row.cells.get("quantity"):
        return _("Количество в письме не найдено: проверьте, товар ли это.")
    return _("Распознано неуверенно: сверьте с письмом.")


def decisions(stored: Request | None) -> Mapping[int, Decided]:
    """What the lines of a stored request are answered with."""
    if stored is None:
        return {}
    return {
        line.id: Decided(line.text, line.material.name if line.material else _("не продаём"))
        for line in stored.lines
        if line.status != "open"
    }
