"""The sound server of a desktop, as an ALSA device: PipeWire or PulseAudio, which have the machine's cards open.

Reads only which files there are: the server's socket, and the file that tells ALSA of it. Nothing is opened.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from appliance.board.board import Board
from appliance.board.profiles import WITHOUT_GPIO
from appliance.board.sound_cards import BY_NAME
from appliance.settings import AudioSettings

ALSA_FOLDERS = (Path("/etc/alsa/conf.d"), Path("/usr/share/alsa/alsa.conf.d"))
_SERVERS = (
    # Name of the ALSA device, the server's socket in its folder, variable that names the folder, and its default.
    ("pipewire", "pipewire-0", "PIPEWIRE_RUNTIME_DIR", ""),
    ("pulse", "native", "PULSE_RUNTIME_PATH", "pulse"),
)


def server_device(environment: Mapping[str, str] = os.environ, folders: Sequence[Path] = ALSA_FOLDERS) -> str | None:
    """Return the name of the ALSA device of the sound server that runs for this user; None if none can be used."""
    runtime = Path(environment.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    for device, socket, variable, below in _SERVERS:
        folder = Path(environment.get(variable) or runtime / below)
        if (folder / socket).is_socket() and _is_known(device, folders):
            return device
    return None


def _is_known(device: str, folders: Sequence[Path]) -> bool:
    return any(path.is_file() for folder in folders for path in folder.glob(f"*-{device}*.conf"))


def through_server(board: Board, settings: AudioSettings, device: str | None) -> Board:
    """Return the board of a desktop with its sound server in place of any card; what the settings name stays."""
    if board.profile != WITHOUT_GPIO or device is None:
        return board
    name = f"{BY_NAME}{device}"
    return replace(
        board,
        microphone=name if settings.microphone is None else settings.microphone,
        loudspeaker=name if settings.loudspeaker is None else settings.loudspeaker,
    )
