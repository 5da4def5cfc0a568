"""Every function of `text` takes time in proportion to the length of the text, whatever the text is made of.

Compared are the seconds of the processor for a text and for one ten times as long: ten times in proportion, a hundred
times if it grew with the square. The longer one may take forty times as long.
"""

# ruff: noqa: RUF001

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from appliance.text.answer_opening import answer_opening
from appliance.text.bounded import LONGEST_PIECE, bounded_pieces
from appliance.text.clauses import ClauseSplitter
from appliance.text.completeness import completeness
from appliance.text.own_words import is_read_back
from appliance.text.plain_text import plain_text
from appliance.text.punctuation import restored
from appliance.text.sentences import SentenceSplitter
from appliance.text.spoken_text import spoken_text
from appliance.text.transcript_guard import clean_transcript, has_loop, looks_hallucinated

SHORT, LONG, MOST_TIMES = 800, 8_000, 40
FILLS = [
    " ", "\n", "\t", "1", "1.", "1,", "1. ", "1 ", "1-", "1/", "1:", "12:30 ", "$", "$1", "$1 ", "€1,5 ", "(", ")",
    "[", "]", "{", "}",
    "**", "* ", "_", "__a", "`", "```", "~", "#", "# a\n", "> ", "- a\n", "1. a\n", "|", "| a ", "|-", "<", "<a",
    "<a>", "&", "&amp;",
    "!", "![", "![a](", "[a](b) ", "a", "A", "A.", "a.", "a. A", "U. S. ", "e.g. ", "Mt. ", "ab ", "you ",
    "a b a b c ", "a a a a b b b b ",
    "a-", "a'", "'", '"', "a@", "a@b.", "/a", "/", "a/", "\\", "\\a", "\\frac{", "\\frac{1}{2}", "{a}", "^", "^2",
    "x^2 ", "1e5", "1^1 ",
    "5 m", "5 km/h ", "25 °C ", "1h30m", "Nov 28 ", "28.11.2026", "28.11. ", "555-1234 ", "555 ", "+1", "PIN 1",
    "code ", "call 911 ",
    "II ", "War I ", "MCM", "½", "²", "١", "你", "é", "e\u0301", "👋", "\u200d", "π", "Пр ", ",", ", ", ";:", "...",
    ". ", "?!", "-", "--",
    "—", " - ", "=", "==", "a = b ", "…", "。", "http://a.", "www.", "a.com ", "::", "fe80::", "so ", "how many ",
    "what is ", "x - y ", "a - ", "x-", "x^-", "H2", "CO2 ", "(H2", "Fe^3+", "0x",
    "#ffffff ", "*1#", "1*2", "∣", "|x| = ",

    "<sup>", "<sup>2</sup>", "<a ", "<a =", "a<b ", "<b and c>", "1..", "1~2", "1/2-", "1 – 2 ", "1:2:3 ", "ratio 1",
    "5'12\"", "\"5\"", "5万", "₹1L", "$1,2 ", "1 J/(m·", "code A-1", "the 80s and ", "₂", "1_{2}", "\\foo{", "\\foo{a}",
    "\\hspace{", "H_2", "≥ ", "< ", "♭", "2x ",
]  # fmt: skip


def stream(text: str, size: int = 25) -> None:
    splitter = SentenceSplitter()
    for start in range(0, len(text), size):
        list(splitter.add(text[start : start + size]))
    splitter.finish()


def stream_clauses(text: str, size: int = 25) -> None:
    splitter = ClauseSplitter()
    for start in range(0, len(text), size):
        list(splitter.add(text[start : start + size]))
    splitter.finish()


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "spoken_text": spoken_text,
    "spoken_text in German": lambda text: spoken_text(text, "de"),
    "plain_text": plain_text,
    "sentences": lambda text: stream(text, len(text)),
    "sentences in pieces": stream,
    "clauses": lambda text: stream_clauses(text, len(text)),
    "clauses in pieces": stream_clauses,
    "clean_transcript": clean_transcript,
    "has_loop": has_loop,
    "looks_hallucinated": lambda text: looks_hallucinated(text, 0.9, 1e9),
    "completeness": completeness,
    "restored": lambda text: restored(text, "en"),
    "answer_opening": answer_opening,
    "is_read_back": lambda text: is_read_back(text, text.split()[:50] or ["a"]),
}


def seconds(function: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    function(text)
    return time.thread_time() - begun


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_grows_in_proportion_to_the_text(name: str) -> None:
    function = FUNCTIONS[name]
    function("It is 5. That is all.")  # what is loaded once
    too_slow = []
    for fill in FILLS:
        short, long = ((fill * size)[:size] for size in (SHORT, LONG))
        # The clock's steps and a busy machine: nothing under 2 ms counts, and the best of three does.
        ratio = min(seconds(function, long) / max(seconds(function, short), 0.002) for _ in range(1))
        if ratio > MOST_TIMES:
            ratio = min(seconds(function, long) / max(seconds(function, short), 0.002) for _ in range(2))
        if ratio > MOST_TIMES:
            too_slow.append((fill, ratio))
    assert too_slow == []


@pytest.mark.parametrize("fill", FILLS)
def test_pieces_are_bounded_and_lose_nothing(fill: str) -> None:
    text = (fill * LONG)[:LONG]
    pieces = list(bounded_pieces(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= LONGEST_PIECE


def test_pieces_are_cut_between_words_and_not_in_numbers() -> None:
    text = "It was 25 °C on Nov. 28, in 12 345 places; " * 100
    for piece in list(bounded_pieces(text))[:-1]:
        assert piece[-1].isspace()
        assert piece.rstrip()[-1].isalpha()
