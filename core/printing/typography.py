"""Russian typography for printed text: quotation marks, dashes, words that must not part.

Nothing here changes a word or a number. What cannot be judged for certain (an odd quotation
mark, an inch after a figure) is left as it was typed.
"""

import re
from typing import Literal

Language = Literal["ru", "en"]

NBSP = "\N{NO-BREAK SPACE}"

_MARKS: dict[Language, tuple[tuple[str, str], tuple[str, str]]] = {
    "ru": (("«", "»"), ("„", "“")),
    "en": (("“", "”"), ("‘", "’")),
}
_OPENS_AFTER = frozenset(" \n\t([{«„“—–-/" + NBSP)

# A hyphen between spaces, or in front of a line, stands for a dash. The space before a dash
# does not break, so that no line begins with one.
_SPACED_HYPHEN = re.compile(r"[ \u00a0]+[-–—]+(?=[ \u00a0])")
_LEADING_HYPHEN = re.compile(r"^[-–—•*][ \u00a0]+", re.MULTILINE)

_SHORT_WORD = re.compile(
    r"(?<![\w-])(а|без|в|во|г|г\.|д\.|для|до|за|и|из|или|ИП|к|как|кв\.|ко|корп\.|на|не|ни|о|об"
    r"|обл\.|ООО|АО|от|офис|п\.|ПАО|по|под|при|пр\.|р\.|с|со|ст\.|стр\.|у|ул\.|№|§|тел\.)"
    r"[ ]+(?=\S)",
    re.IGNORECASE,
)
_NUMBER_AND_WORD = re.compile(r"(?<![\w.,-])(\d[\d.,]*) (?=[а-яёА-ЯЁ%₽°])")
_ABBREVIATIONS = re.compile(r"\b(т\.) (д\.|п\.|е\.|к\.)")
_NUMBER_AND_UNIT = re.compile(
    r"(?<=\d) (?=(?:мм²?|см|м[²³]?|мкм|км|мг|кг|г|т|л|мл|мкА|мА|А|кА|мВ|В|кВ|Вт|кВт|Ом|Гц|кГц|МПа"
    r"|бар|°C|°С|шт|mm|cm|m|kg|g|A|kA|V|kV|W|kW|Hz|pcs)(?!\w))"
)
_INITIALS = re.compile(r"\b([А-ЯЁ]\.) ?([А-ЯЁ]\.) ?(?=[А-ЯЁ][а-яё])")


def quotes(text: str, language: Language) -> str:
    """`text` with straight double quotation marks turned into those of the language.

    «"Завод "Прогресс""» becomes ««Завод „Прогресс“»». A mark after a figure with nothing open
    is an inch and stays; where marks do not pair up, the text comes back unchanged.
    """
    if '"' not in text:
        return text
    set_text: list[str] = []
    depth = 0
    for index, char in enumerate(text):
        if char != '"':
            set_text.append(char)
            continue
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        opens = (before in _OPENS_AFTER or before == '"') and not after.isspace() and after != '"'
        if opens or (after == '"' and before in _OPENS_AFTER):
            set_text.append(_MARKS[language][min(depth, 1)][0])
            depth += 1
        elif depth:
            depth -= 1
            set_text.append(_MARKS[language][min(depth, 1)][1])
        elif before.isdigit():
            set_text.append(char)
        else:
            return text
    if depth == 1 and text.endswith('"'):
        # Two names opened and one mark at the end, as registers write it: АО "Завод "Прогресс".
        set_text.append(_MARKS[language][0][1])
        depth = 0
    return text if depth else "".join(set_text)


def prose(text: str, language: Language) -> str:
    """Running text as a typesetter would set it: quotation marks, dashes, non-breaking spaces."""
    text = quotes(text.strip(), language)
    text = _SPACED_HYPHEN.sub(NBSP + "—", text)
    text = _LEADING_HYPHEN.sub("—" + NBSP, text)
    if language == "ru":
        text = _ABBREVIATIONS.sub(rf"\1{NBSP}\2", text)
        text = _INITIALS.sub(rf"\1{NBSP}\2{NBSP}", text)
        text = _SHORT_WORD.sub(rf"\1{NBSP}", text)
        text = _NUMBER_AND_WORD.sub(rf"\1{NBSP}", text)
    return text


def goods_name(text: str, language: Language) -> str:
    """The name of a material: quotation marks set, figures kept with their units.

    Hyphens and letters stay as typed: «ВВГнг(А) - 0,66» and «М6-6g» are designations by standard.
    """
    text = quotes(" ".join(text.split()), language)
    return _NUMBER_AND_UNIT.sub(NBSP, text).replace(" - ", f"{NBSP}- ")


def paragraphs(text: str, language: Language) -> list[str]:
    """Paragraphs of a free text, parted by empty lines; single line ends inside are kept."""
    parts = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip())
    return [prose(part, language) for part in parts if part.strip()]
