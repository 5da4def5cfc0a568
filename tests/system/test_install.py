"""From a bare Debian to an answered question, with `deploy/install` alone."""

from __future__ import annotations

import json
import shutil
import stat

import pytest

from appliance.models.auto import RECORD_NAME
from tests.system.appliance import PRODUCT, SETTINGS, STATE, Appliance
from tests.system.product import SETTINGS as OWNERS_SETTINGS
from tests.system.product import SOURCES, Installed

PRIVATE = ("/tmp", "/var/tmp")
"""Private folders of the service, which it may write to; they are deleted when it ends."""


def test_from_install_to_an_answered_question(installed: Installed) -> None:
    print(f"\ndeploy/install: {installed.took_s:.1f} s, READY after {installed.ready_s:.1f} s\n{installed.first_turn}")
    assert installed.first_turn.transcript == "What is the capital of France?"
    installed.first_turn.assert_right("Paris")


def test_it_says_how_to_go_on(installed: Installed) -> None:
    for command in ("appliance ctl press", "journalctl -u voice-appliance -f", "systemctl status voice-appliance"):
        assert command in installed.output


def test_its_status_says_what_it_does(installed: Installed) -> None:
    print(f"\n{installed.status}")
    assert "Active: active (running)" in installed.status
    status = next(line for line in installed.status.splitlines() if line.strip().startswith("Status:"))
    assert "1 turn" in status
    assert "median answer" in status


def test_the_owners_settings_were_left_alone(installed: Installed, appliance: Appliance) -> None:
    path = appliance.machine.on_disk(SETTINGS)
    assert path.read_text(encoding="utf-8") == OWNERS_SETTINGS


def test_a_release_is_trusted_and_whole(installed: Installed, appliance: Appliance) -> None:
    links = appliance.links()
    assert links.current == links.trusted == installed.release
    assert not links.previous
    assert appliance.complete_releases() == appliance.releases() == [installed.release]


def test_it_has_no_network_but_the_engines_work(installed: Installed) -> None:
    """The kernel says so, in the sandbox of the unit that answered the question above."""
    findings = json.loads(installed.findings)
    assert findings["user"] != 0
    assert findings["families"] == ["AF_UNIX"]
    assert findings["interfaces"] == ["lo"]


def test_it_can_write_to_nothing_but_its_own_folders(installed: Installed) -> None:
    findings = json.loads(installed.findings)
    ours = (STATE, "/run/voice-appliance")
    others = [folder for folder in findings["writable"] if not folder.startswith(ours) and folder not in PRIVATE]
    assert others == []
    assert set(ours) <= set(findings["writable"])
    assert findings["kernel"] == []


def test_the_service_owns_nothing_of_the_release(appliance: Appliance) -> None:
    found = appliance.machine.run("find", PRODUCT, "!", "-user", "root").stdout
    assert found == ""
    mode = appliance.machine.on_disk(PRODUCT).stat().st_mode
    assert not mode & (stat.S_IWGRP | stat.S_IWOTH)


@pytest.mark.thorough
def test_a_damaged_model_takes_no_models_place(appliance: Appliance) -> None:
    stick = appliance.machine.on_disk("/root/stick")
    stick.mkdir()
    (stick / "en_US-joe-medium.onnx.json").write_text("{}", encoding="utf-8")
    (stick / "own.gguf").write_text("mine", encoding="utf-8")
    models = appliance.machine.on_disk(f"{PRODUCT}/models")

    def sizes() -> dict[str, int]:
        return {path.name: path.stat().st_size for path in models.iterdir() if path.name != RECORD_NAME}

    before = sizes()
    output = appliance.machine.run(f"{SOURCES}/first/deploy/install", "--models", "/root/stick").stdout
    assert "/root/stick/en_US-joe-medium.onnx.json is damaged (its SHA-256 is not the known one), and is not" in output
    assert sizes() == {**before, "own.gguf": 4}
    assert not stick.joinpath("trusted-on-first-use.json").exists()
    shutil.rmtree(stick)
    (models / "own.gguf").unlink()


@pytest.mark.thorough
def test_it_starts_again_by_itself_after_a_power_cut(appliance: Appliance) -> None:
    appliance.machine.cut_power()
    appliance.machine.power_on()
    appliance.wait_until_ready()
    appliance.machine.power_off()
