"""Follow-ups: is somebody heard who goes on after an answer without a tap?

`python -m appliance.bench.follow_ups --room living-room --trials 25`. Real models, in real time, a simulated room. A
person presses the button, asks something and hears the answer; then the same person says something else, while the
microphone is open for what follows. The answers are kept short, since they are waited for.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import load_rooms, room_named
from appliance.bench.heard_over_replies import beside_echo, sounds
from appliance.bench.long_listening import ASKS_DB, ROOM_S, ask, following_up
from appliance.bench.room_session import RoomSession
from appliance.bench.words import word_error_rate
from appliance.recordings.people import load_people
from appliance.settings_file import load_settings
from appliance.states import SessionState

SHORT = "Answer in at most six words."
"""System prompt."""
LATEST_S = 2.0
"""From the end of the answer to the first word, at most."""
ENDS_S = 10.0
"""Longest wait for the end of a turn."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What became of one."""

    name: str
    """Of the recording."""
    said: str
    heard: str | None
    """The final transcript; None where it did not listen after the answer."""


def pairs(seed: int) -> list[tuple[Signal, tuple[str, str, Signal]]]:
    """Return what is asked and what the same person says then (name, words, samples), in random order."""
    person = {recording.name: recording.person for recording in load_people()}
    said: dict[str, list[tuple[str, str, Signal]]] = {}
    for one in sounds("people", seed):
        said.setdefault(person[one[0]], []).append(one)
    found = [
        (first[2], then)
        for ones in said.values()
        if len(ones) > 1
        for first, then in zip(ones, [*ones[1:], ones[0]], strict=True)
    ]
    return [found[int(number)] for number in np.random.default_rng(seed).permutation(len(found))]


def follow_up(room: RoomSession, asked: Signal, then: tuple[str, str, Signal], after_s: float) -> FollowUp:
    """Have a person ask, and say something else `after_s` after the answer."""
    listener, (name, said, sound) = room.listener, then
    listener.forget()
    ask(room, asked)
    heard = None
    if listener.state is SessionState.LISTENING:
        listener.forget()
        time.sleep(after_s)
        room.room.play(beside_echo(sound, room.acoustics, ASKS_DB))
        time.sleep(len(sound) / CAPTURE_RATE_HZ)
        listener.wait(SessionState.PROCESSING, SessionState.SPEAKING, SessionState.CONNECTED, longest_s=ENDS_S)
        with listener.changed:
            listener.changed.wait_for(lambda: bool(listener.heard) or listener.state is SessionState.CONNECTED, ENDS_S)
            heard = listener.heard
    room.session.cancel()
    listener.wait(SessionState.CONNECTED)
    room.room.stop()
    return FollowUp(name, said, heard)


def main() -> None:
    """Run the trials, and print each, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", choices=sorted(load_rooms()), default="living-room")
    parser.add_argument("--trials", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    settings = following_up(load_settings(asked.config), system_prompt=SHORT)
    random = np.random.default_rng(asked.seed)
    scenes, done = pairs(asked.seed), []
    with RoomSession(settings, room_named(asked.room)) as room:
        time.sleep(ROOM_S)
        for number in range(asked.trials):
            first, then = scenes[number % len(scenes)]
            done.append(follow_up(room, first, then, float(random.uniform(0, LATEST_S))))
            print(done[-1], flush=True)
    opened = [one for one in done if one.heard is not None]
    errors = word_error_rate([one.said for one in opened], [one.heard or "" for one in opened])
    heard = sum(bool(one.heard) for one in opened)
    words = "" if errors is None else f", word errors {errors:.0%}"
    print(f"{asked.room}: {len(done)} answers, listened after {len(opened)}, heard {heard}{words}")


if __name__ == "__main__":
    main()
