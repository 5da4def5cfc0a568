"""ButtonHandler: the thread of the button: edges in, gestures out, and what each gesture leads to.

A second, pretended button is pressed by the control socket; it has gestures of its own, so that the two cannot mix.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal, Protocol

from appliance.device.gestures import Gesture, GestureKind, Gestures, GestureTiming
from appliance.errors import ApplianceError
from appliance.settings import ButtonSettings
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

EDGES_WAITING = 200
"""Never reached but by a button that is broken; then its edges are lost, and the next settled level counts."""


GESTURE_S = 30.0
"""What a gesture leads to, asking for a shutdown included, must be done within so long."""


class Operations(Protocol):
    """What can be done with a button."""

    def tap(self) -> None:
        """Listen, answer or interrupt: what a tap means now."""

    def press_to_talk(self) -> None:
        """Listen from now on."""

    def release_to_commit(self) -> None:
        """Answer what was said while the button was held."""

    def toggle_mute(self) -> None:
        """Close or open the microphone."""

    def warn_of_shutdown(self) -> None:
        """Stop whatever goes on, and say that holding on shuts the device down."""

    def withdraw_warning(self) -> None:
        """The button was released in time."""

    def shut_down(self) -> None:
        """Shut the device down."""


OperationName = Literal[
    "tap", "press_to_talk", "release_to_commit", "toggle_mute", "warn_of_shutdown", "withdraw_warning", "shut_down"
]

OPERATIONS: dict[GestureKind, OperationName] = {
    GestureKind.PRESSED: "tap",
    GestureKind.DOUBLE_TAPPED: "toggle_mute",
    GestureKind.HOLD_WARNED: "warn_of_shutdown",
    GestureKind.HOLD_CANCELLED: "withdraw_warning",
    GestureKind.HELD: "shut_down",
}
"""What each gesture leads to; the others lead to nothing."""

OPERATIONS_HELD_TO_TALK: dict[GestureKind, OperationName] = {
    GestureKind.PRESSED: "press_to_talk",
    GestureKind.RELEASED: "release_to_commit",
    GestureKind.DOUBLE_TAPPED: "toggle_mute",
}
"""The same where the button is held to talk."""


class ButtonHandler:
    """Follows the button; `changed()` and `press_for()` may be called from any thread."""

    name = "button"

    def __init__(self, settings: ButtonSettings, operations: Operations, clock: Callable[[], float]) -> None:
        timing = GestureTiming.of(settings)
        self._button, self._pretended = Gestures(timing), Gestures(timing)
        self._meaning = OPERATIONS_HELD_TO_TALK if settings.hold == "talk" else OPERATIONS
        self._operations = operations
        self._clock = clock
        self._edges: Channel[tuple[Gestures, bool, float]] = Channel(EDGES_WAITING)
        self._release_s: float | None = None
        """When the pretended button is let go."""
        self.heartbeat = Heartbeat(self.name, self._edges.has_work)

    def changed(self, is_pressed: bool, at_s: float) -> None:
        """Take an edge of the button."""
        self._edges.put_dropping((self._button, is_pressed, at_s), lambda _edge: True)

    def press_for(self, length_s: float) -> None:
        """Press the pretended button now, and let it go after a while."""
        now_s = self._clock()
        self._edges.put_now((self._pretended, True, now_s))
        self._edges.put_now((self._pretended, False, now_s + length_s))

    def run(self) -> None:
        """Follow both buttons until told to stop."""
        while True:
            self.heartbeat.waiting()
            try:
                edge = self._edges.get(self._wait_s())
            except ChannelClosed:
                return
            self.heartbeat.working("a gesture", GESTURE_S)
            if edge is not None:
                self._take(*edge)
            if not self._edges:  # a tap while something took long must not be taken for a button held ever since
                self._tick()

    def _wait_s(self) -> float | None:
        due = [self._button.due_s, self._pretended.due_s, self._release_s]
        times_s = [time_s for time_s in due if time_s is not None]
        return max(0.0, min(times_s) - self._clock()) if times_s else None

    def _take(self, button: Gestures, is_pressed: bool, at_s: float) -> None:
        self._let_go(at_s)
        if button is self._pretended and not is_pressed:
            self._release_s = at_s
        else:
            self._carry_out(button.edge(is_pressed, at_s))

    def _tick(self) -> None:
        now_s = self._clock()
        self._let_go(now_s)
        for button in (self._button, self._pretended):
            self._carry_out(button.tick(now_s))

    def _let_go(self, now_s: float) -> None:
        if self._release_s is not None and self._release_s <= now_s:
            release_s, self._release_s = self._release_s, None
            self._carry_out(self._pretended.edge(False, release_s))

    def _carry_out(self, gestures: list[Gesture]) -> None:
        for gesture in gestures:
            name = self._meaning.get(gesture.kind)
            log.debug("button: %s%s", gesture.kind.value, f", so {name}" if name else "")
            if name is None:
                continue
            try:
                getattr(self._operations, name)()
            except ApplianceError as error:  # pressed while the session ends, or after a stage has died
                log.info("the button does nothing now: %s", error)

    def stop(self) -> None:
        """Follow them no more."""
        self._edges.close()
