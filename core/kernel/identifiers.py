"""Identifiers that partners, organisations and banks go by: check, normalise, show.

Every ``parse_…`` takes what a person typed or pasted, forgives spaces and dashes, and returns
the form in which the value is stored; the error is `InvalidIdentifier` with a text that says
what to do. Check digits are taken from python-stdnum where it has the scheme.

Sources: ИНН, КПП: приказ ФНС от 29.06.2012 № ММВ-7-6/435@; ОГРН, ОГРНИП: приказ Минфина от
30.10.2017 № 165н; СНИЛС: постановление Правления ПФР от 27.09.2016 № 887п; account keys:
порядок Банка России от 08.09.1997 № 515; ОКПО: правила ПР 50.1.024-2005.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat
from stdnum.exceptions import ValidationError
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

_SEPARATORS = re.compile(r"[\s\u200b\ufeff.‐‑‒–—−-]+")
_KPP = re.compile(r"(?:[0-9][1-9]|[1-9][0-9])[0-9]{2}[0-9A-Z]{2}[0-9]{3}")
_DISTRICT_BRANCHES = ("000", "001", "002")
_TREASURY_BIK = "01"
_FIRST_CHECKED_SNILS = 1001998

_EXTENSION_WORDS = re.compile(
    r"[,;]?\s*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?)\b\.?:?\s*", re.IGNORECASE
)
_EXTENSION_IN_BRACKETS = re.compile(r"(\d{2}\D*)\((\d{1,5})\)\s*$", re.ASCII)
_HOME_COUNTRY = 7
_HOME_AREAS = "346789"
"""First digits of area codes under +7: 3, 4, 8, 9 in Russia, 6 and 7 in Kazakhstan."""


class InvalidIdentifier(DomainError):
    """An identifier is mistyped or incomplete."""


class InnKind(StrEnum):
    """Whose ИНН it is, told by its length."""

    COMPANY = "company"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Inn:
    """A checked ИНН; that of a sole proprietor is the ИНН of a person."""

    number: str
    kind: InnKind

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class SettlementAccount:
    """A settlement account; `warning` says that it does not agree with the bank's БИК.

    The warning may be overridden by a person: banks do have accounts that break the key.
    """

    number: str
    warning: Message | None = None


def parse_inn(text: str) -> Inn:
    """ИНН of a company (10 digits) or of a person (12 digits)."""
    number = _digits(text, (10, 12), N_("В ИНН 10 или 12 цифр, введено %(n)s"))
    if number.startswith("00"):
        raise InvalidIdentifier(Message(N_("ИНН не начинается с 00: проверьте первые цифры")))
    try:
        stdnum_inn.validate(number)
    except ValidationError:
        raise InvalidIdentifier(
            Message(N_("Контрольная цифра ИНН не сходится: проверьте, нет ли опечатки"))
        ) from None
    return Inn(number, InnKind.COMPANY if len(number) == 10 else InnKind.PERSON)


def parse_kpp(text: str) -> str:
    """КПП: 9 characters, of which the fifth and sixth may be Latin letters; no check digit."""
    kpp = _SEPARATORS.sub("", text).upper()
    if len(kpp) != 9:
        raise InvalidIdentifier(Message(N_("В КПП 9 знаков, введено %(n)s"), n=len(kpp)))
    if not _KPP.fullmatch(kpp):
        raise InvalidIdentifier(
            Message(
                N_(
                    "КПП состоит из цифр (пятый и шестой знаки могут быть латинскими буквами) "
                    "и не начинается с 00"
                )
            )
        )
    return kpp


def parse_ogrn(text: str) -> str:
    """ОГРН of a company: 13 digits."""
    number = _digits(text, (13,), N_("В ОГРН 13 цифр, введено %(n)s"))
    try:
        return stdnum_ogrn.validate(number)
    except ValidationError:
        raise InvalidIdentifier(
            Message(N_("Контрольная цифра ОГРН не сходится: проверьте, нет ли опечатки"))
        ) from None


def parse_ogrnip(text: str) -> str:
    """ОГРНИП of a sole proprietor: 15 digits, the first is 3.

    Checked here: python-stdnum compares the remainder itself with the digit and so refuses the
    valid numbers whose remainder has two digits.
    """
    number = _digits(text, (15,), N_("В ОГРНИП 15 цифр, введено %(n)s"))
    if number[0] != "3":
        raise InvalidIdentifier(Message(N_("ОГРНИП начинается с цифры 3")))
    if int(number[:-1]) % 13 % 10 != int(number[-1]):
        raise InvalidIdentifier(
            Message(N_("Контрольная цифра ОГРНИП не сходится: проверьте, нет ли опечатки"))
        )
    return number


def parse_snils(text: str) -> str:
    """СНИЛС as 11 digits; numbers up to 001-001-998 were given without a check number."""
    number = _digits(text, (11,), N_("В СНИЛС 11 цифр, введено %(n)s"))
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number[:9]))
    if int(number[:9]) > _FIRST_CHECKED_SNILS and total % 101 % 100 != int(number[9:]):
        raise InvalidIdentifier(
            Message(N_("Контрольное число СНИЛС не сходится: проверьте, нет ли опечатки"))
        )
    return number


def parse_okpo(text: str) -> str:
    """ОКПО of a company (8 digits) or of a sole proprietor (10 digits)."""
    number = _digits(text, (8, 10), N_("В ОКПО 8 или 10 цифр, введено %(n)s"))
    if _okpo_check_digit(number[:-1]) != int(number[-1]):
        raise InvalidIdentifier(
            Message(N_("Контрольная цифра ОКПО не сходится: проверьте, нет ли опечатки"))
        )
    return number


def parse_bik(text: str) -> str:
    """БИК of a bank or of a treasury body: 9 digits, no check digit."""
    return _digits(text, (9,), N_("В БИК 9 цифр, введено %(n)s"))


def parse_settlement_account(text: str, bik: str) -> SettlementAccount:
    """Settlement account (расчётный счёт) at the bank with this `bik`.

    A wrong length raises; a key that does not agree is a warning. Accounts of the treasury
    (БИК 01…) have no such key and are not checked.
    """
    number = _account_digits(text)
    bik = parse_bik(bik)
    if bik.startswith(_TREASURY_BIK):
        return SettlementAccount(number)
    # Divisions of the Bank of Russia keep settlement accounts under their own code.
    prefix = "0" + bik[4:6] if bik[6:] in _DISTRICT_BRANCHES else bik[6:]
    if _account_key_agrees(prefix, number):
        return SettlementAccount(number)
    return SettlementAccount(
        number,
        Message(
            N_(
                "Расчётный счёт не сходится с БИК %(bik)s: проверьте оба номера. "
                "Если банк подтвердил их, сохраните как есть."
            ),
            bik=bik,
        ),
    )


def parse_correspondent_account(text: str, bik: str) -> str:
    """Correspondent account of the bank with this `bik`; that of the treasury is not checked."""
    number = _account_digits(text)
    bik = parse_bik(bik)
    if not bik.startswith(_TREASURY_BIK) and not _account_key_agrees("0" + bik[4:6], number):
        raise InvalidIdentifier(
            Message(
                N_("Корреспондентский счёт не сходится с БИК %(bik)s: проверьте оба номера"),
                bik=bik,
            )
        )
    return number


def parse_phone(text: str) -> str:
    """One telephone number, stored as ``+74951234567`` or ``+74951234567;ext=101``.

    A leading 8 and bare 10 digits are Russian; other countries need «+» and their code.
    """
    text = _EXTENSION_IN_BRACKETS.sub(r"\1 ext. \2", _EXTENSION_WORDS.sub(" ext. ", text.strip()))
    try:
        phone = phonenumbers.parse(text, "RU")
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise InvalidIdentifier(
                Message(N_("Такого кода страны нет: российский номер начинается с +7 или 8"))
            ) from None
        raise InvalidIdentifier(
            Message(N_("Не похоже на один номер телефона. Пример: +7 (495) 123-45-67, доб. 101"))
        ) from None
    _check_phone_length(phone)
    stored = phonenumbers.format_number(phone, PhoneNumberFormat.E164)
    return f"{stored};ext={phone.extension}" if phone.extension else stored


def format_phone(stored: str) -> str:
    """Show a stored number: ``+7 (495) 123-45-67, доб. 101``; unknown text comes back as it is."""
    main, _, extension = stored.partition(";ext=")
    try:
        phone = phonenumbers.parse(main)
    except NumberParseException:
        return stored
    digits = str(phone.national_number)
    if phone.country_code == _HOME_COUNTRY and len(digits) == 10:
        shown = f"+7 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    else:
        shown = phonenumbers.format_number(phone, PhoneNumberFormat.INTERNATIONAL)
    return f"{shown}, доб. {extension}" if extension else shown


def parse_email(text: str) -> str:
    """One e-mail address in lower case; a Cyrillic domain stays readable.

    The domain is not looked up, so forms work offline. Reserved domains (``.local``, ``.test``)
    are refused, as is Cyrillic before the @: few servers would deliver to it.
    """
    address = text.strip()
    if not address.isprintable() or " " in address or address.count("@") > 1:
        raise InvalidIdentifier(Message(N_("Введите один адрес, без имени и пробелов")))
    local, at, _ = address.partition("@")
    if not at:
        raise InvalidIdentifier(Message(N_("В адресе нет знака @. Пример: ivanov@romashka.ru")))
    if not local.isascii():
        raise InvalidIdentifier(Message(N_("До знака @ бывают только латинские буквы и цифры")))
    try:
        found = validate_email(address, allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError:
        raise InvalidIdentifier(
            Message(N_("В адресе опечатка: проверьте буквы и точки. Пример: ivanov@romashka.ru"))
        ) from None
    return found.normalized.lower()


def _digits(text: str, lengths: tuple[int, ...], wrong_length: str) -> str:
    number = _SEPARATORS.sub("", text)
    if not number:
        raise InvalidIdentifier(Message(N_("Введите номер")))
    if not (number.isascii() and number.isdigit()):
        raise InvalidIdentifier(
            Message(N_("Здесь только цифры, а введено «%(text)s»"), text=text.strip()[:40])
        )
    if len(number) not in lengths:
        raise InvalidIdentifier(Message(wrong_length, n=len(number)))
    return number


def _account_digits(text: str) -> str:
    return _digits(text, (20,), N_("В номере счёта 20 цифр, введено %(n)s"))


def _account_key_agrees(prefix: str, account: str) -> bool:
    """Weights 7, 1, 3 over the three digits of the bank and the twenty of the account."""
    weights = (7, 1, 3)
    digits = enumerate(prefix + account)
    return sum(int(digit) * weights[place % 3] for place, digit in digits) % 10 == 0


def _okpo_check_digit(digits: str) -> int:
    """Weights 1..10 in a circle, then once more from 3 where the remainder is 10."""
    for first in (1, 3):
        weighted = (
            int(digit) * ((place + first - 1) % 10 + 1) for place, digit in enumerate(digits)
        )
        if (remainder := sum(weighted) % 11) < 10:
            return remainder
    return 0


def _check_phone_length(phone: PhoneNumber) -> None:
    outcome = phonenumbers.is_possible_number_with_reason(phone)
    digits = str(phone.national_number)
    too_long = outcome == phonenumbers.ValidationResult.TOO_LONG
    if phone.country_code == _HOME_COUNTRY:
        too_long = len(digits) > 10
    if too_long:
        raise InvalidIdentifier(
            Message(N_("Лишние цифры: введите один номер, добавочный пишется после «доб.»"))
        )
    if outcome != phonenumbers.ValidationResult.IS_POSSIBLE or (
        phone.country_code == _HOME_COUNTRY and len(digits) < 10
    ):
        raise InvalidIdentifier(
            Message(N_("Не хватает цифр: нужны код города или оператора и номер, всего 10 цифр"))
        )
    if phone.country_code == _HOME_COUNTRY and digits[0] not in _HOME_AREAS:
        raise InvalidIdentifier(
            Message(N_("Нет такого кода города или оператора: проверьте первые цифры"))
        )
