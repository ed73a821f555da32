"""What the tests of the directories' pages share: rows to open, forms to send."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestResponse

from core.accounts.policy import unrestricted
from core.db.session import db
from core.directory.models import Material, Organisation, Partner, PriceList


@dataclass(frozen=True)
class Keys:
    """Ids of rows that the tests open, read before anybody logs in."""

    romashka: int
    vasilek: int
    vasilek_kpp: str
    material: int
    group: int
    unit: int
    price_list: int
    organisation: int


def partner_by_inn(session: Session, inn: str) -> Partner:
    return session.scalars(unrestricted(select(Partner).where(Partner.inn == inn))).one()


@pytest.fixture
def keys(app: Flask) -> Keys:
    """Ромашка is Anna's, Василёк is Boris's."""
    with app.app_context():
        session = db.session()
        material = session.scalars(select(Material).where(Material.sku == "DIN933-M8x40")).one()
        vasilek = partner_by_inn(session, "7736050003")
        return Keys(
            romashka=partner_by_inn(session, "7736207543").id,
            vasilek=vasilek.id,
            vasilek_kpp=vasilek.kpp,
            material=material.id,
            group=material.group_id or 0,
            unit=material.unit_id,
            price_list=session.scalars(select(PriceList.id)).one(),
            organisation=session.scalars(select(Organisation.id)).one(),
        )


def form_of(page: TestResponse, field: str) -> Any:
    """The form of a page that has a field."""
    for form in page.forms.values():
        if form.method.lower() == "post" and field in form.fields:
            return form
    raise AssertionError(f"no form with {field}")


def save(page: TestResponse, **fields: str) -> TestResponse:
    form = form_of(page, next(iter(fields)))
    for name, value in fields.items():
        form[name] = value
    return form.submit(expect_errors=True)
