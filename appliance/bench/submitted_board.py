"""The board of a submission: what the kernel says of it that a latency depends on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text
from appliance.system.machine import Machine
from appliance.system.throttling import Throttling

_NAME = re.compile(r"[A-Za-z0-9 .,()@_+-]{1,60}")
"""Of a processor or a board, as makers write them."""
_RELEASE = re.compile(r"\d+(\.\d+){1,2}")
_FLAVOUR = re.compile(
    r"([-+.~]|rpt|rpi|raspi|v[678]l?|2712|deb\d+|bpo|arm64|aarch64|amd64|cloud|generic|lowlatency|preempt|rt\d*|rc\d+|\d+"
    r"(?![a-z])|u(?=\d))*"
)
"""What distributions add to the version of a kernel. Whoever builds one adds what they like, which stays here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedBoard:
    """A board with its kernel."""

    name: str
    """The model of the Raspberry Pi, or the processor's name."""
    is_raspberry_pi: bool
    cores: int
    """Cores that the process may use."""
    memory_mb: int
    """In millions of bytes."""
    architecture: str
    """As "aarch64"."""
    kernel: str
    """Its version, with what a distribution adds to it."""
    system: str
    """As "debian 12"; "" where that is not known."""
    max_mhz: int | None
    """Highest clock of the first core; None where the kernel does not say."""
    governor: str
    """What chooses the clock: "ondemand"; "" where the kernel does not say."""
    has_dot_products: bool | None
    """True from the Pi 5 on; None on other processors than Arm's."""
    slowed_by: tuple[str, ...]
    """What has slowed the board down since it was switched on."""


def submitted_board(
    machine: Machine, kernel: str, architecture: str, told: Throttling | None, root: Path = Path("/")
) -> SubmittedBoard:
    """Return the board. `kernel`: its release; `told`: what the firmware says of heat and voltage."""
    cpufreq = root / "sys/devices/system/cpu/cpu0/cpufreq"
    khz = kernel_text(cpufreq / "cpuinfo_max_freq")
    return SubmittedBoard(
        name=_named(machine.raspberry_pi or machine.cpu),
        is_raspberry_pi=machine.raspberry_pi is not None,
        cores=machine.cores,
        memory_mb=machine.memory_mb,
        architecture=_named(architecture),
        kernel=kernel_version(kernel),
        system=_system(kernel_text(root / "etc/os-release")),
        max_mhz=int(khz) // 1000 if khz.isdecimal() else None,
        governor=_word(kernel_text(cpufreq / "scaling_governor")),
        has_dot_products=_dot_products(kernel_text(root / "proc/cpuinfo")),
        slowed_by=tuple(dict.fromkeys((*told.now, *told.before))) if told else (),
    )


def kernel_version(release: str) -> str:
    """Return a kernel's release as far as a distribution has named it: "6.12.25+rpt-rpi-v8", "6.1.0" of one's own."""
    version = _RELEASE.match(release)
    if version is None:
        return ""
    flavour = _FLAVOUR.fullmatch(release, version.end())
    return release if flavour and len(release) <= 60 else version[0]


def _named(name: str) -> str:
    return name if _NAME.fullmatch(name) else "unknown"


def _word(text: str) -> str:
    return text if re.fullmatch(r"[a-z_]{1,20}", text) else ""


def _system(os_release: str) -> str:
    fields = dict(re.findall(r'^(ID|VERSION_ID)="?([a-z0-9.]{1,20})"?$', os_release, re.MULTILINE))
    return " ".join(fields[name] for name in ("ID", "VERSION_ID") if name in fields)


def _dot_products(cpuinfo: str) -> bool | None:
    features = re.search(r"^Features\s*:(.*)$", cpuinfo, re.MULTILINE)
    return "asimddp" in features[1].split() if features else None
