"""Several processes' worth of writers at one database: nothing is lost, nothing is given twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from core.accounts.policy import unrestricted
from core.db.session import db, retry_on_conflict, unit_of_work
from core.directory.models import Organisation
from core.documents import numbering
from core.documents.models import Document
from core.documents.service import create, fire
from core.kernel.permissions import Actor

WRITERS = 6
EACH = 5


def test_numbers_given_at_the_same_time_are_all_different_and_without_gaps(app: Flask) -> None:
    from plugins.quotes.models import Request, RequestLine

    start = threading.Barrier(WRITERS)

    def register() -> None:
        with unit_of_work() as session:
            organisation = session.scalars(select(Organisation)).one()
            document = create(
                session, Actor.system(), "quotes.request", organisation_id=organisation.id
            )
            session.add(
                Request(
                    document_id=document.id,
                    requester="Пётр",
                    lines=[RequestLine(position=1, text="болт", quantity=1)],
                )
            )
            session.flush()
            fire(session, document.id, "register", Actor.system())

    def write() -> None:
        start.wait()
        for _ in range(EACH):
            with app.app_context():
                retry_on_conflict(register)

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write) for _ in range(WRITERS)]:
            done.result()

    with app.app_context():
        session = db.session()
        given = session.scalars(
            unrestricted(select(Document.sequence).order_by(Document.sequence))
        ).all()
        assert given == list(range(1, WRITERS * EACH + 1))
        assert numbering.gaps(session) == []
