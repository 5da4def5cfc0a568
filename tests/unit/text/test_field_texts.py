"""What models wrote in other people's homes, and what the voice should say; as the stages cut and clean it."""

# ruff: noqa: RUF001

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.text.clauses import ClauseSplitter
from appliance.text.plain_text import plain_text
from appliance.text.spoken_text import spoken_text

FIELD = Path(__file__).parents[2] / "field"
SAID = {
    "Her number is 555.123.4567.": "five five five, one two three, four five six seven",
    "It was big in the '90s.": "the nineties",
    "World War II ended in 1945; Super Bowl LVIII was in 2024.": (
        "World War two ended in nineteen forty-five; Super Bowl fifty-eight was in twenty twenty-four"
    ),
    "It is 25℃ outside, or 77℉.": "twenty-five degrees Celsius outside, or seventy-seven degrees Fahrenheit",
    "Add 2 tbsp of sugar and 1 tsp of salt.": "two tablespoons of sugar and one teaspoon of salt",
    "It is 50/50, and the odds are 3-to-1.": "It is fifty fifty, and the odds are three to one.",
    "The price is 1.234,56 €.": "one thousand two hundred and thirty-four euros and fifty-six cents",
    "It happened on Nov 28 and on Sept. 3.": "on November twenty-eighth and on September third",
    "======": "",
}
"""Where the file's right-hand side is only the gist."""


def said(text: str, size: int, language: str = "en") -> list[str]:
    """Return what the voice is given of a reply that comes in pieces, without what only begins a part early."""
    splitter = ClauseSplitter()
    parts = [part for start in range(0, len(text), size) for part in splitter.add(text[start : start + size])]
    if rest := splitter.finish():
        parts.append(rest)
    spoken = [spoken_text(plain_text(part.text), language) for part in parts if not part.is_opening]
    return [part for part in spoken if part]


def written() -> list[tuple[str, str]]:
    files = sorted((FIELD / "text").glob("*.txt"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if " ||| " in line]
    pairs = [line.split(" ||| ") for line in lines if not line.startswith("#")]
    return [(text, SAID.get(text, right)) for text, right in pairs]


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(("text", "right"), written())
def test_a_line_is_said_as_a_person_would(text: str, right: str, size: int) -> None:
    whole = " ".join(said(text, size))
    assert (whole == "") if not right else (right in whole)


def test_a_day_at_the_beginning_is_no_list_item() -> None:
    assert said("25. December 2026 is a Friday.", 1) == ["the twenty-fifth of December twenty twenty-six is a Friday."]
    assert said("28. November ist es.", 2, "de") == ["28. November ist es."]


REPLIES = {
    "latex": [
        "The temperature today is nineteen degrees Celsius and the high is twenty-five degrees Celsius.",
        "The area of a circle is A equals pi r squared, so with r equals two it is four pi.",
        "one half plus one quarter equals three quarters",
    ],
    "markdown": [
        "Three steps",
        "Boil the water, about five minutes.",
        "Add the eggs, carefully!",
        "Wait: sleep, three hundred.",
        "Egg, Time",
        "soft, four minutes",
        "hard, nine minutes",
        "print done",
        "Enjoy! See the guide.",
    ],
    "other-script": [
        "Hello in Chinese is NiHao, nǐ hǎo,",
        "in Russian it is Privet, in Japanese konnichiha, and in Greek geia.",
    ],
}


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_said_without_its_markup(name: str, size: int) -> None:
    text = (FIELD / "llm" / f"{name}.txt").read_text("utf-8")
    assert " ".join(said(text, size)) == " ".join(REPLIES[name])


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("de", "Es sind 25℃ und 10⁶ Bakterien.", "Es sind 25 Grad Celsius und 10 hoch 6 Bakterien."),
        ("de", "Heute ist der 28.11.2026.", "Heute ist der 28. November 2026."),
        ("de", "Das kostet 1.234,56 €.", "Das kostet 1.234,56 €."),
        ("de", "5 < 7 und x² = 4", "5 kleiner als 7 und x hoch zwei gleich 4"),
        ("de", "12 m², -5 °C, 70 µm", "12 Quadratmeter, minus 5 Grad Celsius, 70 Mikrometer"),
        ("de", "Im Notfall rufe die 112 an.", "Im Notfall rufe die 1 1 2 an."),
        ("de", "Die Nummer ist 030 901820.", "Die Nummer ist 0 3 0, 9 0 1 8 2 0."),
        ("de", "Er ist 112 Jahre alt.", "Er ist 112 Jahre alt."),
        ("de", "Es sind $19^\\circ$C.", "Es sind 19 Grad Celsius."),
        ("de", "Am 28. November 2026 kommt Dr. Weiß.", "Am 28. November 2026 kommt Dr. Weiß."),
        ("fr", "Il fait 25℃, soit 10³ fois.", "Il fait 25 degrés Celsius, soit 10 au cube fois."),
        ("fr", "C'est le 28/11/2026.", "C'est le 28 novembre 2026."),
        ("es", "Son 25 °C y x² < 5.", "Son 25 grados Celsius y x al cuadrado menor que 5."),
        ("it", "Sono 25 °C e 10⁶.", "Sono 25 gradi Celsius e 10 elevato a 6."),
        ("pt", "São 25℃ e 10⁶.", "São 25°C e 1000000."),
        ("ru", "Привет, 10⁻³.", "Привет, 1/1000."),
        ("de", "Hallo heißt Привет.", "Hallo heißt Privet."),
        ("de", "5 ‰ nach § 5, 30°C–35°C", "5 Promille nach Paragraf 5, 30 Grad Celsius bis 35 Grad Celsius"),
        ("de", "10 € – 20 €, |x| = 3", "10 € bis 20 €, Betrag von x gleich 3"),
        ("de", "Wähle *100#.", "Wähle Stern 1 0 0 Raute."),
        ("de", "Schreib an a@b.de.", "Schreib an a ät b.de."),
        ("fr", "Le 06 12 34 56 78.", "Le 0 6, 1 2, 3 4, 5 6, 7 8."),
        ("de", "1010₂ ist 10.", "1010 base 2 ist 10."),
    ],
)  # fmt: skip
def test_other_languages_keep_their_values(language: str, text: str, right: str) -> None:
    assert " ".join(said(text, 1000, language)) == right
