"""examine(): all checks, in the order of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.board.board import Board
from appliance.board.profiles import Fit
from appliance.board.sound_cards import Direction
from appliance.doctor import cpu, models, pins, server, sound, system
from appliance.doctor.parts import DoctorParts, Roots, Sources
from appliance.doctor.report import Check, Verdict
from appliance.models.store import ModelStore
from appliance.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """The appliance that is examined, according to its settings."""

    settings: Settings
    """The settings in force."""
    settings_file: Path | None
    """The file they come from; None: they are the defaults."""
    fit: Fit
    """The board profile in force."""
    board: Board
    """The parts that it is built from."""
    control_socket: Path
    """Where it listens for commands while it runs."""
    state_folder: Path = Path("/var/lib/voice-appliance")
    """Where it keeps what outlives a restart."""


def examine(installation: Installation, parts: DoctorParts, roots: Roots, sources: Sources) -> Iterator[Check]:
    """Yield the result of each check, as soon as it is known."""
    settings, board = installation.settings, installation.board
    file = str(installation.settings_file) if installation.settings_file else "none: the defaults are in force"
    yield Check("settings", "file", Verdict.OK, file)
    profile = installation.fit.profile
    yield Check("settings", "board", Verdict.OK, f"{profile.name}, since {installation.fit.why}: {profile.title}")
    service = system.service(installation.control_socket, roots.run, sources.run_command)
    yield from service.checks
    yield from _sound(installation, parts, roots.proc, sources, service.is_running)
    yield pins.chip(board, roots.dev, roots.sys)
    yield pins.button(board.button, parts.button, service.is_running)
    yield pins.light(board.light, parts.light, service.is_running)
    store = ModelStore(settings.models.folder)
    yield from models.models(settings.models, store, sources.clock)
    now = sources.machine()
    if service.is_running:  # its own models have the memory
        now = replace(now, free_mb=None)
    yield models.choice(settings.models, store, now)
    if parts.server:
        yield server.server(parts.server, sources.clock)
        yield from server.sandbox(parts.server.url, roots.units)
    yield models.disk(settings.models.folder, sources.free_bytes)
    for library, system_info in sources.builds.items():
        yield cpu.build(library, system_info, roots.proc)
    yield cpu.governor(roots.sys)
    yield cpu.temperature(roots.sys)
    yield cpu.throttling(roots.sys, sources.run_command)
    yield from system.kept_state(installation.state_folder, roots.proc)
    yield system.memory(roots.proc, service.is_running)
    program_s = Path(__file__).stat().st_mtime
    yield system.clock(sources.now_s(), program_s, roots.sys, roots.run)


def _sound(
    installation: Installation, parts: DoctorParts, proc: Path, sources: Sources, is_running: bool
) -> Iterator[Check]:
    board, profile = installation.board, installation.fit.profile
    if is_running:  # only one program at a time can open a card
        yield sound.in_service(board.microphone, Direction.CAPTURE, proc)
        yield sound.in_service(board.loudspeaker, Direction.PLAYBACK, proc)
        fault = system.status(installation.control_socket).get("echo_fault")
        yield sound.interrupting(installation.settings, board, str(fault) if fault else None)
        return
    audio = installation.settings.audio
    microphone = sound.named(audio, Direction.CAPTURE, proc) or sound.card(
        board.microphone, Direction.CAPTURE, profile, sources.rates, proc
    )
    yield microphone
    if microphone.verdict is not Verdict.FAIL:
        yield from sound.microphone(parts.microphone, parts.front_end)
    loudspeaker = sound.named(audio, Direction.PLAYBACK, proc) or sound.card(
        board.loudspeaker, Direction.PLAYBACK, profile, sources.rates, proc
    )
    yield loudspeaker
    yield sound.interrupting(installation.settings, board)
    if loudspeaker.verdict is not Verdict.FAIL:
        yield sound.loudspeaker(parts.loudspeaker)
