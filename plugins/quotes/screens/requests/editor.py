"""The form of a request on the screen: choices, the grid of lines, what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request as web_request
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Campaign,
    Channel,
    Contact,
    DirectoryPermission,
    Document,
    Organisation,
    Partner,
    Refused,
    Unit,
    ValidationFailed,
    match,
    visible,
)
from plugins.quotes.forms.requests import LineRow, LineRows, RequestForm, optional_id
from plugins.quotes.models import Request
from plugins.quotes.services.requests import RequestInput, assignees

LOOKED_UP = 200
"""So many lines are looked up while they are typed; of more, the rest is when they are saved."""
DOUBTFUL = 70
"""Percent of confidence below which a person is asked to compare a line with the letter."""
UNLIKELY = 0.5
"""Candidates that resemble less are not named while one types; the page of the request has them."""


@dataclass(frozen=True)
class Decided:
    """What a stored line has been answered with, as long as its words stay."""

    text: str
    title: str


class Editor:
    """One drawing of the form. ``stored`` is the request that is changed, None for a new one."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        form: RequestForm,
        rows: LineRows,
        stored: Request | None = None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.form = form
        self.rows = rows
        self.stored = stored
        self.units = session.scalars(select(Unit).order_by(Unit.short)).all()
        self.partner_text = web_request.form.get("partner_id_text", "").strip()
        self._offer_choices()

    def given(self) -> RequestInput | None:
        """The form as the service takes it; None where something in it cannot be understood."""
        valid = self.form.validate()
        found = self._find_partner()
        lines = self.rows.read(self.units)
        if not valid or not found or self.rows.refused:
            return None
        given = self.form.values(lines)
        if self.stored is not None and given.received_at is not None:
            # The field knows no seconds: untouched, it must not look like a change.
            kept = self.stored.received_at.replace(second=0, microsecond=0)
            given = replace(given, received_at=None) if given.received_at == kept else given
        return given

    def take(self, error: ValidationFailed | Refused) -> None:
        """Put what a service has against the form beside its fields and cells."""
        rest = self.rows.take(error)
        if rest is not None:
            self.form.take(rest)

    def choose_channel(self, code: str) -> None:
        """Set the channel that the program knows by this code, where there is one."""
        found = self.session.scalars(select(Channel.id).where(Channel.code == code)).first()
        self.form.channel_id.data = found

    def _offer_choices(self) -> None:
        form, stored = self.form, self.stored
        document = stored.document if stored else None
        form.organisation_id.choices = [
            (one.id, one.name)
            for one in self.session.scalars(select(Organisation).order_by(Organisation.id))
        ]
        form.channel_id.choices = self._book(Channel, stored.channel_id if stored else None)
        form.campaign_id.choices = self._book(Campaign, stored.campaign_id if stored else None)
        form.responsible_id.choices = [(one.id, one.full_name) for one in self._keepers(document)]
        form.contact_id.choices = with_contact(
            contact_choices(self.session, self.actor, optional_id(form.partner_id.data)), stored
        )

    def _keepers(self, document: Document | None) -> list[Any]:
        keepers = list(assignees(self.session, self.actor))
        if document is not None and document.responsible is not None:
            keepers += [] if document.responsible in keepers else [document.responsible]
        return keepers

    def _book(self, model: Any, kept: int | None) -> list[tuple[Any, str]]:
        rows = self.session.scalars(
            select(model).where(or_(model.archived.is_(False), model.id == kept)).order_by(model.id)
        )
        return [("", "—"), *((row.id, row.name) for row in rows)]

    def _find_partner(self) -> bool:
        """The partner whose name was typed but not chosen: without scripts nothing else comes."""
        typed = self.partner_text
        if self.form.partner_id.data or not typed:
            return True
        matching = self.session.scalars(
            visible(
                select(Partner)
                .where(
                    Partner.archived.is_(False),
                    or_(Partner.name == typed, Partner.inn == typed),
                )
                .limit(2),
                Partner,
                self.actor,
                DirectoryPermission.PARTNER_VIEW,
            )
        ).all()
        if len(matching) == 1:
            self.form.partner_id.data = str(matching[0].id)
            return True
        self.form.partner_id.errors = [
            _("Выберите контрагента из списка. Если его там нет, напишите, кто спрашивает.")
        ]
        return False

    @property
    def partner_name(self) -> str:
        """What stands in the field of the partner: his name, or what was typed."""
        chosen = optional_id(self.form.partner_id.data)
        kept = self.stored.document.partner if self.stored else None
        if kept is not None and kept.id == chosen:
            # A colleague's partner may stand in one's own request.
            return kept.name
        partner = partner_of(self.session, self.actor, chosen)
        return partner.name if partner is not None else self.partner_text

    @property
    def several_organisations(self) -> bool:
        """Whether there is anything to choose from."""
        return len(self.form.organisation_id.choices or ()) > 1

    @property
    def several_keepers(self) -> bool:
        """Whether the person may hand the request to somebody else."""
        return len(self.form.responsible_id.choices or ()) > 1

    @property
    def preview_url(self) -> str:
        """Where the grid asks what the server thinks of it."""
        key = self.stored.document_id if self.stored else None
        return url_for("quotes_requests.preview", request=key)

    def columns(self) -> list[dict[str, Any]]:
        """Columns of the grid, as ``components/lines.html`` wants them."""
        special = [("", "—"), ("1", _("да"))]
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
    if best is None or (best.score < UNLIKELY and not best.differs):
        return _("нет похожего")
    shown = f"{best.material.name} · {round(best.score * 100)}\u00a0%"
    return _("%(shown)s, другой размер", shown=shown) if best.differs else shown


def _sure(row: LineRow) -> str:
    return "" if row.confidence is None else f"{row.confidence}\u00a0%"


def _doubt(row: LineRow) -> str:
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


def contact_choices(
    session: Session, actor: Actor, partner_id: int | None
) -> list[tuple[Any, str]]:
    """Contact persons of a partner that the person sees."""
    if partner_of(session, actor, partner_id) is None:
        return [("", "—")]
    rows = session.scalars(
        select(Contact)
        .where(Contact.partner_id == partner_id, Contact.archived.is_(False))
        .order_by(Contact.is_main.desc(), Contact.name)
    )
    return [
        ("", "—"),
        *((row.id, f"{row.name}, {row.position}" if row.position else row.name) for row in rows),
    ]


def with_contact(choices: list[tuple[Any, str]], stored: Request | None) -> list[tuple[Any, str]]:
    """The choices with the contact that the request already has, though put away meanwhile."""
    contact = stored.contact if stored else None
    if contact is None or contact.id in [key for key, _title in choices]:
        return choices
    return [*choices, (contact.id, contact.name)]


def partner_of(session: Session, actor: Actor, partner_id: int | None) -> Partner | None:
    """The partner, where this person sees him."""
    if partner_id is None:
        return None
    return session.scalars(
        visible(
            select(Partner).where(Partner.id == partner_id),
            Partner,
            actor,
            DirectoryPermission.PARTNER_VIEW,
        )
    ).first()
