"""How the words of the demo scripts are written.

An answer is written as «слова → название шага»; an objection begins with «!», and «слова ↩» comes
back to where the objection was raised.
"""

import hashlib
from base64 import b32encode

from plugins.training.models import BranchKind, ScriptStepKind, TalkResult
from plugins.training.talk.graph import BACK, Branch, Step

Kind = ScriptStepKind


def uid(*words: str) -> str:
    """A mark that is the same in every filling of the demo."""
    return b32encode(hashlib.sha256("/".join(words).encode()).digest())[:6].decode().lower()


def _branch(code: str, title: str, words: str) -> Branch:
    kind = BranchKind.OBJECTION if words.startswith("!") else BranchKind.ANSWER
    text, arrow, target = words.lstrip("! ").partition(" → ")
    if not arrow:
        text, to = text.removesuffix(" ↩"), BACK
    else:
        to = uid(code, target)
    return Branch(text, to, kind, uid(code, title, text))


def step(
    code: str, kind: ScriptStepKind, title: str, say: str, *answers: str, hint: str = ""
) -> Step:
    """A step with its answers."""
    branches = tuple(_branch(code, title, one) for one in answers)
    return Step(title, kind, say, hint, branches=branches, uid=uid(code, title))


def end(code: str, title: str, result: TalkResult, say: str, hint: str = "") -> Step:
    """A step that ends the talk."""
    return Step(title, Kind.END, say, hint, result, uid=uid(code, title))
