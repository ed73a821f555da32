"""What the demo company leaves to be done when it is first opened."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.demo import load
from core.jobs.models import OutboxJob
from core.kernel.clock import at, now
from core.kernel.permissions import Actor
from core.mail.models import MailMessage
from core.mail.service import compose, open_thread


def test_letters_of_the_days_past_have_left_on_their_days(session: Session) -> None:
    past = now() - timedelta(days=30)
    for moment in (past, now()):
        with at(moment):
            thread = open_thread(session, subject="Дайте объяснение")
            compose(session, thread=thread, to=["anna@example.org"], text="…", actor=Actor.system())
    load.post(session)
    session.expire_all()
    old, new = session.scalars(select(MailMessage).order_by(MailMessage.id))
    assert (old.state, old.sent_at, new.state) == ("sent", old.created_at, "queued")
    done, waiting = session.scalars(select(OutboxJob).order_by(OutboxJob.id))
    assert (done.done_at, waiting.done_at) == (done.created_at, None)
