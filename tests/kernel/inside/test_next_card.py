"""A card that is taken makes the adapters use the next one, and come back when it is free."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.adapters.alsa import AlsaLoudspeaker, AlsaMicrophone
from appliance.adapters.alsa_choice import AGAIN_S
from tests.kernel.inside.cable import CARD
from tests.polling import poll_until

USB = "plughw:CARD=Audio,DEV=0"
LOOPBACK = f"plughw:CARD={CARD},DEV=0"
OTHER_END = f"plughw:CARD={CARD},DEV=1"


@contextmanager
def taken(redirection: str) -> Iterator[None]:
    """Have another program hold a device open: "<FILE" to record, ">FILE" to play."""
    script = f"exec 3{redirection} && echo ready && exec sleep 600"
    with subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        yield
        program.kill()


class Clock:
    """A clock that a test moves."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_loudspeaker_that_is_taken_is_replaced_until_it_is_free() -> None:
    clock = Clock()
    loudspeaker = AlsaLoudspeaker(lambda: [USB, LOOPBACK], clock)
    with taken(">/dev/snd/pcmC1D0p"):
        loudspeaker.open(16_000)
        assert loudspeaker._open_pcm.name == LOOPBACK
    clock.now_s += AGAIN_S

    def has_changed() -> bool:
        loudspeaker.check()
        return loudspeaker._open_pcm.name == USB

    poll_until(has_changed, "the better loudspeaker is used")
    loudspeaker.close()


def test_a_microphone_that_is_taken_is_replaced_until_it_is_free() -> None:
    clock = Clock()
    microphone = AlsaMicrophone(lambda: [OTHER_END, LOOPBACK], clock)

    def name() -> str:
        assert microphone._pcm
        return microphone._pcm.name

    with taken("</dev/snd/pcmC0D1c"):
        microphone.open()
        assert name() == LOOPBACK
        assert microphone.read()
    clock.now_s += AGAIN_S
    poll_until(lambda: microphone.read() and name() == OTHER_END, "the better microphone is used", pause_s=0)
    frames = [microphone.read() for _ in range(5)]
    assert all(frame and len(frame.samples) == 320 for frame in frames)
    microphone.close()
