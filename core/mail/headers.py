"""Headers of a letter as lines on the wire: RFC 5322 §2.2.3, RFC 2047."""

from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

_CHAINS = frozenset({"in-reply-to", "references"})
_ADDRESSES = frozenset({"from", "to", "cc", "reply-to"})
# RFC 2047 §2: a line that holds an encoded word is no longer than this.
_LINE = 76
_OPENING, _CLOSING = "=?utf-8?b?", "?="


class WirePolicy(EmailPolicy):
    """As its parent, but subjects, names and Message-IDs go out as they were written.

    The library loses the space between two words of a subject where a line ends between
    them, and takes a long Message-ID for a word to be encoded, which breaks the thread.
    """

    def fold(self, name: str, value: Any) -> str:
        """The header as text, with its line ends."""
        lines = self._lines(name, value)
        if lines is None:
            return super().fold(name, value)
        return f"{name}: " + f"{self.linesep} ".join(lines) + self.linesep

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as it goes out; only what is left to the library may be other than ASCII."""
        if self._lines(name, value) is None:
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")

    def _lines(self, name: str, value: Any) -> list[str] | None:
        kind, room = name.lower(), _LINE - len(name) - 2
        if kind in _CHAINS:
            return value.split()
        if kind == "subject":
            return list(_text_lines(str(value), room))
        if kind in _ADDRESSES and all(one.addr_spec.isascii() for one in value.addresses):
            return list(_address_lines(value.addresses, room))
        return None


def _text_lines(text: str, room: int) -> Iterator[str]:
    """The text as it is where it may stand so; else as encoded words, one a line."""
    if _is_plain(text, room):
        yield text
    else:
        yield from _encoded_words(text, room)


def _address_lines(addresses: tuple[Address, ...], room: int) -> Iterator[str]:
    for place, address in enumerate(addresses):
        end = "" if place == len(addresses) - 1 else ","
        if _is_plain(address.display_name, room):
            yield f"{address}{end}"
        else:
            yield from _encoded_words(address.display_name, room)
            yield f"<{address.addr_spec}>{end}"
        room = _LINE - 1


def _is_plain(text: str, room: int) -> bool:
    """Whether no reader could take the text for anything but itself."""
    return (
        len(text) <= room
        and text.isascii()
        and text.isprintable()
        and text == text.strip()
        and "=?" not in text
    )


def _encoded_words(text: str, room: int) -> Iterator[str]:
    """Pieces of the text, each whole in itself, so that no letter is cut in two.

    Readers drop the line ends between encoded words: every space of the text is inside one.
    Pieces end at spaces where they can, since some readers put a space between the words of
    a name: there it does the least harm.
    """
    while text:
        piece = text[: _fitting(text, room)]
        if len(piece) < len(text) and " " in piece:
            piece = piece[: piece.rindex(" ") + 1]
        yield _OPENING + b64encode(piece.encode("utf-8")).decode("ascii") + _CLOSING
        text, room = text[len(piece) :], _LINE - 1


def _fitting(text: str, room: int) -> int:
    """How many letters from the beginning fit into one encoded word of so many characters."""
    # Base64 makes four characters of three bytes.
    left = (room - len(_OPENING) - len(_CLOSING)) // 4 * 3
    for count, char in enumerate(text):
        left -= len(char.encode("utf-8"))
        if left < 0:
            return count
    return len(text)
