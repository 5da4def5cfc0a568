"""Guards on transcripts: removes stage directions and loops, and detects phrases that Whisper made out of silence.

Pure: text in, verdict out; no model, no sound, no settings. Replies of the language model are cleaned in
`spoken_text`.

Where the rules come from: Whisper was trained on subtitles, so it writes their stage directions and closing lines when
nothing is said. Barański et al., "Investigation of Whisper ASR Hallucinations Induced by Non-Speech Audio" (ICASSP
2025, arXiv 2501.11378) found a set of phrases that come up again and again. They proposed what is done here: remove
loops, then compare with a bag of phrases. There is one difference: a phrase that a person may well say ("Thank you.")
is rejected only if the confidence is low or the sound too short.
"""

from __future__ import annotations

import re

# Square brackets and asterisks never come from speech. Round ones are taken for a mark up to this many words.
_LONGEST_ROUND_MARK_WORDS = 5
_MARKS = re.compile(
    r"<\|[^|>]*\|>"  # <|nospeech|>
    r"|\[[^\]]*(?:\]|$)|\{[^}]*(?:\}|$)"  # [BLANK_AUDIO], {noise}, and "[ Sil" cut off at the end
    r"|(?<!\w)\*(?=\S)[^*]*(?:\*|$)"  # *sighs*
    r"|[♪♫♬♩][^♪♫♬♩]*(?:[♪♫♬♩]|$)"  # ♪ la la la ♪
    r"|>>+|<<+|♪"  # >> of a new speaker
)
_ROUND_MARK = re.compile(r"\(([^)]*)(?:\)|$)")  # (music), and "(wind blow" cut off at the end
_SPEAKER = re.compile(
    r"(?:(?<=^)|(?<=[.!?]\s))\s*(?:(?:SPEAKER|Speaker)[ _]?\w{1,3}"  # "Speaker 1:", "SPEAKER_01:"
    r"|(?:MAN|WOMAN|BOY|GIRL|HOST|NARRATOR|ANNOUNCER|REPORTER|Man|Woman|Narrator|Announcer)(?: #?\d)?)\s*:"  # "MAN: "
)
_LEADING_DASH = re.compile(r"^\s*[-–—]+\s*(?=\w)")  # noqa: RUF001  # the "- " of "- Hello"
_STUTTERED_LETTERS = re.compile(r"((?:[^\W\d_]{1,8})-?)\1{5,}", re.IGNORECASE)  # "hahahahahaha", "no-no-no-no-no-no-no"

_LONGEST_PHRASE_WORDS = 20
_TIMES_ONE_WORD, _TIMES_ONE_NUMBER, _TIMES_PHRASE = 4, 8, 3
_DOUBLED_PHRASE_WORDS = 3
_NUMBER_WORDS = frozenset({"oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})

_FASTEST_WORDS_PER_S = 7.0
_UNSURE, _VERY_UNSURE = 0.5, 0.85
# exp(-1): an average log probability below -1 is where OpenAI's transcribe() calls a decode failed.
_FAILED = 0.37
# Of fewer than four words the average says little: a person's "Cancel timer.", heard right, has 0.366.
_FAILED_SHORT, _SHORT_WORDS = 0.3, 4
_SHORTEST_SPEECH_S = 0.2
_CREDITS = re.compile(
    # Compared with the words alone: "thanks for watching", "amara org"
    r"\b(?:thank(?:s| you)(?: (?:so|very) much)? for (?:watching|listening|viewing)|amara org"
    r"|subtitles? (?:by|created by)|captions? by|captioning by|transcri(?:bed|ption) by|translated by"  # "subtitles by"
    r"|(?:please )?(?:like and )?subscribe(?: to (?:my|our|the) channel)?$"  # "please subscribe to our channel"
    r"|see you (?:in the )?next (?:time|video)|all rights reserved)\b"  # "see you in the next video"
)
_FILLERS = frozenset(
    {
        "thank you", "thank you very much", "thank you so much", "thanks", "you", "bye", "bye bye", "goodbye",
        "okay", "ok", "so", "the", "oh", "uh", "um", "ah", "hmm", "mm", "mhm", "yeah", "yes", "i", "a", "and",
        "but", "it", "well", "huh", "hm", "i'm sorry", "sorry", "the end", "please", "good", "right",
        "see you", "good night", "i don't know", "what", "peace", "silence", "music", "applause",
    }
)  # fmt: skip


def clean_transcript(text: str) -> str:
    """Return the transcript without marks of sounds, music or speakers, and with each loop once; "" if no word is left.

    A loop is one word at least 4 times in a row (a number 8 times), a phrase of up to 20 words at least 3 times, or a
    syllable 6 times inside a word. An incomplete copy at the end of the text is removed with it. What people do say two
    or three times ("no no no", "very very", "one one two") stays.
    """
    text = _MARKS.sub(" ", text)
    text = _ROUND_MARK.sub(lambda m: " " if len(m[1].split()) <= _LONGEST_ROUND_MARK_WORDS else m[0], text)
    text = _LEADING_DASH.sub("", _SPEAKER.sub(" ", " ".join(text.split())))
    text = _collapse(_STUTTERED_LETTERS.sub(r"\1", text).split())
    return text if words_of(text) else ""


def has_loop(text: str) -> bool:
    """Return True if the decoder seems to have looped, so that a second decode with more context is worth its time.

    This is any loop that `clean_transcript` collapses, and also a phrase of three or more words that comes twice in a
    row. A person may say that, but a loop begins in the same way.
    """
    if _STUTTERED_LETTERS.search(text):
        return True
    keys = [" ".join(words_of(word)) for word in text.split()]
    return any(
        _run(keys, start, length) >= (2 if length >= _DOUBLED_PHRASE_WORDS else _times(keys[start : start + length]))
        for start in range(len(keys))
        for length in range(1, min(_LONGEST_PHRASE_WORDS, (len(keys) - start) // 2) + 1)
    )


def looks_hallucinated(text: str, confidence: float, speech_s: float) -> bool:
    """Return True if a clean transcript should be treated as if nothing was said; False for an empty one.

    `confidence` is the geometric mean of the tokens' probabilities, 0..1. `speech_s` are the seconds of speech that
    the speech detector found. True in four cases: more words than a person can say in that time (7 a second; fast
    speech is 5 to 6); a confidence at which OpenAI's own transcribe() calls the decode failed (below four words: 0.3);
    subtitle credits below a confidence of 0.85; and nothing but "Thank you.", "you" or the like below a confidence of
    0.5, or in less than 0.2 s of speech.
    """
    words = words_of(text)
    if not words:
        return False
    # One word is always allowed: the speech detector cuts off the soft ends of a short word.
    failed = _FAILED_SHORT if len(words) < _SHORT_WORDS else _FAILED
    if len(words) - 1 > _FASTEST_WORDS_PER_S * speech_s or confidence < failed:
        return True
    said = " ".join(words)
    if _CREDITS.search(said) and confidence < _VERY_UNSURE:
        return True
    return said in _FILLERS and (confidence < _UNSURE or speech_s < _SHORTEST_SPEECH_S)


def words_of(text: str) -> list[str]:
    """Return the words in lower case, without punctuation except for apostrophes inside a word."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("’", "'"))  # noqa: RUF001  # "don't"


def _times(phrase: list[str]) -> int:
    """Return how many times a phrase must come in a row to be a loop."""
    if len(set(phrase)) > 1:
        return _TIMES_PHRASE
    return _TIMES_ONE_NUMBER if phrase[0].isdigit() or phrase[0] in _NUMBER_WORDS else _TIMES_ONE_WORD


def _run(keys: list[str], start: int, length: int) -> int:
    """Return how many times `keys[start:start + length]` comes in a row, beginning at `start`."""
    phrase, times = keys[start : start + length], 1
    while keys[start + times * length : start + (times + 1) * length] == phrase:
        times += 1
    return times


def _collapse(words: list[str]) -> str:
    """Reduce every loop to one copy; shorter phrases first, so that a loop inside a loop is found as well."""
    keys = [" ".join(words_of(word)) for word in words]
    start = 0
    collapsed = []
    while start < len(words):
        for length in range(1, min(_LONGEST_PHRASE_WORDS, (len(words) - start) // 2) + 1):
            times = _run(keys, start, length)
            if times < _times(keys[start : start + length]):
                continue
            end = start + times * length
            rest = len(keys) - end  # words after the last complete copy
            if 0 < rest < length and keys[end:] == keys[start : start + rest]:
                # An incomplete copy follows: the first copy is kept, for its punctuation.
                words[start:], keys[start:] = words[start : start + length], keys[start : start + length]
            else:  # else the last is
                start = end - length
            break
        collapsed.append(words[start])
        start += 1
    return " ".join(collapsed)
