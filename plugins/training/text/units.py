"""The words that follow a value in the text: «5 рабочих дней», whatever form they were typed in.

An act is written in Russian, and its author types the unit of a norm as it sounds with the value
of that day. Another value wants another form: it is found here, for the case in which the number
stands. Words that are no form of the norm's unit are nobody's but the author's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

_BEFORE = re.compile(r"([^\W\d_]+)[\s\d(«–—-]*$")
"""The word under whose sway the number stands; a comma or a full stop ends it."""
_GENITIVE = frozenset(
    "без больше более выше для до достаточно дольше из истечении истечению истечения кроме короче "
    "меньше менее нет ниже около окончании окончания от пределах позднее позже порядка после "
    "продолжение протяжении ранее раньше с сверх свыше со течение хватает хватит".split()
)
_ACCUSATIVE = frozenset("в во за на спустя через".split())
_EITHER = frozenset("и или либо".split())
"""After these the number stands in the case of something said before."""
_PLURAL_GENITIVE = ("ых", "их")
_SINGULAR_GENITIVE = {"ый": "ого", "ой": "ого", "ий": "его", "ая": "ой", "яя": "ей"} | {
    "ое": "ого",
    "ее": "его",
}
_FEMININE_ACCUSATIVE = {"ая": "ую", "яя": "юю"}


@dataclass(frozen=True)
class Unit:
    """What a norm counts, as it follows 1, 2 and 5: «рабочий день», «рабочих дня», «рабочих
    дней». The other cases are made of these three."""

    one: str
    few: str
    many: str

    @cached_property
    def genitive(self) -> str:
        """«рабочего дня» of «не более 1 рабочего дня». A noun after 2 stands in it already, an
        adjective there does not."""
        return " ".join(
            _ending(one, _SINGULAR_GENITIVE) if few.endswith(_PLURAL_GENITIVE) else few
            for one, few in zip(self.one.split(), self.few.split(), strict=True)
        )

    @cached_property
    def accusative(self) -> str:
        """«попытку» of «за 1 попытку»; what is not feminine sounds as it does by itself."""
        return " ".join(
            one if one == few else _accusative(one)
            for one, few in zip(self.one.split(), self.few.split(), strict=True)
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The unit in any of its forms, the longest first, after a space."""
        forms = {self.one, self.few, self.many, self.genitive, self.accusative}
        words = (r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=len)[::-1])
        return re.compile(rf"(\s+)({'|'.join(words)})(?!\w)", re.IGNORECASE)

    def after(self, value: Decimal, before: str) -> str:
        """The form for the value where ``before`` is what stands before the number."""
        return self._forms(value, _case(before))[0]

    @cached_property
    def noun(self) -> "Unit":
        """«день» of «рабочий день»: which days, the sentence may have said before."""
        words = [form.split() for form in (self.one, self.few, self.many)]
        while len(words[0]) > 1 and words[1][0].endswith(_PLURAL_GENITIVE):
            words = [form[1:] for form in words]
        return Unit(*(" ".join(form) for form in words))

    def agreed(self, value: Decimal, before: str, after: str) -> tuple[int, str] | None:
        """Where ``after``, which follows the value, begins with the unit: how many characters of
        it that is and what they must read. None where it does not."""
        found = self.pattern.match(after)
        if found is None:
            return self.noun.agreed(value, before, after) if self.noun != self else None
        typed = " ".join(found[2].lower().split())
        allowed = self._forms(value, _case(before))
        words = found[2] if typed in allowed else allowed[0]
        return found.end(), f"{found[1]}{words}"

    def _forms(self, value: Decimal, case: str) -> tuple[str, ...]:
        """Those that are right, the likeliest first."""
        number = _number(value)
        if number == "many":
            return (self.many,)
        direct, genitive = (self.one, self.genitive) if number == "one" else (self.few, self.many)
        if case == "genitive":
            return (genitive,)
        if case == "accusative":
            return (self.accusative if number == "one" else direct,)
        # «Даёт 1 попытку»: verbs are too many to be told apart.
        nominative = (direct, self.accusative) if number == "one" else (direct,)
        return (*nominative, genitive) if case == "either" else nominative


UnitOf = Callable[[str], Unit | None]
"""What a norm counts, by its key; None where its value says it whole («10 %»)."""


def no_unit(_key: str) -> Unit | None:
    """Where the words stay as they were typed."""
    return None


def _number(value: Decimal) -> str:
    """The group of numerals: 1, 21 are ``one``; 2, 24 and 2.5 ``few``; 5, 11 ``many``."""
    if value != value.to_integral_value():
        return "few"
    last, tens = int(abs(value)) % 10, int(abs(value)) // 10 % 10
    if tens == 1 or last == 0 or last > 4:
        return "many"
    return "one" if last == 1 else "few"


def _case(before: str) -> str:
    found = _BEFORE.search(before)
    word = found[1].lower() if found else ""
    if word in _GENITIVE or word.endswith(_PLURAL_GENITIVE):
        return "genitive"
    if word in _ACCUSATIVE:
        return "accusative"
    return "either" if word in _EITHER else "nominative"


def _ending(word: str, endings: dict[str, str]) -> str:
    return word[:-2] + endings.get(word[-2:], word[-2:])


def _accusative(word: str) -> str:
    if word[-2:] in _FEMININE_ACCUSATIVE:
        return _ending(word, _FEMININE_ACCUSATIVE)
    return word[:-1] + {"а": "у", "я": "ю"}.get(word[-1], word[-1])
