"""The pace: how long the user may pause."""

from __future__ import annotations

import pytest

from appliance.adapters.simulated import simulated_models
from appliance.hardware import recorded_hardware
from appliance.session.session import VoiceSession
from appliance.settings import VoiceSessionConfig


@pytest.mark.parametrize(("pace", "factor"), [("quick", 0.7), ("usual", 1.0), ("patient", 2.0)])
def test_the_pace_stretches_the_delays_once(pace: str, factor: float) -> None:
    plain = VoiceSessionConfig()
    config = VoiceSessionConfig.model_validate({"pace": pace})
    session = VoiceSession(config, recorded_hardware(), simulated_models())
    for name in ("min_endpointing_delay_s", "endpointing_delay_s", "max_endpointing_delay_s"):
        assert getattr(session.config, name) == pytest.approx(getattr(plain, name) * factor)
    assert session.config.at_pace() == session.config
