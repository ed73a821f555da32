"""A walk through a script that is kept nowhere: the place is in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from core.sdk.web import translate
from plugins.training.models import BranchKind
from plugins.training.talk.graph import BACK, PLACEHOLDERS, Branch, Step, filled


@dataclass(frozen=True)
class Answer:
    """An answer to click; no address where it leads nowhere yet."""

    text: str
    objection: bool
    url: str


@dataclass(frozen=True)
class Walk:
    """Where the walk is, what is said there, and the answers."""

    step: Step
    said: str
    hint: str
    answers: tuple[Answer, ...]
    start_url: str


def tried(
    steps: Sequence[Step], page_url: str, arguments: Mapping[str, str], step_uid: str = ""
) -> Walk:
    """The walk at the place that the address names, else at ``step_uid``, else at the start.

    ``page_url`` is the page that shows it; ``try`` and ``waiting`` are added to it.
    """
    known = {step.uid: step for step in steps}
    here = known.get(arguments.get("try", "")) or known.get(step_uid) or steps[0]
    waiting = tuple(uid for uid in arguments.get("waiting", "").split(".") if uid in known)
    joint = "&" if "?" in page_url else "?"

    def address(branch: Branch) -> str:
        to, after = branch.to, waiting
        if to == BACK:
            to, after = (waiting[-1], waiting[:-1]) if waiting else (steps[0].uid, ())
        elif branch.kind is BranchKind.OBJECTION:
            after = (*waiting, here.uid)
        if to not in known:
            return ""
        return page_url + joint + urlencode({"try": to, "waiting": ".".join(after)})

    names = {name: f"[{translate(words)}]" for name, words in PLACEHOLDERS.items()}
    return Walk(
        here,
        filled(here.say, names),
        filled(here.hint, names),
        tuple(
            Answer(one.text, one.kind is BranchKind.OBJECTION, address(one))
            for one in here.branches
        ),
        page_url + joint + urlencode({"try": steps[0].uid}),
    )
