"""Over replies: what becomes of a reply when nobody, a user, or a noise is heard over it, in a simulated room.

`python -m appliance.bench.over_replies --room NAME --over KIND`. Real models, in real time, seeded; nothing is played
aloud. A reply is a text that the appliance is given to say, so that no language model decides how long it is.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, to_samples
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics, room_named
from appliance.bench.simulated_room import SimulatedRoom
from appliance.bench.voiced import begun, levelled
from appliance.bench.words import word_error_rate
from appliance.hardware import front_end_of
from appliance.installed_models import installed_models
from appliance.monitoring.metrics import Outcome, TurnMetrics
from appliance.recordings.noises import NAMES as NOISES
from appliance.recordings.noises import SINGLE, noise, single_noises
from appliance.recordings.people import load_people
from appliance.recordings.recordings import load_recordings
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.settings_file import load_settings
from appliance.states import SessionState

REPLIES = (
    "The capital of France is Paris. It lies on the river Seine, and about two million people live there. It is known "
    "for the Eiffel Tower and its museums.",
    "A rainbow appears when sunlight is bent and reflected inside drops of water. Each color is bent by a different "
    "angle, so that they are spread into an arc across the sky.",
    "To boil an egg, put it into boiling water for six to nine minutes. Then cool it under cold water, peel it, and "
    "eat it with a little salt.",
    "The moon goes around the Earth once in about twenty seven days. It always shows us the same side, because it "
    "turns once in the same time.",
    "Honey never spoils because it has so little water that nothing can grow in it. Jars that are three thousand years "
    "old have been found and could still be eaten.",
    "Bread rises because yeast eats sugar and makes gas. The gas is caught in the dough, which grows until the heat of "
    "the oven makes it firm.",
)
SPOKEN_DBFS = -22.0
"""Level of the voice in what is played, about."""
LONGEST_S = 40.0
"""Longest that a trial may take."""
KINDS = ("nothing", "people", "synthetic", *NOISES)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one reply."""

    over: str
    """What was heard over it: the name of a recording, or of a noise."""
    level_db: float
    """Its level, relative to the echo of the reply."""
    is_interrupted: bool
    """The reply was ended by it."""
    silent_after_ms: float | None
    """From its first voiced sample to the last sound of the reply; None if that went on."""
    rests: int
    """How often the reply rested for it, and went on."""
    rested_ms: float
    """How long, all together."""
    said: str
    """What was said, if it was words."""
    heard: str
    """What was understood of it."""


class Listener:
    """The delegate: what is told of a trial."""

    def __init__(self) -> None:
        self.state = SessionState.DISCONNECTED
        self.heard = ""
        self.turns: list[TurnMetrics] = []
        self.changed = threading.Condition()

    def forget(self) -> None:
        """Forget the last trial."""
        with self.changed:
            self.heard = ""
            self.turns.clear()

    def wait(self, *states: SessionState, longest_s: float = LONGEST_S) -> bool:
        """Wait for one of the states; False if none came."""
        with self.changed:
            return self.changed.wait_for(lambda: self.state in states, longest_s)

    def state_changed(self, _session: VoiceSession, state: SessionState) -> None:
        """Note the state."""
        with self.changed:
            self.state = state
            self.changed.notify_all()

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Note what was understood."""
        with self.changed:
            self.heard = text if is_final else self.heard
            self.changed.notify_all()

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Note what became of the turn."""
        with self.changed:
            self.turns.append(metrics)
            self.changed.notify_all()


def sounds(kind: str, seed: int) -> list[tuple[str, str, Signal]]:
    """Return the sounds of a kind: name, words, samples from the first voiced one on."""
    if kind == "nothing":
        return [("nothing", "", np.zeros(FRAME_SAMPLES))]
    if kind in SINGLE:
        return [(kind, "", begun(sound)) for sound in single_noises(kind, seed)]
    if kind in NOISES:
        return [(kind, "", noise(kind, 6.0, seed))]
    recordings = load_people() if kind == "people" else load_recordings(human=False)
    return [
        (one.name, one.transcript, begun(load_recording(one.path, LONGEST_S) / 32768.0))
        for one in recordings
        if len(one.transcript.split()) >= FEWEST_WORDS
    ]


FEWEST_WORDS = 3


class OverReplies:
    """A session in a room; used in a `with` block."""

    def __init__(self, settings: Settings, room: Acoustics) -> None:
        self._room = room
        self._simulated = SimulatedRoom(room, lambda far_end: front_end_of(settings.audio, far_end))
        self._listener = Listener()
        models = installed_models(settings, settings.session)
        self._session = VoiceSession(settings.session, self._simulated.hardware, models, self._listener)

    def __enter__(self) -> OverReplies:
        self._session.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._session.disconnect()

    def trial(self, reply: str, over: tuple[str, str, Signal], level_db: float, after_s: float) -> Trial:
        """Have a reply said, and let something be heard over it `after_s` seconds after it began."""
        name, said, sound = over
        listener, session, room = self._listener, self._session, self._simulated
        listener.forget()
        session.say(reply)
        listener.wait(SessionState.SPEAKING)
        time.sleep(after_s)
        room.play(to_samples(levelled(sound, SPOKEN_DBFS + self._room.echo_db + level_db)))
        while room.began_s() is None:
            time.sleep(0.002)
        began_s = room.began_s() or 0.0
        ends_s = began_s + len(sound) / CAPTURE_RATE_HZ + 2.0
        with listener.changed:
            listener.changed.wait_for(lambda: bool(listener.turns), LONGEST_S)
        metrics = listener.turns[0]
        is_interrupted = metrics.outcome is Outcome.INTERRUPTED
        silent_s = room.last_sound_s(began_s, time.monotonic()) if is_interrupted else None
        if is_interrupted:
            while time.monotonic() < ends_s and listener.state is SessionState.LISTENING:
                time.sleep(0.02)
            with listener.changed:
                listener.changed.wait_for(lambda: bool(listener.heard), 3.0)
            session.cancel()
        listener.wait(SessionState.CONNECTED)
        room.stop()
        silent_ms = None if not is_interrupted else max(0.0, ((silent_s or began_s) - began_s) * 1000)
        return Trial(
            name, level_db, is_interrupted, silent_ms, metrics.false_interruptions, metrics.rested_ms, said,
            listener.heard if is_interrupted else "",
        )  # fmt: skip


def trials(settings: Settings, room: Acoustics, kind: str, count: int, seed: int) -> Iterator[Trial]:
    """Yield `count` trials, seeded; two replies without anything over them come first: the room is being learnt."""
    random = np.random.default_rng([seed, len(kind), *kind.encode()])
    chosen = sounds(kind, seed)
    levels = (0.0, -5.0, -10.0) if kind in ("people", "synthetic") else (-20.0,) if kind == "television" else (-5.0,)
    with OverReplies(settings, room) as over:
        for reply in REPLIES[:2]:
            over.trial(reply, ("nothing", "", np.zeros(FRAME_SAMPLES)), 0.0, 0.1)
        for number in range(count):
            sound = chosen[int(random.integers(len(chosen)))]
            yield over.trial(
                REPLIES[number % len(REPLIES)], sound, levels[number % len(levels)], float(random.uniform(0.3, 5.0))
            )


def summary(done: list[Trial]) -> str:
    """Return one line of figures."""
    interrupted = [trial for trial in done if trial.is_interrupted]
    silent = sorted(trial.silent_after_ms for trial in interrupted if trial.silent_after_ms is not None)
    words = word_error_rate([t.said for t in interrupted if t.said], [t.heard for t in interrupted if t.said])
    within = sum(ms <= 400 for ms in silent)
    rested = sorted(trial.rested_ms / trial.rests for trial in done if trial.rests)
    return (
        f"{len(done)} replies, {len(interrupted)} interrupted; silent within 400 ms {within}, "
        f"median {np.median(silent) if silent else float('nan'):.0f} ms; "
        f"rested {sum(trial.rests for trial in done)} times in {len(rested)}, "
        f"median {np.median(rested) if rested else 0:.0f} ms; "
        f"word errors {'-' if words is None or not interrupted else f'{words:.0%}'}"
    )


def main() -> None:
    """Run the trials of a kind in a room, and print each, and their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", required=True)
    parser.add_argument("--over", choices=KINDS, required=True)
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    done = []
    for trial in trials(load_settings(asked.config), room_named(asked.room), asked.over, asked.trials, asked.seed):
        print(trial, flush=True)
        done.append(trial)
    print(f"{asked.room}, {asked.over}: {summary(done)}")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(trial) for trial in done], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
