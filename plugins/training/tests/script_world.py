"""What tests of scripts begin with: a script in force, and somebody who talks by it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, User, actor_by_id, fire
from plugins.training.models import (
    BranchKind,
    RegulationKind,
    RegulationVersion,
    ScriptStepKind,
    TalkResult,
)
from plugins.training.services import regulations, scripts
from plugins.training.services.scripts import When
from plugins.training.talk.graph import BACK, Branch, Step
from plugins.training.tests import regulation_world

REQUEST = "quotes.request:registered"
STEPS = (
    Step(
        "Приветствие",
        ScriptStepKind.QUESTION,
        say="{контакт}, здравствуйте! Это {менеджер}. Удобно говорить?",
        branches=(
            Branch("Да, слушаю", "needaa", uid="yesaaa"),
            Branch("Нет, позже", "lateaa", uid="noaaaa"),
            Branch("Вы дорогие", "dearaa", BranchKind.OBJECTION, uid="dearbb"),
        ),
        uid="helloa",
    ),
    Step(
        "Возражение «дорого»",
        ScriptStepKind.OBJECTION,
        say="Понимаю. С чем вы сравниваете?",
        hint="Не спорьте и не давайте скидку сразу",
        branches=(Branch("Ладно, рассказывайте", BACK, uid="okaaaa"),),
        uid="dearaa",
    ),
    Step(
        "Потребность",
        ScriptStepKind.QUESTION,
        say="Куда пойдёт крепёж?",
        branches=(
            Branch("На улицу", "agreea", uid="outaaa"),
            Branch("Не скажу", "refuse", uid="notell"),
        ),
        uid="needaa",
    ),
    Step("Договорились", ScriptStepKind.END, result=TalkResult.AGREED, uid="agreea"),
    Step("Перезвонить", ScriptStepKind.END, result=TalkResult.LATER, uid="lateaa"),
    Step("Отказ", ScriptStepKind.END, result=TalkResult.REFUSED, uid="refuse"),
)


def actor(session: Session, login: str) -> Actor:
    return actor_by_id(session, session.scalars(select(User.id).filter_by(login=login)).one())


def draft(
    session: Session,
    owner: Actor,
    *,
    code: str = "СК-01",
    steps: tuple[Step, ...] = STEPS,
    when: When | None = None,
    **more: Any,
) -> RegulationVersion:
    """A draft of the next edition of a script."""
    made = regulation_world.regulation(
        session, owner, code, kind=RegulationKind.SCRIPT, title="Первый звонок", **more
    )
    edition = regulations.start_edition(session, owner, made.id)
    return scripts.save_whole(
        session,
        owner,
        edition.document_id,
        steps,
        when or When((REQUEST,)),
        regulation_world.CHANGES if edition.edition > 1 else "",
    )


def in_force(session: Session, owner: Actor, **more: Any) -> RegulationVersion:
    """The next edition of a script, made, discussed, approved and in force."""
    edition = draft(session, owner, **more)
    fire(session, edition.document_id, "discuss", owner)
    regulation_world.waive_all(session, owner, edition)
    return regulations.approve(session, owner, edition.document_id, None)
