"""The requests of the control socket, and the path of the socket."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest

from appliance.control import protocol
from appliance.control.protocol import Command, Request, client_socket, parse, server_socket
from appliance.errors import ControlUnavailable
from appliance.settings import ControlSettings


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ('{"command": "status"}', Request(command=Command.STATUS)),
        ('{"command":"volume","value":60}\n', Request(command=Command.VOLUME, value=60)),
        ('{"command": "hold", "value": 6.5}', Request(command=Command.HOLD, value=6.5)),
        ('{"command": "mute", "value": true}', Request(command=Command.MUTE, value=True)),
        ('{"command": "mute", "value": null}', Request(command=Command.MUTE)),
        ('{"command": "say", "value": "Grüß Gott 👋"}\r\n', Request(command=Command.SAY, value="Grüß Gott 👋")),
    ],
)
def test_a_request_is_a_json_object_on_a_line(line: str, request_: Request) -> None:
    parsed = parse(line.encode())
    assert parsed == request_
    assert type(parsed.value) is type(request_.value), "true is not 1"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b"", "JSON"),
        (b"\n", "JSON"),
        (b"status\n", "JSON"),
        (b'{"command": "status"', "JSON"),
        (b'{"command": "say", "value": "\xff"}', "JSON"),
        (b'{"command": "say", "value": "\\ud800"}', "JSON"),
        (b"[" * 5000, "JSON"),
        (b"[]", "object"),
        (b'"status"', "object"),
        (b"{}", "command"),
        (b'{"command": "reboot"}', "'status'"),
        (b'{"command": ["status"]}', "command"),
        (b'{"command": "status", "colour": "red"}', "colour"),
        (b'{"command": "volume", "value": [60]}', "value"),
        (b'{"command": "volume", "value": {}}', "value"),
    ],
)
def test_a_line_that_is_not_a_request_is_refused_in_one_sentence(line: bytes, named: str) -> None:
    with pytest.raises(ControlUnavailable) as refused:
        parse(line)
    assert str(refused.value).startswith("not a request: ")
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def volume(value: str) -> Request:
    return parse(f'{{"command": "volume", "value": {value}}}'.encode())


@pytest.mark.parametrize(("value", "number"), [("0", 0.0), ("100", 100.0), ("55.5", 55.5), ("1e1", 10.0)])
def test_a_number_in_range(value: str, number: float) -> None:
    assert volume(value).number(0, 100) == number


@pytest.mark.parametrize(
    "value",
    ["-1", "101", "100.1", "null", "true", '"60"', '""', "NaN", "Infinity", "-Infinity", "1e999", "9" * 400],
)
def test_a_value_that_is_not_a_number_in_range_is_refused_with_the_range(value: str) -> None:
    with pytest.raises(ControlUnavailable, match=r"^volume takes a number from 0 to 100$"):
        volume(value).number(0, 100)


@pytest.mark.parametrize("value", [None, True, 7, "", " \t\n"])
def test_a_text_is_a_text_and_not_empty(value: bool | int | str | None) -> None:
    with pytest.raises(ControlUnavailable, match=r"^say takes a text that is not empty$"):
        Request(command=Command.SAY, value=value).text()
    assert Request(command=Command.SAY, value=" Hello. ").text() == " Hello. "


@pytest.mark.parametrize("value", [0, 1, "on", 1.0])
def test_a_switch_is_true_false_or_nothing(value: int | str | float) -> None:
    with pytest.raises(ControlUnavailable, match=r"^mute takes true, false or nothing$"):
        Request(command=Command.MUTE, value=value).switch()
    assert [Request(command=Command.MUTE, value=on).switch() for on in (True, False, None)] == [True, False, None]


def test_every_request_of_the_description_is_valid() -> None:
    """Authors of other programs go by the description in the module."""
    described = re.findall(r'{"command".*?}', protocol.__doc__ or "")
    assert {parse(line.encode()).command for line in described} == set(Command)


# --- where the socket is ---

SET = ControlSettings(socket=Path("/somewhere/control.sock"))
UNSET = ControlSettings()


def test_a_socket_that_is_set_is_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/run/x")
    assert server_socket(SET) == client_socket(SET) == Path("/somewhere/control.sock")


def test_a_service_listens_in_its_runtime_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/run/x:/run/y")
    assert server_socket(UNSET) == Path("/run/x/control.sock")


def test_without_a_service_both_ends_meet_in_the_users_runtime_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    own = tmp_path / "voice-appliance" / "control.sock"
    assert server_socket(UNSET) == own
    own.parent.mkdir()
    own.touch()
    assert client_socket(UNSET) == own


def test_without_a_runtime_folder_there_is_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """This is so after sudo, or in cron. A warning would fail this test."""
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert server_socket(UNSET).name == client_socket(UNSET).name == "control.sock"


def test_the_service_comes_before_a_socket_of_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    service = tmp_path / "service" / "control.sock"
    own = tmp_path / "voice-appliance" / "control.sock"
    own.parent.mkdir()
    own.touch()
    assert client_socket(UNSET, service) == own
    service.parent.mkdir()
    service.touch()
    assert client_socket(UNSET, service) == service


def occupied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have something else of the name of the fallback folder in the temporary directory, as another user may make."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / f"runtime-{os.geteuid()}").write_text("mine")


def test_a_fallback_folder_of_somebody_else_does_not_hide_the_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    occupied(monkeypatch, tmp_path)
    service = tmp_path / "control.sock"
    service.touch()
    assert client_socket(UNSET, service) == service


@pytest.mark.skipif(Path(f"/run/user/{os.geteuid()}").is_dir(), reason="this user has a runtime folder")
def test_a_fallback_folder_of_somebody_else_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    occupied(monkeypatch, tmp_path)
    said = "no folder for the control socket: runtime directory"
    with pytest.raises(ControlUnavailable, match=said):
        client_socket(UNSET, tmp_path / "none" / "control.sock")
    with pytest.raises(ControlUnavailable, match=said):
        server_socket(UNSET)
