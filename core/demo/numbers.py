"""Identifiers with right check digits that, as far as one can tell, belong to nobody.

A demo company's requisites get printed, mailed and put into payment QR codes, so none may hit a
real firm, account or telephone:

* tax numbers use inspection numbers 96-98, which no region has;
* state registration numbers use the record numbers from 98 00000 up, far above those in use;
* banks are invented and their БИК carry subdivision 98, which the Bank of Russia has not given;
* a local telephone number never begins with 0 (numbering plan of Russia), mobile ones use the
  codes 972-976, which are not allotted to any operator.
"""

from random import Random

from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from core.demo.records import BankAccount

_ACCOUNT_WEIGHTS = (7, 1, 3)
_MOBILE_CODES = ("972", "973", "974", "975", "976")

# Name and БИК: 04, area of ОКАТО, subdivision 98, number of the bank.
BANKS = (
    ("ПАО «Обводный банк», г. Санкт-Петербург", "044098731"),
    ("АО «Банк Заречная верста», г. Нижний Новгород", "042298612"),
    ("АО КБ «Камский причал», г. Казань", "049298554"),
    ("ПАО «Банк Каменный пояс», г. Екатеринбург", "046598817"),
    ("ООО «Банк Тихий плёс», г. Самара", "043698466"),
    ("АО «Сибирский тракт Банк», г. Новосибирск", "045098795"),
    ("ПАО «Банк Белый колодец», г. Москва", "044598903"),
    ("АО КБ «Донской курень», г. Ростов-на-Дону", "046098572"),
)


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def company_inn(rng: Random, region: str) -> str:
    """ИНН of a legal entity (10 digits) of the region with this two-digit code."""
    body = f"{region}{rng.choice(('96', '97', '98'))}{_digits(rng, 5)}"
    return body + stdnum_inn.calc_company_check_digit(body)


def personal_inn(rng: Random, region: str) -> str:
    """ИНН of a person or sole proprietor (12 digits)."""
    body = f"{region}{rng.choice(('96', '97', '98'))}{_digits(rng, 6)}"
    return body + stdnum_inn.calc_personal_check_digits(body)


def kpp_for(inn: str) -> str:
    """КПП given at the place of registration: the inspection, reason 01, first record."""
    return f"{inn[:4]}01001"


def company_ogrn(rng: Random, region: str, year: int) -> str:
    """ОГРН (13 digits) of a company registered in `year`."""
    body = f"1{year % 100:02d}{region}98{_digits(rng, 5)}"
    return body + stdnum_ogrn.calc_check_digit(body + "0")


def proprietor_ogrn(rng: Random, region: str, year: int) -> str:
    """ОГРНИП (15 digits) of a sole proprietor registered in `year`."""
    while True:
        body = f"3{year % 100:02d}{region}98{_digits(rng, 7)}"
        # Validators differ on remainders 10 to 12 (last digit, or never valid): take another.
        check = stdnum_ogrn.calc_check_digit(body + "0")
        if len(check) == 1:
            return body + check


def okpo(rng: Random) -> str:
    """ОКПО of a legal entity (8 digits): weighted sum modulo 11, weights 1.. and, on 10, 3.."""
    body = f"98{_digits(rng, 5)}"
    for first_weight in (1, 3):
        check = sum((first_weight + i) * int(digit) for i, digit in enumerate(body)) % 11
        if check < 10:
            return f"{body}{check}"
    return f"{body}0"


def _keyed(account: str, prefix: str) -> str:
    """Put into the ninth digit of `account` the key that makes the weighted sum divide by 10."""
    for key in "0123456789":
        candidate = f"{account[:8]}{key}{account[9:]}"
        digits = prefix + candidate
        total = sum(int(digit) * _ACCOUNT_WEIGHTS[i % 3] % 10 for i, digit in enumerate(digits))
        if total % 10 == 0:
            return candidate
    raise AssertionError("a key exists for every account: weight 7, 1 or 3 is coprime to 10")


def bank_account(rng: Random, bank_index: int, kind: str = "40702") -> BankAccount:
    """A ruble account in one of `BANKS`; `kind` is the balance account (40802 for an ИП)."""
    name, bik = BANKS[bank_index]
    return BankAccount(
        account=_keyed(f"{kind}8100{_digits(rng, 11)}", bik[-3:]),
        bik=bik,
        corr_account=_keyed(f"301018100{_digits(rng, 8)}{bik[-3:]}", f"0{bik[4:6]}"),
        bank=name,
    )


def spoiled(account: BankAccount) -> BankAccount:
    """The same account with a slip of the pen in it: its key no longer fits."""
    last = (int(account.account[-1]) + 1) % 10
    return BankAccount(
        account=f"{account.account[:-1]}{last}",
        bik=account.bik,
        corr_account=account.corr_account,
        bank=account.bank,
    )


def landline(rng: Random, area_code: str) -> str:
    """+7, the town's code and a local number from 0 on: nobody's number, E.164."""
    return f"+7{area_code}0{_digits(rng, 9 - len(area_code))}"


def mobile(rng: Random) -> str:
    """A mobile number under a code that no operator has, E.164."""
    return f"+7{rng.choice(_MOBILE_CODES)}{_digits(rng, 7)}"
