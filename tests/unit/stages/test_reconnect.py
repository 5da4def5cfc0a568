"""ReconnectingDevice: what is told of a device that is missing, lost and back, and how often it is opened."""

from __future__ import annotations

import pytest

from appliance.adapters.alsa_probe import RESPONSE_S
from appliance.errors import AudioUnavailable
from appliance.events import DeviceBack, DeviceLost
from appliance.interfaces import AudioDevice
from appliance.stages.reconnect import ReconnectingDevice

MISSING = AudioUnavailable("microphone Device: there is no such card")
BUSY = AudioUnavailable("microphone Device: is in use by arecord (process 7); stop that program")


class Card:
    """A card that can be opened unless `trouble` is set; it logs its calls."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.log: list[str] = []

    def open(self) -> None:
        self.log.append("open")
        if self.trouble:
            raise self.trouble

    def close(self) -> None:
        self.log.append("close")


def device(card: Card, *, may_be_missing: bool = True) -> ReconnectingDevice:
    """Return a device that was not opened yet."""
    return ReconnectingDevice(AudioDevice.MICROPHONE, card.open, card.close, may_be_missing=may_be_missing)


def lost(error: AudioUnavailable) -> DeviceLost:
    return DeviceLost(AudioDevice.MICROPHONE, error)


BACK = DeviceBack(AudioDevice.MICROPHONE)


def test_a_device_that_is_there_is_opened_and_nothing_is_told() -> None:
    card = Card()
    reconnecting = device(card)
    reconnecting.open()
    assert not reconnecting.is_lost
    assert card.log == ["open"]


def test_a_device_that_must_not_be_missing_fails_to_open() -> None:
    with pytest.raises(AudioUnavailable, match="no such card"):
        device(Card(MISSING), may_be_missing=False).open()


def test_a_device_that_may_be_missing_is_told_later_and_only_then_tried_again() -> None:
    card = Card(MISSING)
    reconnecting = device(card)
    reconnecting.open()
    assert reconnecting.is_lost
    assert list(reconnecting.try_again()) == [lost(MISSING)]
    assert card.log == ["open"], "it was tried a moment ago"
    assert list(reconnecting.try_again()) == []
    assert card.log == ["open", "close", "open"]
    assert reconnecting.is_lost


@pytest.mark.parametrize("may_be_missing", [True, False])
def test_a_bug_in_a_driver_is_not_taken_for_a_missing_device(may_be_missing: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        device(Card(ZeroDivisionError()), may_be_missing=may_be_missing).open()


def test_it_is_told_once_and_once_more_when_the_reason_changes() -> None:
    card = Card(MISSING)
    reconnecting = device(card)
    reconnecting.open()
    told = []
    for trouble in (MISSING, MISSING, BUSY, BUSY, MISSING):
        card.trouble = trouble
        told += list(reconnecting.try_again())
    assert told == [lost(MISSING), lost(BUSY), lost(MISSING)]


def test_a_device_that_is_lost_in_use_is_opened_anew() -> None:
    card = Card()
    reconnecting = device(card, may_be_missing=False)
    reconnecting.open()
    assert list(reconnecting.lost(MISSING)) == [lost(MISSING)]
    assert reconnecting.is_lost
    assert list(reconnecting.lost(MISSING)) == []
    card.log.clear()
    assert list(reconnecting.try_again()) == [BACK]
    assert not reconnecting.is_lost
    assert card.log == ["close", "open"], "a broken device is closed before it is opened anew"


def test_a_device_that_is_lost_again_for_the_same_reason_is_told_again() -> None:
    reconnecting = device(Card())
    reconnecting.open()
    told = [
        event for _ in range(2) for events in (reconnecting.lost(MISSING), reconnecting.try_again()) for event in events
    ]
    assert told == [lost(MISSING), BACK, lost(MISSING), BACK]


def test_a_loss_that_cannot_be_told_at_once_is_told_at_the_next_try() -> None:
    card = Card()
    reconnecting = device(card)
    reconnecting.open()
    reconnecting.lost_unreported(MISSING)
    assert reconnecting.is_lost
    assert list(reconnecting.try_again()) == [lost(MISSING)]
    assert list(reconnecting.try_again()) == [BACK]
    assert card.log == ["open", "close", "open"]


def test_looking_for_a_lost_device_may_take_longer_than_using_it() -> None:
    card = Card()
    reconnecting = device(card)
    reconnecting.open()
    using_s = reconnecting.longest_step_s()
    list(reconnecting.lost(MISSING))
    assert reconnecting.longest_step_s() > RESPONSE_S > using_s
