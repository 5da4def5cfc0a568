"""End of turn: when is somebody judged to have finished, in a quiet room and in one with a noise in it?

`python -m appliance.bench.end_of_turn --noise fan --snr 10 --who people`. The front end, the speech detector, the
recogniser and the whole session are real, but nobody waits for the answer: language model and voice are simulated. The
microphone waits for the models, so that times are counted in frames and do not depend on the machine: they are those of
a machine whose recogniser is as fast as the pauses are long. `--realtime`: at the pace of a microphone.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from appliance.adapters.simulated import SimulatedLanguageModel, SimulatedVoice
from appliance.adapters.wav import WavLoudspeaker
from appliance.audio.format import FRAME_S
from appliance.bench.acoustics import load_response, load_rooms, room_named
from appliance.bench.noisy_microphone import NoisyMicrophone
from appliance.bench.noisy_speech import NOISES, Scene, chosen, in_room, said, scene, with_talk_before
from appliance.bench.noted_detector import NotedDetector
from appliance.bench.words import word_error_rate
from appliance.hardware import front_end_of
from appliance.installed_models import installed_models
from appliance.interfaces import Hardware
from appliance.monitoring.metrics import Outcome, TurnMetrics, TurnMoment
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.settings.session import PACES
from appliance.settings_file import load_settings
from appliance.states import SessionState
from appliance.turn_taking.user_turn import POST_ROLL_FRAMES, PRE_ROLL_FRAMES

LATE_S = 2.0
"""Whoever is still listened to so long after the last word waits in vain."""
LOST_S = 0.3
"""An end of the speech that is shorter than this, and is not in what was answered, is no word: in noise nobody hears
the last frames that are voiced, 20 dB below the loudest."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one scene."""

    name: str
    """What was said, as in `Spoken.name`."""
    person: str
    """Who said it."""
    seed: int
    """Of its level and its noise."""
    said: str
    heard: str
    """The final transcript; "" if there was none."""
    outcome: str
    """As in `Outcome`; "" where the turn never came to its end."""
    delay_s: float | None
    """From the last voiced sample to the decision that stood; negative: before it. None: it never came."""
    first_delay_s: float | None
    """The same, of the first decision, which may have been taken back."""
    false_starts: int
    """Decisions that were taken back because somebody spoke."""
    lost_beginning_s: float | None
    """Speech before the sound that was answered; negative: none. None where nothing was answered."""
    lost_end_s: float | None
    """The same, behind it."""

    @property
    def is_late(self) -> bool:
        """True if it still listened `LATE_S` after the last word."""
        return self.delay_s is None or self.delay_s > LATE_S

    @property
    def is_cut(self) -> bool:
        """True if the turn ended in the last word or before it, and was not taken up again."""
        lost_s = self.lost_end_s if self.lost_end_s is not None else -(self.delay_s or 0.0)
        return lost_s > LOST_S

    @property
    def began_late(self) -> bool:
        """True if the first word was not heard as a whole."""
        return self.lost_beginning_s is not None and self.lost_beginning_s > LOST_S

    @property
    def is_unheard(self) -> bool:
        """True if no words were found in it."""
        return not self.heard or self.outcome in ("", Outcome.NOTHING_SAID.value)


class EndOfTurnBench:
    """A session in scenes; used in a `with` block. It is its own delegate."""

    def __init__(self, settings: Settings, *, realtime: bool = False) -> None:
        self._microphone = NoisyMicrophone(front_end_of(settings.audio), realtime=realtime)
        models = installed_models(settings, settings.session)
        self._speech: list[int] = []
        """Frames up to each that was taken for speech."""
        models = replace(
            models,
            language_model=SimulatedLanguageModel,
            voice=SimulatedVoice,
            detector=partial(NotedDetector, models.detector, lambda: self._speech.append(self._microphone.at)),
        )
        hardware = Hardware(self._microphone, WavLoudspeaker(realtime=realtime), hears_itself=False)
        config = settings.session.model_copy(update={"follow_up_s": 0.0, "interrupt_by_voice": "off"})
        self._session = VoiceSession(config, hardware, replace(models, server=None), self)
        self._microphone.session = self._session
        self._microphone.ready = lambda: self._session.is_idle
        self._changed = threading.Condition()
        self._heard = ""
        self._turns: list[TurnMetrics] = []

    def __enter__(self) -> EndOfTurnBench:
        self._session.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._session.disconnect()

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Keep the final transcript."""
        if is_final:
            self._heard = text

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Keep the figures."""
        with self._changed:
            self._turns.append(metrics)
            self._changed.notify_all()

    def trial(self, played: Scene, seed: int) -> Trial:
        """Have a scene heard, and say what became of it."""
        self._heard, self._turns = "", []
        self._speech.clear()
        self._session.mute(True)  # the last scene was in another room: nothing of it is kept
        self._session.mute(False)
        self._microphone.begin(played)
        self._microphone.over.wait()
        self._session.cancel()
        with self._changed:
            self._changed.wait_for(lambda: bool(self._turns), 10)
        self._microphone.stop()
        spoken, last = played.spoken, played.last_voiced
        decided = _decided(self._microphone.states)
        delays_s = [round((at - last) * FRAME_S, 2) for at in decided]
        is_listening = self._microphone.states[-1][1] is SessionState.LISTENING
        first = self._turns[0] if self._turns else None
        outcome = first.outcome if first and not is_listening else None
        length_s = _length_s(first) if outcome is Outcome.ANSWERED else None
        lost_s: tuple[float | None, float | None] = (None, None)
        if decided and length_s is not None:
            end = max(at for at in self._speech if at <= decided[-1])
            lost_s = lost((played.first_voiced, played.last_voiced), end, length_s)
        return Trial(
            spoken.name, spoken.person, seed, spoken.transcript, self._heard, outcome.value if outcome else "",
            delays_s[-1] if delays_s and not is_listening else None, delays_s[0] if delays_s else None,
            first.false_starts if first else 0, *lost_s,
        )  # fmt: skip


def _decided(states: list[tuple[int, SessionState]]) -> list[int]:
    """Return when the listening ended, each time."""
    return [at for (at, state), (_, before) in zip(states[1:], states, strict=False) if before is SessionState.LISTENING
            and state is not SessionState.LISTENING]  # fmt: skip


def _length_s(metrics: TurnMetrics | None) -> float | None:
    start_ms = metrics.moments_ms.get(TurnMoment.SPEECH_START) if metrics else None
    return None if start_ms is None else -start_ms / 1000


def lost(voiced: tuple[int, int], end: int, length_s: float) -> tuple[float, float]:
    """Return how many seconds of the speech were before the sound that was answered, and behind it.

    `voiced`: frames before the first voiced one, and up to the end of the last; `end`: frames up to the last one that
    was taken for speech; `length_s`: from the first of them to that. What `UserTurn` keeps around it is not lost.
    """
    first, last = voiced
    before_s = (end - first - PRE_ROLL_FRAMES) * FRAME_S - length_s
    return round(before_s, 2), round((last - end - POST_ROLL_FRAMES) * FRAME_S, 2)


def trials(settings: Settings, asked: argparse.Namespace) -> Iterator[Trial]:
    """Yield the trials that are asked for."""
    spoken = said(asked.who, paused=asked.pauses, seed=asked.seed)
    if asked.only:
        spoken = [one for one in spoken if one.name.startswith(asked.only)]
    count = asked.trials or len(spoken)
    room = room_named(asked.room) if asked.room else None
    place = (room, load_response(room, "user")) if room else None
    with EndOfTurnBench(settings, realtime=asked.realtime) as bench:
        for one, seed in chosen(spoken, count, asked.seed):
            played = scene(one, asked.noise, asked.snr, seed)
            if asked.talk_before:
                played = with_talk_before(played, spoken, asked.talk_before, seed)
            if place:
                played = in_room(played, *place)
            yield bench.trial(played, seed)


def summary(done: list[Trial]) -> dict[str, Any]:
    """Return the figures of all trials."""
    delays = sorted(trial.delay_s for trial in done if trial.delay_s is not None and not trial.is_cut)
    said_texts, heard = [trial.said for trial in done], [trial.heard for trial in done]
    return {
        "trials": len(done),
        "ended": sum(not (trial.is_late or trial.is_cut or trial.is_unheard) for trial in done),
        "late": sum(trial.is_late for trial in done),
        "cut": sum(trial.is_cut for trial in done),
        "began_late": sum(trial.began_late for trial in done),
        "unheard": sum(trial.is_unheard for trial in done),
        "false_starts": sum(trial.false_starts for trial in done),
        "delay_median_s": round(float(np.median(delays)), 2) if delays else None,
        "delay_p95_s": round(float(np.percentile(delays, 95)), 2) if delays else None,
        "word_errors": round(word_error_rate(said_texts, heard) or 0.0, 3),
    }


def main() -> None:
    """Run the trials, and print each that failed, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--noise", choices=NOISES, default="none")
    parser.add_argument("--snr", type=float, default=20.0)
    parser.add_argument("--who", choices=("people", "synthetic"), required=True)
    parser.add_argument("--pace", choices=sorted(PACES), default="usual")
    parser.add_argument("--pauses", action="store_true", help="sentences with pauses in them")
    parser.add_argument("--talk-before", type=float, default=0.0, metavar="S", help="people talk before, for so long")
    parser.add_argument("--room", choices=sorted(load_rooms()), help="that rings on, with its own noise, too")
    parser.add_argument("--trials", type=int, help="how many; else each recording once")
    parser.add_argument("--only", help="recordings whose name begins so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--realtime", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    settings = load_settings(asked.config)
    session = settings.session.model_copy(update={"pace": asked.pace})
    done: list[Trial] = []
    for trial in trials(settings.model_copy(update={"session": session}), asked):
        done.append(trial)
        if trial.is_late or trial.is_cut or trial.is_unheard or trial.began_late or asked.only:
            marks = [mark for mark in ("is_late", "is_cut", "is_unheard", "began_late") if getattr(trial, mark)]
            print(", ".join(marks), trial, flush=True)
        if asked.json:  # after each: it may be stopped
            content = {"figures": summary(done), "trials": [asdict(one) for one in done]}
            asked.json.write_text(json.dumps(content, indent=1), encoding="utf-8")
    what = [asked.who, asked.room or "", asked.noise, asked.snr, asked.pace, "pauses" if asked.pauses else ""]
    print(*what, summary(done))


if __name__ == "__main__":
    main()
