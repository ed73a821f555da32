"""The core keeps those rules of its plugins that concern it too."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.directory.models import Material, Organisation, Partner, PriceList, Unit
from core.documents.jobs import FORGET_JOB
from core.documents.service import create
from core.jobs.service import enqueue
from core.testing import catalogues
from core.testing.faults import expect_none
from core.testing.flat import FlatConformance, WhoIs
from core.testing.norms import NormsConformance

ROOT = Path(__file__).parents[2]


class TestCore(NormsConformance, FlatConformance):
    name = "core"
    # The director sees everybody's customers, the administrator everybody's jobs.
    readers = ("director", "admin")

    def make_rows(self, session: Session, who_is: WhoIs, count: int) -> None:
        anna = who_is("anna")
        unit = session.scalars(select(Unit)).first()
        organisation = session.scalars(select(Organisation)).one()
        started = session.scalar(select(func.count()).select_from(Material)) or 0
        for number in range(started, started + count):
            session.add(
                Material(sku=f"SKU{number}", sku_key=f"SKU{number}", name="Болт", unit_id=unit.id)
            )
            session.add(
                Partner(
                    kind="company",
                    name=f"ООО «Клиент {number}»",
                    sort_name=f"клиент {number}",
                    author_id=anna.user_id,
                    responsible_id=anna.user_id,
                )
            )
            session.add(
                PriceList(
                    name=f"Прайс {number}",
                    currency="RUB",
                    valid_from=date(2026, 1, 1),
                    vat_mode="included",
                )
            )
            session.flush()
            # Any type of document will do: the registry shows them all.
            create(session, anna, "quotes.request", organisation_id=organisation.id)
            enqueue(session, FORGET_JOB, {}, actor=anna)

    def test_its_catalogues_say_everything_in_russian_and_in_english(self) -> None:
        expect_none(catalogues.faults(ROOT / "core", ROOT / "locales"))
