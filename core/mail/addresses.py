"""Who a letter is from and to."""

import re
from dataclasses import dataclass
from email.headerregistry import Address

from email_validator import EmailNotValidError, validate_email

# The parsers of the standard library find an address in almost anything, and not always the
# right one: «a@b.ru <c@d.ru» is two people's letter sent to one of them.
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


class NotAnAddress(ValueError):
    """The text holds no e-mail address that mail could be sent to."""


@dataclass(frozen=True)
class Mailbox:
    """A name, which may be empty, and an address; the domain in ASCII («почта.рф» in Punycode)."""

    name: str
    email: str

    @staticmethod
    def parse(text: str) -> "Mailbox":
        """Read «Пётр Ильич <petr@example.ru>» or a bare address. Raises NotAnAddress.

        Whether anybody lives there is not asked: that would need the network.
        """
        line = " ".join(text.split())
        named = _NAMED.fullmatch(line)
        name, email = (named["name"], named["email"]) if named else ("", line)
        try:
            # Names without a dot or of special use serve inside companies and in tests.
            found = validate_email(email, check_deliverability=False, globally_deliverable=False)
        except EmailNotValidError as error:
            raise NotAnAddress(text) from error
        return Mailbox(_unquoted(name), f"{found.local_part}@{found.ascii_domain}")

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.email.rpartition("@")[2]

    @property
    def header(self) -> Address:
        """As a header of a message takes it: quoting and encoding are done there."""
        user, _, domain = self.email.rpartition("@")
        return Address(display_name=" ".join(self.name.split()), username=user, domain=domain)

    def __str__(self) -> str:
        """«Пётр Ильич <petr@example.ru>»; ``parse`` reads it back."""
        return str(self.header)


def _unquoted(name: str) -> str:
    """The name without the quotes that a comma or a dot in it has called for."""
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name
