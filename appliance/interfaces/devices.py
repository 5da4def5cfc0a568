"""The sound devices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from appliance.audio.format import Samples
from appliance.audio.playback_reference import PlaybackReference
from appliance.items import Frame


class AudioDevice(Enum):
    """A device that may be missing, be lost, and come back."""

    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"


class Microphone(Protocol):
    """A source of frames."""

    is_live: bool
    """True when sound is lost unless it is read in time; False when the source waits."""
    xruns: int
    """How often sound was lost because it was not read in time."""
    buffer_s: float
    """How late a read may come before sound is lost; infinite when the source waits. Known once it is open."""

    def open(self) -> None:
        """Get ready to read; raise `AudioUnavailable` when that is not possible. It may be slow."""

    def read(self) -> Frame | None:
        """Block until the next frame is complete and return it; None once `close()` was called."""

    def close(self) -> None:
        """Free the device. May be called from another thread, and ends a `read()` that is waiting."""


class Loudspeaker(Protocol):
    """A sink of samples."""

    rate_hz: int
    """Sample rate it plays at; set by `open()`."""
    xruns: int
    """How often it ran dry in the middle of something."""

    def open(self, rate_hz: int) -> None:
        """Get ready to play at `rate_hz`, or as near as it can; raise `AudioUnavailable` when that is not possible."""

    def write(self, samples: Samples) -> float:
        """Block until there is room, hand over the samples, return when (clock) the first of them is played."""

    def finish(self) -> int:
        """Let what is pending be played: nothing follows for now. Return how many samples of silence follow it."""

    def check(self) -> None:
        """Raise `AudioUnavailable` when the device is gone. Called now and then while nothing is played."""

    def pending_s(self) -> float:
        """Seconds handed over and not yet played."""

    def wait(self) -> None:
        """Block until `pending_s()` has gone down by a chunk, or is 0."""

    def drop(self) -> None:
        """Drop what is pending: silence at once."""

    def close(self) -> None:
        """Drop what is pending and free the device."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """The devices of a session; opened by `connect()`, closed by `disconnect()`."""

    microphone: Microphone
    """Gives the frames."""
    loudspeaker: Loudspeaker
    """Plays reply and earcons."""
    may_be_missing: bool = False
    """True: `connect()` succeeds without them, and they are waited for; False: it fails."""
    has_earcons: bool = False
    """Short sounds say what happens."""
    lead_in_s: float = 0.0
    """How long the loudspeaker is woken before a sound."""
    lead_in_after_s: float = 10.0
    """It is woken when nothing was played for so long."""
    hears_itself: bool = True
    """The microphone picks up what the loudspeaker plays; False for a recording."""
    echo_fault: Callable[[], str | None] = lambda: "nothing takes it out"
    """Says why the echo of the loudspeaker cannot be taken out of what the microphone gives, in words; None: it is
    taken out, here or by the card."""
    learns_echo: bool = False
    """That is done here: what is left of the echo is known only after some seconds of sound."""
    playback_reference: PlaybackReference = field(default_factory=PlaybackReference)
    """What the loudspeaker plays: the player writes it, the echo canceller and the turns stage read it."""
