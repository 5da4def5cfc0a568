"""Guards on transcripts: removes stage directions and loops, and detects phrases that Whisper made out of silence.

Pure: text in, verdict out; no model, no sound, no settings. Replies of the language model are cleaned in
`spoken_text`.

Where the rules come from: Whisper was trained on subtitles, so it writes their stage directions and closing lines when
nothing is said. Barański et al., "Investigation of Whisper ASR Hallucinations Induced by Non-Speech Audio" (ICASSP
2025, arXiv 2501.11378) found a set of phrases that come up again and again. They proposed what is done here: remove
loops, then compare with a bag of phrases (`invented`). There is one difference: a phrase that a person may well say
("Thank you.") is rejected only if the confidence is low or the sound too short. What the decoder itself knows of
speech and silence is asked before, in `adapters.whisper`.
"""

from __future__ import annotations

import re
import unicodedata

from appliance.text.invented import is_in_another_script, is_no_utterance, is_short_line, is_subtitle_line

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
_LEADING_DASH = re.compile(r"^\s*[-–—]+(?:\s+(?=\w)|(?=[^\W\d]))")  # noqa: RUF001  # the "- " of "- Hello"
_STUTTERED_LETTERS = re.compile(r"((?:[^\W\d_]{1,8})-?)\1{5,}", re.IGNORECASE)  # "hahahahahaha", "no-no-no-no-no-no-no"

_LONGEST_PHRASE_WORDS = 20
_TIMES_ONE_WORD, _TIMES_ONE_NUMBER, _TIMES_PHRASE = 4, 8, 3
_DOUBLED_PHRASE_WORDS = 3
_NUMBER_WORDS = frozenset({"oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})

_FASTEST_WORDS_PER_S = 7.0
_UNSURE, _BARELY_SURE, _VERY_UNSURE, _SURE = 0.5, 0.6, 0.85, 0.9
_LATIN = frozenset("cs da de en es fi fr hu it nl no pl pt ro sv tr".split())  # noqa: SIM905
"""Some languages that are written in Latin letters."""
# exp(-1): an average log probability below -1 is where OpenAI's transcribe() calls a decode failed.
_FAILED = 0.37
# Of fewer than four words the average says little: a person's "Cancel timer.", heard right, has 0.366.
_FAILED_SHORT, _SHORT_WORDS = 0.3, 4
_SHORTEST_SPEECH_S = 0.2
_MUCH_SOUND_S, _FEW_WORDS = 3.0, 2


def clean_transcript(text: str) -> str:
    """Return the transcript without marks of sounds, music or speakers, and with each loop once; "" if no word is left.

    A loop is one word at least 4 times in a row (a number 8 times), a phrase of up to 20 words at least 3 times, or a
    syllable 6 times inside a word. An incomplete copy at the end of the text is removed with it. What people do say two
    or three times ("no no no", "very very", "one one two") stays.
    """
    text = _MARKS.sub(" ", text)
    text = _ROUND_MARK.sub(lambda m: m[0] if _is_said(m[1]) else " ", text)
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


def looks_hallucinated(text: str, confidence: float, speech_s: float, language: str = "") -> bool:
    """Return True if a transcript should be treated as if nothing was said; False for one without words.

    `text` is as the recogniser wrote it: a loop is no longer to be seen once it is clean. `confidence` is the geometric
    mean of the tokens' probabilities, 0..1. `speech_s` are the seconds of speech that the speech detector found.
    `language`: an ISO 639-1 code, "" where it is not known. True
    - for more words than a person can say in that time (7 a second; fast speech is 5 to 6), or one or two words in
      more than 3 s of sound below a confidence of 0.6,
    - at a confidence at which OpenAI's own transcribe() calls the decode failed (below four words: 0.3),
    - for the last lines of subtitles below a confidence of 0.9, and for letters that the language does not have
      below 0.85,
    - for "Thank you.", "Bye." or the like below a confidence of 0.5, in less than 0.2 s of speech, or again and again,
      and for what nobody says alone, as "you".
    """
    clean = clean_transcript(text)
    words = words_of(clean)
    if not words:
        return False
    # One word is always allowed: the speech detector cuts off the soft ends of a short word.
    failed = _FAILED_SHORT if len(words) < _SHORT_WORDS else _FAILED
    if len(words) - 1 > _FASTEST_WORDS_PER_S * speech_s or confidence < failed:
        return True
    if is_no_utterance(clean) or is_no_utterance(_MARKS.sub(" ", text)):
        return True
    return confidence < _least_confidence(clean, speech_s, language)


def _least_confidence(text: str, speech_s: float, language: str) -> float:
    """Return the confidence that makes up for what speaks against a transcript; 0 where nothing does, 2 for none."""
    least = 0.0
    if len(words_of(text)) <= _FEW_WORDS and speech_s > _MUCH_SOUND_S:
        least = _BARELY_SURE
    if language in _LATIN and is_in_another_script(text):
        least = _VERY_UNSURE
    if is_subtitle_line(text):
        least = _SURE
    if is_short_line(text):
        least = 2.0 if speech_s < _SHORTEST_SPEECH_S else max(least, _UNSURE)
    return least


def words_of(text: str) -> list[str]:
    """Return the words in lower case, without punctuation except for apostrophes inside a word."""
    text = text.casefold().replace("’", "'")  # noqa: RUF001  # "don't"
    if not text.isascii():  # the vowels of Hindi and Thai are marks, at which a word would end
        text = "".join(each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each)[0] != "M")
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


def _is_said(in_brackets: str) -> bool:
    """Say whether it is no mark of a sound: a number may be the code of an area."""
    return len(in_brackets.split()) > _LONGEST_ROUND_MARK_WORDS or any(char.isdigit() for char in in_brackets)


def _times(phrase: list[str]) -> int:
    """Return how many times a phrase must come in a row to be a loop."""
    numbers = sum(word.isdigit() or word in _NUMBER_WORDS for word in phrase)
    if numbers == len(phrase) or (numbers and len(phrase) == 2):  # "1 2 1 2 1 2", "10 plus 10 plus 10 plus 10"
        return _TIMES_ONE_NUMBER
    return _TIMES_PHRASE if len(set(phrase)) > 1 else _TIMES_ONE_WORD


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
