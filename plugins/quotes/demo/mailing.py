"""The letters of the demo company: each as it left, only that no server is asked."""

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy.orm import Session

from core.sdk import Actor, at, attachments, now
from core.sdk.mail import MailAttachment, MailMessage, open_thread
from plugins.quotes import correspondence, paper
from plugins.quotes.models import Offer, Sending
from plugins.quotes.printing.offer_pdf import offer_pdf
from plugins.quotes.services import links, sending

AHEAD = 8
"""Papers that may wait: enough to keep the press busy, few enough to keep letters in order."""


@dataclass(frozen=True)
class _Leaving:
    """A letter whose paper is being set."""

    offer: Offer
    actor: Actor
    moment: datetime
    sent: Sending
    url: str
    logo: MailAttachment | None
    paper: Future[bytes]


class Mailing:
    """Sends offers. A paper takes longer to set than all the rest of an offer's life, and needs no
    database: it is set in a thread while the replay goes on, and the letter leaves, under the
    moment of its sending, once the paper is ready and not later than the next step of its offer.
    Letters leave in the order in which they were sent."""

    def __init__(self, company: Any, session: Session) -> None:
        self._company = company
        self._session = session
        self._press = ThreadPoolExecutor(max_workers=1)
        self._leaving: OrderedDict[int, _Leaving] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._press:
            while error is None and self._leaving:
                self._leave_first()
            self._press.shutdown(cancel_futures=True)

    def send(self, document_id: int, actor: Actor) -> None:
        """Begin to send an approved offer now."""
        offer = self._session.get_one(Offer, document_id)
        partner = offer.document.partner
        to = offer.contact.email if offer.contact else partner.email if partner else ""
        sent = Sending(
            document_id=document_id,
            at=now(),
            author_id=actor.user_id,
            channel=sending.EMAIL if to else sending.MANUAL,
            recipient=to or "передано лично",
            subject=correspondence.suggested_subject(offer),
        )
        self._session.add(sent)
        self._session.flush()
        url = f"{self._company.base_url}/offer/{links.issue(self._session, offer, sent.id)}"
        logo = correspondence.logo_of(self._session, offer, self._company.storage)
        picture = self._company.storage.get(logo.key) if logo else None
        pages = self._press.submit(
            offer_pdf,
            paper.as_print(self._session, offer, url, picture),
            timestamp=offer.document.state_at,
        )
        self._leaving[document_id] = _Leaving(offer, actor, sent.at, sent, url, logo, pages)
        if len(self._leaving) > AHEAD:
            self._leave_first()

    def settle(self, document_id: int) -> None:
        """See to it that the offer has left, where it was sent, before anything else happens to
        it."""
        while document_id in self._leaving:
            self._leave_first()

    def _leave_first(self) -> None:
        _document_id, letter = self._leaving.popitem(last=False)
        with at(letter.moment):
            self._leave(letter)

    def _leave(self, letter: _Leaving) -> None:
        offer, sent = letter.offer, letter.sent
        kept = attachments.add(
            self._session,
            self._company.storage,
            offer.document,
            letter.actor,
            paper.file_name(offer),
            letter.paper.result(),
            purpose="sent",
        )
        self._session.flush()
        sent.attachment_id = kept.id
        if sent.channel == sending.EMAIL:
            sent.message_id = self._keep(letter, kept.name, kept.sha256)
        sending.register(self._session, letter.actor, offer.document, sent, kept.sha256)

    def _keep(self, letter: _Leaving, name: str, sha256: str) -> int:
        """The message in the mailbox of the demo; its id."""
        offer, sent, logo = letter.offer, letter.sent, letter.logo
        told = correspondence.offer_letter(
            self._session, offer, sent.subject, "", letter.url, name, logo
        )
        files = [MailAttachment(name, sha256, "application/pdf"), *([logo] if logo else [])]
        thread = open_thread(
            self._session,
            subject=sent.subject,
            document_id=offer.document_id,
            partner_id=offer.document.partner_id,
        )
        message = MailMessage(
            thread=thread,
            message_id=f"<offer-{offer.document_id}-{sent.id}@demo.example>",
            author_id=letter.actor.user_id,
            sender_name=letter.actor.name,
            sender_email="",
            to=[sent.recipient],
            cc=[],
            subject=sent.subject,
            text=told.text,
            html=told.html,
            attachments=[asdict(file) for file in files],
            state="sent",
            created_at=sent.at,
            sent_at=sent.at,
        )
        self._session.add(message)
        self._session.flush()
        return message.id
