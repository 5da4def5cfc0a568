"""TerminalScreen: the thread that draws the device into the terminal, and reads its keys.

Whatever it shows is noted by other threads without waiting, and drawn here, a few times a second, if it has changed.
What is over, and the log, go above the picture and stay.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.text import Text

from appliance.adapters.metered import MeteredMicrophone
from appliance.adapters.terminal import TerminalButton, TerminalLight
from appliance.adapters.tty import HIDE_CURSOR, Seen, Tty, tell
from appliance.audio.levels import FLOOR_DBFS
from appliance.control.protocol import Command, ControlEvent, Request, Response
from appliance.device.terminal_story import Story
from appliance.device.terminal_view import ASCII, UNICODE, meter_steps, picture, plain, rows_of, sign_line
from appliance.errors import ApplianceError
from appliance.interfaces import Hardware
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

LOOK_S = 0.07
"""Pause between two looks at what has changed."""
DRAWING_S = 10.0
"""Deadline of the heartbeat for the keys and a picture."""
WAITING = 2000
"""Most events, and most lines of the log, that wait to be shown; then the oldest are lost."""
VOLUME_STEP = 5
"""Percent that a key changes the volume by."""
ERASE_BELOW = "\x1b[J"


class TerminalScreen:
    """Implements `Screen`; `publish()` and `note()` may be called from any thread, and return at once."""

    name = "terminal"

    def __init__(
        self, tty: Tty, button: TerminalButton, console: Console, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.button = button
        self.light = TerminalLight()
        self.power_command: tuple[str, ...] = ("kill", "-TERM", str(os.getpid()))
        self.story = Story()
        self._tty = tty
        self._console = console
        self._clock = clock
        self._symbols = UNICODE if console.encoding.lower().startswith("utf") else ASCII
        self._microphone: MeteredMicrophone | None = None
        self._events: deque[tuple[ControlEvent, dict[str, Any]]] = deque(maxlen=WAITING)
        self._notes: deque[str] = deque(maxlen=WAITING)
        self._rows: list[str] = []
        """The picture on the screen."""
        self._above: list[str] = []
        """Lines that are to be written above the picture."""
        self._seen: object = None
        """What the picture on the screen was drawn from."""
        self._is_open = False
        self._stopped = False
        self.heartbeat = Heartbeat(self.name, lambda: bool(self._events))

    # --- before it runs ---

    def metered(self, sound: Hardware) -> Hardware:
        """Return the same microphone and loudspeaker, with a level of the microphone that is shown."""
        self._microphone = MeteredMicrophone(sound.microphone)
        return replace(sound, microphone=self._microphone)

    def attach(self, carry_out: Callable[[Request], Response], stop: Callable[[], None]) -> None:
        """Take what the keys do."""
        self._carry_out = carry_out
        self._stop_device = stop

    def open(self) -> None:
        """Take the terminal."""
        self._tty.open()
        self._is_open = True

    def close(self) -> None:
        """Give the terminal back, and write what was not shown any more to stderr."""
        self._tty.close()
        self._is_open = False
        while self._notes:
            tell(self._notes.popleft())

    # --- from any thread ---

    def publish(self, event: ControlEvent, /, **what: object) -> None:
        """Note an event, to be shown."""
        self._events.append((event, what))

    def note(self, line: str) -> None:
        """Note a line of the log, to be written above the picture; to stderr, while there is no picture."""
        if self._is_open:
            self._notes.append(line)
        else:
            tell(line)

    def stop(self) -> None:
        """Let `run()` show what is new, take the picture away and return."""
        self._stopped = True

    # --- the thread ---

    def run(self) -> None:
        """Read keys and draw until `stop()`."""
        self.story.begin(self._carry_out(Request(command=Command.STATUS)))
        if not self._console.is_dumb_terminal:
            self._tty.draw(HIDE_CURSOR, "ascii")
        try:
            while not self._stopped:
                self.heartbeat.waiting()
                seen = self._tty.wait(LOOK_S)
                self.heartbeat.working("keys and a picture", DRAWING_S)
                self.look(seen)
        finally:
            self.look(Seen("", [], is_gone=False))
            if not self._console.is_dumb_terminal:
                self._tty.draw(self._back(self._tty.size()[0]), "ascii")

    def look(self, seen: Seen) -> None:
        """Do what the keys ask for, and show what is new."""
        self.button.tick(self._clock())
        for key in seen.keys:
            self._press(key)
        if seen.is_gone:
            self._stop_device()
        self._above += seen.lines
        while self._notes:
            self._above.append(self._notes.popleft())
        while self._events:
            self._above += self.story.take(*self._events.popleft())
        self._draw()

    def _press(self, key: str) -> None:
        match key:
            case " ":
                self.button.key()
            case "q" | "Q" | "\x03" | "\x04":
                self._stop_device()
            case "m" | "M":
                self._ask(Command.MUTE, None)
            case "+" | "=" | "-" | "_":
                step = VOLUME_STEP if key in "+=" else -VOLUME_STEP
                volume = self._ask(Command.VOLUME, None).get("volume", 0) + step
                self._ask(Command.VOLUME, min(100, max(0, volume)))

    def _ask(self, command: Command, value: int | None) -> Response:
        try:
            return self._carry_out(Request(command=command, value=value))
        except ApplianceError as error:
            self._above.append(f"the key does nothing now: {error}")
            return {}

    def _level_dbfs(self) -> float:
        return self._microphone.level_dbfs if self._microphone else FLOOR_DBFS

    def _draw(self) -> None:
        width, height = self._console.size = self._tty.size()
        level = self._level_dbfs()
        is_dumb = self._console.is_dumb_terminal
        if is_dumb:
            lines = [sign_line(self.story, self.light.shown, self._symbols)]
            drawn_from: object = lines[0].plain
        else:
            held = self.button.is_held
            lines = picture(self.story, self.light.shown, level, width, is_held=held, symbols=self._symbols)
            drawn_from = (repr(self.story), self.light.shown, meter_steps(level), width, height)
        if drawn_from == self._seen and not self._above:
            return
        above = rows_of([Text(plain(line)) for line in self._above], self._console)
        rows = rows_of(lines, self._console)[:height]
        if is_dumb:
            shown = [*above, *(rows if drawn_from != self._seen else [])]
            written = "".join(f"{row}\r\n" for row in shown)
        else:
            written = self._back(width) + "".join(f"{row}\r\n" for row in above) + "\r\n".join(rows)
        if self._tty.draw(written, self._console.encoding):
            self._above.clear()
            self._rows, self._seen = rows, drawn_from

    def _back(self, width: int) -> str:
        """Return what leads to the beginning of the picture on the screen, and erases it.

        A terminal that has become narrower has folded its rows meanwhile.
        """
        cells = [Text.from_ansi(row).cell_len for row in self._rows]
        up = sum(max(1, -(-length // width)) for length in cells) - 1
        return "\r" + (f"\x1b[{up}A" if up > 0 else "") + ERASE_BELOW
