"""Rooms: how a benchmark plays questions to the appliance and records its replies, in memory or through a sound card.

Times are those of `time.monotonic()`. A room does not choose the questions and does not compute the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from appliance.adapters.sound_tester import SoundTester
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import Samples
from appliance.audio.playback_reference import PlaybackReference
from appliance.interfaces import Hardware


class Room(Protocol):
    """A microphone that questions can be played to, and a loudspeaker whose sound is recorded."""

    name: str
    """Description of the room. Figures from rooms with different names must not be compared."""
    hardware: Hardware
    """The microphone and loudspeaker for the session."""

    def __enter__(self) -> Room: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def play(self, samples: Samples) -> None:
        """Start to play `samples` to the microphone, and forget what the loudspeaker played before."""

    def stop(self) -> None:
        """Stop playing to the microphone."""

    def began_s(self) -> float | None:
        """Return when the first sample of the last `play()` reached the microphone; None: it has not yet."""

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the loudspeaker's first sound after `after_s` began; None: there was none."""

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when the loudspeaker's last sound between two times ended; None: there was none."""

    def longest_gap_s(self, after_s: float) -> float | None:
        """Return the longest time after `after_s` for which the loudspeaker had nothing to play; None: not known."""


class PacedRoom:
    """A room in memory, at the pace of a sound card."""

    def __init__(
        self,
        microphone: WavMicrophone | None = None,
        loudspeaker: WavLoudspeaker | None = None,
        *,
        reference: PlaybackReference | None = None,
        echo_fault: Callable[[], str | None] = lambda: "nothing takes it out",
    ) -> None:
        """With `reference`, the microphone hears the loudspeaker; `echo_fault` as in `Hardware`."""
        self.name = "paced recordings"
        self._microphone = microphone or WavMicrophone()
        self._loudspeaker = loudspeaker or WavLoudspeaker()
        self.hardware = Hardware(
            self._microphone,
            self._loudspeaker,
            hears_itself=reference is not None,
            echo_fault=echo_fault,
            learns_echo=reference is not None,
            playback_reference=reference or PlaybackReference(),
        )

    def __enter__(self) -> PacedRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def play(self, samples: Samples) -> None:
        """Start to play `samples` to the microphone, and forget what the loudspeaker played before."""
        self._loudspeaker.take()
        self._microphone.play(samples)

    def stop(self) -> None:
        """Stop playing to the microphone."""
        self._microphone.stop()

    def began_s(self) -> float | None:
        """Return when the first sample of the last `play()` reached the microphone."""
        return self._microphone.began_s

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the loudspeaker's first sound after `after_s` was played."""
        return self._loudspeaker.first_sound_s(after_s)

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when the loudspeaker's last sound between two times was played."""
        return self._loudspeaker.last_sound_s(since_s, until_s)

    def longest_gap_s(self, after_s: float) -> float | None:
        """Return the longest time after `after_s` for which the loudspeaker waited for more of the reply."""
        return self._loudspeaker.longest_gap_s(after_s)


class CardRoom:
    """The appliance's own sound card, wired to a second card on which the tester plays and records."""

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
        """Start to play `samples` to the microphone, and forget what the loudspeaker played before."""
        self._tester.forget()
        self._began_s = self._tester.play(samples)

    def stop(self) -> None:
        """Stop playing to the microphone."""
        self._tester.hush()

    def began_s(self) -> float | None:
        """Return when the first sample of the last `play()` went out to the microphone."""
        return self._began_s

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the loudspeaker's first sound after `after_s` was recorded."""
        return self._tester.first_sound_s(after_s)

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when the loudspeaker's last sound between two times was recorded."""
        return self._tester.last_sound_s(since_s, until_s)

    def longest_gap_s(self, after_s: float) -> float | None:  # noqa: ARG002  (as in the Protocol)
        """Return None: a recording does not tell a gap from a pause between two sentences."""
        return None
