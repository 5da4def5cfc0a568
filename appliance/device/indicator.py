"""Indicator: combines the session's state and the overlays into the one sign that the owner is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict, Unpack

from appliance.device.light_signs import LightSign, Overlays, Shutdown, sign_of
from appliance.interfaces import AudioDevice
from appliance.states import SessionState


class OverlayChanges(TypedDict, total=False):
    """The overlays that a call changes; names and values are those of `Overlays`."""

    is_muted: bool
    missing: frozenset[AudioDevice]
    is_microphone_faulty: bool
    is_server_missing: bool
    is_booting: bool
    has_notice: bool
    is_ringing: bool
    shutdown: Shutdown


class Indicator:
    """Keeps the state and the overlays, and reports every change of the sign. May be used from any thread."""

    def __init__(self, *, is_muted: bool) -> None:
        self._shows: tuple[Callable[[LightSign], None], ...] = ()
        self._lock = threading.Lock()
        self._state = SessionState.DISCONNECTED
        self._overlays = Overlays(is_muted=is_muted, is_booting=True)

    def passes_on_to(self, *shows: Callable[[LightSign], None]) -> None:
        """Set who is told the sign, now and at every change."""
        self._shows = shows
        self._tell()

    @property
    def sign(self) -> LightSign:
        """The sign that is shown now."""
        return sign_of(self._state, self._overlays)

    def state(self, state: SessionState) -> None:
        """Set the state of the session."""
        with self._lock:
            before, self._state = self.sign, state
            self._tell_change(before)

    def overlay(self, **changes: Unpack[OverlayChanges]) -> None:
        """Change some of the overlays; the others stay."""
        with self._lock:
            before, self._overlays = self.sign, replace(self._overlays, **changes)
            self._tell_change(before)

    def _tell_change(self, before: LightSign) -> None:
        if self.sign is not before:
            self._tell()

    def _tell(self) -> None:
        for show in self._shows:
            show(self.sign)
