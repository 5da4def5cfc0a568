"""Rooms: where a benchmark asks and hears the answers. In memory, or with a sound card between.

Times are those of `time.monotonic()`. What is asked, and what is made of it, is not decided here.
"""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from appliance.adapters.sound_tester import SoundTester
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import Samples
from appliance.interfaces import Hardware


class Room(Protocol):
    """A microphone that can be spoken to, and a loudspeaker that can be heard."""

    name: str
    """What it is: figures from two kinds of room are not to be compared."""
    hardware: Hardware
    """For the session."""

    def __enter__(self) -> Room: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def play(self, samples: Samples) -> None:
        """Speak to the microphone from now on, and forget what the loudspeaker played before."""

    def hush(self) -> None:
        """Speak no more."""

    def began_s(self) -> float | None:
        """Return when the first sample of what `play()` was given last reached the microphone."""

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the loudspeaker's first sound after a moment was heard; None: there was none."""

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when its last sound between two moments was heard; None: there was none."""


class PacedRoom:
    """Recordings in memory, paced like a sound card."""

    name = "paced recordings"

    def __init__(self) -> None:
        self._microphone = WavMicrophone()
        self._loudspeaker = WavLoudspeaker()
        self.hardware = Hardware(self._microphone, self._loudspeaker)

    def __enter__(self) -> PacedRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.hush()

    def play(self, samples: Samples) -> None:
        """Speak to the microphone from now on, and forget what the loudspeaker played before."""
        self._loudspeaker.take()
        self._microphone.play(samples)

    def hush(self) -> None:
        """Speak no more."""
        self._microphone.stop()

    def began_s(self) -> float | None:
        """Return when the first sample reached the microphone."""
        return self._microphone.began_s

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the loudspeaker's first sound after a moment was played."""
        return self._loudspeaker.first_sound_s(after_s)

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when its last sound between two moments was played."""
        return self._loudspeaker.last_sound_s(since_s, until_s)


class CardRoom:
    """The appliance's own sound card, spoken to and heard through the tester's."""

    def __init__(self, hardware: Hardware, tester: SoundTester, name: str) -> None:
        self.name = name
        self.hardware = hardware
        self._tester = tester
        self._began_s: float | None = None

    def __enter__(self) -> CardRoom:
        self._tester.check()
        self._tester.start()
        self._tester.card_is(True)
        return self

    def __exit__(self, *_: object) -> None:
        self._tester.stop()

    def play(self, samples: Samples) -> None:
        """Speak to the microphone from now on, and forget what the loudspeaker played before."""
        self._tester.forget()
        self._began_s = self._tester.play(samples)

    def hush(self) -> None:
        """Speak no more."""
        self._tester.hush()

    def began_s(self) -> float | None:
        """Return when the first sample went out to the microphone."""
        return self._began_s

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the loudspeaker's first sound after a moment was recorded."""
        return self._tester.first_sound_s(after_s)

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when its last sound between two moments was recorded."""
        return self._tester.last_sound_s(since_s, until_s)
