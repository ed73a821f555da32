"""The rules of the demo company: prepared, discussed, approved, read and signed, day by day."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    Actor,
    User,
    actor_by_id,
    add_working_days,
    at,
    fire,
    norm,
    now,
    today,
)
from plugins.training.demo.acts import ACTS, Act, Edition, Said
from plugins.training.demo.onboarding import Newcomers
from plugins.training.demo.questions import QUESTIONS, remark_on, right_values
from plugins.training.demo.scripts import SCRIPTS
from plugins.training.models import (
    Assignment,
    QuestionKind,
    Quiz,
    RegulationVersion,
    RemarkOutcome,
    SectionReading,
)
from plugins.training.norms import READING_SPEED
from plugins.training.services import quizzes, regulations
from plugins.training.services.quizzes import CaseMark
from plugins.training.services.reading import assigning, reading, signing
from plugins.training.services.regulations import RegulationInput
from plugins.training.voices import to_answer, voices

PREPARED, OPENED, SPOKEN, ANSWERED, APPROVED = 16, 12, 9, 6, 4
"""Days before an edition comes into force."""
OLDEST = 400
"""Days ago: by then everything that is not told here had happened."""
NOTICE = 62
"""The same for worse terms of pay: announced more than two months before (ТК ст. 74)."""
SIGNS_ONLY = {"ksenia": ("РП-01", "РП-06")}
"""Who is in the middle of signing, and what is signed already."""
PUTS_OFF = {"gleb": ("РП-01", 3)}
"""Who is late with an edition of an act; all the others are signed."""
REVIEWER = "zhanna"
"""Who reads the answers in free words."""
FROM_HERE = signing.Signed(
    ip="192.168.10.24", agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0"
)


@dataclass(order=True)
class _Event:
    moment: datetime
    order: int
    do: Callable[[], object] = field(compare=False)


FIRST_RULES = "Первые правила о взысканиях: до них премию снижали устно и без предела"
"""Why rules of pay that nobody had before did not wait for two months."""


class Life:
    """Everything that happens to the acts, in the order in which it happens.

    The journal of signatures is one chain, so the acts cannot be lived through one by one.
    """

    def __init__(self, company: Any, session: Session) -> None:
        self.company = company
        self.session = session
        self.today = today()
        self.people = {person.code: person for person in company.world.people}
        self.users: dict[str, User] = {
            code: session.get_one(User, key) for code, key in company.ids["user"].items()
        }
        self.codes = {user.id: code for code, user in self.users.items()}
        self.drafts: dict[tuple[str, int], int] = {}
        self.quizzes: dict[str, Quiz] = {}
        self.newcomers = Newcomers(company, session)
        self._events: list[_Event] = []
        self._order = count()

    def plan(self, day: date, hour: int, minute: int, do: Callable[[], object]) -> None:
        """Let something happen at a local time of a day that has come."""
        moment = datetime.combine(day, time(hour, minute), DEFAULT_ZONE)
        if day < self.today:
            heapq.heappush(self._events, _Event(moment, next(self._order), do))

    def run(self) -> None:
        """Everything planned, and what follows from it."""
        while self._events:
            event = heapq.heappop(self._events)
            with at(event.moment):
                event.do()
        self.session.flush()

    def actor(self, code: str) -> Actor:
        """The person as he may act now."""
        return actor_by_id(self.session, self.users[code].id)

    # People come and go

    def hire(self) -> None:
        """Accounts of those who came later are closed until their first day."""
        first = self.today - timedelta(days=OLDEST)
        for code, person in self.people.items():
            if person.hired_on > first:
                self.users[code].disabled_at = datetime.combine(first, time(), DEFAULT_ZONE)
                self.plan(person.hired_on, 8, 0, partial(self._come, code))
            if person.left_on is not None:
                self.plan(person.left_on, 19, 0, partial(self._go, code))
        self.session.flush()

    def _come(self, code: str) -> None:
        self.users[code].disabled_at = None
        self.session.flush()
        self.newcomers.come(code, self.people[code].hired_on)
        assigning.assign_newcomer(self.session, Actor.system(), self.users[code])
        self._plan_signatures(self.people[code].hired_on)

    def _go(self, code: str) -> None:
        self.users[code].disabled_at = now()
        self.session.flush()

    def reopen(self) -> None:
        """Those who have left still take part in the stages' history before they left."""
        for user in self.users.values():
            user.disabled_at = None
        self.session.flush()

    # An edition

    def make(self, act: Act) -> None:
        """The act itself, and what is to happen to each of its editions."""
        made = regulations.make_regulation(
            self.session,
            Actor.system(),
            RegulationInput(
                code=act.code,
                title=act.title,
                kind=act.kind,
                owner_id=self.users[act.owner].id,
                roles=act.roles,
                stages=act.stages,
            ),
        )
        for number, edition in enumerate(act.editions, start=1):
            key = (act.code, number)
            if edition.days_ago is None:
                starts = self.today + timedelta(days=SPOKEN - 5)
            else:
                starts = self.today - timedelta(days=edition.days_ago)
            notice = NOTICE - APPROVED if edition.lowers_pay else 0

            def day(before: int, starts: date = starts, notice: int = notice) -> date:
                return add_working_days(starts - timedelta(days=before + notice), 0)

            self.plan(day(PREPARED), 10, number, partial(self._draft, key, act, edition, made.id))
            self.plan(day(OPENED), 11, number, partial(self._open, key, act))
            self.plan(day(SPOKEN), 12, number, partial(self._speak, key, act, edition))
            self.plan(day(ANSWERED), 15, number, partial(self._answer, key, act, edition))
            if edition.days_ago is not None:
                approved = day(APPROVED)
                # Long holidays put the approval off: nothing holds before it was approved.
                starts = max(starts, approved + timedelta(days=1))
                self.plan(approved, 16, number, partial(self._approve, key, act, starts))
                self.plan(starts, 0, 5, partial(regulations.enforce, self.session))

    def _draft(self, key: tuple[str, int], act: Act, edition: Edition, regulation_id: int) -> None:
        owner = self.actor(act.owner)
        version = regulations.start_edition(self.session, owner, regulation_id)
        self.drafts[key] = version.document_id
        act.write(self.session, owner, version.document_id, edition)
        if act.file in QUESTIONS:
            version.quiz_id = self._quiz(act, owner).id
        self.session.flush()

    def _quiz(self, act: Act, owner: Actor) -> Quiz:
        if act.file not in self.quizzes:
            quiz = quizzes.make_quiz(self.session, owner, f"Вопросы: {act.title}")
            for question in QUESTIONS[act.file]:
                quizzes.add_question(self.session, quiz.id, question, quiz.version)
            self.quizzes[act.file] = quiz
        return self.quizzes[act.file]

    def _open(self, key: tuple[str, int], act: Act) -> None:
        fire(self.session, self.drafts[key], "discuss", self.actor(act.owner))

    def _speak(self, key: tuple[str, int], act: Act, edition: Edition) -> None:
        for said in edition.said:
            regulations.add_remark(
                self.session,
                self.actor(said.who),
                self.drafts[key],
                said.text,
                clause_uid=said.clause,
            )
        if edition.days_ago is not None:
            self._let_all_roles_speak(self.drafts[key], act)

    def _let_all_roles_speak(self, document_id: int, act: Act) -> None:
        version = self.session.get_one(RegulationVersion, document_id)
        for voice in voices(self.session, version):
            if voice.settled:
                continue
            others = [user for user in voice.people if self.codes[user.id] != act.owner]
            speaker = others[0] if others else voice.people[0]
            regulations.agree(
                self.session, self.actor(self.codes[speaker.id]), document_id, voice.role
            )

    def _answer(self, key: tuple[str, int], act: Act, edition: Edition) -> None:
        answers = {said.text: said for said in edition.said if said.answer}
        waiting = to_answer(self.session, self.drafts[key])
        for remark in waiting:
            said: Said | None = answers.get(remark.text)
            if said is not None:
                outcome = RemarkOutcome.ACCEPTED if said.accepted else RemarkOutcome.DECLINED
                regulations.answer_remark(
                    self.session, self.actor(act.owner), remark.id, outcome, said.answer
                )

    def _approve(self, key: tuple[str, int], act: Act, starts: date) -> None:
        regulations.approve(
            self.session,
            self.actor(act.owner),
            self.drafts[key],
            datetime.combine(starts, time(), DEFAULT_ZONE),
            short_notice=FIRST_RULES,
        )
        self._plan_signatures(now().astimezone(DEFAULT_ZONE).date())

    # Signatures

    def _plan_signatures(self, day: date) -> None:
        """Everybody signs what he has got within two working days, each at an hour of his own."""
        waiting = self.session.scalars(
            select(Assignment).where(
                Assignment.signed_at.is_(None),
                Assignment.withdrawn_at.is_(None),
                Assignment.assigned_at == now(),
            )
        )
        for assignment in waiting.all():
            code = self.codes[assignment.user_id]
            version = assignment.regulation_version
            act = version.regulation.code
            if act not in SIGNS_ONLY.get(code, (act,)):
                continue
            if PUTS_OFF.get(code) == (act, version.edition):
                continue
            slot = assignment.id * 7
            when = add_working_days(day, 1 + slot % 2)
            self.plan(when, 9 + slot % 8, slot % 60, partial(self._sign, assignment.id))

    def _sign(self, assignment_id: int) -> None:
        assignment = self.session.get_one(Assignment, assignment_id)
        user = assignment.user
        if user.disabled_at is not None or assignment.withdrawn_at is not None:
            return
        actor = self.actor(self.codes[user.id])
        self._read(assignment)
        quiz_id = assignment.regulation_version.quiz_id
        if quiz_id is not None:
            self._pass(actor, quiz_id, assignment.document_id)
        signing.give_consent(self.session, actor, assignment.id, FROM_HERE)
        signing.sign(self.session, actor, assignment.id, FROM_HERE)

    def _read(self, assignment: Assignment) -> None:
        """Each section was in view a little longer than it takes to read it, the last until now:
        what is signed has been read before."""
        speed = norm(self.session, READING_SPEED, employee=assignment.user_id).to_dict()
        parts = [
            (part, timedelta(milliseconds=part.required + part.required // 4))
            for part in reading.progress(self.session, assignment).parts
            if not part.done
        ]
        begun = now() - sum((lasted for _part, lasted in parts), timedelta())
        for part, lasted in parts:
            ended = begun + lasted
            self.session.add(
                SectionReading(
                    assignment_id=assignment.id,
                    section_uid=part.section.uid,
                    required=part.required,
                    counted=part.required,
                    down_to=reading.WHOLE_SECTION,
                    norm=speed,
                    started_at=begun,
                    beat_at=ended,
                    done_at=ended,
                )
            )
            begun = ended
        self.session.flush()

    def _pass(self, actor: Actor, quiz_id: int, document_id: int) -> None:
        attempt = quizzes.start(self.session, actor, quiz_id, signing.subject(document_id))
        sent = {place: right_values(item) for place, item in enumerate(attempt.paper)}
        quizzes.answer(self.session, actor, attempt.id, sent)
        cases = {
            place: CaseMark(True, remark_on(item))
            for place, item in enumerate(attempt.paper)
            if item["kind"] == QuestionKind.CASE
        }
        if cases:
            quizzes.review(self.session, self.actor(REVIEWER), attempt.id, cases)


def fill(company: Any, session: Session) -> None:
    """All acts from their first edition to today."""
    life = Life(company, session)
    life.hire()
    for act in (*ACTS, *SCRIPTS):
        life.make(act)
    with at(datetime.combine(life.today - timedelta(days=OLDEST), time(9), DEFAULT_ZONE)):
        life.newcomers.prepare()
    life.run()
    life.newcomers.go_on()
    life.reopen()
