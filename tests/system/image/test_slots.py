"""Two slots: an update goes into the other one, and the wrong one is left by itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.system.image.conftest import BUNDLE, MakeDevice
from tests.system.image.device_under_test import READY_S, UNIT, FlashedDevice

pytestmark = pytest.mark.thorough
UPDATE = "/opt/voice-appliance/current/deploy/update"
WRITTEN_S = 3600.0


def test_an_update_and_back(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.boot()
    device.wait_until_judged()
    device.restart(f"{UPDATE} {BUNDLE}", WRITTEN_S)
    assert device.slot == "B"
    device.wait_until_trusted()
    assert device.failed_units() == []
    device.restart("/opt/voice-appliance/current/deploy/rollback")
    assert device.slot == "A"
    # One of a trusted slot's nine attempts is used. With a trial's three, three cuts would boot B again.
    assert "\nSlot A: A B, 8 " in device.emulator.console


def test_a_slot_that_cannot_be_booted_is_left(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.shell.run("fw_setenv BOOT_ORDER 'B A'; fw_setenv BOOT_B_LEFT 3")
    device.restart()
    assert device.slot == "A"
    assert device.shell.text("fw_printenv -n BOOT_B_LEFT") == "0"


def test_a_bundle_that_is_not_signed_by_the_owner_is_refused(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.wait_until_judged()
    device.shell.run(f"printf x | dd of={BUNDLE} bs=1 seek=$(($(stat -c %s {BUNDLE}) - 900)) conv=notrunc")
    ran = device.shell.run(f"{UPDATE} {BUNDLE}", check=False)
    assert ran.status != 0
    assert "nothing was changed" in ran.text


def test_a_bundle_that_is_signed_with_another_key_is_refused(
    flash: MakeDevice, used_card: Path, tmp_path: Path
) -> None:
    if missing := [program for program in ("rauc", "openssl", "mksquashfs") if not shutil.which(program)]:
        pytest.skip(f"these programs are missing: {' '.join(missing)}")
    other = "/state/other.raucb"
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.wait_until_judged()
    slots = device.shell.text("fw_printenv")
    device.give(signed_with_another_key(tmp_path), other)
    ran = device.shell.run(f"{UPDATE} {other}", check=False)
    assert ran.status != 0
    assert "not signed by its key, so nothing was changed" in ran.text
    assert "self-signed certificate" in ran.text
    assert device.shell.text("fw_printenv") == slots
    # The bundle that the owner has signed is taken to be whole by the same command.
    device.shell.run(f"rauc info {BUNDLE}")


def signed_with_another_key(folder: Path) -> Path:
    """Return a bundle for this kind of device, whole, which somebody else has signed."""
    key, certificate, bundle = folder / "key.pem", folder / "certificate.pem", folder / "other.raucb"
    content = folder / "content"
    content.mkdir()
    (content / "root.img").write_bytes(b"\xff" * (1 << 20))
    manifest = "[update]\ncompatible=voice-appliance-arm64\nversion=1\n[bundle]\nformat=plain\n"
    (content / "manifest.raucm").write_text(f"{manifest}[image.rootfs]\nfilename=root.img\n", encoding="utf-8")
    request = (
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        "/CN=somebody else",
    )
    for command in (
        (*request, "-keyout", str(key), "-out", str(certificate)),
        ("rauc", "--cert", str(certificate), "--key", str(key), "bundle", str(content), str(bundle)),
    ):
        subprocess.run(command, check=True, capture_output=True)
    return bundle


def with_a_slot_on_trial(flash: MakeDevice, used_card: Path) -> FlashedDevice:
    """Return a device that is off, and boots its own bundle in the other slot next, with the service."""
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.wait_until_judged()
    device.shell.run(f"{UPDATE} {BUNDLE} --no-restart", timeout_s=WRITTEN_S)
    device.switch_off()
    device.take_in_the_service()
    return device


def test_a_slot_that_fails_its_trial_is_left(flash: MakeDevice, used_card: Path) -> None:
    device = with_a_slot_on_trial(flash, used_card)
    device.boot()
    assert device.slot == "B"
    # Its service ends before it is ready: that is enough. Nobody restarts the machine, or chooses the slot.
    device.shell.wait_until("journalctl -b -o cat | grep -q 'The system in slot B is on trial'", READY_S)
    device.shell.wait_until(f"systemctl show --value --property=MainPID {UNIT} | grep -vqx 0", READY_S)
    device.restart(f"systemctl kill --signal=KILL {UNIT}", READY_S)
    assert device.slot == "A"
    device.wait_until_judged()
    shell = device.shell
    assert shell.text("fw_printenv -n BOOT_B_LEFT") == "0"
    assert shell.text("ls /state/rauc").split().count("trusted.B") == 0
    shell.run("grep 'slot B has failed its trial: it ended before it was ready' /state/incidents/log")
    device.wait_until_ready()
    assert device.failed_units() == []
