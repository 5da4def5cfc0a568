"""Roman numerals into English words, where the words around them say that they are numerals."""

from __future__ import annotations

from appliance.text.number_words import words_of_whole
from appliance.text.spoken.rules import rule

# The voice would say "Roman two" for "II". A ruler is "the second". "I" alone is a number in "War I" and "James I of".
_RULERS = (
    "Alexander|Alfonso|Benedict|Catherine|Charles|Christian|Clement|Constantine|Edward|Elizabeth|Ferdinand|Francis|"
    "Frederick|George|Gregory|Gustav|Haakon|Harald|Henry|Innocent|Ivan|James|Joseph|Juan Carlos|Julius|Leo|Leopold|"
    "Louis|"
    "Ludwig|Margrethe|Mary|Maximilian|Napoleon|Nicholas|Olav|Oscar|Otto|Paul|Peter|Philip|Pius|Ptolemy|Ramses|Richard|"
    "Robert|Rudolf|Sixtus|Umberto|Urban|Victor Emmanuel|Wilhelm|William|Xerxes|Darius|Abdullah|Hussein|Mehmed|Murad"
)
_TITLES = "King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Sultan|Shah|Prince|Duke|Saint"
_NUMBERED = (
    "War|Bowl|Chapter|Part|Volume|Book|Act|Scene|Section|Article|Title|Phase|Type|Class|Grade|Level|Stage|Episode|Mark|"
    "Schedule|Appendix|Table|Figure|Vatican|Canto|Symphony|Division|Category|Tier|Fantasy|Rocky|Olympiad|Games"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = r"(?=[IVXLCDM])(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?<=[IVXLCDM])"
_ROMAN_SHORT = r"(?=[IVX]{2})(X{0,3}(?:IX|IV|V?I{0,3}))(?<=[IVX])"


def _value(numeral: str) -> str:
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    return str(sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)))


ROMAN = (
    rule(
        rf"\b((?:{_RULERS})|(?:{_TITLES}) [A-Z]\w{{1,20}}(?: [A-Z]\w{{1,20}})?) (?:{_ROMAN_SHORT}\b|([VX]"
        rf"|I(?= of\b))\b)(?!\.\w)",
        lambda m: f"{m[1]} the {words_of_whole(_value(m[2] or m[3]), 'ordinal')}",
        "Henry VIII, Pope John Paul II and James I of England",
        "Henry the eighth, Pope John Paul the second and James the first of England",
    ),
    rule(
        rf"\b((?:{_NUMBERED})s?) (?=[IVX]\b|[IVXLCDM]{{2}}){_ROMAN}\b(?!['.]\w)",
        lambda m: f"{m[1]} {words_of_whole(_value(m[2]))}",
        "World War II, Super Bowl LVIII and Chapter IV",
        "World War two, Super Bowl fifty-eight and Chapter four",
    ),
    rule(
        rf"\b((?:[Tt]he |[a-z]+ )){_ROMAN}(?:st|nd|rd|th)?(?= (?:century|centuries|Century|Olympi|edition"
        rf"|dynasty|Legion))",
        lambda m: f"{m[1]}{words_of_whole(_value(m[2]), 'ordinal')}",
        "in the XIX century",
        "in the nineteenth century",
    ),
    rule(
        rf"\b([A-Z][a-z]+) {_ROMAN_SHORT}\b",
        lambda m: f"{m[1]} {words_of_whole(_value(m[2]))}",
        "Elden Ring II",
        "Elden Ring two",
    ),
    rule(
        rf"\b(?=M[CDXLIVM]{{4,}}\b){_ROMAN}\b",
        lambda m: words_of_whole(_value(m[1]), "year"),
        "MCMLXXXIV",
        "nineteen eighty-four",
    ),
)
