"""What goes down the pipeline: items from stage to stage, and the session's commands to the turns stage.

All are frozen. An item that belongs to a turn or to a reply carries its id, and is dropped once that is over. No
behaviour may come in here.
"""

from __future__ import annotations

from appliance.items.commands import (
    AwaitInterruption,
    ClearAudio,
    CommitTurn,
    EndAtPause,
    EndpointingDelay,
    IgnoreFrames,
    Listen,
    ResumeTurn,
    TurnCommand,
)
from appliance.items.pipeline import (
    CarryOut,
    CheckDevice,
    EndOfReply,
    EndReason,
    Frame,
    Item,
    PlayEarcon,
    Prefill,
    ReplyItem,
    ReplyPart,
    ReplyRequest,
    SpokenPart,
    Tick,
    TranscriptionSegment,
    TurnItem,
    Utterance,
)

TurnsInput = Frame | TurnCommand
"""What the turns stage takes."""
ResponderInput = ReplyRequest | Prefill
"""What the responder takes."""
SynthesizerInput = ReplyPart | EndOfReply
"""What the synthesizer takes."""
PlayerInput = SpokenPart | EndOfReply | PlayEarcon | CheckDevice
"""What the player takes."""

__all__ = [
    "AwaitInterruption",
    "CarryOut",
    "CheckDevice",
    "ClearAudio",
    "CommitTurn",
    "EndAtPause",
    "EndOfReply",
    "EndReason",
    "EndpointingDelay",
    "Frame",
    "IgnoreFrames",
    "Item",
    "Listen",
    "PlayEarcon",
    "PlayerInput",
    "Prefill",
    "ReplyItem",
    "ReplyPart",
    "ReplyRequest",
    "ResponderInput",
    "ResumeTurn",
    "SpokenPart",
    "SynthesizerInput",
    "Tick",
    "TranscriptionSegment",
    "TurnCommand",
    "TurnItem",
    "TurnsInput",
    "Utterance",
]
