"""What Piper's phonemizer leaves out or misreads, in languages other than English: signs, powers, degrees, units.

It reads figures by itself, with the decimal marks of its language. Left out are "<", "^" and the like, so that "10^6"
would be "ten six"; a small table of words for each language that the manifest has a voice for says them. In any other
language the sign stays, where it does not hurt.
"""

# ruff: noqa: RUF001

from __future__ import annotations

import re
from collections.abc import Callable

_SIGNS = (
    # pattern, and the word in German, French, Spanish, Italian; an example is in the tests
    (r"(?<=[€%$£CFm°])\s?[-–]\s?(?=\d)", " bis ", " à ", " a ", " a "),
    (r"(?<=\d)\s?m\^2\b", " Quadratmeter", " mètres carrés", " metros cuadrados", " metri quadrati"),
    (r"(?<=\d)\s?km\^2\b", " Quadratkilometer", " kilomètres carrés", " kilómetros cuadrados", " chilometri quadrati"),
    (r"(?<=\d)\s?m\^3\b", " Kubikmeter", " mètres cubes", " metros cúbicos", " metri cubi"),
    (r"\s?\^\s?2(?!\d)", " hoch zwei", " au carré", " al cuadrado", " al quadrato"),
    (r"\s?\^\s?3(?!\d)", " hoch drei", " au cube", " al cubo", " al cubo"),
    (r"\s?\^\s?-(?=\d)", " hoch minus ", " puissance moins ", " elevado a menos ", " elevato a meno "),
    (r"\s?\^\s?", " hoch ", " puissance ", " elevado a ", " elevato a "),
    (r"\s?°\s?C\b", " Grad Celsius", " degrés Celsius", " grados Celsius", " gradi Celsius"),
    (r"\s?°\s?F\b", " Grad Fahrenheit", " degrés Fahrenheit", " grados Fahrenheit", " gradi Fahrenheit"),
    (r"\s?(?:<=|≤)\s?", " höchstens ", " au plus ", " como máximo ", " al massimo "),
    (r"\s?(?:>=|≥)\s?", " mindestens ", " au moins ", " como mínimo ", " almeno "),
    (r"\s?(?:!=|≠)\s?", " ungleich ", " différent de ", " distinto de ", " diverso da "),
    (r"\s?<\s?(?=[\w$€£(-])", " kleiner als ", " inférieur à ", " menor que ", " minore di "),
    (r"\s?>\s?(?=[\w$€£(-])", " größer als ", " supérieur à ", " mayor que ", " maggiore di "),
    (r"\s?={1,2}\s?", " gleich ", " égale ", " igual a ", " uguale a "),
    (r"(?<=[\w)])(?:\s?[×·]\s?|\s\*\s|(?<=\d)\*(?=\d))(?=[\w(])", " mal ", " fois ", " por ", " per "),
    (r"\s?÷\s?", " geteilt durch ", " divisé par ", " dividido por ", " diviso "),
    (r"\s?±\s?", " plus oder minus ", " plus ou moins ", " más o menos ", " più o meno "),
    (r"(?<=[\w)])\s?\+\s?(?=[\w(])", " plus ", " plus ", " más ", " più "),
    (r"(?<=\d)\s[-–]\s(?=\d)|(?<![\w.,)-])[-–](?=\d)", " minus ", " moins ", " menos ", " meno "),
    (r"(?<=\d)[-–](?=\d{1,4}(?![\w-]))", " bis ", " à ", " a ", " a "),
    (r"√\s?", " Wurzel aus ", " racine de ", " raíz de ", " radice di "),
    (r"\s?[≈~]\s?(?=\d)", " ungefähr ", " environ ", " unos ", " circa "),
    (r"\s?‰", " Promille", " pour mille", " por mil", " per mille"),
    (r"§§?\s?", " Paragraf ", " paragraphe ", " párrafo ", " paragrafo "),
    (r"∗(?=\d)", " Stern ", " étoile ", " asterisco ", " asterisco "),
    (r"(?<=\d)#", " Raute ", " dièse ", " almohadilla ", " cancelletto "),
    (r"∑", " Summe ", " somme ", " suma ", " somma "),
    (r"∫", " Integral ", " intégrale ", " integral ", " integrale "),
    (r"\s?(?:→|⇒|->|=>)\s?", " nach ", " vers ", " a ", " a "),
    (r"(?<=[\w.-])@(?=[\w-]+\.)", " ät ", " arobase ", " arroba ", " chiocciola "),
    (
        r"∣([^∣]{1,60})∣",
        r" Betrag von \1 ",
        r" valeur absolue de \1 ",
        r" valor absoluto de \1 ",
        r" valore assoluto di \1 ",
    ),
    (r"∞", " unendlich ", " infini ", " infinito ", " infinito "),
    (r"\s?%", " Prozent", " pour cent", " por ciento", " per cento"),
    (r"\s?&\s?", " und ", " et ", " y ", " e "),
    (r"(?<=\d)\s?°(?![A-Za-z])", " Grad", " degrés", " grados", " gradi"),
    (
        r"(?<=\d)\s?km/h\b",
        " Kilometer pro Stunde",
        " kilomètres à l'heure",
        " kilómetros por hora",
        " chilometri all'ora",
    ),
    (r"(?<=\d)\s?m/s\b", " Meter pro Sekunde", " mètres par seconde", " metros por segundo", " metri al secondo"),
    (r"(?<=\d)\s?µm\b", " Mikrometer", " micromètres", " micrómetros", " micrometri"),
    (r"(?<=\d)\s?[µu]g\b", " Mikrogramm", " microgrammes", " microgramos", " microgrammi"),
    (r"(?<=\d)\s?nm\b", " Nanometer", " nanomètres", " nanómetros", " nanometri"),
    (r"(?<=\d)\s?mm\b", " Millimeter", " millimètres", " milímetros", " millimetri"),
    (r"(?<=\d)\s?cm\b", " Zentimeter", " centimètres", " centímetros", " centimetri"),
    (r"(?<=\d)\s?km\b", " Kilometer", " kilomètres", " kilómetros", " chilometri"),
    (r"(?<=\d)\s?m\b", " Meter", " mètres", " metros", " metri"),
    (r"(?<=\d)\s?kg\b", " Kilogramm", " kilogrammes", " kilogramos", " chilogrammi"),
    (r"(?<=\d)\s?mg\b", " Milligramm", " milligrammes", " miligramos", " milligrammi"),
    (r"(?<=\d)\s?ml\b", " Milliliter", " millilitres", " mililitros", " millilitri"),
    (r"(?<=\d)\s?kWh\b", " Kilowattstunden", " kilowattheures", " kilovatios hora", " chilowattora"),
    (r"(?<=\d)\s?GB\b", " Gigabyte", " gigaoctets", " gigabytes", " gigabyte"),
    (r"(?<=\d)\s?MB\b", " Megabyte", " mégaoctets", " megabytes", " megabyte"),
)
_LANGUAGES = ("de", "fr", "es", "it")
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}
_DATE = re.compile(
    r"(?<![\w.,/-])(0?[1-9]|[12]\d|3[01])([./-])\s?(0?[1-9]|1[0-2])\2\s?((?:1\d|20)\d\d)(?![\w/-]|[.,]\d)"
)
_ISO_DATE = re.compile(r"(?<![\w-])((?:1\d|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_POWER = re.compile(r"(?<![\d.,])(\d{1,4})\s?\^\s?(-?)(\d{1,2})(?!\d)")
_LONGEST_VALUE = 15
_TELEPHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+\d{1,3}(?:[ /-]?\d{2,8}){2,5}|0\d{2,5}(?:[ /-]\d{2,8}){1,4}|0\d{8,14}|0\d(?:[ .]\d\d){4"
    r"})(?![\w/-]|[.,]\d)"
)
_CALLED = re.compile(
    r"(?i)\b(notruf|polizei|feuerwehr|rufe?n?|wählen?|nummer|appelez|composez|numéro|llame|llama|marque|número|c"
    r"hiama|chiami|"
    r"numero|pin|code|código|codice|passwort|postleitzahl|plz)\b([^\d.!?\n]{1,12})(\d{3,12})(?![\w%€$°]|[.,:]\d)"
)
_STRAY = re.compile(r"[\"()\[\]{}<>|\\*_#^~`]")  # * of *etwa*
_TABLES: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(row[0]), row[1 + number]) for row in _SIGNS)
    for number, language in enumerate(_LANGUAGES)
}
_DAYS: dict[str, Callable[[int, str, str], str]] = {
    "de": lambda day, month, year: f"{day}. {month} {year}",
    "fr": lambda day, month, year: f"{'1er' if day == 1 else day} {month} {year}",
    "es": lambda day, month, year: f"{day} de {month} de {year}",
    "it": lambda day, month, year: f"{day} {month} {year}",
}


def _apart(figures: str) -> str:
    """Return telephone numbers and codes so that each figure is read by itself, in any language."""
    return ", ".join(" ".join(group) for group in re.findall(r"\+|\d+", figures)).replace("+, ", "+ ")


def _power(match: re.Match[str]) -> str:
    """Return "10^6" as "1000000": every language has a word for that."""
    base, sign, exponent = match.groups()
    value = str(int(base) ** int(exponent))
    if len(value) > _LONGEST_VALUE:
        return match[0]
    return f"1/{value}" if sign else value


def written_out(text: str, language: str) -> str:
    """Return a text in a `language` (ISO 639-1, not English) as its phonemizer can read it without losing a value."""
    text = _CALLED.sub(lambda m: m[1] + m[2] + _apart(m[3]), _TELEPHONE.sub(lambda m: _apart(m[0]), text))
    if language not in _TABLES:
        text = _POWER.sub(_power, text)
    else:
        for pattern, day, month, year in ((_DATE, 1, 3, 4), (_ISO_DATE, 3, 2, 1)):
            text = pattern.sub(
                lambda m, d=day, mo=month, y=year: _DAYS[language](  # type: ignore[misc]
                    int(m[d]), _MONTHS[language].split()[int(m[mo]) - 1], m[y]
                ),
                text,
            )
        for sign, words in _TABLES[language]:
            text = sign.sub(words, text)
    return _STRAY.sub(" ", text)
