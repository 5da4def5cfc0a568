"""What a device needs of a screen that shows what it does, and takes keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from appliance.board.panel import Button, Light
from appliance.control.protocol import ControlEvent, Publish, Request, Response
from appliance.interfaces import Hardware
from appliance.threads.worker import MonitoredRunner


class Screen(MonitoredRunner, Protocol):
    """A screen with keys; its `run()` reads the keys and draws."""

    power_command: tuple[str, ...]
    """Command in place of shutting the machine down, or restarting it."""

    @property
    def button(self) -> Button:
        """The key that is the button."""

    @property
    def light(self) -> Light:
        """The spot that is the light."""

    @property
    def publish(self) -> Publish:
        """Takes what the followers of the control socket are told."""

    def metered(self, sound: Hardware) -> Hardware:
        """Return the same microphone and loudspeaker, with a level of the microphone that can be shown."""

    def attach(self, carry_out: Callable[[Request], Response], stop: Callable[[], None]) -> None:
        """Take what its keys do: a request of the control socket, or the end of the device."""

    def open(self) -> None:
        """Take the terminal."""

    def close(self) -> None:
        """Give the terminal back as it was, whatever happened."""


def publish_to_both(first: Publish, second: Publish) -> Publish:
    """Return what publishes to two."""

    def publish(event: ControlEvent, /, **what: object) -> None:
        first(event, **what)
        second(event, **what)

    return publish
