"""Checks of the CPU: its features against those of the builds of llama.cpp and whisper.cpp, governor, heat, power."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from appliance.doctor.report import Check, Verdict
from appliance.system.kernel_files import kernel_text
from appliance.system.run_command import RunCommand
from appliance.system.temperature import cpu_temperature_c
from appliance.system.throttling import THROTTLED_BITS
from appliance.system.throttling import throttling as firmware_throttling

AREA = "cpu"
NAMES = {
    "DOTPROD": "asimddp",
    "FP16_VA": "asimdhp",
    "MATMUL_INT8": "i8mm",
    "SVE": "sve",
    "AVX": "avx",
    "AVX2": "avx2",
    "FMA": "fma",
    "F16C": "f16c",
    "BMI2": "bmi2",
    "AVX512": "avx512f",
    "AVX_VNNI": "avx_vnni",
    "AMX_INT8": "amx_int8",
}
"""CPU features: ggml's name, and the name in /proc/cpuinfo."""
WORTH_A_BUILD = ("DOTPROD", "FP16_VA", "AVX2", "FMA", "F16C")
"""Features that make the models clearly faster. `deploy/wheels` builds for them."""
REBUILD = "run deploy/demo on this device: it builds for the CPU that it finds"
WARM_C, HOT_C = 70.0, 80.0
"""A Pi begins to slow down at 80 °C, and does so for certain at 85."""


def build(library: str, system_info: Callable[[], str], proc: Path) -> Check:
    """Compare the features that a library was built for with those of this CPU.

    `system_info` returns the library's own list. It tells what the build has, whatever CPU it runs on.
    """
    # "flags\t\t: fpu sse3 avx2" on x86-64, "Features\t: fp asimd" on Arm
    features = re.search(r"^(?:flags|Features)\s*:(.*)$", kernel_text(proc / "cpuinfo"), re.MULTILINE)
    if features is None:
        return Check(AREA, library, Verdict.WARN, "the kernel does not say what this CPU can do", "mount /proc")
    has = {name for name, word in NAMES.items() if word in features[1].split()}
    # "CPU : AVX2 = 1 | FMA = 0 | "
    built = {name for name, value in re.findall(r"(\w+) = (\d+)", system_info()) if name in NAMES and value != "0"}
    if beyond := sorted(built - has):
        found = f"built for {', '.join(beyond)}, which this CPU does not have: it will crash"
        return Check(AREA, library, Verdict.FAIL, found, REBUILD)
    if unused := [name for name in WORTH_A_BUILD if name in has - built]:
        found = f"built without {', '.join(unused)}, which this CPU has: slower than necessary"
        return Check(AREA, library, Verdict.WARN, found, REBUILD)
    return Check(AREA, library, Verdict.OK, f"built for what this CPU has: {', '.join(sorted(built)) or 'the basics'}")


def governor(sys: Path) -> Check:
    """Check that the CPU may raise its clock."""
    policies = sorted((sys / "devices/system/cpu").glob("cpu[0-9]*/cpufreq"))
    governors = sorted({kernel_text(policy / "scaling_governor") for policy in policies} - {""})
    if not governors:
        return Check(AREA, "governor", Verdict.OK, "none: the system cannot change the clock")
    drivers = {kernel_text(policy / "scaling_driver") for policy in policies}
    found = ", ".join(governors)
    # With the pstate drivers the clock rises by itself, also under the governor "powersave".
    if "powersave" in governors and not any("pstate" in driver for driver in drivers):
        remedy = "echo ondemand | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"
        return Check(AREA, "governor", Verdict.WARN, f"{found}: the CPU stays at its lowest clock", remedy)
    return Check(AREA, "governor", Verdict.OK, found)


def temperature(sys: Path) -> Check:
    """Check the hottest sensor of the CPU, or of all sensors where none is marked as the CPU's."""
    hottest_c = cpu_temperature_c(sys)
    if hottest_c is None:
        return Check(AREA, "temperature", Verdict.OK, "no sensor here")
    found = f"{hottest_c:.0f} °C"
    if hottest_c >= HOT_C:
        return Check(AREA, "temperature", Verdict.FAIL, f"{found}: it is being slowed down", "add a fan or a heat sink")
    if hottest_c >= WARM_C:
        return Check(
            AREA, "temperature", Verdict.WARN, f"{found}; slow from {HOT_C:.0f} °C on", "add a fan or a heat sink"
        )
    return Check(AREA, "temperature", Verdict.OK, found)


def throttling(sys: Path, run_command: RunCommand) -> Check:
    """Ask a Pi's firmware whether low voltage or heat has slowed it down, now or since the start."""
    told = firmware_throttling(sys, run_command)
    if told is None:
        return Check(AREA, "power", Verdict.OK, "under-voltage is not measured here (only a Raspberry Pi does it)")
    now, before = told.now, told.before
    reasons = now or before
    if not reasons:
        return Check(AREA, "power", Verdict.OK, "no under-voltage and no throttling since the start")
    remedy = "use a supply for this Pi (5 V 5 A for a Pi 5, 5 V 3 A for a Pi 4) and a short cable"
    if THROTTLED_BITS[0] not in reasons:
        remedy = "add a fan or a heat sink"
    when = "now" if now else "since the start, though not now"
    return Check(AREA, "power", Verdict.FAIL if now else Verdict.WARN, f"{when}: {', '.join(reasons)}", remedy)
