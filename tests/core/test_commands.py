"""The command ``reglament``, as an operator types it, over an installation empty at first."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from core import cli
from core.accounts import service as accounts
from core.accounts.models import User
from core.app import create_app
from core.db.session import db, unit_of_work
from core.directory.models import Organisation
from core.documents import seals
from core.documents import service as documents
from core.documents.models import HistoryEntry
from core.testing.browser import Visitor
from core.testing.databases import TestDatabases

Command = Callable[..., Result]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Flask]]:
    """The applications that the commands have made, the last one last."""
    made: list[Flask] = []

    def create() -> Flask:
        made.append(create_app())
        return made[-1]

    monkeypatch.setattr(cli, "create_app", create)
    yield made
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def command(
    started: list[Flask],
    databases: TestDatabases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    """``command("db", "status")``: run it, expect its exit ``code``, get what it printed."""
    monkeypatch.setenv("REGLAMENT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("REGLAMENT_DATABASE_URL", databases.create("by_commands"))
    for name in (
        "PLUGINS",
        "SECRET_KEY",
        "MAIL_URL",
        "QUEUE_URL",
        "STORAGE_URL",
        "BASE_URL",
        "SEAL_MAIL",
    ):
        monkeypatch.delenv(f"REGLAMENT_{name}", raising=False)

    def run(*words: str, typed: str = "", code: int = 0) -> Result:
        result = CliRunner().invoke(cli.main, words, input=typed)
        assert result.exit_code == code, (result.output, result.exc_info)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


@pytest.fixture
def upgraded(command: Command) -> Command:
    command("db", "upgrade")
    return command


def told(answer: Result) -> str:
    """What a command that ended with an error said, beside the log."""
    return answer.stderr.rpartition("Error: ")[2].strip()


# --- db ---


def test_the_schema_is_upgraded_once_and_its_status_says_so(command: Command) -> None:
    assert "→ core: пусто" in command("db", "status").stdout

    assert "Схема обновлена" in command("db", "upgrade").stdout

    lines = command("db", "status").stdout.splitlines()
    assert lines[0].startswith("✓ core: ")
    assert all(line.startswith("✓") for line in lines)
    assert "Схема обновлена" in command("db", "upgrade").stdout


def test_a_plugins_schema_goes_back_and_forth_and_leaves_the_rest_alone(upgraded: Command) -> None:
    assert upgraded("db", "downgrade", "quotes", "base").stdout == "quotes: base\n"

    status = upgraded("db", "status").stdout
    assert "→ quotes: пусто" in status
    assert "✓ core: " in status
    upgraded("db", "upgrade")
    assert "→" not in upgraded("db", "status").stdout


def test_a_lineage_that_does_not_exist_is_named(upgraded: Command) -> None:
    answer = upgraded("db", "downgrade", "nonsense", "base", code=1)
    assert told(answer) == "Нет модуля с миграциями: nonsense"


# --- plugins ---


def test_plugins_are_listed_switched_off_and_on(upgraded: Command) -> None:
    assert "✓ quotes: Запросы и предложения" in upgraded("plugins", "list").stdout

    answer = upgraded("plugins", "disable", "quotes")
    assert answer.stdout == "quotes: выключен со следующего запуска.\n"
    assert "- quotes: выключен" in upgraded("plugins", "list").stdout

    upgraded("plugins", "enable", "quotes")
    assert "✓ quotes: " in upgraded("plugins", "list").stdout


def test_a_plugin_that_does_not_exist_is_named(upgraded: Command) -> None:
    answer = upgraded("plugins", "enable", "nonsense", code=1)
    assert told(answer) == "Нет такого модуля: nonsense"


def test_the_setting_overrides_the_switch_and_the_command_says_so(
    upgraded: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGLAMENT_PLUGINS", "training")
    assert "- quotes: выключен" in upgraded("plugins", "list").stdout

    answer = upgraded("plugins", "enable", "quotes", code=1)

    assert "REGLAMENT_PLUGINS" in told(answer)


def test_a_misspelt_plugin_in_the_setting_is_named_beside_those_that_there_are(
    upgraded: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGLAMENT_PLUGINS", "qoutes")

    answer = upgraded("plugins", "list", code=1)

    assert "REGLAMENT_PLUGINS: нет такого модуля: qoutes; есть: " in told(answer)
    assert "quotes" in told(answer).rpartition("есть: ")[2]


def test_a_folder_for_files_that_cannot_be_is_named(
    upgraded: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("REGLAMENT_STORAGE_URL", (tmp_path / "taken" / "files").as_uri())

    answer = upgraded("db", "status", code=1)

    assert f"REGLAMENT_STORAGE_URL: {tmp_path / 'taken' / 'files'}: " in told(answer)


# --- people ---


def _may_enter(app: Flask, login: str, password: str) -> bool:
    form = Visitor(app).get("/login").forms[0]
    form["login"] = login
    form["password"] = password
    return form.submit(expect_errors=True).status_int == 303


def test_a_person_is_added_with_a_password_of_the_programs_and_gets_a_new_one(
    upgraded: Command, started: list[Flask]
) -> None:
    added = upgraded("user", "add", "anna", "--name", "Смирнова Анна", "--role", "manager").stdout
    assert added.startswith("anna: пароль ")
    first = added.split()[-1]
    assert _may_enter(started[-1], "anna", first)

    second = upgraded("user", "passwd", "anna").stdout.split()[-1]

    assert not _may_enter(started[-1], "anna", first)
    assert _may_enter(started[-1], "anna", second)


def test_a_password_may_come_from_the_operator_and_is_not_printed(
    upgraded: Command, started: list[Flask]
) -> None:
    words = ("user", "add", "vera", "--name", "Орлова Вера", "--role", "head", "--role", "admin")
    added = upgraded(*words, "--password-stdin", typed="верный пароль Веры\n").stdout

    assert added == "vera: создан\n"
    assert _may_enter(started[-1], "vera", "верный пароль Веры")

    changed = upgraded("user", "passwd", "vera", "--password-stdin", typed="другой пароль Веры\n")
    assert changed.stdout == "vera: пароль изменён\n"
    assert _may_enter(started[-1], "vera", "другой пароль Веры")


def test_a_new_password_ends_every_log_in_of_the_person(
    upgraded: Command, started: list[Flask]
) -> None:
    words = ("user", "add", "anna", "--name", "Смирнова Анна", "--role", "manager")
    upgraded(*words, "--password-stdin", typed="первый пароль Анны\n")
    anna = Visitor(started[-1])
    anna.log_in("anna", "первый пароль Анны")
    # An issued password leads nowhere but to its change.
    assert anna.get("/profile/").location.endswith("/profile/password")

    upgraded("user", "passwd", "anna")

    assert "/login" in anna.get("/profile/").location


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("user", "passwd", "nobody"), "Нет такого сотрудника: nobody"),
        (("user", "add", "anna", "--name", "А", "--role", "nonsense"), "nonsense"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_in_a_line(
    upgraded: Command, words: tuple[str, ...], expected: str
) -> None:
    assert expected in told(upgraded(*words, code=1))


def test_a_login_is_given_once(upgraded: Command) -> None:
    words = ("user", "add", "anna", "--name", "Смирнова Анна", "--role", "manager")
    upgraded(*words)

    assert told(upgraded(*words, code=1)) == "Имя «anna» уже занято"


# --- check ---


def test_an_installation_without_a_fault_passes_its_check(upgraded: Command) -> None:
    lines = upgraded("check").stdout.splitlines()
    assert lines
    assert all(line.startswith("✓") for line in lines)


def test_a_history_that_somebody_has_rewritten_is_found(
    upgraded: Command, started: list[Flask]
) -> None:
    upgraded("user", "add", "anna", "--name", "Смирнова Анна", "--role", "manager")
    _rewrite_the_history_of_a_document(started[-1])

    answer = upgraded("check", code=1)

    assert "✗ История документов" in answer.stdout


def _rewrite_the_history_of_a_document(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        organisation = Organisation(name="ООО «Ток»", full_name="ООО «Ток»", inn="7708004767")
        session.add(organisation)
        session.flush()
        anna = session.scalars(select(User).where(User.login == "anna")).one()
        kinds = app.extensions["reglament"].registry.document_types
        document = documents.create(
            session,
            accounts.actor_of(session, anna),
            next(iter(kinds)),
            organisation_id=organisation.id,
        )
        session.execute(
            update(HistoryEntry)
            .where(HistoryEntry.document_id == document.id)
            .values(actor_name="Не Анна")
        )


# --- settings ---


def test_wrong_settings_end_a_command_with_a_line_for_each(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGLAMENT_MAIL_URL", "pigeon:post")
    monkeypatch.setenv("REGLAMENT_BASE_URL", "somewhere")

    answer = command("db", "status", code=1)

    assert "REGLAMENT_MAIL_URL: " in told(answer)
    assert "REGLAMENT_BASE_URL: " in told(answer)
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MAIL_URL", "smtp://mail.example.ru?tls=maybe", "ожидается starttls, ssl или none"),
        ("MAIL_URL", "smtp://mail.example.ru?tsl=ssl", "непонятно: tsl"),
        ("MAIL_URL", "smtp://mail.example.ru?from=nobody", "from=nobody"),
        ("SEAL_MAIL", "архив", "В адресе нет знака @"),
    ],
)
def test_wrong_options_of_mail_are_refused_at_the_start(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"REGLAMENT_{name}", value)
    answer = command("run", code=1)
    assert f"REGLAMENT_{name}: " in told(answer)
    assert words in told(answer)


def test_a_seal_that_nobody_could_send_is_refused_at_the_start(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGLAMENT_SEAL_MAIL", "archive@example.ru")
    monkeypatch.setenv("REGLAMENT_MAIL_URL", "smtp://mail.example.ru")
    assert "допишите from=" in told(command("run", code=1))
    monkeypatch.setenv("REGLAMENT_MAIL_URL", "smtp://mail.example.ru?from=erp@example.ru")
    command("db", "status")


@pytest.mark.parametrize("words", [("run",), ("worker",), ("check",), ("db", "upgrade")])
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reglament:hush@127.0.0.1:1/reglament",
        "sqlite:////nonexistent/folder/reglament.db",
    ],
)
def test_a_database_that_does_not_answer_is_told_in_a_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, url: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REGLAMENT_DATABASE_URL", url)
    monkeypatch.setenv("REGLAMENT_PLUGINS", "quotes")
    answer = command(*words, code=1)
    assert "REGLAMENT_DATABASE_URL: база данных недоступна" in told(answer)
    assert "hush" not in told(answer)
    assert "Traceback" not in answer.stderr


def test_a_database_that_goes_away_in_the_middle_is_told_in_a_line(
    upgraded: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> None:
        raise OperationalError("SELECT 1", {}, OSError("server closed the connection"))

    monkeypatch.setattr(cli.migrate, "status", gone)
    answer = upgraded("db", "status", code=1)
    assert "база данных недоступна: server closed the connection" in told(answer)


# --- the letters of the daily seal ---


def test_the_check_compares_the_seals_with_the_letters(
    upgraded: Command, started: list[Flask]
) -> None:
    with started[-1].app_context(), unit_of_work() as session:
        made = seals.seal(session)
        assert made is not None
        line = f"{made.number}:{made.hash}"
    assert "✓ Печати из писем" in upgraded("check", "--seal", line).stdout
    other = f"{made.number}:{'0' * 64}"
    assert "не та, что в письме" in upgraded("check", "--seal", other, code=1).stdout
    gone = f"{made.number + 1}:{'0' * 64}"
    assert "печати №2 нет" in upgraded("check", "--seal", gone, code=1).stdout
    assert "Не похоже на строку из письма" in told(upgraded("check", "--seal", "чушь", code=1))


def test_plugins_bring_commands_that_need_neither_settings_nor_a_database(
    command: Command, started: list[Flask]
) -> None:
    assert "лист ознакомления" in command("training", "verify", "--help").output
    assert "training" in command("--help").output
    assert started == []
