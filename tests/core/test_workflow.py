"""The table of a workflow is checked whole when it is made."""

import pytest

from core.kernel.permissions import Permission
from core.kernel.workflow import State, StateKind, Transition, Workflow, WorkflowError


class Can(Permission):
    MOVE = "test.move"


DRAFT = State("draft", "Черновик", StateKind.DRAFT)
SENT = State("sent", "Отправлено", StateKind.ACTIVE)
DONE = State("done", "Готово", StateKind.SUCCESS, final=True)


def move(name: str, sources: tuple[str, ...], target: str) -> Transition:
    return Transition(name, name, name, sources, target, Can.MOVE)


def test_a_sound_table_is_accepted_and_draws_itself() -> None:
    workflow = Workflow(
        (DRAFT, SENT, DONE), (move("send", ("draft",), "sent"), move("finish", ("sent",), "done"))
    )
    assert workflow.initial is DRAFT
    assert [one.name for one in workflow.leaving("sent")] == ["finish"]
    assert workflow.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> sent: send",
        "    sent --> done: finish",
        "    done --> [*]",
    ]


@pytest.mark.parametrize(
    ("states", "moves", "complaint"),
    [
        ((DRAFT, DRAFT), (), "duplicate state"),
        (
            (DRAFT, SENT),
            (move("a", ("draft",), "sent"), move("a", ("sent",), "draft")),
            "duplicate transition",
        ),
        ((DRAFT,), (move("a", ("draft",), "nowhere"),), "unknown states"),
        ((DRAFT, SENT), (), "unreachable"),
        (
            (DRAFT, DONE),
            (move("a", ("draft",), "done"), move("b", ("done",), "draft")),
            "leaves a final state",
        ),
    ],
)
def test_a_faulty_table_is_refused(
    states: tuple[State, ...], moves: tuple[Transition, ...], complaint: str
) -> None:
    with pytest.raises(WorkflowError, match=complaint):
        Workflow(states, moves)
