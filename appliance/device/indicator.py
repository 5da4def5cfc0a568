"""Panel: what the owner sees: the session's state and what lies over it, as the one sign that the light shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from appliance.device.light_signs import LightSign, Overlays, sign_of
from appliance.states import SessionState


class Indicator:
    """Keeps state and overlays, and passes on every change of the sign. May be used from any thread."""

    def __init__(self, *, is_muted: bool) -> None:
        self._shows: tuple[Callable[[LightSign], None], ...] = ()
        self._lock = threading.Lock()
        self._state = SessionState.DISCONNECTED
        self._overlays = Overlays(is_muted=is_muted, is_booting=True)

    def passes_on_to(self, *shows: Callable[[LightSign], None]) -> None:
        """Say who is told of the sign, now and at every change."""
        self._shows = shows
        self._tell()

    @property
    def sign(self) -> LightSign:
        """What is shown."""
        return sign_of(self._state, self._overlays)

    def state(self, state: SessionState) -> None:
        """Take the session's new state."""
        with self._lock:
            before, self._state = self.sign, state
            self._pass_on(before)

    def overlay(self, **changes: Any) -> None:
        """Change some of the overlays; names and values are those of `Overlays`."""
        with self._lock:
            before, self._overlays = self.sign, replace(self._overlays, **changes)
            self._pass_on(before)

    def _pass_on(self, before: LightSign) -> None:
        if self.sign is not before:
            self._tell()

    def _tell(self) -> None:
        for show in self._shows:
            show(self.sign)
