"""What deploy/image looks at before it begins, and the parts of the image that have to fit each other."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.unit.deploy.shell import DEPLOY, Said, bash

FILES = DEPLOY / "image-files"
ROOT_FILES = FILES / "root"
SOURCES = ("setup", "cross", "releases", "wheel-check", "image-parts", "image-root", "image-disk")
MANIFEST = tomllib.loads((DEPLOY.parent / "appliance/models/manifest.toml").read_text(encoding="utf-8"))


def parts(lines: str, *arguments: str | Path) -> Said:
    return bash(lines, *arguments, sources=SOURCES)


def image(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DEPLOY / "image", *options], capture_output=True, text=True, check=False)


def test_the_help_names_what_comes_out() -> None:
    done = image("--help")
    assert done.returncode == 0
    assert "byte for byte" in done.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--outpt", "/x"], "there is no option --outpt; see --help."),
        (["--output"], "--output needs a value; see --help."),
        (["--model", ""], "--model needs a value; see --help."),
        (["/dev/sdb"], "there is no option /dev/sdb; see --help."),
    ],
)
def test_a_wrong_option_is_said(options: list[str], sentence: str) -> None:
    done = image(*options)
    assert done.returncode == 1
    assert done.stderr.strip().endswith(sentence)


def test_the_files_of_every_model_are_known() -> None:
    names = [str(model["name"]) for model in MANIFEST["models"]]
    said = parts('for name in "$@"; do echo $(model_files "$name"); done', *names)
    assert said.out.splitlines() == [" ".join(file["name"] for file in model["files"]) for model in MANIFEST["models"]]


def test_a_model_that_is_not_there_is_said() -> None:
    assert parts('model_files "$1" || echo none', "whisper-huge").out.strip() == "none"


def test_a_model_file_with_another_hash_is_named(tmp_path: Path) -> None:
    lines = 'model_sums() { cat "$SUMS"; }; damaged_model_file any "$1"'
    names = ("voice.onnx", "voice of mine.json")
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    sums = tmp_path / "sums"
    sums.write_text(
        "".join(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in names), encoding="utf-8"
    )
    assert bash(lines, tmp_path, sources=SOURCES, SUMS=str(sums)).out == ""
    (tmp_path / "voice of mine.json").write_bytes(b"other")
    said = bash(lines, tmp_path, sources=SOURCES, SUMS=str(sums))
    assert (said.status, said.out) == (1, "voice of mine.json\n")


def test_the_hash_of_every_model_file_is_the_one_that_the_list_of_contents_has() -> None:
    name = "joe-medium"
    (model,) = [each for each in MANIFEST["models"] if each["name"] == name]
    sums = [f"{file['sha256']}  {file['name']}" for file in model["files"]]
    assert parts('model_sums "$1"', name).out.splitlines() == sums
    listed = json.loads(parts("models=($1); write_models_sbom", name).out)["components"]
    assert [f"{each['hashes'][0]['content']}  {each['name']}" for each in listed] == sums


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"changelog.Debian.gz": "raspi-firmware (1.20240424+ds-6) unstable; urgency=medium"}, "1.20240424+ds-6"),
        ({"changelog.Debian.gz": "x (1-1) u; u=l", "changelog.Debian.arm64.gz": "x (1-1+b2) u; b=y"}, "1-1+b2"),
        ({"changelog.Debian.gz": "no line of a changelog"}, None),
    ],
)
def test_the_version_of_what_is_only_unpacked(tmp_path: Path, files: dict[str, str], version: str | None) -> None:
    folder = tmp_path / "u-boot-rpi"
    folder.mkdir()
    for name, first in files.items():
        (folder / name).write_bytes(gzip.compress(f"{first}\n\n  * a change\n".encode()))
    said = parts('package_version "$1"', folder)
    assert said.out == ("" if version is None else f"u-boot-rpi {version}\n")
    assert (said.status == 0) is (version is not None)


def test_firmware_and_u_boot_are_in_the_list_of_contents(tmp_path: Path) -> None:
    folder = tmp_path / "firmware"
    (folder / "overlays").mkdir(parents=True)
    for name in ("start4.elf", "fixup4.dat", "u-boot.bin", "overlays/b.dtbo", "overlays/a.dtbo"):
        (folder / name).write_bytes(name.encode())
    (folder / "versions").write_text("u-boot-rpi 2025.01-3\nraspi-firmware 1:1.2+ds-6\n", encoding="utf-8")
    firmware, u_boot = json.loads(parts("work=$1; write_firmware_sbom", tmp_path).out)["components"]
    assert firmware["purl"] == "pkg:deb/debian/raspi-firmware@1%3A1.2%2Bds-6?distro=trixie"
    assert (u_boot["name"], u_boot["version"]) == ("u-boot-rpi", "2025.01-3")
    assert [each["name"] for each in firmware["components"]] == [
        "start4.elf",
        "fixup4.dat",
        "overlays/a.dtbo",
        "overlays/b.dtbo",
    ]
    assert u_boot["components"][0]["hashes"][0]["content"] == hashlib.sha256(b"u-boot.bin").hexdigest()


def test_a_pc_is_given_all_that_runs_the_scripts_of_arm64_packages(tmp_path: Path) -> None:
    # As on a machine that has none of it. mmdebstrap refuses to begin without arch-test, which it only recommends.
    lines = "logs=$1; type() { return 1; }; compgen() { return 1; }; can_run_arm64() { :; }; "
    lines += 'install_missing() { echo "${packages[*]}"; }; '
    pc = parts(lines + "uname() { echo x86_64; }; install_image_tools", tmp_path).out.split()
    assert {"mmdebstrap", "qemu-user-static", "binfmt-support", "arch-test"} <= set(pc)
    raspberry_pi = parts(lines + "uname() { echo aarch64; }; install_image_tools", tmp_path).out.split()
    assert "mmdebstrap" in raspberry_pi
    assert not {"qemu-user-static", "arch-test"} & set(raspberry_pi)


def wheels(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes(name.encode())
    sums = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}" for name in names]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    return folder


def test_the_lock_of_the_image_has_what_is_in_the_wheelhouse_by_its_hash(tmp_path: Path) -> None:
    names = [
        "llama_cpp_python-0.3.36-py3-none-linux_aarch64.whl",
        "numpy-2.4.0-cp311-cp311-manylinux_2_27_aarch64.whl",
        "numpy-2.4.0-cp313-cp313-manylinux_2_27_aarch64.whl",
        "regex-2026.1.1-cp39-abi3-manylinux_2_28_aarch64.whl",
    ]
    lines = parts('image_lock "$1"', wheels(tmp_path, *names)).out.splitlines()
    wanted = {"llama-cpp-python==0.3.36": names[0], "numpy==2.4.0": names[1], "regex==2026.1.1": names[3]}
    assert lines == [f"{key} --hash=sha256:{hashlib.sha256(name.encode()).hexdigest()}" for key, name in wanted.items()]


@pytest.mark.parametrize("harm", ["changed", "missing", "no list"])
def test_a_wheelhouse_that_is_not_whole_is_refused(tmp_path: Path, harm: str) -> None:
    folder = wheels(tmp_path, "a-1-py3-none-any.whl", "b-1-py3-none-any.whl")
    assert parts('is_whole "$1"', folder).status == 0
    if harm == "changed":
        (folder / "a-1-py3-none-any.whl").write_bytes(b"other")
    elif harm == "missing":
        (folder / "a-1-py3-none-any.whl").unlink()
    else:
        (folder / "SHA256SUMS").unlink()
    assert parts('is_whole "$1"', folder).status != 0


def test_the_partitions_have_the_same_numbers_each_time() -> None:
    first, second = (parts("for name in disk boot root-a; do fixed_uuid $name; done").out.split() for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


def definitions() -> dict[str, dict[str, str]]:
    """Return what systemd-repart is told, by the name of the file, in its order."""
    found = {}
    for path in sorted((ROOT_FILES / "usr/lib/repart.d").glob("*.conf")):
        entries = re.findall(r"^(\w+)=(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        found[path.stem] = dict(entries)
    return found


def test_the_layout_of_the_first_start_fits_that_of_the_image() -> None:
    # repart finds the partitions of the image by their types, in order; so those of slot A come before those of slot B.
    names = [each["Label"] for each in definitions().values()]
    assert names == ["boot-a", "root-a", "boot-b", "root-b", "state"]
    flashed = parts('printf "%s\\n" "${part_names[@]}"').out.split()
    assert flashed == ["boot", "boot-state", "boot-a", "root-a"]
    boot_mb = parts('echo "$boot_mb"').out.strip()
    assert definitions()["50-boot-b"]["SizeMinBytes"] == f"{boot_mb}M"


def test_every_name_of_a_partition_is_one_that_there_is() -> None:
    there = {"boot", "boot-state"} | {each["Label"] for each in definitions().values()}
    places = [FILES / "boot.cmd", *(path for path in ROOT_FILES.rglob("*") if path.is_file())]
    named = {
        name for path in places for name in re.findall(r"by-partlabel/([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert named <= there
    assert {"root-a", "root-b", "boot-a", "boot-b", "boot-state", "state"} <= named


def test_a_card_of_8_gb_has_room_for_all_of_it() -> None:
    sizes = [each["SizeMinBytes"] for each in definitions().values() if "SizeMinBytes" in each]
    mib = sum(int(size[:-1]) * (1024 if size.endswith("G") else 1) for size in sizes)
    assert (mib + 2 * 128 + 2) * 2**20 < 7.4e9


def is_left_out(path: str) -> bool:
    """Return what dpkg makes of a file: the last pattern that fits decides."""
    left_out = False
    for line in (FILES / "unwanted").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and fnmatch.fnmatchcase(path, line.removeprefix("+")):
            left_out = not line.startswith("+")
    return left_out


@pytest.mark.parametrize(
    ("driver", "is_wanted"),
    [
        ("staging/vc04_services/bcm2835-audio/snd-bcm2835.ko.xz", True),
        ("platform/raspberrypi/vchiq.ko.xz", True),
        ("pwm/pwm-bcm2835.ko.xz", True),
        ("net/wireless/broadcom/brcm80211/brcmfmac/brcmfmac.ko.xz", True),
        ("net/ethernet/cadence/macb.ko.xz", True),
        ("staging/media/sunxi/cedrus/sunxi-cedrus.ko.xz", False),
        ("gpu/drm/amd/amdgpu/amdgpu.ko.xz", False),
    ],
)
def test_the_drivers_of_both_boards_are_kept(driver: str, is_wanted: bool) -> None:
    assert is_left_out(f"/usr/lib/modules/7.3.4+deb13-arm64/kernel/drivers/{driver}") is not is_wanted


def test_no_line_of_the_firmwares_settings_is_without_effect() -> None:
    # Debian's device trees have no parameters, and its firmware none of the overlays of board profiles.
    lines = (FILES / "config.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith("dt")]


def test_a_pi_5_is_given_the_wifi_configuration_of_a_pi_4(tmp_path: Path) -> None:
    folder = tmp_path / "usr/lib/firmware/brcm"
    folder.mkdir(parents=True)
    said = parts("target=$1; give_wifi_to_pi_5", tmp_path)
    assert (said.status, "not in firmware-brcm80211" in said.sentence) == (1, True)
    (folder / "brcmfmac43455-sdio.raspberrypi,4-model-b.txt").write_text("boardtype=1\n")
    for _ in range(2):
        assert parts("target=$1; give_wifi_to_pi_5", tmp_path).status == 0
    assert (folder / "brcmfmac43455-sdio.raspberrypi,5-model-b.txt").read_text() == "boardtype=1\n"


def test_each_package_has_its_reason() -> None:
    for line in (FILES / "packages").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9.+-]+ +\S.*", line), line


def test_units_of_the_image_run_programs_that_are_in_it() -> None:
    for unit in (ROOT_FILES / "etc/systemd/system").rglob("*.service"):
        for program in re.findall(
            r"^Exec\w+=\+?(/usr/lib/voice-appliance/\S+)", unit.read_text(encoding="utf-8"), re.M
        ):
            path = ROOT_FILES / program.lstrip("/")
            assert path.stat().st_mode & 0o111, f"{unit.name}: {program}"


def layout(card: Path) -> list[list[str]]:
    """Return name, first and last sector of each partition of a card."""
    said = subprocess.run(["sfdisk", "--dump", card], capture_output=True, text=True, check=True).stdout
    return [
        re.split(r"start= *|, size= *|, type=.*name=\"|\"", line)[1:4] for line in said.splitlines() if "start=" in line
    ]


@pytest.mark.skipif(
    not shutil.which("systemd-repart") or not shutil.which("sfdisk"), reason="systemd-repart is missing"
)
def test_at_the_first_start_the_second_slot_and_the_state_are_made(tmp_path: Path) -> None:
    lines = "output=$1 work=$1 at=1; for part in boot.part boot-state.part boot.vfat root.squashfs; do "
    lines += 'truncate --size 5M "$1/$part"; done; make_disk'
    said = parts(lines, tmp_path)
    assert said.status == 0, said.err
    card = tmp_path / "voice-appliance.img"
    flashed = layout(card)
    with card.open("r+b") as file:
        file.truncate(8_000_000_000)
    command = [
        "systemd-repart",
        f"--definitions={ROOT_FILES}/usr/lib/repart.d",
        "--dry-run=no",
        "--discard=no",
        str(card),
    ]
    for _ in range(2):  # the second start changes nothing
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        started = layout(card)
        assert [name for _, _, name in started] == [
            "boot",
            "boot-state",
            "boot-a",
            "root-a",
            "boot-b",
            "root-b",
            "state",
        ]
        # Nothing that was flashed has moved; slot A has grown to the size of slot B.
        assert [start for start, _, _ in started[:4]] == [start for start, _, _ in flashed]
        sizes = {name: int(size) * 512 for _, size, name in started}
        assert sizes["root-a"] == sizes["root-b"] == 3 << 30
        assert sizes["state"] > 1e9


@pytest.mark.skipif(
    not shutil.which("mcopy") or not shutil.which("mkfs.vfat"), reason="mtools or dosfstools is missing"
)
def test_a_boot_partition_is_the_same_bytes_whenever_and_in_whatever_order_its_files_were_made(tmp_path: Path) -> None:
    names = ["boot.scr", "overlays/A long name.dtbo", "overlays/b.dtbo", "overlays/deep/c", "kernel"]
    made = []
    for which, order in enumerate([names, names[::-1]]):
        folder = tmp_path / f"content-{which}"
        for name in order:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
        fat = tmp_path / f"{which}.vfat"
        said = parts(
            'export SOURCE_DATE_EPOCH=1764000000; make_fat "$1" 40 5653A001 SLOT; into_fat "$1" "$2"', fat, folder
        )
        assert said.status == 0, said.err
        made.append(fat.read_bytes())
        listed = subprocess.run(
            ["mdir", "-/", "-b", "-i", fat, "::"], capture_output=True, text=True, check=True
        ).stdout
        assert {line.removeprefix("::/") for line in listed.splitlines()} >= set(names)
    assert made[0] == made[1]


def test_a_device_takes_the_kind_of_bundle_that_is_made() -> None:
    made = re.search(r"^format=(\w+)$", (DEPLOY / "image-disk").read_text(encoding="utf-8"), re.MULTILINE)
    taken = re.search(r"^bundle-formats=(\w+)$", (ROOT_FILES / "etc/rauc/system.conf").read_text(), re.MULTILINE)
    assert made
    assert taken
    # Debian 12's RAUC (1.8) cannot mount the other kind with a kernel from 6.19 on.
    assert made[1] == taken[1] == "plain"


def test_an_archive_that_cannot_be_reached_is_named() -> None:
    said = parts("archive=http://127.0.0.1:9/debian; read_archive; exit 3")
    assert "http://127.0.0.1:9/debian/dists/bookworm cannot be reached; connect this machine" in said.err
    assert "Traceback" not in said.err
