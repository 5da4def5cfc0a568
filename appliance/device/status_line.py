"""The status line: what `systemctl status` says about the appliance, for the owner. Pure."""

from __future__ import annotations

from typing import Any

from appliance.device.light_signs import LightSign

_DOING = {
    LightSign.DISCONNECTED: "stopped",
    LightSign.BOOTING: "starting",
    LightSign.CONNECTING: "loading the models",
    LightSign.MICROPHONE_MISSING: "waiting for a microphone that can be used",
    LightSign.LOUDSPEAKER_MISSING: "waiting for loudspeaker",
    LightSign.CONNECTED: "ready",
    LightSign.SERVER_MISSING: "ready, but the server does not answer: the model on the device does",
    LightSign.MUTED: "ready, microphone muted",
    LightSign.LISTENING: "listening",
    LightSign.PROCESSING: "thinking",
    LightSign.SPEAKING: "speaking",
    LightSign.ERROR: "showing an error, see the journal",
    LightSign.RINGING: "ringing: tap the button to end it",
    LightSign.SHUTDOWN_WARNING: "about to shut down if the button is held on",
    LightSign.SHUTTING_DOWN: "shutting down",
}


def status_line(sign: LightSign, turn_counts: dict[str, Any]) -> str:
    """Return what the appliance is doing, and how the turns went so far (`TurnCounts.summary()`)."""
    turns = sum(turn_counts["turns"].values())
    count = f"; {turns} {'turn' if turns == 1 else 'turns'}" if turns else ""
    median_ms = turn_counts["voice_to_voice_ms"]
    timing = "" if median_ms is None else f", median answer {median_ms / 1000:.1f} s"
    return f"{_DOING[sign]}{count}{timing}"
