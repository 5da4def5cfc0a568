"""The turns stage, with a detector that reads from a frame whether it is speech."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Samples
from appliance.audio.playback_reference import PlaybackReference
from appliance.events import UtteranceEnded
from appliance.items import Frame, TurnCommand, Utterance
from appliance.settings import VoiceSessionConfig
from appliance.stages.turns import Turns
from tests.unit.scripted import Clock, Output, frame_samples

FIRST_S = 100.0
"""When frame 0 begins."""
CAPTURE_S = 0.003
"""From the last sample of a frame until it comes to the stage."""
VAD_S = 0.001
"""What the detector takes for a frame."""


class ScriptedDetector:
    """A detector that takes positive samples for speech, and takes `VAD_S` for a frame."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.above_room_db = math.inf
        """How much louder the user is than the room."""
        self.user_lasts: bool | None = None
        """Whether the user still speaks, by the mean level in noise."""
        self.room: Sequence[Frame] = ()
        """What was heard before the last turn."""
        self.is_called = False
        """Whether somebody has called for it."""
        self.near: list[bool] = []
        """Of which frames it was told that they hold more than the echo."""

    def learn_room(self, frames: Sequence[Frame], *, is_called: bool = True) -> None:
        self.room, self.is_called = frames, is_called

    def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:
        self._clock.now_s += VAD_S
        self.near.append(is_near)
        return bool(samples[0] > 0)


class TurnsRig:
    """Feeds frames, numbered from 0. Its samples encode the number of a frame, so that utterances can be checked."""

    def __init__(
        self,
        config: VoiceSessionConfig | None = None,
        playback_reference: PlaybackReference | None = None,
        *,
        counts_resume: bool = False,
    ) -> None:
        """Without `config` a pause of half a second ends the turn."""
        self.clock = Clock()
        self.count = 0
        self.detector = ScriptedDetector(self.clock)
        self.turns = Turns(
            lambda: self.detector,
            config or VoiceSessionConfig(max_endpointing_delay_s=0.5),
            self.clock,
            playback_reference,
            counts_resume=counts_resume,
        )
        self.turns.open()

    def command(self, command: TurnCommand) -> list[Output]:
        """Give the stage a command; return its outputs."""
        return list(self.turns.work(command))

    def feed(self, pattern: str, *, has_near_end: bool | None = None, is_before_echo: bool = False) -> list[Output]:
        """Give the stage frames; return its outputs. `x` is a frame of speech, `.` a frame without.

        `has_near_end` and `is_before_echo` are what the echo canceller says of them.
        """
        outputs: list[Output] = []
        for char in pattern:
            value = self.count + 1
            captured_s = self.captured_s(self.count)
            self.clock.now_s = captured_s + CAPTURE_S
            samples = frame_samples(value if char == "x" else -value)
            frame = Frame(
                samples, captured_s, has_near_end=has_near_end, is_settled=True, is_before_echo=is_before_echo
            )
            self.count += 1
            outputs += self.turns.work(frame)
        return outputs

    @staticmethod
    def captured_s(number: int) -> float:
        """Return when the last sample of a frame was taken."""
        return FIRST_S + (number + 1) * FRAME_S


def frame_numbers(utterance: Utterance) -> list[int]:
    """Return the numbers of the frames that an utterance consists of."""
    return [abs(int(value)) - 1 for value in utterance.samples[::FRAME_SAMPLES]]


def utterances(outputs: Iterable[Output]) -> list[Utterance]:
    """Return the snapshots of the utterance, the final one included."""
    return [output for output in outputs if isinstance(output, Utterance)]


def final(outputs: Iterable[Output]) -> Utterance:
    """Return the one final snapshot."""
    (utterance,) = [utterance for utterance in utterances(outputs) if utterance.is_final]
    return utterance


def ended(outputs: Iterable[Output]) -> UtteranceEnded:
    """Return the one event that tells the end of the utterance."""
    (event,) = [output for output in outputs if isinstance(output, UtteranceEnded)]
    return event
