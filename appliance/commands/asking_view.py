"""LiveView: shows a turn on the terminal while it goes on."""

from __future__ import annotations

import shutil
import sys

from appliance.monitoring.metrics import LABELS, TARGETS_MS, Outcome, TurnMetrics
from appliance.system.printable import printable


class LiveView:
    """On a terminal it rewrites the current line. Elsewhere it prints each text once, as a line."""

    def __init__(self, *, realtime: bool) -> None:
        self._realtime = realtime
        self._is_terminal = sys.stdout.isatty()
        self._open_line = False
        self._reply = ""

    def loading(self) -> None:
        """Say that the models are being loaded."""
        self._line("Loading the models ...")

    def question(self, name: str) -> None:
        """Show the name of the recording, or the words."""
        self._reply = ""
        self._line("")
        self._line(printable(name))

    def server(self, error: str) -> None:
        """Say why another model answers than the one in the settings."""
        self._line(f"  ({error}; the language model on the device answers)")

    def transcript(self, text: str, is_final: bool) -> None:
        """Show the transcript so far."""
        self._line(f"  you: {text}") if is_final else self._rewrite(f"  ... {text}")

    def reply(self, text: str) -> None:
        """Show the reply so far. The final text may be tidier than what was written."""
        if self._is_terminal:
            self._rewrite(f"  answer: {text}")
        elif text.startswith(self._reply):
            print(_harmless(text[len(self._reply) :] if self._reply else f"  answer: {text}"), end="", flush=True)
            self._open_line = True
        self._reply = text

    def turn(self, metrics: TurnMetrics) -> None:
        """Show the final reply, and the times with their targets."""
        if metrics.outcome is Outcome.NOTHING_SAID:
            self._line("  (nothing was said)")
            return
        if self._is_terminal:
            self._line(f"  answer: {self._reply}")
        elif self._open_line:
            self._line("")
        if metrics.outcome is not Outcome.ANSWERED:
            return
        if metrics.skill:
            self._line(f"    (by the skill {metrics.skill}, not the language model)")
        for name, took_ms in metrics.timings_ms().items():
            self._line(_row(name, took_ms, TARGETS_MS.get(name) if self._realtime else None))
        if metrics.false_starts:
            self._line(f"    (it had begun to answer {metrics.false_starts} times before you had finished)")

    def _line(self, text: str) -> None:
        """Print a line; it replaces a line that was being rewritten."""
        if self._is_terminal and self._open_line:
            print("\r\033[K", end="")
        print(_harmless(text), flush=True)
        self._open_line = False

    def _rewrite(self, text: str) -> None:
        if not self._is_terminal:
            print(_harmless(text), flush=True)
            return
        width = shutil.get_terminal_size().columns - 1
        line = printable(text.replace("\n", " "))
        print("\r\033[K" + (line if len(line) <= width else "  …" + line[3 - width :]), end="", flush=True)
        self._open_line = True


def _harmless(text: str) -> str:
    """Return the text with its lines, in which nothing does anything to the terminal."""
    return "\n".join(map(printable, text.split("\n")))


def _row(name: str, took_ms: float | None, target_ms: float | None) -> str:
    took = "-" if took_ms is None else f"{took_ms:.1f} ms"
    if target_ms is None:
        return f"    {LABELS[name]:<32}{took:>12}"
    verdict = "" if took_ms is None else "ok" if took_ms < target_ms else "too slow"
    return f"    {LABELS[name]:<32}{took:>12}   target < {target_ms:g} ms   {verdict}".rstrip()
