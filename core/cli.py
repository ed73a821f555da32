"""The command ``reglament``: everything an operator does without a browser."""

import os
import sys
import tempfile
from collections.abc import Mapping
from functools import cache

import click
import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import config, serving
from core.accounts import passwords
from core.accounts import service as accounts
from core.app import CORE, create_app
from core.config import ConfigError
from core.db.engine import unreachable
from core.db.session import db, unit_of_work
from core.directory import seed
from core.documents import seals
from core.extending import enabled, migrate
from core.extending.manager import available, collect
from core.extending.runtime import runtime
from core.kernel.errors import DomainError

ISSUED = "Пароль выдан: программа попросит сменить его при первом входе."


def application() -> Flask:
    """The application, or a clear end of the command where a setting is wrong."""
    try:
        return create_app()
    except ConfigError as error:
        raise click.ClickException(f"Настройки с ошибками:\n{error}") from None


class Group(click.Group):
    """Shows errors of the domain, and a database that is away, as a line, not as a trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(str(error)) from None
        except OperationalError as error:
            raise click.ClickException(unreachable(error)) from None


@cache
def plugin_commands() -> Mapping[str, click.Group]:
    """Commands of the plugins on this machine, a group a plugin. Needs no settings and no
    database; a faulty plugin has none."""
    registry = collect(CORE, available())
    return {
        name: click.Group(name, commands=list(commands), help=registry.manifests[name].title)
        for name, commands in registry.commands.items()
    }


class Commands(Group):
    """The program's own commands, and after them those of the plugins: these are looked for only
    where the name is not among the own, so that an ordinary command does not wait for it."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or plugin_commands().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        own = super().list_commands(ctx)
        return own + [name for name in plugin_commands() if name not in own]


@click.group(cls=Commands)
def main() -> None:
    """Регламент: ERP отдела продаж."""
    # What a command prints may be read by another program: the log goes beside it.
    # Traces go without the values of variables, which passwords and addresses of customers are.
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.dev.set_exc_info,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Адрес, на котором слушать.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Порт.")
@click.option("--workers", default=2, show_default=True, help="Процессов веб-сервера.")
def run(host: str, port: int, workers: int) -> None:
    """Запустить сервер вместе с исполнителем фоновых заданий."""
    # Letters carry links: without a setting they lead where this server listens.
    os.environ.setdefault("REGLAMENT_BASE_URL", f"http://{host}:{port}")
    app = application()
    with app.app_context():
        behind = migrate.pending(db.engine, runtime().registry)
        db.engine.dispose()
    if behind:
        raise click.ClickException(
            f"Схема базы отстаёт ({', '.join(behind)}): выполните reglament db upgrade"
        )
    serving.run(app, host, port, workers)


@main.command()
@click.option("--seed", default=2026, show_default=True, help="Зерно генератора.")
def demo(seed: int) -> None:
    """Заполнить пустую базу демонстрационной компанией."""
    from core.demo.load import fill, kept_logins

    app = application()
    with app.app_context():
        migrate.upgrade(db.engine, runtime().registry)
        if not fill(app, seed):
            click.echo("База не пуста: демонстрационные данные не добавлены.")
        click.echo(kept_logins(runtime().settings.data_dir))


@main.command()
def worker() -> None:
    """Исполнять фоновые задания и расписание."""
    serving.work(application())


@main.command()
@click.option(
    "--seal",
    "letters",
    multiple=True,
    metavar="НОМЕР:ДАЙДЖЕСТ",
    help="Сверить с печатью из письма; можно несколько.",
)
def check(letters: tuple[str, ...]) -> None:
    """Проверить целостность: история, номера, задания, справочники."""
    try:
        mailed = seals.parse_mailed(letters)
    except ValueError as error:
        raise click.ClickException(f"Не похоже на строку из письма о печати: {error}") from None
    app = application()
    faults = 0
    with app.app_context():
        session = db.session()
        reports = [(one.title, one.run(session)) for one in runtime().registry.checks]
        if mailed:
            reports.append(("Печати из писем", seals.unlike_letters(session, mailed)))
    for title, found in reports:
        faults += len(found)
        click.echo(f"{'✗' if found else '✓'} {title}")
        for line in found:
            click.echo(f"    {line}")
    sys.exit(1 if faults else 0)


@main.group("db")
def database() -> None:
    """Схема базы данных."""


@database.command()
def upgrade() -> None:
    """Привести схему к текущей версии программы."""
    app = application()
    with app.app_context():
        migrate.upgrade(db.engine, runtime().registry, fill=_basics)
    click.echo("Схема обновлена.")


def _basics(session: Session) -> None:
    """What every installation begins with, and what an upgrade brings on top."""
    accounts.sync_roles(session)
    seed.fill(session)


@database.command()
@click.argument("component")
@click.argument("revision")
def downgrade(component: str, revision: str) -> None:
    """Вернуть схему модуля к ревизии («base» удаляет его таблицы)."""
    app = application()
    with app.app_context():
        try:
            migrate.downgrade(db.engine, runtime().registry, component, revision)
        except KeyError:
            raise click.ClickException(f"Нет модуля с миграциями: {component}") from None
    click.echo(f"{component}: {revision}")


@database.command()
def status() -> None:
    """Показать, на какой ревизии каждый модуль."""
    app = application()
    with app.app_context():
        for one in migrate.status(db.engine, runtime().registry):
            mark = "✓" if one.current == one.head else "→"
            click.echo(f"{mark} {one.component}: {one.current or 'пусто'} (последняя {one.head})")


@database.command()
@click.argument("component")
@click.argument("message")
@click.option("--empty", is_flag=True, help="Пустой файл: написать шаги самому.")
def revision(component: str, message: str, empty: bool) -> None:
    """Написать миграцию модуля: чем его модели отличаются от последней.

    Нужно автору модуля. База программы не участвует: сравнение идёт с пустой, временной.
    """
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"REGLAMENT_DATA_DIR": folder}), testing=True)
        registry = app.extensions["reglament"].registry
        if component in registry.quarantined:
            raise click.ClickException(f"{component}: карантин, {registry.quarantined[component]}")
        with app.app_context():
            migrate.upgrade(db.engine, registry)
            try:
                path = migrate.write_revision(db.engine, registry, component, message, empty=empty)
            except KeyError:
                raise click.ClickException(f"Нет такого модуля: {component}") from None
            db.engine.dispose()
    if path is None:
        raise click.ClickException("Модели равны последней миграции: писать нечего.")
    click.echo(f"Прочтите глазами: {path}")


@main.group()
def plugins() -> None:
    """Модули программы."""


@plugins.command("list")
def list_plugins() -> None:
    """Показать модули и их состояние."""
    app = application()
    registry = app.extensions["reglament"].registry
    for name in sorted({*available(), *registry.quarantined}):
        if name in registry.manifests:
            click.echo(f"✓ {name}: {registry.manifests[name].title}")
        elif name in registry.quarantined:
            click.echo(f"✗ {name}: карантин, {registry.quarantined[name]}")
        else:
            click.echo(f"- {name}: выключен")


def _switch(name: str, on: bool) -> None:
    app = application()
    if app.extensions["reglament"].settings.plugins is not None:
        raise click.ClickException(
            "Список модулей задан переменной REGLAMENT_PLUGINS: измените её."
        )
    with app.app_context():
        try:
            with unit_of_work() as session:
                enabled.switch(session, name, on)
        except KeyError:
            raise click.ClickException(f"Нет такого модуля: {name}") from None
    click.echo(f"{name}: {'включён' if on else 'выключен'} со следующего запуска.")


@plugins.command()
@click.argument("name")
def enable(name: str) -> None:
    """Включить модуль."""
    _switch(name, on=True)


@plugins.command()
@click.argument("name")
def disable(name: str) -> None:
    """Выключить модуль; его данные остаются."""
    _switch(name, on=False)


@main.group()
def user() -> None:
    """Учётные записи."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="Фамилия, имя, отчество.")
@click.option("--role", "roles", multiple=True, required=True, help="Роль; можно несколько.")
@click.option("--password-stdin", is_flag=True, help="Взять пароль из стандартного ввода.")
def add(login: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Завести сотрудника. Без --password-stdin пароль придумывается и печатается.

    Пароль считается выданным: сотрудник сменит его при первом входе.
    """
    app = application()
    password = sys.stdin.readline().strip() if password_stdin else passwords.make_password()
    with app.app_context(), unit_of_work() as session:
        accounts.create_user(
            session, login=login, full_name=name, password=password, roles=roles, issued=True
        )
    click.echo(f"{login}: создан" if password_stdin else f"{login}: пароль {password}")
    click.echo(ISSUED, err=True)


@user.command()
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help="Взять пароль из стандартного ввода.")
def passwd(login: str, password_stdin: bool) -> None:
    """Выдать новый пароль; все входы сотрудника завершаются, при входе он его сменит."""
    app = application()
    password = sys.stdin.readline().strip() if password_stdin else passwords.make_password()
    with app.app_context(), unit_of_work() as session:
        found = accounts.find_login(session, login)
        if found is None:
            raise click.ClickException(f"Нет такого сотрудника: {login}")
        accounts.issue_password(session, found, password)
    click.echo(f"{login}: пароль изменён" if password_stdin else f"{login}: пароль {password}")
    click.echo(ISSUED, err=True)


if __name__ == "__main__":
    main()
