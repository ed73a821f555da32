"""The graph of a script and its text: what is found wrong, and what the text keeps."""

import re
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.training.models import BranchKind, ScriptStepKind, TalkResult
from plugins.training.talk.body import body_of
from plugins.training.talk.drawing import BOX_WIDTH, LABEL_LINE, TITLE_LINE, draw
from plugins.training.talk.graph import BACK, Branch, Step, check, filled, unknown_placeholders
from plugins.training.text.parsing import parse, random_uid, with_uids

Kind = ScriptStepKind
OBJECTION = BranchKind.OBJECTION
DEEPEST = 4
"""Objections raised one within another, as deep as the walk below looks."""


def end(uid: str = "end") -> Step:
    return Step("Итог", Kind.END, uid=uid, result=TalkResult.AGREED)


def asks(uid: str, *branches: Branch) -> Step:
    return Step(f"Шаг {uid}", Kind.QUESTION, say="Вопрос", uid=uid, branches=branches)


def handles(uid: str, *branches: Branch) -> Step:
    return Step(f"Ответ {uid}", Kind.OBJECTION, say="Ответ", uid=uid, branches=branches)


def words(steps: list[Step]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in check(steps):
        found.setdefault(fault.step_uid, []).append(fault.words.msgid)
    return found


def test_a_script_with_an_objection_that_returns_is_whole() -> None:
    steps = [
        asks("a", Branch("да", "end"), Branch("дорого", "o", OBJECTION)),
        handles("o", Branch("понятно", BACK), Branch("всё равно дорого", "end")),
        end(),
    ]
    assert check(steps) == []


def test_an_empty_script_is_no_script() -> None:
    assert [fault.step_uid for fault in check([])] == [""]


def test_an_answer_that_leads_nowhere_is_told_at_its_step() -> None:
    found = words([asks("a", Branch("да"), Branch("нет", "end")), end()])
    assert list(found) == ["a"]
    assert "Не сказано, что дальше" in found["a"][0]


def test_a_step_that_was_taken_out_is_told_where_it_was_meant() -> None:
    found = words([asks("a", Branch("да", "gone"), Branch("нет", "end")), end()])
    assert "больше нет" in found["a"][0]


def test_a_step_that_nothing_leads_to_is_a_second_start() -> None:
    found = words([asks("a", Branch("да", "end")), asks("b", Branch("да", "end")), end()])
    assert list(found) == ["b"]
    assert "ничего не ведёт" in found["b"][0]


def test_a_circle_without_a_way_out_never_ends() -> None:
    found = words(
        [
            asks("a", Branch("да", "b"), Branch("нет", "end")),
            asks("b", Branch("ещё", "c")),
            asks("c", Branch("ещё", "b")),
            end(),
        ]
    )
    assert set(found) == {"b", "c"}
    assert all("итогу" in said[0] for said in found.values())


def test_coming_to_the_handling_without_an_objection_leaves_nowhere_to_return() -> None:
    found = words(
        [
            asks("a", Branch("да", "o"), Branch("нет", "end")),
            handles("o", Branch("ну", BACK)),
            end(),
        ]
    )
    assert "возвращаться некуда" in found["o"][0]


def test_only_the_handling_of_an_objection_returns() -> None:
    found = words([asks("a", Branch("да", BACK), Branch("нет", "end")), end()])
    assert any("Возвращаются только" in said for said in found["a"])


def test_an_objection_leads_to_where_it_is_handled() -> None:
    found = words(
        [
            asks("a", Branch("да", "end"), Branch("дорого", "b", OBJECTION)),
            asks("b", Branch("да", "end")),
            end(),
        ]
    )
    assert "где с ним работают" in found["a"][0]


def test_the_start_is_neither_an_end_nor_a_handling() -> None:
    assert "не может быть итогом" in words([end()])["end"][0]
    assert "не начинается" in words([handles("o", Branch("да", "end")), end()])["o"][0]


def test_an_end_has_a_result_and_nothing_after_it() -> None:
    bare = Step("Итог", Kind.END, uid="end", branches=(Branch("ещё", "a"),))
    said = words([asks("a", Branch("да", "end")), bare])["end"]
    assert any("чем закончился" in one for one in said)
    assert any("уберите ответы" in one for one in said)


def test_a_placeholder_that_means_nothing_is_told() -> None:
    step = Step("Шаг", Kind.QUESTION, say="{клент}", uid="a", branches=(Branch("да", "end"),))
    assert "подстановки" in words([step, end()])["a"][0]
    assert unknown_placeholders("{Клиент} {контакт}") == []
    assert filled("{контакт}, это {кто}", {"контакт": "Пётр"}) == "Пётр, это {кто}"


UIDS = ("s0", "s1", "s2", "s3", "s4")


@st.composite
def scripts(draw_: st.DrawFn) -> list[Step]:
    """Any small graph, sound or not, with the words in order: only the ways are in question.

    Most are nearly sound, else the property would be about nothing.
    """
    count = draw_(st.integers(3, len(UIDS)))
    kinds = [
        Kind.QUESTION,
        *(draw_(st.sampled_from((Kind.QUESTION, Kind.OBJECTION))) for _step in UIDS[2:count]),
        Kind.END,
    ]
    handling = [uid for uid, kind in zip(UIDS, kinds, strict=False) if kind is Kind.OBJECTION]
    return [draw_(_steps(number, kind, count, handling)) for number, kind in enumerate(kinds)]


@st.composite
def _steps(draw_: st.DrawFn, number: int, kind: Kind, count: int, handling: list[str]) -> Step:
    result = TalkResult.AGREED if kind is Kind.END else None
    branches: list[Branch] = []
    if kind is not Kind.END:
        places = [*UIDS[number + 1 : count], draw_(st.sampled_from(UIDS[:count]))]
        answers = st.sampled_from([*places, BACK] if kind is Kind.OBJECTION else places)
        for place in range(draw_(st.integers(1, 3))):
            branches.append(Branch(f"ответ {place}", draw_(answers)))
        if handling and draw_(st.integers(0, 2)):
            branches.append(Branch("возражение", draw_(st.sampled_from(handling)), OBJECTION))
    return Step(
        UIDS[number], kind, "слова", result=result, branches=tuple(branches), uid=UIDS[number]
    )


Where = tuple[str, tuple[str, ...]]
BEYOND: Where = ("", ())
"""Deeper than the walk looks: nothing is said of what comes there."""


def onward(steps: dict[str, Step], where: Where) -> Iterator[Where]:
    uid, waiting = where
    for branch in steps[uid].branches:
        if branch.to == BACK:
            # The player would have nowhere to go.
            assert waiting, "a return without an objection"
            yield waiting[-1], waiting[:-1]
        elif branch.kind is OBJECTION:
            yield (branch.to, (*waiting, uid)) if len(waiting) < DEEPEST else BEYOND
        else:
            yield branch.to, waiting


@settings(max_examples=400, deadline=None)
@given(scripts())
def test_whoever_plays_a_sound_script_comes_to_an_end_from_everywhere(steps: list[Step]) -> None:
    if check(steps):
        return
    known = {step.uid: step for step in steps}
    start: Where = (steps[0].uid, ())
    ways: dict[Where, list[Where]] = {}
    waiting = [start]
    while waiting:
        where = waiting.pop()
        if where != BEYOND and where not in ways:
            ways[where] = list(onward(known, where))
            waiting += ways[where]
    assert {uid for uid, _stack in ways} == set(known), "every step is reached"
    good = {BEYOND} | {where for where in ways if known[where[0]].kind is Kind.END}
    while more := {w for w, to in ways.items() if w not in good and good & set(to)}:
        good |= more
    assert good - {BEYOND} == set(ways)


@given(scripts())
def test_what_is_said_of_a_script_is_said_of_its_steps(steps: list[Step]) -> None:
    known = {step.uid for step in steps}
    faults = check(steps)
    assert {fault.step_uid for fault in faults} <= known
    drawing = draw(steps)
    assert len(drawing.boxes) == len(steps)
    assert len({(box.x, box.y) for box in drawing.boxes}) == len(steps)


typed = st.text(
    alphabet=st.one_of(
        st.sampled_from('#*_`[](){}<>|~&!\\$-+=.:"1) \t\n>ёЖ'),
        st.characters(codec="utf-8", exclude_characters="\r"),
    ),
    max_size=60,
)


@st.composite
def worded(draw_: st.DrawFn) -> list[Step]:
    """A script in which people have typed whatever they like."""
    uids = [random_uid() for _step in range(draw_(st.integers(1, 4)))]
    line = typed.filter(lambda text: any(c.isprintable() and not c.isspace() for c in text))
    return [
        Step(
            draw_(line),
            draw_(st.sampled_from(tuple(Kind))),
            say=draw_(typed),
            hint=draw_(typed),
            branches=tuple(
                Branch(draw_(line), draw_(st.sampled_from((*uids, BACK, ""))), uid=random_uid())
                for _branch in range(draw_(st.integers(0, 3)))
            ),
            uid=uid,
        )
        for uid in uids
    ]


@settings(max_examples=200, deadline=None)
@given(worded(), typed)
def test_whatever_is_typed_the_text_keeps_every_mark_and_nothing_else(
    steps: list[Step], condition: str
) -> None:
    body = body_of(steps, [condition])
    text = parse(body)
    marks = [uid for step in steps for uid in (step.uid, *(one.uid for one in step.branches))]
    assert [clause.uid for clause in text.clauses] == marks
    assert with_uids(body) == body
    assert (text.faults, text.norms) == ((), ())


def test_the_text_says_what_was_typed_letter_by_letter() -> None:
    say = '1. {{ norm("a.b", 5) }} {#abcdef}\n> *не* цитата\\'
    step = Step("# Заголовок \\", Kind.QUESTION, say, uid="abcdea")
    clause = parse(body_of([step])).clauses[0]
    assert clause.title == "# Заголовок \\"
    for line in say.split("\n"):
        assert line in clause.plain


def test_another_order_changes_no_mark() -> None:
    steps = [asks("aaaaaa", Branch("да", "bbbbbb", uid="cccccc")), end("bbbbbb")]
    there = {clause.uid: clause.plain for clause in parse(body_of(steps)).clauses}
    back = {clause.uid: clause.plain for clause in parse(body_of(steps[::-1])).clauses}
    assert there == back


def test_each_branch_is_told_on_the_drawing_beside_its_line() -> None:
    steps = [
        asks(
            "a",
            Branch("да, конечно, присылайте хоть сегодня", "b"),
            Branch("нет", "end"),
            Branch("дорого", "b", OBJECTION),
        ),
        asks("b", Branch("согласен", "end"), Branch("подумаю", "a")),
        end(),
    ]
    drawing = draw(steps)

    first, second, _end = drawing.boxes
    told = [" ".join(one.lines) for box in drawing.boxes for one in box.answers]
    assert told == ["да, конечно, присылайте хоть сегодня", "нет", "дорого", "согласен", "подумаю"]
    assert len(first.answers[0].lines) == 2
    # Each line begins at the row of its words, and the way back leaves on the left.
    ports = [one.port for box in drawing.boxes for one in box.answers if one.port]
    begins = [line.path[1:].partition("C")[0] for line in drawing.lines]
    assert begins == [f"{x} {y}" for x, y in ports]
    assert [one.port[0] - second.x for one in second.answers if one.port] == [BOX_WIDTH, 0]


def test_no_words_stand_upon_others_and_no_line_runs_through_them() -> None:
    long = "очень длинный ответ клиента, который едва ли поместится в одну строку или две"
    steps = [
        asks("a", *(Branch(f"{long} {one}", f"b{one}") for one in range(4)), Branch(long, "a")),
        *(asks(f"b{one}", Branch(long, "a"), Branch("нет", "end")) for one in range(4)),
        end(),
    ]
    drawing = draw(steps)

    for box in drawing.boxes:
        assert box.x + BOX_WIDTH < drawing.width
        assert box.y + box.height < drawing.height
        bases = [box.base + TITLE_LINE * row for row in range(len(box.lines))]
        for one in box.answers:
            assert bases[-1] < one.top < one.y - LABEL_LINE // 2
            bases += [one.y + LABEL_LINE * row for row in range(len(one.lines))]
        assert all(below - above >= LABEL_LINE for above, below in pairwise(bases))
        assert box.y < bases[0]
        assert bases[-1] < box.y + box.height
    for at, box in enumerate(drawing.boxes):
        for other in drawing.boxes[:at]:
            apart = box.y >= other.y + other.height or other.y >= box.y + box.height
            assert box.x != other.x or apart
    # What the lines go through is between the columns: their ends are on edges of boxes.
    edges = {box.x for box in drawing.boxes} | {box.x + BOX_WIDTH for box in drawing.boxes}
    for line in drawing.lines:
        numbers = [int(one) for one in re.findall(r"\d+", line.path)]
        assert {numbers[0], numbers[-2]} <= edges


def test_the_drawing_is_as_high_as_its_lowest_box() -> None:
    steps = [asks("a", *(Branch(f"ответ {one}", f"e{one}") for one in range(9)))]
    drawing = draw([*steps, *(end(f"e{one}") for one in range(9))])
    assert all(box.y + box.height < drawing.height for box in drawing.boxes)
