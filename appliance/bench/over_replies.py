"""Over replies: what becomes of a reply when nobody, a user, or a noise is heard over it, in a simulated room.

`python -m appliance.bench.over_replies --room NAME --over KIND`. Real models, in real time, seeded; nothing is played
aloud. A reply is a text that the appliance is given to say, so that no language model decides how long it is. With
`--virtual-time` clock and threads are simulated (`virtual_replies`), and a busy machine changes nothing.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import soxr

from appliance.adapters.onnx import seed_noise
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples, to_samples
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics, load_rooms, room_named
from appliance.bench.heard_over_replies import KINDS, REPLIES, SPOKEN_DBFS, beside_echo, sounds
from appliance.bench.room_session import LONGEST_S, RoomSession
from appliance.bench.virtual_replies import LISTENS_S, VirtualReplies
from appliance.bench.voiced import levelled, onset_s
from appliance.bench.words import word_error_rate
from appliance.installed_models import installed_models
from appliance.interfaces import Voice
from appliance.monitoring.metrics import Outcome
from appliance.recordings.noises import LASTING
from appliance.settings import Settings
from appliance.settings_file import load_settings
from appliance.states import SessionState
from appliance.text.sentences import sentences


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
    """From its first voiced sound to the last sound of the reply; None if that went on."""
    rests: int
    """How often the reply rested for it, and went on."""
    rested_ms: float
    """How long, all together."""
    rests_ms: tuple[float, ...]
    """How long each rest was; empty where only their sum is known: in real time, where there were several."""
    said: str
    """What was said, if it was words."""
    heard: str
    """What was understood of it, if it interrupted."""
    heard_alone: str | None = None
    """What was understood of the same sound while nothing was played; None: that was not tried."""


LEVELS_DB = {"people": (0.0, -5.0, -10.0), "synthetic": (0.0, -5.0, -10.0), "television": (-20.0,)}
"""Of the kinds, relative to the echo, in turn; of others -5 dB."""
NOISE_DBFS = -48.0
"""Usual level of a noise in the room: 20 dB below the echo of a reply in the living room."""
IN_TIME_MS = 400
"""The reply is to be silent after this time, for good."""
LONGEST_REST_MS = 300
"""A rest is to be no longer than this, where the reply goes on."""


def without_a_reply(over: RoomSession, sound: Signal, level_db: float) -> str:
    """Let something be said to the appliance while it listens: what it understands where it has no echo."""
    listener, session, room = over.listener, over.session, over.room
    listener.forget()
    session.start_listening()
    listener.wait(SessionState.LISTENING)
    time.sleep(LISTENS_S)
    room.play(beside_echo(sound, over.acoustics, level_db))
    with listener.changed:
        listener.changed.wait_for(lambda: bool(listener.heard or listener.turns), LONGEST_S)
    session.cancel()
    listener.wait(SessionState.CONNECTED)
    room.stop()
    return listener.heard


def with_a_reply(
    over: RoomSession, reply: str, heard: tuple[str, str, Signal], level_db: float, after_s: float
) -> Trial:
    """Have a reply said, and let something be heard over it `after_s` seconds after it began."""
    name, said, sound = heard
    listener, session, room = over.listener, over.session, over.room
    listener.forget()
    session.say(reply)
    listener.wait(SessionState.SPEAKING)
    time.sleep(after_s)
    room.play(beside_echo(sound, over.acoustics, level_db))
    began_s = over.sound_began_s()
    ends_s = began_s + len(sound) / CAPTURE_RATE_HZ + 2.0
    with listener.changed:
        listener.timeline.append((began_s, f"over it: {name}"))
        listener.changed.wait_for(lambda: bool(listener.turns), LONGEST_S)
    metrics = listener.turns[0]
    is_interrupted = metrics.outcome is Outcome.INTERRUPTED
    voice_s = began_s + (onset_s(sound) if said else 0.0)
    silent_s = room.last_sound_s(began_s, time.monotonic()) if is_interrupted else None
    if is_interrupted:
        while time.monotonic() < ends_s and listener.state is SessionState.LISTENING:
            time.sleep(0.02)
        with listener.changed:
            listener.changed.wait_for(lambda: bool(listener.heard), 3.0)
        session.cancel()
    listener.wait(SessionState.CONNECTED)
    room.stop()
    silent_ms = None if not is_interrupted else max(0.0, ((silent_s or voice_s) - voice_s) * 1000)
    rests, rested_ms = metrics.false_interruptions, metrics.rested_ms
    return Trial(
        name, level_db, is_interrupted, silent_ms, rests, rested_ms, (rested_ms,) if rests == 1 else (), said,
        listener.heard if is_interrupted else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """Trials of one kind, seeded."""

    room: Acoustics
    kind: str
    """One of `KINDS`."""
    count: int
    seed: int
    in_pairs: bool = False
    """What has interrupted is said again, as loud, while nothing is played."""
    level_db: float | None = None
    """Of what is heard, relative to the echo; None: as `LEVELS_DB` says."""

    def run(self, settings: Settings, keep: Path | None = None) -> Iterator[Trial]:
        """Yield the trials; two replies without anything over them come first: the room is being learnt."""
        with RoomSession(settings, self.room, keep) as over:
            for reply in REPLIES[:2]:
                with_a_reply(over, reply, ("nothing", "", np.zeros(FRAME_SAMPLES)), 0.0, 0.1)
            for number, (sound, level_db, after_s) in enumerate(self._heard()):
                trial = with_a_reply(over, REPLIES[number % len(REPLIES)], sound, level_db, after_s)
                over.save(f"{self.kind}-{number:03}")
                if self.in_pairs and trial.is_interrupted:
                    trial = replace(trial, heard_alone=without_a_reply(over, sound[2], level_db))
                yield trial

    def _heard(self) -> Iterator[tuple[tuple[str, str, Signal], float, float]]:
        """Yield what is heard in each trial: a sound, its level relative to the echo, seconds after the reply began."""
        random = np.random.default_rng([self.seed, len(self.kind), *self.kind.encode()])
        chosen, levels = sounds(self.kind, self.seed), LEVELS_DB.get(self.kind, (-5.0,))
        if self.level_db is not None:
            levels = (self.level_db,)
        for number in range(self.count):
            sound = chosen[int(random.integers(len(chosen)))]
            yield sound, levels[number % len(levels)], float(random.uniform(0.3, 5.0))

    def run_in_virtual_time(self, settings: Settings) -> Iterator[Trial]:
        """Yield the trials as `run()` does, in virtual time."""
        seed_noise(self.seed)  # else the voice says the same text a little differently each time
        models = installed_models(settings, settings.session)
        replies = [(text, spoken(models.voice(), text)) for text in REPLIES]
        room = VirtualReplies(self.room, settings, models.recognizer())
        for text, reply in replies[:2]:
            room.say(text, reply)
        for number, ((name, said, sound), level_db, after_s) in enumerate(self._heard()):
            text, reply = replies[number % len(replies)]
            heard = beside_echo(sound, self.room, level_db)
            done = room.say(text, reply, heard, after_s)
            silent_ms = None if done.silent_s is None else 1000 * (done.silent_s - (onset_s(sound) if said else 0.0))
            rests_ms = tuple(round(1000 * rest_s, 1) for rest_s in done.rests_s)
            yield Trial(
                name, level_db, done.is_interrupted, None if silent_ms is None else max(0.0, silent_ms),
                len(rests_ms), sum(rests_ms), rests_ms, said, done.heard if done.is_interrupted else "",
                room.listen(heard) if self.in_pairs and done.is_interrupted else None,
            )  # fmt: skip


def spoken(voice: Voice, text: str) -> Samples:
    """Return a text as the voice says it, at 16 kHz."""
    sound = np.concatenate([piece for sentence in sentences(text) for piece in voice.synthesize(sentence)])
    at_16_khz = soxr.resample(sound / 32768.0, voice.rate_hz, CAPTURE_RATE_HZ)
    return to_samples(levelled(at_16_khz, SPOKEN_DBFS))


def summary(done: list[Trial]) -> str:
    """Return one line of figures."""
    interrupted = [trial for trial in done if trial.is_interrupted]
    silent = sorted(trial.silent_after_ms for trial in interrupted if trial.silent_after_ms is not None)
    spoken_over = [trial for trial in interrupted if trial.said]
    pairs = [trial for trial in spoken_over if trial.heard_alone is not None]
    within = sum(ms <= IN_TIME_MS for ms in silent)
    rested = sorted(trial.rested_ms / trial.rests for trial in done if trial.rests)
    rests = [ms for trial in done for ms in trial.rests_ms]
    short = sum(ms <= LONGEST_REST_MS for ms in rests)
    return (
        f"{len(done)} replies, {len(interrupted)} interrupted; silent within {IN_TIME_MS} ms {within}, "
        f"median {np.median(silent) if silent else float('nan'):.0f} ms; "
        f"rested {sum(trial.rests for trial in done)} times in {len(rested)}, "
        f"median {np.median(rested) if rested else 0:.0f} ms, "
        f"at most {LONGEST_REST_MS} ms {short} of {len(rests)}; "
        f"word errors {_word_errors(spoken_over, [trial.heard for trial in spoken_over])}"
        + (f", alone {_word_errors(pairs, [trial.heard_alone or '' for trial in pairs])}" if pairs else "")
    )


def _word_errors(trials: list[Trial], heard: list[str]) -> str:
    errors = word_error_rate([trial.said for trial in trials], heard) if trials else None
    return "-" if errors is None else f"{errors:.0%}"


def asked_for(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options; those of the command line if no `arguments` are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", choices=sorted(load_rooms()), required=True)
    parser.add_argument("--over", choices=KINDS, required=True)
    parser.add_argument("--pairs", action="store_true", help="say what interrupted again while nothing is played")
    parser.add_argument("--virtual-time", action="store_true", help="clock and threads are simulated; not with --keep")
    parser.add_argument("--noise", choices=LASTING, help="noise of the room, all the time, instead of its own")
    parser.add_argument("--dbfs", type=float, default=NOISE_DBFS, help="level of that noise (default %(default)g)")
    parser.add_argument("--level", type=float, help="dB of what is heard, relative to the echo, instead of the usual")
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="folder for a WAV and a timeline of each trial")
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args(arguments)
    if asked.virtual_time and asked.keep:
        parser.error("--keep needs real time: leave --virtual-time out")
    return asked


def main() -> None:
    """Run the trials of a kind in a room, and print each, and their figures."""
    asked = asked_for()
    done, room = [], room_named(asked.room)
    if asked.noise:
        room = room.with_noise(asked.noise, asked.dbfs, asked.seed)
    series = Series(room, asked.over, asked.trials, asked.seed, asked.pairs, asked.level)
    settings = load_settings(asked.config)
    for trial in series.run_in_virtual_time(settings) if asked.virtual_time else series.run(settings, asked.keep):
        print(trial, flush=True)
        done.append(trial)
    at = f", {asked.noise} at {asked.dbfs:g} dBFS" if asked.noise else ""
    print(f"{asked.room}{at}, {asked.over}{', virtual time' * asked.virtual_time}: {summary(done)}")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(trial) for trial in done], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
