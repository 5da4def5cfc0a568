"""Cards that are unplugged and plugged in: the error is one sentence, and the same adapters work again afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from appliance.adapters.alsa import AlsaLoudspeaker, AlsaMicrophone
from appliance.errors import AudioUnavailable
from tests.kernel.inside.cable import CARD, LoudspeakerRecorder, MicrophoneSource, Socket, ramp

GONE = "is gone: it was unplugged, or its driver failed"
TIMEOUT_S = 10.0
SILENCE = np.zeros(160, dtype=np.int16)


def error_of_repeated(action: Callable[[], object]) -> str:
    """Repeat `action`, until it raises `AudioUnavailable`; return the error's text.

    The kernel takes a moment to remove a card. `read()` and `write()` take the time of the sound; with a pause in
    addition there would be xruns.
    """
    deadline_s = time.monotonic() + TIMEOUT_S

    def repeat() -> None:
        while time.monotonic() < deadline_s:
            action()

    with pytest.raises(AudioUnavailable) as raised:
        repeat()
    return str(raised.value)


def plays_and_records(loudspeaker: AlsaLoudspeaker, microphone: AlsaMicrophone) -> bool:
    """Open both; say whether sound goes through both."""
    with LoudspeakerRecorder(16_000, channels=1) as recorder, MicrophoneSource(16_000, channels=1) as source:
        loudspeaker.open(16_000)
        microphone.open()
        recorder.start()
        microphone.read()
        source.play(ramp(0.2, 16_000))
        frames = [microphone.read() for _ in range(20)]
        loudspeaker.write(ramp(0.02, 16_000))
        loudspeaker.finish()
        while loudspeaker.pending_s():
            loudspeaker.wait()
        has_played = recorder.recorded().any()
    return bool(has_played) and any(frame is not None and frame.samples.any() for frame in frames)


def test_a_card_that_is_pulled_out_while_in_use_and_put_back(
    microphone: AlsaMicrophone, loudspeaker: AlsaLoudspeaker, socket: Socket
) -> None:
    microphone.open()
    loudspeaker.open(16_000)
    loudspeaker.check()
    socket.unplug()
    assert error_of_repeated(microphone.read) == f"microphone plughw:CARD={CARD},DEV=0: {GONE}"
    # The loudspeaker is idle; only `check()` finds that the card is gone.
    assert error_of_repeated(loudspeaker.check) == f"loudspeaker plughw:CARD={CARD},DEV=0: {GONE}"
    microphone.close()
    loudspeaker.close()
    socket.wait_until_out()
    with pytest.raises(AudioUnavailable, match=f"^microphone '{CARD}': "):
        microphone.open()
    socket.plug_in()
    assert plays_and_records(loudspeaker, microphone)


def test_a_usb_loudspeaker_that_is_pulled_out_while_it_plays(
    usb_loudspeaker: AlsaLoudspeaker, usb_socket: Socket
) -> None:
    usb_loudspeaker.open(22_050)
    assert usb_loudspeaker.rate_hz == 48_000, "the card has no other rate"
    usb_loudspeaker.write(SILENCE)
    usb_socket.unplug()
    error = error_of_repeated(lambda: usb_loudspeaker.write(SILENCE))
    assert error == f"loudspeaker plughw:CARD=Audio,DEV=0: {GONE}"
    usb_loudspeaker.close()
    usb_socket.plug_in()
    usb_loudspeaker.open(22_050)
    usb_loudspeaker.write(SILENCE)
    usb_loudspeaker.check()
