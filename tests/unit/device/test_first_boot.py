"""First boot: settings on the boot partition are adopted once and as a whole, or refused with nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.device.first_boot import ERROR_NAME, adopt
from appliance.device.notice import read_notice
from appliance.errors import ConfigError
from appliance.settings_file import load_settings

ROOT = Path(__file__).resolve().parents[3]
FIELD = ROOT / "tests" / "field"
MINE = "# mine\n[session]\n# because of the dog\nvad_sensitivity = 0.2 # low\n\n[audio]\nvolume = 5\n"


@dataclass(frozen=True, slots=True)
class Machine:
    """A boot partition, a folder of settings, and a place for the notice."""

    folder: Path

    def __post_init__(self) -> None:
        for name in ("boot", "etc", "run"):
            (self.folder / name).mkdir()
        self.settings.write_text(MINE)

    @property
    def card(self) -> Path:
        return self.folder / "boot" / "voice-appliance.toml"

    @property
    def settings(self) -> Path:
        return self.folder / "etc" / "appliance.toml"

    @property
    def before(self) -> Path:
        return self.folder / "etc" / "appliance.toml.before"

    @property
    def error_text(self) -> Path:
        return self.folder / "boot" / ERROR_NAME

    @property
    def notice(self) -> Path:
        return self.folder / "run" / "notice"

    def adopt(self) -> None:
        adopt(self.card, self.settings, self.notice)

    def complaint(self) -> str:
        """Return the error with which the card is refused; check that nothing was changed."""
        before = self.settings.read_bytes() if self.settings.is_file() else None
        with pytest.raises(ConfigError) as caught:
            self.adopt()
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert (self.settings.read_bytes() if self.settings.is_file() else None) == before
        assert not self.before.exists()
        return sentence

    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_settings_on_the_card_are_merged_into_those_that_are_there(machine: Machine) -> None:
    machine.card.write_text('[audio]\nvolume = 60\n[light]\nnight_from = "21:00"\n')
    machine.adopt()
    assert machine.settings.read_text() == (
        MINE.replace("volume = 5", "volume = 60") + '\n[light]\nnight_from = "21:00"\n'
    ), "the owner's comments stay"
    settings = load_settings(machine.settings)
    assert (settings.session.vad_sensitivity, settings.audio.volume) == (0.2, 60)
    assert machine.before.read_text() == MINE
    assert machine.names() == ["boot/voice-appliance.toml.read", "etc/appliance.toml", "etc/appliance.toml.before"]
    assert machine.settings.stat().st_mode & 0o777 == 0o644, "the service runs as another user"


def test_the_card_alone_is_enough_if_there_are_no_settings_yet(machine: Machine) -> None:
    machine.settings.unlink()
    machine.card.write_text("[audio]\nvolume = 60\n")
    machine.adopt()
    assert load_settings(machine.settings).audio.volume == 60
    assert not machine.before.exists()


@pytest.mark.parametrize("broken", ["[audio\n", "[audio]\nvolume = 500\n", "[audio]\nvolum = 5\n"])
def test_settings_with_which_nothing_would_start_are_replaced_by_right_ones(machine: Machine, broken: str) -> None:
    machine.settings.write_text(broken)
    machine.card.write_text("[session]\nstreaming = false\n")
    machine.adopt()
    assert machine.settings.read_text() == "[session]\nstreaming = false\n"
    assert machine.before.read_text() == broken


@pytest.mark.parametrize("text", ["", "# nothing\n", "[audio]\nvolume = 5\n"])
def test_a_card_that_changes_nothing_is_read_and_changes_nothing(machine: Machine, text: str) -> None:
    machine.card.write_text(text)
    machine.adopt()
    assert machine.settings.read_text() == MINE
    assert machine.names() == ["boot/voice-appliance.toml.read", "etc/appliance.toml"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_may_come_from_any_laptop(machine: Machine, encoding: str, newline: str) -> None:
    machine.card.write_text('[session]\nsystem_prompt = "Sei höflich."\n', encoding=encoding, newline=newline)
    machine.adopt()
    assert load_settings(machine.settings).session.system_prompt == "Sei höflich."


@pytest.mark.parametrize(
    "present",
    ['session.language = "en"\n', 'session = {language = "en"}\n', "[audio]\nvolume = 5\n[session]\n", "[session] # x"],
)
def test_however_the_owner_wrote_the_settings(machine: Machine, present: str) -> None:
    machine.settings.write_text(present)
    machine.card.write_text("[session]\nvad_sensitivity = 0.7\nnobody_spoke_s = 6\n[button]\npin = 5\n")
    machine.adopt()
    settings = load_settings(machine.settings)
    assert (settings.session.vad_sensitivity, settings.session.nobody_spoke_s, settings.button.pin) == (0.7, 6.0, 5)


# --- wrong ones ---

WRONG = {
    "a key that does not exist": (b"[audio]\nvolum = 60", "'audio.volum'; did you mean 'volume'?"),
    "a section that does not exist": (b"[adio]\nvolume = 60", "'adio'; did you mean 'audio'?"),
    "a section that is none": (b"session = 3", "'session' is a section"),
    "a value that is not allowed": (b"[audio]\nvolume = 101", "audio.volume = 101: must be less than or equal to 100"),
    "cut off in the middle": (b"[audio]\nvolume = 60\n[sess", "is not valid TOML: "),
    "cut off and filled up": (b"[audio]\nvolume = 60\n\0\0\0\0", "is not valid TOML: "),
    "of another encoding": ("[audio]\nvolume = 60 # é".encode("latin-1"), "is not a text file in UTF-8"),
    "a model nobody knows": (b"[models]\nvoice = 'joe'", "did you mean joe-medium?"),
    "a model that is not here": (b"[models]\nvoice = '/nowhere/v.onnx'", "/nowhere/v.onnx does not exist"),
    "a folder without models": (b"[models]\nfolder = '/nowhere'", "are not in /nowhere"),
    "a board nobody knows": (b"[board]\nprofile = 'no-gpi'", "did you mean 'no-gpio'?"),
    "pins that fit no board": (b"[button]\npin = 17\n[light]\nkind = 'led'\npins = [17]", "GPIO17"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_changes_nothing_and_is_reported_twice(machine: Machine, content: bytes, said: str) -> None:
    machine.card.write_bytes(content)
    sentence = machine.complaint()
    assert sentence.startswith(f"{machine.card}: ")
    assert said in sentence
    assert sentence in machine.error_text.read_text()
    notice = read_notice(machine.notice)
    assert notice
    assert notice.reason == sentence
    assert notice.spoken == "The settings on the card were not taken. A file beside them says why."
    assert machine.card.read_bytes() == content, "the owner can correct it"


def test_settings_that_do_not_go_with_those_that_are_there(machine: Machine) -> None:
    machine.settings.write_text("[models]\ncontext_tokens = 512\n")
    machine.card.write_text("[session]\nmax_reply_tokens = 1024\n")
    assert "max_reply_tokens = 1024 must be at most half" in machine.complaint()


def test_a_pin_that_fits_one_board_is_no_mistake(machine: Machine) -> None:
    """The board is not known before the sound cards are there."""
    machine.card.write_text("[light]\npins = [5]\n")
    machine.adopt()
    assert load_settings(machine.settings).light.pins == (5,)


def test_a_folder_in_place_of_the_card_s_file(machine: Machine) -> None:
    machine.card.mkdir()
    assert machine.complaint() == f"{machine.card}: is a folder, not a settings file"
    assert machine.error_text.exists()


def test_once_corrected_it_is_adopted_and_the_reason_is_removed(machine: Machine) -> None:
    machine.card.write_text("[audio]\nvolume = 101\n")
    machine.complaint()
    machine.card.write_text("[audio]\nvolume = 100\n")
    machine.adopt()
    assert machine.names() == ["boot/voice-appliance.toml.read", "etc/appliance.toml", "etc/appliance.toml.before"]


def test_on_an_overlay_in_memory_they_are_taken_and_stay_on_the_card(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    """Else the settings would be gone after the next start, and the file would be marked as read."""
    (machine.folder / "proc/self").mkdir(parents=True)
    (machine.folder / "proc/self/mounts").write_bytes((FIELD / "mounts/raspi-config-bookworm").read_bytes())
    machine.card.write_text("[audio]\nvolume = 60\n")
    machine.error_text.write_text("the reason of an earlier start")
    for _ in range(2):
        adopt(machine.card, machine.settings, machine.notice, machine.folder / "proc")
        assert load_settings(machine.settings).audio.volume == 60
        assert machine.card.read_text() == "[audio]\nvolume = 60\n"
        assert not machine.error_text.exists()
        assert "disable_overlayfs" in caplog.messages[-1]
        machine.settings.write_text(MINE)  # a restart


def test_settings_that_cannot_be_written(machine: Machine) -> None:
    shutil.rmtree(machine.settings.parent)
    machine.card.write_text("[audio]\nvolume = 60\n")
    assert machine.complaint() == f"{machine.settings}: cannot be written: No such file or directory"
    assert read_notice(machine.notice)


def test_a_boot_partition_that_is_read_only(machine: Machine) -> None:
    """The file could not be marked as read, and would be adopted again at every start."""
    machine.card.write_text("[audio]\nvolume = 60\n")
    boot = str(machine.card.parent)
    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 77; shift; exec "$@"'
    command = [sys.executable, "-m", "appliance", "config", "adopt", str(machine.card), "--into", str(machine.settings)]
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    ran = subprocess.run(
        ["unshare", *as_root, "--mount", "sh", "-c", script, "sh", boot, *command, "--notice", str(machine.notice)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip(f"nothing can be mounted here: {ran.stderr.strip()}")
    assert ran.returncode == 1
    assert ran.stderr == (
        f"appliance: {machine.card}: cannot be marked as read, for nothing can be written there; make it writable\n"
    )
    assert machine.names() == ["boot/voice-appliance.toml", "etc/appliance.toml", "run/notice"]
    notice = read_notice(machine.notice)
    assert notice
    assert notice.spoken == "The settings on the card were not taken. The journal says why."
    assert machine.settings.read_text() == MINE


# --- the power fails ---


@pytest.mark.parametrize("card", ["right", "wrong"])
def test_after_a_power_failure_at_any_step_the_next_start_finishes_it(tmp_path: Path, card: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.unit.device.cut_off", card, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) >= 5, "the power failed at hardly any step"
