"""The notice: its file, and the light sign while there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.device.light_signs import LightSign, Overlays, Shutdown, sign_of
from appliance.device.notice import Notice, notice_file, read_notice, write_notice
from appliance.interfaces import AudioDevice
from appliance.states import SessionState

NOTICE = Notice("The settings on the card were not taken.", "a.toml: is not valid TOML: é")


def test_a_notice_that_was_written_is_read_and_anybody_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "notice"
    write_notice(path, NOTICE)
    assert read_notice(path) == NOTICE
    assert path.stat().st_mode & 0o777 == 0o644


def test_without_a_file_there_is_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_notice(tmp_path / "notice") is None
    assert caplog.messages == []


def test_one_that_cannot_be_read_is_logged_and_ignored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "notice").write_bytes(b"\xff\xfe")
    assert read_notice(tmp_path / "notice") is None
    assert read_notice(tmp_path) is None
    assert [message.split(": ")[1] for message in caplog.messages] == ["a notice that cannot be read"] * 2


def test_its_path_is_the_one_that_the_first_boot_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APPLIANCE_NOTICE", raising=False)
    unit = Path(__file__).resolve().parents[3] / "systemd" / "voice-appliance-first-boot.service"
    assert f"--notice {notice_file()}\n" in unit.read_text()
    monkeypatch.setenv("APPLIANCE_NOTICE", "/elsewhere")
    assert notice_file() == Path("/elsewhere")


@pytest.mark.parametrize("state", SessionState)
def test_the_light_shows_an_error_while_no_turn_goes_on(state: SessionState) -> None:
    is_shown = state in (SessionState.CONNECTING, SessionState.CONNECTED)
    expected = LightSign.ERROR if is_shown else LightSign(state.value)
    assert sign_of(state, Overlays(has_notice=True)) is expected
    assert sign_of(state, Overlays(has_notice=True, is_muted=True)) is expected


def test_a_missing_device_and_a_shutdown_are_shown_first() -> None:
    missing = frozenset({AudioDevice.LOUDSPEAKER})
    assert sign_of(SessionState.CONNECTING, Overlays(False, missing, has_notice=True)) is LightSign.LOUDSPEAKER_MISSING
    warned = Overlays(has_notice=True, shutdown=Shutdown.WARNED)
    assert sign_of(SessionState.CONNECTED, warned) is LightSign.SHUTDOWN_WARNING
