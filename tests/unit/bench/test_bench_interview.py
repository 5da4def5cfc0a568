"""An interview on simulated models: the result of each turn, and the order of the turns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.adapters.simulated import (
    SimulatedLanguageModel,
    SimulatedRecognizer,
    SimulatedSpeechDetector,
    simulated_models,
)
from appliance.audio.format import Samples
from appliance.bench.idle import Clocks, idle_cost
from appliance.bench.interview import AskedTurn, Interview
from appliance.bench.runner import Plan, run
from appliance.errors import ModelUnavailable, PipelineError
from appliance.interfaces import GenerationOptions, Message
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from tests.unit.bench.bench_rig import FastRoom, alternative, question
from tests.unit.scripted import Clock
from tests.unit.watched_thread import TIMEOUT_S

TRANSCRIPT = "This is what a simulated recogniser heard."


def test_times_are_measured_on_the_sound_from_the_true_end_of_speech() -> None:
    room, clock, cpu_clock = FastRoom(began_s=100.0, sound_s=102.25), Clock(101.75), Clock(7.0)
    with Interview(alternative(), room, clock, cpu_clock) as interview:
        turn = interview.ask(question(speech_end_s=1.5))
    assert room.asked_after_s == [101.5]
    assert turn.voice_to_voice == pytest.approx(750)
    assert turn.judged_over == pytest.approx(250)
    assert not turn.is_cut_off
    assert (turn.transcript, turn.expected, turn.question) == (TRANSCRIPT, "A tone.", "tone")
    assert turn.reply == f"You said: {TRANSCRIPT} This is a simulated reply."
    assert turn.metrics
    assert turn.metrics.outcome is Outcome.ANSWERED
    assert (turn.cpu_s, turn.error) == (0.0, None)


def test_a_turn_judged_over_before_the_end_of_speech_was_cut_off() -> None:
    with Interview(alternative(), FastRoom(began_s=100.0), Clock(101.25)) as interview:
        turn = interview.ask(question(speech_end_s=1.5))
    assert turn.judged_over == pytest.approx(-250)
    assert turn.is_cut_off
    assert turn.voice_to_voice is None


def test_without_a_known_end_of_speech_no_time_is_measured_but_a_cut_is_seen() -> None:
    with Interview(alternative(), FastRoom(began_s=100.0), Clock(101.0)) as interview:
        turn = interview.ask(question(speech_end_s=None))
    assert turn.voice_to_voice is None
    assert turn.judged_over == pytest.approx(-500, abs=2)


def test_a_reply_in_a_pause_talks_over_the_user_until_it_falls_silent() -> None:
    room = FastRoom(began_s=100.0)
    room.last_sounds_s = {100.4: 100.55, 100.8: 101.125}
    paused = question(speech_end_s=1.5, pauses=((0.4, 0.6), (0.8, 1.0)))
    assert paused.silences_s == ((0.4, 0.6, 0.8), (0.8, 1.0, 1.5))
    with Interview(alternative(), room, Clock(102.0)) as interview:
        assert interview.ask(paused).talked_over == pytest.approx(125)
        room.last_sounds_s = {100.4: 100.55}
        assert interview.ask(paused).talked_over == 0.0
        room.last_sounds_s = {}
        assert interview.ask(paused).talked_over is None


def test_processor_time_is_that_of_the_whole_turn() -> None:
    cpu_clock = Clock()

    class BusyLanguageModel(SimulatedLanguageModel):
        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            cpu_clock.now_s += 0.25
            yield "Yes."

    models = replace(simulated_models(), language_model=BusyLanguageModel)
    with Interview(alternative(models=models), FastRoom(), cpu_clock=cpu_clock) as interview:
        assert interview.ask(question()).cpu_s == pytest.approx(0.25)


def test_a_turn_that_fails_is_kept_with_its_error_and_the_next_is_asked() -> None:
    class LanguageModelThatRefusesOnce(SimulatedLanguageModel):
        refused = False

        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            if not self.refused:
                self.refused = True
                raise ModelUnavailable("no room for a reply")
            yield "Yes."

    models = replace(simulated_models(), language_model=LanguageModelThatRefusesOnce)
    with Interview(alternative(models=models), FastRoom()) as interview:
        failed, answered = interview.ask(question()), interview.ask(question())
    assert "no room for a reply" in (failed.error or "")
    assert (failed.metrics and failed.metrics.outcome) is Outcome.FAILED
    assert (answered.reply, answered.error) == ("Yes.", None)


def test_a_stage_that_dies_ends_the_run() -> None:
    class BrokenRecognizer(SimulatedRecognizer):
        def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
            raise ZeroDivisionError

    models = replace(simulated_models(), recognizer=BrokenRecognizer)
    with pytest.raises(PipelineError, match="compute"), Interview(alternative(models=models), FastRoom()) as one:
        one.ask(question())


def test_rounds_take_turns_and_each_has_a_conversation_of_its_own() -> None:
    sizes: list[int] = []

    class LanguageModelThatCounts(SimulatedLanguageModel):
        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            sizes.append(len(messages))
            yield "Yes."

    ours = alternative("appliance", replace(simulated_models(), language_model=LanguageModelThatCounts))
    questions = (question("first"), question("second"))
    plan = Plan((ours, alternative("batch")), FastRoom(), questions, repeats=2, idle_s=0)
    told: list[tuple[str, str]] = []

    def keep(name: str, turn: AskedTurn) -> None:
        told.append((name, turn.question))

    results = run(plan, keep)
    measured = results.measured
    one_round = [(name, asked) for name in ("appliance", "batch") for asked in ("first", "second")]
    assert told == one_round * 2
    assert plan.turns == len(told)
    assert sizes[0] == sizes[2] < sizes[1] == sizes[3]
    assert [len(measured[name].turns) for name in ("appliance", "batch")] == [4, 4]
    assert [len(measured[name].health) for name in ("appliance", "batch")] == [2, 2]
    assert results.idle is None


def test_a_round_beside_busy_processes_has_as_many_as_asked_for_and_leaves_none() -> None:
    others: list[int] = []

    class LanguageModelThatLooks(SimulatedLanguageModel):
        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            others.append(len(children()))
            yield "Yes."

    def children() -> set[str]:
        return {child for task in Path("/proc/self/task").iterdir() for child in _children(task)}

    models = replace(simulated_models(), language_model=LanguageModelThatLooks)
    before = len(children())
    plan = Plan((replace(alternative("load-2", models), busy_processes=2),), FastRoom(), (question("one"),), 1, 0)
    run(plan, lambda *_: None)
    assert others == [before + 2]
    assert len(children()) == before


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:  # the thread has ended
        return []


def test_the_cost_of_silence_is_a_share_of_one_core_and_no_silence_is_decoded() -> None:
    clock, cpu_clock = Clock(), Clock()

    def wait(length_s: float) -> None:
        clock.now_s += length_s
        cpu_clock.now_s += 0.03 * length_s

    cost = idle_cost(alternative(), FastRoom(), 4.0, Clocks(clock, cpu_clock, wait))
    assert (cost.ready_percent, cost.listening_percent, cost.decodes) == (3.0, 3.0, 0)


def test_a_decode_of_silence_would_be_counted() -> None:
    class DetectorThatHearsVoices(SimulatedSpeechDetector):
        def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:
            return True

    begun = threading.Event()

    class RecognizerThatTells(SimulatedRecognizer):
        def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
            begun.set()
            return super().transcribe(samples, cancelled)

    lengths_s: list[float] = []

    def wait(length_s: float) -> None:
        lengths_s.append(length_s)
        if len(lengths_s) == 2:  # the first wait is while the session is ready and does not listen
            assert begun.wait(TIMEOUT_S)

    models = replace(simulated_models(), detector=DetectorThatHearsVoices, recognizer=RecognizerThatTells)
    cost = idle_cost(alternative(models=models), FastRoom(), 1.0, Clocks(lambda: sum(lengths_s), lambda: 0.0, wait))
    assert cost.decodes >= 1
