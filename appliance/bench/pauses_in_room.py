"""Pauses in a room: is somebody who pauses in a sentence answered as a whole, also where the reply has begun meanwhile?

`python -m appliance.bench.pauses_in_room --room NAME --trials 50`. A session with its default settings, without skills
and a button, in real time, in a simulated room: a reply that began in a pause is heard there, and whoever goes on
speaks over it. The sentences and their pauses are those of `end_of_turn --who people --pauses`, which looks at the end
of the turn alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.audio.format import FRAME_S
from appliance.bench.acoustics import Acoustics, load_rooms, room_named
from appliance.bench.end_of_turn import LATE_S, LOST_S, lost
from appliance.bench.heard_over_replies import REPLIES, beside_echo
from appliance.bench.noisy_speech import THINKS_S, Spoken, chosen, said
from appliance.bench.room_session import Listener, RoomSession
from appliance.bench.voiced import voiced_frames
from appliance.bench.words import word_error_rate
from appliance.monitoring.metrics import Outcome, TurnMoment
from appliance.settings import Settings
from appliance.settings_file import load_settings
from appliance.states import SessionState

USER_DB = -5.0
"""Level of the user, relative to the echo of a reply."""
ROOM_S = 3.0
"""Time in which it hears the room first."""
REPLIED = (Outcome.ANSWERED, Outcome.ASKED_BACK, Outcome.INTERRUPTED)
"""A reply to the words was begun; the end of a trial interrupts it."""
AFTER_S = 4.0
"""A trial goes on for so long after the last word."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one sentence."""

    name: str
    """As in `noisy_speech.Spoken`."""
    said: str
    heard: str
    """What it understood in the end."""
    lost_beginning_s: float | None
    """Speech before the sound that was answered; negative: none. None if nothing was answered."""
    lost_end_s: float | None
    """The same, behind it."""
    false_starts: int
    """Replies that were begun, or prepared, and taken back because the user went on."""
    spoke: int
    """How often a reply was begun aloud."""

    @property
    def is_whole(self) -> bool:
        """True if all of the sentence was answered, in time: what `end_of_turn` counts as late or cut is not whole."""
        return self.lost_end_s is not None and self.lost_end_s <= LOST_S and not self.began_late

    @property
    def began_late(self) -> bool:
        """True if what was said first is not in it."""
        return self.lost_beginning_s is not None and self.lost_beginning_s > LOST_S


def trial(room: RoomSession, spoken: Spoken, random: np.random.Generator) -> Trial:
    """Say a sentence to it, and say what became of it."""
    listener, session = room.listener, room.session
    listener.forget()
    session.press_to_talk()
    listener.wait(SessionState.LISTENING)
    time.sleep(random.uniform(*THINKS_S))
    voiced = np.flatnonzero(voiced_frames(spoken.samples))
    room.room.play(beside_echo(spoken.samples / 32768.0, room.acoustics, USER_DB))
    began_s = room.sound_began_s()
    time.sleep(voiced[-1] * FRAME_S + LATE_S)
    with listener.changed:
        is_late = listener.state is SessionState.LISTENING
    time.sleep(AFTER_S - LATE_S)
    session.cancel()
    listener.wait(SessionState.CONNECTED)
    room.room.stop()
    with listener.changed:
        spoke = sum(what == SessionState.SPEAKING.value for _, what in listener.timeline)
        false_starts = sum(turn.false_starts for turn in listener.turns)
        answered = None if is_late else _answered(listener)
    lost_s: tuple[float | None, float | None] = (None, None)
    if answered:
        end = round((answered[1] - began_s) / FRAME_S)
        lost_s = lost((int(voiced[0]), int(voiced[-1]) + 1), end, answered[1] - answered[0])
    return Trial(spoken.name, spoken.transcript, listener.heard, *lost_s, false_starts, spoke)


def _answered(listener: Listener) -> tuple[float, float] | None:
    """Return when the speech began and ended that was answered last (`time.monotonic()`); None if none was."""
    last = listener.turns[-1] if listener.turns else None
    moments_ms = last.moments_ms if last and last.words and last.outcome in REPLIED else {}
    decided = [at_s for at_s, what in listener.timeline if what == SessionState.PROCESSING.value]
    if TurnMoment.SPEECH_START not in moments_ms or TurnMoment.UTTERANCE_END not in moments_ms or not decided:
        return None
    ended_s = decided[-1] - moments_ms[TurnMoment.UTTERANCE_END] / 1000
    return ended_s + moments_ms[TurnMoment.SPEECH_START] / 1000, ended_s


def trials(settings: Settings, acoustics: Acoustics, asked: argparse.Namespace) -> Iterator[Trial]:
    """Yield the trials in a room."""
    random = np.random.default_rng(asked.seed)
    sentences = [one for one, _ in chosen(said("people", paused=True, seed=asked.seed), asked.trials, asked.seed)]
    with RoomSession(settings, acoustics, asked.keep) as room:
        time.sleep(ROOM_S)
        for reply in REPLIES[:2]:  # the echo path is known then
            room.session.say(reply)
            room.listener.wait(SessionState.SPEAKING)
            room.listener.wait(SessionState.LISTENING, SessionState.CONNECTED)
            room.session.cancel()
            room.listener.wait(SessionState.CONNECTED)
        for number, spoken in enumerate(one for one in sentences if one.name.startswith(asked.only)):
            yield trial(room, spoken, random)
            room.save(f"{number:02}-{spoken.name}")


def main() -> None:
    """Run the trials, and print each, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", choices=sorted(load_rooms()), default="living-room")
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--only", default="", help="recordings whose name begins so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for a WAV and a timeline of each trial")
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    done: list[Trial] = []
    for one in trials(load_settings(asked.config), room_named(asked.room), asked):
        done.append(one)
        print("" if one.is_whole else "not whole:", "began late:" if one.began_late else "", one, flush=True)
    errors = word_error_rate([one.said for one in done], [one.heard for one in done])
    print(
        f"{asked.room}: {len(done)} sentences, {sum(one.is_whole for one in done)} answered as a whole, "
        f"{sum(one.began_late for one in done)} without their beginning; "
        f"{sum(one.spoke > 1 for one in done)} over a reply that had begun, "
        f"{sum(one.false_starts for one in done)} false starts, word errors {errors or 0:.0%}"
    )


if __name__ == "__main__":
    main()
