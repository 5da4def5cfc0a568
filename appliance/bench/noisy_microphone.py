"""NoisyMicrophone: hears a scene, behind the front end, and notes what the session was doing meanwhile."""

from __future__ import annotations

import threading

import numpy as np

from appliance.adapters.alsa_frames import frame_of
from appliance.adapters.wav import WavMicrophone
from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.audio.front_end import FrontEnd
from appliance.bench.noisy_speech import Scene, as_samples
from appliance.items import Frame
from appliance.session.session import VoiceSession
from appliance.states import SessionState


class NoisyMicrophone(WavMicrophone):
    """A microphone in a scene, behind the front end. It notes what the session was doing at each frame."""

    def __init__(self, front_end: FrontEnd, *, realtime: bool) -> None:
        super().__init__(realtime=realtime)
        self._front_end = front_end
        self.session: VoiceSession
        self.over = threading.Event()
        """Set when the scene is over."""
        self._scene: Scene | None = None
        self._at = 0
        self._start_s = 0.0
        self.states: list[tuple[int, SessionState]] = []
        """The states of the session, each with the number of frames that had been captured before it."""

    @property
    def at(self) -> int:
        """Frames of the scene that have been captured."""
        return self._at

    def begin(self, played: Scene) -> None:
        """Capture a scene from its first frame on."""
        self._front_end.reset()
        self._scene, self._at, self._start_s = played, 0, self._clock()
        self.states = []
        self.over.clear()
        self.play(as_samples(played.sound))

    def read(self) -> Frame | None:
        """Return the next frame. All that came before was worked off, unless in real time."""
        frame = super().read()
        played = self._scene
        if frame is None or played is None:
            return frame
        if not self.states or self.states[-1][1] is not self.session.state:
            self.states.append((self._at, self.session.state))
        if self._at == played.pressed:
            self.session.press_to_talk()
        self._at += 1
        if self._at * FRAME_SAMPLES >= len(played.sound):
            self.over.set()
        block = frame.samples.astype(np.float32).reshape(-1, 1) / np.float32(32768)
        # Not the clock's time: that depends on the machine.
        captured_s = frame.captured_s if self.is_live else self._start_s + self._at * FRAME_S
        return frame_of(block, self._front_end, captured_s)
