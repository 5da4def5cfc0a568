"""The doctor's checks of the language model server."""

from __future__ import annotations

from pathlib import Path

from appliance.doctor.report import Verdict
from appliance.doctor.server import sandbox, server
from appliance.stages.server import FIRST_TEXT_S
from appliance.system.network_drop_in import drop_in
from appliance.system.server_url import ServerUrl
from tests.unit.scripted import Clock
from tests.unit.stages.server_rig import GONE, ScriptedServer

URL = "http://192.168.1.20:8080"


def test_a_server_that_answers() -> None:
    asked = ScriptedServer(["Hello"])
    asked.model = "big-brain"
    check = server(asked, Clock())
    assert check.verdict is Verdict.OK
    assert check.found == "http://brain answers, with big-brain; its first word came after 0 ms"


def test_a_server_that_is_too_slow_for_a_conversation() -> None:
    clock = Clock()
    asked = ScriptedServer(["Hello"])
    asked.on_call = lambda: setattr(clock, "now_s", FIRST_TEXT_S + 1)
    check = server(asked, clock)
    assert check.verdict is Verdict.WARN
    assert "after 2200 ms" in check.found
    assert "within 1.2 s" in check.remedy


def test_a_server_that_fails_is_a_warning_for_the_appliance_answers() -> None:
    check = server(ScriptedServer([GONE]), Clock())
    assert check.verdict is Verdict.WARN
    assert check.found == f"{GONE}; until then the model on the device answers"


def test_without_a_service_there_is_no_sandbox(tmp_path: Path) -> None:
    assert list(sandbox(URL, tmp_path)) == []


def test_the_sandbox_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "voice-appliance.service").touch()
    (closed,) = sandbox(URL, tmp_path)
    assert (closed.verdict, closed.remedy) == (Verdict.WARN, "sudo appliance config network --write")
    file = tmp_path / "voice-appliance.service.d" / "network.conf"
    file.parent.mkdir()
    file.write_text(drop_in(ServerUrl.parse(URL), ["192.168.1.20"]))
    (opened,) = sandbox(URL, tmp_path)
    assert opened.verdict is Verdict.OK
    (other,) = sandbox("http://192.168.1.20:80", tmp_path)
    assert (other.verdict, other.found) == (Verdict.WARN, f"{file} opens the service for another server")
