"""Long listening: what an appliance makes up that listens for minutes while nobody speaks to it, in a simulated room.

`python -m appliance.bench.long_listening --room NAME --noise NOISE --minutes 10`. Real models, in real time. It has
heard the room for a while, as a device that is on all day, and is told to listen again whenever it has stopped.
`--follows-up`: a person has asked a question first, and it is told to say something whenever it has stopped, and
listens for what follows.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from appliance.bench.acoustics import load_rooms, room_named
from appliance.bench.heard_over_replies import REPLIES, beside_echo, sounds
from appliance.bench.over_replies import NOISE_DBFS
from appliance.bench.room_session import RoomSession
from appliance.monitoring.metrics import Outcome
from appliance.recordings.noises import LASTING
from appliance.settings_file import load_settings
from appliance.states import SessionState

NOISES = ("silence", *LASTING)
ROOM_S = 10.0
"""Time in which it hears the room first."""
ASKS_DB = -5.0
"""Level of the person who asks first, relative to the echo."""


@dataclass
class Counts:
    """What it made up."""

    listened_s: float = 0.0
    starts: int = 0
    """How often it took something for the beginning of speech."""
    transcripts: int = 0
    """How often it took something for words."""
    answers: int = 0
    """How often it answered."""


def listen(room: RoomSession, counts: Counts, *, follows_up: bool) -> None:
    """Let it listen once, until it stops by itself."""
    listener, session = room.listener, room.session
    listener.forget()
    if follows_up:
        session.say(REPLIES[0])
        listener.wait(SessionState.SPEAKING)
        listener.wait(SessionState.LISTENING, SessionState.CONNECTED)
    else:
        session.start_listening()
        listener.wait(SessionState.LISTENING)
    began_s = time.monotonic()
    listener.wait(SessionState.CONNECTED, SessionState.PROCESSING, SessionState.SPEAKING)
    counts.listened_s += time.monotonic() - began_s
    with listener.changed:
        after = [what for at_s, what in listener.timeline if at_s >= began_s]
    counts.starts += "speaks" in after
    if listener.heard:
        counts.transcripts += 1
        print(f"  it heard {listener.heard!r}", flush=True)
    with listener.changed:
        listener.changed.wait_for(lambda: bool(listener.turns), 5.0)
        counts.answers += any(turn.outcome is Outcome.ANSWERED for turn in listener.turns)
    session.cancel()
    listener.wait(SessionState.CONNECTED)


def ask_first(room: RoomSession) -> None:
    """Have a person ask, so that it knows how loud the user is."""
    listener = room.listener
    _, _, sound = sounds("people", 1)[0]
    room.session.start_listening()
    listener.wait(SessionState.LISTENING)
    time.sleep(0.6)
    room.room.play(beside_echo(sound, room.acoustics, ASKS_DB))
    listener.wait(SessionState.PROCESSING, SessionState.SPEAKING)
    room.session.cancel()
    listener.wait(SessionState.CONNECTED)
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
    with RoomSession(load_settings(asked.config), acoustics) as room:
        time.sleep(ROOM_S)
        if asked.follows_up:
            ask_first(room)
        while counts.listened_s < asked.minutes * 60:
            listen(room, counts, follows_up=asked.follows_up)
    print(
        f"{asked.room}, {asked.noise}{at}{', following up' if asked.follows_up else ''}: "
        f"listened {counts.listened_s / 60:.1f} min, {counts.starts} starts of speech, "
        f"{counts.transcripts} transcripts, {counts.answers} answers"
    )


if __name__ == "__main__":
    main()
