"""VirtualCard: a sound card where there is none: a private PulseAudio with two null sinks, behind the real ALSA API.

Sound played into ALSA's device `mic_in` comes out of `mic`; sound played into `speaker` comes out of `speaker_out`. To
pull the card out is to kill the daemon: ALSA then fails as it does for a card that is gone. The sinks do not rewind, as
no card does: a monitor of a sink that does hears some moments twice, others never.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

from tests.hil.real_time import real_time
from tests.patience import OUTER_S
from tests.polling import poll_until

START_S = OUTER_S

_DAEMON = """
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=mic rate=48000 channels=1 norewinds=1
load-module module-null-sink sink_name=speaker rate=48000 channels=1 norewinds=1
"""
_ALSA = """
</usr/share/alsa/alsa.conf>
pcm.mic {{ type pulse server "unix:{folder}/native" device "mic.monitor" }}
pcm.mic_in {{ type pulse server "unix:{folder}/native" device "mic" }}
pcm.speaker {{ type pulse server "unix:{folder}/native" device "speaker" }}
pcm.speaker_out {{ type pulse server "unix:{folder}/native" device "speaker.monitor" }}
"""


def missing_programs() -> str:
    """Return which programs the card lacks, as a sentence; "" when all are installed."""
    absent = [name for name in ("pulseaudio", "pacat", "parec", "pactl") if not shutil.which(name)]
    return f"{', '.join(absent)} not installed: apt-get install pulseaudio libasound2-plugins" if absent else ""


class VirtualCard:
    """The daemon, and the settings with which ALSA finds it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None
        self._silence: list[subprocess.Popen[bytes]] = []
        self._silent_socket: socket.socket | None = None
        (folder / "daemon.pa").write_text(_DAEMON.format(folder=folder))
        (folder / "alsa.conf").write_text(_ALSA.format(folder=folder))
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "run"),
            "PULSE_SERVER": f"unix:{folder}/native",
        }

    @property
    def alsa_config(self) -> str:
        """The value of $ALSA_CONFIG_PATH with which ALSA finds the card."""
        return str(self._folder / "alsa.conf")

    def plug_in(self) -> None:
        """Start the daemon; return when sound flows through it without delay."""
        self._close_silent_socket()
        (self._folder / "native").unlink(missing_ok=True)
        command = [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
        ]
        with (self._folder / "daemon.log").open("ab") as log:
            self._daemon = subprocess.Popen(
                real_time([*command, "-F", str(self._folder / "daemon.pa")]),
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        poll_until(
            lambda: self._ask("info").returncode == 0, f"PulseAudio has started: see {self._folder}/daemon.log", START_S
        )
        # A null sink without a player wakes up only every two seconds. Silence makes it as quick as a card.
        options = ["--raw", "--rate=48000", "--channels=1", "--latency-msec=10", "/dev/zero"]
        self._silence = [
            subprocess.Popen(
                real_time(["pacat", "--playback", f"--device={sink}", *options]),
                env=self._environment,
                stderr=subprocess.DEVNULL,
            )
            for sink in ("mic", "speaker")
        ]
        for sink in ("mic", "speaker"):
            self._wait_until_it_flows(sink)

    def _wait_until_it_flows(self, sink: str) -> None:
        command = ["parec", f"--device={sink}.monitor", "--raw", "--rate=8000", "--channels=1", "--latency-msec=10"]
        with subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE) as listening:
            assert listening.stdout
            flowed = listening.stdout.read(1600)  # a tenth of a second
            listening.kill()
        assert len(flowed) == 1600, f"PulseAudio gives no sound: see {self._folder}/daemon.log"

    def _ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *arguments], env=self._environment, capture_output=True, check=False)

    def hear_the_loudspeaker(self, delay_ms: int) -> None:
        """Play the loudspeaker's sound into the microphone too, `delay_ms` later, as in a room."""
        self._ask("load-module", "module-loopback", "source=speaker.monitor", "sink=mic", f"latency_msec={delay_ms}")

    def stop_answering(self) -> None:
        """Until `plug_in()`, be present but silent, as a broken card is: a program that opens the card waits."""
        self.pull_out()
        (self._folder / "native").unlink(missing_ok=True)
        self._silent_socket = socket.socket(socket.AF_UNIX)
        self._silent_socket.bind(str(self._folder / "native"))
        self._silent_socket.listen(100)

    def _close_silent_socket(self) -> None:
        if self._silent_socket:
            self._silent_socket.close()
        self._silent_socket = None

    def pull_out(self) -> None:
        """Kill the daemon."""
        self._close_silent_socket()
        for process in [*self._silence, *([self._daemon] if self._daemon else [])]:
            process.kill()
            process.wait()
        self._silence, self._daemon = [], None
