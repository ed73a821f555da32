"""Search tokens: what people type meets what the price list says."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.stems import normalise_sku, readings, stem, tokens, trigrams

LATIN_FOR_CYRILLIC = str.maketrans("АВСЕНКМОРТХУавсенкмортху", "ABCEHKMOPTXYabcehkmoptxy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Болт М8х40 оцинкованный ГОСТ 7798-70 (DIN 933)",
            ["болт", "м8х40", "оцинк", "гост", "7798", "70", "din", "933"],
        ),
        ("Кабель ВВГнг(А)-LS 3×2,50 кв.мм", ["кабел", "ввгнг", "ls", "3х2.5", "мм2"]),
        ("Саморез-шуруп 4,2 x 13", ["саморез", "шуруп", "4.2х13"]),
        ('Кран шаровой 1/2" 1½', ["кран", "шаров", "1/2", "1", "1/2"]),
        ("Труба Ø16 №5", ["труб", "16", "5"]),
        ("100мм х 200мм", ["100", "мм", "200", "мм"]),
        ("от 23.10.2026", ["23.10.2026"]),
        ("", []),
        ("— / *", []),
    ],
)
def test_names_of_goods_become_tokens(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ["М8", "M8", "м8", "m8", "М 8"],
        ["М8х40", "M8x40", "м8X40", "М8*40", "М8 х 40", "M8×40"],
        ["3х2.5", "3x2,5", "3*2.5", "3 × 2,50"],
        ["2.5мм2", "2,5 мм²", "2.5 кв.мм", "2,5 кв мм", "2.50 мм кв."],
        ["5 м3", "5м³", "5 куб.м", "5 куб. м", "5 м. куб."],
        ["10 кг", "10кг", "10 kg", "10kg"],
        ["DIN933", "DIN 933", "din 933"],
        ["ГОСТ 7798-70", "гост7798-70"],
        ["IP44", "IP 44"],
        ["ТУ 14", "ТУ14", "TY14", "TY 14"],
        ["EN10025", "EN 10025"],
        ["16А", "16 А", "16A", "16 a"],
        ["220В", "220 V", "220v"],
        ["4,5кА", "4.5 kA", "4,50 кА"],
        ["3П", "3P", "3р", "3-полюсный", "3 полюса", "3-х полюсный", "трёхполюсный"],
        ["C16", "С16", "16А С", "16A (C)", "С 16А", "16А хар. С", "16 А тип C"],
        ["C25 6кА", "25А 6кА хар. C"],
        ["оцинк.", "оц.", "цинк", "оцинкованная", "ЦИНК"],
        ["нерж.", "нержавейка", "нержавеющий"],
        ["ВВГнг", "ВВГ нг", "ВВГ-нг", "BBГнг"],
        ["d20", "ф20", "Ф 20"],
        ["ABB", "АВВ"],
        ["Ёмкость", "ЕМКОСТЬ", "емкости"],
    ],
)
def test_manners_of_writing_one_thing_give_the_same_tokens(spellings):
    assert len({tuple(tokens(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        "болт болты болтов болтам",
        "шайба шайбы шайб",
        "гайка гайки гаек гайкам",
        "розетка розетки розеток",
        "втулка втулки втулок",
        "рейка реек рейки",
        "кабель кабели кабелей кабеля",
        "оцинкованный оцинкованная оцинкованных",
        "потолок потолки",
        "крючок крючки крючков",
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({tuple(tokens(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("М8", "М10"),
        ("3х2.5", "32.5"),
        ("1.5", "15"),
        ("болт", "винт"),
        ("1/2", "12"),
        ("16А", "16кА"),
        ("16А", "16мА"),
        ("12В", "12Вт"),
        ("3П", "3 п.м"),
        ("розетка 16А с крышкой", "розетка C16 крышкой"),
    ],
)
def test_different_things_stay_different(one, other):
    assert tokens(one) != tokens(other)


def test_english_words_are_not_taken_for_cyrillic_ones():
    assert tokens("Schneider Electric") == ["schneider", "electric"]


def test_counting_words_and_prepositions_are_left_out():
    assert tokens("болты для дерева, 10 шт. в упак.") == ["болт", "дерев", "10"]


def test_repetitions_and_order_are_kept():
    assert tokens("болт гайка болт") == ["болт", "гайк", "болт"]


@given(st.text(max_size=60))
def test_tokens_promise_their_alphabet(text):
    for token in tokens(text):
        assert re.fullmatch(r"[^\W_]+([./][^\W_]+)*", token)
        assert token == token.casefold()


@given(st.from_regex(r"[А-Я]{1,3}[0-9]{1,4}(х[0-9]{1,3})?", fullmatch=True))
def test_look_alikes_of_the_other_alphabet_change_nothing_in_a_code(code):
    typed = code.translate(LATIN_FOR_CYRILLIC)

    assert tokens(typed) == tokens(code)
    assert normalise_sku(typed) == normalise_sku(code)


def test_threads_do_not_spoil_each_others_stems():
    words = [
        f"{head}{tail}" for head in ("болт", "винт", "трос", "уголк") for tail in ("ами", "ов")
    ]
    expected = [tokens(word) for word in words]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tokens, words * 50)) == expected * 50


@pytest.mark.parametrize(
    "spellings",
    [
        ["BLT-8", "blt 8", "BLT8", "blt_8", " ВLТ—8 "],
        ["А1-15", "A1 15", "a1 - 15", "А1–15"],
        ["КГ-3х2,5", "кг 3x2.5", "КГ3*2.5"],
        ["АРТ 12 /5", "арт12/5"],
    ],
)
def test_one_article_code_in_any_writing(spellings):
    assert len({normalise_sku(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("A1-15", "A11-5"), ("A-1.5", "A-15"), ("A1/2", "A12"), ("БЛТ8", "BLT8")]
)
def test_different_article_codes_stay_different(one, other):
    assert normalise_sku(one) != normalise_sku(other)


@given(st.text(st.characters(codec="cp1251"), max_size=30))
def test_a_normalised_code_is_normal(text):
    code = normalise_sku(text)

    assert normalise_sku(code) == code


@pytest.mark.parametrize(
    ("token", "others"),
    [
        ("м8х40", ["8х40"]),
        ("d20", ["20", "20а"]),
        ("16а", ["16"]),
        ("с16", ["16", "16а"]),
        ("4.5ка", ["4.5"]),
        ("1х6", ["6"]),
        ("м12", ["12"]),
        ("болт", []),
        ("12", []),
    ],
)
def test_a_size_may_be_asked_by_its_number_alone(token, others):
    assert sorted(readings(token)) == sorted(others)


def test_trigrams_mark_the_beginning_and_the_end():
    assert trigrams("м8") == {"  м", " м8", "м8 "}
    assert trigrams("болт") & trigrams("болты") == {"  б", " бо", "бол", "олт"}


@pytest.mark.parametrize(
    "forms",
    [
        ["Запрос", "запросами", "ЗАПРОСА"],
        ["сделка", "сделок", "сделкой"],
        ["владелец", "владельца", "Владельцу"],
        ["боец", "бойца"],
        ["подпись", "подписи", "подписями"],
        ["отчёт", "отчетом"],
        ["прайс-лист", "Прайс‑листами"],
        ["неудовлетворённый", "неудовлетворенного"],
        ["КП", "кп"],
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("договор", "договорились"), ("отказ", "отказать"), ("план", "тайм-план"), ("акт", "факт")],
)
def test_other_words_have_other_stems(one, other):
    assert stem(one) != stem(other)
