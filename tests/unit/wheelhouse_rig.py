"""A wheelhouse for tests of deploy/wheelhouse --check: tiny wheels, made with cc or with the aarch64 binutils."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.patience import OUTER_S

CHECK = Path(__file__).resolve().parents[2] / "deploy" / "wheelhouse"
HANGS_S = OUTER_S
TOOLS = [f"aarch64-linux-gnu-{tool}" for tool in ("as", "ld", "objdump")]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of the check."""

    status: int
    """Its exit status."""
    faults: list[str]
    """Its errors, one sentence for each fault."""
    out: str
    """Its standard output."""


@dataclass(frozen=True, slots=True)
class Wheelhouse:
    """A folder as deploy/wheelhouse makes it, and a work folder."""

    folder: Path
    """The folder that is checked."""
    work: Path
    """A folder for intermediate files, which is not checked."""

    def put(self, cpu: str, wheel: str, *libraries: Path) -> Path:
        """Put a wheel with these libraries into the folder of a CPU, and enter it in the folder's SHA256SUMS."""
        folder = self.folder / cpu
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / wheel
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("package/__init__.py", "")
            for library in libraries:
                archive.write(library, f"package/{library.name}")
        sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.whl")}
        (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
        return path

    def check(self) -> Verdict:
        """Run the check, and return its result."""
        done = subprocess.run(
            [CHECK, "--check", self.folder], capture_output=True, text=True, timeout=HANGS_S, check=False
        )
        return Verdict(done.returncode, done.stderr.splitlines(), done.stdout)

    def aarch64(self, *instructions: str, symbol: str = "entry", linked: tuple[str | Path, ...] = ()) -> Path:
        """Make a library for aarch64 with one function of these instructions."""
        source = self.work / "code.s"
        code, library = self.work / "code.o", self.work / "module.so"
        source.write_text(
            f".arch armv8.6-a+fp16\n.globl {symbol}\n.type {symbol}, %function\n{symbol}:\n"
            + "".join(f"    {line}\n" for line in (*instructions, "ret"))
        )
        subprocess.run([TOOLS[0], "-o", code, source], check=True)
        subprocess.run([TOOLS[1], "-shared", "-o", library, code, *linked], check=True)
        return library

    def host(self) -> Path:
        """Make a library for this machine."""
        (self.work / "code.c").write_text("int entry(void) { return 1; }\n")
        library = self.work / "module.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, self.work / "code.c"], check=True)
        return library
