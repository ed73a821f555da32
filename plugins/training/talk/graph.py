"""A script as a graph of steps, and what is wrong with it.

The talk begins at the first step and goes along the branches. A branch of an objection leads to a
step that handles it; from there ``BACK`` returns to where the objection was raised, so one handling
serves many places. Objections may be raised while another is handled: they return in turn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.sdk import N_, Message
from plugins.training.models import BranchKind, ScriptStepKind, TalkResult

BACK = "back"
"""Where a branch leads that returns to the place of the objection."""
PLACEHOLDERS: Mapping[str, str] = {
    "клиент": N_("компания клиента"),
    "контакт": N_("имя собеседника"),
    "менеджер": N_("ваше имя"),
}
"""What may stand in braces, and what is said where there is no document to take it from."""
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Branch:
    """What the customer answers. ``to`` is the uid of a step, ``BACK``, or empty: not said yet."""

    text: str
    to: str = ""
    kind: BranchKind = BranchKind.ANSWER
    uid: str = ""


@dataclass(frozen=True)
class Step:
    """A step; ``result`` is for those that end the talk, None for the others."""

    title: str
    kind: ScriptStepKind = ScriptStepKind.PHRASE
    say: str = ""
    hint: str = ""
    result: TalkResult | None = None
    branches: tuple[Branch, ...] = ()
    uid: str = ""

    def leads(self, kind: BranchKind) -> Iterator[str]:
        """Steps that the branches of the kind lead to; ``BACK`` is none."""
        return (one.to for one in self.branches if one.kind == kind and one.to not in ("", BACK))

    @property
    def returns(self) -> bool:
        """Whether one comes back from here to the place of the objection."""
        return any(one.to == BACK for one in self.branches)


@dataclass(frozen=True)
class Fault:
    """What is wrong at a step; with the script as a whole where ``step_uid`` is empty."""

    step_uid: str
    words: Message


def filled(text: str, values: Mapping[str, str]) -> str:
    """The words with what stands in braces replaced; what is not known stays as it is."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1].strip().lower(), found[0]), text)


def check(steps: Sequence[Step]) -> list[Fault]:
    """Everything that keeps the script from being led to an end, in the order of the steps.

    Empty means: one start, every step is reached, from every step the talk comes to an end, and
    no answer leads nowhere.
    """
    if not steps:
        return [Fault("", Message(N_("В скрипте нет ни одного шага")))]
    known = {step.uid: step for step in steps}
    faults: dict[str, list[Message]] = {step.uid: [] for step in steps}
    for step in steps:
        faults[step.uid] += _own_faults(step, known)
    graph = _Graph(steps)
    for step in steps:
        if step.uid not in graph.reached:
            faults[step.uid].append(
                Message(N_("Сюда ничего не ведёт: добавьте ответ, после которого идёт этот шаг"))
            )
        elif step.uid in graph.bare_returns:
            faults[step.uid].append(
                Message(
                    N_(
                        "Сюда приходят и без возражения, тогда возвращаться некуда: "
                        "укажите следующий шаг"
                    )
                )
            )
        elif step.uid not in graph.ending:
            faults[step.uid].append(
                Message(N_("Отсюда разговор не приходит ни к какому итогу: добавьте выход"))
            )
    faults[steps[0].uid][:0] = _start_faults(steps[0])
    return [Fault(uid, words) for uid, found in faults.items() for words in found]


def _start_faults(first: Step) -> list[Message]:
    if first.kind is ScriptStepKind.END:
        return [Message(N_("Разговор начинается с первого шага: он не может быть итогом"))]
    if first.kind is ScriptStepKind.OBJECTION:
        return [Message(N_("Разговор не начинается с работы с возражением"))]
    return []


def _own_faults(step: Step, known: Mapping[str, Step]) -> Iterator[Message]:
    ends = step.kind is ScriptStepKind.END
    if not ends and not step.say.strip():
        yield Message(N_("Напишите, что сказать"))
    for name in unknown_placeholders(f"{step.say}\n{step.hint}"):
        yield Message(N_("Нет такой подстановки: {%(name)s}"), name=name)
    if ends:
        if step.result is None:
            yield Message(N_("Выберите, чем закончился разговор"))
        if step.branches:
            yield Message(N_("После итога разговора нет: уберите ответы"))
        return
    if not any(one.kind is BranchKind.ANSWER for one in step.branches):
        yield Message(N_("Нет ни одного ответа: разговор здесь остановится"))
    for branch in step.branches:
        yield from _branch_faults(step, branch, known)


def _branch_faults(step: Step, branch: Branch, known: Mapping[str, Step]) -> Iterator[Message]:
    if branch.to == "":
        yield Message(N_("Не сказано, что дальше после ответа «%(text)s»"), text=branch.text)
    elif branch.to == BACK:
        if branch.kind is BranchKind.OBJECTION or step.kind is not ScriptStepKind.OBJECTION:
            yield Message(
                N_("Возвращаются только из работы с возражением: «%(text)s»"), text=branch.text
            )
    elif branch.to not in known:
        yield Message(
            N_("Шага, куда ведёт ответ «%(text)s», больше нет"),
            text=branch.text,
        )
    elif (
        branch.kind is BranchKind.OBJECTION
        and known[branch.to].kind is not ScriptStepKind.OBJECTION
    ):
        yield Message(
            N_("Возражение «%(text)s» должно вести к шагу, где с ним работают"), text=branch.text
        )


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [name for name in _PLACEHOLDER.findall(text) if name.strip().lower() not in PLACEHOLDERS]


class _Graph:
    """Where the talk can come: ``reached`` steps, those ``ending``, and ``bare_returns``: steps
    that return though one came there without an objection."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = {step.uid: step for step in steps}
        start = steps[0].uid
        # A return comes back to a step that is reached already: it opens no new ones.
        self.reached = self._closure([start], tuple(BranchKind))
        self.bare_returns = {
            uid for uid in self._closure([start], (BranchKind.ANSWER,)) if self.steps[uid].returns
        }
        self.ending = self._ending()

    def _closure(self, begin: Iterable[str], kinds: Iterable[BranchKind]) -> set[str]:
        kinds = tuple(kinds)
        found: set[str] = set()
        waiting = [uid for uid in begin if uid in self.steps]
        while waiting:
            uid = waiting.pop()
            if uid in found:
                continue
            found.add(uid)
            step = self.steps[uid]
            waiting += [to for kind in kinds for to in step.leads(kind) if to in self.steps]
        return found

    def _origins(self) -> dict[str, set[str]]:
        """For each step that returns: the steps where the objection may have been raised. Within
        one objection the talk moves by answers, so these are the sources of objections from whose
        handling the step is reached by answers alone."""
        origins: dict[str, set[str]] = {}
        for uid in self.reached:
            for handling in self.steps[uid].leads(BranchKind.OBJECTION):
                for inside in self._closure([handling], (BranchKind.ANSWER,)):
                    if self.steps[inside].returns:
                        origins.setdefault(inside, set()).add(uid)
        return origins

    def _ending(self) -> set[str]:
        """Steps from which an end can be come to. Who returns does not choose where to: every
        place that he may return to must be such a step."""
        origins = self._origins()
        ending = {uid for uid, step in self.steps.items() if step.kind is ScriptStepKind.END}
        grown = True
        while grown:
            more = {
                uid
                for uid, step in self.steps.items()
                if uid not in ending and self._ends(step, ending, origins.get(uid, set()))
            }
            ending |= more
            grown = bool(more)
        return ending

    @staticmethod
    def _ends(step: Step, ending: set[str], origins: set[str]) -> bool:
        if any(to in ending for kind in BranchKind for to in step.leads(kind)):
            return True
        return step.returns and bool(origins) and origins <= ending
