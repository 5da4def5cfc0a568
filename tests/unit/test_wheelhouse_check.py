"""What deploy/wheelhouse --check refuses. The wheels are tiny, made with cc and, if installed, the aarch64 binutils."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.unit.wheelhouse_rig import TOOLS, Wheelhouse

PI_4 = "armv8-a"
PI_5 = "armv8.2-a+dotprod+fp16"
WHISPER = "pywhispercpp-1.5.1-cp311-cp311-linux_aarch64.whl"
LLAMA = "llama_cpp_python-0.3.36-py3-none-linux_aarch64.whl"
DOT_PRODUCT = "udot v0.4s, v1.16b, v2.16b"
FP16 = "fmla v0.8h, v1.8h, v2.8h"

needs_readelf = pytest.mark.skipif(not shutil.which("readelf"), reason="binutils is not installed")
needs_aarch64 = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="binutils-aarch64-linux-gnu is not installed"
)
pytestmark = needs_readelf


@pytest.fixture
def house(tmp_path: Path) -> Wheelhouse:
    """An empty wheelhouse."""
    for name in ("house", "work"):
        (tmp_path / name).mkdir()
    return Wheelhouse(tmp_path / "house", tmp_path / "work")


def one_fault(house: Wheelhouse) -> str:
    """Run the check; return the one fault that it finds."""
    verdict = house.check()
    assert verdict.status == 1, verdict
    assert len(verdict.faults) == 1, verdict
    assert verdict.faults[0].startswith("wheelhouse: ")
    return verdict.faults[0]


# --- on any machine --------------------------------------------------------------------------------------------


def test_a_wheel_without_compiled_code_is_right_for_both(house: Wheelhouse) -> None:
    for cpu in (PI_4, PI_5):
        house.put(cpu, "docopt-0.6.2-py2.py3-none-any.whl")
    verdict = house.check()
    assert (verdict.status, verdict.faults) == (0, [])
    assert PI_4 in verdict.out
    assert PI_5 in verdict.out


@pytest.mark.skipif(
    not shutil.which("cc") or subprocess.check_output(["uname", "-m"], text=True).strip() == "aarch64",
    reason="no compiler here for anything but aarch64",
)
def test_a_library_for_another_machine_is_refused(house: Wheelhouse) -> None:
    house.put(PI_5, WHISPER, house.host())
    fault = one_fault(house)
    assert WHISPER in fault
    assert "package/module.so is not compiled for aarch64" in fault


def test_a_torn_library_is_refused(house: Wheelhouse) -> None:
    torn = house.work / "libsoxr.so.0.1"
    torn.write_bytes(b"\x7fELF")
    house.put(PI_4, "soxr-1.1.0-cp311-cp311-manylinux_2_28_aarch64.whl", torn)
    assert "package/libsoxr.so.0.1 is not compiled for aarch64" in one_fault(house)


def test_a_wheel_that_was_changed_later_is_refused(house: Wheelhouse) -> None:
    wheel = house.put(PI_4, "docopt-0.6.2-py2.py3-none-any.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("package/more.py", "")
    assert "is not whole" in one_fault(house)


def test_a_wheel_that_is_missing_is_refused(house: Wheelhouse) -> None:
    house.put(PI_4, "docopt-0.6.2-py2.py3-none-any.whl")
    house.put(PI_4, "typer-0.29.2-py3-none-any.whl").unlink()
    assert "is not whole" in one_fault(house)


def test_a_folder_whose_sums_were_never_written_is_refused(house: Wheelhouse) -> None:
    house.put(PI_4, "docopt-0.6.2-py2.py3-none-any.whl")
    (house.folder / PI_4 / "SHA256SUMS").unlink()
    assert "is not whole" in one_fault(house)


def test_a_wheel_that_is_not_in_the_sums_is_refused(house: Wheelhouse) -> None:
    house.put(PI_4, "docopt-0.6.2-py2.py3-none-any.whl")
    shutil.copy(
        house.folder / PI_4 / "docopt-0.6.2-py2.py3-none-any.whl", house.folder / PI_4 / "docopt-0.6.3-py3-none-any.whl"
    )
    assert "docopt-0.6.3-py3-none-any.whl" in one_fault(house)


def test_a_folder_that_is_not_a_wheelhouse_is_refused(house: Wheelhouse) -> None:
    assert f"{house.folder} is no wheelhouse" in one_fault(house)


# --- with the binutils of aarch64 ------------------------------------------------------------------------------


@needs_aarch64
@pytest.mark.parametrize(
    "instruction", [DOT_PRODUCT, "sdot v0.4s, v1.16b, v2.4b[1]", FP16, "fmla v0.8h, v1.8h, v2.h[3]"]
)
@pytest.mark.parametrize("wheel", [WHISPER, LLAMA])
def test_what_a_pi_4_cannot_run_is_refused_for_it(house: Wheelhouse, wheel: str, instruction: str) -> None:
    house.put(PI_4, wheel, house.aarch64(instruction))
    assert "end a Raspberry Pi 4 with an illegal instruction" in one_fault(house)


@needs_aarch64
@pytest.mark.parametrize("instructions", [(), (DOT_PRODUCT,), (FP16,)])
def test_an_engine_that_does_not_use_what_a_pi_5_has_is_refused_for_it(
    house: Wheelhouse, instructions: tuple[str, ...]
) -> None:
    house.put(PI_5, LLAMA, house.aarch64(*instructions))
    assert "does not use what a Raspberry Pi 5 has" in one_fault(house)


@needs_aarch64
def test_each_engine_is_right_for_the_cpu_it_is_built_for(house: Wheelhouse) -> None:
    for wheel in (WHISPER, LLAMA):
        house.put(PI_4, wheel, house.aarch64("fmla v0.4s, v1.4s, v2.4s"))
        house.put(PI_5, wheel, house.aarch64(DOT_PRODUCT, DOT_PRODUCT, FP16))
    verdict = house.check()
    assert (verdict.status, verdict.faults) == (0, [])
    assert f"{LLAMA}: 2 dot products (sdot, udot) and 1 fp16" in verdict.out


@needs_aarch64
def test_an_instruction_that_no_raspberry_pi_has_is_refused(house: Wheelhouse) -> None:
    house.put(PI_5, LLAMA, house.aarch64(DOT_PRODUCT, FP16, "smmla v0.4s, v1.16b, v2.16b"))
    assert "which no Raspberry Pi has" in one_fault(house)


@needs_aarch64
def test_a_ready_built_package_that_chooses_at_run_time_may_hold_any_instruction(house: Wheelhouse) -> None:
    house.put(PI_4, "numpy-2.4.6-cp311-cp311-manylinux_2_28_aarch64.whl", house.aarch64(DOT_PRODUCT))
    assert house.check().status == 0


@needs_aarch64
def test_whispers_module_must_not_show_its_ggml(house: Wheelhouse) -> None:
    house.put(PI_4, WHISPER, house.aarch64(symbol="ggml_init"))
    assert "module.so shows its own ggml to other libraries, which clashes" in one_fault(house)


@needs_aarch64
@pytest.mark.parametrize(("soname", "fits"), [("libggml-0123abcd.so.0", True), ("libggml.so.0", False)])
def test_a_library_that_whispers_module_loads_must_have_a_name_of_its_own(
    house: Wheelhouse, soname: str, fits: bool
) -> None:
    library = house.aarch64(symbol="ggml_init", linked=("-soname", soname)).rename(house.work / soname)
    house.put(PI_4, WHISPER, library, house.aarch64("b ggml_init", linked=(library,)))
    if fits:
        assert house.check().status == 0
    else:
        assert f"{soname} shows its own ggml" in one_fault(house)


@needs_aarch64
def test_a_library_that_nothing_loads_may_show_what_it_likes(house: Wheelhouse) -> None:
    library = house.aarch64(symbol="ggml_init", linked=("-soname", "libggml.so.0")).rename(house.work / "libggml.so.0")
    house.put(PI_4, WHISPER, library, house.aarch64())
    house.put(PI_4, LLAMA, house.aarch64(symbol="ggml_init"))
    assert house.check().status == 0


@needs_aarch64
@pytest.mark.parametrize(
    ("library", "version", "python", "fits"),
    [
        ("GLIBC", "2.36", "cp311", True),
        ("GLIBC", "2.38", "cp311", False),
        ("GLIBC", "2.38", "cp313", True),
        ("GLIBC", "2.42", "cp313", False),
        ("GLIBC", "2.4", "cp311", True),
        ("GLIBCXX", "3.4.30", "cp311", True),
        ("GLIBCXX", "3.4.32", "cp311", False),
        ("GLIBCXX", "3.4.32", "cp313", True),
    ],
)
def test_a_library_that_needs_a_newer_system_is_refused(
    house: Wheelhouse, library: str, version: str, python: str, fits: bool
) -> None:
    newer = _library_of_version(house, f"{library}_{version}")
    house.put(PI_4, f"lgpio-0.2.2.0-{python}-{python}-linux_aarch64.whl", house.aarch64("b used", linked=(newer,)))
    if fits:
        assert house.check().status == 0
    else:
        assert f"needs {library}_{version}" in one_fault(house)


@needs_aarch64
def test_a_wheel_for_every_python_must_fit_the_oldest_system_that_is_there(house: Wheelhouse) -> None:
    newer = _library_of_version(house, "GLIBC_2.38")
    house.put(PI_4, "demo-1.0-py3-none-linux_aarch64.whl", house.aarch64("b used", linked=(newer,)))
    house.put(PI_4, "lgpio-0.2.2.0-cp313-cp313-linux_aarch64.whl")
    assert house.check().status == 0
    house.put(PI_4, "lgpio-0.2.2.0-cp311-cp311-linux_aarch64.whl")
    assert "needs GLIBC_2.38, and Debian's bookworm has 2.36" in one_fault(house)


def _library_of_version(house: Wheelhouse, version: str) -> Path:
    """Make a library that the linker takes for a system library of this version."""
    script = house.work / "versions"
    script.write_text(f"{version} {{ used; }};\n")
    library = house.aarch64(symbol="used", linked=("--version-script", script))
    return library.rename(house.work / "libsystem.so.6")
