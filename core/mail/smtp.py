"""Handing a letter to an SMTP server, and what its answers mean."""

import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from core.config import ConfigError
from core.mail.addresses import Mailbox, NotAnAddress

TIMEOUT = 30
"""Seconds to wait for any single answer of the server."""
PERMANENT = 500
"""RFC 5321: answers from here on mean that another attempt brings nothing."""
PORTS: Mapping[str, int] = {"starttls": 587, "ssl": 465, "none": 25}
"""The usual port of each way to protect the connection."""


class Rejected(Exception):
    """The server will never take this letter."""


class Unavailable(Exception):
    """The server cannot take the letter now; another attempt may succeed."""


@dataclass(frozen=True)
class SmtpServer:
    """Where letters go out.

    ``sender``, if any, is the only address that may stand in From: most providers let an account
    write in its own name alone. ``fallback`` stands there for an author who has no address.
    """

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""
    sender: str = ""
    fallback: str = ""

    @staticmethod
    def from_url(url: str) -> "SmtpServer":
        """``smtp://user:password@host:587?tls=starttls&from=office@example.ru``.

        ``tls`` is starttls (unless said otherwise), ssl or none. ``from`` is the address for
        From; left out, it is the user's name where that is an address; ``from=author`` lets
        every author's own address stand there. Raises ConfigError.
        """
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        tls = options.pop("tls", "starttls")
        user = unquote(parts.username or "")
        sender = options.pop("from", user if "@" in user else "author")
        try:
            port = parts.port
            address = "" if sender == "author" else Mailbox.parse(sender).email
        except NotAnAddress:
            raise _wrong(f"from={sender} не похоже на адрес") from None
        except ValueError:
            raise _wrong("порт должен быть числом от 1 до 65535") from None
        password = unquote(parts.password or "")
        if not f"{user}{password}".isascii():
            raise _wrong("имя и пароль могут состоять лишь из латинских букв, цифр и знаков")
        if not parts.hostname:
            raise _wrong("не указан узел: smtp://узел:порт")
        if tls not in PORTS:
            raise _wrong(f"tls={tls}: ожидается starttls, ssl или none")
        if options:
            raise _wrong(f"непонятно: {', '.join(sorted(options))}")
        return SmtpServer(
            host=parts.hostname,
            port=port or PORTS[tls],
            tls=tls,
            user=user,
            password=password,
            sender=address,
            fallback=user if "@" in user else "",
        )

    def deliver(
        self, letter: EmailMessage, sender: str, recipients: Sequence[str]
    ) -> Mapping[str, str]:
        """Hand over a letter; returns who of the recipients was refused, with the answer.

        Raises Rejected or Unavailable where nobody has got it.
        """
        try:
            client = self._connect()
        except smtplib.SMTPNotSupportedError as error:
            raise Rejected(f"{self.host}: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            # A wrong password too is put right by an administrator, not by writing anew.
            raise Unavailable(f"{self.host}: {_answer(error)}") from error
        try:
            refused = client.send_message(letter, sender, list(recipients))
        except smtplib.SMTPRecipientsRefused as error:
            answers = _answers(error.recipients)
            fate = Rejected if _all_permanent(error.recipients) else Unavailable
            raise fate("; ".join(f"{who}: {why}" for who, why in answers.items())) from error
        except smtplib.SMTPResponseException as error:
            fate = Rejected if error.smtp_code >= PERMANENT else Unavailable
            raise fate(_answer(error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Rejected(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(_answer(error)) from error
        else:
            # The letter is taken: whatever happens to the farewell, it must not go out twice.
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            return _answers(refused)
        finally:
            client.close()

    def _connect(self) -> smtplib.SMTP:
        name = socket.gethostname()
        if self.tls == "ssl":
            client = smtplib.SMTP_SSL(
                self.host,
                self.port,
                local_hostname=name,
                timeout=TIMEOUT,
                context=ssl.create_default_context(),
            )
        else:
            client = smtplib.SMTP(self.host, self.port, local_hostname=name, timeout=TIMEOUT)
        try:
            if self.tls == "starttls":
                client.starttls(context=ssl.create_default_context())
            if self.user:
                client.login(self.user, self.password)
        except BaseException:
            client.close()
            raise
        return client


def _wrong(what: str) -> ConfigError:
    return ConfigError(f"REGLAMENT_MAIL_URL: {what}")


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _answers(refused: Mapping[str, tuple[int, bytes]]) -> dict[str, str]:
    return {who: f"{code} {_text(answer)}" for who, (code, answer) in refused.items()}


def _all_permanent(refused: Mapping[str, tuple[int, bytes]]) -> bool:
    return all(code >= PERMANENT for code, _ in refused.values())
