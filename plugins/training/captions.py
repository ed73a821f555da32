"""Titles in the boxes of drawings."""


def wrap(text: str, letters: int, most: int) -> tuple[str, ...]:
    """A title in lines that fit a box: ``most`` of them, of so many ``letters`` each; what does
    not fit ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return tuple(line if len(line) <= letters else f"{line[: letters - 1]}…" for line in lines)
