"""Text for the voice: markdown is removed, figures and symbols become words."""

# ruff: noqa: RUF001

from __future__ import annotations

import pytest

from appliance.text.spoken_text import plain_text, spoken_text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("**Paris** is the *capital*, _really_.", "Paris is the capital, really."),
        ("**Half of it.", "Half of it."),
        ("and the rest.**", "and the rest."),
        ("1. Boil water.", "Boil water."),
        ("- apples\n- pears\n- plums", "apples, pears, plums"),
        ("# Title\nSome text", "Title. Some text"),
        ("```python\nprint('hi')\n```", "print('hi')"),
        ("Use `code` here", "Use code here"),
        ("See [the site](http://example.com/a) now.", "See the site now."),
        ("😀 Hello 👍🏽 there ☀️", "Hello there"),
        ("<b>bold</b> and<br>new", "bold and new"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a, b, 1, 2"),
        ("| a | b |", "a, b"),
        ("> quoted", "quoted"),
        ("fish &amp; chips", "fish & chips"),
        ("  two\n lines ", "two lines"),
        ("---", ""),
        ("🙂", ""),
        ("", ""),
    ],
)
def test_markdown_is_removed(written: str, plain: str) -> None:
    assert plain_text(written) == plain


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "2*3*4 is 24",
        "a_b and snake_case_name",
        "5 > 3 and 2 < 4",
        "It is 1.",
        "4.",
        "1984. It was a year.",
        "Don't say \"no\", it's 'fine'.",
        "It is 20 °C.",
        "Is it? Yes!",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert plain_text(text) == text


SPOKEN = [
    ("The answer is 42.", "The answer is forty-two."),
    ("1,234,567.5", "one million two hundred and thirty-four thousand five hundred and sixty-seven point five"),
    ("-40 or -3.5", "minus forty or minus three point five"),
    ("the 1st, 2nd and 23rd", "the first, second and twenty-third"),
    ("In 1984 and 2005, or 1066.", "In nineteen eighty-four and two thousand and five, or one thousand and sixty-six."),
    ("in 1066", "in ten sixty-six"),
    ("1600 meters", "one thousand six hundred meters"),
    ("60 × 60 = 3600", "sixty times sixty equals three thousand six hundred"),
    ("the 1990s", "the nineteen nineties"),
    ("1939-1945", "nineteen thirty-nine to nineteen forty-five"),
    ("3-5 eggs", "three to five eggs"),
    ("5 - 3 = 2", "five minus three equals two"),
    ("a <= b, c>=d and e != f == g", "a is at most b, c is at least d and e is not equal to f equals g"),
    ("007", "zero zero seven"),
    ("1.1111...", "one point one one one one and so on"),
    ("3.14159265358979", "three point one four one five nine two and so on"),
    (
        "12345678901234567890",
        "one two three four five six seven eight nine zero one two three four five six seven eight nine zero",
    ),
    ("$5.20, €3 or $1", "five dollars and twenty cents, three euros or one dollar"),
    ("$2.5 million", "two point five million dollars"),
    ("-$5", "minus five dollars"),
    ("50%", "fifty percent"),
    ("100 km/h", "one hundred kilometers per hour"),
    ("25 °C (77 °F)", "twenty-five degrees Celsius, seventy-seven degrees Fahrenheit"),
    ("5kg, 1 cm and 16 GB", "five kilograms, one centimeter and sixteen gigabytes"),
    ("10 m2", "ten square meters"),
    ("14:30", "fourteen thirty"),
    ("3:05 pm", "three oh five PM"),
    ("at 9:00", "at nine o'clock"),
    ("2024-05-01", "May first, twenty twenty-four"),
    ("July 4, 1776", "July fourth, seventeen seventy-six"),
    ("2024-13-99", "twenty twenty-four-thirteen-ninety-nine"),
    ("1/2 cup", "one half cup"),
    ("1½ cups", "one and one half cups"),
    ("x² + y", "x squared plus y"),
    ("10^6", "ten to the power of six"),
    ("A & B @ home #1", "A and B at home number one"),
    ("Dr. Smith vs. Mr. Jones, etc.", "Doctor Smith versus Mister Jones, et cetera."),
    ("approx. 5, e.g. this, i.e. that", "approximately five, for example this, that is that"),
    ("St. Paul and Main St.", "Saint Paul and Main Street"),
    ("https://www.example.com/foo.", "example dot com slash foo."),
    ("me@example.com", "me at example dot com"),
    ("World War II and Louis XIV", "World War two and Louis the fourteenth"),
    ("USA and NASA, MP3 and H₂O", "USA and NASA, MP three and H two O"),
    ("“Hi,” she said — really.", "Hi, she said, really."),
    ("π is 3.14", "pi is three point one four"),
    ("Did I go? Malcolm X did.", "Did I go? Malcolm X did."),
    ("世界 hello café", "ShiJie hello café"),
    ("What?!", "What?"),
    ("...", ""),
    ("😀 ***", ""),
    ("", ""),
]


@pytest.mark.parametrize(("plain", "spoken"), SPOKEN)
def test_symbols_and_figures_become_words(plain: str, spoken: str) -> None:
    assert spoken_text(plain) == spoken


@pytest.mark.parametrize("text", [spoken for _, spoken in SPOKEN])
def test_clean_text_comes_back_as_it_is(text: str) -> None:
    assert spoken_text(text) == text


@pytest.mark.parametrize("text", ["rock 'n' roll", "the dogs' food", "'It's fine' he said", "well-known, isn't it?"])
def test_apostrophes_and_hyphens_inside_words_stay(text: str) -> None:
    spoken = spoken_text(text)
    assert "fine'" not in spoken
    assert [word.strip("',?") for word in spoken.split()] == [word.strip("',?") for word in text.split()]


def test_another_language_is_only_cleaned() -> None:
    assert spoken_text("Das kostet *etwa* „5 €“, oder?", "de") == "Das kostet etwa 5 €, oder?"
    assert spoken_text('Привет "мир"!', "ru_RU") == "Привет мир!"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It was called digamma (Ϝ), later koppa (Ϟ).", "It was called digamma, digamma, later koppa, koppa."),
        ("He paid a €5 Mio. fine.", "He paid a five million euro fine."),
        ("A lead of 5 g per 100 person-years.", "A lead of five grams per one hundred person-years."),
        ("Spain uses plugs of Type C and Type F.", "Spain uses plugs of Type C and Type F."),
        ("World War II and Chapter LX", "World War two and Chapter sixty"),
        (
            "Records in the 100 m, 200 m and 400 m.",
            "Records in the one hundred meters, two hundred meters and four hundred meters.",
        ),
        ("Fill the pan until 3/4 full.", "Fill the pan until three quarters full."),
        ("Pay on 3/4.", "Pay on March fourth."),
        ("The sale runs until 1/5.", "The sale runs until January fifth."),
        ("Go from 1/4 to 1/2 of it.", "Go from one quarter to one half of it."),
        ("a $5 million-dollar house", "a five million dollar house"),
        ("a $20 T-shirt", "a twenty dollars T-shirt"),
    ],
)
def test_what_once_was_said_wrongly(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken
