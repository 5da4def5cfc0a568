"""The button is held: to shut the device down, or to talk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.recordings.recordings import Recording
from tests.hil.conftest import MakeRig
from tests.real.words import normalize


def test_held_it_shuts_down_once_and_released_early_it_does_not(make_rig: MakeRig, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    with make_rig(button={"shutdown_command": ["sh", "-c", f"echo shutdown >> {asked}"]}).running() as rig:
        pressed_s = rig.press()
        rig.events.wait_for("light", pressed_s, sign="shutdown warning")
        rig.wait_until(pressed_s + 4.0)
        released_s = rig.release()
        rig.wait_for_light("green", released_s)
        assert not asked.exists()

        pressed_s = rig.press()
        begun_s = rig.events.wait_for("light", pressed_s, sign="shutting down")["at_s"]
        rig.wait_until(pressed_s + 8.0)
        rig.release()
        rig.wait(0.2)
        assert asked.read_text().splitlines() == ["shutdown"]
        assert begun_s - pressed_s >= 5.0
        print(f"off after {rig.power_off():.2f} s")
        assert rig.pins.light.shown[-1].hue == "dark"


def test_held_to_talk_it_listens_as_long_as_it_is_held(make_rig: MakeRig, question: Callable[[str], Recording]) -> None:
    recording = question("capital-of-usa-pause")  # without the held button, its pause would end the turn
    with make_rig(button={"hold": "talk"}, session={"max_endpointing_delay_s": 0.5}).running() as rig:
        pressed_s = rig.press()
        rig.say(recording)
        rig.wait(len(load_recording(recording.path, 30)) / CAPTURE_RATE_HZ + 0.2)
        released_s = rig.release()
        assert [event["state"] for event in rig.events.of("state", pressed_s)] == ["listening"]
        rig.events.wait_for("turn", released_s, outcome="answered")
        assert normalize(rig.events.of("transcript", pressed_s)[-1]["text"]) == normalize(recording.transcript)
