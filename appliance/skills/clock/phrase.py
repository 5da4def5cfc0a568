"""A question about time, brought into one form: no "tell me", no "right now"; and what a correction may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.skills.clock.calendar_words import MONTHS
from appliance.skills.wording import with_digits

LONGEST = 130
"""Characters of a question about time, once it is plain: what is longer is a story."""
_ABOUT_TIME = re.compile(
    r"\b(?:time|date|day|today|tomorrow|week|month|year|holiday|clock|hour|minute|until|till?|since|when|sleeps"
    r"|nights|o'clock|a clot|countdown|close|near|thanks|christmas|xmas|easter|halloween|season|century|decade"
    r"|millennium|weak|leap|noon|midnight|what they|what you(?:r|'re)|(?:what|which) here|stay|born|late|long|far|soon"
    r"|daylight|thyme|ago|mon|tues|wednes|thurs|fri|satur|sun)\w*"
)
_MISHEARD = (
    (
        r"\b(day|date|time|week|month|year) does it\b(?! (?:fall|start|take|open|close|begin|end|get|come|land))",
        r"\1 is it",
    ),
    (r"\b(leap|what|which|this|next) (?:your|you're)\b(?= |$)", r"\1 year"),
    (r"\bleap (?:here|hear|ear|yea|air)\b", "leap year"),
    (r"^when it is (?=\d+ (?:day|week|month|year)s?\b)", "when is "),
    (r"\bweak\b", "week"),
    (r"^what is (?=(?:week|time|day|date|year|month) is it\b)", "what "),
    (r" ?\+ ?", " plus "),
    (r"\b(is it|it is|in|be) for (?=(?:hour|minute|day|week|month)s\b)", r"\1 4 "),
    (r"\b(in|be) (?:to|too) (?=(?:hour|minute|day|week|month)s\b)", r"\1 2 "),
    (r"\bhalf pass\b", "half past"),
    (r"^this (?=[a-z]+ have \d)", "does "),
    (r"\b(ahead|behind) this\b", r"\1 is"),
    (r"^(?:once|one|1) (is|was) (?=the (?:next|last|previous))", r"when \1 "),
    (r"\byear's (?:he|eave|eaves|even)\b", "year's eve"),
    (r"\bbeat(?= (?:in|on)\b)", "be"),
    (r"\b(?:then )?in (?:our|hour) (?:in|and) a half\b", "in an hour and a half"),
    (r"\b((?:19|20)\d)0 ?-(\d)\b(?!-)", r"\1\2"),
    (r"\b(what|which) they\b", r"\1 day"),
    (r"\bweek (?:they|day)\b", "weekday"),
    (r"\ba clot\b", "o'clock"),
    (r"\bthanks (?:sitting|giving)\b(?: in)?", "thanksgiving"),
    (r"\b2020 ?-(\d\d)\b", r"20\1"),
    (r"\b(what|which) here (?=are we|is it|are you|we are)", r"\1 year "),
    (r"^how on this (?=[a-z]+$)", "how long is "),
    (r"^how on\b", "how long"),
    (r"\b(20[0-9])0 (?:aid|ate|eight)\b", r"\g<1>8"),
    (r"\b(mother|father)s? stay\b", r"\1's day"),
    (rf"\b(\d{{1,2}}(?:st|nd|rd|th)) (?:and|in|a) (?=(?:{'|'.join(MONTHS)})\b(?! (?:the )?\d))", r"\1 of "),
    (r"\bbank (?:call a day|holly day|hollow day|hall a day)\b", "bank holiday"),
    (r"^place (?:could|can|would) you ", ""),
    (r"^(?:once|one is|1 is) (?=the next|\d+ weeks|\d+ days)", "when is "),
)
"""What whisper writes for these questions."""
_WORDS = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"\b(what|when|how|it|that|there|which|where|time)'s\b", r"\1 is"),
        (r"\b(what|when|how|where)s\b", r"\1 is"),
        (r"\bwhats\b", "what is"),
        (r"\b(what|it|how)'ll\b", r"\1 will"),
        (r"\b(what|how)'re\b", r"\1 are"),
        (r"\bwhat'd\b", "what would"),
        (r"\b(?:is|are)n't\b", "is not"),
        (r"\bthyme\b", "time"),
        (r"\b(?:2 days|todays|2day's|to day's|today is) date\b", "today's date"),
        (r"\btoday'?s? state\b", "today's date"),
        (r"\bto day\b", "today"),
        (r"\btomorrows\b", "tomorrow's"),
        *_MISHEARD,
        (r"\btime ?zone\b", "timezone"),
        (r"\b(?:right now|at the moment|at this moment|at present|presently|currently|just now|exactly|precisely"
         r"|actually|again|by any chance|as of now|right this minute|over there|out there)\b", " "),
        (r"(?<!from)(?<!and) now$", ""),
        (r"\b(\d{1,2})(?::| )(\d\d) ([ap]) m\b", r"\1:\2 \3m"),
        (r"\b(\d{1,2}) ([ap]) m\b", r"\1 \2m"),
        (r"\bst\. ", "st "),
        (r"\b(?:till|til|untill|up to|up until|'til)\b", "until"),
        (r"^(.+?) ((?:fall|falls|land|be|happen|have|got)(?: on)?) "
         r"((?:this|next|last) year|in (?:\d{4}|\d\d \d\d|a leap year))$", r"\1 \3 \2"),
        (r"^(.+?) (is|was) ((?:this|next|last) year)$", r"\1 \3 \2"),
        (r"\b(?:is it|it is) there(?= (?:in|now))", "is it"),
        (r"\b(?:my|our|his|her|their) \w+ (?:which is |is |that is )?on (?=the \d|\d|[a-z]+ (?:the )?\d)", ""),
        (r"\b(?:x mas|ex mas)\b", "xmas"),
        (r"\b(?:years|year) eve\b", "year's eve"),
        (r"\b(?:years|year) day\b", "year's day"),
    )
)  # fmt: skip
_BEFORE = re.compile(
    r"(?:(?:do you |mind )?(?:please )?(?:tell(?:ing)?|giv(?:e|ing)|show(?:ing)?) (?:me|us)(?: (?:about|again))?"
    r"|let (?:me|us) know|say|check|count|listen|remind me (?=what|when|how|which)|i'd like to know|find out"
    r"|quick question|one question|quickly|work out|(?:i'm )?wondering|i(?: was| am)? wonder(?:ing)?"
    r"|i(?: just)?(?: really)? (?:want|need|would like|'d like|have) to (?:know|find out|ask)"
    r"|do you (?:happen to )?(?:know|remember)|do(?:es)? (?:anyone|anybody) know|do (?=what|when|how)|figure out"
    r"|(?:have you |do you have |you have |got )?(?:any|an) idea(?: of)?|calculate|i (?:need|want)(?= the\b)"
    r"|(?:can|could|may) (?:i|we) (?:have|get|know|ask)|i (?:forgot|forget|do not know|don't know)(?= what| which)"
    r"|right|quick|hiya|(?:good )?(?:morning|evening|afternoon)|good day|hey|excuse me|sorry|um|like|yes|yeah"
    r"|you know) "
)
_AFTER = re.compile(
    r" (?:anyway|though|by the way|if you know|do you know|do you think|roughly|approximately|buddy|mate|my friend|dear"
    r"|ok|okay|then|sir)$"
)
_CORRECTION = re.compile(
    r"^(?P<before>.+?) (?:(?:no|nope|oh|wait|sorry|i mean|i meant|rather|or rather|make that|actually|scratch that"
    r"|let's say) )+(?P<after>.+)$"
)
_MOST_WORDS = 4


def phrase_of(transcript: str) -> str | None:
    """Return the question in its one form; None where it cannot be about time."""
    words = with_digits(transcript)
    if len(words) > LONGEST or not _ABOUT_TIME.search(words):
        return None
    for pattern, by in _WORDS:
        words = pattern.sub(by, words)
    words = " ".join(words.split())
    while match := _BEFORE.match(words):
        words = words[match.end() :]
    while match := _AFTER.search(words):
        words = words[: match.start()]
    return words


def corrected(transcript: str) -> Iterator[str]:
    """Yield what may have been meant by "what time is it in paris no london": the last words replaced, few first."""
    plain = with_digits(transcript)
    match = _CORRECTION.match(plain)
    if match is None or len(plain) > LONGEST:
        return
    before = match["before"].split()
    for count in range(1, min(_MOST_WORDS, len(before) - 1) + 1):
        yield " ".join([*before[:-count], match["after"]])
    yield match["after"]
