"""What an owner sends in: the figures are all there, and nothing that is nobody's business."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from appliance.bench.alternatives import OURS
from appliance.bench.report import Report, report_of
from appliance.bench.runner import Measured, Results
from appliance.bench.setup import ModelFile
from appliance.bench.submission import OTHER_MODEL, Submission, features, read_submission, submission_of
from appliance.bench.submitted import FOLDER, main, row, table
from appliance.bench.submitted_board import SubmittedBoard, kernel_version, submitted_board
from appliance.bench.submitted_settings import changed_settings
from appliance.commands.result_files import check_can_write, check_can_write_all, write_result
from appliance.errors import ConfigError
from appliance.models.manifest import load_manifest
from appliance.monitoring.health import PipelineHealth
from appliance.settings import Settings
from appliance.system.machine import Machine
from appliance.system.throttling import Throttling
from tests.unit.bench.bench_rig import PI, asked, setup
from tests.unit.machine_files import write

DAY = datetime.date(2026, 12, 1)
BOARD = SubmittedBoard(
    name="Raspberry Pi 5 Model B Rev 1.0", is_raspberry_pi=True, cores=4, memory_mb=8443, architecture="aarch64",
    kernel="6.12.25+rpt-rpi-2712", system="debian 12", max_mhz=2400, governor="ondemand", has_dot_products=True,
    slowed_by=(),
)  # fmt: skip
KNOWN = load_manifest().models
PAGE = Path(__file__).resolve().parents[3] / "appliance" / "docs" / "on-a-pi.md"


def report(**changed: object) -> Report:
    """Return the report of two turns; `changed` is its setup."""
    turns = [asked(), asked(400.0, error="/home/jane/models/secret.gguf: cannot be read")]
    return report_of(PI, setup(**changed), Results({OURS: Measured(turns, [PipelineHealth(1, 2, 3, 4)])}, None, 0.1))


def submission(settings: Settings | None = None, **changed: object) -> Submission:
    return submission_of(report(**changed), settings or Settings(), BOARD, KNOWN, DAY)


# --- the figures ---


def test_each_stage_and_each_question_has_its_median_and_95th_percentile() -> None:
    ours = submission().ours
    whole, question = ours.times_ms["voice_to_voice"], ours.questions_ms["tone"]
    assert whole is not None
    assert (whole.count, whole.p50, whole.p95) == (2, 377.5, 400.0)
    assert question == whole
    assert {"first_token", "first_audio", "final_transcript", "endpoint"} <= ours.times_ms.keys()
    assert (ours.turns, ours.answered, ours.failed, ours.cpu_s) == (2, 2, 1, 1.0)
    assert (ours.capture_xruns, ours.playback_xruns, ours.dropped_frames, ours.late_frames) == (1, 2, 3, 4)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_result("--submit", tmp_path / "mine.json", submission().as_json())
    assert read_submission(tmp_path / "mine.json") == submission()


def test_a_model_of_the_list_has_its_name_and_any_other_has_none() -> None:
    known = next(model for model in KNOWN if model.name == "whisper-tiny.en")
    files = {
        "recognizer": ModelFile("my-wife-jane.bin", 43_550_778, (known.files[0].sha256 or "")[:16]),
        "language_model": ModelFile("my-diary-finetune.gguf", 10, "0123456789abcdef"),
    }
    models = submission(models=files).models
    assert (models["recognizer"].name, models["language_model"].name) == ("whisper-tiny.en", OTHER_MODEL)
    assert (models["language_model"].bytes, models["language_model"].sha256) == (10, "0123456789abcdef")


def test_a_build_is_told_as_numbers() -> None:
    assert features("CPU : NEON = 1 | DOTPROD = 0 | /home/jane/x = 3 | REPACK = 1 | ") == {
        "NEON": 1, "DOTPROD": 0, "REPACK": 1,
    }  # fmt: skip


# --- nothing private ---

SECRETS = (
    "jane", "Jane", "kitchen-pi", "192.168", "Siobhan", "diary", "Bletchley", "secret", "/home", "A tone.",
    "Yes.", "mic_in",
)  # fmt: skip


def test_nothing_private_is_in_it() -> None:
    settings = Settings.model_validate(
        {
            "session": {"words": ["Siobhan"], "system_prompt": "You live in Bletchley with Jane.", "pace": "patient"},
            "models": {
                "folder": "/home/jane/models",
                "language_model": "http://192.168.1.20:8080",
                "voice": "/home/x.onnx",
            },
            "audio": {"microphone": "pcm:mic_in"},
        }
    )
    private = {
        "room": "a sound card, through mic_in and plughw:CARD=Jane",
        "models": {"language_model": ModelFile("diary.gguf", 10, "0123456789abcdef")},
        "server": "http://192.168.1.20:8080",
        "builds": {"llama.cpp": "/home/jane/llama : NEON = 1"},
        "versions": {"python": "3.11.2", "numpy": "2.4 from /home/jane"},
    }
    text = submission(settings, **private).as_json()
    assert not [secret for secret in SECRETS if secret in text]
    sent = json.loads(text)
    assert (sent["room"], sent["has_server"]) == ("a sound card", True)
    assert sent["settings"] == {"session.pace": "patient"}
    assert sorted(sent["own_texts"]) == ["session.system_prompt", "session.words"]
    assert sent["versions"] == {"python": "3.11.2"}


def test_settings_as_they_come_are_not_listed() -> None:
    assert changed_settings(Settings()) == ({}, ())


def test_numbers_and_switches_that_were_changed_are_listed() -> None:
    values = {
        "session": {"streaming": False, "endpointing_delay_s": 0.9},
        "threads": {"voice": 1},
        "audio": {"lead_in_ms": 300},
    }
    changed, own_texts = changed_settings(Settings.model_validate(values))
    assert changed == {
        "session.streaming": False, "session.endpointing_delay_s": 0.9, "threads.voice": 1, "audio.lead_in_ms": 300,
    }  # fmt: skip
    assert own_texts == ()


# --- the board ---


@pytest.mark.parametrize(
    ("release", "told"),
    [
        ("6.12.25+rpt-rpi-2712", "6.12.25+rpt-rpi-2712"),
        ("6.6.31+rpt-rpi-v8", "6.6.31+rpt-rpi-v8"),
        ("6.1.21-v8+", "6.1.21-v8+"),
        ("6.6.20-v8-16k+", "6.6.20"),
        ("6.1.0-53-arm64", "6.1.0-53-arm64"),
        ("6.12.43+deb13-arm64", "6.12.43+deb13-arm64"),
        ("7.3.4+deb13-arm64", "7.3.4+deb13-arm64"),
        ("6.8.0-1013-raspi", "6.8.0-1013-raspi"),
        ("6.15.0-rc3-v8+", "6.15.0-rc3-v8+"),
        ("6.6.31-janes-kitchen-pi", "6.6.31"),
        ("6.6.31-jane+", "6.6.31"),
        ("6.6.31-v8jane", "6.6.31"),
        ("jane", ""),
        ("", ""),
    ],
)
def test_of_a_kernel_only_what_distributions_name_is_told(release: str, told: str) -> None:
    assert kernel_version(release) == told


def test_the_board_is_told_by_what_the_kernel_says(tmp_path: Path) -> None:
    write(
        tmp_path / "proc/cpuinfo",
        "processor\t: 0\nFeatures\t: fp asimd evtstrm crc32 asimdhp asimddp\nSerial\t: 10000000abcdef",
    )
    write(tmp_path / "etc/os-release", 'PRETTY_NAME="Jane\'s OS"\nID=debian\nVERSION_ID="12"')
    folder = tmp_path / "sys/devices/system/cpu/cpu0/cpufreq"
    write(folder / "cpuinfo_max_freq", "2400000")
    write(folder / "scaling_governor", "ondemand")
    told = Throttling((), ("under-voltage",))
    board = submitted_board(PI, "6.12.25+rpt-rpi-2712", "aarch64", told, tmp_path)
    assert (board.name, board.max_mhz, board.governor, board.system) == (PI.raspberry_pi, 2400, "ondemand", "debian 12")
    assert board.has_dot_products is True
    assert board.slowed_by == ("under-voltage",)
    assert "abcdef" not in str(board)


def test_a_pi_4_has_no_dot_products_and_a_pc_is_another_processor(tmp_path: Path) -> None:
    write(tmp_path / "proc/cpuinfo", "Features\t: fp asimd evtstrm crc32 cpuid")
    assert submitted_board(PI, "6.1.0", "aarch64", None, tmp_path).has_dot_products is False
    write(tmp_path / "proc/cpuinfo", "flags\t: avx2")
    pc = submitted_board(PI, "6.1.0", "x86_64", None, tmp_path)
    assert (pc.has_dot_products, pc.architecture) == (None, "x86_64")


def test_a_name_that_no_maker_gives_is_not_told(tmp_path: Path) -> None:
    machine = Machine("x\u202e", 4, 100, "Raspberry Pi of Jane; rm -rf /")
    assert submitted_board(machine, "6.1.0", "aarch64", None, tmp_path).name == "unknown"


# --- the file ---


@pytest.mark.parametrize("name", ["nowhere/mine.json", ".", "x" * 250])
def test_a_place_where_nothing_can_be_written_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"^--submit .*: (is a folder|cannot be written there: .+)"):
        check_can_write("--submit", tmp_path / name)


def test_a_device_is_not_replaced_by_a_file() -> None:
    with pytest.raises(ConfigError, match="would be replaced"):
        check_can_write("--submit", Path("/dev/null"))
    assert not Path("/dev/null").is_file()


def test_two_results_cannot_go_to_one_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--json goes there too"):
        check_can_write_all({"--json": tmp_path / "a", "--plot": None, "--submit": tmp_path / "a"})
    check_can_write_all({"--json": None, "--plot": None, "--submit": Path("-")})


def test_a_folder_that_is_gone_at_the_end_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--submit .*gone/mine\.json: cannot be written there: No such file"):
        write_result("--submit", tmp_path / "gone" / "mine.json", "{}")


@pytest.mark.parametrize("text", ["", "{}", "[1]", "nonsense", '{"format": 1}'])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "mine.json", text)
    assert main([str(tmp_path / "mine.json")]) == 1
    assert (
        "mine.json: is no result of this version; write one with `appliance bench --submit" in capsys.readouterr().err
    )


# --- the page ---


def test_a_row_says_what_was_measured() -> None:
    cells = [cell.strip() for cell in row(submission(builds={"llama.cpp": "DOTPROD = 1 | "})).strip("|").split("|")]
    assert cells[:3] == ["Raspberry Pi 5 Model B Rev 1.0, 4 cores, 8.4 GB", "6.12.25+rpt-rpi-2712", "yes"]
    assert cells[4:8] == ["378 / 400", "60", "55", "1.00"]
    assert cells[-1] == "2026-12-01"


def test_the_page_has_the_table_of_the_results_that_were_sent_in() -> None:
    sent = [read_submission(path) for path in sorted(FOLDER.glob("*.json"))]
    assert table(sent) in PAGE.read_text(encoding="utf-8")
