"""VoiceSplit: a Piper voice cut into its two halves, by a process of its own, whose memory is freed when it ends."""

from __future__ import annotations

import logging
import os
import struct
import subprocess
import sys
import weakref
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("vits_split_child.py")
SPLITTING_S = 150.0
"""Timeout for splitting a voice. It takes a second, and longer from a slow card."""


class VoiceSplit:
    """The splitting of one voice. It may be begun before the voice is needed. One thread at a time uses it."""

    def __init__(self, model_file: Path) -> None:
        """Nothing is started before `begin()` or `halves()`."""
        self._model_file = model_file
        self._process: subprocess.Popen[bytes] | None = None
        self._output: BinaryIO

    def begin(self) -> None:
        """Start it, unless it was started."""
        if self._process:
            return
        # In memory, and not a pipe, which would let the child wait for whoever reads it.
        self._output = os.fdopen(os.memfd_create("halves of a voice"), "w+b")
        command = [sys.executable, "-I", str(CHILD), str(self._model_file)]
        null = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=null, stdout=self._output, stderr=null)
        weakref.finalize(self, _end, self._process, self._output)

    def halves(self) -> tuple[bytes, bytes] | None:
        """Return the two halves of the model, serialised; None when it cannot be split. It is begun anew after that.

        The reason does not matter here: loading the whole model gives the better error.
        """
        self.begin()
        assert self._process
        process, self._process = self._process, None
        try:
            if status := process.wait(SPLITTING_S):
                raise subprocess.CalledProcessError(status, process.args)
            self._output.seek(0)
            (length,) = struct.unpack("<Q", self._output.read(8))
            return self._output.read(length), self._output.read()
        except subprocess.SubprocessError as error:
            log.info("%s cannot be made in pieces (%s): its sentences are made as a whole", self._model_file, error)
            return None
        finally:
            _end(process, self._output)


def _end(process: subprocess.Popen[bytes], output: BinaryIO) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    output.close()
