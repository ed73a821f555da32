"""Passwords that are tried first: NIST SP 800-63B, section 3.1.1.2 (passwords).

It asks to refuse commonly used, expected and compromised values: words of dictionaries, repetitive
or sequential characters, words of the context such as the name of the service or of the user.
"""

import re
from collections.abc import Iterable, Iterator

from core.kernel.text import N_, Message

# technical: how much must stay when what is tried first is taken away; not a rule of a company.
LEAST_OWN = 6
LEAST_DIFFERENT = 5
_LEAST_NAME = 3
_LEAST_RUN = 4

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    # Columns and zigzags of the keyboard.
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "1й2ц3у4к5е6н7г8ш9щ0з",
    "q1w2e3r4t5y6u7i8o9p0",
    "й1ц2у3к4е5н6г7ш8щ9з0",
    "1йфя2цыч3увс4кам5епи6нрт7гоь",
)
# The roots of what heads every published list of leaked passwords, in English and in Russian;
# «gfhjkm» is «пароль» typed in the other layout.
_COMMON = (
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "welcome", "letmein", "iloveyou", "sunshine",
    "princess", "football", "baseball", "superman", "administrator", "admin", "qwerty", "monkey",
    "dragon", "master", "shadow", "trustno", "whatever", "changeme", "default", "secret", "login",
    "пароль", "секрет", "логин", "админ", "привет", "любовь", "россия", "москва", "солнышко",
    "наташа", "спартак", "parol", "privet", "lubov", "rossiya", "moskva", "gfhjkm", "ghbdtn",
    "регламент", "reglament",
)  # fmt: skip
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
            strict=True,
        )
    )
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_REPEATED = re.compile(r"(.+?)\1{2,}")


def weakness(password: str, names: Iterable[str]) -> Message | None:
    """Why the password is among those tried first; None where it is not.

    ``names``: the login and the full name of its owner. A name or a common word inside a longer
    phrase is no fault: what counts is how much there is besides.
    """
    text = password.casefold()
    if len(set(text)) < LEAST_DIFFERENT:
        return Message(
            N_(
                "В пароле меньше %(least)s разных знаков: такой подбирают первым. Придумайте другой"
            ),
            least=LEAST_DIFFERENT,
        )
    text = _REPEATED.sub(r"\1", text)
    without = _without(text, _parts(names))
    if _own(without) < LEAST_OWN <= _own(text):
        return Message(
            N_("Пароль почти весь из вашего имени или логина: их знают все. Придумайте другой")
        )
    without = _YEAR.sub(" ", _without(without, _COMMON))
    if _own(_RUNS.sub(" ", without)) < LEAST_OWN:
        return Message(
            N_(
                "Это один из самых частых паролей: в нём известное слово, повтор или знаки подряд. "
                "Придумайте фразу из нескольких слов"
            )
        )
    return None


def _own(text: str) -> int:
    return sum(char.isalnum() for char in text)


def _parts(names: Iterable[str]) -> Iterator[str]:
    """The words of the names, as they are and in Latin letters."""
    for name in names:
        for word in re.findall(r"\w+", name.casefold()):
            if len(word) >= _LEAST_NAME:
                yield word
                yield word.translate(_LATIN)


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(set(words), key=len, reverse=True):
        text = text.replace(word, " ")
    return text


def _runs() -> re.Pattern[str]:
    """Neighbours of the alphabet or of a keyboard, in either direction, the longest first."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    found = {
        row[start : start + size]
        for row in rows
        for size in range(_LEAST_RUN, len(row) + 1)
        for start in range(len(row) - size + 1)
    }
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


_RUNS = _runs()
