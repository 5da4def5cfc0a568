"""GpioOutputs: lamps, fans and the like on GPIO pins, through gpiozero.

What is kept at a stop: gpiozero makes an input of every pin that it closes, at the end of the process too, and what
hangs on it goes off. So those are taken from it first. The Raspberry Pi's own kernel then leaves the pin as it is;
other kernels do not. A start sets what the storage remembers, because a pin cannot be read before it is claimed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from gpiozero import DigitalOutputDevice

from appliance.adapters.pins import default_pin_factory, pin_errors
from appliance.errors import PinUnavailable, StorageUnavailable
from appliance.output_settings import OutputSettings, kept_at_stop
from appliance.skills.context import Storage

log = logging.getLogger(__name__)

SECTION = "outputs"
"""Name under which the storage has what is on."""


class GpioOutputs:
    """Switches outputs on and off. For use by any thread."""

    def __init__(
        self, outputs: Mapping[str, OutputSettings], storage: Storage | None = None, pin_factory: Any = None
    ) -> None:
        """`storage` keeps what is on, for those that are kept at a stop; without it they begin off."""
        self._settings = dict(outputs)
        self._kept = kept_at_stop(outputs)
        self._storage = storage
        self._pin_factory = pin_factory
        self._lock = threading.Lock()
        self._devices: dict[str, Any] = {}

    @property
    def names(self) -> Sequence[str]:
        """What they are called, as in the settings."""
        return tuple(self._settings)

    def open(self) -> None:
        """Claim all pins: off, but those that are kept at a stop as they were. Raises `PinUnavailable`."""
        was_on = self._were_on()
        try:
            for name, output in self._settings.items():
                with pin_errors(self._setting(name)):
                    self._devices[name] = DigitalOutputDevice(
                        output.pin,
                        active_high=output.active == "high",
                        initial_value=name in was_on,
                        pin_factory=self._pin_factory or default_pin_factory(),
                    )
        except PinUnavailable:
            self.close()
            raise

    def is_on(self, name: str) -> bool:
        """Say whether one is on; False if it is not open. Raises `PinUnavailable`, and `KeyError` for another name."""
        setting = self._setting(name)
        with self._lock, pin_errors(setting):
            device = self._devices.get(name)
            return device is not None and bool(device.value)

    def set(self, name: str, on: bool) -> None:
        """Switch one on or off. Raises `PinUnavailable`, and `KeyError` for a name that is not in the settings."""
        setting = self._setting(name)
        with self._lock:
            if name not in self._devices:
                raise PinUnavailable(f"{setting}: is not open; the journal says why")
            with pin_errors(setting):
                self._devices[name].value = on
                if name in self._kept:
                    self._remember()

    def close(self) -> None:
        """Switch off and free all pins, but those that are kept."""
        with self._lock:
            for name, device in self._devices.items():
                # A pin that cannot be switched or freed now is freed when the process ends.
                with suppress(PinUnavailable), pin_errors(self._setting(name)):
                    if name in self._kept:
                        _leave(device)
                        continue
                    with suppress(PinUnavailable), pin_errors(self._setting(name)):
                        device.off()
                    device.close()
            self._devices.clear()

    def _setting(self, name: str) -> str:
        return f"outputs.{name}.pin = {self._settings[name].pin}"

    def _were_on(self) -> frozenset[str]:
        saved = (self._storage.load(SECTION) or {}).get("on") if self._storage and self._kept else None
        names = [name for name in saved if isinstance(name, str)] if isinstance(saved, list) else ()
        return self._kept.intersection(names)

    def _remember(self) -> None:
        if self._storage is None:
            return
        on = sorted(name for name in self._kept if name in self._devices and self._devices[name].value)
        try:
            self._storage.save(SECTION, {"on": on})
        except StorageUnavailable as error:
            log.warning("%s; what is on is forgotten at the next restart", error)


def _leave(device: Any) -> None:
    """Forget a pin as it is, so that neither the device nor the factory makes an input of it when it is closed."""
    factory, pin = device.pin_factory, device.pin
    factory.release_pins(device, pin.info.name)
    factory.pins.pop(pin.info, None)
    device._pin = None  # gpiozero's mark of a closed device; there is no call that leaves the pin alone
