"""The Python example in the reference documentation runs as it is printed there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_example_answers() -> None:
    text = (ROOT / "appliance" / "docs" / "reference.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "you: What is the capital of France?" in done.stdout
    assert "Paris" in done.stdout
