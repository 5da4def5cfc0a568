"""A plug-in, headless, fully offline voice assistant: microphone, button and light in, speech out.

The public API is `create_voice_session()` and what it returns; names are loaded when first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from appliance.app import create_voice_session
    from appliance.items import TranscriptionSegment
    from appliance.monitoring.metrics import TurnMetrics
    from appliance.session.delegate import VoiceSessionDelegate
    from appliance.session.session import VoiceSession
    from appliance.settings import VoiceSessionConfig
    from appliance.states import SessionState

_HOME = {
    "SessionState": "appliance.states",
    "TranscriptionSegment": "appliance.items",
    "TurnMetrics": "appliance.monitoring.metrics",
    "VoiceSession": "appliance.session.session",
    "VoiceSessionConfig": "appliance.settings",
    "VoiceSessionDelegate": "appliance.session.delegate",
    "create_voice_session": "appliance.app",
}

__all__ = [
    "SessionState",
    "TranscriptionSegment",
    "TurnMetrics",
    "VoiceSession",
    "VoiceSessionConfig",
    "VoiceSessionDelegate",
    "create_voice_session",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("appliance.settings").VERSION
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'appliance' has no attribute {name!r}")
