"""Листы ознакомления as PDF: one of a version with all who have signed, one of a signature.

They are papers of Russian personnel records, so they are in Russian whatever the reader's
language (ТК ст. 22, 68).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from core.sdk import DEFAULT_ZONE, printing
from plugins.training.models import QuestionKind
from plugins.training.text.durations import whole_seconds

Json: TypeAlias = printing.Json
LIST = Path(__file__).with_name("acknowledgement_list.typ")
ONE = Path(__file__).with_name("acknowledgement_one.typ")
QR = "qr.svg"
_METHODS = {"password": "повторный ввод пароля"}


@dataclass(frozen=True)
class OrganisationPrint:
    """The employer."""

    name: str
    inn: str


@dataclass(frozen=True)
class VersionPrint:
    """The version that people are acquainted with."""

    code: str
    title: str
    edition: int
    number: str
    effective_from: datetime
    approved_by: str
    approved_at: datetime
    text_hash: str


@dataclass(frozen=True)
class SignerPrint:
    """A line of the list. ``entry_hash`` is the whole hash of the line of the journal."""

    full_name: str
    position: str
    at: datetime
    method: str
    ip: str
    entry: int
    entry_hash: str


@dataclass(frozen=True)
class WaitingPrint:
    """Somebody who has not signed yet."""

    full_name: str
    position: str
    due: date


def list_pdf(
    organisation: OrganisationPrint,
    version: VersionPrint,
    signers: Sequence[SignerPrint],
    waiting: Sequence[WaitingPrint],
    *,
    seal: str,
    made_at: datetime,
) -> bytes:
    """The list of a version. ``seal`` is «12 от 23.11.2026», empty where no seal covers it yet."""
    data: dict[str, Json] = {
        **_head(organisation, version, made_at),
        "title": f"Лист ознакомления {version.code}, редакция {version.edition}",
        "signers": [
            {
                "number": str(number),
                "name": one.full_name,
                "position": one.position,
                "at": _moment(one.at),
                "method": _METHODS.get(one.method, one.method),
                "ip": one.ip,
                "entry": f"№{printing.NBSP}{one.entry}",
                "hash": one.entry_hash[:16],
            }
            for number, one in enumerate(signers, start=1)
        ],
        "waiting": [
            {
                "name": one.full_name,
                "position": one.position,
                "due": f"{one.due:%d.%m.%Y}",
            }
            for one in waiting
        ],
        "seal": seal,
    }
    return printing.render_pdf(LIST, data, timestamp=made_at)


def one_pdf(
    organisation: OrganisationPrint,
    version: VersionPrint,
    said: Mapping[str, Any],
    *,
    entry: int,
    entry_hash: str,
    consent: str,
    check_url: str,
    made_at: datetime,
) -> bytes:
    """The sheet of one signature. ``said`` is what the journal keeps of it."""
    quiz = said["quiz"]
    data: dict[str, Json] = {
        **_head(organisation, version, made_at),
        "title": f"Лист ознакомления {version.code}: {said['full_name']}",
        "statement": said["statement"].partition(" SHA-256")[0],
        "facts": [
            ["Подписал(а)", said["full_name"]],
            ["Должность", said["position"] or "—"],
            ["Дата и время", _moment(_read(said["signed_at"]))],
            ["Назначено", "; ".join(_given(one) for one in said["given"])],
            ["Способ подписи", "простая электронная подпись (63-ФЗ, ст. 5, 9)"],
            ["Подтверждение личности", _METHODS.get(said["method"], said["method"])],
            ["IP-адрес", said["ip"] or "—"],
            ["Устройство", said["agent"] or "—"],
            ["Запись журнала", f"№{printing.NBSP}{entry}"],
            ["Хеш записи", entry_hash],
            ["Соглашение об ПЭП", _consent(said["consent"])],
        ],
        "sections": [_section(part) for part in said["sections"]],
        "quiz": _quiz(quiz) if quiz is not None else None,
        "consent": printing.paragraphs(consent, "ru"),
        "check_url": check_url,
    }
    return printing.render_pdf(
        ONE, data, assets={QR: printing.qr_svg(check_url)}, timestamp=made_at
    )


def _head(
    organisation: OrganisationPrint, version: VersionPrint, made_at: datetime
) -> dict[str, Json]:
    return {
        "organisation": printing.prose(organisation.name, "ru"),
        "inn": organisation.inn,
        "document": printing.prose(f"{version.code} «{version.title}»", "ru"),
        "edition": str(version.edition),
        "number": version.number,
        "since": _day(version.effective_from),
        "approved": f"{_day(version.approved_at)}, {version.approved_by}",
        "text_hash": version.text_hash,
        "made": _moment(made_at),
    }


def _given(said: Mapping[str, Any]) -> str:
    """One time that the document was assigned."""
    due = date.fromisoformat(said["due"])
    told = f"{_moment(_read(said['assigned_at']))}, срок {due:%d.%m.%Y}"
    if said["withdrawn_at"]:
        told += f" (снято {_moment(_read(said['withdrawn_at']))})"
    return told


def _consent(said: Mapping[str, Any]) -> str:
    return f"{_day(_read(said['given_at']))}, запись журнала №{printing.NBSP}{said['position']}"


def _section(part: Mapping[str, Any]) -> dict[str, Json]:
    title = (
        f"{part['number']}. {part['title']}" if part["number"] else part["title"] or "Вступление"
    )
    if part["read_in_edition"]:
        title += f" (прочитан в редакции {part['read_in_edition']}, текст тот же)"
    return {
        "title": printing.prose(title, "ru"),
        "length": str(part["length"]),
        "required": _seconds(part["required_ms"]) if part["changed"] else "не изменился",
        "counted": _seconds(part["counted_ms"]) if part["changed"] else "—",
        "until": _moment(_read(part["until"])) if part["until"] else "—",
    }


def _quiz(quiz: Mapping[str, Any]) -> dict[str, Json]:
    score = Decimal(quiz["score"]) if quiz["score"] is not None else Decimal(0)
    return {
        "score": printing.percent(score, "ru").replace("%", f"{printing.NBSP}%"),
        "finished": _moment(_read(quiz["finished_at"])),
        "answers": [
            {
                "question": printing.prose(item["text"], "ru"),
                "answer": _answer(item, quiz["answers"].get(str(place))),
            }
            for place, item in enumerate(quiz["paper"])
        ],
    }


def _answer(item: Mapping[str, Any], given: Any) -> str:
    """What was answered, in words."""
    if isinstance(given, list):
        return "; ".join(str(item["options"][place]) for place in given)  # pyright: ignore[reportUnknownVariableType]
    if item["kind"] == QuestionKind.NUMBER:
        return str(given).replace(".", ",") if given is not None else "—"
    return printing.prose(str(given), "ru") if given is not None else "—"


def _seconds(milliseconds: int) -> str:
    """«1 мин 05 с»."""
    minutes, seconds = divmod(whole_seconds(milliseconds), 60)
    nbsp = printing.NBSP
    if minutes:
        return f"{minutes}{nbsp}мин {seconds:02d}{nbsp}с"
    return f"{seconds}{nbsp}с"


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(DEFAULT_ZONE):%d.%m.%Y %H:%M:%S}{printing.NBSP}МСК"


def _day(value: datetime) -> str:
    return f"{value.astimezone(DEFAULT_ZONE):%d.%m.%Y}"
