"""The cards of the guest, the adapters under test, and a check that no test leaves a file open."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from appliance.adapters.alsa import AlsaLoudspeaker, AlsaMicrophone
from appliance.board.sound_cards import Direction, pcm_names
from tests.kernel.inside.cable import CARD, Socket, loopback_socket, socket_on_usb


@pytest.fixture(autouse=True)
def no_leaked_descriptors() -> Iterator[None]:
    """Fails a test that leaves a file descriptor open, whatever happened to the card."""
    before = _descriptors()
    yield
    left = {number: target for number, target in _descriptors().items() if before.get(number) != target}
    assert not left, f"left open: {left}"


def _descriptors() -> dict[str, str]:
    with os.scandir("/proc/self/fd") as entries:
        numbers = [entry.name for entry in entries]
    targets = {}
    for number in numbers:
        try:
            targets[number] = os.readlink(f"/proc/self/fd/{number}")
        except FileNotFoundError:  # the descriptor of the listing itself
            continue
    return targets


@pytest.fixture
def socket(no_leaked_descriptors: None) -> Iterator[Socket]:
    """The socket of the loopback card, which is plugged in again after the test."""
    socket = loopback_socket()
    yield socket
    socket.plug_in()


@pytest.fixture
def usb_socket(no_leaked_descriptors: None) -> Iterator[Socket]:
    """The socket of the USB loudspeaker, which is plugged in again after the test."""
    socket = socket_on_usb()
    yield socket
    socket.plug_in()


@pytest.fixture
def microphone(socket: Socket) -> Iterator[AlsaMicrophone]:
    device = AlsaMicrophone(lambda: pcm_names(CARD, Direction.CAPTURE))
    yield device
    device.close()


@pytest.fixture
def loudspeaker(socket: Socket) -> Iterator[AlsaLoudspeaker]:
    device = AlsaLoudspeaker(lambda: pcm_names(CARD, Direction.PLAYBACK))
    yield device
    device.close()


@pytest.fixture
def usb_loudspeaker(usb_socket: Socket) -> Iterator[AlsaLoudspeaker]:
    device = AlsaLoudspeaker(lambda: pcm_names("USB-Audio", Direction.PLAYBACK))
    yield device
    device.close()
