"""What tests of violations begin with: rules in force, signatures under them, cases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Actor, Message, NormBreach, User, actor_by_id, at, norm, report_breach
from plugins.training.models import (
    Assignment,
    Outcome,
    RegulationVersion,
    Signature,
    Violation,
)
from plugins.training.services import violations
from plugins.training.services.violations import (
    DecisionInput,
    ReductionInput,
    ReportInput,
    RuleInput,
)
from plugins.training.tests import regulation_world

IN_FORCE = datetime(2026, 9, 1, 6, tzinfo=UTC)
SIGNED = datetime(2026, 9, 2, 9, tzinfo=UTC)
ACT = datetime(2026, 11, 9, 21, tzinfo=UTC)
"""The first minute of 10.11.2026 in Moscow."""
FOUND = datetime(2026, 11, 10, 8, tzinfo=UTC)
"""Tuesday, 10.11.2026, 11:00 in Moscow."""
DECIDED = datetime(2026, 11, 16, 9, tzinfo=UTC)
ANSWER_DAYS = "quotes.answer_days"


def rules(percent: str = "5", repeat: str = "10", days: str = "180") -> str:
    """Norms of work and of penalties in one text: clauses 1.1, 1.2 and 2.1 to 2.3."""
    return f"""## Работа

1. На запрос отвечают за {{{{ norm("quotes.answer_days", 1) }}}} рабочих дня. {{#answr2}}
2. Клиента коллеги не уводят. {{#client}}

## Премия

1. За нарушение премия ниже на {{{{ norm("training.penalty_percent", {percent}) }}}} заработка.
2. За повторное на {{{{ norm("training.penalty_repeat_percent", {repeat}) }}}}.
3. Повторное, если прошло меньше {{{{ norm("training.penalty_repeat_days", {days}) }}}} дней.
"""


def user(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def actor(session: Session, login: str) -> Actor:
    return actor_by_id(session, user(session, login).id)


def rules_in_force(
    session: Session, body: str | None = None, since: datetime = IN_FORCE
) -> RegulationVersion:
    """The next edition of the company's rules, in force since September."""
    return regulation_world.in_force(
        session, actor(session, "vera"), code="РП-01", body=body or rules(), at=since
    )


def sign(
    session: Session, login: str, version: RegulationVersion, when: datetime = SIGNED
) -> Signature:
    """The person's signature under a version; how one comes about, the tests of reading tell."""
    person = user(session, login)
    assignment = session.scalars(
        select(Assignment).where(
            Assignment.document_id == version.document_id, Assignment.user_id == person.id
        )
    ).first()
    if assignment is None:
        assignment = Assignment(
            document_id=version.document_id,
            user_id=person.id,
            reason="audience",
            due=date(2026, 9, 7),
            norms=[],
        )
        session.add(assignment)
        session.flush()
    made = Signature(
        assignment_id=assignment.id,
        document_id=version.document_id,
        user_id=person.id,
        full_name=person.full_name,
        position=person.position,
        text_hash=version.text_hash,
        statement="Ознакомлен",
        method="password",
        at=when,
        ip="127.0.0.1",
        agent="test",
        journal_position=0,
        check_code=f"{version.document_id}-{person.id}",
    )
    session.add(made)
    session.flush()
    return made


def signed_rules(session: Session, *logins: str, **values: str) -> RegulationVersion:
    """Rules in force, signed by these people; by Анна where nobody is named."""
    version = rules_in_force(session, rules(**values))
    for login in logins or ("anna",):
        sign(session, login, version)
    return version


def breach(session: Session, login: str = "anna", key: str = "case-1", **more: Any) -> NormBreach:
    person = user(session, login)
    moment = more.pop("at", ACT)
    reading = norm(session, ANSWER_DAYS, at=moment, employee=person.id)
    values: dict[str, Any] = {
        "norm": ANSWER_DAYS,
        "reading": reading.to_dict(),
        "employee_id": person.id,
        "at": moment,
        "found": Message("Запрос КТ-ЗП-000001 остался без ответа"),
        "unique_key": key,
    }
    return NormBreach(**values | more)


def found(session: Session, login: str = "anna", key: str = "case-1", **more: Any) -> Violation:
    """A case that the program has found and asked the person about."""
    report_breach(session, breach(session, login, key, **more))
    return session.scalars(select(Violation).where(Violation.unique_key == key)).one()


def reported(
    session: Session, by: str = "boris", on: str = "anna", clause: str | None = "1.2", **more: Any
) -> Violation:
    """A case that a person has reported; ``clause=None``: outside the rules."""
    rule = None
    if clause is not None:
        version = regulation_world.regulation(session, actor(session, "vera"), "РП-01")
        rule = RuleInput(version.id, clause)
    values: dict[str, Any] = {
        "accused_id": user(session, on).id,
        "facts": "Увела клиента «Василёк», с которым работаю я.",
        "happened_on": date(2026, 11, 10),
        "rule": rule,
    }
    return violations.report(session, actor(session, by), ReportInput(**values | more))


class Storage:
    """Keeps nothing but names by hash."""

    def put(self, content: bytes) -> str:
        return f"{len(content):064d}"


def explained(session: Session, violation: Violation, login: str = "anna") -> Violation:
    return violations.explain(
        session, actor(session, login), Storage(), violation.document_id, "Болела, не успела."
    )


def decision(outcome: Any, reduction: Any = None) -> DecisionInput:
    return DecisionInput(outcome, "Правило нарушено, причины неуважительные.", reduction)


def heard(session: Session, key: str = "case-1", **more: object) -> Violation:
    with at(FOUND):
        return explained(session, found(session, key=key, **more))


def sanctioned(
    session: Session,
    violation: Violation,
    reduction: ReductionInput | None = None,
    when: datetime = DECIDED,
    by: str = "vera",
) -> Violation:
    with at(when):
        return violations.decide(
            session,
            actor(session, by),
            violation.document_id,
            decision(Outcome.REPROOF, reduction),
        )


def make_rows(session: Session, count: int) -> None:
    """``count`` more cases in every list: waiting, decided with money, outside the rules."""
    version = session.scalars(select(RegulationVersion)).first()
    if version is None:
        version = rules_in_force(session)
    if not session.scalars(
        select(Signature).where(Signature.document_id == version.document_id)
    ).first():
        sign(session, "anna", version)
    known = len(session.scalars(select(Violation.document_id)).all())
    for number in range(known, known + count):
        with at(FOUND):
            found(session, key=f"asked-{number}")
            heard = explained(session, found(session, key=f"heard-{number}"))
            outside = reported(session, by="gleb", clause=None)
        with at(FOUND + timedelta(days=6)):
            violations.decide(
                session,
                actor(session, "vera"),
                heard.document_id,
                decision(
                    Outcome.REPROOF,
                    ReductionInput(Decimal(10_000_000), Decimal(1_000_000), Decimal(1)),
                ),
            )
            violations.pass_on(
                session,
                actor(session, "vera"),
                outside.document_id,
                version.regulation_id,
                "Не сказано, чей это клиент.",
                "Правила этого не предусмотрели.",
            )
