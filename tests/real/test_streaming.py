"""The pipeline streams: sound comes before the reply is complete, no prompt is evaluated twice, memory is limited."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from appliance.adapters.llama import LlamaLanguageModel
from appliance.installed_models import installed_models
from appliance.interfaces import GenerationOptions
from appliance.recordings.recordings import Recording
from appliance.settings import Settings
from appliance.stages.conversation import Conversation
from appliance.states import SessionState
from tests.real.conftest import Bench

MEMORY_LIMIT_MB = 700


def test_sound_is_played_before_a_reply_of_two_sentences_is_written(
    bench: Bench, question: Callable[[str], Recording]
) -> None:
    bench.ask(question("fall-asleep"))
    told = bench.recorder.told
    reply = bench.recorder.of("reply")[-1]
    assert reply.count(". ") >= 1, f"not two sentences: {reply}"
    speaking = told.index(("state", SessionState.SPEAKING))
    tokens_after_it = [what for what in told[speaking:] if what[0] == "reply"]
    print(f"{len(tokens_after_it)} of {len(bench.recorder.of('reply'))} tokens were written after the first sound")
    assert len(tokens_after_it) > 5
    times = bench.recorder.turns[0].timings_ms()
    since_transcript = [times[name] for name in ("voice_to_voice", "endpoint", "final_transcript", "reply_written")]
    voice_to_voice, endpoint, final_transcript, reply_written = (time or 0.0 for time in since_transcript)
    assert 0 < voice_to_voice - endpoint - final_transcript < reply_written


def test_partials_come_while_the_user_speaks_and_lead_to_the_final(
    bench: Bench, question: Callable[[str], Recording]
) -> None:
    bench.ask(question("largest-planet"))
    kinds = [what[0] for what in bench.recorder.told]
    assert kinds.index("partial") < kinds.index("final")
    partials = bench.recorder.of("partial")
    assert len(partials) >= 3
    lengths = [len(text.split()) for text in partials]
    assert lengths[0] < lengths[-1]
    assert partials[-1] == bench.recorder.of("final")[0]


@pytest.fixture(scope="module")
def language_model(settings: Settings) -> LlamaLanguageModel:
    """The language model by itself, without early openings."""
    config = settings.session.model_copy(update={"early_opening": False})
    loaded = installed_models(settings, config).language_model()
    assert isinstance(loaded, LlamaLanguageModel)
    return loaded


def _reply(model: LlamaLanguageModel, conversation: Conversation, said: str) -> str:
    return "".join(model.reply(conversation.messages(said), GenerationOptions(temperature=0.0, max_tokens=40)))


def test_only_the_new_part_of_a_prompt_is_evaluated(language_model: LlamaLanguageModel) -> None:
    conversation = Conversation("You are a helpful assistant. Answer in one short sentence.")
    for _ in language_model.prepare(conversation.messages("")):
        pass
    for said in ("What is the capital of France?", "And of Italy?", "And of Spain?"):
        before = language_model.count_tokens(conversation.messages())
        reply = _reply(language_model, conversation, said)
        new = language_model.count_tokens(conversation.messages(said)) - before
        # The cache has the reply of the turn before, too. In addition to what the user said, only the tokens that end
        # the reply and begin the next message are evaluated, a few each.
        print(f"{language_model.evaluated_tokens} tokens evaluated, {new} new, {before} before")
        assert language_model.evaluated_tokens <= new + 8 < before
        conversation.remember(said, reply.strip())


@pytest.mark.parametrize("said", ["How do I boil an egg?", "Why is the sky blue?", "Who wrote the play Hamlet?"])
def test_a_reply_does_not_depend_on_how_its_prompt_was_prepared(language_model: LlamaLanguageModel, said: str) -> None:
    conversation = Conversation("You are a helpful assistant. Answer in one or two short sentences.")
    words = said.rstrip("?").split()
    replies = set()
    for known_word_counts in ([], [3], [1, 2, 4], list(range(1, len(words) + 1))):
        list(language_model.prepare(conversation.messages("Something else")))
        for count in known_word_counts:
            list(language_model.prepare(conversation.messages(" ".join(words[:count]))))
        replies.add(_reply(language_model, conversation, said))
    assert len(replies) == 1


def test_an_interrupted_reply_leaves_the_cache_right(language_model: LlamaLanguageModel) -> None:
    conversation = Conversation("You are a helpful assistant. Answer in one short sentence.")
    whole = _reply(language_model, conversation, "What is the capital of France?")
    cut = language_model.reply(conversation.messages("Why is the sky blue?"), GenerationOptions(0.0, 40))
    for _ in range(10):
        next(cut)
    cut.close()  # type: ignore[attr-defined]
    assert _reply(language_model, conversation, "What is the capital of France?") == whole


def test_memory_stays_below_the_limit(question: Callable[[str], Recording], tmp_path: Path) -> None:
    names = ("capital-of-france", "largest-planet", "healthy-breakfast")
    peak_mb, report = _ask_in_a_process([question(name).path for name in names], tmp_path / "answer.wav")
    print(f"peak resident memory {peak_mb:.0f} MB")
    assert [turn["outcome"] for turn in report["turns"]] == ["answered"] * 3
    assert peak_mb < MEMORY_LIMIT_MB


def _ask_in_a_process(paths: Sequence[Path], answer: Path) -> tuple[float, dict[str, list[dict[str, str]]]]:
    """Run `appliance ask`; return its peak memory in MB and its report.

    It runs as the only child of a process of its own, so that the peak of all children is its peak.
    """
    watch = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); " + (
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    )
    command = [sys.executable, "-m", "appliance", "ask", *map(str, paths), "--json", "--fast", "-o", str(answer)]
    done = subprocess.run([sys.executable, "-c", watch, *command], capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1]) / 1024, json.loads(done.stdout)  # ru_maxrss is in kilobytes on Linux
