"""What stands between a draft and a rule that holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    AccountRole,
    Actor,
    Forbidden,
    Refused,
    User,
    ValidationFailed,
    at,
    fire,
    history,
    norm,
    now,
)
from plugins.training.guards import earliest_for_worse_pay
from plugins.training.models import RegulationVersion, RemarkOutcome
from plugins.training.services import regulations
from plugins.training.tests.regulation_world import (
    KNOWINGLY,
    discount_rules,
    discussed,
    draft,
    given,
    in_force,
    waive_all,
)
from plugins.training.voices import voices

Actors = Callable[[str], Actor]
KEY = "quotes.discount_without_approval"
WAIVED = "Глеб в отпуске до марта, скидок он не даёт"
WITH_ROLE = {"roles": ("manager",)}


def on_discussion(session: Session, owner: Actor, **more: object) -> RegulationVersion:
    edition = draft(session, owner, **{**WITH_ROLE, **more})
    fire(session, edition.document_id, "discuss", owner)
    return edition


def approve(
    session: Session, actor: Actor, edition: RegulationVersion, starts: datetime | None = None
) -> RegulationVersion:
    return regulations.approve(session, actor, edition.document_id, starts)


def test_an_edition_that_everybody_has_seen_is_approved_and_holds(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    edition = on_discussion(session, vera)
    regulations.agree(session, actors("anna"), edition.document_id)

    approve(session, vera, edition)

    assert edition.document.state == "in_force"
    assert edition.document.number == f"КТ-РГ-{edition.document.sequence:06d}"
    assert edition.text_hash == regulations.text_hash(edition.body)
    assert norm(session, KEY, employee=actors("anna").user_id).value == 5


def test_only_the_owner_approves_whoever_else_may_prepare_it(
    session: Session, actors: Actors
) -> None:
    director, vera = actors("director"), actors("vera")
    edition = discussed(session, director, **WITH_ROLE)

    with pytest.raises(Forbidden):
        approve(session, vera, edition)
    with pytest.raises(Refused, match="Утверждает владелец процесса: Громов"):
        approve(session, Actor.system(), edition)
    approve(session, director, edition)

    assert edition.document.state == "in_force"


def test_a_refused_approval_leaves_no_trace(session: Session, actors: Actors) -> None:
    edition = on_discussion(session, actors("vera"))

    with pytest.raises(Refused):
        approve(session, actors("vera"), edition)
    session.refresh(edition)

    assert edition.effective_from is None
    assert edition.text_hash == ""
    assert edition.document.number is None
    assert norm(session, KEY, employee=actors("anna").user_id).value == 10


def test_every_touched_role_speaks_or_it_is_said_why_not(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    edition = on_discussion(session, vera, roles=("manager", "logistics"))
    regulations.agree(session, actors("boris"), edition.document_id)

    with pytest.raises(Refused, match="Не высказалась 1 роль"):
        approve(session, vera, edition)
    with pytest.raises(Forbidden):
        regulations.waive(session, actors("anna"), edition.document_id, "logistics", "Не нужен")
    with pytest.raises(ValidationFailed):
        regulations.waive(session, vera, edition.document_id, "logistics", "Не нужно ни разу")
    regulations.waive(session, vera, edition.document_id, "logistics", WAIVED)

    assert approve(session, vera, edition).document.state == "in_force"
    texts = [entry.payload for entry in history.entries(session, edition.document)]
    assert [one["params"]["reason"] for one in texts if "reason" in one.get("params", {})] == [
        WAIVED
    ]


def test_for_everybody_all_roles_that_people_have_must_speak(
    session: Session, actors: Actors
) -> None:
    edition = on_discussion(session, actors("vera"), roles=())

    assert {voice.role for voice in voices(session, edition)} == {
        "head",
        "manager",
        "logistics",
        "accountant",
        "trainer",
        "director",
        "admin",
    }


def test_the_owner_is_no_voice_of_a_role_where_he_has_colleagues(
    session: Session, actors: Actors
) -> None:
    anna, vera = actors("anna"), actors("vera")
    among_others = on_discussion(session, anna, code="А", roles=("manager",))
    alone = on_discussion(session, vera, code="Б", roles=("head",))
    regulations.agree(session, anna, among_others.document_id)
    regulations.agree(session, vera, alone.document_id)

    assert [voice.heard for voice in voices(session, among_others)] == [False]
    assert [voice.heard for voice in voices(session, alone)] == [True]


def test_every_remark_is_answered_first(session: Session, actors: Actors) -> None:
    vera, anna = actors("vera"), actors("anna")
    edition = on_discussion(session, vera)
    remark = regulations.add_remark(session, anna, edition.document_id, "Пять процентов мало")

    with pytest.raises(Refused, match="Ответьте на замечания: осталось 1"):
        approve(session, vera, edition)
    with pytest.raises(Forbidden):
        regulations.answer_remark(session, anna, remark.id, RemarkOutcome.ACCEPTED, "")
    with pytest.raises(ValidationFailed, match="почему замечание отклонено"):
        regulations.answer_remark(session, vera, remark.id, RemarkOutcome.DECLINED, " ")
    regulations.answer_remark(session, vera, remark.id, RemarkOutcome.DECLINED, "Маржа не даёт")
    with pytest.raises(Refused, match="уже ответили"):
        regulations.answer_remark(session, vera, remark.id, RemarkOutcome.ACCEPTED, "")

    assert approve(session, vera, edition).document.state == "in_force"


def test_nothing_holds_from_the_past_and_editions_come_in_their_order(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    first = discussed(session, vera, **WITH_ROLE)
    with pytest.raises(Refused, match="задним числом"):
        approve(session, vera, first, now() - timedelta(days=1))
    day = now() + timedelta(days=10)
    approve(session, vera, first, day)
    second = discussed(session, vera)

    with pytest.raises(Refused, match="только после неё"):
        approve(session, vera, second, day - timedelta(days=1))
    approve(session, vera, second, day + timedelta(days=1))

    assert (first.effective_from, first.effective_until) == (day, day + timedelta(days=1))
    assert second.document.state == "approved"


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        ((), (), True),
        (("manager",), (), False),
        (("manager",), ("manager", "head"), True),
        (("manager",), ("logistics",), False),
    ],
)
def test_two_regulations_do_not_set_one_norm_with_equal_right(
    session: Session,
    actors: Actors,
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    clash: bool,
) -> None:
    vera = actors("vera")
    in_force(session, vera, code="Чужой", roles=theirs)
    edition = discussed(session, vera, code="Мой", roles=mine)

    if clash:
        with pytest.raises(Refused, match=r"уже задаёт «Регламент Чужой», п\. 1\.1"):
            approve(session, vera, edition)
    else:
        assert approve(session, vera, edition).document.state == "in_force"


def test_roles_clash_too_where_somebody_has_both(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    boris = session.scalars(select(User).where(User.login == "boris")).one()
    boris.roles.append(
        session.scalars(select(AccountRole).where(AccountRole.code == "logistics")).one()
    )
    session.flush()
    in_force(session, vera, code="Склад", roles=("logistics",))
    edition = discussed(session, vera, code="Продажи", roles=("manager",))

    with pytest.raises(Refused, match="для тех же сотрудников"):
        approve(session, vera, edition)


def test_a_norm_freed_by_the_next_edition_may_be_set_elsewhere(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    in_force(session, vera, code="Был")
    in_force(session, vera, code="Был", body="## Порядок\n\n1. Скидки описаны в другом месте.\n")

    assert in_force(session, vera, code="Стал").document.state == "in_force"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "Напишите текст"),
        ('## А\n\n1. {{ norm("quotes.no_such", 5) }}\n', "такой нормы нет"),
        (discount_rules(101), "Допустимо от 0 до 100"),
        ('## А\n\n1. {{ norm("quotes.answer_days", 2.5) }} дня\n', "Нужно целое число"),
        ("# А\n\n## Б\n\n1. В\n", "Название документа уже есть"),
    ],
)
def test_a_text_with_faults_is_not_kept_and_says_what_is_wrong(
    session: Session, actors: Actors, body: str, fault: str
) -> None:
    edition = draft(session, actors("vera"))

    with pytest.raises(ValidationFailed, match=fault):
        regulations.save_text(session, actors("vera"), edition.document_id, body, "", False)


def test_worse_pay_sooner_than_in_two_months_is_entered_knowingly_and_recorded(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    edition = discussed(session, vera, lowers_pay=True, **WITH_ROLE)
    soon = now() + timedelta(days=30)

    with pytest.raises(Refused, match=r"ТК РФ, ст\. 74"):
        approve(session, vera, edition, soon)
    with pytest.raises(Refused, match="напишите предложением, почему раньше"):
        regulations.approve(session, vera, edition.document_id, soon, short_notice="Надо")
    regulations.approve(session, vera, edition.document_id, soon, short_notice=KNOWINGLY)

    told = history.entries(session, edition.document)[-1].payload
    assert told["transition"] == "approve"
    assert told["data"]["short_notice"] == KNOWINGLY
    assert told["reason"] == KNOWINGLY


def test_worse_pay_in_time_needs_no_consent(session: Session, actors: Actors) -> None:
    edition = discussed(session, actors("vera"), lowers_pay=True, **WITH_ROLE)

    approve(session, actors("vera"), edition, earliest_for_worse_pay(now()))

    told = history.entries(session, edition.document)[-1].payload
    assert told["data"]["short_notice"] == ""


@pytest.mark.parametrize(
    ("announced", "earliest"),
    [
        ("2026-11-23T10:00", "2027-01-24"),
        ("2026-12-31T10:00", "2027-03-01"),
        ("2027-12-30T10:00", "2028-03-01"),
        ("2026-03-01T21:30", "2026-05-03"),
    ],
)
def test_two_months_are_counted_as_the_labour_code_counts(announced: str, earliest: str) -> None:
    moment = datetime.fromisoformat(announced).replace(tzinfo=UTC)
    start = earliest_for_worse_pay(moment)

    assert (start + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M") == f"{earliest} 00:00"


def test_there_is_no_way_back_from_the_approval(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    edition = discussed(session, vera, **WITH_ROLE)
    approve(session, vera, edition, now() + timedelta(days=5))

    for move, reason in (("rework", "Ошибка"), ("discard", ""), ("discuss", "")):
        with pytest.raises(Refused, match="уже в состоянии «Утверждена»"):
            fire(session, edition.document_id, move, vera, reason=reason)
    with pytest.raises(Refused, match="подготовьте следующую"):
        regulations.save_text(session, vera, edition.document_id, "## А\n\n1. Б\n", "", False)


def test_one_edition_is_prepared_at_a_time_and_begins_as_a_copy(
    session: Session, actors: Actors
) -> None:
    vera = actors("vera")
    first = in_force(session, vera, body=discount_rules(7))
    second = regulations.start_edition(session, vera, first.regulation_id)

    assert (second.edition, second.body) == (2, first.body)
    assert [clause.uid for clause in second.clauses] == [clause.uid for clause in first.clauses]
    assert [norm_row.value for norm_row in second.norms] == [Decimal(7)]
    with pytest.raises(Refused, match="уже готовится"):
        regulations.start_edition(session, vera, first.regulation_id)
    with pytest.raises(Forbidden):
        regulations.start_edition(session, actors("anna"), first.regulation_id)


def test_documents_follow_the_dates_even_where_the_job_was_late(
    session: Session, actors: Actors
) -> None:
    vera, start = actors("vera"), datetime(2026, 3, 2, tzinfo=UTC)
    editions: list[RegulationVersion] = []
    with at(start):
        for days in (10, 20, 30):
            edition = discussed(session, vera, roles=("manager",))
            approve(session, vera, edition, start + timedelta(days=days))
            editions.append(edition)

    def states() -> list[str]:
        return [one.document.state for one in editions]

    assert states() == ["approved"] * 3
    with at(start + timedelta(days=25)):
        assert regulations.enforce(session) == 3
        assert regulations.enforce(session) == 0
    assert states() == ["superseded", "in_force", "approved"]


def test_a_change_of_the_owner_moves_the_edition_in_preparation(
    session: Session, actors: Actors
) -> None:
    vera, director = actors("vera"), actors("director")
    edition = discussed(session, vera, **WITH_ROLE)
    changed = given(session, director, title="Скидки", **WITH_ROLE)
    regulations.edit_regulation(session, vera, edition.regulation_id, changed)
    session.refresh(edition.document)

    assert edition.document.title == "Скидки"
    with pytest.raises(Refused, match="Утверждает владелец процесса: Громов"):
        approve(session, vera, edition)
    assert approve(session, director, edition).document.state == "in_force"


def test_a_waiver_covers_only_the_silent(session: Session, actors: Actors) -> None:
    edition = on_discussion(session, actors("vera"), roles=("manager", "logistics"))
    regulations.agree(session, actors("gleb"), edition.document_id)
    waive_all(session, actors("vera"), edition)

    assert {voice.role: voice.waiver is not None for voice in voices(session, edition)} == {
        "logistics": False,
        "manager": True,
    }


def test_codes_are_unique_and_names_are_known(session: Session, actors: Actors) -> None:
    vera = actors("vera")
    regulations.make_regulation(session, vera, given(session, vera))

    with pytest.raises(ValidationFailed, match="уже есть у другого"):
        regulations.make_regulation(session, vera, given(session, vera))
    with pytest.raises(ValidationFailed, match="Нет такой роли: boss"):
        regulations.make_regulation(session, vera, given(session, vera, "Б", roles=("boss",)))
    with pytest.raises(ValidationFailed, match="Нет такого этапа: quotes"):
        regulations.make_regulation(session, vera, given(session, vera, "В", stages=("quotes",)))
    with pytest.raises(Forbidden):
        regulations.make_regulation(session, actors("anna"), given(session, vera, "Г"))
