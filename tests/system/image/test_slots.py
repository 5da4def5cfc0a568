"""Two slots: an update goes into the other one, and the wrong one is left by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.image.conftest import BUNDLE, MakeDevice

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
