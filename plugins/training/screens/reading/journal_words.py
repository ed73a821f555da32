"""A line of the journal in words. The very record, which the hash covers, stands beside them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, N_, Department, User
from core.sdk.web import day, db, moment, percent, runtime, translate
from plugins.training.models import EntryKind, JournalEntry, Quiz
from plugins.training.screens.norm_marks import full_value, title_of
from plugins.training.screens.reading.people import REASONS
from plugins.training.services.people import role_titles
from plugins.training.text.durations import whole_seconds

TITLES: Mapping[str, str] = {
    "agent": N_("Программа, из которой подписано"),
    "answers_hash": N_("SHA-256 ответов"),
    "approved_at": N_("Утверждена"),
    "approved_by": N_("Кто утвердил"),
    "assigned_at": N_("Назначено"),
    "assignment": N_("Назначение"),
    "attempt": N_("Попытка ответить"),
    "based_on": N_("Прежняя подписанная редакция"),
    "changed": N_("Изменён"),
    "closed_at": N_("Закрыто"),
    "code_hash": N_("SHA-256 кода проверки"),
    "consent": N_("Соглашение о подписи"),
    "counted_ms": N_("Засчитано"),
    "departments": N_("Отделы"),
    "document": N_("Документ"),
    "down_to": N_("Просмотрено до"),
    "due": N_("Срок"),
    "edition": N_("Редакция"),
    "effective_from": N_("Действует с"),
    "ended_at": N_("Закончен"),
    "escalated_at": N_("Когда сообщили руководителю"),
    "exception": N_("Допуск"),
    "finished_at": N_("Ответы даны"),
    "from": N_("Открыт"),
    "full_name": N_("Полное имя"),
    "given": N_("Когда назначалось"),
    "given_at": N_("Дано"),
    "granted_at": N_("Дан"),
    "granted_by": N_("Кто дал"),
    "ip": N_("Адрес в сети"),
    "late_from": N_("Срок остался от редакции"),
    "length": N_("Знаков"),
    "lowers_pay": N_("Ухудшает условия оплаты"),
    "method": N_("Способ подписи"),
    "norm": N_("Норма"),
    "norms": N_("Нормы"),
    "norms_hash": N_("SHA-256 норм"),
    "number": N_("Номер"),
    "owed_since": N_("Обязан с"),
    "paper_hash": N_("SHA-256 вопросов"),
    "passed": N_("Сдано"),
    "position": N_("Должность"),
    "quiz": N_("Вопросы"),
    "read_at": N_("Прочитано"),
    "read_in": N_("Прочитан в другой редакции"),
    "read_in_edition": N_("Номер той редакции"),
    "reason": N_("Причина"),
    "recorded_by": N_("Кто составил акт"),
    "regulation": N_("Регламент"),
    "regulation_id": N_("Номер регламента в базе"),
    "reminded_at": N_("Когда напомнили"),
    "required_ms": N_("Нужно"),
    "review_hash": N_("SHA-256 проверки"),
    "reviewed_at": N_("Проверено"),
    "reviewer": N_("Кто проверил"),
    "roles": N_("Роли"),
    "sanction_hash": N_("SHA-256 решения"),
    "score": N_("Результат"),
    "sections": N_("Разделы"),
    "signed_at": N_("Подписано"),
    "stages": N_("Закрывает этапы"),
    "started_at": N_("Начаты"),
    "statement": N_("Что подписано"),
    "subject": N_("О чём вопросы"),
    "text": N_("Текст"),
    "text_hash": N_("SHA-256 текста"),
    "title": N_("Название"),
    "until": N_("До"),
    "user": N_("Сотрудник"),
    "why": N_("Почему"),
    "withdrawn_at": N_("Снято"),
}
WHY = {
    "superseded": N_("действует следующая редакция"),
    "not_touched": N_("документ больше не для него"),
    "recalled": N_("отозван"),
    "expired": N_("срок вышел"),
}
LEFT_TO_THE_RECORD = frozenset({"paper", "answers", "review", "section"})
"""What only the record itself tells: whole papers, and marks of sections within the program."""
_IN_A_CONSENT = {"position": N_("Запись журнала")}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PEOPLE = frozenset({"approved_by", "granted_by", "recorded_by", "reviewer", "user"})
_KEYS = frozenset(
    {
        *("assignment", "attempt", "based_on", "document", "exception", "late_from", "read_in"),
        "regulation_id",
    }
)
_AT_MIDNIGHT = frozenset({"effective_from"})


@dataclass(frozen=True)
class Fact:
    """«Срок: 26.11.2026»; or ``parts``, each a line of its own."""

    title: str
    text: str
    parts: Sequence[str] = ()


def facts(entry: JournalEntry) -> list[Fact]:
    """All that the line says, in its order, in the reader's language."""
    return _Teller(db.session(), entry.kind).facts(entry.payload, TITLES)


class _Teller:
    def __init__(self, session: Session, kind: str) -> None:
        self._session = session
        self._kind = kind
        self._by_key: Mapping[str, Callable[[Any], str]] = {
            "counted_ms": _seconds,
            "required_ms": _seconds,
            "departments": self._departments,
            "down_to": _percent,
            "score": _percent,
            "method": lambda value: _("паролем") if value == "password" else str(value),
            "norm": _norm,
            "quiz": self._quiz,
            "reason": lambda value: translate(REASONS.get(value, value)),
            "roles": self._roles,
            "stages": _stages,
            "subject": lambda value: _("редакция № %(key)s", key=value.rpartition(":")[2]),
            "why": lambda value: translate(WHY.get(value, value)),
        }

    def facts(self, told: Mapping[str, Any], titles: Mapping[str, str]) -> list[Fact]:
        found: list[Fact] = []
        for key, value in told.items():
            if key in LEFT_TO_THE_RECORD or value is None or value in ("", [], {}):
                continue
            title = translate(titles.get(key, TITLES.get(key, key)))
            if key == "norms":
                found.append(Fact(title, "", [_norm(one) for one in value]))
            elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
                parts = cast("list[dict[str, Any]]", value)
                found.append(Fact(title, "", [self._line(one, TITLES) for one in parts]))
            elif isinstance(value, dict) and key != "norm":
                part = cast("dict[str, Any]", value)
                found.append(Fact(title, self._line(part, {**TITLES, **_IN_A_CONSENT})))
            else:
                found.append(Fact(title, self._said(key, value)))
        return found

    def _line(self, told: Mapping[str, Any], titles: Mapping[str, str]) -> str:
        """A part of the record in one sentence."""
        return "; ".join(
            f"{one.title}: {one.text or ', '.join(one.parts)}" for one in self.facts(told, titles)
        )

    def _said(self, key: str, value: Any) -> str:
        if key in self._by_key:
            return self._by_key[key](value)
        if isinstance(value, bool):
            return _("да") if value else _("нет")
        if key in _PEOPLE:
            person = self._session.get(User, value)
            return person.full_name if person else f"№ {value}"
        if key in _KEYS:
            return f"№ {value}"
        if isinstance(value, list):
            return ", ".join(str(one) for one in cast("list[Any]", value))
        return self._text(key, str(value))

    def _text(self, key: str, text: str) -> str:
        if _MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text)
            if key == "until" and self._kind == EntryKind.EXCEPTION.value:
                # It is kept as the first moment without the exception.
                last = (at - timedelta(microseconds=1)).astimezone(DEFAULT_ZONE).date()
                return _("%(day)s включительно", day=day(last))
            if key in _AT_MIDNIGHT:
                return _midnight(at)
            return moment(at)
        return day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text

    def _roles(self, codes: list[str]) -> str:
        titles = role_titles(self._session)
        return ", ".join(translate(titles.get(code, code)) for code in codes)

    def _departments(self, keys: list[int]) -> str:
        found = (self._session.get(Department, key) for key in keys)
        return ", ".join(
            one.name if one else f"№ {key}" for key, one in zip(keys, found, strict=True)
        )

    def _quiz(self, key: int) -> str:
        quiz = self._session.get(Quiz, key)
        return f"«{quiz.title}»" if quiz else f"№ {key}"


def _midnight(at: datetime) -> str:
    """The day alone where the moment is its beginning."""
    local = at.astimezone(DEFAULT_ZONE)
    return day(local.date()) if (local.hour, local.minute) == (0, 0) else moment(at)


def _seconds(milliseconds: int) -> str:
    seconds = whole_seconds(milliseconds)
    return ngettext("%(num)s секунда", "%(num)s секунды", seconds)


def _percent(value: Any) -> str:
    return percent(Decimal(str(value)))


def _stages(codes: list[str]) -> str:
    types = runtime().registry.document_types
    return ", ".join(translate(types[code].title) if code in types else code for code in codes)


def _norm(reading: Mapping[str, Any]) -> str:
    """«Срок ознакомления: 3 рабочих дня, «Порядок ознакомления», редакция 3, п. 2.1»."""
    words = f"{title_of(reading['key'])}: {full_value(reading['key'], Decimal(reading['value']))}"
    source = reading.get("regulation")
    if not source:
        return words
    rule = _(
        "«%(title)s», редакция %(edition)s, п. %(clause)s",
        title=source["title"],
        edition=source["edition"],
        clause=source["clause"],
    )
    return f"{words}, {rule}"
