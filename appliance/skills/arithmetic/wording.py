"""A question brought into the form that sums are read in: signs as words, and only the sum left of the sentence."""

# The signs below are meant: they are what a recogniser writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.skills.number_phrases import after_correction, corrected
from appliance.skills.wording import with_digits

_SIGNS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        ("½", " 1/2 "), ("⅓", " 1/3 "), ("⅔", " 2/3 "), ("¼", " 1/4 "), ("¾", " 3/4 "), ("⅕", " 1/5 "), ("⅛", " 1/8 "),
        ("²", " squared "), ("³", " cubed "), ("√", " square root of "), ("∛", " cube root of "), ("π", " pi "),
        (r"[×*·]", " times "), ("÷", " divided by "), ("−", "-"), ("=", " equals "), (r"\^", " to the power of "),
        (r"(?<=\d)!(?=\?| [-+/])", " factorial "),
        (r"(?<!many )(?<!the )(?<!in )\b(two|three|four|five|seven|eight|nine|ten|eleven|twelve)s\b(?!')", r"times \1"),
        (r"(?<=[a-z\d]) sixes\b", " times six"),
        (r"\(", " open bracket "), (r"\)", " close bracket "),
        (r"(?<=[\d.]) ?[xX] ?(?=\d)", " times "),
        (r"\+", " plus "),
        (r"(?<=[\d%a-z]) - ?(?=[\d$£€]|[a-z])|(?<=\d)-(?=[\d$£€])|(?<=\d) [-–—] ?(?=\d)", " minus "),
        (r"(?<=\d) / (?=\d)", " divided by "),
        (r"\$ ?([\d,]*\.?\d+)", r"\1 dollars"),
        (r"£ ?([\d,]*\.?\d+)", r"\1 pounds"), (r"€ ?([\d,]*\.?\d+)", r"\1 euros"),
    )
)  # fmt: skip
_NOT_SUMS = re.compile(
    r"\b\d+-\d+-\d|\b(?:7|9)[-/ ]11\b|\b24[-/]7\b|\b(?:50[-/]50|20[-/]20)\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{3}-\d{4}\b"
)
"""Written like sums: emergency and telephone numbers, dates, names."""
_LIST = re.compile(r"\b(?:average|mean|sum|add|total|product|common (?:divisor|factor|multiple|denominator))\b.*")
_HINT = re.compile(
    r"\b(?:plus|minus|times|x|over|percent\w*|per cent|mod\w*|power|root|squared?|cubed?|factorial|prime"
    r"|half|halves|double"
    r"|twice|triple|thrice|quarters?|average|mean|sum|add\w*|total|product|difference|quotient|remainder|gcd|lcm|common"
    r"|factors?|divid\w+|divis\w+|multipl\w+|subtract\w*|deduct\w*|reduced?|take\w*|less|more|split"
    r"|between|among|gratuity|service|halfway|shared?|tip|even|odd|into"
    r"|raised?|increased?|decreased?|discount\w*|lower\w*|lots|sets|groups|go(?:es)?|fit|to the|and|of"
    r"|off|by|with|all|then|from)\b"
    r"|[%/]|how many \d+s\b|\bdozen$"
)
_LEADS = (
    r"what (?:do|would|will|can) (?:you|i|we) get (?:if|when|a few)(?: (?:you|i|we))?(?: have)?",
    r"what happens (?:if|when) (?:you|i|we)",
    r"what(?:'s| is|s| are|'re| was| would be| will be| does| do| would| number is)?",
    r"how much(?:'s| is| are| does| do| would be| will be| was| would| should)?|how many (?:is|are)(?= (?!there|in))",
    r"calculate|compute|work out|figure out|evaluate|solve|find(?: out)?|give me|get me|tell (?:me|us)|do you know",
    r"show me|i(?:'d like| want| need)(?: to know| to calculate)?|do(?: the(?: maths?(?: on| for)?)?)?",
    r"if(?: (?:i|you|we))?(?: have)?|let's say|say|quick(?:ly)?|(?:can|could|do) (?:you|i|we)|the|a quick sum",
    r"(?:the )?(?:answer|result|value|solution) (?:to|of|for|when)|math question|quick (?:math |maths )?question",
    r"help me(?: with)?|for me|me|how (?:do|would|should|can) (?:you|we|i)|(?:it|that) (?:be|is)",
)
_LEAD = re.compile(rf"(?:{'|'.join(_LEADS)})(?: (?=\S)|$)")
_KEPT_LEAD = re.compile(r"(?:what|which) (?:percent|percentage)\b|how many (?!is |are )")
_TAIL = re.compile(
    r" (?:(?:how much|how many|what) (?:do|would|will) (?:you|i|we) (?:get|have)(?: left)?"
    r"|(?:how much|how many|what) (?:is|are|would be)(?: left| that)?"
    r"|equals?(?: to)?|is equal to|is|are|makes?|comes? to|adds? up to|works? out to|gives?|be|what|how much|exactly"
    r"|roughly|approximately|again|now|right now|then|quickly|in total|altogether|all together|as a (?:decimal|number)"
    r"|in my head|each|per person|apiece|a piece|as a total|is that|is it|that is|worth|number|as"
    r"|when you add them(?: up| together)?)$"
)
_EACH = r"(?:each(?: of us| person| one| friend)?|everyone|everybody|we each|we all|we|i|one person|a person|a share)"
_HOW_MUCH = r"(?:how much|what)(?: (?:does|do|would|should|will|is|must))?(?: (?:it|that))?"
_PAY = r"(?: (?:pay|pays|get|gets|owe|owes|have to pay|has to pay|need to pay|cost|costs|have))?"
_EACH_BEHIND = re.compile(rf" {_HOW_MUCH} {_EACH}{_PAY}$")
_EACH_BEFORE = re.compile(rf"{_HOW_MUCH} {_EACH}{_PAY} (?:if|when) (?:we|you|i|they|it's)? ?")
_MONEY = re.compile(
    r"(?<=\d) (?P<unit>dollars?|bucks|pounds|quid|euros?)"
    r"(?: (?:and )?(?P<cents>\d\d?) (?:cents?|pence|p)| (?P<bare>\d\d)(?= |$))?(?!\S)"
)
_SYMBOLS = {"d": "$", "b": "$", "p": "£", "q": "£", "e": "€"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is left of a question."""

    text: str
    """The sum, in words with digits."""
    currency: str
    """Sign of the money it is about; ""."""
    is_asked: bool
    """Whether it began like a question or command: "what is"."""
    instead: str
    """The same, if the speaker began again: "5 times 3 no 5 times 4"; else ""."""


def question(transcript: str) -> Question | None:
    """Return what may be a sum; None where it can be none."""
    if _NOT_SUMS.search(transcript):
        return None
    for pattern, words in _SIGNS:
        transcript = pattern.sub(words, transcript)
    transcript = _LIST.sub(lambda match: re.sub(r",(?: and)? (?=\S)", " and ", match[0]), transcript)
    text = with_digits(transcript)
    instead = after_correction(text)
    instead = "" if instead == text else instead
    text = corrected(text)
    if not _HINT.search(text):
        return None
    text, currency = _without_money(text)
    text = _EACH_BEFORE.sub("", _EACH_BEHIND.sub("", text), count=1)
    is_asked = False
    while not _KEPT_LEAD.match(text) and (match := _LEAD.match(text)):
        text, is_asked = text[match.end() :], is_asked or match[0] not in {"the ", "a "}
    is_asked = is_asked or bool(re.search(r" (?:is|equals?|makes?)$", text))
    while match := _TAIL.search(text):
        text = text[: match.start()]
    text = re.sub(r"^(?:in )?(.+) dozen$", r"\1 times 12", text)
    text = re.sub(r"^times 12$|^a times 12$", "1 times 12", text)
    text = re.sub(r" (\d+) ways$", r" between \1 people", text)
    return Question(text, currency, is_asked, _without_money(instead)[0])


def _without_money(text: str) -> tuple[str, str]:
    signs: list[str] = []

    def amount(match: re.Match[str]) -> str:
        signs.append(_SYMBOLS[match["unit"][0]])
        cents = match["cents"] or match["bare"]
        return f".{int(cents):02}".rstrip("0").rstrip(".") if cents else ""

    text = _MONEY.sub(amount, text)
    return text, signs[0] if signs else ""
