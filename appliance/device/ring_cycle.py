"""RingCycle: how it rings: what is due is spoken, then the earcon is repeated, with the microphone open, and again.

A state machine without a thread or a clock: `Ringing` calls it when something has changed, and when it asked for it.
"""

from __future__ import annotations

import contextlib
from enum import Enum

from appliance.audio.earcons import TONES, Earcon
from appliance.device.indicator import Indicator
from appliance.device.ring_book import RingSession
from appliance.errors import ApplianceError
from appliance.states import SessionState

CUT_IN_S = 10.0
"""Longest that the end of a conversation is waited for."""
GAP_S = 3.5
"""Silence between two earcons, in which "stop" is heard: while one is played, the microphone is not listened to."""
EVERY_S = GAP_S + sum(length_s for _, length_s in TONES[Earcon.RINGING])
"""From one earcon to the next."""
CALL_S = 3 * EVERY_S
"""From one announcement to the next where the microphone is not opened; else the session says when nobody spoke."""
PAUSE_S = 1.0
"""From the end of a turn of the user to the next announcement: what "stop" leads to may be done a little later."""
UNTIL_NEWS_S = 60.0
"""Where only news leads on, as when the voice has come to its end."""


class Phase(Enum):
    """How far it has come."""

    IDLE = "idle"
    """Nothing is due."""
    WAITING = "waiting"
    """Something is due, and is not heard yet: a conversation goes on."""
    ANNOUNCING = "announcing"
    """What is due is being spoken."""
    CALLING = "calling"
    """The earcon is repeated."""
    ANSWERING = "answering"
    """The user has spoken, and is answered as always."""
    PAUSING = "pausing"
    """The user was answered."""


class RingCycle:
    """Used by the ringing thread, but for `user_speaks()`. Times are those of one clock, in seconds."""

    def __init__(self, session: RingSession, indicator: Indicator, *, listens: bool) -> None:
        """`listens`: open the microphone while it rings."""
        self.phase = Phase.IDLE
        self._session = session
        self._indicator = indicator
        self._listens = listens
        self._is_open = False
        """While calling: the microphone was opened for it."""
        self._has_spoken = False
        """True once the user has spoken since the last announcement."""
        self._cuts_in_s = 0.0
        """When a conversation is cut off."""
        self._announces_s = 0.0
        """When what is due is spoken again."""
        self._sounds_s = 0.0
        """When the earcon is played again."""

    def begin(self, now_s: float) -> None:
        """Something is due; nothing was before."""
        self.phase, self._cuts_in_s = Phase.WAITING, now_s + CUT_IN_S

    def user_speaks(self) -> None:
        """Take note that the user speaks: no earcon then, nor until this turn was answered."""
        self._has_spoken = True

    def step(self, text: str, now_s: float) -> float:
        """Do what is to be done now; return the seconds to the next step, unless there is news before.

        `text` is what is due, to be spoken. Raises `ApplianceError` if the session refuses: it has just changed.
        """
        match self._session.state:
            case SessionState.CONNECTED:
                return self._in_silence(text, now_s)
            case SessionState.ERROR:  # something is missing; perhaps not the loudspeaker
                if self.phase is not Phase.CALLING or self._is_open:
                    self._call(now_s, is_open=False, until_s=now_s, gap_s=0.0)
                return self._sound(now_s)
            case SessionState.LISTENING | SessionState.PROCESSING | SessionState.SPEAKING as state:
                return self._in_a_turn(state, now_s)
        return UNTIL_NEWS_S

    def end(self, *, cuts_off: bool) -> None:
        """Be silent. A turn of the user goes on, unless it `cuts_off`."""
        phase, self.phase = self.phase, Phase.IDLE
        self._indicator.overlay(is_ringing=False)
        is_listening = self._session.state is SessionState.LISTENING
        is_own = phase is Phase.ANNOUNCING or (phase is Phase.CALLING and is_listening and not self._has_spoken)
        if is_own or cuts_off:
            with contextlib.suppress(ApplianceError):
                self._session.cancel()

    def _in_silence(self, text: str, now_s: float) -> float:
        """Go on to what follows, in a session that does nothing."""
        match self.phase:
            case Phase.ANNOUNCING:
                return self._begin_to_call(now_s)
            case Phase.CALLING if not self._is_open and now_s < self._announces_s:
                return self._begin_to_call(now_s) if self._can_listen else self._sound(now_s)
            case Phase.ANSWERING | Phase.CALLING if self._has_spoken:
                self.phase, self._announces_s = Phase.PAUSING, now_s + PAUSE_S
                return PAUSE_S
            case Phase.PAUSING if now_s < self._announces_s:
                return self._announces_s - now_s
        self._announce(text)
        return UNTIL_NEWS_S

    def _in_a_turn(self, state: SessionState, now_s: float) -> float:
        match self.phase:
            case Phase.WAITING if now_s < self._cuts_in_s:
                return self._cuts_in_s - now_s
            case Phase.WAITING:
                self._session.cancel()
                return 0.0
            case Phase.ANNOUNCING if state is SessionState.LISTENING:  # somebody has interrupted the announcement
                self._call(now_s, is_open=True)
            case Phase.CALLING if self._has_spoken or state is not SessionState.LISTENING:
                self._has_spoken = True
                self.phase = Phase.ANSWERING
                self._indicator.overlay(is_ringing=False)
            case Phase.PAUSING:
                self.phase = Phase.ANSWERING
        return self._sound(now_s) if self.phase is Phase.CALLING else UNTIL_NEWS_S

    def _announce(self, text: str) -> None:
        """Say what is due, after the earcon: the voice needs a moment."""
        before, self.phase = self.phase, Phase.ANNOUNCING
        self._has_spoken = False
        try:
            self._session.say(text)
        except ApplianceError:
            self.phase = before
            raise
        self._indicator.overlay(is_ringing=True)
        self._session.play_earcon(Earcon.RINGING)

    @property
    def _can_listen(self) -> bool:
        return self._listens and not self._session.is_muted

    def _begin_to_call(self, now_s: float) -> float:
        is_open = self._can_listen
        if is_open:
            self._session.start_listening()
        self._call(now_s, is_open=is_open)
        return self._sound(now_s)

    def _call(self, now_s: float, *, is_open: bool, until_s: float | None = None, gap_s: float = GAP_S) -> None:
        """Begin to repeat the earcon, after a gap."""
        self.phase, self._is_open = Phase.CALLING, is_open
        self._announces_s = now_s + CALL_S if until_s is None else until_s
        self._sounds_s = now_s + gap_s
        self._indicator.overlay(is_ringing=True)

    def _sound(self, now_s: float) -> float:
        """Play the earcon when it is time; return how long it is until it is time again."""
        if now_s >= self._sounds_s:
            self._session.play_earcon(Earcon.RINGING)
            self._sounds_s = now_s + EVERY_S
        return self._sounds_s - now_s
