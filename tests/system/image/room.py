"""What the microphone of the emulated machine hears: faint noise, and a question when it is asked. Runs in the machine.

usage: room.py QUESTION.wav
A file /run/ask makes it play the question once the appliance listens; /run/asked tells that it was played.
"""

import fcntl
import random
import subprocess
import sys
import wave
from pathlib import Path

OTHER_END = "plughw:CARD=Loopback,DEV=1"
CAPTURE = Path("/proc/asound/Loopback/pcm0c/sub0/status")
ASK, ASKED = Path("/run/ask"), Path("/run/asked")
STATUS = ["systemctl", "show", "--value", "--property=StatusText", "voice-appliance"]
BLOCK = 1600
"""Samples; a tenth of a second."""


def listens() -> bool:
    """Say whether the appliance listens to somebody."""
    return "listening" in subprocess.run(STATUS, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Play until the machine is switched off."""
    while "RUNNING" not in CAPTURE.read_text():
        subprocess.run(["sleep", "0.2"], check=True)
    with wave.open(sys.argv[1]) as file:
        rate, question = file.getframerate(), file.readframes(file.getnframes())
    noise = b"".join(random.randint(-8, 8).to_bytes(2, "little", signed=True) for _ in range(BLOCK))
    command = ["aplay", "-q", "-D", OTHER_END, "-t", "raw", "-f", "S16_LE", "-r", str(rate), "-c", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as player:
        assert player.stdin
        # As little as possible lies in the pipe, so that the question is heard when it is asked.
        fcntl.fcntl(player.stdin, fcntl.F_SETPIPE_SZ, 4096)
        while True:
            if ASK.exists() and listens():
                ASK.unlink()
                player.stdin.write(question)
                ASKED.touch()
            player.stdin.write(noise)
            player.stdin.flush()


main()
