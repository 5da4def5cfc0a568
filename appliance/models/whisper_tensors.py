"""Whisper's tensors: converts CTranslate2's names and stacked matrices to OpenAI's.

Pure: arrays in, arrays out. `ctranslate2.py` reads, `ggml.py` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from appliance.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.generic]

HEAD_WIDTH = 64  # the same in every Whisper, so the number of heads follows from the width of the state


@dataclass(frozen=True, slots=True)
class WhisperShape:
    """The sizes of a Whisper model, in the order of ggml's header."""

    n_vocab: int
    """Text tokens, special ones included: 51864 if English only, 51865 if multilingual."""
    n_audio_ctx: int
    """Encoder positions: 1500 for 30 s."""
    n_audio_state: int
    """Width of the encoder."""
    n_audio_head: int
    """Attention heads of the encoder."""
    n_audio_layer: int
    """Blocks of the encoder."""
    n_text_ctx: int
    """Decoder positions: 448."""
    n_text_state: int
    """Width of the decoder."""
    n_text_head: int
    """Attention heads of the decoder."""
    n_text_layer: int
    """Blocks of the decoder."""
    n_mels: int
    """Bands of the mel spectrogram."""


def whisper_shape(variables: Mapping[str, Array]) -> WhisperShape:
    """Read the sizes from the variables of a CTranslate2 Whisper. Raises ModelUnavailable if one is missing."""
    audio_ctx, audio_state = _get(variables, "encoder/position_encodings/encodings").shape
    text_ctx, text_state = _get(variables, "decoder/position_encodings/encodings").shape
    return WhisperShape(
        n_vocab=_get(variables, "decoder/embeddings/weight").shape[0],
        n_audio_ctx=audio_ctx,
        n_audio_state=audio_state,
        n_audio_head=audio_state // HEAD_WIDTH,
        n_audio_layer=_layers(variables, "encoder"),
        n_text_ctx=text_ctx,
        n_text_state=text_state,
        n_text_head=text_state // HEAD_WIDTH,
        n_text_layer=_layers(variables, "decoder"),
        n_mels=_get(variables, "encoder/conv1/weight").shape[1],
    )


def whisper_tensors(variables: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Yield (OpenAI's name, tensor) for each tensor of a CTranslate2 Whisper, in a fixed order.

    CTranslate2 stacks query, key and value into one matrix; they are split here. Whisper's keys have no bias, so the
    zeros in their part of the stacked bias are dropped. Raises ModelUnavailable if a variable is missing.
    """
    shape = whisper_shape(variables)
    yield "encoder.positional_embedding", _get(variables, "encoder/position_encodings/encodings")
    for conv in ("conv1", "conv2"):
        yield f"encoder.{conv}.weight", _get(variables, f"encoder/{conv}/weight")
        # ggml adds this bias to a [n, time] matrix, so it must be a column.
        yield f"encoder.{conv}.bias", _get(variables, f"encoder/{conv}/bias").reshape(-1, 1)
    yield from _norm(variables, "encoder/layer_norm", "encoder.ln_post")
    for layer in range(shape.n_audio_layer):
        yield from _block(variables, f"encoder/layer_{layer}", f"encoder.blocks.{layer}")
    yield "decoder.positional_embedding", _get(variables, "decoder/position_encodings/encodings")
    yield "decoder.token_embedding.weight", _get(variables, "decoder/embeddings/weight")
    for layer in range(shape.n_text_layer):
        source, target = f"decoder/layer_{layer}", f"decoder.blocks.{layer}"
        yield from _block(variables, source, target)
        yield from _norm(variables, f"{source}/attention/layer_norm", f"{target}.cross_attn_ln")
        yield from _linear(variables, f"{source}/attention/linear_0", [f"{target}.cross_attn.query"])
        yield from _linear(
            variables,
            f"{source}/attention/linear_1",
            [f"{target}.cross_attn.key", f"{target}.cross_attn.value"],
        )
        yield from _linear(variables, f"{source}/attention/linear_2", [f"{target}.cross_attn.out"])
    yield from _norm(variables, "decoder/layer_norm", "decoder.ln")


def _block(variables: Mapping[str, Array], source: str, target: str) -> Iterator[tuple[str, Array]]:
    yield from _norm(variables, f"{source}/self_attention/layer_norm", f"{target}.attn_ln")
    yield from _linear(
        variables,
        f"{source}/self_attention/linear_0",
        [f"{target}.attn.{part}" for part in ("query", "key", "value")],
    )
    yield from _linear(variables, f"{source}/self_attention/linear_1", [f"{target}.attn.out"])
    yield from _norm(variables, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
    yield from _linear(variables, f"{source}/ffn/linear_0", [f"{target}.mlp.0"])
    yield from _linear(variables, f"{source}/ffn/linear_1", [f"{target}.mlp.2"])


def _norm(variables: Mapping[str, Array], source: str, target: str) -> Iterator[tuple[str, Array]]:
    yield f"{target}.weight", _get(variables, f"{source}/gamma")
    yield f"{target}.bias", _get(variables, f"{source}/beta")


def _linear(variables: Mapping[str, Array], source: str, targets: list[str]) -> Iterator[tuple[str, Array]]:
    """Split a stacked layer: each target gets an equal share of its rows."""
    weight, bias = _get(variables, f"{source}/weight"), _get(variables, f"{source}/bias")
    if weight.shape[0] % len(targets) or bias.shape != weight.shape[:1]:
        raise ModelUnavailable(f"{source} of the Whisper model has the shape {weight.shape}, bias {bias.shape}")
    shares = zip(np.split(weight, len(targets)), np.split(bias, len(targets)), strict=True)
    for target, (weight_share, bias_share) in zip(targets, shares, strict=True):
        yield f"{target}.weight", weight_share
        if not target.endswith(".key"):
            yield f"{target}.bias", bias_share


def _layers(variables: Mapping[str, Array], side: str) -> int:
    prefix = f"{side}/layer_"
    numbers = {name.removeprefix(prefix).split("/")[0] for name in variables if name.startswith(prefix)}
    return len({number for number in numbers if number.isdigit()})


def _get(variables: Mapping[str, Array], name: str) -> Array:
    try:
        return variables[name]
    except KeyError:
        raise ModelUnavailable(f"the CTranslate2 model has no {name!r}: it is not a Whisper model") from None
