"""ButtonHandler: the thread of the button. It turns edges into gestures and carries out the action of each gesture.

It also has a virtual button, which the control socket presses. That one has gestures of its own, so that a press of one
button never mixes with a press of the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Protocol, assert_never

from appliance.device.gestures import Gesture, GestureKind, Gestures, GestureTiming
from appliance.errors import ApplianceError
from appliance.settings import ButtonSettings
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

EDGES_WAITING = 200
"""Most edges that wait to be handled. Only a broken button reaches this: edges are lost, and the last level counts."""
GESTURE_S = 30.0
"""Deadline of the heartbeat for a gesture and its action; asking for a shutdown is the longest."""


class Operations(Protocol):
    """What the button can do to the device."""

    def tap(self) -> None:
        """Begin a turn, commit it, or interrupt the reply, by the state of the session."""

    def press_to_talk(self) -> None:
        """Begin a turn."""

    def release_to_commit(self) -> None:
        """Commit the turn: reply to what was said while the button was held."""

    def toggle_mute(self) -> None:
        """Mute the microphone, or unmute it."""

    def warn_of_shutdown(self) -> None:
        """Stop the turn, and warn that the device shuts down if the button stays held."""

    def withdraw_warning(self) -> None:
        """End the warning: the button was released in time."""

    def shut_down(self) -> None:
        """Shut the device down."""


class ButtonAction(Enum):
    """The operation that a gesture leads to; each value is its name in `Operations`."""

    TAP = "tap"
    PRESS_TO_TALK = "press_to_talk"
    RELEASE_TO_COMMIT = "release_to_commit"
    TOGGLE_MUTE = "toggle_mute"
    WARN_OF_SHUTDOWN = "warn_of_shutdown"
    WITHDRAW_WARNING = "withdraw_warning"
    SHUT_DOWN = "shut_down"


ACTIONS = {
    GestureKind.PRESSED: ButtonAction.TAP,
    GestureKind.DOUBLE_TAPPED: ButtonAction.TOGGLE_MUTE,
    GestureKind.HOLD_WARNED: ButtonAction.WARN_OF_SHUTDOWN,
    GestureKind.HOLD_CANCELLED: ButtonAction.WITHDRAW_WARNING,
    GestureKind.HELD: ButtonAction.SHUT_DOWN,
}
"""The action of each gesture; a gesture that is not listed has none."""

ACTIONS_HOLD_TO_TALK = {
    GestureKind.PRESSED: ButtonAction.PRESS_TO_TALK,
    GestureKind.RELEASED: ButtonAction.RELEASE_TO_COMMIT,
    GestureKind.DOUBLE_TAPPED: ButtonAction.TOGGLE_MUTE,
}
"""The same for a button that is held to talk."""


class ButtonHandler:
    """Handles the real and the virtual button; `changed()` and `press_for()` may be called from any thread."""

    name = "button"

    def __init__(self, settings: ButtonSettings, operations: Operations, clock: Callable[[], float]) -> None:
        timing = GestureTiming.of(settings)
        self._button, self._virtual = Gestures(timing), Gestures(replace(timing, spike_s=0.0))
        self._actions = ACTIONS_HOLD_TO_TALK if settings.hold == "talk" else ACTIONS
        self._operations = operations
        self._clock = clock
        self._edges: Channel[tuple[Gestures, bool, float]] = Channel(EDGES_WAITING)
        self._release_s: float | None = None
        """When the virtual button is to be released; None: it is not pressed."""
        self.heartbeat = Heartbeat(self.name, self._edges.has_work)

    def changed(self, is_pressed: bool, at_s: float) -> None:
        """Handle an edge of the real button."""
        self._edges.put_dropping((self._button, is_pressed, at_s), lambda _edge: True)

    def press_for(self, length_s: float) -> None:
        """Press the virtual button now, and release it after `length_s`."""
        now_s = self._clock()
        self._edges.put_now((self._virtual, True, now_s))
        self._edges.put_now((self._virtual, False, now_s + length_s))

    def run(self) -> None:
        """Handle the edges of both buttons until `stop()`."""
        while True:
            self.heartbeat.waiting()
            try:
                edge = self._edges.get(self._wait_s())
            except ChannelClosed:
                return
            self.heartbeat.working("a gesture", GESTURE_S)
            if edge is not None:
                self._handle_edge(*edge)
            if not self._edges:  # first take the edges that wait: a tap during a long action must not count as a hold
                self._tick()

    def _wait_s(self) -> float | None:
        due = [self._button.due_s, self._virtual.due_s, self._release_s]
        times_s = [time_s for time_s in due if time_s is not None]
        return max(0.0, min(times_s) - self._clock()) if times_s else None

    def _handle_edge(self, button: Gestures, is_pressed: bool, at_s: float) -> None:
        self._release_virtual(at_s)
        if button is self._virtual and not is_pressed:
            self._release_s = at_s
        else:
            self._carry_out(button.edge(is_pressed, at_s))

    def _tick(self) -> None:
        now_s = self._clock()
        self._release_virtual(now_s)
        for button in (self._button, self._virtual):
            self._carry_out(button.tick(now_s))

    def _release_virtual(self, now_s: float) -> None:
        """Release the virtual button if it is due by now."""
        if self._release_s is not None and self._release_s <= now_s:
            release_s, self._release_s = self._release_s, None
            self._carry_out(self._virtual.edge(False, release_s))

    def _carry_out(self, gestures: list[Gesture]) -> None:
        for gesture in gestures:
            action = self._actions.get(gesture.kind)
            log.debug("button: %s%s", gesture.kind.value, f", so {action.value}" if action else "")
            if action is None:
                continue
            try:
                self._do(action)
            except ApplianceError as error:  # pressed while the session ends, or after a stage has died
                log.info("the button does nothing now: %s", error)

    def _do(self, action: ButtonAction) -> None:
        match action:
            case ButtonAction.TAP:
                self._operations.tap()
            case ButtonAction.PRESS_TO_TALK:
                self._operations.press_to_talk()
            case ButtonAction.RELEASE_TO_COMMIT:
                self._operations.release_to_commit()
            case ButtonAction.TOGGLE_MUTE:
                self._operations.toggle_mute()
            case ButtonAction.WARN_OF_SHUTDOWN:
                self._operations.warn_of_shutdown()
            case ButtonAction.WITHDRAW_WARNING:
                self._operations.withdraw_warning()
            case ButtonAction.SHUT_DOWN:
                self._operations.shut_down()
            case _:
                assert_never(action)

    def stop(self) -> None:
        """Let `run()` return; edges that come later are ignored."""
        self._edges.close()
