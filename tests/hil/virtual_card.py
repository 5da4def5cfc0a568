"""VirtualCard: a private PulseAudio with two null sinks, behind the real ALSA API: a sound card where there is none.

What is played into `mic_in` is heard by ALSA's `mic`; what is played into `speaker` is heard by `speaker_out`. Pulling
it out is killing the daemon: ALSA then fails as for a card that is gone.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

PATIENCE_S = 20.0

_DAEMON = """
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=mic rate=48000 channels=1
load-module module-null-sink sink_name=speaker rate=48000 channels=1
"""
_ALSA = """
</usr/share/alsa/alsa.conf>
pcm.mic {{ type pulse server "unix:{folder}/native" device "mic.monitor" }}
pcm.mic_in {{ type pulse server "unix:{folder}/native" device "mic" }}
pcm.speaker {{ type pulse server "unix:{folder}/native" device "speaker" }}
pcm.speaker_out {{ type pulse server "unix:{folder}/native" device "speaker.monitor" }}
"""


def missing_programs() -> str:
    """Return why there can be no virtual card here; "" when there can."""
    absent = [name for name in ("pulseaudio", "pacat", "parec", "pactl") if not shutil.which(name)]
    return f"{', '.join(absent)} not installed: apt-get install pulseaudio libasound2-plugins" if absent else ""


class VirtualCard:
    """The daemon, and ALSA's settings that lead to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None
        self._awake: list[subprocess.Popen[bytes]] = []
        self._deaf: socket.socket | None = None
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
        """What $ALSA_CONFIG_PATH must be for the card to be found."""
        return str(self._folder / "alsa.conf")

    def plug_in(self) -> None:
        """Start the daemon, and return when it takes and gives sound without delay."""
        self._end_deafness()
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
                [*command, "-F", str(self._folder / "daemon.pa")],
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        deadline_s = time.monotonic() + PATIENCE_S
        while self._ask("info").returncode:
            assert time.monotonic() < deadline_s, f"PulseAudio does not start: see {self._folder}/daemon.log"
        # A null sink that nobody plays to wakes up every two seconds; silence keeps it as quick as a card.
        options = ["--raw", "--rate=48000", "--channels=1", "--latency-msec=10", "/dev/zero"]
        self._awake = [
            subprocess.Popen(
                ["pacat", "--playback", f"--device={sink}", *options], env=self._environment, stderr=subprocess.DEVNULL
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
        """Let the microphone hear the loudspeaker, as in a room."""
        self._ask("load-module", "module-loopback", "source=speaker.monitor", "sink=mic", f"latency_msec={delay_ms}")

    def stop_answering(self) -> None:
        """Be there, but answer nothing, as a broken card does: whoever opens it waits. Until plugged in anew."""
        self.pull_out()
        (self._folder / "native").unlink(missing_ok=True)
        self._deaf = socket.socket(socket.AF_UNIX)
        self._deaf.bind(str(self._folder / "native"))
        self._deaf.listen(100)

    def _end_deafness(self) -> None:
        if self._deaf:
            self._deaf.close()
        self._deaf = None

    def pull_out(self) -> None:
        """Kill the daemon."""
        self._end_deafness()
        for process in [*self._awake, *([self._daemon] if self._daemon else [])]:
            process.kill()
            process.wait()
        self._awake, self._daemon = [], None
