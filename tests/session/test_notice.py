"""A device with a notice for its owner: the light shows an error until the notice was spoken."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.simulated import SimulatedVoice
from appliance.audio.format import Samples
from appliance.control.client import ControlClient
from appliance.device.notice import Notice
from appliance.errors import ModelUnavailable
from appliance.monitoring.journal_fields import ATTRIBUTE, MessageId
from tests.session.device_rig import DeviceRig, served
from tests.session.plugged import NO_LOUDSPEAKER, PluggedLoudspeaker
from tests.unit.control.control_rig import short_folder

NOTICE = Notice("The settings were not taken. A file says why.", "a.toml: is not valid TOML")
SPOKEN = ["The settings were not taken.", "A file says why."]


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


class RecordingVoice(SimulatedVoice):
    """A voice that records the texts it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        self.texts.append(text)
        return super().synthesize(text, ends_sentence=ends_sentence)


def with_notice(folder: Path, voice: SimulatedVoice, **parts: Any) -> DeviceRig:
    """Return a device that has `NOTICE` to tell."""
    return DeviceRig(folder, models={"voice": lambda: voice}, notice=NOTICE, **parts)


def entries(caplog: pytest.LogCaptureFixture, message_id: MessageId) -> list[str]:
    """Return the lines of every journal entry of one kind."""
    return [
        record.getMessage()
        for record in caplog.records
        if getattr(record, ATTRIBUTE, {}).get("MESSAGE_ID") == message_id.value
    ]


def test_a_notice_is_spoken_once_and_then_the_light_is_green(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    voice = RecordingVoice()
    with served(with_notice(folder, voice)) as r:
        r.wait_for(state="connected", light="connected", turns={"answered": 1})
    assert voice.texts == SPOKEN
    (line,) = entries(caplog, MessageId.SETTINGS_REFUSED)
    assert line.endswith(f" not taken: {NOTICE.reason}")
    assert [record.levelno for record in caplog.records if record.getMessage() == line] == [logging.WARNING]


def test_a_notice_waits_for_the_loudspeaker(folder: Path) -> None:
    voice = RecordingVoice()
    with served(with_notice(folder, voice, loudspeaker=PluggedLoudspeaker(NO_LOUDSPEAKER)), until="error") as r:
        r.wait_for(light="loudspeaker missing")
        r.loudspeaker.plug_in()
        r.wait_for(state="connected", light="connected")
        assert r.ask("status")["turns"]["answered"] == 1
    assert voice.texts[-2:] == SPOKEN


class LosesLoudspeaker(RecordingVoice):
    """Unplugs the loudspeaker when it speaks for the first time."""

    loudspeaker: PluggedLoudspeaker

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        if not self.texts:
            self.loudspeaker.unplug()
        return super().synthesize(text, ends_sentence=ends_sentence)


def test_a_notice_during_which_the_loudspeaker_is_lost_is_spoken_again(folder: Path) -> None:
    voice = LosesLoudspeaker()
    voice.loudspeaker = PluggedLoudspeaker()
    with served(with_notice(folder, voice, loudspeaker=voice.loudspeaker), until="error") as r:
        r.wait_for(light="loudspeaker missing", turns={"failed": 1})
        voice.loudspeaker.plug_in()
        r.wait_for(state="connected", light="connected", turns={"failed": 1, "answered": 1})
    assert voice.texts[-2:] == SPOKEN


class FailingVoice(SimulatedVoice):
    """A voice that fails instead of speaking."""

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        raise ModelUnavailable("the voice is damaged")


def test_a_voice_that_fails_is_not_tried_again(folder: Path) -> None:
    with served(with_notice(folder, FailingVoice())) as r:
        r.wait_for(state="connected", light="connected", turns={"failed": 1})
        r.ask("press")
        r.wait_for(state="listening")


def test_until_the_notice_is_spoken_the_light_shows_an_error(folder: Path) -> None:
    loudspeaker = PluggedLoudspeaker(NO_LOUDSPEAKER)
    with (
        served(with_notice(folder, RecordingVoice(), loudspeaker=loudspeaker), until="error") as r,
        ControlClient(r.socket) as client,
    ):
        events = client.follow()
        loudspeaker.plug_in()
        signs: list[str] = []
        for event in events:
            signs += [event["sign"]] if event["event"] == "light" else []
            if signs[-1:] == ["connected"]:
                break
    assert signs[-4:] == ["error", "processing", "speaking", "connected"]


def test_without_a_notice_nothing_is_spoken(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with served(DeviceRig(folder)) as r:
        r.wait_for(state="connected", light="connected", turns={})
    assert entries(caplog, MessageId.SETTINGS_REFUSED) == []


def test_what_was_lost_is_said_and_a_damaged_state_keeps_the_microphone_closed(folder: Path) -> None:
    voice = RecordingVoice()
    (folder / "state.json").write_bytes(b"\0" * 40)
    lost = "What I kept for you was damaged."
    with served(DeviceRig(folder, models={"voice": lambda: voice}, lost=lost)) as r:
        r.wait_for(state="connected", light="muted", is_muted=True, turns={"answered": 1})
    spoken = " ".join(voice.texts)
    assert "The microphone is closed" in spoken
    assert lost in spoken
