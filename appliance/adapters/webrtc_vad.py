"""WebRtcSpeechDetector: WebRTC's voice activity detector, with a level gate and a sense of what is near."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import webrtcvad

from appliance.audio.foreground import FEWEST, Foreground, emphasised_dbfs, emphasised_levels
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.audio.lasting_level import LastingLevel
from appliance.audio.levels import LevelGate
from appliance.audio.silence_after_talk import LEAST_FRAMES, SilenceAfterTalk
from appliance.items import Frame

QUIETEST_MARGIN_DB = 12.0
COLD_FRAMES = 6
"""WebRTC takes the first frames that have any sound for speech, whatever they are: up to seven of noise at any level.
What is said in them is not lost: it is in the pre-roll."""
WARM_FRAMES = 100
"""Frames of the room that WebRTC and the level gate are given before a turn."""
VOICE_IN_NOISE_DB = 20.0
"""A voice that is less far above the room is not told from it by WebRTC alone: the level of a frame counts, too."""
BURST_FRAMES, BURST_WINDOW = 5, 6
"""In noise, so many frames in so many must stand out to end a silence: less is a beat of the music, or a word of
somebody in the crowd."""
WORD_FRAMES = 4
"""Frames of speech among those that are more than a click, as `turn_taking.endpointer` has it."""
SILENT_FRAMES = 12
"""A silence: a shorter one is a gap between two words."""

Levels = npt.NDArray[np.float64]
"""In dB, (n,)."""


class WebRtcSpeechDetector:
    """Speech is what WebRTC takes for speech, and what is louder than the room, and near.

    WebRTC alone still reports speech for 45-155 ms after its end, depending on the mode. The level gate ends it sooner.
    """

    def __init__(self, sensitivity: float) -> None:
        """`sensitivity` is 0..1: 0 is mode 3 and 12 dB above the room, 1 is mode 0 and anything above the room."""
        self._vad = webrtcvad.Vad(round(3 * (1 - sensitivity)))
        self._gate = LevelGate(QUIETEST_MARGIN_DB * (1 - sensitivity))
        self._foreground = Foreground(2 * (1 - sensitivity))
        self._lasting = LastingLevel()
        self._silence = SilenceAfterTalk()
        self._cold = COLD_FRAMES
        self._recent: deque[bool] = deque(maxlen=BURST_WINDOW)
        self._silent = SILENT_FRAMES
        """Frames since the last one of speech."""
        self._has_spoken = False
        """True once there was speech since the room was learnt."""
        self._speech: deque[bool] = deque(maxlen=BURST_WINDOW)
        """Whether each of the last frames was speech."""
        self._speaks = False
        """True once that was more than a click."""

    @property
    def above_room_db(self) -> float:
        """How much louder the user is than the room; infinity while that is not known."""
        return self._foreground.above_room_db

    @property
    def user_lasts(self) -> bool | None:
        """Whether the user still speaks, by the mean level of the last second; None where it is not noisy enough."""
        return self._lasting.user_lasts if self._has_spoken else None

    def learn_room(self, frames: Sequence[Frame], *, is_called: bool = True) -> None:
        """Take what was heard before a turn, the newest last; `is_called`: who talked before is likely to go on."""
        self._silence.learn_room(np.zeros(0))
        for frame in frames[-WARM_FRAMES:]:
            self.is_speech(frame.samples, frame.gain_db)
        sound = (
            np.stack([frame.samples for frame in frames]) if frames else np.zeros((0, FRAME_SAMPLES), dtype=np.int16)
        )
        levels = emphasised_levels(sound) - [frame.gain_db for frame in frames]
        silence = self._silence.learn_room(levels if is_called else levels[:0])
        if silence is None:
            self._learn_levels(levels)
        else:
            self._learn_levels(silence, LEAST_FRAMES)
        self._recent.clear()
        self._speech.clear()
        self._silent, self._has_spoken, self._speaks = SILENT_FRAMES, False, False

    def _learn_levels(self, levels: Levels, fewest: int = FEWEST, *, in_turn: bool = False) -> None:
        self._foreground.learn_room(levels, fewest, in_turn=in_turn)
        self._lasting.learn_room(levels, fewest, in_turn=in_turn)

    def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:
        """Return whether a frame (320 samples, 16 kHz) is speech; `gain_db` is what it was made louder by.

        `is_near`: it holds more than the echo and the noise of the room, as the echo canceller has found band by band;
        as a whole a soft voice is no louder than those. A crowd or a television in the room is more than noise, too.
        """
        goes_on = self._has_spoken and self._silent < SILENT_FRAMES
        stands_out = self._gate.passes(
            samples,
            knows_room=self.above_room_db < VOICE_IN_NOISE_DB,
            goes_on=goes_on and self._foreground.is_learnt,
        )
        is_first = not (goes_on if is_near else self._has_spoken)  # over a reply, what was said before it says nothing
        level = emphasised_dbfs(samples) - gain_db
        if not self._speaks and (silence := self._silence.add(level)) is not None:
            self._learn_levels(silence, LEAST_FRAMES)
            self._silent, self._has_spoken = SILENT_FRAMES, False  # it was a click
        self._lasting.add(level)
        loudness = self._foreground.judge(level, goes_on=goes_on, is_first=is_first)
        sounds_like_speech = bool(self._vad.is_speech(samples.tobytes(), CAPTURE_RATE_HZ))
        # In a fan WebRTC finds six in ten frames of a sentence. Between two of its words, who is close is the user.
        is_voice = sounds_like_speech or (goes_on and not is_near and self.above_room_db < VOICE_IN_NOISE_DB)
        is_loud = (is_near and loudness.is_clear_of_crowd) or (stands_out and loudness.is_user)
        if self._cold and samples.any():
            self._cold -= 1
            return False
        is_speech = self._is_no_burst(is_voice, is_loud)
        if is_speech and (room := self._silence.add_speech(level)) is not None:
            self._learn_levels(room, in_turn=True)
        return is_speech

    def _is_no_burst(self, is_voice: bool, is_loud: bool) -> bool:
        """Judge a frame by those before it. Before the first word nothing is known of how loud the user is."""
        self._recent.append(is_loud)
        is_speech = is_voice and is_loud
        is_after_words = self._has_spoken and self._silent >= SILENT_FRAMES
        if is_after_words and self.above_room_db < VOICE_IN_NOISE_DB and sum(self._recent) < BURST_FRAMES:
            is_speech = False
        self._has_spoken |= is_speech
        self._silent = 0 if is_speech else self._silent + 1
        self._speech.append(is_speech)
        self._speaks |= sum(self._speech) >= WORD_FRAMES
        return is_speech
