"""Identifiers: real numbers pass, mistypings are caught and explained."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.kernel.identifiers import (
    InnKind,
    InvalidIdentifier,
    format_phone,
    parse_bik,
    parse_correspondent_account,
    parse_email,
    parse_inn,
    parse_kpp,
    parse_ogrn,
    parse_ogrnip,
    parse_okpo,
    parse_phone,
    parse_settlement_account,
    parse_snils,
)

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


@st.composite
def typo(draw, number: str) -> str:
    """`number` with one digit replaced by another."""
    place = draw(st.integers(0, len(number) - 1))
    other = draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    return number[:place] + other + number[place + 1 :]


# --- ИНН --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["7707083893", "7736050003", "7736207543", "7708004767"])
def test_inn_of_a_company_passes(number):
    inn = parse_inn(number)

    assert (inn.number, inn.kind, str(inn)) == (number, InnKind.COMPANY, number)


def test_inn_of_a_person_passes():
    assert parse_inn("500100732259").kind is InnKind.PERSON


def test_spaces_and_dashes_of_a_pasted_number_are_forgiven():
    assert parse_inn(f" 77{NO_BREAK_SPACE}07-083 893\n").number == "7707083893"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("770708389", "В ИНН 10 или 12 цифр, введено 9"),
        ("77070838930", "В ИНН 10 или 12 цифр, введено 11"),
        ("7707083894", "Контрольная цифра ИНН не сходится: проверьте, нет ли опечатки"),
        ("500100732258", "Контрольная цифра ИНН не сходится: проверьте, нет ли опечатки"),
        ("0000000000", "ИНН не начинается с 00: проверьте первые цифры"),
        ("ИНН 7707083893", "Здесь только цифры, а введено «ИНН 7707083893»"),
        ("٧٧٠٧٠٨٣٨٩٣", "Здесь только цифры, а введено «٧٧٠٧٠٨٣٨٩٣»"),
        ("  ", "Введите номер"),
    ],
)
def test_wrong_inn_is_refused_in_words_that_say_what_to_do(text, says):
    with pytest.raises(InvalidIdentifier) as refusal:
        parse_inn(text)

    assert str(refusal.value) == says


def inn_of_company(base: str) -> str:
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    remainder = sum(int(d) * w for d, w in zip(base, weights, strict=True)) % 11
    # Remainders 0 and 10 give one check digit: only there a mistyping may pass by the scheme.
    assume(remainder not in (0, 10))
    return f"{base}{remainder}"


@given(digits(9).filter(lambda base: not base.startswith("00")).map(inn_of_company), st.data())
def test_one_wrong_digit_in_an_inn_is_always_caught(number, data):
    assert parse_inn(number).number == number

    with pytest.raises(InvalidIdentifier):
        parse_inn(data.draw(typo(number)))


# --- registration numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parse", "text", "stored"),
    [
        (parse_kpp, "773601001", "773601001"),
        (parse_kpp, "7736ab001", "7736AB001"),
        (parse_kpp, "7736 01 001", "773601001"),
        (parse_ogrn, "1027700132195", "1027700132195"),
        (parse_ogrn, "1027700070518", "1027700070518"),
        (parse_ogrn, "1027700229193", "1027700229193"),
        (parse_ogrn, "1027700035769", "1027700035769"),
        (parse_ogrnip, "304500116000157", "304500116000157"),
        (parse_snils, "112-233-445 95", "11223344595"),
        (parse_snils, "087-654-303 00", "08765430300"),
        (parse_snils, "001-001-998 99", "00100199899"),
        (parse_okpo, "00032537", "00032537"),
        (parse_bik, "044525225", "044525225"),
    ],
)
def test_real_numbers_pass_and_are_stored_bare(parse, text, stored):
    assert parse(text) == stored


@pytest.mark.parametrize(
    ("parse", "text", "says"),
    [
        (parse_kpp, "77360100", "В КПП 9 знаков, введено 8"),
        (parse_kpp, "003601001", "КПП состоит"),
        (parse_kpp, "7736ЯЯ001", "КПП состоит"),
        (parse_ogrn, "102770013219", "В ОГРН 13 цифр, введено 12"),
        (parse_ogrn, "1027700132196", "Контрольная цифра ОГРН"),
        (parse_ogrn, "0027700132195", "Контрольная цифра ОГРН"),
        (parse_ogrnip, "30450011600015", "В ОГРНИП 15 цифр, введено 14"),
        (parse_ogrnip, "304500116000158", "Контрольная цифра ОГРНИП"),
        (parse_ogrnip, "104500116000157", "начинается с цифры 3"),
        (parse_snils, "112-233-445", "В СНИЛС 11 цифр, введено 9"),
        (parse_snils, "112-233-445 96", "Контрольное число СНИЛС"),
        (parse_okpo, "0003253", "В ОКПО 8 или 10 цифр, введено 7"),
        (parse_okpo, "00032538", "Контрольная цифра ОКПО"),
        (parse_bik, "04452522", "В БИК 9 цифр, введено 8"),
    ],
)
def test_wrong_numbers_are_refused_with_the_reason(parse, text, says):
    with pytest.raises(InvalidIdentifier, match=says):
        parse(text)


@given(digits(11))
def test_ogrn_whose_remainder_has_two_digits_is_valid_too(rest):
    base = "1" + rest

    assert parse_ogrn(base + str(int(base) % 11 % 10))


@given(digits(13))
def test_ogrnip_whose_remainder_has_two_digits_is_valid_too(rest):
    base = "3" + rest

    assert parse_ogrnip(base + str(int(base) % 13 % 10))


@given(digits(9).filter(lambda base: int(base) > 1001998), st.data())
def test_one_wrong_digit_in_a_snils_is_caught_unless_the_scheme_joins_0_and_100(base, data):
    remainder = sum(int(d) * (9 - i) for i, d in enumerate(base)) % 101
    assume(remainder not in (0, 100))
    number = f"{base}{remainder:02d}"
    assert parse_snils(number) == number
    wrong = data.draw(typo(number))
    assume(int(wrong[:9]) > 1001998)

    with pytest.raises(InvalidIdentifier):
        parse_snils(wrong)


@pytest.mark.parametrize(
    ("base", "check"),
    [
        ("0003253", 7),
        ("0000007", 5),  # 7 · 7 = 49, 49 % 11 = 5
        ("0000003", 5),  # 3 · 7 = 21 gives 10; once more with 9: 27 % 11 = 5
        ("0000281", 0),  # 10 with both sets of weights
        ("010000004", 5),  # ten digits, of a sole proprietor: 2 + 4 · 9 = 38, 38 % 11 = 5
    ],
)
def test_okpo_check_digit_by_hand(base, check):
    assert parse_okpo(f"{base}{check}")


# --- bank accounts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bik", "account"),
    [
        ("044525225", "30101810400000000225"),
        ("044525187", "30101810700000000187"),
        ("044525974", "30101810145250000974"),
    ],
)
def test_correspondent_accounts_of_real_banks_pass(bik, account):
    assert parse_correspondent_account(account, bik) == account


@pytest.mark.parametrize(
    ("bik", "account"),
    [("044525225", "40702810938000000001"), ("044525974", "40702810238000000001")],
)
def test_settlement_accounts_pass_without_a_warning(bik, account):
    checked = parse_settlement_account(account, bik)

    assert (checked.number, checked.warning) == (account, None)


def test_settlement_account_of_another_bank_is_a_warning_that_may_be_overridden():
    checked = parse_settlement_account("40702810238000000001", "044525225")

    assert checked.number == "40702810238000000001"
    assert "044525225" in str(checked.warning)


def test_mistyped_correspondent_account_is_an_error():
    with pytest.raises(InvalidIdentifier, match="044525225"):
        parse_correspondent_account("30101810400000000226", "044525225")


def test_accounts_of_the_treasury_are_not_checked():
    bik = "017300000"

    assert parse_settlement_account("03100643000000017300", bik).warning is None
    assert parse_settlement_account("03100643000000017301", bik).warning is None
    assert parse_correspondent_account("40102810045370000099", bik)


@pytest.mark.parametrize("parse", [parse_settlement_account, parse_correspondent_account])
@pytest.mark.parametrize(
    ("account", "bik", "says"),
    [
        ("4070281093800000000", "044525225", "В номере счёта 20 цифр, введено 19"),
        ("40702810938000000001", "04452522", "В БИК 9 цифр, введено 8"),
    ],
)
def test_wrong_lengths_of_account_and_bik_are_errors(parse, account, bik, says):
    with pytest.raises(InvalidIdentifier, match=says):
        parse(account, bik)


def with_key(prefix: str, account: str) -> str:
    """Set the ninth digit of an account, its key, as the Bank of Russia says."""
    blank = account[:8] + "0" + account[9:]
    total = sum(int(d) * (7, 1, 3)[i % 3] for i, d in enumerate(prefix + blank))
    # The key stands in place 12 of 23, whose weight is 3; ×7 undoes ×3 by the modulus of 10.
    return account[:8] + str(-total * 7 % 10) + account[9:]


@given(digits(20), st.data())
def test_one_wrong_digit_in_an_account_is_always_caught(account, data):
    good = with_key("225", account)
    assert parse_settlement_account(good, "044525225").warning is None

    assert parse_settlement_account(data.draw(typo(good)), "044525225").warning is not None


@given(digits(20), st.sampled_from(["000", "001", "002"]))
def test_divisions_of_the_central_bank_are_checked_by_their_own_code(account, branch):
    good = with_key("025", account)

    assert parse_settlement_account(good, "044525" + branch).warning is None
    assert parse_settlement_account(good, "044030" + branch).warning is not None


# --- telephones -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("+7 (495) 123-45-67", "+74951234567", "+7 (495) 123-45-67"),
        ("8 495 123 45 67", "+74951234567", "+7 (495) 123-45-67"),
        ("84951234567", "+74951234567", "+7 (495) 123-45-67"),
        ("74951234567", "+74951234567", "+7 (495) 123-45-67"),
        ("4951234567", "+74951234567", "+7 (495) 123-45-67"),
        ("8001234567", "+78001234567", "+7 (800) 123-45-67"),
        ("8-800-555-35-35", "+78005553535", "+7 (800) 555-35-35"),
        ("тел. 8 495 123-45-67", "+74951234567", "+7 (495) 123-45-67"),
        ("+375 29 123-45-67", "+375291234567", "+375 29 123-45-67"),
        ("+7 727 250 00 00", "+77272500000", "+7 (727) 250-00-00"),
    ],
)
def test_telephones_are_stored_in_one_form_and_shown_in_one(text, stored, shown):
    assert parse_phone(text) == stored
    assert format_phone(stored) == shown


@pytest.mark.parametrize(
    "extension",
    [
        "доб. 101", "доб.101", ", доб 101", "добавочный 101", "вн. 101", "внутр. 101",
        "внутренний: 101", "#101", "ext 101", "(101)",
    ],
)  # fmt: skip
def test_extension_is_understood_in_any_writing(extension):
    stored = parse_phone(f"8 (495) 123-45-67 {extension}")

    assert stored == "+74951234567;ext=101"
    assert format_phone(stored) == "+7 (495) 123-45-67, доб. 101"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("123-45-67", "Не хватает цифр"),
        ("+7 495 123", "Не хватает цифр"),
        ("+7 495 123-45-678", "Лишние цифры"),
        ("8 495 1234567, 8 916 1234567", "один номер"),
        ("+89161234567", "кода страны"),
        ("+7 123 456-78-90", "кода города"),
        ("", "Не похоже"),
        ("позвоните мне", "Не похоже"),
    ],
)
def test_what_cannot_be_dialled_is_refused_with_the_reason(text, says):
    with pytest.raises(InvalidIdentifier, match=says):
        parse_phone(text)


@given(st.sampled_from("3489"), digits(9), st.none() | st.integers(1, 99999))
def test_a_shown_number_is_read_back_as_it_was_stored(head, rest, extension):
    typed = f"+7{head}{rest}" + (f" доб. {extension}" if extension else "")
    stored = parse_phone(typed)

    assert parse_phone(format_phone(stored)) == stored


def test_text_that_is_no_stored_number_is_shown_as_it_is():
    assert format_phone("уточнить у секретаря") == "уточнить у секретаря"


# --- e-mail -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" Anna.Petrova@Romashka.RU ", "anna.petrova@romashka.ru"),
        ("info@пример.рф", "info@пример.рф"),
        ("a+b@sub.example.com", "a+b@sub.example.com"),
    ],
)
def test_addresses_are_stored_in_lower_case(text, stored):
    assert parse_email(text) == stored


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "нет знака @"),
        ("anna.romashka.ru", "нет знака @"),
        ("Анна <anna@romashka.ru>", "один адрес"),
        ("anna@romashka.ru, boris@romashka.ru", "один адрес"),
        ("anna@romashka.ru\nBcc: all@romashka.ru", "один адрес"),
        ("анна@romashka.ru", "латинские"),
        ("anna@romashka", "опечатка"),
        ("anna@romashka..ru", "опечатка"),
        ("anna.@romashka.ru", "опечатка"),
        ("anna@zavod.local", "опечатка"),
    ],
)
def test_addresses_that_cannot_receive_are_refused_with_the_reason(text, says):
    with pytest.raises(InvalidIdentifier, match=says):
        parse_email(text)
