"""English abbreviations and addresses into words: "Dr.", "e.g.", web addresses, file paths."""

from __future__ import annotations

import re

from appliance.text.number_words import words_of_digits
from appliance.text.spoken.rules import rule

_URL_SILENT = re.compile(r"^(?:https?://)?(?:www\.)?|[?#].*$")  # the "https://www." and "?q=1" of an address
_URL_LONGEST = 40  # characters; of a longer address only the host is spoken
_URL_WORDS = {".": " dot ", "/": " slash ", "-": " dash ", "_": " underscore ", "@": " at ", ":": " colon ",
    "\\": " backslash ",
              "~": " tilde ", "+": " plus "}  # fmt: skip
_SPELLED = re.compile(r"(?<= )(?:etc|usr|src|opt|mnt|lib|www|cfg|pcm)(?= |$)")  # folders of a path that are no words
_TYPES = (
    "txt|pdf|conf|cfg|ini|toml|json|yaml|yml|xml|html?|css|js|ts|py|sh|c|cpp|h|rs|go|java|md|csv|log|wav|mp3|mp4|flac|ogg|"
    "png|jpe?g|gif|svg|zip|tar|gz|img|iso|exe|deb|docx?|xlsx?|service|gguf|onnx|bin"
)


def _spell(address: str, longest: int = 1000) -> str:
    if len(address) > longest:
        address = address.partition("/")[0]
    said = "".join(_URL_WORDS.get(char, char) for char in address)
    return " ".join(re.sub(r"\d{3,}", lambda m: words_of_digits(m[0]), said).split())


def _url(match: re.Match[str]) -> str:
    return _spell(_URL_SILENT.sub("", match[0]).rstrip("/"), _URL_LONGEST)


def _path(match: re.Match[str]) -> str:
    return _SPELLED.sub(lambda m: " ".join(m[0]), _spell(match[0].rstrip("/") or "/"))


ADDRESSES = (
    rule(
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
        lambda m: _spell(m[0]),
        "me@example.com",
        "me at example dot com",
    ),
    rule(
        r"(?:\bhttps?://|\bwww\.)[^\s<>\"]{0,500}[\w/]"
        r"|(?<![\w.@-])(?:[A-Za-z\d-]{1,63}\.){1,6}(?:[Cc]om|org|net|edu|gov|io|info|co\.uk|de|fr)\b(?:/"
        r"[^\s<>\"]{0,500}[\w/])?",
        _url,
        "https://www.example.com/foo?q=1.",
        "example dot com slash foo.",
    ),
    rule(
        r"(?<![\w./~\\€$£¥¢₹%°²³])(?:~|\.{1,2})?(?:/[\w.+@-]{0,60}[\w+@-])+/?|(?<!\w)[A-Z]:\\(?:[\w.+@-]{1,60}\\?){1,12}(?<!\.)",
        lambda m: _path(m) if re.search(r"[A-Za-z]{2}|[A-Z]:", m[0]) else m[0],
        "The file is /etc/asound.conf.",
        "The file is slash e t c slash asound dot conf.",
    ),
    rule(
        rf"(?<![\w./-])[\w-]{{1,60}}(?:\.[\w-]{{1,20}}){{0,3}}\.(?:{_TYPES})\b(?![/.]\w)",
        lambda m: _spell(m[0]) if re.search("[A-Za-z]", m[0].rpartition(".")[0]) else m[0],
        "Open my-notes.txt",
        "Open my dash notes dot txt",
    ),
)

_STREET = r"(?<=[a-z])\s({})\b\.?(?=[\s,;:!?)]|$)"
_TITLES = {
    "Gen": "General", "Capt": "Captain", "Cpt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "Col": "Colonel",
    "Rev": "Reverend", "Sen": "Senator", "Gov": "Governor", "Rep": "Representative", "Pres": "President",
    "Hon": "Honorable",
}  # fmt: skip
_FIRMS = {
    "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Co": "Company", "Dept": "Department",
    "Assn": "Association", "Univ": "University",
}  # fmt: skip
ABBREVIATIONS = (
    rule(r"\bMt\b\.?\s?(?=[A-Z])", "Mount ", "Mt. Everest", "Mount Everest"),
    rule(r"(?<=[a-z] )Dr\.(?=$|[,;]| (?:and|in|at|on|is)\b)", "Drive", "on Mulholland Dr.", "on Mulholland Drive"),
    rule(r"\bDr\.(?=\s)", "Doctor", "Dr. Smith", "Doctor Smith"),
    rule(r"\bDr (?=[A-Z][a-z])", "Doctor ", "Dr Smith", "Doctor Smith"),
    rule(r"\bMr\.?(?=\s[A-Z])", "Mister", "Mr. Jones", "Mister Jones"),
    rule(r"\bMrs\.?(?=\s[A-Z])", "Missus", "Mrs. Jones", "Missus Jones"),
    rule(r"\bMs\.?(?=\s[A-Z])", "Miz", "Ms. Jones", "Miz Jones"),
    rule(r"\bProf\.(?=\s)", "Professor", "Prof. Smith", "Professor Smith"),
    rule(r"\bSt\.?(?=\s+[A-Z])", "Saint", "St. Paul", "Saint Paul"),
    rule(_STREET.format("St"), " Street", "on Main St.", "on Main Street"),
    rule(_STREET.format("Ave"), " Avenue", "on Park Ave.", "on Park Avenue"),
    rule(_STREET.format("Blvd"), " Boulevard", "on Sunset Blvd.", "on Sunset Boulevard"),
    rule(_STREET.format("Rd"), " Road", "on Abbey Rd.", "on Abbey Road"),
    rule(r"\bFt\.(?=\s[A-Z])", "Fort", "Ft. Worth", "Fort Worth"),
    rule(r"\b([SJ])r\.", lambda m: "Senior" if m[1] == "S" else "Junior", "King Jr.", "King Junior"),
    rule(
        rf"\b({'|'.join(_TITLES)})\.(?=\s[A-Z])",
        lambda m: _TITLES[m[1]],
        "Capt. Cook and Gen. Lee",
        "Captain Cook and General Lee",
    ),
    rule(
        rf"\b({'|'.join(_FIRMS)})\.(?=\s|,|$)",
        lambda m: _FIRMS[m[1]],
        "Apple Inc. and the Dept. of Health",
        "Apple Incorporated and the Department of Health",
    ),
    rule(r"\b[Ee]\.\s?g\.,?(?=\s|$)", "for example", "e.g. this", "for example this"),
    rule(r"\b[Ii]\.\s?e\.,?(?=\s|$)", "that is", "i.e. that", "that is that"),
    rule(r"\b([Ee])xt\.(?=\s)", r"\1xtension", "ext. 12", "extension twelve"),
    rule(r"\ba\.k\.a\.(?=\s)", "also known as", "a.k.a. this", "also known as this"),
    rule(r"\betc\.(?=\s+[a-z]|\))", "et cetera", "etc. and so on", "et cetera and so on"),
    rule(r"\betc\b", "et cetera", "and so on, etc.", "and so on, et cetera."),
    rule(r"\bvs\b\.?", "versus", "this vs. that", "this versus that"),
    rule(r"(?<!\w)w/o(?!\w)", "without", "tea w/o milk", "tea without milk"),
    rule(r"(?<!\w)w/(?: ?(?=[a-z\d])|(?=[\s,;:.!?)]|$))", "with ", "tea w/ milk", "tea with milk"),
    rule(r"\b([Aa])pprox\.?(?=\s)", r"\1pproximately", "approx. 5", "approximately five"),
    rule(r"\b([Ee])st\. (?=\d|[a-z]+ed\b)", r"\1stablished ", "est. 1984", "established nineteen eighty-four"),
    rule(r"\b([Mm])ax\.(?=\s)", r"\1aximum", "max. 5", "maximum five"),
    rule(r"\bpp\.\s(?=\d)", "pages ", "pp. 5-7", "pages five to seven"),
    rule(r"(?<!\w)p\.\s?(?=\d)", "page ", "p. 5", "page five"),
    rule(r"\b([Ff])ig\.\s?(?=\d)", r"\1igure ", "Fig. 2", "Figure two"),
    rule(r"\b([Ss])ec\.\s?(?=\d)", r"\1ection ", "Sec. 2", "Section two"),
    rule(r"\b([Vv])ol\.\s?(?=\d)", r"\1olume ", "Vol. 2", "Volume two"),
    rule(r"\b([Cc])h\.\s?(?=\d)", r"\1hapter ", "Ch. 2", "Chapter two"),
    rule(r"\b[Nn]os?\.\s?(?=\d)|#(?=\d)", "number ", "No. 1, № 2, #3", "number one, number two, number three"),
    rule(
        r"\bca?\.\s?(?=\d)|(?<!\w)[~≈]\s?(?=[\d$€£])",
        "about ",
        "ca. 1500 or ~$5",
        "about fifteen hundred or about five dollars",
    ),
    rule(r"(?<!\w)[<]\s?(?=[\d$€£])", "less than ", "(<5%)", "less than five percent"),
    rule(r"(?<!\w)[>]\s?(?=[\d$€£])", "more than ", "(>5%)", "more than five percent"),
    rule(
        r"(?<![\w/])(?<!\d )(km/h|m/s)(?![\w/])",
        lambda m: "kilometers per hour" if m[1] == "km/h" else "meters per second",
        "in km/h",
        "in kilometers per hour",
    ),
    rule(r"\bC\+\+", "C plus plus", "C++", "C plus plus"),
    rule(
        r"(?<=\bdegrees )([CF])\b",
        lambda m: "Celsius" if m[1] == "C" else "Fahrenheit",
        "20 degrees C",
        "twenty degrees Celsius",
    ),
)
