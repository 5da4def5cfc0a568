"""Shim: a library that is preloaded into the service, and does to it what the world would. `shim.c` says what."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.appliance import Appliance
from tests.system.conversation import INSIDE

SOURCE = Path(__file__).with_name("shim.c")


class Shim:
    """The library, and the files that switch its faults on. They are in the card's folder, which machines see."""

    def __init__(self, folder: Path) -> None:
        """Compile it into `folder`."""
        self._folder = folder
        library = folder / "shim.so"
        done = subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", library, SOURCE, "-ldl"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"the shim cannot be compiled: {done.stderr}"
        library.chmod(0o755)

    def preload(self, appliance: Appliance) -> None:
        """Have the service load it from its next start on."""
        lines = f"Environment=LD_PRELOAD={INSIDE}/shim.so FAULTS={INSIDE}"
        appliance.add_drop_in("shim", f"[Service]\n{lines}\n")

    @contextmanager
    def on(self, name: str, content: str = "") -> Iterator[None]:
        """Have a fault in the block."""
        file = self._folder / name
        file.write_text(content, encoding="ascii")
        file.chmod(0o644)
        try:
            yield
        finally:
            file.unlink()
