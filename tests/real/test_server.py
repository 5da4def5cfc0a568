"""A real llama.cpp server writes the replies; killed, the real model on the device does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.adapters.wav_files import load_recording
from appliance.errors import ServerUnavailable
from appliance.interfaces import GenerationOptions, LanguageModel, Message, Models
from appliance.models.chosen import model_files
from appliance.monitoring.metrics import Outcome
from appliance.recordings.recordings import Recording
from appliance.settings import Settings
from tests.polling import poll_until
from tests.real.conftest import Bench, connected_bench
from tests.real.llama_server import LlamaServer, llama_server

TRIES = 5
FRANCE: list[Message] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "What is the capital of France?"},
]


@pytest.fixture(scope="module")
def model_file(settings: Settings) -> Path:
    return model_files(settings.models)[1]


@pytest.fixture
def server(model_file: Path, tmp_path: Path) -> Iterator[LlamaServer]:
    with llama_server(model_file, tmp_path) as started:
        yield started


class Witness:
    """The language model on the device, which records what it is asked for."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.context_tokens = model.context_tokens
        self.hit_cap = False
        self.asked: list[list[Message]] = []

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._model.count_tokens(messages)

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        return self._model.prepare(messages)

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self.asked.append(list(messages))
        yield from self._model.reply(messages, options)
        self.hit_cap = self._model.hit_cap


@pytest.fixture
def witness(models: Models) -> Witness:
    return Witness(models.language_model())


def test_a_reply_is_streamed_and_what_is_beyond_the_protocol_is_taken(server: LlamaServer) -> None:
    client = server.client()
    pieces = list(client.call(FRANCE, GenerationOptions(0.0, 40), 20).pieces())
    assert len(pieces) > 5
    assert "Paris" in "".join(pieces)
    assert client.model == "tiny"
    assert client.takes_extras


def test_the_cap_is_told(server: LlamaServer) -> None:
    call = server.client().call(FRANCE, GenerationOptions(0.0, 3), 20)
    list(call.pieces())
    assert call.hit_cap


def test_cancelled_it_stops_writing(server: LlamaServer) -> None:
    long: list[Message] = [{"role": "user", "content": "Count from one to a thousand, in words."}]
    call = server.client().call(long, GenerationOptions(0.0, 1900), 20)
    pieces = call.pieces()
    next(pieces)
    call.cancel()
    assert len(list(pieces)) < 1000
    poll_until(lambda: "Disconnected from client" in server.log, "the server stops")
    assert "Paris" in "".join(server.client().call(FRANCE, GenerationOptions(0.0, 40), 20).pieces())


def test_a_key_is_needed_and_a_wrong_model_is_named(model_file: Path, tmp_path: Path) -> None:
    with llama_server(model_file, tmp_path, api_key="sesame") as server:
        assert list(server.client().call(FRANCE, GenerationOptions(0.0, 8), 20).pieces())
        wrong = server.client(model="huge")
        with pytest.raises(ServerUnavailable, match=r"has no model 'huge': set models\.server_model to one of tiny"):
            list(wrong.call(FRANCE, GenerationOptions(0.0, 8), 20).pieces())
        (tmp_path / "key").write_text("simsim")
        with pytest.raises(ServerUnavailable, match=r"refuses the key \(401\)") as refused:
            list(server.client().call(FRANCE, GenerationOptions(0.0, 8), 20).pieces())
        assert "simsim" not in str(refused.value)


def test_the_model_on_the_device_goes_on_where_a_reply_was_begun(witness: Witness) -> None:
    begun: Message = {"role": "assistant", "content": "The capital of France is "}
    rest = "".join(witness.reply([*FRANCE, begun], GenerationOptions(0.0, 20)))
    assert rest.strip().startswith("Paris"), rest


def ask_until_the_server_answers(bench: Bench, recording: Recording, witness: Witness) -> None:
    """On a busy machine the server may be too slow now and then: that is an outage as any other."""
    for _ in range(TRIES):
        asked = len(witness.asked)
        bench.ask(recording)
        if len(witness.asked) == asked:
            return
        poll_until(lambda: bench.session.is_idle and bench.recorder.of("server")[-1:] == [None], "it is found again")
    raise AssertionError(f"the model on the device answered {TRIES} times")


@pytest.mark.thorough
def test_a_server_that_is_killed_between_turns_and_in_one_and_comes_back(
    server: LlamaServer, witness: Witness, settings: Settings, models: Models, question: Callable[[str], Recording]
) -> None:
    asking = replace(models, language_model=lambda: witness, server=server.client())
    with connected_bench(settings, asking, realtime_loudspeaker=False) as bench:
        ask_until_the_server_answers(bench, question("capital-of-france"), witness)
        replies, asked = server.replies, len(witness.asked)
        server.kill()
        said, by_device, _ = bench.ask(question("capital-of-france"))
        assert said == "What is the capital of France?"
        assert "Paris" in by_device
        assert server.replies == replies
        assert len(witness.asked) > asked, "the reply, and perhaps a preemptive one"
        print(f"first word of the device, server gone: {bench.recorder.turns[-1].first_token} ms")
        bench.recorder.wait(lambda: "cannot be reached" in str(bench.recorder.of("server")))

        server.start()
        ask_until_the_server_answers(bench, question("capital-of-france"), witness)

        asked = len(witness.asked)
        bench.recorder.forget()
        bench.begin_turn(load_recording(question("healthy-breakfast").path, 30))
        bench.recorder.wait(lambda: bool(bench.recorder.of("reply")))
        server.kill()
        bench.recorder.wait_for_turns(1)
        bench.microphone.stop()
        assert bench.recorder.turns[-1].outcome is Outcome.ANSWERED
        assert bench.session.history[-1].assistant.endswith((".", "!", "?"))
        print(f"killed in the middle: {bench.session.history[-1].assistant!r}; asked: {witness.asked[asked:]}")
        bench.recorder.wait(lambda: len(bench.recorder.of("server")) == 1)
