"""The picture that the terminal shows: a light, a level, what is said, and the keys. Pure: no terminal, no thread."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from appliance.audio.levels import FLOOR_DBFS
from appliance.board.panel import Colour
from appliance.device.light_patterns import GAMMA
from appliance.device.light_signs import LightSign
from appliance.device.terminal_story import Story

LOUDEST_DBFS = -10.0
"""Level at which the meter is full: what a voice close to a microphone comes to."""
METER_STEPS = 20
"""Most steps of the meter."""
LONGEST_REPLY_ROWS = 8
"""Of a longer reply, its end is shown."""
WAITING_HINT = 'name one in the settings, as [audio] {device} = "pcm:pipewire", "pcm:pulse" or "pcm:default"'

_SIGNS = {
    LightSign.DISCONNECTED: ("dark", "not started"),
    LightSign.CONNECTING: ("yellow, blinking quickly", "starting: the models are loaded"),
    LightSign.CONNECTED: ("green, dim", "ready"),
    LightSign.LISTENING: ("red", "listening"),
    LightSign.PROCESSING: ("orange, pulsing", "thinking"),
    LightSign.SPEAKING: ("blue, breathing", "speaking"),
    LightSign.ERROR: ("red, three flashes", "something went wrong"),
    LightSign.MUTED: ("magenta, a blip every 5 s", "ready, and its microphone is closed"),
    LightSign.BOOTING: ("white, slowly filling", "starting"),
    LightSign.SHUTDOWN_WARNING: ("red, flickering", "about to shut down"),
    LightSign.SHUTTING_DOWN: ("white, running out", "shutting down"),
    LightSign.MICROPHONE_MISSING: ("red, one long and one short flash", "waiting for a microphone"),
    LightSign.LOUDSPEAKER_MISSING: ("orange, two short and one long flash", "waiting for a loudspeaker"),
    LightSign.SERVER_MISSING: ("green, brighter now and then", "ready; the server does not answer"),
    LightSign.RINGING: ("turquoise, two flashes", "ringing"),
}
"""What the light looks like, and what that means; a test checks that no sign is missing."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """Signs that the terminal can write."""

    light: str
    full: str
    empty: str


UNICODE = Symbols("●", "▮", "▯")
ASCII = Symbols("*", "#", ".")


def plain(text: str) -> str:
    """Return the text without anything that a terminal takes for a command."""
    return "".join(" " if letter in "\n\t" else letter for letter in text if letter in "\n\t" or is_harmless(letter))


def is_harmless(letter: str) -> bool:
    """Say whether a letter is only a letter."""
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def screen_colour(light: Colour) -> str:
    """Return a light's colour as one for a screen: a light of a fifth looks half as bright, and a screen knows that."""
    red, green, blue = (round(255 * min(1.0, max(0.0, part)) ** (1 / GAMMA)) for part in light)
    return f"rgb({red},{green},{blue})"


def meter_steps(level_dbfs: float, steps: int = METER_STEPS) -> int:
    """Return how many of the steps of the meter are full."""
    part = (level_dbfs - FLOOR_DBFS) / (LOUDEST_DBFS - FLOOR_DBFS)
    return round(steps * min(1.0, max(0.0, part)))


def sign_line(story: Story, light: Colour, symbols: Symbols) -> Text:
    """Return the light, and what it says."""
    look, meaning = _SIGNS[story.sign]
    line = Text(f"{symbols.light} ", style=f"bold {screen_colour(light)}")
    line.append(meaning, style="bold")
    if story.sign is LightSign.LISTENING and story.is_speaking:
        look = "red, brighter"
    return line.append(f" ({look})", style="dim")


def _meter_line(story: Story, level_dbfs: float, width: int, symbols: Symbols) -> Text:
    steps = max(4, min(METER_STEPS, width - 4))
    full = meter_steps(level_dbfs, steps)
    line = Text("mic ")
    line.append(symbols.full * full, style="green").append(symbols.empty * (steps - full), style="dim")
    if story.is_muted:
        line.append(" muted", style="magenta")
    if story.volume is not None:
        line.append(f" volume {story.volume} %", style="dim")
    return line


def _said(who: str, text: str, style: str, longest: int) -> Text:
    text = plain(text)
    shown = text if len(text) <= longest else "..." + text[-longest:]
    return Text(f"{who}: ", style="bold").append(shown, style=style)


def _waits(device: str, why: str) -> list[Text]:
    hint = WAITING_HINT.format(device=device)
    return [Text(f"waiting for the {device}: {plain(why)}", style="yellow"), Text(f"   {hint}", style="dim")]


def picture(  # noqa: PLR0913
    story: Story, light: Colour, level_dbfs: float, width: int, *, is_held: bool, symbols: Symbols
) -> list[Text]:
    """Return the lines of the picture; one that is wider than the `width` columns of the terminal is to be folded."""
    longest = width * LONGEST_REPLY_ROWS
    lines = [sign_line(story, light, symbols), _meter_line(story, level_dbfs, width, symbols)]
    for device, why in story.missing.items():
        lines += _waits(device, why)
    if story.transcript:
        lines.append(_said("you", story.transcript, "" if story.is_final else "italic", longest))
    if story.reply:
        lines.append(_said("it", story.reply, "cyan", longest))
        lines.append(Text(f"   [{story.answered_by or 'language model'}]", style="dim"))
    if story.times:
        lines.append(Text(story.times, style="dim"))
    talk = "space begin, space again end" if is_held else "space talk, end or interrupt"
    lines.append(Text(f"{talk}; m mute; + - volume; q quit", style="dim"))
    return lines


def rows_of(lines: list[Text], console: Console) -> list[str]:
    """Return what to write for lines, row by row, none of them wider than the terminal."""
    with console.capture() as captured:
        for line in lines:
            console.print(line, overflow="fold", highlight=False)
    return captured.get().split("\n")[:-1]
