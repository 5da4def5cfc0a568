"""EchoGate: tells the frames that may be nothing but the echo of what is played from those with somebody in them."""

from __future__ import annotations

from appliance.audio.format import FRAME_S
from appliance.audio.playback_reference import PlaybackReference
from appliance.items import Frame


class EchoGate:
    """Used by the turns stage."""

    def __init__(self, playback_reference: PlaybackReference | None) -> None:
        """Without `playback_reference` there is no echo to expect: the microphone is a recording."""
        self._reference = playback_reference

    def is_echo(self, frame: Frame, *, is_idle: bool, may_be_talked_over: bool) -> bool:
        """Say whether a frame may be nothing but echo.

        While nobody is listened to (`is_idle`), and while the user has the turn, it may be whenever something is
        played; else the user may be talking over a reply, and the frame itself is judged.
        """
        reference = self._reference
        if reference is None:
            return False
        start_s, end_s = frame.captured_s - FRAME_S, frame.captured_s
        if is_idle:
            return reference.covers(start_s, end_s)
        if frame.is_before_echo and may_be_talked_over:
            return False
        if frame.has_near_end is not None and may_be_talked_over:
            return not frame.has_near_end
        # Asked of every frame of a turn, because it learns from them.
        may_be_echo = reference.may_be_echo(frame.samples, start_s, end_s, frame.gain_db)
        return may_be_echo if may_be_talked_over else reference.covers(start_s, end_s)

    def may_have_echo(self, frame: Frame) -> bool:
        """Say whether there may be echo in a frame, beside somebody or not; True where that is not known."""
        if self._reference is None:
            return True
        return not frame.is_before_echo and self._reference.covers(frame.captured_s - FRAME_S, frame.captured_s)
