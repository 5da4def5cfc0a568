"""The trace of a test: the sound into the microphone and out of the loudspeaker, the light, the button and the events.

It is saved as WAV files, as JSON and as one picture, to find out why a test failed.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from appliance.adapters.sound_tester import PLAY_RATE_HZ, RECORD_RATE_HZ
from tests.hil.pins import hue
from tests.hil.rig import HardwareRig

STATE_COLOURS = {
    "disconnected": "#bbbbbb", "connecting": "#e6c300", "connected": "#2e9e3f", "listening": "#d62728",
    "processing": "#ff8c1a", "speaking": "#2a6fdb", "error": "#8b0000",
}  # fmt: skip


def save_trace(rig: HardwareRig, folder: Path, begins_s: float) -> None:
    """Write what happened from `begins_s` on (`time.monotonic()`) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    loudspeaker, first_s = rig.tester.recording(begins_s)
    begins_s = first_s if len(loudspeaker) else begins_s
    soundfile.write(folder / "loudspeaker.wav", loudspeaker, RECORD_RATE_HZ)
    microphone = _microphone(rig, begins_s, len(loudspeaker) / RECORD_RATE_HZ)
    soundfile.write(folder / "microphone.wav", microphone, PLAY_RATE_HZ)
    events = [event for event in rig.events.told if event["at_s"] >= begins_s]
    lights = [(one.at_s, one.colour) for one in rig.pins.light.since(begins_s)]
    presses = [press for press in rig.presses if press[0] >= begins_s]
    timeline = {
        "button": [{"at_s": round(at_s - begins_s, 4), "is_pressed": is_pressed} for at_s, is_pressed in presses],
        "light": [
            {"at_s": round(at_s - begins_s, 4), "hue": hue(c), "colour": [round(p, 3) for p in c]} for at_s, c in lights
        ],
        "events": [{**event, "at_s": round(event["at_s"] - begins_s, 4)} for event in events],
    }
    (folder / "timeline.json").write_text(json.dumps(timeline, indent=1, ensure_ascii=False), encoding="utf-8")
    _draw(folder / "trace.png", microphone, loudspeaker, timeline)


def _microphone(rig: HardwareRig, begins_s: float, length_s: float) -> Any:
    """Return what was played into the microphone, int16 at `PLAY_RATE_HZ`; sample 0 is at `begins_s`."""
    sound = np.zeros(max(1, int(length_s * PLAY_RATE_HZ)), dtype=np.int16)
    for at_s, samples in rig.tester.played:
        start = int((at_s - begins_s) * PLAY_RATE_HZ)
        if 0 <= start < len(sound):
            part = samples[: len(sound) - start]
            sound[start : start + len(part)] = part
    return sound


def _draw(path: Path, microphone: Any, loudspeaker: Any, timeline: dict[str, Any]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    end_s = len(loudspeaker) / RECORD_RATE_HZ
    figure, axes = plt.subplots(4, 1, figsize=(16, 8), sharex=True, height_ratios=(3, 3, 1, 1), layout="constrained")
    for axis, sound, rate_hz, name in (
        (axes[0], microphone, PLAY_RATE_HZ, "microphone"), (axes[1], loudspeaker, RECORD_RATE_HZ, "loudspeaker"),
    ):  # fmt: skip
        axis.plot(np.arange(len(sound)) / rate_hz, sound / 32768, linewidth=0.4, color="black")
        axis.set(ylabel=name, ylim=(-1, 1))
    for light, following in zip(timeline["light"], [*timeline["light"][1:], {"at_s": end_s}], strict=True):
        axes[2].axvspan(
            max(0, light["at_s"]), following["at_s"], color=[min(1, part**0.45) for part in light["colour"]]
        )
    axes[2].set(ylabel="light", yticks=[])
    states = [event for event in timeline["events"] if event["event"] == "state"]
    for state, following in zip(states, [*states[1:], {"at_s": end_s}], strict=False):
        axes[3].axvspan(state["at_s"], following["at_s"], color=STATE_COLOURS[state["state"]], alpha=0.6)
        axes[3].text(state["at_s"], 0.5, state["state"], fontsize=7, rotation=60, va="center")
    axes[3].set(ylabel="state", yticks=[], xlabel="seconds", xlim=(0, max(0.1, end_s)))
    for edge in timeline["button"]:
        for axis in axes:
            axis.axvline(edge["at_s"], color="magenta", linewidth=1, linestyle="-" if edge["is_pressed"] else ":")
    events = [event for event in timeline["events"] if event["event"] in ("transcript", "reply", "turn")]
    for event, following in pairwise([*events, {"event": "none"}]):
        if event["event"] == "transcript" and event["is_final"]:
            axes[0].text(event["at_s"], 0.8, event["text"], fontsize=7)
        elif event["event"] == "reply" and following["event"] != "reply":  # events of one reply grow: draw the last
            axes[1].text(event["at_s"], 0.8, event["text"][-60:], fontsize=7)
    figure.savefig(path, dpi=80)
    plt.close(figure)
