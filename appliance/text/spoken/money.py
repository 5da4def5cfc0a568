"""English prices into words; and figures as other countries write them ("1.234,56") as English ones."""

# ruff: noqa: RUF001

from __future__ import annotations

import re

from appliance.text.number_words import NUMBER, words_of_number, words_of_whole
from appliance.text.spoken.rules import rule

_CENT = ("cent", "cents")
_MONEY = {
    "$": ("dollar", "dollars", *_CENT), "€": ("euro", "euros", *_CENT), "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "sen", "sen"), "₹": ("rupee", "rupees", "paisa", "paise"),
    "₽": ("ruble", "rubles", "kopeck", "kopecks"), "₩": ("won", "won", "jeon", "jeon"),
    "₺": ("lira", "lira", "kurus", "kurus"), "₿": ("bitcoin", "bitcoins", "cent", "cents"),
    "₫": ("dong", "dong", "xu", "xu"), "₪": ("shekel", "shekels", "agora", "agorot"),
    "₴": ("hryvnia", "hryvnias", "kopeck", "kopecks"), "₱": ("peso", "pesos", "centavo", "centavos"),
    "฿": ("baht", "baht", "satang", "satang"), "₦": ("naira", "naira", "kobo", "kobo"),
}  # fmt: skip
"""By sign: one and many of the currency, one and many of its hundredth."""
_OWN = {
    "USD": "$", "US$": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "RUB": "₽", "KRW": "₩", "TRY": "₺",
    "BTC": "₿", "VND": "₫", "ILS": "₪", "UAH": "₴", "PHP": "₱", "THB": "฿", "NGN": "₦", "Rs.": "₹", "Rs": "₹",
    "円": "¥", "₨": "₹",
}  # fmt: skip
_OF_A_COUNTRY = {
    "A$": "Australian", "AU$": "Australian", "AUD": "Australian", "C$": "Canadian", "CA$": "Canadian",
    "CAD": "Canadian", "NZ$": "New Zealand", "NZD": "New Zealand", "HK$": "Hong Kong", "HKD": "Hong Kong",
    "S$": "Singapore", "NT$": "Taiwan", "SGD": "Singapore",
}  # fmt: skip
_OTHERS = {
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"), "SEK": ("Swedish krona", "Swedish kronor", "ore",
    "ore"),
    "NOK": ("Norwegian krone", "Norwegian kroner", "ore", "ore"), "DKK": ("Danish krone", "Danish kroner", "ore",
    "ore"),
    "PLN": ("zloty", "zlotys", "grosz", "groszy"), "CZK": ("Czech koruna", "Czech koruna", "haler", "haleru"),
    "CN¥": ("yuan", "yuan", "fen", "fen"), "元": ("yuan", "yuan", "fen", "fen"), "CNY": ("yuan", "yuan", "fen",
    "fen"), "RMB": ("yuan", "yuan", "fen", "fen"), "R$": ("real", "reais", "centavo", "centavos"),
    "BRL": ("real", "reais", "centavo", "centavos"), "MXN": ("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "ZAR": ("rand", "rand", *_CENT), "HUF": ("forint", "forints", "filler", "filler"), "kr": ("krone", "kroner",
    "ore", "ore"),
    "₸": ("tenge", "tenge", "tiyn", "tiyn"), "₡": ("colon", "colones", "centimo", "centimos"), "₲": ("guarani",
    "guaranies", "centimo", "centimos"),
    "₮": ("tugrik", "tugriks", "mongo", "mongo"), "₾": ("lari", "lari", "tetri", "tetri"), "֏": ("dram", "dram",
    "luma", "luma"), "₼": ("manat", "manat", "qapik", "qapik"),
    "₭": ("kip", "kip", "att", "att"), "GH₵": ("cedi", "cedis", "pesewa", "pesewas"), "₵": ("cedi", "cedis", "pesewa",
    "pesewas"), "৳": ("taka", "taka", "poisha", "poisha"),
    "﷼": ("rial", "rials", "dinar", "dinars"), "AED": ("dirham", "dirhams", "fils", "fils"), "SAR": ("riyal",
    "riyals", "halala", "halalas"), "MX$": ("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "Mex$": ("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "zł": ("zloty", "zlotys", "grosz", "groszy"), "Kč": ("Czech koruna", "Czech koruna", "haler", "haleru"),
}  # fmt: skip
_NAMES = (
    _MONEY
    | {code: _MONEY[sign] for code, sign in _OWN.items()}
    | {code: (f"{of} dollar", f"{of} dollars", *_CENT) for code, of in _OF_A_COUNTRY.items()}
    | _OTHERS
)
_SCALES = {
    "k": "thousand", "thousand": "thousand", "m": "million", "mn": "million", "mm": "million", "mio": "million",
    "million": "million", "b": "billion", "bn": "billion", "mrd": "billion", "billion": "billion", "t": "trillion",
    "lakh": "lakh", "lakhs": "lakh", "crore": "crore", "crores": "crore", "tn": "trillion", "trn": "trillion",
    "trillion": "trillion",
}  # fmt: skip


def _scale(written: str) -> str:
    return _SCALES[written.lower().rstrip(".")]


_SCALE = (
    r"(?:\s?(thousand|million|billion|trillion|[Ll]akhs?|[Cc]rores?|(?:[KkMmBb]|T(?!-[A-Za-z]))|[Mm]n|MM|[Mm]io\.?|[Bb]n|[Mm]rd\.?"
    r"|[Tt]r?n)(?![\w'²³^]|/s))?"
)
_SIGNS = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_SIGN = rf"(?<![A-Za-z])(?:(?<!\d)(?<!\d\s)|(?=[$£¥₹A-Z]))({_SIGNS})"
_PER = (
    r"(?:/\s?(month|mo|year|yr|week|wk|day|hour|hr|h|minute|min|kg|lb|oz|gal|L|l|GB|kWh|person|unit|piece|item|night"
    r"|ton|m²)\b)?"
)
_PERIODS = {
    "mo": "month", "yr": "year", "wk": "week", "hr": "hour", "h": "hour", "min": "minute", "kg": "kilogram",
    "lb": "pound", "oz": "ounce", "gal": "gallon", "L": "liter", "l": "liter", "GB": "gigabyte", "kWh": "kilowatt hour",
    "m²": "square meter",
}  # fmt: skip


def _price(sign: str, figures: str, scale: str | None, per: str | None) -> str:
    one, many, one_cent, many_cents = _NAMES[sign]
    after = f" per {_PERIODS.get(per, per)}" if per else ""
    whole, _, fraction = figures.partition(".")
    if scale:
        return f"{words_of_number(figures)} {_SCALES[scale.rstrip('.').lower()]} {many}{after}"
    if len(fraction) != 2:
        return f"{words_of_number(figures)} {one if figures == '1' else many}{after}"
    cents = f"{words_of_whole(fraction)} {one_cent if int(fraction) == 1 else many_cents}"
    said = f"{words_of_number(whole)} {one if whole == '1' else many}"
    if int(fraction) == 0:
        return said + after
    return (cents if whole in {"", "0"} else f"{said} and {cents}") + after


def _european(match: re.Match[str]) -> str:
    return match[0].replace(".", "").replace(" ", "").replace(",", ".")


_NOT_THOUSANDS = re.compile(
    r"(?i:call|dial|phone|number|code|pin|tel|fax|text|ring|line|card|isbn|otp|passcode|password|combination|ext"
    r"ension)\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]{0,6}\.? $"
)
_EUROPEAN_MONEY = r"€|£|EUR|CHF|kr|zł|Kč|PLN|SEK|NOK|DKK|R\$|BRL|Euros?|euros?"
FIGURES = (
    rule(
        r"(?<=\d)(?:/-|,-|\.[-–]{1,2}|:-)(?!\w)",
        "",
        "Rs. 500/- and CHF 5.-",
        "five hundred rupees and five Swiss francs",
    ),
    rule(
        r"(?<![\w.,$€£+-])(?<!\d )[1-9]\d{0,2}(?: \d{3}){1,9},\d{1,2}(?!\w|[.,]\d)",
        _european,
        "12 345,67 €",
        "twelve thousand three hundred and forty-five euros and sixty-seven cents",
    ),
    rule(
        r"(?<![\w.,])\d{1,3}(?:\.\d{3}){1,10},\d{1,4}(?!\d|[.,]\d)",
        _european,
        "The price is 1.234,56 €.",
        "The price is one thousand two hundred and thirty-four euros and fifty-six cents.",
    ),
    rule(
        r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3}){2,10}(?!\w|[.,]\d)",
        lambda m: m[0].replace(".", ","),
        "1.000.000 people",
        "one million people",
    ),
    rule(
        rf"(?:(?<=[€£])|(?<=R\$)|(?<=EUR)|(?<=CHF))\s?[1-9]\d{{0,2}}\.\d{{3}}(?!\w|[.,]\d)|(?<![\w.,])[1-9]\d"
        rf"{{0,2}}\.\d{{3}}(?=\s?(?:{_EUROPEAN_MONEY})(?!\w))",
        lambda m: m[0].replace(".", ","),
        "1.500 €",
        "one thousand five hundred euros",
    ),
    rule(
        rf"(?:(?<=[€£])|(?<=R\$)|(?<=EUR)|(?<=CHF))\s?\d{{1,9}},\d\d?(?!\w|,\d)|(?<![\w.,])\d{{1,9}},\d\d?(?=\s?"
        rf"(?:{_EUROPEAN_MONEY}|[kcm]?m|kg|°C?|%|[lL])(?!\w))",
        lambda m: m[0].replace(",", "."),
        "5,20 € for 3,5 km",
        "five euros and twenty cents for three point five kilometers",
    ),
    rule(
        r"(?<![\w.,])(\d{1,4}),(\d{1,2})(?=\s?(?:million|billion|trillion|[Mm]io\b|[Mm]rd\b|[Bb]n\b|[Ll]it(?:er|re)"
        r"|[Kk]ilo|[Mm]et(?:er|re)|[Cc]enti|[Mm]illi|hours?\b|times\b))",
        r"\1.\2",
        "3,5 Mio. €, $1,2 million, 1,5 Liter",
        "three point five million euros, one point two million dollars, one point five Liter",
    ),
    rule(
        r"(?<![\w.,])(\d{1,6}(?:\.\d{1,4})?)\s?([万萬億亿])",
        lambda m: f"{float(m[1]) * (10**4 if m[2] in '万萬' else 10**8):,.0f}",
        "¥5万",
        "fifty thousand yen",
    ),
    rule(
        r"(?<=₹)(\s?\d[\d,]{0,12}(?:\.\d{1,2})?)\s?(L|Cr|cr)(?!\w)",
        lambda m: f"{m[1]} {'lakh' if m[2] == 'L' else 'crore'}",
        "₹10L and ₹2.5 crore",
        "ten lakh rupees and two point five crore rupees",
    ),
    rule(
        r"(?<![\w.,])\d{1,3}(?:['_]\d{3}){1,12}(?![\w'])|(?<![\w.,])\d{1,2}(?:,\d\d){1,8},\d{3}(?!\d|,\d)",
        lambda m: f"{int(re.sub('[^0-9]', '', m[0])):,}",
        "1'500'000, 1_000_000 and 15,00,000",
        "one million five hundred thousand, one million and one million five hundred thousand",
    ),
    rule(
        r"(?<![\w.,+-])(?<!\d )[1-9]\d{0,2}(?: \d{3}){1,9}(?![\w-]| \d|[.,]\d)",
        lambda m: (
            m[0] if _NOT_THOUSANDS.search(m.string, max(0, m.start() - 25), m.start()) else m[0].replace(" ", ",")
        ),
        "12 345 steps",
        "twelve thousand three hundred and forty-five steps",
    ),
)


def _scaled(match: re.Match[str]) -> str:
    number, scale = filter(None, match.groups())
    return f"{words_of_number(number)} {_SCALES[scale.strip(' .').lower()]}"


MONEY = (
    rule(r"(?<=[A-Z])(?<!US)(?<!AU|CA|NZ|HK|NT|MX)(?<!\b[ACSR])\$(?=\d)", " $", "BZ$20", "BZ twenty dollars"),
    rule(
        rf"(?<![\w.,])({NUMBER})\s?(¢|cts?\b|c(?=[,;.!?]?$)){_PER}|¢({NUMBER})",
        lambda m: (
            f"{words_of_number(m[1] or m[4])} {'cent' if '1' in (m[1], m[4]) else 'cents'}"
            + (f" per {_PERIODS.get(m[3], m[3])}" if m[3] else "")
        ),
        "It costs 50¢, or 20 ct/kWh.",
        "It costs fifty cents, or twenty cents per kilowatt hour.",
    ),
    rule(
        rf"{_SIGN}\s?({NUMBER}){_SCALE}\s?(?:-|–|to)\s?(?:{_SIGN}\s?)?({NUMBER}){_SCALE}(?![\d%]){_PER}",
        lambda m: (
            (_price(m[1], m[2], m[3], None) if m[3] or (m[4] and not m[6]) else words_of_number(m[2]))
            + f" to {_price(m[4] or m[1], m[5], m[6], m[7])}"
        ),
        "$3-5, or $1.5-2M",
        "three to five dollars, or one point five to two million dollars",
    ),
    rule(
        rf"\b([Aa]n? |[Tt]he |[Oo]ne ){_SIGN}({NUMBER}){_SCALE}(?:[ -]dollars?|(?=[ -](?:bill|note|coin"
        rf"|gift|fee|fine|prize|house|car)\b))",
        lambda m: f"{m[1]}{words_of_number(m[3])} {f'{_scale(m[4])} ' if m[4] else ''}{_NAMES[m[2]][0]}",
        "a $100 bill",
        "a one hundred dollar bill",
    ),
    rule(
        rf"{_SIGN}\s?(-?)({NUMBER}|\.\d+){_SCALE}(?![\d]){_PER}",
        lambda m: ("minus " if m[2] else "") + _price(m[1], m[3], m[4], m[5]),
        "$1.5M, CHF 20, $5.20/month and A$3",
        "one point five million dollars, twenty Swiss francs, five dollars and twenty cents per month and three "
        "Australian dollars",
    ),
    rule(
        rf"(?<![\w.,])({NUMBER}){_SCALE}\s?({_SIGNS}|dollars|euros|pounds(?= sterling))(?!\w){_PER}",
        lambda m: (
            _price(m[3], m[1], m[2], m[4])
            if m[3] in _NAMES
            else f"{words_of_number(m[1])}{f' {_SCALES[m[2].rstrip(chr(46)).lower()]}' if m[2] else ''} {m[3]}"
            + (f" per {_PERIODS.get(m[4], m[4])}" if m[4] else "")
        ),
        "5 €, 20 CHF and 1.5M euros",
        "five euros, twenty Swiss francs and one point five million euros",
    ),
    rule(
        rf"(?<![\w.,])({NUMBER})\s?(bn|mn|tn|[Mm]io\.?|[Mm]rd\.?)(?!\w)|(?<![\w.,])(\d{{1,6}}\.\d{{1,3}})([MB])(?!\w)"
        r"|(?<![\w.,])(\d{1,4})(\s?[MB]|[Kk])(?= (?!TVs|videos|monitors|screens|displays|movies|films|cameras|pr"
        r"ojectors)(?:people|[a-z]{3,20}s)\b)"
        r"|(?<![\w.,])(\d{3}|\d{1,3}\.\d)(k)(?!\w)",
        _scaled,
        "8bn, 1.5M people, 5K followers or 700k",
        "eight billion, one point five million people, five thousand followers or seven hundred thousand",
    ),
)
