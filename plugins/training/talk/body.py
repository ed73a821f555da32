"""A script as the text of a version: what people discuss, compare, read and sign.

Each step is a section and each answer a clause of it; their marks are the uids of the script, so
the text keeps identities by itself. Whatever the author types is said literally: no character of
his becomes Markdown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from plugins.training.models import BranchKind, ScriptStepKind, TalkResult
from plugins.training.talk.graph import BACK, Branch, Step

# The text of a version is a document of the company, in its language.
KIND_WORDS: Mapping[ScriptStepKind, str] = {
    ScriptStepKind.PHRASE: "Говорим",
    ScriptStepKind.QUESTION: "Спрашиваем",
    ScriptStepKind.OBJECTION: "Отвечаем на возражение",
    ScriptStepKind.END: "Завершаем",
}
RESULT_WORDS: Mapping[TalkResult, str] = {
    TalkResult.AGREED: "договорились",
    TalkResult.LATER: "перезвонить позже",
    TalkResult.REFUSED: "отказ с причиной",
    TalkResult.BROKEN: "разговор прервался",
}
_SPECIAL = re.compile(r"[`*_{}\[\]<>#|~&!]")
# Escaped by itself it could stand last in its line, and would break it.
_BACKSLASH = "&#92;"
_LINE_START = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))")


def body_of(steps: Sequence[Step], conditions: Iterable[str] = ()) -> str:
    """The Markdown of the script; ``conditions`` say when it is offered, a line each."""
    titles = {step.uid: step.title for step in steps}
    parts = [f"{literal(line)}\n" for line in conditions if clean(line)]
    parts += ["\n".join(_section(step, titles)) for step in steps]
    return "\n".join(parts) if steps else ""


def clean(text: str) -> str:
    """One line without what cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def literal(text: str) -> str:
    """One line that Markdown shows as it was typed."""
    escaped = _BACKSLASH.join(
        _SPECIAL.sub(lambda found: f"\\{found[0]}", part) for part in clean(text).split("\\")
    )
    return _LINE_START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped
    )


def _section(step: Step, titles: Mapping[str, str]) -> Iterable[str]:
    yield f"## {literal(step.title)} {{#{step.uid}}}"
    yield ""
    say = _paragraphs(step.say)
    if say:
        yield f"**{KIND_WORDS[step.kind]}:**"
        yield ""
        yield "\n>\n".join(f"> {line}" for line in say)
        yield ""
    hint = _paragraphs(step.hint)
    if hint:
        yield "\n\n".join(
            f"{'Подсказка: ' if not place else ''}{line}" for place, line in enumerate(hint)
        )
        yield ""
    if step.result is not None:
        yield f"Итог: {RESULT_WORDS[step.result]}."
        yield ""
    for number, branch in enumerate(step.branches, start=1):
        yield f"{number}. {_answer(branch, titles)} {{#{branch.uid}}}"
    if step.branches:
        yield ""


def _paragraphs(text: str) -> list[str]:
    return [literal(line) for line in text.splitlines() if clean(line)]


def _answer(branch: Branch, titles: Mapping[str, str]) -> str:
    who = "Возражение" if branch.kind is BranchKind.OBJECTION else "Клиент"
    return f"{who}: «{literal(branch.text)}» → {_next(branch, titles)}"


def _next(branch: Branch, titles: Mapping[str, str]) -> str:
    if branch.to == BACK:
        return "вернуться к месту возражения"
    if branch.to not in titles:
        return "следующий шаг не указан"
    return literal(titles[branch.to])
