"""Who a letter is from and to."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email


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
        name, email = parseaddr(" ".join(text.split()))
        try:
            # Names without a dot or of special use serve inside companies and in tests.
            found = validate_email(email, check_deliverability=False, globally_deliverable=False)
        except EmailNotValidError as error:
            raise NotAnAddress(text) from error
        return Mailbox(name, f"{found.local_part}@{found.ascii_domain}")

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
