"""The agreement to sign by simple electronic signature (63-ФЗ ст. 6, ч. 2; ст. 9).

An agreement counts for the kinds of documents that its text names, and for no others. When the
program begins to ask for a signature under something else, the text gets a new edition: whoever
has agreed to an earlier one is asked anew before he signs the first thing that it does not name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, Document, Message, Refusal, Refused, User, now
from plugins.training.models import EntryKind, SignatureConsent
from plugins.training.services.reading import journal
from plugins.training.services.regulations import text_hash

PASSWORD = "password"  # noqa: S105 - the name of the method
OWN_PASSWORD = "/profile/password"  # noqa: S105 - where an issued one is replaced
# technical: lengths of columns
AGENT_LENGTH = 300
IP_LENGTH = 45


class Signable(StrEnum):
    """A kind of documents that the program lets be signed."""

    LOCAL_ACT = "local_act"
    """Acquaintance with a local act and its duties (ТК ст. 22, 68)."""
    SANCTION = "sanction"
    """Acquaintance with a decision on a case: a sanction, a reduction of the bonus."""


# technical: the number of the text below; a new text gets the next one.
# technical: number of the wording below, raised by whoever changes it
EDITION = 2
"""The edition of the text that is agreed to now."""
NAMED: Mapping[int, frozenset[Signable]] = {
    1: frozenset({Signable.LOCAL_ACT}),
    EDITION: frozenset(Signable),
}
"""What each edition of the text names. The texts themselves are kept with the agreements."""
CONSENT = """Соглашение об использовании простой электронной подписи

{organisation} (оператор) и {name}, {position} (участник), договорились.

1. Участник подписывает простой электронной подписью в программе «Регламент»:
а) лист ознакомления с локальным нормативным актом, в том числе с его новой редакцией, вместе с \
ответами на вопросы по нему, если они заданы (ТК РФ, ст. 22 и 68);
б) ознакомление с решением по случаю о нарушении, в том числе о взыскании и о снижении премии. \
Подпись значит, что решение прочитано, а не что участник с ним согласен;
в) само это соглашение и его новые редакции.
Документ, подписанный так, признаётся равнозначным документу на бумаге с собственноручной \
подписью (63-ФЗ, ст. 6, ч. 2).

2. Ключ простой электронной подписи: имя участника для входа в программу и его пароль. Подпись \
создаётся, когда участник, войдя в программу под своим именем, прочитал документ и ещё раз ввёл \
пароль.

3. Кто подписал документ, определяется по имени для входа: программа хранит вместе с подписью \
фамилию, имя, отчество и должность участника, хеш-сумму текста, время, адрес и устройство, с \
которого он подписан, в журнале, записи которого нельзя изменить незаметно (63-ФЗ, ст. 9, ч. 2, \
п. 1).

4. Участник обязан хранить пароль в тайне, не передавать его никому и сразу сообщить оператору, \
если пароль стал известен другому (63-ФЗ, ст. 9, ч. 2, п. 2).

5. Ничто другое простой электронной подписью в программе не подписывается. На бумаге или \
усиленной электронной подписью подписываются трудовой договор, договор о материальной \
ответственности, ученический договор и изменения к ним, согласие на перевод, заявление об \
увольнении и его отзыв, ознакомление с приказом о взыскании и с уведомлением об изменении условий \
трудового договора (ТК РФ, ст. 22.3). Приказ об увольнении, акт о несчастном случае и документы об \
инструктажах по охране труда электронными не бывают (ТК РФ, ст. 22.1).

6. Участник вправе отказаться от соглашения: тогда он подписывает те же документы на бумаге."""
"""What is agreed before the first signature; the exact text is kept with the agreement. When a
kind of documents is added to ``Signable``, it is named here and the text gets the next edition."""

CHANGED = N_(
    "Пока страница была открыта, слова на ней изменились. Прочитайте их ещё раз и подпишите."
)
"""Why words that are no longer those on the page are not signed."""


@dataclass(frozen=True)
class Signed:
    """How a signature was made: the method by which the person proved himself, and from where."""

    ip: str
    agent: str
    method: str = PASSWORD

    def facts(self) -> dict[str, str]:
        """The same for the evidence."""
        return {
            "method": self.method,
            "ip": self.ip[:IP_LENGTH],
            "agent": self.agent[:AGENT_LENGTH],
        }


def consent_of(session: Session, user_id: int | None, to: Signable) -> SignatureConsent | None:
    """The last agreement of the person that names this kind of documents, or None."""
    named = [edition for edition, kinds in NAMED.items() if to in kinds]
    return session.scalars(
        select(SignatureConsent)
        .where(SignatureConsent.user_id == user_id, SignatureConsent.edition.in_(named))
        .order_by(SignatureConsent.edition.desc())
        .limit(1)
    ).first()


def earlier_consent(session: Session, user_id: int | None) -> SignatureConsent | None:
    """The last agreement to an edition before the one of now; None for who is asked first."""
    return session.scalars(
        select(SignatureConsent)
        .where(SignatureConsent.user_id == user_id, SignatureConsent.edition < EDITION)
        .order_by(SignatureConsent.edition.desc())
        .limit(1)
    ).first()


def consent_facts(consent: SignatureConsent) -> dict[str, Any]:
    """How the evidence of a signature names the agreement under which it was made."""
    return {
        "position": consent.journal_position,
        "text_hash": text_hash(consent.text),
        "given_at": consent.at,
    }


def consent_text(user: User, document: Document) -> str:
    """The agreement as the person is to read it before he signs the document."""
    organisation = document.organisation
    return CONSENT.format(
        organisation=organisation.full_name or organisation.name,
        name=user.full_name,
        position=user.position or "сотрудник",
    )


def was_shown(shown: str | None, words: str) -> None:
    """Raise Refused where the words to sign are not those of which the page, open before the
    person, has told the SHA-256."""
    if shown is not None and shown != text_hash(words):
        raise Refused([Refusal(Message(CHANGED))])


def agree(
    session: Session, actor: Actor, document: Document, how: Signed, shown: str | None = None
) -> SignatureConsent:
    """Agree to sign by simple electronic signature what the text of now names; given before, it
    stays as it is.

    Who calls has seen the password of the person, and that the document is his to sign. Raises
    Refused where that password is known to whoever issued it.
    """
    # The person's row keeps two windows from agreeing twice.
    user = session.scalars(
        select(User).where(User.id == actor.user_id).with_for_update(of=User)
    ).one()
    kept = session.scalars(
        select(SignatureConsent).where(
            SignatureConsent.user_id == user.id, SignatureConsent.edition == EDITION
        )
    ).first()
    if kept is not None:
        return kept
    if not user.has_own_password:
        raise Refused([issued()])
    text = consent_text(user, document)
    was_shown(shown, text)
    moment = now()
    entry = journal.append(
        session,
        EntryKind.CONSENT,
        actor,
        {
            "full_name": user.full_name,
            "position": user.position,
            "edition": EDITION,
            "text": text,
            "text_hash": text_hash(text),
            "given_at": moment,
            **how.facts(),
        },
        user_id=user.id,
    )
    consent = SignatureConsent(
        user_id=user.id, edition=EDITION, text=text, at=moment, journal_position=entry.position
    )
    session.add(consent)
    session.flush()
    return consent


def issued() -> Refusal:
    """The key of the signature is its owner's secret (63-ФЗ, ст. 9, ч. 2, п. 2): a password that
    somebody gave him signs nothing."""
    return Refusal(
        Message(
            N_(
                "Ваш пароль вам выдали, его знает не только вы: сначала задайте свой. "
                "Пароль — ключ вашей подписи."
            )
        ),
        link=OWN_PASSWORD,
    )
