"""The questions, the machine, the load of other programs, the files and the picture of a benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES
from appliance.bench.plot import picture
from appliance.bench.questions import chosen_questions, silent_room
from appliance.bench.report import report_of
from appliance.bench.runner import Measured, Results
from appliance.bench.setup import ModelFile
from appliance.commands.result_files import check_can_write
from appliance.errors import ConfigError, RecordingError
from appliance.monitoring.health import PipelineHealth
from appliance.system.machine import Machine, this_machine
from tests.unit.bench.bench_rig import PI, asked, question, setup
from tests.unit.machine_files import write
from tests.unit.scripted import Clock

LONGEST_S = 28.0

# --- when sound was captured and played ---


def test_a_recording_begins_when_its_first_sample_is_captured() -> None:
    microphone = WavMicrophone(clock=(clock := Clock(5.0)))
    microphone.open()
    clock.now_s = 60.0
    microphone.read()
    microphone.play(np.ones(2 * FRAME_SAMPLES, dtype=np.int16))
    assert microphone.began_s is None
    for _ in range(4):
        microphone.read()
    assert microphone.began_s == pytest.approx(5 + FRAME_S)
    microphone.play(np.ones(FRAME_SAMPLES, dtype=np.int16))
    assert microphone.began_s is None
    microphone.read()
    assert microphone.began_s == pytest.approx(5 + 5 * FRAME_S)


def test_the_first_sound_is_the_first_that_is_not_silence_after_the_moment() -> None:
    loudspeaker = WavLoudspeaker(clock=(clock := Clock(3.0)))
    loudspeaker.open(1000)
    assert loudspeaker.first_sound_s(0.0) is None
    silence, sound = np.zeros(10, dtype=np.int16), np.full(10, 500, dtype=np.int16)
    loudspeaker.write(silence)
    loudspeaker.write(-sound)
    clock.now_s = 3.5
    loudspeaker.write(sound)
    assert loudspeaker.first_sound_s(0.0) == pytest.approx(3.010)
    assert loudspeaker.first_sound_s(3.015) == pytest.approx(3.015, abs=0.002)
    assert loudspeaker.first_sound_s(3.1) == pytest.approx(3.5, abs=0.002)
    assert loudspeaker.first_sound_s(3.6) is None
    assert loudspeaker.last_sound_s(0.0, 3.4) == pytest.approx(3.019)
    assert loudspeaker.last_sound_s(0.0, 9.0) == pytest.approx(3.509, abs=0.002)
    assert loudspeaker.last_sound_s(3.1, 3.4) is None


def test_a_gap_is_the_time_without_anything_to_play_in_the_middle_of_a_reply() -> None:
    loudspeaker = WavLoudspeaker(clock=(clock := Clock(3.0)))
    loudspeaker.open(1000)
    sound = np.full(10, 500, dtype=np.int16)
    loudspeaker.write(sound)
    for now_s in (3.01, 3.2, 3.3):  # at once, 190 ms late, 90 ms late
        clock.now_s = now_s
        loudspeaker.write(sound)
    assert loudspeaker.longest_gap_s(0.0) == pytest.approx(0.18)
    assert loudspeaker.longest_gap_s(3.1) == pytest.approx(0.09)
    assert loudspeaker.longest_gap_s(3.4) == 0.0
    loudspeaker.take()
    assert loudspeaker.longest_gap_s(0.0) == 0.0


def test_what_is_too_quiet_to_be_audible_is_no_sound() -> None:
    loudspeaker = WavLoudspeaker(clock=Clock(3.0))
    loudspeaker.open(1000)
    loudspeaker.write(np.full(20, 50, dtype=np.int16))
    assert loudspeaker.first_sound_s(0.0) is None


# --- questions ---


def test_the_clear_questions_are_asked_by_default_and_their_end_is_known() -> None:
    questions = chosen_questions(None, LONGEST_S)
    assert {one.recording.condition for one in questions} == {"clear"}
    assert {one.recording.speaker for one in questions} == {"synthetic"}
    assert all(0 < one.end_s < len(one.samples) / CAPTURE_RATE_HZ for one in questions)


def test_questions_are_asked_in_the_order_of_their_names_and_once_each() -> None:
    questions = chosen_questions("hamlet, capital-of-france,hamlet", LONGEST_S)
    assert [one.recording.name for one in questions] == ["hamlet", "capital-of-france"]


def test_pauses_means_the_questions_with_a_pause() -> None:
    questions = chosen_questions("pauses", LONGEST_S)
    assert questions
    assert all(one.recording.pauses for one in questions)


def test_human_pauses_have_a_known_place_and_names_of_their_own() -> None:
    questions = chosen_questions("human-pauses", LONGEST_S)
    assert len({one.recording.name for one in questions}) == len(questions) >= 10
    for one in questions:
        ((stop_s, resume_s, _),) = one.silences_s
        length_s = resume_s - stop_s
        assert 0.3 <= round(length_s, 3) <= 1.2
        assert one.recording.speaker == "human"


@pytest.mark.parametrize(("name", "words"), [("hamlett", "did you mean 'hamlet'"), ("xyz", "capital-of-france")])
def test_a_wrong_name_is_refused_and_a_right_one_suggested(name: str, words: str) -> None:
    with pytest.raises(RecordingError, match=words):
        chosen_questions(name, LONGEST_S)


def test_an_unknown_end_of_speech_is_where_the_sound_falls_silent() -> None:
    assert question(speech_end_s=None).end_s == pytest.approx(1.5, abs=0.002)
    assert not question(speech_end_s=None).is_end_known


def test_a_silent_room_is_as_long_as_it_has_to_be_and_quiet() -> None:
    room = silent_room(7.5)
    assert len(room) == 7.5 * CAPTURE_RATE_HZ
    assert np.abs(room).max() < 100


# --- machine ---


def test_a_pi_is_recognised_by_its_device_tree(tmp_path: Path) -> None:
    write(tmp_path / "device-tree" / "model", "Raspberry Pi 5 Model B Rev 1.0\0")
    write(tmp_path / "meminfo", "MemTotal:        8245312 kB")
    write(tmp_path / "cpuinfo", "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd")
    machine = this_machine(tmp_path)
    assert (machine.raspberry_pi, machine.memory_mb) == ("Raspberry Pi 5 Model B Rev 1.0", 8443)
    assert "Raspberry Pi 5" in str(machine)


def test_another_machine_is_named_after_its_processor(tmp_path: Path) -> None:
    write(tmp_path / "cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nmodel name\t: Some CPU @ 2 GHz")
    machine = this_machine(tmp_path)
    assert (machine.cpu, machine.raspberry_pi, machine.memory_mb) == ("Some CPU @ 2 GHz", None, 0)


def test_a_machine_with_other_memory_is_still_comparable() -> None:
    assert PI.is_like(Machine(PI.cpu, PI.cores, 4000, PI.raspberry_pi))


def test_what_differs_from_an_earlier_setup_is_named() -> None:
    now = setup(models={"voice": ModelFile("new.onnx", 1, "ff")}, questions=("a", "b", "c", "d"), builds={"x": "y"})
    assert now.differences(setup()) == [
        "questions: 4 (a, b, c, ...), was 1 (tone)",
        "models: voice new.onnx (ff), was voice.onnx (abcd)",
        "builds: x y, was None",
    ]
    assert setup().differences(setup()) == []


# --- files ---


def test_a_file_that_can_be_written_is_right_and_so_is_none(tmp_path: Path) -> None:
    check_can_write("--json", None)
    check_can_write("--json", Path("-"))
    check_can_write("--json", tmp_path / "new.json")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--plot .*nowhere.*No such file"):
        check_can_write("--plot", tmp_path / "nowhere" / "new.png")
    with pytest.raises(ConfigError, match="is a folder"):
        check_can_write("--plot", tmp_path)


def test_the_picture_is_a_png_whatever_there_is_to_draw() -> None:
    measured = {
        "appliance": Measured([asked(), asked(365.0)], [PipelineHealth()]),
        "batch": Measured([asked(2500.0), asked(2600.0)], [PipelineHealth()]),
    }
    drawn = picture(report_of(PI, setup(), Results(measured, None, 0.0)))
    assert drawn.startswith(b"\x89PNG")
    nothing = {"appliance": Measured([asked(None, metrics=None, error="it broke")], [PipelineHealth()])}
    empty = picture(report_of(PI, setup(), Results(nothing, None, 0.0)))
    assert empty.startswith(b"\x89PNG")
    assert empty != drawn
