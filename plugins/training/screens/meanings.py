"""A word of a text with what it means beside it: shown on hover, on focus and by a touch.

The page that shows the text attaches ``training/meanings.js``: it keeps the meaning inside the
window and puts it away by Escape. Without scripts the styles show it all the same.
"""

from markupsafe import Markup


def with_meaning(
    words: str, meaning: Markup, meaning_id: str, *, kind: str, tag: str = "span", norm: str = ""
) -> Markup:
    """``words`` in an element of the class ``kind`` that the keyboard reaches; whoever does not see
    it is told ``meaning`` as its description. ``norm`` is the key of the norm that it shows."""
    return Markup(
        '<{tag} class="{kind} has-meaning"{norm} tabindex="0" aria-describedby="{id}">{words}'
        '<span class="meaning" id="{id}" role="tooltip">{meaning}</span></{tag}>'
    ).format(
        tag=tag,
        kind=kind,
        norm=Markup(' data-norm="{}"').format(norm) if norm else "",
        id=meaning_id,
        words=words,
        meaning=meaning,
    )
