"""A card that does not answer: nobody waits for the child that opens it, not even where that cannot be ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.adapters import alsa_probe
from appliance.adapters.alsa_probe import Probing
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable


def test_a_child_that_the_kernel_does_not_let_go_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hung = tmp_path / "hung.py"
    hung.write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(alsa_probe, "CHILD", hung)
    probing = Probing("hw:0", Direction.CAPTURE, 16_000, timeout_s=0.05)
    kill = probing._child.kill
    monkeypatch.setattr(probing._child, "kill", lambda: None)
    try:
        with pytest.raises(AudioUnavailable, match="did not answer within"):
            probing.result()
        assert probing._child.poll() is None, "it still hangs"
        probing.close()
    finally:
        kill()
        probing._child.wait()


def test_a_child_that_is_not_needed_any_more_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hung = tmp_path / "hung.py"
    hung.write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(alsa_probe, "CHILD", hung)
    probing = Probing("hw:0", Direction.PLAYBACK, 16_000)
    probing.close()
    assert probing._child.wait(60) < 0, "by a signal"
