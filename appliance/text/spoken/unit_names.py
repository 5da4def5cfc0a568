"""Names of units by their signs. The units are a table of signs; prefixes are made, not listed."""

from __future__ import annotations

_PREFIXES = {
    "f": "femto", "p": "pico", "n": "nano", "µ": "micro", "u": "micro", "m": "milli", "c": "centi", "d": "deci",
    "h": "hecto", "k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa",
    "Z": "zetta",
    "Ki": "kibi", "Mi": "mebi", "Gi": "gibi", "Ti": "tebi",
}  # fmt: skip
_WITH_PREFIXES = (
    # sign, word, the prefixes it is used with; not those that make another word ("5 pm", "3 as", "2 cd")
    ("m", "meter", "n µ u c m d k"), ("g", "gram", "n µ u m k"), ("t", "tonne", "M G"), ("s", "second", "p n µ u m"),
    ("l", "liter", "µ u m c d h"), ("L", "liter", "µ u m c d h"), ("W", "watt", "n µ u m k M G T"),
    ("Wh", "watt hour", "m k M G T"), ("Wp", "watt peak", "k M"), ("V", "volt", "n µ u m k M"), ("VA",
    "volt ampere", "k M"),
    ("A", "amp", "p n µ u m k"), ("Ah", "amp hour", "m"), ("Hz", "hertz", "m k M G T"), ("Pa", "pascal", "m h k M G"),
    ("bar", "bar", "m"), ("J", "joule", "m k M G"), ("cal", "calorie", "k"), ("N", "newton", "m k M"),
    ("Nm", "newton meter", "k"), ("Ω", "ohm", "m k M G"), ("F", "farad", "p n µ u m"), ("H", "henry", "n µ u m"),
    ("T", "tesla", "n µ m"), ("mol", "mole", "n µ m k"), ("eV", "electronvolt", "m k M G T"), ("Bq", "becquerel",
    "k M G"),
    ("Sv", "sievert", "n µ m"), ("Gy", "gray", "m"), ("B", "byte", "k K M G T P E Z Ki Mi Gi Ti"),
    ("bit", "bit", "k K M G T"), ("b", "bit", "k K M G T"), ("bps", "bit per second", "k K M G T"), ("pc", "parsec",
    "k M G"),
    ("lm", "lumen", ""), ("lx", "lux", ""), ("dB", "decibel", ""), ("px", "pixel", "M"), ("K", "kelvin", "m"),
)  # fmt: skip
_NEVER_ALONE = {"A", "b", "B", "F", "H", "T", "K", "t", "N", "cal", "pc"}
"""Signs that are a unit only with a prefix, or under a slash: "5 A" may be the beginning of a word."""
_OTHERS = {
    "mi": "mile", "in.": "inch", "yd": "yard", "lbs": "pound", "lb": "pound", "oz": "ounce", "fl oz": "fluid ounce",
    "fl. oz.": "fluid ounce", "gal": "gallon", "qt": "quart", "tsp": "teaspoon", "tbsp": "tablespoon",
    "Tbsp": "tablespoon",
    "tsps": "teaspoon", "tbsps": "tablespoon", "sec": "second", "secs": "second", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "wk": "week", "wks": "week", "mo": "month", "mos": "month", "yr": "year",
    "yrs": "year", "ha": "hectare", "mcg": "microgram", "amp": "amp", "kn": "knot", "kts": "knot",
    "cc": "cubic centimeter",
    "t": "tonne", "Å": "angstrom", "°": "degree", "rad": "radian", "Ohm": "ohm", "kOhm": "kiloohm",
    "MOhm": "megaohm", "sqm": "square meter",
    "sq mi": "square mile", "sq. mi.": "square mile", "sq m": "square meter", "sq km": "square kilometer",
    "sq. km": "square kilometer", "sq in": "square inch", "cu m": "cubic meter", "ly": "light year",
    "AU": "astronomical unit", "au": "astronomical unit",
    "IU": "international unit", "pcs": "piece", "pcs.": "piece", "ft-lb": "foot-pound", "MP": "megapixel",
    "N·m": "newton meter", "J·s": "joule second", "Pa·s": "pascal second",
    "V·s": "volt second", "W·h": "watt hour", "kW·h": "kilowatt hour", "A·h": "amp hour", "cu in": "cubic inch",
    "A": "amp", "K": "kelvin", "N": "newton",
}  # fmt: skip
_IRREGULAR = {
    "ft": ("foot", "feet"), "sq ft": ("square foot", "square feet"), "sq. ft.": ("square foot", "square feet"),
    "sqft": ("square foot", "square feet"), "cu ft": ("cubic foot", "cubic feet"), "in": ("inch", "inches"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "° C": ("degree Celsius", "degrees Celsius"), "° F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "degC": ("degree Celsius", "degrees Celsius"), "degF": ("degree Fahrenheit", "degrees Fahrenheit"),
    "hp": ("horsepower", "horsepower"), "HP": ("horsepower", "horsepower"), "mph": ("mile per hour",
    "miles per hour"), "kph": ("kilometer per hour", "kilometers per hour"),
    "kmh": ("kilometer per hour", "kilometers per hour"), "mpg": ("mile per gallon", "miles per gallon"),
    "rpm": ("revolution per minute", "revolutions per minute"), "RPM": ("revolution per minute",
    "revolutions per minute"), "fps": ("frame per second", "frames per second"),
    "bpm": ("beat per minute", "beats per minute"), "BPM": ("beat per minute", "beats per minute"),
    "FPS": ("frame per second", "frames per second"), "DPI": ("dot per inch", "dots per inch"),
    "PPM": ("part per million", "parts per million"), "PSI": ("pound per square inch", "pounds per square inch"),
    "MPH": ("mile per hour", "miles per hour"), "MPG": ("mile per gallon", "miles per gallon"),
    "dpi": ("dot per inch", "dots per inch"),
    "ppi": ("pixel per inch", "pixels per inch"), "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"), "psi": ("pound per square inch", "pounds per square inch"),
    "mmHg": ("millimeter of mercury", "millimeters of mercury"), "atm": ("atmosphere", "atmospheres"),
    "dBm": ("decibel milliwatt", "decibel milliwatts"), "dB(A)": ("A-weighted decibel", "A-weighted decibels"),
}  # fmt: skip
_SAME = {"hertz", "kelvin", "lux", "bar"}


def _plural(word: str) -> str:
    head, per, rest = word.partition(" per ")
    base = head if any(head.endswith(same) for same in _SAME) else f"{head}es" if head.endswith("inch") else f"{head}s"
    return base + per + rest


def _units() -> dict[str, tuple[str, str]]:
    """Return the words for one and for many, by sign."""
    made = dict(_OTHERS)
    for sign, word, prefixes in _WITH_PREFIXES:
        made |= {prefix + sign: _PREFIXES[prefix] + word for prefix in prefixes.split()}
        made |= {} if sign in _NEVER_ALONE else {sign: word}
    return {sign: (word, _plural(word)) for sign, word in made.items()} | _IRREGULAR


UNIT_NAMES = _units()
"""The word for one and for many, by sign."""
