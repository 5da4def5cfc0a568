"""A microphone whose sound is wrong is shown until it is right again; the session goes on."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from appliance.items import Frame
from appliance.monitoring.journal_fields import ATTRIBUTE, MessageId
from appliance.states import SessionState
from tests.session.plugged import PluggedMicrophone, plugged


class FaultyMicrophone(PluggedMicrophone):
    """A microphone with a fault that a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.is_live = True
        self.fault: str | None = None

    def read(self) -> Frame | None:
        frame = super().read()
        return frame and replace(frame, fault=self.fault)


def test_a_fault_is_told_with_its_remedy_once_and_again_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    microphone = FaultyMicrophone()
    with plugged(microphone=microphone) as r:
        for fault in ("clips: lower it", None, "gives only zeros: look for a switch"):
            microphone.fault = fault
            r.recorder.wait(lambda wanted=fault: r.recorder.of("fault")[-1:] == [wanted])  # type: ignore[misc]
        assert r.session.state is SessionState.CONNECTED
        assert r.recorder.of("fault") == ["clips: lower it", None, "gives only zeros: look for a switch"]
    lines = [(record.levelno, record.getMessage()) for record in caplog.records if "microphone" in record.getMessage()]
    assert lines == [
        (logging.WARNING, "the microphone clips: lower it"),
        (logging.INFO, "the microphone sounds right again"),
        (logging.WARNING, "the microphone gives only zeros: look for a switch"),
    ]
    ids = [getattr(record, ATTRIBUTE)["MESSAGE_ID"] for record in caplog.records if hasattr(record, ATTRIBUTE)]
    assert ids.count(MessageId.MICROPHONE_FAULT.value) == 2
    assert ids.count(MessageId.MICROPHONE_RIGHT.value) == 1
