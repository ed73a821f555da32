"""Scripts of the demo company: in force as its other acts, and a year of talks by them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Actor, Role, User, actor_by_id, add_working_days, at, today
from plugins.training.demo import talks
from plugins.training.demo.acts import SALES, Act, Edition
from plugins.training.demo.occasions import Occasion, occasions
from plugins.training.models import (
    Acquaintance,
    BranchKind,
    MoveKind,
    Regulation,
    RegulationKind,
    RegulationVersion,
    ScriptMove,
    ScriptRun,
    ScriptStepKind,
    TalkResult,
)
from plugins.training.services import scripts
from plugins.training.services.scripts import When
from plugins.training.talk.graph import BACK, Branch, Step
from plugins.training.talk.stored import steps_of

SEED = 20260
TALKS = 900
OWNER, MENTOR, NEWCOMER = "vera", "anna", "ksenia"
LONGEST = 14
DEVIATES = 0.07
"""How often a talk leaves the script at a step."""
FIRST = 9
"""The weight of the answer that was hoped for; others weigh 3 and less."""
RARER = 0.6
"""How much rarer an objection is than an answer."""
SAID = (
    "Спросил про отсрочку платежа",
    "Попросил позвонить технологу, дал номер",
    "Рассказывал про прошлую поставку: перепутали покрытие",
    "Спросил, есть ли самовывоз со склада",
    "Попросил договор на год",
    "Заговорил про другой объект, записал отдельно",
)
REASONS = (
    "Цена: у конкурента дешевле на 4 %",
    "Взяли у знакомого поставщика, нужно было сегодня",
    "Не стали ждать кабель три недели",
    "Закупку передали в головной офис",
    "Пока не нужно, приценивались",
)
NOTES = ("", "", "", "Просил дублировать на почту", "Решает главный инженер", "Звонить после трёх")


@dataclass(frozen=True)
class ScriptEdition(Edition):
    """An edition of a script; ``without`` are titles of the steps that came later."""

    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScriptAct(Act):
    """An act whose text is made of the steps of a script."""

    steps: Callable[[], tuple[Step, ...]] = talks.first_call
    when: When = field(default_factory=When)

    def write(self, session: Session, owner: Actor, document_id: int, edition: Edition) -> None:
        """Keep the steps; their text follows."""
        gone = edition.without if isinstance(edition, ScriptEdition) else ()
        known = {talks.uid(self.code, title) for title in gone}
        steps = [
            replace(step, branches=tuple(one for one in step.branches if one.to not in known))
            for step in self.steps()
            if step.title not in gone
        ]
        scripts.save_whole(session, owner, document_id, steps, self.when, edition.summary)


def _act(
    code: str,
    title: str,
    steps: Callable[[], tuple[Step, ...]],
    when: When,
    *editions: Edition,
) -> ScriptAct:
    return ScriptAct(
        code, "", title, RegulationKind.SCRIPT, OWNER, editions, SALES, steps=steps, when=when
    )


SCRIPTS = (
    _act(
        "СК-01",
        "Первый звонок по запросу",
        talks.first_call,
        When(("quotes.request:registered",)),
        ScriptEdition(330, "Первый скрипт отдела", without=("Срочная отгрузка", "Взяли у других")),
        ScriptEdition(140, "Добавлен ответ тем, кому нужно сегодня"),
    ),
    _act(
        "СК-02",
        "Уточнение запроса",
        talks.clarifying,
        When(("quotes.request:in_work",)),
        ScriptEdition(320, "Что спросить, пока считаем"),
    ),
    _act(
        "СК-03",
        "Предложение отправлено: получили?",
        talks.receipt,
        When(("quotes.offer:sent",)),
        ScriptEdition(320, "Звонок в день отправки"),
    ),
    _act(
        "СК-04",
        "Клиент говорит: дорого",
        talks.too_dear,
        When(("quotes.offer:sent", "quotes.offer:received")),
        ScriptEdition(310, "Разговор о цене без скидки", without=("Скидка за что-то",)),
        ScriptEdition(90, "Что отвечать, когда просят «просто скидку»"),
    ),
    _act(
        "СК-05",
        "Клиент работает с другими",
        talks.other_supplier,
        When(
            ("quotes.request:registered", "quotes.request:in_work"),
            acquaintance=Acquaintance.NEW,
        ),
        ScriptEdition(300, "Как стать вторым поставщиком"),
    ),
    _act(
        "СК-06",
        "Вернуть молчащего клиента",
        talks.silent_customer,
        When(("quotes.offer:received", "quotes.offer:expired")),
        ScriptEdition(290, "Звонок, когда клиент молчит"),
    ),
)


def fill(company: Any, session: Session) -> None:
    """A year of talks, and the newcomer's rehearsals."""
    rng = Random(SEED)  # noqa: S311 - nothing secret is chosen
    versions = session.scalars(
        select(RegulationVersion)
        .join(RegulationVersion.regulation)
        .where(
            Regulation.kind == RegulationKind.SCRIPT.value,
            RegulationVersion.effective_from.is_not(None),
        )
        .order_by(RegulationVersion.document_id)
    ).all()
    steps = {one.document_id: steps_of(session, one.document_id) for one in versions}
    speakers = _speakers(company, session)
    for talk in occasions(session, versions, rng, TALKS):
        speaker = speakers.get(talk.stay.user_id)
        if speaker is not None and speaker.since <= talk.at < speaker.until:
            session.add(_talked(rng, talk, steps[talk.version.document_id], speaker))
    session.flush()
    _rehearse(company, session)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), DEFAULT_ZONE)


@dataclass(frozen=True)
class Speaker:
    """A manager with his luck, and since when until when he works."""

    user: User
    skill: float
    since: datetime
    until: datetime


def _speakers(company: Any, session: Session) -> dict[int | None, Speaker]:
    found: dict[int | None, Speaker] = {}
    for place, person in enumerate(
        one for one in company.world.people if one.role == Role.MANAGER.value
    ):
        user = session.get_one(User, company.ids["user"][person.code])
        until = person.left_on or today() + timedelta(days=1)
        skill = 0.8 + (place * 37 % 50) / 100
        found[user.id] = Speaker(user, skill, _at(person.hired_on, 0), _at(until, 0))
    return found


def _talked(rng: Random, talk: Occasion, steps: Sequence[Step], speaker: Speaker) -> ScriptRun:
    """A talk as it would have been clicked through."""
    known = {step.uid: step for step in steps}
    run = ScriptRun(
        document_id=talk.version.document_id,
        user_id=speaker.user.id,
        department_id=speaker.user.department_id,
        subject_id=talk.stay.document_id,
        started_at=talk.at,
        norm={},
        note=rng.choice(NOTES),
    )
    step, waiting, heard = steps[0], list[str](), set[str]()
    clock = talk.at
    while step.kind is not ScriptStepKind.END and len(run.moves) < LONGEST:
        clock += timedelta(seconds=rng.randrange(8, 70))
        move = ScriptMove(position=len(run.moves) + 1, at=clock, from_uid=step.uid)
        if rng.random() < DEVIATES:
            move.kind, move.to_uid, move.said = MoveKind.DEVIATION.value, step.uid, rng.choice(SAID)
            run.moves.append(move)
            continue
        ways = [one for one in step.branches if one.uid not in heard]
        branch = rng.choices(ways, _weights(ways, speaker.skill))[0]
        to = branch.to
        if branch.kind is BranchKind.OBJECTION:
            waiting.append(step.uid)
            heard.add(branch.uid)
        elif to == BACK:
            to = waiting.pop()
        move.kind, move.branch_uid, move.to_uid = MoveKind.BRANCH.value, branch.uid, to
        run.moves.append(move)
        step = known[to]
    result = step.result or TalkResult.BROKEN
    run.result = result.value
    run.reason = rng.choice(REASONS) if result is TalkResult.REFUSED else ""
    run.finished_at = clock + timedelta(seconds=rng.randrange(10, 60))
    return run


def _weights(ways: Sequence[Branch], skill: float) -> list[float]:
    """The first answer is the one that was hoped for: who is good at it hears it more often."""
    return [
        (FIRST * skill if place == 0 else max(4 - place, 1))
        * (RARER if one.kind is BranchKind.OBJECTION else 1)
        for place, one in enumerate(ways)
    ]


def _rehearse(company: Any, session: Session) -> None:
    """The newcomer has rehearsed two scripts; one waits for the mentor's mark."""
    actors = {code: actor_by_id(session, company.ids["user"][code]) for code in (MENTOR, NEWCOMER)}
    day = add_working_days(today() - timedelta(days=6), 0)
    for act, marked in ((SCRIPTS[0], True), (SCRIPTS[2], False)):
        with at(_at(day, 11)):
            regulation = session.scalars(
                select(Regulation).where(Regulation.code == act.code)
            ).one()
            run = scripts.start(session, actors[NEWCOMER], regulation.id, rehearsal=True)
            steps = steps_of(session, run.document_id)
        for minute in range(1, LONGEST):
            step = scripts.place_of(steps, run.moves).step
            if step.kind is ScriptStepKind.END:
                break
            with at(_at(day, 11, minute)):
                branch = step.branches[0].uid
                scripts.take(session, actors[NEWCOMER], run.id, branch, scripts.clicks(run))
        with at(_at(day, 11, LONGEST)):
            scripts.finish(session, actors[NEWCOMER], run.id)
        if marked:
            with at(_at(day, 12)):
                words = "Ведёте уверенно. Не читайте с листа: вопрос о сроке прозвучал как анкета."
                scripts.mark(session, actors[MENTOR], run.id, 4, words)
        day = add_working_days(day, 2)
