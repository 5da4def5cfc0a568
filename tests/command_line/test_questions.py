"""`appliance ask`: its JSON, several turns, any WAV, and no invented replies when nobody spoke."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

from appliance.recordings.recordings import FOLDER
from tests.command_line import sounds
from tests.command_line.command import Command, Outcome, assert_one_sentence

TIMINGS = {"vad", "first_partial", "final_transcript", "first_token", "first_sentence", "first_audio", "voice_to_voice"}
TURN = {"question", "transcript", "partials", "reply", "states", "reply_audio_s", "timings_ms"}
CAPITAL_OF_FRANCE = FOLDER / "capital-of-france.wav"
PATH_OF_AN_ANSWER = ["connected", "listening", "processing", "speaking", "connected"]


def report(outcome: Outcome) -> dict[str, Any]:
    """Return stdout, which must be one JSON object."""
    result = json.loads(outcome.out)
    assert isinstance(result, dict)
    return result


def words(text: str) -> str:
    return str(EnglishTextNormalizer()(text))


def assert_turn(turn: dict[str, Any], question: str, timings: set[str] = TIMINGS) -> None:
    assert set(turn) >= TURN
    assert turn["question"] == question
    assert turn["states"] == PATH_OF_AN_ANSWER
    assert turn["transcript"]
    assert turn["reply"]
    assert all(isinstance(partial, str) and partial for partial in turn["partials"])
    assert turn["reply_audio_s"] > 0
    assert set(turn["timings_ms"]) >= TIMINGS
    assert all(turn["timings_ms"][name] >= 0 for name in timings)


def test_simulated_models_need_no_files_and_are_named_simulated(appliance: Command, tone: Path) -> None:
    nothing_installed = Command(appliance.folder, {"XDG_DATA_HOME": str(appliance.folder / "nothing")})
    outcome = nothing_installed("ask", "--fast", "--simulated", "--json", "tone.wav", "tone.wav")
    assert (outcome.status, outcome.err) == (0, "")
    result = report(outcome)
    assert set(result["models"].values()) == {"simulated"}
    assert len(result["turns"]) == 2
    for turn in result["turns"]:
        assert_turn(turn, "tone.wav")
        assert turn["partials"]


@pytest.fixture(scope="module")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Outcome]:
    """Three questions in one conversation, as fast as the real models can, and the outcome."""
    folder = tmp_path_factory.mktemp("conversation")
    mono = sounds.resampled(CAPITAL_OF_FRANCE, 48_000)
    sounds.save(folder / "stereo.wav", np.column_stack([mono, mono / 2]), 48_000, "PCM_24")
    sounds.save(folder / "telephone.wav", sounds.resampled(CAPITAL_OF_FRANCE, 8000), 8000)
    questions = ["stereo.wav", "telephone.wav", str(CAPITAL_OF_FRANCE)]
    return questions, Command(folder)("ask", "--fast", "--json", *questions)


def test_a_conversation_of_any_wavs(conversation: tuple[list[str], Outcome]) -> None:
    questions, outcome = conversation
    assert (outcome.status, outcome.err) == (0, "")
    result = report(outcome)
    assert set(result) >= {"models", "turns"}
    assert "whisper-tiny.en" in result["models"].values()
    assert "simulated" not in result["models"].values()
    for turn, question in zip(result["turns"], questions, strict=True):
        assert_turn(turn, question)
        assert words(turn["transcript"]) == "what is the capital of france"
        assert turn["partials"]


def test_in_real_time_the_transcript_is_the_same(appliance: Command, conversation: tuple[list[str], Outcome]) -> None:
    outcome = appliance("ask", "--realtime", "--json", "-o", "answer.wav", CAPITAL_OF_FRANCE)
    assert (outcome.status, outcome.err) == (0, "")
    turn, fast_turn = report(outcome)["turns"][0], report(conversation[1])["turns"][-1]
    assert_turn(turn, str(CAPITAL_OF_FRANCE))
    assert words(turn["transcript"]) == words(fast_turn["transcript"])
    assert (appliance.folder / "answer.wav").stat().st_size > 44


def test_no_answer_is_invented_where_nobody_spoke(appliance: Command) -> None:
    made = {
        "silence.wav": sounds.silence(),
        "white noise.wav": sounds.white_noise(),
        "hum.wav": sounds.hum(),
        "clicks.wav": sounds.clicks(),
        "chords.wav": sounds.chords(),
    }
    questions = [sounds.save(appliance.folder / name, sound) for name, sound in made.items()]
    questions += [FOLDER / "noise.wav", FOLDER / "silence.wav"]
    outcome = appliance("ask", "--fast", "--json", "-o", "answer.wav", *questions)
    turns = report(outcome)["turns"]
    assert [(turn["transcript"], turn["reply"]) for turn in turns] == [("", "")] * len(questions)
    assert_one_sentence(outcome, "nothing was said", *map(str, questions))
    assert not (appliance.folder / "answer.wav").exists()


def test_speech_after_a_long_silence_is_not_called_silence(appliance: Command) -> None:
    """The session gives up after 8 s. There may be words later in the recording, so the sentence must not deny them."""
    sounds.save(appliance.folder / "late.wav", np.concatenate([sounds.silence(10), sounds.tone()]))
    outcome = appliance("ask", "--fast", "--simulated", "late.wav")
    assert_one_sentence(outcome, "late.wav")
    assert "no words in the recording" not in outcome.err


def test_stdout_is_only_json_even_when_a_stage_fails(appliance: Command, tone: Path) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nstreaming = false\ntranscription_timeout_s = 1e-9\n")
    outcome = appliance("ask", "--fast", "--simulated", "--json", "tone.wav", "-o", "answer.wav", "-c", "mine.toml")
    assert_one_sentence(outcome, "transcriber")
    assert report(outcome)["turns"] != []
    assert not (appliance.folder / "answer.wav").exists()


def test_a_question_is_answered_without_speech_detection(appliance: Command, tone: Path) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nvad_enabled = false\n")
    outcome = appliance("ask", "--fast", "--simulated", "--json", "tone.wav", "-c", "mine.toml")
    assert (outcome.status, outcome.err) == (0, "")
    assert_turn(report(outcome)["turns"][0], "tone.wav")


def test_a_question_is_answered_without_partial_transcripts(appliance: Command, tone: Path) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nstreaming = false\n")
    outcome = appliance("ask", "--fast", "--simulated", "--json", "tone.wav", "-c", "mine.toml")
    assert (outcome.status, outcome.err) == (0, "")
    turn = report(outcome)["turns"][0]
    assert_turn(turn, "tone.wav", TIMINGS - {"first_partial"})
    assert (turn["partials"], turn["timings_ms"]["first_partial"]) == ([], None)


def test_a_question_that_is_asked_back_was_not_answered(appliance: Command) -> None:
    """The recogniser is sure of this one, but here nothing is sure enough."""
    (appliance.folder / "mine.toml").write_text("[session]\nask_back_below = 1\n")
    outcome = appliance("ask", "--fast", "-c", "mine.toml", str(CAPITAL_OF_FRANCE), "-o", "answer.wav")
    assert outcome.status == 1
    assert_one_sentence(outcome, str(CAPITAL_OF_FRANCE), "the recogniser was not sure what was said")
    assert "I didn't catch that. Could you say it again?" in outcome.out
