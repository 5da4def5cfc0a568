"""The campaign: every fault, one after the other, and what came of it."""

from __future__ import annotations

from tests.system.appliance import Appliance
from tests.system.conversation import Conversation
from tests.system.faults.card import card
from tests.system.faults.engines import engines
from tests.system.faults.fault import Fault, Row
from tests.system.faults.files import files
from tests.system.faults.scene import Scene
from tests.system.faults.shim import Shim
from tests.system.faults.surroundings import surroundings
from tests.system.faults.threads import threads
from tests.system.product import SETTINGS

WATCHDOG_S = 10
SHORT = """
[session]
transcription_timeout_s = 15.0
generation_timeout_s = 15.0
synthesis_timeout_s = 15.0
"""
"""Shorter timeouts than a device has, so that the campaign takes minutes."""


def catalogue() -> list[Fault]:
    """Return every fault that happens to an appliance that is on, in the order of the table."""
    kinds = (card, threads, engines, files, surroundings)
    return [fault for kind in kinds for fault in kind.faults]


def prepare_campaign(appliance: Appliance, shim: Shim) -> None:
    """Give an appliance that is on the settings of the campaign, and start it again with them."""
    since = appliance.machine.journal.end
    appliance.write_settings(SETTINGS + SHORT)
    appliance.add_drop_in("watchdog", f"[Service]\nWatchdogSec={WATCHDOG_S}\n")
    shim.preload(appliance)
    appliance.restart()
    appliance.wait_until_ready(since)


def run(fault: Fault, appliance: Appliance, conversation: Conversation, shim: Shim) -> Row:
    """Inject a fault, wait for the next answer, and check what is left; return the row of the table."""
    scene = Scene(appliance, conversation, shim)
    injection = fault.inject(scene)
    try:
        shown = next(injection)
        next(injection, None)
    finally:
        injection.close()  # type: ignore[attr-defined]  # it is a generator
    answered = scene.next_answer(fault.question, fault.answer)
    lost = scene.lost()
    assert set(lost) <= set(fault.may_lose), f"lost {lost}"
    scene.check_nothing_is_half_written()
    return Row(fault.kind, fault.name, shown, fault.ended_by, answered.back_s, lost)
