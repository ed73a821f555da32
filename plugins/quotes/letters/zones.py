"""The parts of a letter that hold no request: old correspondence, signature, small print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plugins.quotes.letters.model import LeftoverKind
from plugins.quotes.letters.tokens import fold, tokenize
from plugins.quotes.letters.words import asks, only_chatter


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the letter that is not blank, without blanks at its ends.

    `zone` is the part of the letter it belongs to, None for the body. `after_blank`: a blank
    line, or the beginning, stands before it.
    """

    start: int
    end: int
    after_blank: bool
    zone: LeftoverKind | None = None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_HISTORY_RULE = _pattern(
    r"-{2,}\s*(?:original message|исходное сообщение|пересыла|переслан|пересланное|forwarded"
    r"|начало переадресован|конец переадресован)|(?:begin|end)\s+forwarded\s+message"
    r"|начало переадресованного"
)
_HISTORY_AUTHOR = _pattern(r"(?:пишет|писал|писала|написал|написала|wrote|сообщил|сообщила)\s*:?$")
_HISTORY_TRACE = _pattern(r"@|\d{1,2}[.:]\d{2}|\d{4}")
_MAIL_HEADER = _pattern(
    r"(?:от|from|кому|to|тема|subject|дата|date|отправлено|sent|копия|cc)\s*:\s*\S"
)
_MAIL_SENDER = _pattern(r"(?:от|from)\s*:\s*\S")
_SIGNATURE = _pattern(
    r"с\s+уважением|с\s+ув\.|с\s+наилучшими|всего\s+(?:доброго|хорошего)|хорошего\s+дня"
    r"|best\s+regards|kind\s+regards|regards\b|sincerely|искренне\s+ваш|--$"
    r"|отправлено\s+(?:из|с)\s|sent\s+from\s"
)
_REOPENED = _pattern(r"p\.?\s?s\b|з\.?\s?ы\b|постскриптум")
_GREETING = _pattern(
    r"добр(?:ый|ое|ого)\s+(?:день|утро|вечер|дня|времени)|здравствуй|приветствую|привет\b"
    r"|уважаем|коллеги|hello|dear\b|hi\b"
)
_DISCLAIMER = _pattern(
    r"конфиденциальн|confidential|предназначен\w*\s+(?:исключительно|только)"
    r"|intended\s+(?:solely|only)|проверен\w*\s+на\s+вирус|перед\s+печатью|before\s+printing"
)
_CONTACTS = _pattern(
    r"(?:тел|телефон|моб|факс|tel|phone|e-?mail|почта|сайт|www|skype|telegram|whatsapp|viber"
    r"|инн|кпп|огрн|бик|р/с|к/с|ооо|ао|зао|оао|ип|пао|адрес)\b[\s.:/«\"]"
    r"|(?:\+7|8)[\s(-]{0,3}\d{3}"
)
_ADDRESS = _pattern(r"\S@\S|https?://|\bwww\.|(?:\+7|\b8)[\s(-]{1,3}\d{3}[\s)-]{1,3}\d{3}")
_POSITION = _pattern(
    r"(?:менеджер|директор|начальник|инженер|специалист|снабженец|закупщик|руководитель|бухгалтер"
    r"|мастер|прораб|отдел\s+(?:снабж|закуп|продаж|мтс)|главный)"
)
_QUOTED = re.compile(r"(?:[>|]\s?){1,10}")
_HEADER_LINES = 4


def text_lines(letter: str, *, forwarded: bool = False) -> list[TextLine]:
    """The lines of the letter that hold something, each with the zone it belongs to.

    `forwarded`: old letters are taken for the body, but for their headers.
    """
    lines: list[TextLine] = []
    place = 0
    blank = True
    for raw in letter.splitlines(keepends=True):
        bare = raw.strip()
        if bare:
            start = place + len(raw) - len(raw.lstrip())
            lines.append(TextLine(start, start + len(bare), blank))
        blank = not bare
        place += len(raw)
    return _with_zones(letter, lines, forwarded)


def unquoted_start(letter: str, line: TextLine) -> int:
    """Where the text of a quoted line («> …») begins."""
    match = _QUOTED.match(letter, line.start, line.end)
    if match is None or letter[line.start] != ">":
        return line.start
    return min(match.end(), line.end)


def is_mail_header(text: str) -> bool:
    """Is it «Тема: …» or another header of a letter quoted whole?"""
    return bool(_MAIL_HEADER.match(text) or _HISTORY_RULE.match(text) or _is_author(text))


def leftover_kind(text: str) -> LeftoverKind:
    """What a folded line of the body is, when nothing has been found in it.

    A greeting or a request in words is one only where it holds nothing else: «Добрый день! Нужна
    лента изоляционная» names a thing that has not been recognised.
    """
    if _DISCLAIMER.search(text):
        return LeftoverKind.DISCLAIMER
    tokens = tokenize(text, 0, len(text))
    asking = asks(tokens)
    if asking and not only_chatter(tokens):
        return LeftoverKind.REMARK
    if _GREETING.search(text[:40]):
        return LeftoverKind.GREETING if only_chatter(tokens) else LeftoverKind.REMARK
    if is_contacts(text):
        return LeftoverKind.CONTACTS
    if text.endswith(":") and not asking:
        return LeftoverKind.HEADING
    return LeftoverKind.REQUEST if asking else LeftoverKind.REMARK


def signature_kind(text: str, *, counted: bool) -> LeftoverKind:
    """What a folded line below «С уважением» is; `counted`: a thing with a quantity is in it."""
    if is_contacts(text):
        return LeftoverKind.SIGNATURE
    tokens = tokenize(text, 0, len(text))
    asking = asks(tokens) and not _SIGNATURE.match(text) and not only_chatter(tokens)
    return LeftoverKind.REMARK if counted or asking else LeftoverKind.SIGNATURE


def is_contacts(text: str) -> bool:
    """A phone, an address, a position of the writer: «тел. …», «менеджер по закупкам»."""
    return bool(_CONTACTS.match(text) or _ADDRESS.search(text) or _POSITION.match(text))


def _with_zones(letter: str, lines: Sequence[TextLine], forwarded: bool) -> list[TextLine]:
    found: list[TextLine] = []
    zone: LeftoverKind | None = None
    for index, line in enumerate(lines):
        text = fold(letter[line.start : line.end])
        if forwarded:
            text = text.lstrip("> ")
            if is_mail_header(text):
                zone = None
                found.append(replace(line, zone=LeftoverKind.HISTORY))
                continue
            zone = LeftoverKind.SIGNATURE if zone or _SIGNATURE.match(text) else None
        elif zone is not LeftoverKind.HISTORY:
            if _begins_history(letter, lines, index, text):
                zone = LeftoverKind.HISTORY
            elif _SIGNATURE.match(text):
                zone = LeftoverKind.SIGNATURE
            elif _REOPENED.match(text):
                zone = None
        own = zone
        if text.startswith(">") and not forwarded:
            own = LeftoverKind.HISTORY
        elif zone is None and len(text) > 80 and _DISCLAIMER.search(text):
            own = LeftoverKind.DISCLAIMER
        found.append(replace(line, zone=own))
    return found


def _begins_history(letter: str, lines: Sequence[TextLine], index: int, text: str) -> bool:
    if _HISTORY_RULE.match(text) or _is_author(text):
        return True
    if not _MAIL_SENDER.match(text):
        return False
    following = [letter[line.start : line.end] for line in lines[index + 1 : index + _HEADER_LINES]]
    return any(_MAIL_HEADER.match(fold(after)) for after in following)


def _is_author(text: str) -> bool:
    """«12.11.2026 10:15, Иван Петров <ivan@…> пишет:»"""
    return bool(len(text) < 300 and _HISTORY_AUTHOR.search(text) and _HISTORY_TRACE.search(text))
