"""A plug-in, headless, fully offline voice assistant: microphone, button and light in, speech out.

The public API is `create_voice_session()` and what it returns; names are loaded when first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from appliance.app import create_voice_session
    from appliance.items import TranscriptionSegment
    from appliance.monitoring.metrics import TurnMetrics
    from appliance.session.delegate import VoiceSessionDelegate
    from appliance.session.session import VoiceSession
    from appliance.settings import VoiceSessionConfig
    from appliance.states import SessionState

_HOME = {
    "SessionState": "states",
    "TranscriptionSegment": "items",
    "TurnMetrics": "metrics",
    "VoiceSession": "session",
    "VoiceSessionConfig": "settings",
    "VoiceSessionDelegate": "delegate",
    "create_voice_session": "app",
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
    if name in _HOME:
        return getattr(import_module(f"appliance.{_HOME[name]}"), name)
    raise AttributeError(f"module 'appliance' has no attribute {name!r}")
