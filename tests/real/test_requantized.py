"""A real language model with weights of another type, beside what llama.cpp itself makes of it."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.models.manifest import Role
from appliance.models.requantized import TYPES, requantize
from appliance.models.store import ModelStore
from appliance.settings_file import load_settings

SMALLEST = "smollm2-135m-instruct-q4_1"


@pytest.mark.parametrize("quantization", TYPES)
def test_it_is_what_llama_makes_of_it_and_gives_numbers(tmp_path: Path, quantization: str) -> None:
    import llama_cpp
    from gguf import GGUFReader

    source = ModelStore(load_settings(None).models.folder).path(SMALLEST, Role.LANGUAGE_MODEL)
    requantize(source, quantization, tmp_path / "ours.gguf")
    parameters: Any = llama_cpp.llama_model_quantize_default_params()
    parameters.nthread, parameters.ftype, parameters.allow_requantize = 2, TYPES[quantization], True
    theirs = str(tmp_path / "theirs.gguf").encode()
    assert llama_cpp.llama_model_quantize(str(source).encode(), theirs, ctypes.byref(parameters)) == 0
    made = {tensor.name: tensor for tensor in GGUFReader(tmp_path / "theirs.gguf").tensors}
    for tensor in GGUFReader(tmp_path / "ours.gguf").tensors:
        assert tensor.tensor_type == made[tensor.name].tensor_type
        assert np.array_equal(tensor.data, made[tensor.name].data)

    model = llama_cpp.Llama(str(tmp_path / "ours.gguf"), n_ctx=256, verbose=False)
    try:
        tokens = model.tokenize(b"The capital of France is", add_bos=False)
        model.eval(tokens)
        assert np.isfinite(np.ctypeslib.as_array(llama_cpp.llama_get_logits(model.ctx), (model.n_vocab(),))).all()
    finally:
        model.close()
