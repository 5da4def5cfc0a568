"""Real models: a template from the field, a thought that the prompt begins, a text too long for the voice."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import onnx
import pytest

from appliance.adapters.llama import LlamaLanguageModel
from appliance.adapters.piper import LONGEST_PHONEMES, PiperVoice
from appliance.errors import ModelUnavailable
from appliance.interfaces import GenerationOptions, Message
from appliance.models.chosen import model_files
from appliance.settings import Settings
from appliance.system.cpu_threads import always
from tests.field import FIELD
from tests.gguf_patch import with_chat_template
from tests.real.voice_sounds import spoken

QUESTION: list[Message] = [
    {"role": "system", "content": "You are a helpful assistant. Answer each question in one short sentence."},
    {"role": "user", "content": "What is the capital of France?"},
]
CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}"
    "{{ '<|im_start|>assistant\\n' }}"
)


def loaded(settings: Settings, folder: Path, template: str) -> LlamaLanguageModel:
    """Return the language model of the tests with another chat template."""
    _, model_file, _ = model_files(settings.models)
    return LlamaLanguageModel(
        with_chat_template(model_file, folder / "patched.gguf", template), 1024, always(2), always(2)
    )


def reply(model: LlamaLanguageModel, *more: Message) -> str:
    return "".join(model.reply([*QUESTION, *more], GenerationOptions(0.0, 40)))


def test_a_template_without_a_system_role_answers(settings: Settings, tmp_path: Path) -> None:
    template = (FIELD / "llm" / "gemma2-template.jinja").read_text(encoding="utf-8")
    model = loaded(settings, tmp_path, template)
    for _ in model.prepare(QUESTION):
        pass
    first = reply(model)
    assert any(letter.isalpha() for letter in first)
    assert "_of_turn" not in first
    assert reply(model, {"role": "assistant", "content": "Paris."}, {"role": "user", "content": "Why?"})


@pytest.mark.parametrize("begun", ["<think>\\n", "<think>"])
def test_a_thought_that_the_prompt_begins_is_ended_and_not_said(settings: Settings, tmp_path: Path, begun: str) -> None:
    model = loaded(settings, tmp_path, CHATML + "{{ '" + begun + "' }}")
    said = reply(model, {"role": "assistant", "content": "The capital of France is"})
    assert "Paris" in said
    assert "think" not in said


def test_a_thought_that_the_model_begins_is_ended_and_it_writes_on(settings: Settings) -> None:
    """The model is shown thoughts that are longer than its reply may be, and begins one of its own."""
    _, model_file, _ = model_files(settings.models)
    model = LlamaLanguageModel(model_file, 1024, always(2), always(2))
    thought = "<think>\nThe user asks for a capital. I know it well, and I will say it in a sentence.\n</think>\n\n"
    shown: list[Message] = [QUESTION[0]]
    for country, capital in (("Spain", "Madrid"), ("Italy", "Rome"), ("Greece", "Athens")):
        shown.append({"role": "user", "content": f"What is the capital of {country}?"})
        shown.append({"role": "assistant", "content": f"{thought}The capital of {country} is {capital}."})
    shown.append(QUESTION[1])
    assert "".join(model._write(model._prompt(shown), GenerationOptions(0.0, 4))).startswith("<think>")
    said = "".join(model.reply(shown, GenerationOptions(0.0, 12)))
    assert "France" in said
    assert "think" not in said


@pytest.mark.parametrize(
    "template", ["{% for %}", "{{ raise_exception('only for cats') }}", "{{ 1 / 0 }}", "", "{{ x.y.z }}"]
)
def test_a_template_that_fails_is_one_sentence(settings: Settings, tmp_path: Path, template: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        loaded(settings, tmp_path, template)
    assert str(caught.value).startswith(f"{tmp_path / 'patched.gguf'}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.thorough
def test_however_many_phonemes_a_text_has_the_voice_makes_few_at_a_time(voice_file: Path) -> None:
    voice = PiperVoice(voice_file, 2)
    for _ in voice.synthesize("It is so."):
        pass
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sound = spoken(voice, "8 " * 600)
    assert len(sound) > 60 * voice.rate_hz
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    assert grown_kb < 500_000, "6 GB without the bound"
    assert LONGEST_PHONEMES < 1000


def with_speakers(voice_file: Path, folder: Path) -> Path:
    """Return a copy of the voice with an input for the speaker, who is the louder the larger the number."""
    model = onnx.load(voice_file)
    (output,) = model.graph.output
    for tensor in model.graph.initializer:  # the name is in use for a weight
        tensor.name = "weight" if tensor.name == "sid" else tensor.name
    for node in model.graph.node:
        node.name = node.name.replace("/dec/", "/generator/")  # it is made as a whole
        node.input[:] = ["weight" if name == "sid" else name for name in node.input]
        node.output[:] = [f"{name}.alone" if name == output.name else name for name in node.output]
    helper = onnx.helper
    model.graph.input.append(helper.make_tensor_value_info("sid", onnx.TensorProto.INT64, [1]))
    model.graph.initializer.append(helper.make_tensor("speakers", onnx.TensorProto.FLOAT, [1], [100.0]))
    model.graph.node.extend(
        [
            helper.make_node("Cast", ["sid"], ["speaker"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Div", ["speaker", "speakers"], ["loudness"]),
            helper.make_node("Mul", [f"{output.name}.alone", "loudness"], [output.name]),
        ]
    )
    file = folder / "voices.onnx"
    onnx.save(model, file)
    description = voice_file.with_name(f"{voice_file.name}.json").read_text(encoding="utf-8")
    file.with_name("voices.onnx.json").write_text(description.replace('"num_speakers": 1', '"num_speakers": 101'))
    return file


def test_the_speaker_of_the_settings_speaks(voice_file: Path, tmp_path: Path) -> None:
    file = with_speakers(voice_file, tmp_path)
    levels = [
        float(np.abs(spoken(PiperVoice(file, 2, speaker=speaker), "It is seven o'clock.").astype(np.float64)).max())
        for speaker in (100, 25)
    ]
    assert 2.5 < levels[0] / levels[1] < 6
