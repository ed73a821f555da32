"""Cases of the demo company: one decided, one that the rules do not know, one that waits."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import DEFAULT_ZONE, Actor, actor_by_id, at, today
from plugins.training.models import Outcome, Regulation
from plugins.training.services import violations
from plugins.training.services.violations import (
    DecisionInput,
    ReductionInput,
    ReportInput,
    RuleInput,
)

PAY, BONUS = Decimal(96_400), Decimal(16_000)


class Cases:
    """What has happened, told from the earliest."""

    def __init__(self, company: Any, session: Session) -> None:
        self.company = company
        self.session = session
        self.disputes = session.scalars(select(Regulation).where(Regulation.code == "РП-04")).one()

    def _actor(self, code: str) -> Actor:
        return actor_by_id(self.session, self.company.ids["user"][code])

    def _report(
        self, by: str, on: str, days_ago: int, facts: str, clause: str = "", hidden: bool = False
    ) -> int:
        rule = RuleInput(self.disputes.id, clause) if clause else None
        with at(_noon(days_ago)):
            case = violations.report(
                self.session,
                self._actor(by),
                ReportInput(
                    accused_id=self.company.ids["user"][on],
                    facts=facts,
                    happened_on=today() - timedelta(days=1),
                    rule=rule,
                    hides_reporter=hidden,
                ),
            )
        return case.document_id

    def decided(self) -> None:
        """A client taken round the search for twins: heard, reproved, the bonus lowered."""
        case = self._report(
            "anna",
            "boris",
            60,
            "Завёл второй карточкой клиента, с которым я работаю с весны: ИНН совпадает, "
            "программа показала совпадение при вводе.",
            clause="1.2",
        )
        with at(_noon(59)):
            violations.demand(self.session, self._actor("vera"), case)
        with at(_noon(58)):
            violations.explain(
                self.session,
                self._actor("boris"),
                self.company.storage,
                case,
                "Торопился отправить предложение до конца дня, предупреждение закрыл не читая. "
                "Дубль объединён, клиента вернул в тот же вечер.",
            )
        with at(_noon(55)):
            violations.decide(
                self.session,
                self._actor("vera"),
                case,
                DecisionInput(
                    Outcome.REPROOF,
                    "Правило подписано, предупреждение было показано. Клиент возвращён сразу.",
                    ReductionInput(PAY, BONUS),
                ),
            )

    def outside_the_rules(self) -> None:
        """What nobody had thought of goes into the edition under discussion."""
        case = self._report(
            "boris",
            "anna",
            6,
            "Мой клиент попросил вести его через Анну: она быстрее отвечает. Правила не говорят, "
            "чей он теперь.",
        )
        with at(_noon(5)):
            violations.demand(self.session, self._actor("vera"), case)
        with at(_noon(4)):
            violations.explain(
                self.session,
                self._actor("anna"),
                self.company.storage,
                case,
                "Клиент написал сам, письмо в карточке. Я предупредила Бориса в тот же день.",
            )
        with at(_noon(3)):
            violations.pass_on(
                self.session,
                self._actor("vera"),
                case,
                self.disputes.id,
                "Что делать, если клиент сам просит другого менеджера?",
                "Нарушения нет: правила такого случая не предусмотрели.",
            )

    def complaint(self) -> None:
        """On the head herself: the director decides."""
        self._report(
            "boris",
            "vera",
            2,
            "Передала моего клиента без записи причины.",
            clause="1.3",
            hidden=True,
        )


def _noon(days_ago: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), time(12), DEFAULT_ZONE)


def fill(company: Any, session: Session) -> None:
    """All cases."""
    cases = Cases(company, session)
    cases.decided()
    cases.outside_the_rules()
    cases.complaint()
