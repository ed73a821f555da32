"""Verification of a sheet of acknowledgement that was handed out as JSON, without the database.

The file carries the run of the journal from its earliest line to its seal: lines of its own with
their content, all others as the SHA-256 of theirs. So the chain can be computed anew, and whatever
was altered in the file no longer leads to the hash at its end: that is integrity.

It says nothing of where the file comes from: whoever knows this program can write a sheet of his
own and compute every hash of it, the seal's too. That the lines stood in the journal of the company
is known only where they lead to a seal whose digest came another way, by the letter that was mailed
on its day: that is authenticity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from core.sdk import DEFAULT_ZONE, chain, seals
from plugins.training.models import EntryKind
from plugins.training.services.reading.chronology import later_than_signed
from plugins.training.services.reading.journal import JOURNAL, covered
from plugins.training.services.regulations import text_hash

FORMAT = "reglament.acknowledgement"
EDITION = 1
SHOWN = ("full_name", "position", "signed_at", "statement", "text_hash", "method", "ip", "agent")
"""What the list of signatures repeats of the lines of the journal."""


@dataclass(frozen=True)
class Verdict:
    """What verification has found. ``facts`` are what the sheet says.

    ``faults`` are against its integrity. ``doubts`` say why it is not known to be authentic; where
    there are neither, every line of it leads to a seal out of a letter, told in ``sealed``.
    """

    faults: tuple[str, ...]
    facts: tuple[str, ...]
    doubts: tuple[str, ...]
    sealed: str = ""

    @property
    def authentic(self) -> bool:
        """Whole, and led to a seal that is known from outside."""
        return not self.faults and not self.doubts


class NotASheet(ValueError):
    """The file is not a sheet of acknowledgement that this program knows how to read."""


def verify(sheet: Any, mailed: Mapping[int, str] | None = None) -> Verdict:
    """Verify a sheet as read from JSON. ``mailed``: digests of seals out of letters, by number;
    without the one to which the sheet leads it is not known to be authentic.

    Raises NotASheet for what is no sheet at all; a sheet with faults is a verdict.
    """
    if not isinstance(sheet, Mapping):
        raise NotASheet("это не лист ознакомления")
    given = cast(Mapping[str, Any], sheet)
    if given.get("format") != FORMAT or given.get("edition") != EDITION:
        raise NotASheet("это не лист ознакомления или он сделан другой версией программы")
    try:
        return _verdict(given, mailed or {})
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise NotASheet(f"лист повреждён: {error!r}") from None


def _verdict(sheet: Mapping[str, Any], mailed: Mapping[int, str]) -> Verdict:
    faults: list[str] = []
    document = sheet["document"]
    digest = text_hash(document["body"])
    if digest != document["text_hash"]:
        faults.append("текст документа не тот, что подписан: хеш-сумма не сходится")
    hashes, contents = _recomputed(sheet["chain"])
    first, last = min(hashes), max(hashes)
    if hashes[last] != sheet["chain"]["head"]:
        faults.append("цепочка журнала разорвана: записи изменены, вставлены, удалены или сдвинуты")
    faults += _approval_faults(document, contents)
    for signature in sheet["signatures"]:
        faults += _signature_faults(signature, document, contents)
    listed = {signature["entry"] for signature in sheet["signatures"]}
    faults += [
        f"запись {position}: подпись есть в журнале, но не в листе"
        for position, content in contents.items()
        if content["kind"] == EntryKind.SIGNED and position not in listed
    ]
    seal_faults, doubts = _seal(sheet["seal"], hashes, max(contents), mailed)
    facts = [
        f"документ: {document['code']} «{document['title']}», редакция {document['edition']}",
        f"SHA-256 текста: {digest}",
        f"записи журнала {first}–{last}, хеш последней: {hashes[last]}",
        *(_told(signature) for signature in sheet["signatures"]),
    ]
    return Verdict(
        (*faults, *seal_faults),
        tuple(facts),
        tuple(doubts),
        _named(sheet["seal"]) if sheet["seal"] is not None else "",
    )


def _recomputed(run: Mapping[str, Any]) -> tuple[dict[int, str], dict[int, Mapping[str, Any]]]:
    """Hashes of all lines of the run by position, and the contents that are shown."""
    hashes: dict[int, str] = {}
    contents: dict[int, Mapping[str, Any]] = {}
    previous: str = run["previous"]
    lines: Sequence[str | Mapping[str, Any]] = run["lines"]
    for position, line in enumerate(lines, start=run["from"]):
        if isinstance(line, str):
            digest = line
        else:
            digest = chain.digest(line)
            contents[position] = line
        previous = chain.link(previous, covered(position, digest))
        hashes[position] = previous
    return hashes, contents


def _approval_faults(
    document: Mapping[str, Any], contents: Mapping[int, Mapping[str, Any]]
) -> list[str]:
    approvals = [
        content["payload"]
        for content in contents.values()
        if content["kind"] == EntryKind.APPROVED
        and content["payload"]["document"] == document["document"]
    ]
    if len(approvals) != 1:
        return ["в журнале нет утверждения этой редакции"]
    said = approvals[0]
    told = {
        "text_hash": document["text_hash"],
        "regulation": document["code"],
        "title": document["title"],
        "edition": document["edition"],
        "effective_from": document["effective_from"],
        "approved_at": document["approved_at"],
    }
    if said != {**said, **told}:
        return ["документ не тот, что утверждён: журнал называет другой текст или другую редакцию"]
    return []


def _signature_faults(
    signature: Mapping[str, Any],
    document: Mapping[str, Any],
    contents: Mapping[int, Mapping[str, Any]],
) -> list[str]:
    name = f"подпись «{signature['full_name']}»"
    content = contents.get(signature["entry"])
    if content is None or content["kind"] != EntryKind.SIGNED:
        return [f"{name}: записи в журнале нет"]
    found: list[str] = []
    said = content["payload"]
    if any(signature[field] != said[field] for field in SHOWN):
        found.append(f"{name}: лист и журнал говорят разное")
    if any(said[field] != document[field] for field in ("document", "text_hash", "number")):
        found.append(f"{name}: подписан другой текст")
    consent = contents.get(said["consent"]["position"])
    if (
        consent is None
        or consent["kind"] != EntryKind.CONSENT
        or consent["user"] != content["user"]
        or consent["payload"]["text_hash"] != said["consent"]["text_hash"]
        or text_hash(consent["payload"]["text"]) != said["consent"]["text_hash"]
    ):
        found.append(f"{name}: соглашения о простой электронной подписи в журнале нет")
    unread = [
        part["number"] or part["title"] or "вступление"
        for part in said["sections"]
        if part["counted_ms"] < part["required_ms"]
    ]
    if unread:
        found.append(f"{name}: разделы прочитаны не полностью: {', '.join(unread)}")
    found += [f"{name}: {what} позже самой подписи" for what in later_than_signed(said)]
    return found


def _seal(
    seal: Mapping[str, Any] | None,
    hashes: Mapping[int, str],
    newest: int,
    mailed: Mapping[int, str],
) -> tuple[list[str], list[str]]:
    """Faults, and what stands between the sheet and its authenticity. ``newest`` is the last line
    that the sheet shows."""
    if seal is None:
        return [], [
            "лист новее последней печати журнала: его записи ещё ничем не заверены. Запросите лист "
            "заново, когда придёт письмо о следующей печати"
        ]
    faults = seals.proof_faults(seal, JOURNAL)
    head = seal["head"]
    if hashes.get(head["length"]) != head["hash"]:
        faults.append(f"{_named(seal)}: заверен другой журнал")
    if mailed.get(seal["number"], seal["hash"]) != seal["hash"]:
        faults.append(f"{_named(seal)}: не та, что в письме")
    doubts: list[str] = []
    if newest > head["length"]:
        doubts.append(
            f"запись {newest} новее, чем {_named(seal)}: она ещё ничем не заверена. Запросите лист "
            "заново, когда придёт письмо о следующей печати"
        )
    if seal["number"] not in mailed:
        others = f" (дана печать №{', №'.join(map(str, sorted(mailed)))})" if mailed else ""
        doubts.append(
            f"лист ведёт к печати №{seal['number']}{others}: сверьте с печатью из письма за "
            f"{_day(seal)}: --seal {seal['number']}:ДАЙДЖЕСТ"
        )
    return faults, doubts


def _named(seal: Mapping[str, Any]) -> str:
    return f"печать №{seal['number']} от {_day(seal)}"


def _day(seal: Mapping[str, Any]) -> str:
    return f"{date.fromisoformat(seal['day']):%d.%m.%Y}"


def _told(signature: Mapping[str, Any]) -> str:
    moment = datetime.fromisoformat(signature["signed_at"]).astimezone(DEFAULT_ZONE)
    return (
        f"подпись: {signature['full_name']}, {moment:%d.%m.%Y %H:%M:%S} МСК, "
        f"запись журнала {signature['entry']}"
    )
