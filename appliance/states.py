"""The session's states and the one table that says how they follow each other.

Pure: no thread, clock, sound or pin may come in here. `StateMachine.go()` alone calls `next_state()`. The
diagram in `appliance/docs/architecture.md` is printed by `diagram()`, and a test keeps the two equal.
"""

from __future__ import annotations

from enum import Enum


class SessionState(Enum):
    """What the appliance is doing; the light shows it."""

    DISCONNECTED = "disconnected"
    """Not started: no thread runs, nothing is open."""
    CONNECTING = "connecting"
    """Models and devices are being opened."""
    CONNECTED = "connected"
    """Ready; not listening."""
    LISTENING = "listening"
    """The microphone is open to the user."""
    PROCESSING = "processing"
    """The user has finished; the reply is being made."""
    SPEAKING = "speaking"
    """The reply is being played."""
    ERROR = "error"
    """Something went wrong. Back to `connected` by itself: after a moment, or when a missing card is back."""


class Trigger(Enum):
    """What can make the state change."""

    CONNECT = "connect"
    """The caller asked to start."""
    OPENED = "opened"
    """Every stage reported that it is open and warm."""
    LISTEN = "start listening"
    """The user wants to speak."""
    SAY = "say"
    """The appliance was given something to say."""
    ASK = "ask"
    """The user typed a question."""
    UTTERANCE_ENDED = "utterance ended"
    """The user has stopped speaking, or committed what was said."""
    NOTHING_SAID = "nothing said"
    """Nobody spoke, or there were no words in the utterance."""
    FIRST_AUDIO = "first audio"
    """The first sample of the reply went to the loudspeaker."""
    RESUMED = "user resumed"
    """The user had only paused: the reply is discarded."""
    REPLY_ENDED = "reply ended"
    """The last sample of the reply was played, or there was nothing to play."""
    INTERRUPT = "interrupt"
    """The user interrupted, and is listened to at once."""
    STOP = "stop"
    """The user interrupted, and only wants silence."""
    FAIL = "fail"
    """A stage or a device failed, or took too long."""
    RECOVER = "recover"
    """The error was shown for its time."""
    DISCONNECT = "disconnect"
    """The caller asked to stop."""


_S, _T = SessionState, Trigger

TRANSITIONS: dict[tuple[SessionState, Trigger], SessionState] = {
    (_S.DISCONNECTED, _T.CONNECT): _S.CONNECTING,
    (_S.CONNECTING, _T.OPENED): _S.CONNECTED,
    (_S.CONNECTING, _T.FAIL): _S.ERROR,
    (_S.CONNECTED, _T.LISTEN): _S.LISTENING,
    (_S.CONNECTED, _T.SAY): _S.PROCESSING,
    (_S.CONNECTED, _T.ASK): _S.PROCESSING,
    (_S.CONNECTED, _T.FAIL): _S.ERROR,
    (_S.LISTENING, _T.UTTERANCE_ENDED): _S.PROCESSING,
    (_S.LISTENING, _T.NOTHING_SAID): _S.CONNECTED,
    (_S.LISTENING, _T.INTERRUPT): _S.LISTENING,
    (_S.LISTENING, _T.STOP): _S.CONNECTED,
    (_S.LISTENING, _T.FAIL): _S.ERROR,
    (_S.PROCESSING, _T.FIRST_AUDIO): _S.SPEAKING,
    (_S.PROCESSING, _T.NOTHING_SAID): _S.CONNECTED,
    (_S.PROCESSING, _T.REPLY_ENDED): _S.CONNECTED,
    (_S.PROCESSING, _T.RESUMED): _S.LISTENING,
    (_S.PROCESSING, _T.INTERRUPT): _S.LISTENING,
    (_S.PROCESSING, _T.STOP): _S.CONNECTED,
    (_S.PROCESSING, _T.FAIL): _S.ERROR,
    (_S.SPEAKING, _T.REPLY_ENDED): _S.CONNECTED,
    (_S.SPEAKING, _T.RESUMED): _S.LISTENING,
    (_S.SPEAKING, _T.INTERRUPT): _S.LISTENING,
    (_S.SPEAKING, _T.STOP): _S.CONNECTED,
    (_S.SPEAKING, _T.FAIL): _S.ERROR,
    (_S.ERROR, _T.RECOVER): _S.CONNECTED,
    (_S.ERROR, _T.LISTEN): _S.LISTENING,
    (_S.ERROR, _T.FAIL): _S.ERROR,
    **{(state, _T.DISCONNECT): _S.DISCONNECTED for state in SessionState if state is not _S.DISCONNECTED},
}


class ImpossibleTransition(RuntimeError):
    """A trigger that makes no sense in a state: a bug in the caller, never the owner's mistake."""


def next_state(state: SessionState, trigger: Trigger) -> SessionState:
    """Return the state that follows `state` on `trigger`; raise `ImpossibleTransition` when there is none."""
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise ImpossibleTransition(f"{trigger.value!r} makes no sense while {state.value}") from None


def diagram() -> str:
    """Return the table as a Mermaid state diagram; transitions between the same two states share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, trigger), following in TRANSITIONS.items():
        if trigger is not Trigger.DISCONNECT:
            arrows.setdefault((state.value, following.value), []).append(trigger.value)
    lines = ["stateDiagram-v2", "    [*] --> disconnected"]
    lines += [f"    {a} --> {b}: {' / '.join(triggers)}" for (a, b), triggers in arrows.items()]
    lines.append("    note right of disconnected: disconnect leads here from every state")
    return "\n".join(lines)
