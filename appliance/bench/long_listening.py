"""Long listening: what an appliance makes up that listens for minutes while nobody speaks to it, in a simulated room.

`python -m appliance.bench.long_listening --room NAME --noise NOISE --minutes 10`. Real models, in real time. It has
heard the room for a while, as a device that is on all day, and is told to listen again whenever it has stopped.
`--follows-up`: each time a person asks something and is answered; it listens for what may follow, and nothing does.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import load_rooms, room_named
from appliance.bench.heard_over_replies import beside_echo, sounds
from appliance.bench.over_replies import NOISE_DBFS
from appliance.bench.room_session import RoomSession
from appliance.monitoring.metrics import Outcome
from appliance.recordings.noises import LASTING
from appliance.settings import Settings
from appliance.settings_file import load_settings
from appliance.states import SessionState

NOISES = ("silence", *LASTING)
ROOM_S = 10.0
"""Time in which it hears the room first."""
THINKS_S = 0.6
"""From the button to the first word."""
ASKS_DB = -5.0
"""Level of the person who asks, relative to the echo."""
FOLLOW_UP_S = 5.0
"""As where there is a light."""
SOON_S = 1.0
"""From the end of an answer until it listens."""
LEAST_TIMES = 5
"""After so many questions one must have been answered."""


@dataclass
class Counts:
    """What it made up."""

    times: int = 0
    """How often it was told to listen."""
    listened_s: float = 0.0
    starts: int = 0
    """How often it took something for the beginning of speech."""
    transcripts: int = 0
    """How often it took something for words."""
    answers: int = 0
    """How often it answered."""


def listen(room: RoomSession, counts: Counts, begin: Callable[[], None]) -> None:
    """Let it listen once, until it stops by itself; after `begin` it listens, or has nothing to listen for."""
    listener, session = room.listener, room.session
    listener.forget()
    begin()
    counts.times += 1
    began_s = time.monotonic()
    with listener.changed:
        is_open = listener.state is SessionState.LISTENING
        listener.heard = ""
        listener.turns.clear()
    listener.wait(SessionState.CONNECTED, SessionState.PROCESSING, SessionState.SPEAKING)
    counts.listened_s += (time.monotonic() - began_s) * is_open
    with listener.changed:
        after = [what for at_s, what in listener.timeline if at_s >= began_s]
    counts.starts += "speaks" in after
    if listener.heard:
        counts.transcripts += 1
        print(f"  it heard {listener.heard!r}", flush=True)
    with listener.changed:
        listener.changed.wait_for(lambda: bool(listener.turns) or not is_open, 5.0)
        counts.answers += any(turn.outcome is Outcome.ANSWERED for turn in listener.turns)
    session.cancel()
    listener.wait(SessionState.CONNECTED)


def following_up(settings: Settings, **session: object) -> Settings:
    """Return settings with which it listens after an answer, and with other fields of the session changed."""
    changed = settings.session.model_copy(update={"follow_up_s": FOLLOW_UP_S, **session})
    return settings.model_copy(update={"session": changed})


def press(room: RoomSession) -> None:
    """Press the button."""
    room.session.start_listening()
    room.listener.wait(SessionState.LISTENING)


def ask(room: RoomSession, sound: Signal) -> None:
    """Have a person press the button and ask, and hear the answer to its end: then it listens for what follows."""
    press(room)
    time.sleep(THINKS_S)
    room.room.play(beside_echo(sound, room.acoustics, ASKS_DB))
    room.listener.wait(SessionState.SPEAKING)
    room.listener.wait(SessionState.LISTENING, SessionState.CONNECTED)
    room.listener.wait(SessionState.LISTENING, longest_s=SOON_S)  # in between it is connected for a moment
    room.room.stop()


def main() -> None:
    """Listen, and print what was made up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", choices=sorted(load_rooms()), default="living-room")
    parser.add_argument("--noise", choices=NOISES, required=True)
    parser.add_argument("--dbfs", type=float, default=NOISE_DBFS, help="level of the noise (default %(default)g)")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--follows-up", action="store_true")
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    acoustics = room_named(asked.room)
    if asked.noise != "silence":  # then the room has its own noise, which is quiet
        acoustics = acoustics.with_noise(asked.noise, asked.dbfs, asked.seed)
    at = "" if asked.noise == "silence" else f" at {asked.dbfs:g} dBFS"
    counts = Counts()
    settings = load_settings(asked.config)
    settings = following_up(settings) if asked.follows_up else settings
    people = itertools.cycle([sound for _, _, sound in sounds("people", 1)] if asked.follows_up else [])
    with RoomSession(settings, acoustics) as room:
        time.sleep(ROOM_S)
        while counts.listened_s < asked.minutes * 60:
            listen(room, counts, partial(ask, room, next(people)) if asked.follows_up else partial(press, room))
            if counts.times >= LEAST_TIMES and not counts.listened_s:
                raise SystemExit("it never listened: nothing that was asked was answered")
    print(
        f"{asked.room}, {asked.noise}{at}{', following up' if asked.follows_up else ''}: "
        f"listened {counts.times} times, {counts.listened_s / 60:.1f} min, {counts.starts} starts of speech, "
        f"{counts.transcripts} transcripts, {counts.answers} answers"
    )


if __name__ == "__main__":
    main()
