"""The wheels for an install without a network: those that `deploy/setup` built on the host, and downloads."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.system.debian_root import CACHE

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "deploy/requirements.txt"
DOWNLOAD_S = 300
LIST_BUILT = """
source deploy/setup
choose_python
for name in $(packages_to_build); do echo "$name" "$(wheel_file "$name")"; done
"""


def wheelhouse() -> Path:
    """Return a folder with a wheel for every locked requirement, made if the cache lacks it."""
    built = _built_wheels()
    key = hashlib.sha256(LOCK.read_bytes() + "".join(sorted(map(str, built.values()))).encode()).hexdigest()[:12]
    folder = CACHE / f"wheels-{key}"
    if not folder.is_dir():
        new = folder.with_name(f"{folder.name}.{os.getpid()}")
        new.mkdir(parents=True)
        for wheel in built.values():
            shutil.copy(wheel, new)
        _download(new, set(built))
        try:
            new.rename(folder)
        except OSError:  # another run was faster
            shutil.rmtree(new)
    return folder


def _locked() -> list[str]:
    """Return each requirement as a line with its hashes. A package may have two lines, for different Pythons."""
    text = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _built_wheels() -> dict[str, Path]:
    """Return the wheels that `deploy/setup` built for this host, by package. The script itself says where they are."""
    done = subprocess.run(["bash", "-c", LIST_BUILT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"not all packages are built yet (deploy/test builds them): {done.stderr}"
    return {name: Path(wheel) for name, wheel in map(str.split, done.stdout.splitlines())}


def _download(folder: Path, built: set[str]) -> None:
    lock = folder / "lock.txt"
    rest = [line for line in _locked() if line.partition("==")[0] not in built]
    lock.write_text("\n".join(rest), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps"]
    done = subprocess.run(
        [*command, "--only-binary", ":all:", "--dest", str(folder), "--requirement", str(lock)],
        capture_output=True, text=True, timeout=DOWNLOAD_S, check=False,
    )  # fmt: skip
    lock.unlink()
    assert done.returncode == 0, done.stderr[-2000:]
