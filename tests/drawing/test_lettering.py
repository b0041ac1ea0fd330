import pytest

from flows.definition.lettering import COURIER, em, placeholder, wrap


def test_a_chinese_character_is_one_em_wide_and_latin_letters_less():
    assert em("动火许可证") == 5
    assert em("il") < em("nn") < em("mm") <= 2


@pytest.mark.parametrize("width", [0.1, 1.0, 4.9, 17.3])
def test_a_placeholder_is_at_least_as_wide_as_its_words_and_little_wider(width):
    word = placeholder(7, width)
    assert word.isascii()
    assert width <= len(word) * COURIER <= max(width + COURIER, 3 * COURIER)


def test_placeholders_of_different_numbers_never_begin_with_one_another():
    words = [placeholder(number, width) for number in range(120) for width in (0.5, 6.0)]
    by_number = {word.split("_")[0] for word in words}
    assert len(by_number) == 120
    assert all(word.split("_")[0] + "_" == word[: len(word.split("_")[0]) + 1] for word in words)


def test_words_are_broken_behind_a_comma_rather_than_in_a_name():
    assert wrap("Front desk, Safety supervisor", 14.0) == ["Front desk,", "Safety supervisor"]
    assert wrap("前台接待、工程部主管", 7.0) == ["前台接待、", "工程部主管"]


def test_no_line_begins_with_a_punctuation_mark_and_nothing_is_lost():
    text = "申请人须是该房号的业主，或者是持有效授权书的装修负责人。"
    for most in (4.0, 6.0, 9.0, 13.0):
        lines = wrap(text, most)
        assert "".join(lines) == text
        assert not any(line[0] in "，。" for line in lines)
        assert all(em(line) <= most + 1 for line in lines)


def test_a_word_longer_than_the_line_stands_alone():
    assert wrap("a incomprehensibilities b", 4.0) == ["a", "incomprehensibilities", "b"]
