"""Commands of the session to the turns stage; handled in order with the frames."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.items.pipeline import Item


@dataclass(frozen=True, slots=True)
class TurnCommand(Item):
    """A command of the session; handled in order with the frames."""


@dataclass(frozen=True, slots=True)
class Listen(TurnCommand):
    """Take what follows as the user's turn."""

    turn: int
    """Its id."""
    follow_up_s: float | None = None
    """Nobody has called it: how long the user of the last turn has to speak. None: it was called."""
    by_wake_word: bool = False
    """It was called by voice, so no button says when the turn is over."""
    is_awaited: bool = False
    """The user was asked to say it again."""


@dataclass(frozen=True, slots=True)
class AwaitInterruption(TurnCommand):
    """A reply is heard: whoever speaks now begins this turn, if it is taken up (`Listen`), or goes on with the last."""

    turn: int
    """Its id."""


@dataclass(frozen=True, slots=True)
class ResumeTurn(TurnCommand):
    """The user goes on with a turn that was judged over: what was said during the reply belongs to it."""

    turn: int
    """The turn that is meant."""


@dataclass(frozen=True, slots=True)
class CommitTurn(TurnCommand):
    """The user's turn is over now."""

    turn: int
    """The turn that is meant."""


@dataclass(frozen=True, slots=True)
class EndpointingDelay(TurnCommand):
    """How long the present pause may last before the turn is over."""

    turn: int
    """The turn that is meant."""
    speech_frames: int
    """Speech before the pause that is meant. Once more was said, the command means nothing."""
    silence_s: float
    """The delay, from the last frame of speech."""


@dataclass(frozen=True, slots=True)
class EndAtPause(TurnCommand):
    """The user's turn was over earlier: what followed is another voice."""

    turn: int
    """The turn that is meant."""
    speech_frames: int
    """Speech of the user in it."""
    only_in_noise: bool = False
    """Only if the room is noisy: no word has followed, so that it may be the user who goes on."""


@dataclass(frozen=True, slots=True)
class IgnoreFrames(TurnCommand):
    """No frame belongs to a turn any more, except to one that has begun with an interruption."""

    but_turn: int = 0
    """That turn; 0: there is none."""
    was_noise: bool = False
    """There were no words in the last turn: what it began with is a noise of the room."""


@dataclass(frozen=True, slots=True)
class ClearAudio(TurnCommand):
    """As `IgnoreFrames`, and the frames kept until now are forgotten: the microphone was muted."""
