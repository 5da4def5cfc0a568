"""The projection: its arithmetic on numbers that can be reckoned by hand, its data, and the tables on the page."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from appliance.bench.projected_times import (
    BRAINS,
    FIRST_PIECE,
    FITTED,
    OPENING_ENCODED,
    RECOGNIZER,
    SENTENCE,
    TOGETHER,
    VOICE,
    WRITTEN,
    Compared,
    Projection,
    Times,
    brains_of_the_manifest,
    compared,
    typical_error,
)
from appliance.bench.projection import main, tables
from appliance.bench.projection_data import FOLDER, Board, Count, Data, Known, Prompt, Speed, VoiceSpeed, load_data
from appliance.errors import ConfigError
from appliance.models.choice import PROMPT_TOKENS

PAGE = Path(__file__).resolve().parents[3] / "appliance" / "docs" / "on-a-pi.md"
BUILD = "armv8-a"
TOY = "toy"


def count(model: str, work: str, units: float, millions: float) -> Count:
    return Count(build=BUILD, model=model, work=work, units=units, instructions=round(millions * 1e6))


def toy(memory: float = 1e9, prompt: float = 100.0, scale: float = 1.0) -> Projection:
    """Return a board that does 1000 million instructions a second in matrices, and 500 million in the voice."""
    counts = (
        count(TOY, TOGETHER, 16, 160),  # 10 a token
        count(TOY, WRITTEN, 2, 40),  # 20 a token
        count(RECOGNIZER, FITTED, 1, 200),
        count(VOICE, SENTENCE[0], 1, 60),
        count(VOICE, SENTENCE[1], 2, 940),
        count(VOICE, OPENING_ENCODED, 1, 50),
        count(VOICE, FIRST_PIECE, 36, 100),
    )
    board = Board(
        name="Toy",
        build=BUILD,
        threads=3,
        prompt=Prompt(value=prompt, model=TOY, work=TOGETHER, scale=scale, source="here"),
        memory=Speed(value=memory, source="here"),
        voice=VoiceSpeed(value=1.0, source="here", build=BUILD),
        memories_mb=(2000, 4000),
    )
    return Projection(Data(boards={"toy": board}, known=(), counts=counts, weights={TOY: 30_000_000}), board)


# --- arithmetic ---


def test_a_published_prompt_says_how_many_instructions_a_board_does() -> None:
    assert toy().matrix_rate == pytest.approx(1e9)
    assert toy(scale=2.0).matrix_rate == pytest.approx(2e9)


def test_a_published_sentence_says_it_of_the_voice() -> None:
    assert toy().voice_rate == pytest.approx(0.5e9)


def test_the_work_becomes_time() -> None:
    times = toy().times(TOY)
    assert (times.decode, times.prompt_token) == pytest.approx((200, 10))
    assert times.voice == pytest.approx(300)


def test_a_turn_is_the_work_of_its_stages() -> None:
    millions = 200 + 10 * 10 + 4 * 20 + 50 + 100
    assert toy().turn_instructions(TOY) == pytest.approx(millions * 1e6)
    assert toy().turn_bytes(TOY) == 5 * 30_000_000


def test_a_written_token_is_bound_by_memory_or_by_its_instructions() -> None:
    assert toy(memory=1e9).times(TOY).token == pytest.approx(30)
    assert toy(memory=10e9).times(TOY).token == pytest.approx(20)


def test_a_turn_is_the_sum_and_never_shorter_than_the_pause() -> None:
    times = Times(decode=100, prompt_token=5, token=10, voice=60)
    assert (times.first_token, times.opening) == (60, 30)
    assert times.computed == 40 + 100 + 60 + 30 + 60
    assert times.turn == 300 + 15
    assert Times(decode=200, prompt_token=5, token=10, voice=60).turn == 390 + 15
    assert Times(decode=300, prompt_token=5, token=10, voice=60).turn_with_opening == 400 + 15


def test_a_faster_board_is_never_slower() -> None:
    slow, fast = toy(memory=1e9).times(TOY), toy(memory=2e9, prompt=200).times(TOY)
    assert all(getattr(fast, name) <= getattr(slow, name) for name in ("decode", "prompt_token", "token", "turn"))


def test_the_error_is_the_same_for_twice_and_for_half() -> None:
    known = Known(board="toy", what="decode", ms=100, kind="measured", source="here")
    assert typical_error([Compared(known, 200)]) == pytest.approx(2)
    assert typical_error([Compared(known, 50)]) == pytest.approx(2)
    assert typical_error([Compared(known, 100), Compared(known, 100)]) == pytest.approx(1)


# --- data ---


def test_every_known_time_can_be_projected() -> None:
    data = load_data()
    found = list(compared(data))
    assert len(found) == len(data.known)
    assert all(math.isfinite(each.ratio) and each.ratio > 0 for each in found)
    assert {each.known.kind for each in found} == {"measured", "published"}


def test_every_speed_says_what_it_is() -> None:
    for board in load_data().boards.values():
        for speed in (board.prompt, board.memory, board.voice):
            assert speed.source.startswith(("published: ", "measured: ", "projected: "))


def test_a_build_with_dot_products_needs_fewer_instructions_where_weights_are_repacked() -> None:
    data = load_data()
    for model in ("smollm2-135m-instruct q8_0", "smollm2-135m-instruct q4_0"):
        with_them, without = (
            data.count(build, model, TOGETHER).per_unit for build in ("armv8.2-a+dotprod+fp16", "armv8-a")
        )
        assert with_them < without / 3


def test_the_simulated_caches_read_about_the_weights_for_a_written_token() -> None:
    data = load_data()
    brain = next(iter(BRAINS))
    simulated = [each for each in data.counts if (each.model, each.work) == (brain, WRITTEN) and each.missed]
    assert {each.build for each in simulated} == {"armv8-a", "armv8.2-a+dotprod+fp16"}
    for each in simulated:
        assert each.missed is not None
        assert each.missed / each.units / data.weights_of(brain) == pytest.approx(1.1, abs=0.1)


def test_a_missing_count_is_named() -> None:
    with pytest.raises(ConfigError, match=r"has no count of 'sing' of 'toy' for armv8-a"):
        toy().data.count(BUILD, TOY, "sing")
    with pytest.raises(ConfigError, match=r"weights: has none for 'other'"):
        toy().data.weights_of("other")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("speeds.toml", "x = ", "speeds.toml: is not valid TOML"),
        ("speeds.toml", "x = 1", "board"),
        ("counts.toml", '[weights]\n[[count]]\nbuild = "a"', "count"),
    ],
)
def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path, name: str, text: str, words: str) -> None:
    for each in ("counts.toml", "speeds.toml"):
        shutil.copy(FOLDER / each, tmp_path / each)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load_data(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        load_data(tmp_path)


# --- the page ---


def test_the_page_has_the_tables_that_the_command_makes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out.rstrip()
    assert printed == tables(load_data(), brains_of_the_manifest())
    assert printed in PAGE.read_text(encoding="utf-8")


def test_every_board_and_brain_has_its_counts_of_a_turn() -> None:
    data, brains = load_data(), brains_of_the_manifest()
    lines = tables(data, brains).splitlines()
    for key in ("pi5", "pi4"):
        board = data.boards[key]
        for brain in brains:
            millions = Projection(data, board).turn_instructions(brain.name) / 1e6
            assert (
                sum(f"{board.name}, {BRAINS[brain.name]} | {board.build} | {millions:.0f} |" in line for line in lines)
                == 1
            )


def test_the_brain_of_a_board_is_what_the_product_would_choose() -> None:
    data = load_data()
    brains = brains_of_the_manifest()
    for board in data.boards.values():
        projection = Projection(data, board)
        for memory_mb in board.memories_mb:
            chosen = projection.choice(brains, memory_mb)
            times = projection.times(chosen.model.name)
            expected_s = (times.decode + PROMPT_TOKENS * (times.prompt_token + times.token) + times.voice) / 1000
            assert chosen.has_memory
            assert chosen.first_sound_s == pytest.approx(max(0.3, expected_s), rel=0.01)
