"""`appliance self-test`: whether the appliance hears, thinks and speaks, without a sound card."""

from __future__ import annotations

import typer

from appliance.commands.config import ConfigOption


def self_test(config: ConfigOption = None) -> None:
    """Ask a recorded question through the installed models, and say whether it was heard right and answered aloud.

    Needs no sound card and plays nothing; it may be run beside the service. Exits with 1, and says why, if not.
    """
    from appliance.adapters.wav_files import load_recording
    from appliance.commands.asking import Asking, Recording
    from appliance.doctor.self_test import LONGEST_S, QUESTION, SelfTest
    from appliance.settings_file import load_settings

    settings = load_settings(config)
    asking = Asking(settings, None, realtime=False, simulated=False)
    asking.ask([Recording(QUESTION, load_recording(QUESTION, LONGEST_S))])
    (turn,) = asking.turns
    test = SelfTest(settings.session.language, turn["transcript"], turn["reply"], asking.spoken(), asking.rate_hz)
    typer.echo(test.verdict())
