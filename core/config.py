"""Settings from the environment, prefix ``REGLAMENT_``, checked before anything starts."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from core.kernel.identifiers import InvalidIdentifier, parse_email

PREFIX = "REGLAMENT_"
MIN_SECRET = 32
MAX_INVITATION_DAYS = 60
"""An address that opens longer is a password that lies in a mailbox."""
T = TypeVar("T")


class ConfigError(ValueError):
    """One line for each setting that is wrong: its name, what is wrong, what to write."""


@dataclass(frozen=True)
class Settings:
    """What an installation decides by its environment.

    ``plugins`` None means: what the database says (``reglament plugins enable``).
    ``mail_url``: ``smtp://user:password@host:587?tls=starttls`` (tls: starttls, ssl, none), or
    ``demo:`` for the local mailbox of the demo company. ``proxies``: how many servers in front of
    this one may be believed about the client's address; 0: none, its own connection counts.
    ``seal_mail``: where the digest of the daily seal is mailed; empty: nowhere.
    ``invitation_days``: how long the address opens by which a person sets his own password.
    """

    # What may hold a password is left out of repr(): that ends up in logs.
    database_url: str = field(repr=False)
    data_dir: Path
    secret_key: str = field(repr=False)
    plugins: tuple[str, ...] | None
    mail_url: str = field(repr=False)
    queue_url: str = field(repr=False)
    storage_url: str = field(repr=False)
    base_url: str
    proxies: int = 0
    seal_mail: str = ""
    invitation_days: int = 7

    @property
    def is_demo_mail(self) -> bool:
        """True where mail stays on this machine, in the mailbox that the demo shows."""
        return self.mail_url == "demo:"


def _database_url(text: str) -> str:
    scheme = urlsplit(text).scheme
    if scheme == "sqlite":
        if not text.startswith("sqlite:///"):
            raise ValueError("для SQLite нужен путь: sqlite:////путь/к/файлу.db")
        return text
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return "postgresql+psycopg" + text[len(scheme) :]
    raise ValueError("ожидается sqlite:///… или postgresql://пользователь:пароль@узел/база")


def _url_with(*schemes: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError("адрес должен начинаться с " + ", ".join(f"{s}:" for s in schemes))
        return text

    return check


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("ожидается адрес сайта, например https://erp.example.ru")
    return text.rstrip("/")


def _secret(text: str) -> str:
    if len(text) < MIN_SECRET:
        raise ValueError(f"нужна случайная строка не короче {MIN_SECRET} знаков")
    return text


def _plugins(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    strange = [name for name in names if not name.isidentifier()]
    if strange:
        raise ValueError(f"имена плагинов через запятую; непонятно: {', '.join(strange)}")
    return names


def _proxies(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("ожидается число прокси-серверов перед программой, например 1")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_INVITATION_DAYS:
        raise ValueError(f"ожидается число дней от 1 до {MAX_INVITATION_DAYS}, например 7")
    return int(text)


def _email(text: str) -> str:
    try:
        return parse_email(text)
    except InvalidIdentifier as error:
        raise ValueError(str(error.message)) from None


def _kept_secret(data_dir: Path) -> str:
    """A key made once per installation, readable by its owner only.

    It appears under its name whole or not at all: of two processes that start at once none reads
    the other's empty file.
    """
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            _write_secret(path)
        return _secret(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{PREFIX}SECRET_KEY: {path}: {error}") from error


def _write_secret(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        # Another process was quicker: its key is as good.
        pass
    finally:
        draft.unlink()


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings; raises ConfigError naming every wrong one at once."""
    source = os.environ if environ is None else environ
    faults: list[str] = []

    def read(name: str, check: Callable[[str], T], default: Callable[[], T]) -> T:
        text = source.get(PREFIX + name, "").strip()
        if text:
            try:
                return check(text)
            except ValueError as error:
                faults.append(f"{PREFIX}{name}: {error}")
        return default()

    data_dir = Path(source.get(PREFIX + "DATA_DIR", "").strip() or "var").resolve()
    try:
        # The database, the files and the letters in it are for the program's own account alone.
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{PREFIX}DATA_DIR: {data_dir}: {error.strerror}") from error
    settings = Settings(
        database_url=read(
            "DATABASE_URL", _database_url, lambda: f"sqlite:///{data_dir / 'reglament.db'}"
        ),
        data_dir=data_dir,
        secret_key=read("SECRET_KEY", _secret, lambda: _kept_secret(data_dir)),
        plugins=read("PLUGINS", _plugins, lambda: None),
        mail_url=read("MAIL_URL", _url_with("smtp", "demo"), lambda: "demo:"),
        queue_url=read(
            "QUEUE_URL",
            _url_with("sqlite", "postgresql", "redis", "rediss"),
            lambda: f"sqlite:///{data_dir / 'queue.db'}",
        ),
        storage_url=read(
            "STORAGE_URL",
            _url_with("file", "s3", "memory"),
            (data_dir / "files").as_uri,
        ),
        base_url=read("BASE_URL", _base_url, lambda: "http://127.0.0.1:8000"),
        proxies=read("PROXIES", _proxies, lambda: 0),
        seal_mail=read("SEAL_MAIL", _email, lambda: ""),
        invitation_days=read("INVITATION_DAYS", _days, lambda: 7),
    )
    if faults:
        raise ConfigError("\n".join(faults))
    return settings
