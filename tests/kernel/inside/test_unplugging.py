"""Cards that are pulled out and put back: told in one sentence, and the same objects work again afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from appliance.adapters.alsa import AlsaLoudspeaker, AlsaMicrophone
from appliance.errors import AudioUnavailable
from tests.kernel.inside.cable import CARD, Ear, Mouth, Socket, ramp

GONE = "is gone: it was unplugged, or its driver failed"
PATIENCE_S = 10.0
SILENCE = np.zeros(160, dtype=np.int16)


def until_it_is_told(action: Callable[[], object]) -> str:
    """Go on until the adapter says that the card is unavailable; the kernel may need a moment to take it away."""
    deadline_s = time.monotonic() + PATIENCE_S

    def go_on() -> None:
        while time.monotonic() < deadline_s:
            action()

    with pytest.raises(AudioUnavailable) as told:
        go_on()
    return str(told.value)


def speaks_and_hears(loudspeaker: AlsaLoudspeaker, microphone: AlsaMicrophone) -> bool:
    """Say whether sound goes both ways."""
    with Ear(16_000, channels=1) as ear, Mouth(16_000, channels=1) as mouth:
        loudspeaker.open(16_000)
        microphone.open()
        ear.listen()
        microphone.read()
        mouth.say(ramp(0.2, 16_000))
        frames = [microphone.read() for _ in range(20)]
        loudspeaker.write(ramp(0.02, 16_000))
        loudspeaker.finish()
        while loudspeaker.pending_s():
            loudspeaker.wait()
        spoke = ear.heard().any()
    return bool(spoke) and any(frame is not None and frame.samples.any() for frame in frames)


def test_a_card_that_is_pulled_out_while_in_use_and_put_back(
    microphone: AlsaMicrophone, loudspeaker: AlsaLoudspeaker, socket: Socket
) -> None:
    microphone.open()
    loudspeaker.open(16_000)
    loudspeaker.check()
    socket.unplug()
    assert until_it_is_told(microphone.read) == f"microphone plughw:CARD={CARD},DEV=0: {GONE}"
    # It was idle, and learns of it when asked.
    assert until_it_is_told(loudspeaker.check) == f"loudspeaker plughw:CARD={CARD},DEV=0: {GONE}"
    microphone.close()
    loudspeaker.close()
    socket.wait_until_out()
    with pytest.raises(AudioUnavailable, match=f"^microphone '{CARD}': "):
        microphone.open()
    socket.plug_in()
    assert speaks_and_hears(loudspeaker, microphone)


def test_a_loudspeaker_on_usb_that_is_pulled_out_in_the_middle_of_a_word(
    usb_loudspeaker: AlsaLoudspeaker, usb_socket: Socket
) -> None:
    usb_loudspeaker.open(22_050)
    assert usb_loudspeaker.rate_hz == 48_000, "it can do nothing else"
    usb_loudspeaker.write(SILENCE)
    usb_socket.unplug()
    told = until_it_is_told(lambda: usb_loudspeaker.write(SILENCE))
    assert told == f"loudspeaker plughw:CARD=Audio,DEV=0: {GONE}"
    usb_loudspeaker.close()
    usb_socket.plug_in()
    usb_loudspeaker.open(22_050)
    usb_loudspeaker.write(SILENCE)
    usb_loudspeaker.check()
