"""Markdown as an author would have typed it."""

import re

_MANY_BREAKS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_EMPTY_BOLD = re.compile(r"\*\*\s*\*\*")
_NBSP = "\N{NO-BREAK SPACE}"


def tidy(markdown: str) -> str:
    """No empty bold, no triple line ends, no spaces at the edges; one line end at the end."""
    lines = [
        # A break of the line is two spaces: at the end of a paragraph it would break nothing.
        _SPACES.sub(" ", line.rstrip(f" \t{_NBSP}")) + ("  " if _breaks(line, after) else "")
        for line, after in _pairs(_EMPTY_BOLD.sub("", markdown).split("\n"))
    ]
    text = _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")
    return f"{text}\n" if text.strip() else ""


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return list(zip(lines, [*lines[1:], ""], strict=True))


def _breaks(line: str, after: str) -> bool:
    return bool(line.strip()) and line.endswith("  ") and bool(after.strip())
