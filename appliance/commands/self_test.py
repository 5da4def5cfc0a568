"""`appliance self-test`: checks that the installed models understand a question and reply, without a sound card."""

from __future__ import annotations

import typer

from appliance.commands.config import ConfigOption


def self_test(config: ConfigOption = None) -> None:
    """Ask the installed models a recorded question; check the transcript, and that the reply is spoken.

    Needs no sound card and plays nothing. It may run while the service runs. If it fails it says why, and exits with 1.
    """
    from appliance.adapters.wav_files import load_recording
    from appliance.commands.asking import Asking, Recording
    from appliance.doctor.self_test import LONGEST_S, QUESTION, SelfTest
    from appliance.settings_file import load_settings

    settings = load_settings(config)
    asking = Asking(settings, None, realtime=False, simulated=False, skills=False)
    asking.ask([Recording(QUESTION, load_recording(QUESTION, LONGEST_S))])
    (turn,) = asking.turns
    test = SelfTest(settings.session.language, turn["transcript"], turn["reply"], asking.spoken(), asking.rate_hz)
    typer.echo(test.verdict())
