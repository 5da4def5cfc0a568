"""Story: what has happened, as the terminal shows it: from the events of the control socket. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from appliance.control.protocol import ControlEvent
from appliance.device.light_signs import LightSign
from appliance.monitoring.metrics import LABELS
from appliance.states import SessionState

_SHOWN_TIMES = ("voice_to_voice", "endpoint", "final_transcript", "first_token", "first_audio")
_SHORT = {"endpoint": "silence before it", "first_audio": "voice"}


@dataclass(slots=True)
class Story:
    """The present turn, and how the device is."""

    sign: LightSign = LightSign.BOOTING
    """What the light says."""
    is_speaking: bool = False
    """The user speaks."""
    transcript: str = ""
    """What the user has said in this turn, so far."""
    is_final: bool = False
    """The transcript does not change any more."""
    reply: str = ""
    """The reply, as far as it is written."""
    answered_by: str = ""
    """Which skill answers; "" for the language model."""
    times: str = ""
    """How long the last turn took."""
    missing: dict[str, str] = field(default_factory=dict)
    """Audio devices that are missing, and why."""
    is_muted: bool = False
    """The microphone is muted."""
    volume: int | None = None
    """Percent."""

    def begin(self, status: dict[str, Any]) -> None:
        """Take the status of the device."""
        self.sign = LightSign(status["light"])
        self.is_muted, self.volume = status["is_muted"], status["volume"]
        self.missing = dict(status["missing"])

    def take(self, event: ControlEvent, what: dict[str, Any]) -> list[str]:
        """Take an event; return what is over now, as lines that stay."""
        match event:
            case ControlEvent.LIGHT:
                self.sign = LightSign(what["sign"])
            case ControlEvent.STATE if what["state"] == SessionState.LISTENING.value:
                self.reply = self.answered_by = self.times = ""
            case ControlEvent.SPEAKING:
                self.is_speaking = what["is_speaking"]
            case ControlEvent.TRANSCRIPT:
                self.transcript, self.is_final = what["text"], what["is_final"]
            case ControlEvent.REPLY:
                self.reply = what["text"]
            case ControlEvent.ANSWER:
                self.answered_by = f"{what['skill']} ({what['intent'].replace('_', ' ')})"
            case ControlEvent.MISSING:
                self.missing = dict(what["devices"])
            case ControlEvent.MUTE:
                self.is_muted = what["is_muted"]
            case ControlEvent.VOLUME:
                self.volume = what["percent"]
            case ControlEvent.TURN:
                return self._turn_over(what["outcome"], what["timings_ms"])
        return []

    def _turn_over(self, outcome: str, timings_ms: dict[str, float | None]) -> list[str]:
        lines = [f"you: {self.transcript}"] if self.transcript else []
        if self.reply:
            lines.append(f"it: {self.reply}")
            lines.append(f"   [{self.answered_by or 'language model'}]")
        if outcome != "answered":
            lines.append(f"   [{outcome}]")
        self.times = times_in_words(timings_ms)
        self.transcript = self.reply = self.answered_by = ""
        self.is_final = self.is_speaking = False
        return lines


def times_in_words(timings_ms: dict[str, float | None]) -> str:
    """Return the times of a turn that an owner may want to see, the most important one first."""
    known = [(name, value) for name in _SHOWN_TIMES if (value := timings_ms.get(name)) is not None]
    return ", ".join(f"{_SHORT.get(name, LABELS[name])} {value:.0f} ms" for name, value in known)
