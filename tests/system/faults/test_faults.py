"""Every kind of fault, once: it is shown, and the next question is answered without a hand on the appliance."""

from __future__ import annotations

import pytest

from tests.system.conversation import Conversation
from tests.system.faults.campaign import catalogue, run
from tests.system.faults.conftest import Patient
from tests.system.faults.fault import Fault, Row
from tests.system.faults.scene import shortened
from tests.system.faults.shim import Shim

FAULTS = catalogue()


def test_there_are_thirty_kinds_at_least() -> None:
    assert len({fault.id for fault in FAULTS}) == len(FAULTS) >= 30


@pytest.mark.parametrize(
    "fault",
    [pytest.param(fault, id=fault.id, marks=[] if fault.is_short else pytest.mark.thorough) for fault in FAULTS],
)
def test_a_fault(fault: Fault, patient: Patient, conversation: Conversation, shim: Shim, rows: list[Row]) -> None:
    try:
        rows.append(run(fault, patient.appliance(), conversation, shim))
    except BaseException as error:
        rows.append(Row(fault.kind, fault.name, f"FAILED: {shortened(str(error))}", fault.ended_by, None, ()))
        patient.give_up()
        conversation.pull_out()
        conversation.plug_in()
        raise
