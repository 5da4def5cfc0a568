"""The doctor's checks of the CPU: features of builds, governor, heat, power."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.doctor import cpu
from appliance.doctor.report import Check, Verdict
from appliance.system.run_command import RunCommand
from tests.unit.machine_files import write

PI_4 = "Features\t: fp asimd evtstrm crc32 cpuid"
PI_5 = "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp"
PC = "flags\t\t: fpu sse3 ssse3 avx f16c fma avx2 bmi2"
OLD_PC = "flags\t\t: fpu sse3 ssse3"
FOR_PI_4 = "CPU : NEON = 1 | ARM_FMA = 1 | OPENMP = 1 | REPACK = 1 | "
FOR_PI_5 = "CPU : NEON = 1 | ARM_FMA = 1 | FP16_VA = 1 | DOTPROD = 1 | OPENMP = 1 | REPACK = 1 | "
FOR_PC = "CPU : SSE3 = 1 | SSSE3 = 1 | AVX = 1 | AVX2 = 1 | F16C = 1 | FMA = 1 | BMI2 = 1 | LLAMAFILE = 1 | "
PLAIN = "WHISPER : COREML = 0 | OPENVINO = 0 | CPU : AVX2 = 0 | OPENMP = 1 | "


def build(features: str, system_info: str, folder: Path) -> Check:
    write(folder / "cpuinfo", f"processor\t: 0\n{features}\n\nprocessor\t: 1\n{features}")
    return cpu.build("llama.cpp", lambda: system_info, folder)


@pytest.mark.parametrize(
    ("features", "system_info", "verdict", "named"),
    [
        (PI_5, FOR_PI_5, Verdict.OK, "DOTPROD, FP16_VA"),
        (PI_5, FOR_PI_4, Verdict.WARN, "built without DOTPROD, FP16_VA"),
        (PI_4, FOR_PI_4, Verdict.OK, "the basics"),
        (PI_4, FOR_PI_5, Verdict.FAIL, "built for DOTPROD, FP16_VA, which this CPU does not have"),
        (PC, FOR_PC, Verdict.OK, "AVX2"),
        (PC, PLAIN, Verdict.WARN, "built without AVX2, FMA, F16C"),
        (OLD_PC, PLAIN, Verdict.OK, "the basics"),
        (OLD_PC, FOR_PC, Verdict.FAIL, "AVX2"),
    ],
)
def test_the_features_of_a_build_against_those_of_the_cpu(
    tmp_path: Path, features: str, system_info: str, verdict: Verdict, named: str
) -> None:
    check = build(features, system_info, tmp_path)
    assert check.verdict is verdict
    assert named in check.found
    assert bool(check.remedy) == (verdict is not Verdict.OK)


def test_a_kernel_that_hides_its_cpu(tmp_path: Path) -> None:
    assert cpu.build("llama.cpp", lambda: FOR_PC, tmp_path).verdict is Verdict.WARN


@pytest.mark.parametrize(
    ("governor", "driver", "verdict"),
    [
        ("performance", "cpufreq-dt", Verdict.OK),
        ("ondemand", "cpufreq-dt", Verdict.OK),
        ("powersave", "cpufreq-dt", Verdict.WARN),
        ("powersave", "intel_pstate", Verdict.OK),
    ],
)
def test_the_governor(tmp_path: Path, governor: str, driver: str, verdict: Verdict) -> None:
    for core in range(4):
        folder = tmp_path / f"devices/system/cpu/cpu{core}/cpufreq"
        write(folder / "scaling_governor", governor)
        write(folder / "scaling_driver", driver)
    check = cpu.governor(tmp_path)
    assert check.verdict is verdict
    assert check.found.startswith(governor)


def test_no_governor_is_ok(tmp_path: Path) -> None:
    assert cpu.governor(tmp_path).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("milli_c", "verdict"), [(48300, Verdict.OK), (70000, Verdict.WARN), (79900, Verdict.WARN), (80000, Verdict.FAIL)]
)
def test_the_temperature_of_the_cpu_decides(tmp_path: Path, milli_c: int, verdict: Verdict) -> None:
    for number, (kind, value) in enumerate([("cpu-thermal", milli_c), ("rp1_adc", 99000)]):
        zone = tmp_path / f"class/thermal/thermal_zone{number}"
        write(zone / "type", kind)
        write(zone / "temp", str(value))
    check = cpu.temperature(tmp_path)
    assert check.verdict is verdict
    assert check.found.startswith(f"{milli_c / 1000:.0f} °C")


def test_no_sensor_or_one_that_does_not_answer(tmp_path: Path) -> None:
    assert cpu.temperature(tmp_path).found == "no sensor here"
    (tmp_path / "class/thermal/thermal_zone0").mkdir(parents=True)
    assert cpu.temperature(tmp_path).found == "no sensor here"


def firmware(response: str | None) -> RunCommand:
    def run(command: Sequence[str]) -> str | None:
        assert list(command) == ["vcgencmd", "get_throttled"]
        return response

    return run


@pytest.mark.parametrize(
    ("response", "verdict", "named"),
    [
        ("throttled=0x0", Verdict.OK, "no under-voltage"),
        ("throttled=0x50000", Verdict.WARN, "since the start, though not now: under-voltage, it is slowed down"),
        ("throttled=0x50005", Verdict.FAIL, "now: under-voltage, it is slowed down"),
        ("throttled=0x80008", Verdict.FAIL, "now: it is too hot"),
        ("throttled=0x20000", Verdict.WARN, "its clock is capped"),
        (None, Verdict.OK, "only a Raspberry Pi"),
        ("VCHI initialization failed", Verdict.OK, "only a Raspberry Pi"),
    ],
)
def test_the_bits_of_the_firmware(tmp_path: Path, response: str | None, verdict: Verdict, named: str) -> None:
    check = cpu.throttling(tmp_path, firmware(response))
    assert check.verdict is verdict
    assert named in check.found


def test_the_kernels_file_is_read_first_and_the_remedy_fits(tmp_path: Path) -> None:
    file = tmp_path / "devices/platform/soc/soc:firmware/get_throttled"
    write(file, "50000")
    check = cpu.throttling(tmp_path, firmware("throttled=0x0"))
    assert (check.verdict, "supply" in check.remedy) == (Verdict.WARN, True)
    write(file, "80000")
    assert "fan" in cpu.throttling(tmp_path, firmware(None)).remedy
