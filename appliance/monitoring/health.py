"""PipelineHealth: the sound that was lost, or came late."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PipelineHealth:
    """What was lost since the session was connected."""

    capture_xruns: int = 0
    """Times the microphone was not read in time."""
    playback_xruns: int = 0
    """Times the loudspeaker ran dry in the middle of something."""
    dropped_frames: int = 0
    """Frames dropped because the turns stage was late."""
    late_frames: int = 0
    """Frames of a turn that came to the turns stage later than `TARGETS_MS["capture"]`."""
