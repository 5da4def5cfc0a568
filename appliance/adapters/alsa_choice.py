"""PcmChoice: opens the best of several cards that can be opened, and finds out when a better one can be.

What is opened and how is decided in `alsa` and `alsa_pcm`; in which order they are tried, in `board.sound_cards`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from appliance.adapters.alsa_pcm import Pcm, PcmRequest
from appliance.adapters.alsa_probe import PcmAbilities, Probing
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""Time between two looks at which cards there are; a look reads two files of the kernel."""
AGAIN_S = 20.0
"""Time between two trials of a card that could not be opened; a trial is a child process."""
LONGEST_S = 12.0
"""No further card is tried after this: with the last one's answer it stays within `reconnect.OPENING_S`."""

FindPcms = Callable[[], Sequence[str]]
"""Returns the ALSA devices that may be opened now, the best first. Raises `AudioUnavailable` when there is none."""


Stream = TypeVar("Stream")
Opened_co = TypeVar("Opened_co", covariant=True)


class Trial(Protocol):
    """A card that is being tried while another one is in use."""

    @property
    def is_over(self) -> bool:
        """True when `result()` need not wait any more."""

    def result(self) -> PcmAbilities:
        """Return what the card can do. Raises `AudioUnavailable`."""

    def close(self) -> None:
        """Give it up."""


class Opener(Protocol[Opened_co]):
    """How cards are opened and tried."""

    def open(self, name: str, request: PcmRequest, abilities: PcmAbilities | None = None) -> Opened_co:
        """Open a card. Raises `AudioUnavailable`."""

    def trial(self, name: str, direction: Direction, rate_hz: int) -> Trial:
        """Begin to try a card."""


class AlsaOpener:
    """Opens real cards."""

    def open(self, name: str, request: PcmRequest, abilities: PcmAbilities | None = None) -> Pcm:
        """Open a card. Raises `AudioUnavailable`."""
        return Pcm(name, request, abilities)

    def trial(self, name: str, direction: Direction, rate_hz: int) -> Trial:
        """Begin to try a card, in a child process."""
        return Probing(name, direction, rate_hz)


class PcmChoice(Generic[Stream]):
    """The card that is used, of those that may be. Not thread-safe."""

    def __init__(self, find: FindPcms, opener: Opener[Stream], clock: Callable[[], float]) -> None:
        self._find = find
        self._opener = opener
        self._clock = clock
        self._chosen = ""
        """The card that was opened last."""
        self._request: PcmRequest | None = None
        self._refused_s: dict[str, float] = {}
        """When a card could not be opened last."""
        self._look_s = 0.0
        """When to look next for a better card."""
        self._trial: tuple[str, Trial] | None = None

    def open(self, request: PcmRequest) -> Stream:
        """Open the first card that can be opened. Raises `AudioUnavailable`: what is wrong with the best one."""
        self.close()
        names = list(self._find())
        began_s, first_error = self._clock(), None
        for name in names:
            if self._clock() - began_s > LONGEST_S:
                break
            try:
                pcm = self._opener.open(name, request)
            except AudioUnavailable as error:
                self._refused_s[name] = self._clock()
                first_error = first_error or error
                continue
            if first_error:
                log.warning("%s; %s is used meanwhile", first_error, name)
            self._take(name, request)
            return pcm
        assert first_error, "find() returns at least one device"
        raise first_error

    def better(self) -> Stream | None:
        """Return a better card than the one in use, opened, once there is one; None otherwise, at once.

        Call it often: it looks and tries now and then.
        """
        if self._request is None:
            return None
        if self._trial:
            name, trial = self._trial
            return self._opened(name, trial, self._request) if trial.is_over else None
        now_s = self._clock()
        if now_s >= self._look_s:
            self._look_s = now_s + LOOK_S
            if name := self._worth_a_trial(now_s):
                self._trial = name, self._opener.trial(name, self._request.direction, self._request.rate_hz)
        return None

    def _worth_a_trial(self, now_s: float) -> str:
        """Return the first of the better cards that was not refused a moment ago; "" if there is none."""
        try:
            names = list(self._find())
        except AudioUnavailable:  # all cards are gone; whoever uses this one finds that out
            return ""
        for gone in self._refused_s.keys() - set(names):
            del self._refused_s[gone]  # once it is plugged in again it may be tried at once
        better = names[: names.index(self._chosen)] if self._chosen in names else []
        return next((name for name in better if now_s - self._refused_s.get(name, -AGAIN_S) >= AGAIN_S), "")

    def _opened(self, name: str, trial: Trial, request: PcmRequest) -> Stream | None:
        self._trial = None
        try:
            pcm = self._opener.open(name, request, trial.result())
        except AudioUnavailable:
            self._refused_s[name] = self._clock()
            return None
        log.info("%s %s can be used now: it takes the place of %s", request.direction.value, name, self._chosen)
        self._take(name, request)
        return pcm

    def _take(self, name: str, request: PcmRequest) -> None:
        self._chosen, self._request = name, request
        self._refused_s.pop(name, None)
        self._look_s = self._clock() + LOOK_S

    def close(self) -> None:
        """Give up what is being tried."""
        if self._trial:
            self._trial[1].close()
        self._trial = self._request = None
