"""SignalReport: what two seconds of a microphone's sound tell about it, as it is captured. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appliance.audio.channel_choice import ChannelChoice, ChannelSetting
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Block
from appliance.audio.high_pass import HighPass

CLIPPED = 0.998
"""A sample this far from 0 is at the end of the scale."""
NOTHING_DBFS = -120.0
HEARD_AT_DBFS = -60.0
"""Noise of the room that a microphone should have: speech is then loud enough to be told from it."""
MOST_GAIN_DB = 40
_MAINS_HZ = (50.0, 60.0)


@dataclass(frozen=True, slots=True)
class SignalReport:
    """What was found."""

    channel: str
    """The channel that has the sound: "left", "right", "mix" of both."""
    levels_dbfs: tuple[float, ...]
    """Noise of each channel above 80 Hz, root mean square."""
    floor_dbfs: float
    """Noise of what is listened to: its quieter frames, above 80 Hz, without any gain."""
    peak_dbfs: float
    """Loudest sample of any channel."""
    span: float
    """From the lowest to the highest sample of any channel: 0 where nothing moves."""
    offset_percent: float
    """Mean of the channel that is furthest from 0, in percent of full scale."""
    hum_hz: float
    """Frequency of the mains hum, where there is more of it than of anything else below 80 Hz."""
    hum_dbfs: float
    """Its level, root mean square."""
    clipped: int
    """Samples at the end of the scale."""
    is_opposed: bool
    """Two channels are in opposite phase."""

    @property
    def gain_db(self) -> int:
        """Gain that makes it loud enough, in dB; 0 where none is needed."""
        return max(0, min(MOST_GAIN_DB, round(HEARD_AT_DBFS - self.floor_dbfs)))


def measure(raw: Block, wanted: ChannelSetting = "auto") -> SignalReport:
    """Measure sound as it is captured, (n, channels), n at least a second."""
    high_pass, choice = HighPass(), ChannelChoice(wanted)
    frames = raw[: len(raw) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES, raw.shape[1])
    filtered = [high_pass.filter(frame) for frame in frames]
    picked = [choice.pick(frame, low_cut) for frame, low_cut in zip(frames, filtered, strict=True)]
    offsets = raw.mean(axis=0)
    hum_hz, hum = max(((hz, _tone(raw - offsets, hz)) for hz in _MAINS_HZ), key=lambda found: found[1])
    return SignalReport(
        choice.chosen,
        tuple(_dbfs(level) for level in np.sqrt(np.mean(np.square(np.concatenate(filtered)), axis=0))),
        _dbfs(float(np.percentile([np.sqrt(np.mean(np.square(frame))) for frame in picked], 10))),
        _dbfs(float(np.abs(raw).max())),
        float(np.ptp(raw, axis=0).max()),
        100 * float(np.abs(offsets).max()),
        hum_hz,
        _dbfs(hum),
        int(np.count_nonzero(np.abs(raw) >= CLIPPED)),
        choice.is_opposed,
    )


def _tone(sound: Block, frequency_hz: float) -> float:
    """Return the root mean square of a tone in the sound, of the channel that has most of it."""
    wave = np.exp(-2j * np.pi * frequency_hz * np.arange(len(sound)) / CAPTURE_RATE_HZ)
    return float(np.abs(wave @ sound).max() / len(sound) * np.sqrt(2))


def _dbfs(level: float) -> float:
    return max(NOTHING_DBFS, 20 * float(np.log10(level + 1e-12)))
