"""Counts the tokens of a text as a language model would, without loading its weights."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHILD = Path(__file__).with_name("prompt_length_child.py")
LONGEST_S = 60.0
"""Half a second is usual."""


def count_tokens(model_file: Path, text: str) -> int | None:
    """Return how many tokens `text` takes in the model of a GGUF file; None where that cannot be found out."""
    command = [sys.executable, "-I", str(CHILD), str(model_file)]
    try:
        child = subprocess.run(command, input=text.encode(), capture_output=True, timeout=LONGEST_S, check=True)
        return int(child.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
