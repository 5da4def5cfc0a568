"""Checks the description of a Piper voice, the `.onnx.json` beside its `.onnx`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_BYTES = 4_000_000
"""Those with a thousand speakers have 30 kB."""

_Scale = Annotated[float, Field(ge=0, le=10)]
_Id = Annotated[int, Field(ge=0, lt=1_000_000)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class _Audio(_Part):
    sample_rate: int = Field(ge=8000, le=48000)


class _Espeak(_Part):
    voice: str = Field(min_length=1, max_length=50, pattern=r"^[\w.+ -]+$")


class _Inference(_Part):
    noise_scale: _Scale = 0.667
    length_scale: float = Field(1.0, ge=0.1, le=10)
    noise_w: _Scale = 0.8


class _Voice(_Part):
    audio: _Audio
    espeak: _Espeak
    inference: _Inference = _Inference()
    num_symbols: int = Field(ge=1, le=1_000_000)
    num_speakers: int = Field(ge=1, le=100_000)
    phoneme_type: str = Field("espeak", pattern="^(espeak|text|pinyin|hebrew|japanese|thai)$")
    phoneme_id_map: dict[str, list[_Id]] = Field(min_length=1)
    speaker_id_map: dict[str, _Id] = {}
    hop_length: int = Field(256, ge=1, le=10_000)


def voice_problem(path: Path) -> str | None:
    """Return what is wrong with a voice's description, or None. The sentence has no subject. Raises OSError."""
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return f"is not the configuration of a Piper voice: it has more than {MOST_BYTES} bytes"
    try:
        described = json.loads(content.decode())
    except (ValueError, RecursionError):
        return "is not the configuration of a Piper voice: it is not JSON"
    try:
        voice = _Voice.model_validate(described)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))[:60]
        value = "" if isinstance(first["input"], dict | list) else f" = {repr(first['input'])[:60]}"
        return f"is not the configuration of a Piper voice: {where}{value}: {first['msg']}"
    lowest = [mark for mark in "_^$" if mark not in voice.phoneme_id_map]
    if lowest:
        return f"is not the configuration of a Piper voice: phoneme_id_map has no {lowest[0]!r}"
    if any(number >= voice.num_symbols for ids in voice.phoneme_id_map.values() for number in ids):
        return "is not the configuration of a Piper voice: phoneme_id_map has ids beyond num_symbols"
    return None
