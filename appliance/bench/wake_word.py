"""Wake words: false wakes per hour, missed calls and cost. `python -m appliance.bench.wake_word [--word NAME ...]`.

Virtual time, seeded; nothing is played aloud. The frames are those of the front end, as the settings have it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from appliance.adapters.micro_wake_word import MicroWakeWordDetector
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.audio.front_end import FrontEnd
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics, load_response, load_rooms, noise_of, reverberant
from appliance.bench.virtual_room import silence
from appliance.bench.voiced import levelled
from appliance.bench.wake_word_sounds import KINDS, STRETCH_S, WORDS, Espeak, piper_calls, stretches
from appliance.hardware import front_end_of
from appliance.installed_models import installed_models
from appliance.items import Frame
from appliance.settings import AudioSettings
from appliance.settings_file import load_settings
from appliance.stages.between_turns import BetweenTurns

CALL_DBFS = (-26.0, -36.0, -46.0)
"""Level of the voiced part of a call in the microphone: a metre away, across a room, from afar."""
DRY = Acoustics(name="dry", description="", response="bedroom", delay_ms=0, echo_db=-90, noise="fan", noise_dbfs=-70)
"""No room: only its noise is used."""
BEFORE_S, AFTER_S = 1.5, 0.8
"""Noise of the room around a call."""
LEARNING_S = 5.0
"""Noise of the room before the first."""


class Listener:
    """Listens for a wake word between turns, as the appliance does, and notes what that costs."""

    def __init__(self, word: str) -> None:
        """Raises `ModelUnavailable`."""
        self._between = BetweenTurns(kept=1)
        self._between.load_wake_word = partial(MicroWakeWordDetector, word)
        self._between.open()
        self._frames, self._took_s = 0, 0.0

    def calls_in(self, samples: Samples) -> int:
        """Return how often the word is heard in the samples, whole frames."""
        began_s, calls = time.process_time(), 0
        for frame in samples.reshape(-1, FRAME_SAMPLES):
            calls += self._between.has_called(Frame(frame, 0.0))
        self._took_s += time.process_time() - began_s
        self._frames += len(samples) // FRAME_SAMPLES
        return calls

    @property
    def frame_us(self) -> float:
        """Processor time of a frame, in microseconds."""
        return 1e6 * self._took_s / self._frames


def through(front_end: FrontEnd, sound: Signal) -> Samples:
    """Return what the front end makes of a sound, in whole frames."""
    whole = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].astype(np.float32)
    return np.concatenate([front_end.process(frame) for frame in whole.reshape(-1, FRAME_SAMPLES, 1)])


@dataclass(frozen=True, slots=True)
class Hours:
    """What is listened to without being called."""

    words: Sequence[str]
    """The wake words that are listened for, all at once."""
    length_h: float
    """Hours of each sound."""
    rooms: Sequence[Acoustics]
    """Where some of it is heard."""
    audio: AudioSettings
    """Of the front end."""
    seed: int

    def false_wakes(self, kind: str) -> tuple[dict[str, int], dict[str, float]]:
        """Return how often each word is heard in a sound without it, and what a frame costs (µs)."""
        listeners, front_end = {word: Listener(word) for word in self.words}, front_end_of(self.audio)
        heard = dict.fromkeys(self.words, 0)
        for stretch in stretches(kind, round(self.length_h * 3600 / STRETCH_S), self.rooms, self.seed):
            samples = through(front_end, stretch)
            for word, listener in listeners.items():
                heard[word] += listener.calls_in(samples)
        return heard, {word: listener.frame_us for word, listener in listeners.items()}


def heard_calls(
    word: str, calls: Sequence[tuple[str, Signal]], room: Acoustics, dbfs: float, audio: AudioSettings
) -> Iterator[bool]:
    """Yield for each call whether it is heard in a room, or without one for `DRY`."""
    listener, front_end, noise = Listener(word), front_end_of(audio), noise_of(room)
    response = load_response(room, "user")
    listener.calls_in(through(front_end, noise[: round(LEARNING_S * CAPTURE_RATE_HZ)]))
    for number, (_, call) in enumerate(calls):
        said = levelled(call, dbfs)
        said = said if room is DRY else reverberant(said, response)
        sound = np.concatenate([silence(BEFORE_S), said, silence(AFTER_S)])
        behind = np.roll(noise, -number * CAPTURE_RATE_HZ)[: len(sound)]
        yield listener.calls_in(through(front_end, sound + behind)) > 0


def _print_false_wakes(hours: Hours, kinds: Sequence[str]) -> None:
    print(f"false wakes in {hours.length_h:g} h\n\n| sound | {' | '.join(hours.words)} |", flush=True)
    print(f"|---|{'---|' * len(hours.words)}", flush=True)
    costs: dict[str, float] = {}
    for kind in kinds:
        heard, costs = hours.false_wakes(kind)
        print(f"| {kind} | {' | '.join(str(heard[word]) for word in hours.words)} |", flush=True)
    cells = (f"{cost:.0f} µs, {cost / FRAME_S / 1e4:.2f} %" for cost in costs.values())
    print(f"| a frame, of a core | {' | '.join(cells)} |\n", flush=True)


def main() -> None:
    """Count false wakes and missed calls, and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--word", action="append", choices=tuple(WORDS))
    parser.add_argument("--sound", action="append", choices=KINDS)
    parser.add_argument("--hours", type=float, default=1.0, help="of each sound; 0: only the calls")
    parser.add_argument("--espeak", action="store_true", help="call by the voices of eSpeak, too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    settings = load_settings(asked.config)
    words, rooms = asked.word or tuple(WORDS), tuple(load_rooms().values())
    if asked.hours:
        _print_false_wakes(Hours(words, asked.hours, rooms, settings.audio, asked.seed), asked.sound or KINDS)
    voice = installed_models(settings, settings.session).voice()
    espeak = Espeak() if asked.espeak else None
    print("calls heard\n\n| word | voice | room |", " | ".join(f"{dbfs:.0f} dBFS" for dbfs in CALL_DBFS), "|")
    print("|---|---|---|", "---|" * len(CALL_DBFS), sep="", flush=True)
    for word in words:
        spoken = {"the product's": list(piper_calls(voice, WORDS[word]))}
        if espeak:
            spoken["eSpeak"] = list(espeak.calls(WORDS[word]))
        for name, calls in spoken.items():
            for room in (DRY, *rooms):
                counts = (sum(heard_calls(word, calls, room, dbfs, settings.audio)) for dbfs in CALL_DBFS)
                print(
                    f"| {word} | {name} | {room.name} |",
                    " | ".join(f"{n} of {len(calls)}" for n in counts),
                    "|",
                    flush=True,
                )


if __name__ == "__main__":
    main()
