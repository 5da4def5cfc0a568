"""Events of the stages, the devices and the server, of whatever turn."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.errors import AudioUnavailable, ServerUnavailable
from appliance.events.base import Event
from appliance.intents import Answer
from appliance.interfaces import AudioDevice


@dataclass(frozen=True, slots=True)
class StageReady(Event):
    """A stage's devices and models are open and warm."""

    stage: str
    """Its name."""


@dataclass(frozen=True, slots=True)
class StageFailed(Event):
    """A stage could not do its work; it goes on with the next item."""

    stage: str
    """Its name."""
    error: Exception
    """Fit to be shown to the owner."""
    turn: int | None = None
    """The turn it was working for; None for none."""
    reply: int | None = None
    """The reply it was working for; None for none. Both are None when it was opening."""


@dataclass(frozen=True, slots=True)
class WorkerDied(Event):
    """A bug: a worker's thread has ended by an exception nobody expected."""

    stage: str
    """The stage it was running."""
    error: BaseException
    """What was raised."""


@dataclass(frozen=True, slots=True)
class ActionEnded(Event):
    """An action was carried out, or could not be."""

    answer: Answer
    """Whose action it was."""
    error: Exception | None = None
    """Why it could not be; fit to be shown to the owner."""


@dataclass(frozen=True, slots=True)
class DeviceLost(Event):
    """A device is not there, or not any more; it is looked for until it is back. Told again when the reason changes."""

    device: AudioDevice
    """Which."""
    error: AudioUnavailable
    """Why."""


@dataclass(frozen=True, slots=True)
class DeviceBack(Event):
    """A device that was lost works again."""

    device: AudioDevice
    """Which."""


@dataclass(frozen=True, slots=True)
class MicrophoneFault(Event):
    """The sound of the microphone has become wrong, in another way than before, or is right again."""

    fault: str | None
    """What is wrong, and what to do, as what follows "the microphone"; None: nothing."""


@dataclass(frozen=True, slots=True)
class WakeWordHeard(Event):
    """Somebody has called, while nobody was listened to but who may follow up an answer."""


@dataclass(frozen=True, slots=True)
class ServerChanged(Event):
    """The language model server of the settings was found to answer, or not to; told when that changes."""

    error: ServerUnavailable | None
    """Why it does not; None: it answers."""
