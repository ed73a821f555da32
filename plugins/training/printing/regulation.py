"""A regulation as a PDF: numbered, norms marked, with the requisites of its approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from core.sdk import printing
from plugins.training.text.parsing import NormMark
from plugins.training.text.printing import Block, SayNorm, blocks
from plugins.training.text.units import UnitOf, no_unit

TEMPLATE = Path(__file__).with_name("regulation.typ")
RU: printing.Language = "ru"
"""A local act is in the language in which it is signed."""


@dataclass(frozen=True, kw_only=True)
class ApprovalPrint:
    """Who has approved the edition, and when."""

    name: str
    position: str
    at: date


@dataclass(frozen=True, kw_only=True)
class NormPrint:
    """A value in the table at the end: «Скидка без согласования», «10 %», «2.2», and why so much;
    empty where the author does not say."""

    title: str
    value: str
    clause: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class WaiverPrint:
    """A role without whose word the edition was approved, and why."""

    role: str
    reason: str
    author: str


@dataclass(frozen=True, kw_only=True)
class RegulationPrint:
    """An edition on paper. Without ``approval`` it is a draft and says so on every page."""

    organisation: str
    inn: str
    kpp: str
    code: str
    title: str
    edition: int
    number: str
    body: str
    norms: Sequence[NormPrint]
    effective_from: date | None = None
    approval: ApprovalPrint | None = None
    waivers: Sequence[WaiverPrint] = ()
    text_hash: str = ""


def regulation_pdf(
    act: RegulationPrint,
    say_norm: SayNorm,
    unit_of: UnitOf = no_unit,
    *,
    timestamp: datetime,
    pdf_a: bool = False,
) -> bytes:
    """The edition on paper; the same edition and ``timestamp`` (with zone) give the same bytes.

    ``say_norm`` gives the value of a norm in words, ``unit_of`` what it counts, for
    the words after it. Raises PrintError where it cannot be set.
    """
    return printing.render_pdf(
        TEMPLATE,
        regulation_data(act, say_norm, unit_of),
        pdf_a=pdf_a,
        # Archives know no parts of a second.
        timestamp=timestamp.replace(microsecond=0),
    )


def regulation_data(
    act: RegulationPrint, say_norm: SayNorm, unit_of: UnitOf = no_unit
) -> Mapping[str, printing.Json]:
    """The edition as ``regulation.typ`` reads it: ready texts."""

    def say(mark: NormMark) -> str:
        return printing.prose(say_norm(mark), RU)

    title = printing.prose(act.title, RU)
    return {
        "organisation": printing.prose(act.organisation, RU),
        "requisites": _requisites(act),
        "title": title,
        "heading": _heading(act),
        "running": f"{act.code} · {title} · редакция{printing.NBSP}{act.edition}",
        "draft": act.approval is None,
        "approval": _approval(act.approval),
        "blocks": [_typeset(block) for block in blocks(act.body, say, unit_of)],
        "norms": [
            {
                "title": printing.prose(norm.title, RU),
                "value": norm.value,
                "clause": f"п.{printing.NBSP}{norm.clause}",
                "reason": printing.prose(norm.reason, RU),
            }
            for norm in act.norms
        ],
        "waivers": [
            f"{printing.prose(one.role, RU)}: {printing.prose(one.reason, RU)} ({one.author})"
            for one in act.waivers
        ],
        "text_hash": act.text_hash,
    }


def _requisites(act: RegulationPrint) -> str:
    pairs = (("ИНН", act.inn), ("КПП", act.kpp))
    return "  ".join(f"{name}{printing.NBSP}{value}" for name, value in pairs if value)


def _heading(act: RegulationPrint) -> str:
    parts = [act.code, f"редакция{printing.NBSP}{act.edition}"]
    if act.number:
        parts.append(f"№{printing.NBSP}{act.number}")
    if act.effective_from is not None:
        parts.append(f"действует с{printing.NBSP}{printing.long_date(act.effective_from, RU)}")
    return " · ".join(parts)


def _approval(approval: ApprovalPrint | None) -> printing.Json:
    if approval is None:
        return None
    return {
        "name": approval.name,
        "position": printing.prose(approval.position, RU),
        "at": printing.long_date(approval.at, RU),
    }


def _typeset(block: Block) -> Block:
    """Words of the text with the spaces that Russian typography wants; code as it is."""
    kind = block["kind"]
    if "runs" in block:
        return {**block, "runs": _typeset_runs(block["runs"])}
    if kind in ("clause", "quote"):
        return {**block, "blocks": [_typeset(inner) for inner in block["blocks"]]}
    if kind == "list":
        items = [[_typeset(inner) for inner in item] for item in block["items"]]
        return {**block, "items": items}
    if kind == "table":
        head = [_typeset_runs(cell) for cell in block["head"]]
        rows = [[_typeset_runs(cell) for cell in row] for row in block["rows"]]
        return {**block, "head": head, "rows": rows}
    return block


def _typeset_runs(runs: Sequence[Block]) -> list[Block]:
    return [run if run["code"] else {**run, "text": _prose(run["text"])} for run in runs]


def _prose(text: str) -> str:
    """``prose`` without losing the spaces at the edges: the next run begins there."""
    words = text.strip(" ")
    if not words or text == "\n":
        return text
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{printing.prose(words, RU)}{after}"
