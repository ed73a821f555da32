"""Conditions of the ways of a version."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    GuardContext,
    Message,
    Norm,
    Refusal,
    now,
    plural,
    registry_of,
    value_fault,
)
from plugins.training.audience import Audience, held_roles, meet, parents
from plugins.training.labour_law import months_after
from plugins.training.models import Regulation, RegulationVersion, VersionNorm
from plugins.training.substance import is_reason
from plugins.training.text.parsing import NormMark, Text, parse
from plugins.training.voices import to_answer, voices
from plugins.training.worse_pay import author_must_say, worse_values

# technical: the law sets it, no regulation may
NOTICE_MONTHS = 2
"""ТК ст. 74: an employee is told of changed terms of pay no later than two months ahead."""


def text_faults(text: Text, declared: Mapping[str, Norm]) -> list[Message]:
    """Everything that is wrong in a text, with the values that it sets, in words."""
    found = [fault.words for fault in text.faults]
    if not text.clauses:
        found.append(Message(N_("Напишите текст: раздел начинается с «## », пункты с «1. »")))
    found += [message for mark in text.norms for message in _norm_faults(mark, declared)]
    return found


def _norm_faults(mark: NormMark, declared: Mapping[str, Norm]) -> Iterable[Message]:
    norm = declared.get(mark.key)
    if norm is None:
        yield Message(
            N_("Пункт %(clause)s: такой нормы нет: %(key)s"),
            clause=mark.clause_number,
            key=mark.key,
        )
        return
    fault = value_fault(norm, mark.value)
    if fault is not None:
        yield Message(
            N_("Пункт %(clause)s, норма «%(title)s»: %(fault)s"),
            clause=mark.clause_number,
            title=Message(norm.title),
            fault=fault,
        )


def _version(context: GuardContext) -> RegulationVersion:
    return context.session.get_one(RegulationVersion, context.document.id)


def text_is_sound(context: GuardContext) -> Refusal | None:
    """Nobody discusses or signs a text with faults."""
    faults = text_faults(parse(_version(context).body), registry_of(context.session).norms)
    if not faults:
        return None
    more = len(faults) - 1
    if more:
        return Refusal(
            Message(N_("%(fault)s; и ещё ошибок в тексте: %(more)s"), fault=faults[0], more=more),
            field="body",
        )
    return Refusal(faults[0], field="body")


def change_is_told(context: GuardContext) -> Refusal | None:
    """Nobody speaks of a next edition, or signs it, without being told what it changes."""
    version = _version(context)
    if not lacks_summary(version, version.summary):
        return None
    return Refusal(
        WHAT_CHANGES,
        field="summary",
        link=f"/training/regulations/{version.document_id}/edit#summary",
    )


WHAT_CHANGES = Message(
    N_(
        "Напишите, что меняется: «Изменить текст», поле «Что меняется и почему» под текстом. "
        "Это прочитают все, кому обсуждать и подписывать"
    )
)


def lacks_summary(version: RegulationVersion, summary: str) -> bool:
    """Whether an edition that replaces another does not say what it changes."""
    return version.edition > 1 and not summary.strip()


def actor_is_owner(context: GuardContext) -> Refusal | None:
    """The last word is with the owner of the process, whatever the rights of others."""
    owner = _version(context).regulation.owner
    if context.actor.user_id == owner.id:
        return None
    return Refusal(Message(N_("Утверждает владелец процесса: %(name)s"), name=owner.full_name))


def every_role_is_heard(context: GuardContext) -> Refusal | None:
    """Each touched role has spoken of the text as it is, or it is recorded why it has not."""
    silent = [one for one in voices(context.session, _version(context)) if not one.settled]
    if not silent:
        return None
    again = {word.remark.author.short_name: word for voice in silent for word in voice.again}
    if not again:
        return Refusal(
            _silence(len(silent)),
            field="voices",
        )
    numbers = dict.fromkeys(number for word in again.values() for number in word.numbers)
    return Refusal(
        Message(
            N_(
                "%(silence)s. О прежнем тексте говорили %(names)s, с тех пор изменены "
                "п. %(clauses)s: дождитесь их слова или запишите, почему можно без него"
            ),
            silence=_silence(len(silent)),
            names=", ".join(again),
            clauses=", ".join(numbers),
        ),
        field="voices",
    )


SILENCE = plural("Не высказалась %(num)s роль", "Не высказались %(num)s роли")


def _silence(count: int) -> Message:
    """«Не высказались 2 роли»."""
    return Message.plural(*SILENCE, count)


def every_remark_is_answered(context: GuardContext) -> Refusal | None:
    """Who has spoken is owed an answer."""
    waiting = to_answer(context.session, context.document.id)
    if not waiting:
        return None
    return Refusal(
        Message(N_("Ответьте на замечания: осталось %(count)s"), count=len(waiting)),
        field="remarks",
    )


def date_is_ahead(context: GuardContext) -> Refusal | None:
    """A rule binds nobody before it was approved, and editions come into force in their order.

    ``effective_from`` of the context is a moment, or None for at once.
    """
    chosen: datetime | None = context.data.get("effective_from")
    if chosen is not None and chosen < now():
        return Refusal(
            Message(N_("Редакция не действует задним числом: выберите сегодня или позже")),
            field="effective_from",
        )
    last = _last_start(context.session, _version(context))
    if last is not None and (chosen or now()) <= last:
        return Refusal(
            Message(
                N_(
                    "Утверждённая раньше редакция вступает в силу %(day)s: "
                    "эта может вступить только после неё"
                ),
                day=f"{last.astimezone(DEFAULT_ZONE):%d.%m.%Y}",
            ),
            field="effective_from",
        )
    return None


def _last_start(session: Session, version: RegulationVersion) -> datetime | None:
    return session.scalars(
        select(RegulationVersion.effective_from)
        .where(
            RegulationVersion.regulation_id == version.regulation_id,
            RegulationVersion.effective_from.is_not(None),
            RegulationVersion.document_id != version.document_id,
        )
        .order_by(RegulationVersion.effective_from.desc())
        .limit(1)
    ).first()


def pay_is_said(context: GuardContext) -> Refusal | None:
    """Of changed words on pay the author says whether they make it worse: no answer is none."""
    if not author_must_say(context.session, _version(context)):
        return None
    return Refusal(
        Message(
            N_(
                "Текст об оплате изменён: скажите в редакторе, ухудшает ли редакция условия "
                "оплаты труда, да или нет"
            )
        ),
        field="body",
    )


def notice_is_kept(context: GuardContext) -> Refusal | None:
    """Worse pay needs two months' notice; the owner decides otherwise knowingly, saying why.

    ``short_notice`` of the context is his reason.
    """
    version = _version(context)
    worse = worse_values(context.session, version)
    if not worse and not version.lowers_pay:
        return None
    starts: datetime = context.data.get("effective_from") or now()
    earliest = earliest_for_worse_pay(now())
    reason: str = context.data.get("short_notice") or ""
    if starts >= earliest or is_reason(reason):
        return None
    day = f"{earliest.astimezone(DEFAULT_ZONE):%d.%m.%Y}"
    if not worse:
        return Refusal(
            Message(
                N_(
                    "Условия оплаты ухудшаются, а о таких изменениях предупреждают не позднее чем "
                    "за два месяца (ТК РФ, ст. 74). Выберите день не раньше %(day)s или "
                    "подтвердите риск и напишите предложением, почему раньше"
                ),
                day=day,
            ),
            field="short_notice",
        )
    return Refusal(
        Message(
            N_(
                "Условия оплаты ухудшаются (%(norm)s), а о таких изменениях предупреждают не "
                "позднее чем за два месяца (ТК РФ, ст. 74). Выберите день не раньше %(day)s или "
                "подтвердите риск и напишите предложением, почему раньше"
            ),
            norm=worse[0].words,
            day=day,
        ),
        field="short_notice",
    )


def earliest_for_worse_pay(moment: datetime) -> datetime:
    """The beginning of the day from which worse terms of pay may hold, announced at ``moment``.

    The term ends on the same day of the month two months later, or on the last one of a shorter
    month (ТК ст. 14); the new terms hold from the day after.
    """
    announced = moment.astimezone(DEFAULT_ZONE).date()
    day = months_after(announced, NOTICE_MONTHS) + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=DEFAULT_ZONE).astimezone(UTC)


def norms_do_not_clash(context: GuardContext) -> Refusal | None:
    """No two regulations may give one person two values of a norm with equal right."""
    version = _version(context)
    starts: datetime = context.data.get("effective_from") or now()
    clashes = clashing_norms(context.session, version, starts)
    if not clashes:
        return None
    norms = registry_of(context.session).norms
    first, other = clashes[0]
    return Refusal(
        Message(
            N_(
                "Норму «%(norm)s» для тех же сотрудников уже задаёт «%(title)s», п. %(clause)s: "
                "оставьте её в одном из документов"
            ),
            norm=Message(norms[first].title) if first in norms else first,
            title=other.title,
            clause=other.clause_number,
        ),
        field="body",
    )


def clashing_norms(
    session: Session, version: RegulationVersion, starts: datetime
) -> list[tuple[str, Any]]:
    """Norms of the version that another regulation sets from ``starts`` on for people whom both
    bind equally closely, each with the row (title, clause_number) of the other."""
    rows = session.execute(
        select(
            VersionNorm.key,
            VersionNorm.clause_number,
            Regulation.title,
            RegulationVersion.roles,
            RegulationVersion.departments,
        )
        .join(RegulationVersion, RegulationVersion.document_id == VersionNorm.document_id)
        .join(Regulation, Regulation.id == RegulationVersion.regulation_id)
        .where(
            VersionNorm.key.in_([norm.key for norm in version.norms]),
            RegulationVersion.regulation_id != version.regulation_id,
            RegulationVersion.effective_from.is_not(None),
            (RegulationVersion.effective_until.is_(None))
            | (RegulationVersion.effective_until > starts),
        )
        .order_by(VersionNorm.key, Regulation.title)
    ).all()
    if not rows:
        return []
    mine, tree, held = Audience.of(version), parents(session), held_roles(session)
    return [
        (row.key, row)
        for row in rows
        if meet(mine, Audience(frozenset(row.roles), frozenset(row.departments)), tree, held)
    ]
