"""Checks of microphone and loudspeaker: there, free, with the expected rates, can be opened; the room's level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from appliance.adapters.alsa_frames import as_block
from appliance.audio.format import FRAME_S, Block, Samples
from appliance.audio.front_end import FrontEnd
from appliance.audio.signal_report import SignalReport, measure
from appliance.board.board import Board
from appliance.board.card_users import card_user, used_by
from appliance.board.profiles import Profile
from appliance.board.sound_cards import Direction, pcm_name, pcm_names
from appliance.board.sound_settings import objection
from appliance.doctor.parts import Rates
from appliance.doctor.report import Check, Verdict
from appliance.errors import AudioUnavailable
from appliance.interfaces import Loudspeaker, Microphone
from appliance.settings import AudioSettings, Settings

AREA = "sound"
SETTLING_FRAMES = round(0.3 / FRAME_S)
"""Discarded at the start: many cards begin with a click or with zeros."""
RECORDED_FRAMES = round(2.0 / FRAME_S)
SILENT_SPAN = 2 / 32768
"""Span of samples up to which the sound is digital silence. A connected microphone's own noise is more."""
NEEDS_GAIN_DB = 6
OFFSET_PERCENT = 0.5
HUM_DBFS = -50.0
LOUD_FLOOR_DBFS = -35.0
"""Speech must be louder than the room; quiet speech is at -40 to -30 dBFS."""
SPEECH_RATE_HZ = 22_050
"""The sample rate of most voices. The card may choose another."""


def named(audio: AudioSettings, direction: Direction, proc: Path) -> Check | None:
    """Return what is wrong with the name of a card in the settings; None: nothing."""
    why = objection(audio, direction, proc / "asound")
    return Check(AREA, f"{direction.value} card", Verdict.FAIL, why) if why else None


def card(wanted: str, direction: Direction, profile: Profile, rates: Rates, proc: Path) -> Check:
    """Check that the card that the setting means is there, and ask it for its rates."""
    name = f"{direction.value} card"
    try:
        pcms = pcm_names(wanted, direction, proc / "asound")
    except AudioUnavailable as error:
        return Check(AREA, name, Verdict.FAIL, str(error), _needs(profile))
    problems = []
    for pcm in pcms:  # the appliance takes the first that can be opened, too
        if user := card_user(pcm, direction, proc / "asound", proc):
            problems.append(Check(AREA, name, Verdict.WARN, f"{pcm}, in use by {user}", user.remedy))
            continue
        try:
            check = _rated(name, pcm, direction, profile, rates(pcm, direction))
        except AudioUnavailable as error:
            problems.append(Check(AREA, name, Verdict.FAIL, str(error), _needs(profile)))
            continue
        if not problems:
            return check
        first = problems[0]
        return Check(AREA, name, Verdict.WARN, f"{first.found}; {check.found} is used meanwhile", first.remedy)
    return problems[0]


def _needs(profile: Profile) -> str:
    lines = ", ".join(profile.overlays)
    return f"the board {profile.name} needs in /boot/firmware/config.txt: {lines}" if lines else ""


def _rated(name: str, pcm: str, direction: Direction, profile: Profile, found_hz: tuple[int, ...]) -> Check:
    found = f"{pcm}, {', '.join(map(str, found_hz))} Hz"
    is_microphone = direction is Direction.CAPTURE
    known_hz = profile.microphone_rates_hz if is_microphone else profile.loudspeaker_rates_hz
    if known_hz and not set(known_hz) & set(found_hz):
        remedy = f"the profile says that it has {', '.join(map(str, known_hz))} Hz: check that this is the right card"
        return Check(AREA, name, Verdict.WARN, found, remedy)
    return Check(AREA, name, Verdict.OK, found)


def in_service(wanted: str, direction: Direction, proc: Path) -> Check:
    """Report which program uses the card: while the appliance runs, the card cannot be tried."""
    try:
        pcm = pcm_name(wanted, direction, proc / "asound")
    except AudioUnavailable as error:
        return Check(AREA, direction.value, Verdict.FAIL, str(error))
    by = used_by(pcm, direction, proc / "asound", proc) or "the running appliance"
    remedy = "stop it to have this tried: sudo systemctl stop voice-appliance"
    return Check(AREA, direction.value, Verdict.WARN, f"{pcm} is in use by {by}: not tried", remedy)


def microphone(make: Callable[[], Microphone], front_end: FrontEnd | None = None) -> Iterator[Check]:
    """Open the microphone and record two seconds of the room."""
    device, captured = make(), list[Block]()
    if front_end:
        front_end.tap = captured.append
    try:
        device.open()
        frames = _recorded(device)
    except AudioUnavailable as error:
        yield Check(AREA, "microphone", Verdict.FAIL, str(error))
        return
    finally:
        device.close()
    yield Check(AREA, "microphone", Verdict.OK, "can be opened and gives sound")
    raw = captured[SETTLING_FRAMES:] or [as_block(frame, 1) for frame in frames]
    report = measure(np.concatenate(raw))
    yield capture_level(report)
    yield from flaws(report)


def interrupting(settings: Settings, board: Board, echo_fault: str | None = None) -> Check:
    """Report whether a reply can be interrupted by voice, and why not; `echo_fault`: what the running service found."""
    name, wanted = "interrupting", settings.session.interrupt_by_voice
    if wanted == "off":
        return Check(AREA, name, Verdict.OK, "by the button: session.interrupt_by_voice is off")
    if not board.cancels_echo and settings.audio.echo_cancellation == "off":
        remedy = 'set audio.echo_cancellation = "auto" to interrupt by voice'
        return Check(AREA, name, Verdict.WARN, "by the button only: audio.echo_cancellation is off", remedy)
    if echo_fault:
        found = f"by the button only: the echo of the loudspeaker stays in what the microphone hears: {echo_fault}"
        remedy = "lower the volume, or move the loudspeaker away from the microphone; no Bluetooth, no sound server"
        return Check(AREA, name, Verdict.WARN, found, remedy)
    how = "a stop word" if wanted == "stopword" else "words"
    who = "its card cancels" if board.cancels_echo else "the appliance cancels"
    return Check(AREA, name, Verdict.OK, f"by the button, and by {how}: {who} the echo of the loudspeaker")


def _recorded(device: Microphone) -> list[Samples]:
    frames: list[Samples] = []
    while len(frames) < SETTLING_FRAMES + RECORDED_FRAMES:
        frame = device.read()
        if frame is None:
            raise AudioUnavailable("microphone: it ended in the middle of a recording; try again")
        frames.append(frame.samples)
    return frames[SETTLING_FRAMES:]


def capture_level(report: SignalReport) -> Check:
    """Judge two seconds of the room: digital silence, clipping, noise, and the gain that it needs."""
    if report.span <= SILENT_SPAN:
        remedy = "is it muted, or a socket with nothing in it? raise its capture volume: alsamixer, F4"
        return Check(AREA, "capture level", Verdict.FAIL, "digital silence: not even noise", remedy)
    found = f"peak {report.peak_dbfs:.1f} dBFS, noise floor {report.floor_dbfs:.1f} dBFS above 80 Hz"
    if report.clipped:
        count = f"; {report.clipped} samples clip"
        remedy = "it clips: lower the capture volume (alsamixer, F4), then try again in a quiet room"
        return Check(AREA, "capture level", Verdict.WARN, found + count, remedy)
    if report.floor_dbfs > LOUD_FLOOR_DBFS:
        remedy = f"above {LOUD_FLOOR_DBFS:g} dBFS: find a quieter place, or lower the capture volume (alsamixer, F4)"
        return Check(AREA, "capture level", Verdict.WARN, found, remedy)
    if report.gain_db >= NEEDS_GAIN_DB:
        remedy = (
            f'it is quiet: raise the capture volume (alsamixer, F4) if it has one; audio.gain_db = "auto" makes up for '
            f"it, or set audio.gain_db = {report.gain_db}"
        )
        return Check(AREA, "capture level", Verdict.OK, found, remedy)
    return Check(AREA, "capture level", Verdict.OK, found)


def flaws(report: SignalReport) -> Iterator[Check]:
    """Report what the front end makes up for: one channel of two, opposite phase, an offset, hum."""
    if len(report.levels_dbfs) > 1:
        levels = ", ".join(f"{level:.0f}" for level in report.levels_dbfs)
        found = f"{report.channel} of {len(report.levels_dbfs)} ({levels} dBFS)"
        if report.is_opposed:
            remedy = "they are in opposite phase, so that only one is used: swap the two wires of one microphone"
            yield Check(AREA, "channel", Verdict.WARN, found, remedy)
        else:
            yield Check(AREA, "channel", Verdict.OK, found)
    if report.offset_percent >= OFFSET_PERCENT:
        yield Check(AREA, "offset", Verdict.OK, f"{report.offset_percent:.1f} % of full scale, which is taken out")
    if report.hum_dbfs > HUM_DBFS:
        found = f"{report.hum_hz:g} Hz at {report.hum_dbfs:.0f} dBFS, which is taken out"
        remedy = "check its cable, its ground and its power supply: overtones of hum are louder in a bad cable"
        yield Check(AREA, "mains hum", Verdict.WARN, found, remedy)


def loudspeaker(make: Callable[[], Loudspeaker]) -> Check:
    """Open the loudspeaker. Nothing is played."""
    device = make()
    try:
        device.open(SPEECH_RATE_HZ)
        return Check(AREA, "loudspeaker", Verdict.OK, f"can be opened, at {device.rate_hz} Hz; nothing was played")
    except AudioUnavailable as error:
        return Check(AREA, "loudspeaker", Verdict.FAIL, str(error))
    finally:
        device.close()
