"""Pause rules: what would tell a pause inside a sentence from its end? `python -m appliance.bench.pause_rules`.

On recordings of people: the end-of-turn model beside the words; a pace learned from the speaker's own pauses. No room,
no session; the figures are in appliance/docs/end-of-turn.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, Samples
from appliance.bench.noisy_speech import LONGEST_S, PAUSES_S, own_background
from appliance.bench.voiced import voiced_frames
from appliance.bench.word_gaps import load_gaps
from appliance.interfaces import EndOfTurnModel, Recognizer
from appliance.recordings.people import load_people
from appliance.recordings.recordings import Recording
from appliance.text.completeness import Completeness, completeness

SILENCE_S = 0.2
"""Background after the last word: the model wants some."""
MOST_GAPS = 3
"""Word gaps of a recording that are judged."""
DELAYS_S = {
    Completeness.WHOLE: 0.3,
    Completeness.UNSURE: 0.5,
    Completeness.STATEMENT: 1.0,
    Completeness.UNFINISHED: 1.3,
}
SHORTEST_S = 0.2
"""A shorter silence is a gap between two words."""
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A moment at which somebody fell silent."""

    is_end: bool
    probability: float
    """Of the end of the turn, by the model."""
    words: Completeness
    """By the words before it."""
    cpu_s: float
    """What the model took."""


Rule = Callable[[Judged], float]
"""The endpointing delay, in seconds."""
RULES: dict[str, Rule] = {
    "words": lambda one: DELAYS_S[one.words],
    "words; whole but below 0.1: 1.3 s": lambda one: _lengthened(one, 0.1),
    "words; whole but below 0.5: 1.3 s": lambda one: _lengthened(one, 0.5),
    "words; whole after 0.61 s": lambda one: max(0.61, DELAYS_S[one.words]),
}


def _lengthened(one: Judged, unlikely: float) -> float:
    is_doubtful = one.words is Completeness.WHOLE and one.probability < unlikely
    return DELAYS_S[Completeness.UNFINISHED if is_doubtful else one.words]


def judged(recognizer: Recognizer, model: EndOfTurnModel, people: Sequence[Recording]) -> Iterator[Judged]:
    """Yield the ends of all recordings that end in a whole sentence, and the pauses inside and the word gaps of all."""
    gaps = load_gaps()
    for one in people:
        samples = load_recording(one.path, LONGEST_S)
        last = int(np.flatnonzero(voiced_frames(samples))[-1])
        is_sentence = one.transcript.endswith((".", "?", "!")) and len(one.transcript.split()) >= FEWEST_WORDS
        moments = [((last + 3) * FRAME_S, True)] if is_sentence else []
        inside = [start_s for start_s, _ in one.pauses] or list(gaps.get(one.name, ()))[:MOST_GAPS]
        for at_s, is_end in [*moments, *((moment, False) for moment in inside)]:
            part = samples[: round(at_s * CAPTURE_RATE_HZ)]
            silence = own_background(samples, round(SILENCE_S * CAPTURE_RATE_HZ), 1).astype(np.int16)
            heard = np.concatenate([part, silence])
            began_s = time.thread_time()
            probability = model.probability(heard)
            cpu_s = time.thread_time() - began_s
            segment = recognizer.transcribe(heard, lambda: False)
            yield Judged(is_end, probability, completeness(segment.text if segment else ""), cpu_s)


def area_under_curve(all_judged: Sequence[Judged]) -> float:
    """Return how often the probability at an end is higher than in a pause."""
    ends = [one.probability for one in all_judged if one.is_end]
    pauses = [one.probability for one in all_judged if not one.is_end]
    return float(np.mean([(end > pause) + 0.5 * (end == pause) for end in ends for pause in pauses]))


def taken_for_the_end(all_judged: Sequence[Judged], rule: Rule) -> float:
    """Return the share of pauses of `PAUSES_S` that are longer than the delay."""
    delays = [rule(one) for one in all_judged if not one.is_end]
    return float(np.mean([delay < pause for delay in delays for pause in PAUSES_S]))


def pauses_of(samples: Samples) -> list[float]:
    """Return the lengths of the silences inside a recording, in seconds."""
    voiced = np.flatnonzero(voiced_frames(samples, 25.0))
    silences = (np.diff(voiced) - 1) * FRAME_S
    return [round(float(silence), 2) for silence in silences if silence >= SHORTEST_S - FRAME_S / 2]


def learned_delay_s(base_s: float, weight: float, percentile: float, earlier: Sequence[float]) -> float:
    """Return the delay for somebody whose earlier pauses are known; the base where they are too few."""
    if len(earlier) < 2:
        return base_s
    return max(0.3, base_s + weight * (float(np.percentile(earlier, percentile)) - 0.4))


def cuts(people: dict[str, list[list[float]]], delay_of: Callable[[Sequence[float]], float]) -> tuple[float, int]:
    """Return the mean delay and the number of pauses longer than it, each recording after the others of its person."""
    delays, count = [], 0
    for recordings in people.values():
        for number, pauses in enumerate(recordings):
            delays.append(delay_of([pause for earlier in recordings[:number] for pause in earlier]))
            count += sum(pause > delays[-1] for pause in pauses)
    return float(np.mean(delays)), count


def main() -> None:
    """Print both tables."""
    from appliance.adapters.smart_turn import SmartTurn
    from appliance.adapters.whisper import WhisperRecognizer
    from appliance.models.chosen import end_of_turn_file, model_files
    from appliance.settings import Settings

    people = load_people()
    by_person: dict[str, list[list[float]]] = {}
    for one in people:
        by_person.setdefault(one.person, []).append(pauses_of(load_recording(one.path, LONGEST_S)))
    several = {person: pauses for person, pauses in by_person.items() if len(pauses) > 1}
    for base_s in (0.3, 0.4, 0.5, 0.6, 0.8):
        print("for all:", base_s, "longer pauses:", cuts(several, partial(learned_delay_s, base_s, 0.0, 100.0))[1])
        for weight, percentile in ((0.5, 90.0), (1.0, 90.0), (1.0, 100.0)):
            learned = cuts(several, partial(learned_delay_s, base_s, weight, percentile))
            print(f"  learned, {weight} x {percentile}th percentile: {learned[0]:.2f} s, longer pauses: {learned[1]}")
    settings = Settings()
    file = end_of_turn_file(settings.models.model_copy(update={"end_of_turn": "smart-turn-v3.2"}))
    assert file
    recognizer = WhisperRecognizer(model_files(settings.models)[0], "en", lambda: 1)
    moments = list(judged(recognizer, SmartTurn(file), people))
    print("moments:", len(moments), "area under the curve:", round(area_under_curve(moments), 2))
    print("CPU per call, ms:", round(float(np.median([one.cpu_s for one in moments])) * 1000))
    for name, rule in RULES.items():
        ends = [rule(one) for one in moments if one.is_end]
        share = taken_for_the_end(moments, rule)
        print(f"{name}: median {np.median(ends):.2f}, mean {np.mean(ends):.2f} s, {share:.0%} of the pauses")


if __name__ == "__main__":
    main()
