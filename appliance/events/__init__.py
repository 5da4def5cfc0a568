"""What comes up from the pipeline: events to the session's inbox. Reporting one never blocks.

All are frozen. Times are seconds of one monotonic clock. No behaviour may come in here.
"""

from __future__ import annotations

from appliance.events.base import (
    Event,
)
from appliance.events.pipeline import (
    ActionEnded,
    DeviceBack,
    DeviceLost,
    MicrophoneFault,
    ServerChanged,
    StageFailed,
    StageReady,
    WakeWordHeard,
    WorkerDied,
)
from appliance.events.reply import (
    AnswerFound,
    GenerationCompleted,
    GenerationProgress,
    GenerationStarted,
    PartPlayed,
    PlaybackCompleted,
    PlaybackProgress,
    PlaybackStarted,
    ReplyEvent,
    ReplyPartReady,
    ReplyWorkEnded,
    SpeechSynthesized,
)
from appliance.events.turn import (
    EndOfTurnPredicted,
    InterruptionProgress,
    NobodySpoke,
    PauseEnded,
    PauseStarted,
    ResumeTimeOver,
    SpeechActivity,
    TranscriptionCompleted,
    TranscriptionProgress,
    TranscriptionStarted,
    TurnEvent,
    UserResumed,
    UserStartedSpeaking,
    UtteranceEnded,
    VoiceChange,
)

__all__ = [
    "ActionEnded",
    "AnswerFound",
    "DeviceBack",
    "DeviceLost",
    "EndOfTurnPredicted",
    "Event",
    "GenerationCompleted",
    "GenerationProgress",
    "GenerationStarted",
    "InterruptionProgress",
    "MicrophoneFault",
    "NobodySpoke",
    "PartPlayed",
    "PauseEnded",
    "PauseStarted",
    "PlaybackCompleted",
    "PlaybackProgress",
    "PlaybackStarted",
    "ReplyEvent",
    "ReplyPartReady",
    "ReplyWorkEnded",
    "ResumeTimeOver",
    "ServerChanged",
    "SpeechActivity",
    "SpeechSynthesized",
    "StageFailed",
    "StageReady",
    "TranscriptionCompleted",
    "TranscriptionProgress",
    "TranscriptionStarted",
    "TurnEvent",
    "UserResumed",
    "UserStartedSpeaking",
    "UtteranceEnded",
    "VoiceChange",
    "WakeWordHeard",
    "WorkerDied",
]
