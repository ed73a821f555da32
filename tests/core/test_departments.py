"""The tree of departments: what the administrator makes of it decides what a head sees."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import departments
from core.accounts import service as accounts
from core.accounts.models import Department, User
from core.kernel.errors import ValidationFailed
from core.testing.browser import Visitor


def named(session: Session, name: str) -> Department:
    return session.scalars(select(Department).where(Department.name == name)).one()


def user(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def test_the_tree_puts_each_department_below_its_parent(session: Session) -> None:
    rows = {row.department.name: row for row in departments.tree(session)}
    assert rows["Дирекция"].depth == 0
    assert rows["Отдел продаж"].depth == 1
    assert rows["Первая группа"].depth == 2
    assert rows["Первая группа"].people == 2


def test_a_new_head_sees_what_lies_below_from_the_next_request_on(session: Session) -> None:
    boris = user(session, "boris")
    group = named(session, "Первая группа")
    assert group.id not in accounts.departments_below(session, boris)
    departments.save(session, group, name=group.name, parent_id=group.parent_id, head_id=boris.id)
    assert group.id in accounts.departments_below(session, boris)


@pytest.mark.parametrize("below", ["Отдел продаж", "Первая группа"])
def test_a_department_cannot_stand_below_itself(session: Session, below: str) -> None:
    sales = named(session, "Отдел продаж")
    with pytest.raises(ValidationFailed, match="сам себе"):
        departments.save(
            session, sales, name=sales.name, parent_id=named(session, below).id, head_id=None
        )


def test_two_departments_of_one_name_are_refused(session: Session) -> None:
    with pytest.raises(ValidationFailed, match="уже есть"):
        departments.save(session, None, name=" Склад ", parent_id=None, head_id=None)


def test_the_administrator_makes_and_renames_a_department(visit: Callable[..., Visitor]) -> None:
    admin = visit("admin")
    form = next(
        form
        for form in admin.get("/admin/departments/new").forms.values()
        if "head_id" in form.fields
    )
    form["name"] = "Склад"
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert "уже есть" in page.text
    form["name"] = "Тендерный отдел"
    page = form.submit().follow()
    assert "Тендерный отдел" in page.text
