"""The text that a person has before him when he speaks, and who has to speak again after it."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, history
from plugins.training.models import RegulationVersion, SaidText
from plugins.training.services.regulations import letters
from plugins.training.text.since import changed_since
from plugins.training.voices import Word, numbers_of, word_of, words_on


def text_hash(body: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(body.encode()).hexdigest()


def said_of(session: Session, version: RegulationVersion) -> SaidText:
    """The text of the version as it is now, kept for what is being said of it."""
    sha256 = text_hash(version.body)
    known = session.scalars(
        select(SaidText).where(
            SaidText.document_id == version.document_id, SaidText.sha256 == sha256
        )
    ).first()
    if known is not None:
        return known
    kept = SaidText(document_id=version.document_id, sha256=sha256, body=version.body)
    session.add(kept)
    session.flush()
    return kept


def ask_again(session: Session, actor: Actor, version: RegulationVersion, before: str) -> None:
    """Call those to speak once more whose «Замечаний нет» was said of another text.

    ``before`` is the text that the version had until this moment: who was asked when an earlier
    change came is not asked at each of the next ones.
    """
    changes = changed_since(before, version.body)
    if version.document.state != "discussion" or not changes:
        return
    agreed = [
        word
        for word in (word_of(one, version) for one in words_on(session, version.document_id))
        if word.is_agreement
    ]
    still = {_speaker(word) for word in agreed if word.stands}
    lost = [
        word.remark.author
        for word in agreed
        if _speaker(word) not in still and not changed_since(word.remark.said_of.body, before)
    ]
    if not lost:
        return
    people = {user.id: user for user in lost}
    numbers = numbers_of(changes)
    letters.tell(session, version, letters.CHANGED, actor, people=list(people), clauses=numbers)
    history.record(
        session,
        version.document,
        "asked_again",
        actor,
        {
            "text": N_("Сказано о прежнем тексте и больше не считается: %(names)s"),
            "params": {"names": ", ".join(user.short_name for user in people.values())},
        },
    )


def _speaker(word: Word) -> tuple[int, str]:
    return word.remark.author_id, word.remark.role
