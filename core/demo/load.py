"""Fills an empty installation with the demo company: the directories here, each stage's own
documents by the plugins' ``reglament_demo``."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.accounts import passwords
from core.accounts import service as accounts
from core.accounts.models import Department, User
from core.db.session import unit_of_work
from core.demo.build import build_world
from core.demo.directory import load_directory
from core.demo.samples import samples
from core.demo.world import World
from core.directory import seed
from core.extending.registry import registry_of
from core.extending.runtime import Runtime
from core.jobs.models import OutboxJob
from core.kernel.clock import DEFAULT_ZONE, at, today
from core.mail.models import MailMessage, MailState
from core.mail.service import SEND_JOB
from core.web.samples import keep

LOGINS = "demo_logins.txt"


@dataclass
class DemoCompany:
    """The world together with the keys that its codes have got in the database.

    ``ids["material"]["BLT-933-M8X40"]`` is the material's id; kinds: organisation, user, unit,
    material, partner, delivery_term, payment_term, channel, campaign, rejection_reason,
    competitor; ``contacts[partner code]`` lists the ids of its contacts in the world's order.
    """

    world: World
    storage: Any
    base_url: str
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    contacts: dict[str, list[int]] = field(default_factory=dict)

    def id_of(self, kind: str, code: str) -> int | None:
        """The id behind a code; None for an empty code."""
        return self.ids[kind][code] if code else None


def fill(app: Flask, seed_number: int, say: Callable[[str], None] = click.echo) -> bool:
    """Load the company. False where there are accounts already: then only what the program itself
    brings, roles and reference books, is made complete.

    Needs an application context over a migrated database. All in one transaction: a demo that
    was interrupted leaves an empty database.
    """
    runtime: Runtime = app.extensions["reglament"]
    with unit_of_work() as session:
        accounts.sync_roles(session)
        seed.fill(session)
        if session.scalar(select(func.count()).select_from(User)):
            return False
        say("Готовим демонстрационную компанию…")
        world = build_world(seed_number, today=today())
        company = DemoCompany(world, runtime.storage, runtime.settings.base_url)
        secrets = _people(session, company)
        load_directory(session, company)
        registry_of(session).fill_demo(company, session)
        post(session)
        _leave(session, company)
        for sample in samples(world):
            keep(runtime.settings.data_dir, sample)
        # Before the commit: a company whose passwords nobody knows could not be entered.
        keep_logins(runtime.settings.data_dir, secrets)
    return True


def _people(session: Session, company: DemoCompany) -> list[str]:
    """Departments and accounts, each from the day on which it was there; the lines that tell the
    logins."""
    departments: dict[str, Department] = {}
    with at(_morning(min(person.hired_on for person in company.world.people))):
        for record in company.world.departments:
            parent = departments.get(record.parent_code)
            row = Department(name=record.name, parent_id=parent.id if parent else None)
            session.add(row)
            session.flush()
            departments[record.code] = row
    users: dict[str, User] = {}
    lines: list[str] = []
    for person in company.world.people:
        password = passwords.make_password()
        with at(_morning(person.hired_on)):
            users[person.code] = accounts.create_user(
                session,
                login=person.code,
                full_name=person.full_name,
                password=password,
                roles=[person.role.value],
                position=person.position,
                email=person.email,
                phone=person.phone,
                department_id=departments[person.department_code].id,
            )
        if person.left_on is None:
            lines.append(f"{person.position:<40} {person.code:<8} {password}")
    for record in company.world.departments:
        if record.head_code:
            departments[record.code].head_id = users[record.head_code].id
    session.flush()
    company.ids["user"] = {code: user.id for code, user in users.items()}
    return lines


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), DEFAULT_ZONE)


def post(session: Session) -> None:
    """Let the letters of the days past have left on their days: the worker sends what comes."""
    this_morning = _morning(today())
    letters = update(MailMessage).where(
        MailMessage.state == MailState.QUEUED, MailMessage.created_at < this_morning
    )
    session.execute(letters.values(state=MailState.SENT, sent_at=MailMessage.created_at))
    jobs = update(OutboxJob).where(
        OutboxJob.kind == SEND_JOB,
        OutboxJob.done_at.is_(None),
        OutboxJob.created_at < this_morning,
    )
    session.execute(
        jobs.values(attempts=1, started_at=OutboxJob.created_at, done_at=OutboxJob.created_at)
    )


def _leave(session: Session, company: DemoCompany) -> None:
    """Close the accounts of those who no longer work here, after their part of the history."""
    for person in company.world.people:
        if person.left_on is not None and person.left_on <= today():
            accounts.disable(session, session.get_one(User, company.ids["user"][person.code]))


def keep_logins(data_dir: Path, lines: list[str]) -> None:
    """Write the logins down for the owner of the installation alone."""
    path = data_dir / LOGINS
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def kept_logins(data_dir: Path) -> str:
    """The logins of the demo company; empty where this installation is not one."""
    path = data_dir / LOGINS
    return path.read_text(encoding="utf-8") if path.exists() else ""
