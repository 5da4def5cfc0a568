"""What a device or a model must offer to be used. Adapters satisfy these Protocols; stages know nothing else.

Every model is used by one thread: the detector by the turns thread, the end-of-turn model by its own, all others by the
compute thread.
No implementation may come in here.
"""

from __future__ import annotations

from appliance.interfaces.devices import (
    AudioDevice,
    Hardware,
    Loudspeaker,
    Microphone,
)
from appliance.interfaces.language import (
    ChatCall,
    ChatServer,
    GenerationOptions,
    LanguageModel,
    Message,
)
from appliance.interfaces.models import (
    DEFAULT_SYSTEM_PROMPT,
    EndOfTurnModel,
    Models,
    Recognizer,
    SpeechDetector,
    Voice,
    WakeWordDetector,
)

__all__ = [
    "DEFAULT_SYSTEM_PROMPT",
    "AudioDevice",
    "ChatCall",
    "ChatServer",
    "EndOfTurnModel",
    "GenerationOptions",
    "Hardware",
    "LanguageModel",
    "Loudspeaker",
    "Message",
    "Microphone",
    "Models",
    "Recognizer",
    "SpeechDetector",
    "Voice",
    "WakeWordDetector",
]
