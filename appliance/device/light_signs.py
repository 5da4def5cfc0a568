"""Light signs: what the light can say, the pattern of each sign, and which sign is shown when several apply. Pure.

A single LED has no colour, so every two signs differ by their pattern alone. An LED that can only be on or off has no
brightness either; some signs have a separate rhythm for it. A test checks that all signs differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from appliance.board.panel import Colour, LightKind
from appliance.device.light_patterns import Pattern, Shape, Step
from appliance.interfaces import AudioDevice
from appliance.states import SessionState


class LightSign(Enum):
    """What the light can say."""

    DISCONNECTED = "disconnected"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    LISTENING = "listening"
    PROCESSING = "processing"
    SPEAKING = "speaking"
    ERROR = "error"
    MUTED = "muted"
    """Ready, but the microphone is muted."""
    BOOTING = "booting"
    """The service has started; there is no session yet."""
    SHUTDOWN_WARNING = "shutdown warning"
    """The button is held: if it stays held, the device shuts down."""
    SHUTTING_DOWN = "shutting down"
    """The device shuts down. The owner should leave the plug in until the light stays dark."""
    MICROPHONE_MISSING = "microphone missing"
    """There is none, or none that can be used."""
    LOUDSPEAKER_MISSING = "loudspeaker missing"
    SERVER_MISSING = "server missing"
    """Ready, but the language model server does not answer: the model on the device does."""
    RINGING = "ringing"
    """A timer, an alarm or a reminder is due."""


class Shutdown(Enum):
    """How far a shutdown of the device has come."""

    NOT_ASKED = "not asked"
    WARNED = "warned"
    """The button is held, but not long enough yet."""
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Overlays:
    """What the sign may have to show beside the session's state."""

    is_muted: bool = False
    """The microphone is muted."""
    missing: frozenset[AudioDevice] = frozenset()
    """Audio devices that are missing."""
    is_microphone_faulty: bool = False
    """Nothing that is said can be heard: the microphone gives only zeros, clips, hums."""
    is_server_missing: bool = False
    """The language model server does not answer."""
    is_booting: bool = False
    """There is no session yet."""
    has_notice: bool = False
    """There is a notice that the owner has not been told yet."""
    is_ringing: bool = False
    """Something is due, and it rings; not while the user is answered meanwhile."""
    shutdown: Shutdown = Shutdown.NOT_ASKED
    """How far a shutdown has come."""


def sign_of(state: SessionState, overlays: Overlays) -> LightSign:
    """Return the sign to show."""
    if overlays.shutdown is not Shutdown.NOT_ASKED:
        return LightSign.SHUTTING_DOWN if overlays.shutdown is Shutdown.BEGUN else LightSign.SHUTDOWN_WARNING
    if overlays.is_booting or overlays.is_ringing:
        return LightSign.BOOTING if overlays.is_booting else LightSign.RINGING
    if state in (SessionState.ERROR, SessionState.CONNECTING) and overlays.missing:
        # The microphone comes first: without it nothing works, without a loudspeaker it can at least listen.
        has_no_microphone = AudioDevice.MICROPHONE in overlays.missing
        return LightSign.MICROPHONE_MISSING if has_no_microphone else LightSign.LOUDSPEAKER_MISSING
    if overlays.has_notice and state in (SessionState.CONNECTING, SessionState.CONNECTED):
        return LightSign.ERROR
    if state is SessionState.CONNECTED:
        return _sign_of_ready(overlays)
    return LightSign(state.value)


def _sign_of_ready(overlays: Overlays) -> LightSign:
    if overlays.is_muted:
        return LightSign.MUTED
    if overlays.is_microphone_faulty:
        return LightSign.MICROPHONE_MISSING
    return LightSign.SERVER_MISSING if overlays.is_server_missing else LightSign.CONNECTED


def _steady(level: float, level_while_speaking: float | None = None) -> Shape:
    return Shape((Step(1.0, level),), level_while_speaking=level_while_speaking)


def _flashes(*seconds: float) -> Shape:
    """Return a shape that is on, off, on, off ... for these seconds."""
    return Shape(tuple(Step(length, 1.0 - index % 2) for index, length in enumerate(seconds)))


def _smooth(*steps: tuple[float, float]) -> Shape:
    return Shape(tuple(Step(*step) for step in steps), is_smooth=True)


@dataclass(frozen=True, slots=True)
class _Look:
    colour: Colour
    shape: Shape
    rhythm: Shape | None = None
    """The shape for a light that can only be on or off, where `shape` needs more than that."""


_WHITE = Colour(1, 1, 1)
_RED = Colour(1, 0, 0)
_ORANGE = Colour(1, 0.3, 0)
_YELLOW = Colour(1, 0.7, 0)
_GREEN = Colour(0, 1, 0)
_BLUE = Colour(0, 0.1, 1)
_MAGENTA = Colour(1, 0, 0.7)
_TURQUOISE = Colour(0, 1, 0.7)

# On an LED that can only be on or off, steadily on means that the microphone is open to the user, and nothing else.
_LOOKS = {
    LightSign.DISCONNECTED: _Look(_WHITE, _steady(0.0)),
    LightSign.CONNECTING: _Look(_YELLOW, _flashes(0.2, 0.2)),
    LightSign.CONNECTED: _Look(_GREEN, _steady(0.25), _flashes(0.1, 0.2, 0.1, 2.0)),  # a heartbeat
    LightSign.LISTENING: _Look(_RED, _steady(0.75, level_while_speaking=1.0)),
    LightSign.PROCESSING: _Look(_ORANGE, _smooth((0.6, 0.3), (0.6, 1.0)), _flashes(0.6, 0.6)),
    LightSign.SPEAKING: _Look(_BLUE, _smooth((1.6, 0.3), (2.0, 1.0)), _flashes(1.6, 0.4)),
    LightSign.ERROR: _Look(_RED, _flashes(0.15, 0.15, 0.15, 0.15, 0.15, 1.0)),
    LightSign.MUTED: _Look(_MAGENTA, _flashes(0.15, 4.85)),
    LightSign.BOOTING: _Look(_WHITE, _smooth((2.0, 0.0), (0.0, 1.0)), _flashes(3.0, 1.5)),  # fills up, again and again
    LightSign.SHUTDOWN_WARNING: _Look(_RED, _flashes(0.06, 0.06)),
    LightSign.SHUTTING_DOWN: _Look(  # fades out
        _WHITE, _smooth((3.0, 1.0), (2.0, 0.0), (0.0, 0.0)), _flashes(1.2, 0.3, 0.6, 0.3, 0.2, 1.0)
    ),
    LightSign.MICROPHONE_MISSING: _Look(_RED, _flashes(0.6, 0.25, 0.15, 1.0)),  # one long, one short
    LightSign.LOUDSPEAKER_MISSING: _Look(_ORANGE, _flashes(0.15, 0.2, 0.15, 0.2, 0.6, 1.2)),  # two short, one long
    LightSign.SERVER_MISSING: _Look(  # as ready, and now and then a little brighter: it works
        _GREEN, Shape((Step(3.0, 0.05), Step(1.0, 0.4))), _flashes(0.1, 0.4, 0.3, 3.5)
    ),
    LightSign.RINGING: _Look(_TURQUOISE, _flashes(0.1, 0.1, 0.1, 0.5)),  # as a bell: two short ones
}


def pattern_of(sign: LightSign, kind: LightKind) -> Pattern:
    """Return what a light of this kind shows for a sign."""
    look = _LOOKS[sign]
    is_on_off = kind is LightKind.ON_OFF
    return Pattern(look.colour, look.rhythm if is_on_off and look.rhythm else look.shape)
